package model

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/ofwire/openflow/gen/internal/syntax"
)

// check verifies a struct when all are laid out.
func (b *builder) check(w *work) {
	b.scope = w.d.in
	if least := w.s.Min; least > math.MaxUint16 {
		b.errorf(w.d.Name().Pos, "%s has at least %d bytes, more than a message", w.s.Name, least)
	}
	b.checkNames(w)
	b.checkLists(w)
	b.checkLength(w)
	for _, c := range w.d.Sizes {
		if b.load.ranges(c.Range, w.d.in).has(b.v) {
			b.checkSize(w, c)
		}
	}
	b.attachExamples(w)
	b.scope = all
}

// methods are the names of what all types do, which no field may have.
var methods = []string{"Info", "Format", "Walk", "Clone", "CloneElement", "AppendBinary", "MarshalBinary", "UnmarshalBinary"}

// checkNames complains about Go fields of the same name, or of that of a method.
func (b *builder) checkNames(w *work) {
	seen := map[string]*Item{}
	for _, it := range w.s.Items {
		for _, f := range append([]*Item{it}, it.Members...) {
			if f.GoName == "" {
				continue
			}
			if slices.Contains(methods, f.GoName) {
				b.errorf(syntax.Pos(f.Pos), "the Go field %s has the name of a method", f.GoName)
			}
			if o := seen[f.GoName]; o != nil && (o.Name != f.Name || w.fields[o] == nil) {
				b.errorf(syntax.Pos(f.Pos), "the Go field %s stands twice", f.GoName)
			}
			seen[f.GoName] = f
		}
	}
}

// checkLists complains about lists whose elements have no end.
func (b *builder) checkLists(w *work) {
	for _, it := range w.s.Items {
		if it.Kind != ItemList || it.Struct == nil {
			continue
		}
		of := b.source(it.Struct)
		switch {
		case it.UntilZero && (it.Struct.Size >= 0 || it.Struct.Length != nil || it.Struct.Min < 2):
			b.errorf(syntax.Pos(it.Pos), "%s until zero: the elements need a first part of 16 bits and a size that only their parts tell", it.Name)
		case of.toEnd:
			b.errorf(syntax.Pos(it.Pos), "%s is a list of %s, which has no end of its own", it.Name, it.Struct.Name)
		case it.Struct.Min == 0:
			b.errorf(syntax.Pos(it.Pos), "%s is a list of %s, which may have no bytes", it.Name, it.Struct.Name)
		}
	}
}

// checkLength complains about a length whose offset is not fixed.
func (b *builder) checkLength(w *work) {
	if l := w.s.Length; l != nil && (l.Offset < 0 || l.Cond != nil) {
		b.errorf(syntax.Pos(l.Pos), "the length %s must stand at a fixed offset", l.Name)
	}
}

// checkSize compares a size claim with the layout.
func (b *builder) checkSize(w *work, c *syntax.SizeClaim) {
	s := w.s
	want := int(b.constant(c.Size, nil))
	what := s.Name
	if s.Family != nil {
		what = s.Family.Name + " " + s.Name
	}
	if c.Before.Text == "" {
		size := s.Unpadded()
		if size < 0 {
			b.errorf(c.Pos, "%s has no fixed size; write sizeof %d before and the first field of variable size", what, want)
		} else if size != want {
			b.errorf(c.Pos, "%s: %d bytes in {versions}, sizeof says %d", what, size, want)
		}
		return
	}
	it := w.items[c.Before.Text]
	switch {
	case it == nil:
		b.errorf(c.Before.Pos, "sizeof: unknown field %s", c.Before.Text)
	case it.Offset < 0:
		b.errorf(c.Before.Pos, "sizeof: %s has no fixed offset", c.Before.Text)
	case it.Offset != want:
		b.errorf(c.Pos, "%s: %d bytes before %s in {versions}, sizeof says %d", what, it.Offset, it.Name, want)
	}
}

// finish orders what the package holds.
func (b *builder) finish() {
	b.checkFunctions()
	if b.imported == nil {
		b.resolveBuiltins()
	}
	for _, f := range b.files {
		b.pkg.Files = append(b.pkg.Files, f)
	}
	slices.SortFunc(b.pkg.Files, func(x, y *File) int { return strings.Compare(x.Name, y.Name) })
	order(b.pkg.Enums, func(e *Enum) Pos { return e.Pos })
	order(b.pkg.Structs, func(s *Struct) Pos { return s.Pos })
	order(b.pkg.Families, func(f *Family) Pos { return f.Pos })
	order(b.pkg.Tables, func(t *FieldTable) Pos { return t.Pos })
	order(b.pkg.Errors, func(s *ErrorSet) Pos { return s.Pos })
	order(b.pkg.Vendors, func(v *Vendor) Pos { return v.Pos })
	for _, f := range b.pkg.Families {
		order(f.Members, func(s *Struct) Pos { return s.Pos })
	}
	for _, f := range b.pkg.Files {
		order(f.Structs, func(s *Struct) Pos { return s.Pos })
	}
}

// order sorts by file and place.
func order[T any](list []T, pos func(T) Pos) {
	slices.SortStableFunc(list, func(x, y T) int {
		p, q := pos(x), pos(y)
		return cmp.Or(strings.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Col, q.Col))
	})
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
