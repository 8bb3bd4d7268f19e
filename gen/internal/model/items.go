package model

import (
	"strings"

	"github.com/ofwire/openflow/gen/internal/syntax"
)

// solve builds the items of a struct and lays them out.
func (b *builder) solve(w *work) {
	if w.state != stateNew {
		return
	}
	w.state = stateBusy
	outer := b.scope
	b.scope = w.d.in
	b.header(w)
	for _, n := range w.d.Body {
		f, ok := n.(*syntax.Field)
		if ok && b.in(f.Range) {
			b.field(w, f)
		}
	}
	for _, link := range w.links {
		link()
	}
	b.layout(w)
	b.scope = outer
	w.state = stateDone
}

// hasAttr reports whether a field has an attribute.
func hasAttr(f *syntax.Field, name string) bool {
	for _, a := range f.Attrs {
		if a.Name == name {
			return true
		}
	}
	return false
}

// field adds the item of one spec line.
func (b *builder) field(w *work, f *syntax.Field) *Item {
	it := &Item{Pos: Pos(f.Pos), Name: f.Name.Text, Doc: behind(&f.Lead)}
	switch f.Form {
	case syntax.FormPad, syntax.FormPadTo, syntax.FormPadUntil:
		b.pad(w, it, f)
	case syntax.FormBits:
		b.bits(w, it, f)
	default:
		if f.Name.Text == "" {
			return nil
		}
		b.typed(w, it, &f.Type)
		b.named(it, f)
		b.initial(w, it, f)
		b.attrs(w, it, f)
	}
	b.enter(w, it, f)
	w.s.Items = append(w.s.Items, it)
	return it
}

// enter makes the item known by its name.
func (b *builder) enter(w *work, it *Item, f *syntax.Field) {
	w.fields[it] = f
	if it.Name == "" {
		return
	}
	if w.items[it.Name] != nil {
		b.errorf(f.Name.Pos, "the field %s stands twice", it.Name)
	}
	w.items[it.Name] = it
}

// named sets the names of an item that is a Go field.
func (b *builder) named(it *Item, f *syntax.Field) {
	it.GoName, it.JSON = camel(it.Name), it.Name
	if it.Name != strings.ToLower(it.Name) {
		b.errorf(f.Name.Pos, "the field %s is not in snake_case", it.Name)
	}
	for _, a := range f.Attrs {
		switch a.Name {
		case "go":
			it.GoName = a.Word.Text
		case "json":
			it.JSON = a.Word.Text
		}
	}
	if !exported(it.GoName) {
		b.errorf(f.Name.Pos, "%s is no exported Go name; choose one with go", it.GoName)
	}
}

func (b *builder) pad(w *work, it *Item, f *syntax.Field) {
	it.Kind, it.Zero = ItemPad, f.Zero
	n := int(b.constant(f.Pad, nil))
	switch f.Form {
	case syntax.FormPad:
		it.Size = n
		if n < 1 {
			b.errorf(f.Pad.Pos, "a pad of no bytes")
		}
	case syntax.FormPadUntil:
		it.Size, it.Until = -1, n
	default:
		it.Size, it.PadTo = -1, n
		if n < 2 || n&(n-1) != 0 {
			b.errorf(f.Pad.Pos, "pad to %d is not a power of 2", n)
			it.PadTo = 8
		}
	}
	b.attrs(w, it, f)
	if f.Followed.Text == "" {
		return
	}
	w.links = append(w.links, func() {
		it.PadIf = w.items[f.Followed.Text]
		switch {
		case it.PadIf == nil:
			b.errorf(f.Followed.Pos, "unknown field %s", f.Followed.Text)
		case !isList(it.PadIf):
			b.errorf(f.Followed.Pos, "%s is no list", f.Followed.Text)
		case w.index(it.PadIf) < w.index(it):
			b.errorf(f.Followed.Pos, "%s stands before the pad", f.Followed.Text)
		}
	})
}

// index returns the place of an item, that of its word for a packed member.
func (w *work) index(it *Item) int {
	for i, o := range w.s.Items {
		if o == it {
			return i
		}
		for _, m := range o.Members {
			if m == it {
				return i
			}
		}
	}
	return -1
}

// isList reports whether an item has elements.
func isList(it *Item) bool {
	switch it.Kind {
	case ItemList, ItemOXMs, ItemOXMIDs, ItemOXSs, ItemOXSIDs, ItemBitmap:
		return true
	}
	return false
}

// isOpen reports whether an item runs to an end that something else sets.
func isOpen(it *Item) bool {
	return isList(it) || it.Kind == ItemBytes || it.Kind == ItemText
}

