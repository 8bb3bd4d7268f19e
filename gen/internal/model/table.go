package model

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ofwire/openflow/gen/internal/syntax"
)

// A fieldWork is a match field with its spec line.
type fieldWork struct {
	f    *Field
	line *syntax.OXMField
	d    *decl
}

// declareTable makes an oxm or oxs table.
func (b *builder) declareTable(d *decl) {
	if d.Keyword != "oxm" && d.Keyword != "oxs" {
		return
	}
	b.plain(d, d.Keyword)
	name := d.Name()
	t := &FieldTable{
		Pos: Pos(name.Pos), Name: name.Text, GoName: override(d.Go, camel(name.Text)), Doc: b.documented(d), OXS: d.Keyword == "oxs",
		Vendor: b.vendors[d.vendor], Outer: b.pkg,
	}
	for _, o := range b.tables {
		if o.Name == t.Name && o.OXS == t.OXS {
			b.errorf(name.Pos, "%s %s is declared twice, first at %s:%d", d.Keyword, t.Name, o.Pos.File, o.Pos.Line)
			return
		}
	}
	class, ok := b.number(d.Names[0])
	if !ok || !fits(class, 16) {
		b.errorf(name.Pos, "%s %s needs = and a class of 16 bits", d.Keyword, t.Name)
	}
	t.Class = uint16(class)
	b.tableExperimenter(d, t)
	b.tables = append(b.tables, t)
	b.pkg.Tables = append(b.pkg.Tables, t)
	f := b.file(d)
	f.Tables = append(f.Tables, t)
	for _, n := range d.Body {
		if line, ok := n.(*syntax.OXMField); ok && b.in(line.Range) && line.Type.Name != "" {
			for _, x := range b.run(line) {
				b.tableField(d, t, x)
			}
		}
	}
}

// run returns the lines that xreg8..127 = 8 stands for: names and numbers count up from the first. Other lines stand for themselves.
func (b *builder) run(line *syntax.OXMField) []*syntax.OXMField {
	if line.Last == nil {
		return []*syntax.OXMField{line}
	}
	base := strings.TrimRight(line.Name.Text, "0123456789")
	first, err := strconv.ParseUint(line.Name.Text[len(base):], 10, 7)
	last := b.constant(line.Last, nil)
	number := b.constant(line.Number, nil)
	if err != nil || last <= first || last > 127 || number+last-first > 127 {
		b.errorf(line.Name.Pos, "malformed run %s..%s: it is written name0..7 = 0, and numbers end at 127", line.Name.Text, line.Last)
		return nil
	}
	var list []*syntax.OXMField
	for n := first; n <= last; n++ {
		x := *line
		x.Name.Text = fmt.Sprint(base, n)
		x.Number = &syntax.Value{Pos: line.Number.Pos, Terms: []syntax.Term{{Value: number + n - first}}}
		list = append(list, &x)
	}
	return list
}

func (b *builder) tableExperimenter(d *decl, t *FieldTable) {
	switch {
	case d.Experimenter != nil:
		n := b.constant(d.Experimenter, nil)
		if !fits(n, 32) {
			b.errorf(d.Experimenter.Pos, "the experimenter does not fit 32 bits")
		}
		t.Experimenter = uint32(n)
		if t.Class != 0xffff {
			b.errorf(d.Experimenter.Pos, "only tables of class 0xffff have an experimenter")
		}
	case t.Class == 0xffff && t.Vendor != nil:
		t.Experimenter = t.Vendor.ID
	case t.Class == 0xffff:
		b.errorf(d.Name().Pos, "a table of class 0xffff needs an experimenter")
	}
}

// tableField makes one field of a table.
func (b *builder) tableField(d *decl, t *FieldTable, line *syntax.OXMField) {
	number := b.constant(line.Number, nil)
	if number > 127 {
		b.errorf(line.Number.Pos, "the number %d does not fit 7 bits", number)
	}
	f := &Field{
		Pos: Pos(line.Pos), Name: line.Name.Text, GoName: camel(line.Name.Text), JSON: line.Name.Text, Doc: behind(&line.Lead),
		Number: uint8(number), Table: t,
	}
	b.fieldType(f, &line.Type)
	for _, a := range line.Attrs {
		switch a.Name {
		case "mask":
			f.Maskable = true
		case "readonly":
			f.ReadOnly = true
		case "exp_type":
			b.expType(f, a)
		case "go":
			f.GoName = a.Word.Text
		case "json":
			f.JSON = a.Word.Text
		}
	}
	if f.Maskable && t.OXS {
		b.errorf(line.Pos, "statistics fields have no masks")
	}
	for _, o := range t.Fields {
		if o.Name == f.Name {
			b.errorf(line.Name.Pos, "the field %s stands twice", f.Name)
			return
		}
	}
	b.headerSize(f, line)
	b.goName(line.Name.Pos, "Field"+f.GoName)
	t.Fields = append(t.Fields, f)
	b.fields = append(b.fields, &fieldWork{f, line, d})
}

