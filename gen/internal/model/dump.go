package model

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Dump writes a package as text to read beside the standard: each item with offset, size, type, name, default and comment.
func Dump(w io.Writer, p *Package) error {
	d := &dumper{w: w}
	d.printf("package %s, OpenFlow %s\n", p.Spec, p.Version)
	for _, f := range p.Files {
		d.printf("\n==== %s.of\n", f.Name)
		for _, v := range f.Vendors {
			d.printf("\nvendor %s = 0x%08x, Go %s, JSON %s\n", v.Name, v.ID, v.Prefix, v.JSON)
		}
		for _, e := range f.Enums {
			d.enum(e)
		}
		for _, s := range f.Errors {
			d.printf("\nerrors %s = %d, Go %s\n", s.Name, s.Type, s.GoName)
			d.consts(s.Consts, false)
		}
		for _, f := range f.Families {
			d.family(f)
		}
		for _, s := range f.Structs {
			d.structure(s)
		}
		for _, t := range f.Tables {
			d.table(t)
		}
	}
	return d.err
}

// A dumper writes until the first error.
type dumper struct {
	w   io.Writer
	err error
}

func (d *dumper) printf(format string, args ...any) {
	if d.err == nil {
		_, d.err = fmt.Fprintf(d.w, format, args...)
	}
}

// columns writes rows of tab-separated cells, indented and aligned.
func (d *dumper) columns(rows []string) {
	if d.err != nil {
		return
	}
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 1, 2, ' ', 0)
	for _, r := range rows {
		fmt.Fprintf(t, "  %s\n", r)
	}
	d.err = t.Flush()
	for line := range strings.Lines(b.String()) {
		d.printf("%s\n", strings.TrimRight(line, " \n"))
	}
}

func (d *dumper) enum(e *Enum) {
	kind := [...]string{"enum", "flags", "number"}[e.Kind]
	d.printf("\n%s %s : u%d, Go %s\n", kind, e.Name, e.Size*8, e.GoName)
	d.consts(e.Consts, e.Kind == EnumFlags)
}

func (d *dumper) consts(list []*Const, masks bool) {
	rows := make([]string, len(list))
	for i, c := range list {
		value := fmt.Sprintf("%d", c.Value)
		if c.Value > 9 {
			value += fmt.Sprintf(" 0x%x", c.Value)
		}
		if masks && c.Mask != c.Value {
			value += fmt.Sprintf(" of 0x%x", c.Mask)
		}
		if c.Alias {
			value += " alias"
		}
		rows[i] = strings.Join([]string{c.Full, value, comment(c.Doc)}, "\t")
	}
	d.columns(rows)
}

func comment(doc string) string {
	if doc == "" {
		return ""
	}
	return "// " + strings.ReplaceAll(doc, "\n", " ")
}

func (d *dumper) family(f *Family) {
	d.printf("\ntlv %s, Go %s: tag %s %d at %d, len %s %d at %d, header %d, align %d", f.Name, f.GoName,
		f.TagName, f.TagSize, f.TagOff, f.LenName, f.LenSize, f.LenOff, f.Header, f.Align)
	if f.Inside {
		d.printf(" inside")
	}
	d.printf("\n")
}

// structure writes a struct with its layout.
func (d *dumper) structure(s *Struct) {
	d.printf("\n%s, Go %s, JSON %s: ", heading(s), s.GoName, s.JSONName)
	if s.Size >= 0 {
		d.printf("%d bytes", s.Size)
	} else {
		d.printf("at least %d bytes, first %d fixed", s.Min, s.Fixed)
	}
	if s.Align > 1 {
		d.printf(", padded to %d", s.Align)
	}
	if s.Reply != nil {
		d.printf(", reply %s", s.Reply.GoName)
	}
	d.printf("\n")
	var rows []string
	for _, it := range s.Items {
		rows = append(rows, itemRow(it))
		for _, m := range it.Members {
			rows = append(rows, strings.Join([]string{"", fmt.Sprintf(":%d", m.Bits), typeText(m), m.Name, itemNotes(m), comment(m.Doc)}, "\t"))
		}
	}
	d.columns(rows)
}

// heading names a struct with its family, vendor and numbers.
func heading(s *Struct) string {
	switch {
	case s.Family == nil:
		return "struct " + s.Name
	case s.Vendor == nil:
		return fmt.Sprintf("%s %s = %d", s.Family.Name, s.Name, s.Tag)
	case s.HasSub:
		return fmt.Sprintf("%s %s = %d %s %d", s.Family.Name, s.Name, s.Tag, s.Vendor.Name, s.Sub)
	}
	return fmt.Sprintf("%s %s = %d %s", s.Family.Name, s.Name, s.Tag, s.Vendor.Name)
}

func itemRow(it *Item) string {
	return strings.Join([]string{number(it.Offset), number(it.Size), typeText(it), it.Name, itemNotes(it), comment(it.Doc)}, "\t")
}

// number writes an offset or size, - for one that varies.
func number(n int) string {
	if n < 0 {
		return "-"
	}
	return fmt.Sprint(n)
}

func (d *dumper) table(t *FieldTable) {
	kind := "oxm"
	if t.OXS {
		kind = "oxs"
	}
	d.printf("\n%s %s, class 0x%04x", kind, t.Name, t.Class)
	if t.Class == 0xffff {
		d.printf(", experimenter 0x%08x", t.Experimenter)
	}
	d.printf("\n")
	rows := make([]string, len(t.Fields))
	for i, f := range t.Fields {
		var notes []string
		if f.Bits > 0 {
			notes = append(notes, fmt.Sprintf("%d bits", f.Bits))
		}
		if f.Maskable {
			notes = append(notes, "mask")
		}
		if f.ReadOnly {
			notes = append(notes, "readonly")
		}
		for _, n := range f.Needs {
			notes = append(notes, needText(n))
		}
		if f.Same != nil {
			notes = append(notes, sameText(f))
		}
		rows[i] = strings.Join([]string{fmt.Sprint(f.Number), fmt.Sprintf("0x%08x", f.Header()), fmt.Sprint(f.Size), f.Name,
			"Field" + f.GoName, strings.Join(notes, ", "), comment(f.Doc)}, "\t")
	}
	d.columns(rows)
}

func sameText(f *Field) string {
	switch {
	case f.Shift > 0:
		return fmt.Sprintf("same %s << %d", f.Same.Name, f.Shift)
	case f.Shift < 0:
		return fmt.Sprintf("same %s >> %d", f.Same.Name, -f.Shift)
	}
	return "same " + f.Same.Name
}

func needText(n Need) string {
	op := " == "
	if n.Not {
		op = " != "
	}
	if len(n.Values) == 0 {
		return "needs " + n.Field.Name
	}
	values := make([]string, len(n.Values))
	for i, v := range n.Values {
		values[i] = fmt.Sprintf("0x%x", v)
	}
	return "needs " + n.Field.Name + op + strings.Join(values, " or ")
}