// bits builds a word of packed members.
func (b *builder) bits(w *work, it *Item, f *syntax.Field) {
	it.Kind = ItemBits
	for _, a := range f.Attrs {
		if a.Name == "json" {
			it.JSON = a.Word.Text
		}
	}
	it.Size = b.intType(&f.Type)
	b.attrs(w, it, f)
	shift := it.Size * 8
	for _, n := range f.Body {
		mf, ok := n.(*syntax.Field)
		if !ok || !b.in(mf.Range) {
			continue
		}
		m := &Item{Pos: Pos(mf.Pos), Name: mf.Name.Text, Doc: behind(&mf.Lead)}
		switch mf.Form {
		case syntax.FormPad:
			m.Kind, m.Bits, m.Zero = ItemPad, int(b.constant(mf.Pad, nil)), mf.Zero
		case syntax.FormPlain:
			b.bitsMember(w, m, mf)
		default:
			b.errorf(mf.Pos, "only numbers and pads stand in bits")
			continue
		}
		shift -= m.Bits
		m.Shift = shift
		it.Members = append(it.Members, m)
		b.enter(w, m, mf)
	}
	if shift != 0 {
		b.errorf(f.Name.Pos, "the members of bits %s have %d bits, its word has %d", it.Name, it.Size*8-shift, it.Size*8)
	}
}

func (b *builder) bitsMember(w *work, m *Item, f *syntax.Field) {
	b.typed(w, m, &f.Type)
	if m.Kind != ItemScalar || m.Type != TypeUint {
		b.errorf(f.Type.Pos, "%s does not fit in bits", f.Type.String())
	}
	if m.Bits == 0 {
		m.Bits = m.Size * 8
	}
	b.named(m, f)
	b.initial(w, m, f)
	b.attrs(w, m, f)
	m.ElemSize, m.Size = m.Size, 0
}

// initial handles what stands behind the = of a field.
func (b *builder) initial(w *work, it *Item, f *syntax.Field) {
	switch {
	case f.Measure != "":
		b.measure(w, it, f)
	case f.Default != nil:
		if it.Kind != ItemScalar || it.Type != TypeUint && it.Type != TypeInt {
			b.errorf(f.Default.Pos, "the field %s cannot have a default", it.Name)
			return
		}
		it.HasDefault = true
		it.Default, it.DefaultConst = b.constantOf(f.Default, it.Enum)
		if !holds(it, it.Default, f.Default.Neg) {
			b.errorf(f.Default.Pos, "the default %s does not fit %s", f.Default, f.Type.String())
		}
	}
}

// holds reports whether a scalar item can hold the value.
func holds(it *Item, n uint64, negative bool) bool {
	width := it.Size * 8
	if it.Bits > 0 {
		width = it.Bits
	}
	if it.Type == TypeInt {
		v := int64(n)
		return v >= -1<<(width-1) && v < 1<<(width-1)
	}
	return !negative && fits(n, width)
}

// measure turns a field into a length or count.
func (b *builder) measure(w *work, it *Item, f *syntax.Field) {
	if it.Kind != ItemScalar || it.Type != TypeUint || it.Enum != nil {
		b.errorf(f.Type.Pos, "the length %s is no unsigned integer", it.Name)
	}
	it.Kind, it.GoName, it.JSON = ItemLength, "", ""
	if f.Of.Text == "this" {
		it.Measures = MeasureThis
		if hasAttr(f, "unpadded") {
			it.Measures = MeasureThisUnpadded
		}
		switch {
		case f.Measure == "count":
			b.errorf(f.Of.Pos, "count needs a list, not this")
		case w.s.Length != nil:
			b.errorf(f.Name.Pos, "%s is a second length of %s", it.Name, w.s.Name)
		}
		w.s.Length = it
		return
	}
	it.Measures = MeasureBytes
	if f.Measure == "count" {
		it.Measures = MeasureCount
	}
	w.links = append(w.links, func() { b.measured(w, it, f) })
}

// measured links a length with what it measures.
func (b *builder) measured(w *work, it *Item, f *syntax.Field) {
	of := w.items[f.Of.Text]
	switch {
	case of == nil:
		b.errorf(f.Of.Pos, "%s(%s): unknown field", f.Measure, f.Of.Text)
		return
	case w.index(of) <= w.index(it):
		b.errorf(f.Of.Pos, "%s(%s): the field does not stand later", f.Measure, f.Of.Text)
		return
	case f.Measure == "count" && !isList(of):
		b.errorf(f.Of.Pos, "count(%s): the field is no list", f.Of.Text)
		return
	case of.Kind == ItemMessage:
		b.errorf(f.Of.Pos, "%s(%s): a message tells its own length", f.Measure, f.Of.Text)
		return
	case of.Bound != nil:
		b.errorf(f.Of.Pos, "%s has a length already: %s", f.Of.Text, of.Bound.Name)
		return
	}
	it.Of, of.Bound = of, it
}