func (b *builder) expType(f *Field, a *syntax.Attr) {
	n := b.constant(a.Value, nil)
	f.ExpType, f.HasExpType = uint16(n), true
	if f.Table.Class != 0xffff {
		b.errorf(a.Pos, "exp_type belongs to tables of class 0xffff")
	}
	if !fits(n, 16) {
		b.errorf(a.Value.Pos, "exp_type %d does not fit 16 bits", n)
	}
}

// headerSize complains about a field that the length byte of its header cannot hold.
func (b *builder) headerSize(f *Field, line *syntax.OXMField) {
	n := f.Size
	if f.Maskable {
		n *= 2
	}
	if f.Table.Class == 0xffff {
		n += 4
		if f.HasExpType {
			n += 2
		}
	}
	if n > 255 {
		b.errorf(line.Type.Pos, "the field %s has %d bytes, its header's length at most 255", f.Name, n)
	}
}

// fieldType fills in what a match field's type says.
func (b *builder) fieldType(f *Field, t *syntax.Type) {
	it := &Item{}
	switch {
	case t.Most != nil:
		f.Variable, f.Size = true, int(b.constant(t.Most, nil))
		if t.Name != "u8" || t.List || t.Bits != nil || f.Size < 1 {
			b.errorf(t.Pos, "malformed type %s: variable fields are written u8..124", t.String())
		}
		return
	case !b.scalarType(it, t) || t.Size != nil:
		b.errorf(t.Pos, "unknown type %s of a match field", t.String())
		f.Size = 1
		return
	case it.Kind == ItemArray && it.Count == 2 && it.ElemSize == 4 && it.Type == TypeUint:
		f.Pair, f.Size = true, 8
		return
	case it.Kind != ItemScalar:
		b.errorf(t.Pos, "unknown type %s of a match field", t.String())
	}
	f.Type, f.Size, f.Bits, f.Enum = it.Type, max(it.Size, 1), it.Bits, it.Enum
}

// resolveNeeds links the prerequisites.
func (b *builder) resolveNeeds() {
	for _, w := range b.fields {
		b.scope = w.d.in
		for _, a := range w.line.Attrs {
			if a.Name != "needs" || a.Cond.Field.Text == "" {
				continue
			}
			of := b.matchField(a.Cond.Field.Text, w.f.Table)
			if of == nil {
				b.errorf(a.Cond.Field.Pos, "unknown match field %s", a.Cond.Field.Text)
				continue
			}
			need := Need{Field: of, Not: a.Cond.Op == "!="}
			for _, v := range a.Cond.Values {
				n := b.constant(v, of.Enum)
				if !fits(n, of.Width()) {
					b.errorf(v.Pos, "%s does not fit the match field %s", v, of.Name)
				}
				need.Values = append(need.Values, n)
			}
			w.f.Needs = append(w.f.Needs, need)
		}
	}
	for _, w := range b.fields {
		if b.needsItself(w.f, w.f, len(b.fields)) {
			b.scope = w.d.in
			b.errorf(w.line.Pos, "the prerequisites of %s lead back to it", w.f.Name)
		}
	}
	b.scope = all
}

// needsItself reports whether target is among the prerequisites of f.
func (b *builder) needsItself(target, f *Field, depth int) bool {
	if depth < 0 {
		return false
	}
	for _, n := range f.Needs {
		if n.Field == target || b.needsItself(target, n.Field, depth-1) {
			return true
		}
	}
	return false
}

// matchField finds a field by name: in the table itself, in the other tables here, in the imported ones.
func (b *builder) matchField(name string, first *FieldTable) *Field {
	for _, f := range first.Fields {
		if f.Name == name {
			return f
		}
	}
	for from := b; from != nil; from = from.imported {
		for _, t := range from.tables {
			for _, f := range t.Fields {
				if f.Name == name && t.OXS == first.OXS {
					return f
				}
			}
		}
	}
	return nil
}

// checkTables complains about fields with the same header.
func (b *builder) checkTables() {
	type key struct {
		oxs          bool
		class        uint16
		experimenter uint32
		expType      uint16
		number       uint8
		size         int
	}
	seen := map[key]*Field{}
	for _, w := range b.fields {
		f, t := w.f, w.f.Table
		k := key{t.OXS, t.Class, t.Experimenter, f.ExpType, f.Number, f.Size}
		if o := seen[k]; o != nil {
			b.scope = w.d.in
			b.errorf(w.line.Number.Pos, "the field %s has the number of %s at %s:%d", f.Name, o.Name, o.Pos.File, o.Pos.Line)
		}
		seen[k] = f
	}
	b.scope = all
}
