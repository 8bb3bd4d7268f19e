package emit

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// packages are the qualifiers that code knows, and their import paths.
var packages = map[string]string{
	"openflow": openflowPath,
	"wire":     wirePath,
	"binary":   "encoding/binary",
	"bytes":    "bytes",
	"fmt":      "fmt",
	"netip":    "net/netip",
	"slices":   "slices",
	"strconv":  "strconv",
	"strings":  "strings",
	"testing":  "testing",
	"wiretest": wirePath + "/wiretest",
}

var qualified = regexp.MustCompile(`\b([a-z][a-z0-9]*)\.([A-Z]\w*)`)

// code returns one line of Go. Identifiers of the known packages are qualified, so that their imports appear; all else is taken as it stands.
func (e *emitter) code(format string, args ...any) *jen.Statement {
	text := fmt.Sprintf(format, args...)
	var s jen.Statement
	at := 0
	for _, m := range qualified.FindAllStringSubmatchIndex(text, -1) {
		path := packages[text[m[2]:m[3]]]
		if text[m[2]:m[3]] == e.standardName() {
			path = e.opts.Standard
		}
		if path == "" || m[0] > 0 && (text[m[0]-1] == '.' || text[m[0]-1] == '"') {
			continue
		}
		if m[0] > at {
			s.Id(text[at:m[0]])
		}
		s.Qual(path, text[m[4]:m[5]])
		at = m[1]
	}
	if at < len(text) {
		s.Id(text[at:])
	}
	return joined(&s)
}

// joined makes the pieces print without blanks between them.
func joined(s *jen.Statement) *jen.Statement {
	return jen.Custom(jen.Options{}, *s...)
}

// standardName is the name of the package that a vendor's code extends.
func (e *emitter) standardName() string {
	return e.opts.Standard[strings.LastIndex(e.opts.Standard, "/")+1:]
}

// A body is the statements of a block that is being written.
type body struct {
	e     *emitter
	lines []jen.Code
}

// add appends one line.
func (b *body) add(format string, args ...any) { b.lines = append(b.lines, b.e.code(format, args...)) }

// block appends a statement with a block: if, for, switch.
func (b *body) block(fill func(*body), format string, args ...any) {
	in := &body{e: b.e}
	fill(in)
	b.lines = append(b.lines, b.e.code(format, args...).Block(in.lines...))
}

// cases appends a case of a switch; it stands in a block that a switch opened.
func (b *body) cases(fill func(*body), format string, args ...any) {
	in := &body{e: b.e}
	fill(in)
	head := fmt.Sprintf(format, args...)
	if head == "default" {
		b.lines = append(b.lines, jen.Default().Block(in.lines...))
		return
	}
	b.lines = append(b.lines, jen.Case(b.e.code("%s", head)).Block(in.lines...))
}

// function prints a function under its comment.
func (e *emitter) function(f *jen.File, text, head string, fill func(*body)) {
	b := &body{e: e}
	fill(b)
	f.Line()
	if text != "" {
		comments(f, text)
	}
	f.Add(e.code("func %s", head).Block(b.lines...))
}

// comments prints a comment of one or several lines.
func comments(f *jen.File, text string) {
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		f.Comment("// " + line)
	}
}

// lower returns a Go name with a lower-case start, for what is not exported: flowMod, nxActionCT, oxmID.
func lower(name string) string {
	n := 0
	for n < len(name) && name[n] >= 'A' && name[n] <= 'Z' {
		n++
	}
	if n > 1 && n < len(name) && name[n:] != "s" {
		n-- // The last capital begins the next word, but for a plural: IDs.
	}
	if n == 0 {
		return name
	}
	return strings.ToLower(name[:n]) + name[n:]
}

// nameIn is the Go name of something that package outer declares, qualified where that is the standard which a vendor extends.
func (e *emitter) nameIn(outer *model.Package, name string) string {
	if e.vendor() && outer != nil && outer != e.p {
		return e.standardName() + "." + name
	}
	return name
}

func (e *emitter) enumType(x *model.Enum) string { return e.nameIn(x.Outer, x.GoName) }

func (e *emitter) structName(s *model.Struct) string { return e.nameIn(s.Outer, s.GoName) }

// numberType is the Go type of a number.
func (e *emitter) numberType(it *model.Item) string {
	if it.Enum != nil {
		return e.enumType(it.Enum)
	}
	switch it.Type {
	case model.TypeInt:
		return "int32"
	case model.TypeFieldID:
		return "openflow.FieldID"
	}
	return fmt.Sprintf("uint%d", 8*goSize(it))
}

// isMessage reports whether the struct has the header of a message.
func isMessage(s *model.Struct) bool { return s.Family != nil && s.Family.Builtin }
