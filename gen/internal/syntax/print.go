package syntax

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Format prints a file in the canonical form: bodies indented by four spaces, the columns of adjacent lines aligned,
// comments and single blank lines kept. A file that was parsed with errors loses what was not understood.
func Format(f *File) []byte {
	p := &printer{}
	for _, n := range f.Nodes {
		p.top(n)
	}
	return bytes.TrimLeft(p.buf.Bytes(), "\n")
}

// A printer collects the text.
type printer struct {
	buf bytes.Buffer
}

// A row is one line of a body, cut into the cells of its columns.
type row struct {
	cells []string
	span  int    // The first cell covers so many columns; 0 is one.
	tail  string // Comment.
}

// line writes one line.
func (p *printer) line(indent int, text string, trail *Comment) {
	if trail != nil {
		text = strings.TrimRight(text, " ") + " //" + trail.Text
	}
	p.buf.WriteString(strings.Repeat("    ", indent))
	p.buf.WriteString(strings.TrimRight(text, " "))
	p.buf.WriteByte('\n')
}

// leading writes the blank line and the comments before a node.
func (p *printer) leading(indent int, l *Lead, first bool) {
	if l.Blank && !first {
		p.buf.WriteByte('\n')
	}
	for _, c := range l.Doc {
		p.line(indent, "//"+c.Text, nil)
	}
}

// top writes a node of the file.
func (p *printer) top(n Node) {
	p.leading(0, n.lead(), p.buf.Len() == 0)
	switch n := n.(type) {
	case *Clause:
		name := n.Name
		if n.Keyword == "import" {
			name = `"` + name + `"`
		}
		p.line(0, n.Keyword+" "+name, n.Trail)
	case *Example:
		p.example(n)
	case *Decl:
		p.decl(n)
	}
}

// example writes a fixture; further lines stand below the first.
func (p *printer) example(n *Example) {
	head := "example "
	if n.Range != nil {
		head += "@" + n.Range.Text + " "
	}
	width := 0
	for _, l := range n.Lines {
		width = max(width, len(l.Text))
	}
	for i, l := range n.Lines {
		text := l.Text
		if l.Comment != nil && len(n.Lines) > 1 {
			text += strings.Repeat(" ", width-len(text))
		}
		if i > 0 {
			head = strings.Repeat(" ", len(head))
		}
		p.line(0, head+text, l.Comment)
	}
}

// decl writes a declaration.
func (p *printer) decl(d *Decl) {
	head := declHead(d)
	if !d.HasBody {
		p.line(0, head, d.Trail)
		return
	}
	tail := "}" + sizes(d)
	switch {
	case len(d.Body) == 0:
		p.line(0, head+" {"+tail, firstOf(d.Trail, d.Close))
	case d.OneLine:
		p.line(0, head+" { "+strings.Join(nonEmpty(cells(d.Body[0]).cells), " ")+" "+tail, d.Trail)
	default:
		p.line(0, head+" {", d.Trail)
		p.body(1, d.Body)
		p.line(0, tail, d.Close)
	}
}

func firstOf(a, b *Comment) *Comment {
	if a != nil {
		return a
	}
	return b
}

// declHead returns the text of a head up to its brace.
func declHead(d *Decl) string {
	var b strings.Builder
	b.WriteString(d.Keyword)
	for i, m := range d.Names {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(" " + m.Text)
		for _, n := range m.Numbers {
			b.WriteString(" = " + n.Value.String() + at(n.Range))
		}
	}
	for _, w := range d.Widths {
		b.WriteString(" : " + w.Type.String() + at(w.Range))
	}
	if d.Experimenter != nil {
		b.WriteString(" experimenter " + d.Experimenter.String())
	}
	b.WriteString(at(d.Range))
	if d.AnyVersion {
		b.WriteString(" any version")
	}
	for _, w := range [...]struct {
		name string
		word Word
	}{{"from", d.From}, {"reply", d.Reply}, {"prefix", d.Prefix}, {"go", d.Go}, {"json", d.JSON}} {
		if w.word.Text != "" {
			b.WriteString(" " + w.name + " " + w.word.Text)
		}
	}
	return b.String()
}

