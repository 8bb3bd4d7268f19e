package syntax

import (
	"fmt"
	"strconv"
)

// A parser reads one file. After an error in a line it stays failed, and silent, until the line's end.
type parser struct {
	scan   *scanner
	tok    token
	errs   ErrorList
	failed bool
}

// Parse reads the spec file src; name stands in the positions. It returns what it could read along with all errors.
func Parse(name string, src []byte) (*File, ErrorList) {
	p := &parser{}
	p.scan = newScanner(name, src, func(pos Pos, msg string) {
		p.errs = append(p.errs, &Error{pos, msg})
	})
	p.next()
	f := p.file(name)
	p.errs.Sort()
	return f, p.errs
}

func (p *parser) next() { p.tok = p.scan.next() }

// fail reports an error unless the line has one already.
func (p *parser) fail(pos Pos, format string, args ...any) {
	if !p.failed {
		p.errs = append(p.errs, &Error{pos, fmt.Sprintf(format, args...)})
	}
	p.failed = true
}

// want reports that something else was expected at the current token.
func (p *parser) want(what string) {
	p.fail(p.tok.pos, "want %s, not %s", what, p.tok.describe())
}

// punct consumes the punctuation s or fails.
func (p *parser) punct(s string) {
	if !p.accept(s) {
		p.want(s)
	}
}

// accept consumes the punctuation s if it stands here.
func (p *parser) accept(s string) bool {
	if p.failed || !p.tok.is(s) {
		return false
	}
	p.next()
	return true
}

// acceptWord consumes the keyword s if it stands here.
func (p *parser) acceptWord(s string) bool {
	if p.failed || p.tok.kind != kIdent || p.tok.text != s {
		return false
	}
	p.next()
	return true
}

// word consumes a name.
func (p *parser) word(what string) Word {
	if p.failed || p.tok.kind != kIdent {
		p.want(what)
		return Word{Pos: p.tok.pos}
	}
	w := Word{p.tok.pos, p.tok.text}
	p.next()
	return w
}

// versions consumes a version range if one stands here.
func (p *parser) versions() *Range {
	if p.failed || p.tok.kind != kVersion {
		return nil
	}
	r := &Range{p.tok.pos, p.tok.text}
	p.next()
	return r
}

// value consumes numbers and constant names joined by |.
func (p *parser) value(what string) *Value {
	v := &Value{Pos: p.tok.pos}
	v.Neg = p.accept("-")
	v.Terms = append(v.Terms, p.term(what))
	for p.accept("|") {
		v.Terms = append(v.Terms, p.term(what))
	}
	return v
}

// number consumes a value that does not begin with a name.
func (p *parser) number(what string) *Value {
	if !p.failed && p.tok.kind != kNumber && !p.tok.is("-") {
		p.want(what)
	}
	return p.value(what)
}

func (p *parser) term(what string) Term {
	t := Term{Pos: p.tok.pos, Text: p.tok.text}
	switch {
	case p.failed:
	case p.tok.kind == kIdent:
		t.Name = true
		p.next()
	case p.tok.kind == kNumber:
		t.Value = p.integer()
		if p.accept("<<") {
			t.Text += " << " + p.tok.text
			if p.tok.kind != kNumber {
				p.want("the number of bits to shift by")
				break
			}
			t.Value <<= p.integer()
		}
	default:
		p.want(what)
	}
	return t
}

// integer consumes a number token.
func (p *parser) integer() uint64 {
	n, err := strconv.ParseUint(p.tok.text, 0, 64)
	if err != nil {
		p.fail(p.tok.pos, "the number %s is malformed or does not fit 64 bits", p.tok.text)
	}
	p.next()
	return n
}

// leads collects the comments and blank lines before a node. Blocks of comments that a blank line separates from what
// follows go to free.
func (p *parser) leads(free func(Node)) Lead {
	l := Lead{}
	for {
		switch p.tok.kind {
		case kNewline:
			if len(l.Doc) > 0 {
				free(&FreeComment{l})
				l = Lead{}
			}
			l.Blank = true
			p.next()
		case kComment:
			if len(l.Doc) == 0 {
				l.Pos = p.tok.pos
			}
			l.Doc = append(l.Doc, &Comment{p.tok.pos, p.tok.text})
			p.next()
			if p.tok.kind == kNewline {
				p.next()
			}
		default:
			if len(l.Doc) > 0 && (p.tok.kind == kEOF || p.tok.is("}")) {
				free(&FreeComment{l})
				l = Lead{}
			}
			l.Pos = p.tok.pos
			return l
		}
	}
}

