package model

import "github.com/ofwire/openflow/gen/internal/syntax"

// resolveSame links the fields that hold the same bits of a packet under several names. A field whose other name a version does not have stands alone there.
func (b *builder) resolveSame() {
	for _, w := range b.fields {
		b.scope = w.d.in
		for _, a := range w.line.Attrs {
			if a.Name != "same" || a.Word.Text == "" {
				continue
			}
			of := b.matchField(a.Word.Text, w.f.Table)
			switch {
			case of == nil && !b.anyVersion(a.Word.Text):
				b.errorf(a.Word.Pos, "unknown match field %s", a.Word.Text)
			case w.f.Same != nil:
				b.errorf(a.Pos, "%s is the same as two fields", w.f.Name)
			case of != nil:
				w.f.Same, w.f.Shift = of, b.shift(a)
				if !w.f.within() {
					b.errorf(a.Pos, "%s does not fit the match field %s", w.f.Name, of.Name)
				}
			}
		}
	}
	for _, w := range b.fields {
		if of := w.f.Same; of != nil && of.Same != nil {
			b.scope = w.d.in
			b.errorf(w.line.Pos, "%s is the same as %s, which has another name itself", w.f.Name, of.Name)
		}
	}
	b.scope = all
}

// anyVersion reports whether a version has a match field of that name.
func (b *builder) anyVersion(name string) bool {
	for from := b; from != nil; from = from.imported {
		for _, d := range from.load.decls {
			for _, n := range d.Body {
				if line, ok := n.(*syntax.OXMField); ok && line.Name.Text == name {
					return true
				}
			}
		}
	}
	return false
}

// shift is by how many bits same shifts to the left.
func (b *builder) shift(a *syntax.Attr) int {
	if a.Value == nil {
		return 0
	}
	n := b.constant(a.Value, nil)
	if n < 1 || n > 127 {
		b.errorf(a.Value.Pos, "%s is no number of bits to shift by", a.Value)
		return 0
	}
	if a.Shift == ">>" {
		return -int(n)
	}
	return int(n)
}

// within reports whether the bits of f, shifted, are bits of f.Same, of a type that can hold them.
func (f *Field) within() bool {
	of := f.Same
	for _, x := range []*Field{f, of} {
		if x.Variable || x.Pair || x.HasExpType {
			return false
		}
	}
	if f.Type != of.Type && !(f.number() && of.number()) {
		return false
	}
	return f.Width() > -f.Shift && f.Width()+f.Shift <= of.Width()
}

func (f *Field) number() bool { return f.Type == TypeUint || f.Type == TypeUint128 }