// at returns a range with a space before it.
func at(r *Range) string {
	if r == nil {
		return ""
	}
	return " @" + r.Text
}

// sizes returns the claims behind a body.
func sizes(d *Decl) string {
	var b strings.Builder
	for _, c := range d.Sizes {
		b.WriteString(" sizeof " + c.Size.String())
		if c.Before.Text != "" {
			b.WriteString(" before " + c.Before.Text)
		}
		b.WriteString(at(c.Range))
	}
	return b.String()
}

// body writes the nodes of a body. A blank line, a block of free comments or a nested body ends a block of aligned lines.
func (p *printer) body(indent int, nodes []Node) {
	for i := 0; i < len(nodes); {
		end := i + 1
		for end < len(nodes) && joins(nodes[end-1], nodes[end]) {
			end++
		}
		p.block(indent, nodes[i:end], i == 0)
		i = end
	}
}

// joins reports whether b is aligned with a above it.
func joins(a, b Node) bool {
	return !b.lead().Blank && !nested(a) && !nested(b)
}

// nested reports whether a node has lines of its own.
func nested(n Node) bool {
	switch n := n.(type) {
	case *FreeComment:
		return true
	case *Field:
		return n.Form == FormBits && !n.OneLine && len(n.Body) > 0
	}
	return false
}

// block writes lines with their columns aligned.
func (p *printer) block(indent int, nodes []Node, first bool) {
	rows := make([]row, len(nodes))
	for i, n := range nodes {
		rows[i] = cells(n)
	}
	widths := columns(rows)
	for i, n := range nodes {
		p.leading(indent, n.lead(), first && i == 0)
		switch f, ok := n.(*Field); {
		case ok && nested(n):
			p.line(indent, strings.Join(nonEmpty(rows[i].cells[:4]), " ")+" {", f.Trail)
			p.body(indent+1, f.Body)
			p.line(indent, "}"+at(f.Range), f.Close)
		case len(rows[i].cells) > 0:
			p.line(indent, rows[i].join(widths), nil)
		}
	}
}

// columns returns the widths of the columns of a block, with what comments follow.
func columns(rows []row) []int {
	count := 0
	for _, r := range rows {
		count = max(count, len(r.cells))
	}
	widths := make([]int, count)
	for _, r := range rows {
		for c, text := range r.cells {
			if r.span == 0 || c > 0 && c >= r.span {
				widths[c] = max(widths[c], utf8.RuneCountInString(text))
			}
		}
	}
	for _, r := range rows { // What spans columns widens the last of them.
		if r.span > 0 && trailing(r) {
			if have, want := total(widths[:r.span]), len(r.cells[0]); have < want {
				widths[r.span-1] += want - have
				if widths[r.span-1] == want-have && have > 0 {
					widths[r.span-1]--
				}
			}
		}
	}
	return widths
}

// trailing reports whether something stands behind the spanning cell.
func trailing(r row) bool {
	return r.tail != "" || len(nonEmpty(r.cells[r.span:])) > 0
}

// total returns the width of columns with the spaces between them.
func total(widths []int) int {
	n := 0
	for _, w := range widths {
		if w > 0 {
			n += w + 1
		}
	}
	return max(0, n-1)
}

// join returns the text of a row in columns of the given widths.
func (r row) join(widths []int) string {
	var b strings.Builder
	pad := func(text string, width int) {
		if width > 0 {
			b.WriteString(text + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text))+1))
		}
	}
	c := 0
	if r.span > 0 {
		pad(r.cells[0], max(1, total(widths[:r.span])))
		c = r.span
	}
	for ; c < len(r.cells); c++ {
		pad(r.cells[c], widths[c])
	}
	for ; c < len(widths); c++ {
		pad("", widths[c])
	}
	if r.tail == "" {
		return b.String()
	}
	return b.String() + "//" + r.tail
}

// nonEmpty drops empty cells.
func nonEmpty(cells []string) []string {
	var list []string
	for _, c := range cells {
		if c != "" {
			list = append(list, c)
		}
	}
	return list
}