// trail consumes a comment at the end of a line.
func (p *parser) trail() *Comment {
	if p.tok.kind != kComment {
		return nil
	}
	c := &Comment{p.tok.pos, p.tok.text}
	p.next()
	return c
}

// endLine consumes the rest of a line: a comment and the newline. After an error it skips to them.
func (p *parser) endLine() *Comment {
	if !p.failed && p.tok.kind != kComment && p.tok.kind != kNewline && p.tok.kind != kEOF {
		p.want("the end of the line")
	}
	p.skip()
	c := p.trail()
	if p.tok.kind == kNewline {
		p.next()
	}
	p.failed = false
	return c
}

// skip moves to the end of the line, or of the body that the line opens.
func (p *parser) skip() {
	for depth := 0; p.tok.kind != kEOF; p.next() {
		switch {
		case p.tok.is("{"):
			depth++
		case p.tok.is("}"):
			depth--
		case depth <= 0 && (p.tok.kind == kComment || p.tok.kind == kNewline):
			return
		}
	}
}

// file reads all of a file.
func (p *parser) file(name string) *File {
	f := &File{Name: name}
	add := func(n Node) { f.Nodes = append(f.Nodes, n) }
	for {
		lead := p.leads(add)
		switch {
		case p.tok.kind == kEOF:
			if f.Package == nil {
				p.fail(p.tok.pos, "the file has no package line")
			}
			return f
		case p.tok.kind == kExample:
			ex := &Example{Lead: lead, Range: p.tok.versions, Lines: p.tok.lines}
			p.next()
			p.endLine()
			add(ex)
		case p.tok.kind == kIdent && (p.tok.text == "package" || p.tok.text == "import"):
			add(p.clause(f, lead))
		case p.tok.kind == kIdent:
			if f.Package == nil {
				p.fail(p.tok.pos, "the file must begin with its package line")
				f.Package = &Clause{Lead: Lead{Pos: p.tok.pos}, Keyword: "package"}
				p.failed = false
			}
			add(p.decl(lead))
		default:
			p.want("a declaration")
			p.endLine()
		}
	}
}

func (p *parser) clause(f *File, lead Lead) *Clause {
	c := &Clause{Lead: lead, Keyword: p.tok.text}
	p.next()
	if c.Keyword == "package" {
		if f.Package != nil {
			p.fail(c.Pos, "a second package line")
		}
		c.Name = p.word("the name of the package").Text
		f.Package = c
	} else {
		if p.tok.kind != kString {
			p.want("the name of a package in quotes")
		} else {
			c.Name = p.tok.text
			p.next()
		}
		if len(f.Nodes) > 0 && f.Package == nil {
			p.fail(c.Pos, "the package line must stand before the imports")
		}
		f.Imports = append(f.Imports, c)
	}
	c.Trail = p.endLine()
	return c
}

// body reads what stands between braces, the opening one consumed. Each call of item reads one node up to its line's
// end. It returns the comment behind the opening brace and whether the body stands on one line.
func (p *parser) body(open Pos, add func(Node), item func(Lead) Node) (trail *Comment, oneLine bool) {
	if p.tok.kind != kNewline && p.tok.kind != kComment && p.tok.kind != kEOF {
		p.oneLine(add, item)
		return nil, true
	}
	trail = p.endLine()
	for {
		lead := p.leads(add)
		switch {
		case p.tok.is("}"):
			p.next()
			return trail, false
		case p.tok.kind == kEOF || p.tok.kind == kExample || p.startsDecl():
			p.fail(open, "the body that opens here is never closed")
			return trail, false
		}
		n := item(lead)
		c := p.endLine()
		if f, ok := n.(*Field); ok && f.Form == FormBits && !f.OneLine {
			f.Close = c
		} else {
			n.lead().Trail = c
		}
		add(n)
	}
}

// startsDecl reports whether a declaration begins here although a body is still open: a keyword in the first column.
func (p *parser) startsDecl() bool {
	if p.tok.kind != kIdent || p.tok.pos.Col != 1 {
		return false
	}
	switch p.tok.text {
	case "enum", "flags", "number", "struct", "tlv", "vendor", "oxm", "oxs", "errors", "message", "multipart_request", "multipart_reply":
		return true
	}
	return false
}

// oneLine reads the rest of a body that holds at most one item on the line of its brace.
func (p *parser) oneLine(add func(Node), item func(Lead) Node) {
	if p.accept("}") {
		return
	}
	add(item(Lead{Pos: p.tok.pos}))
	if p.failed || !p.tok.is("}") {
		p.want("} or a new line")
		for !p.tok.is("}") && p.tok.kind != kNewline && p.tok.kind != kEOF {
			p.next()
		}
	}
	if p.tok.is("}") {
		p.next()
		p.failed = false
	}
}
