package model

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ofwire/openflow/gen/internal/syntax"
)

// A builder makes the Package of one version.
type builder struct {
	load     *loader
	v        Version
	pkg      *Package
	imported *builder

	scope    set // The versions of the declaration at hand.
	files    map[string]*File
	enums    map[string]*Enum
	structs  map[string]*work
	families map[string]*Family
	tables   []*FieldTable
	errors   map[string]*ErrorSet
	vendors  map[string]*Vendor
	owners   map[*Family]string // The vendor that declares a family.
	types    map[string]syntax.Pos
	goNames  map[string]syntax.Pos

	works   []*work // All structs, in order.
	byModel map[*Struct]*work
	fields  []*fieldWork // All match fields, in order.
}

// A work is a struct that is being built.
type work struct {
	s      *Struct
	d      *decl
	state  buildState
	toEnd  bool // It runs to the end of what encloses it: it has neither a length nor an end of its own.
	items  map[string]*Item
	fields map[*Item]*syntax.Field
	links  []func() // What waits for all fields to be known.
}

type buildState uint8

const (
	stateNew buildState = iota
	stateBusy
	stateDone
)

func newBuilder(l *loader, v Version) *builder {
	return &builder{
		load:     l,
		v:        v,
		pkg:      &Package{Version: v, Spec: l.name},
		files:    map[string]*File{},
		enums:    map[string]*Enum{},
		structs:  map[string]*work{},
		families: map[string]*Family{},
		errors:   map[string]*ErrorSet{},
		vendors:  map[string]*Vendor{},
		owners:   map[*Family]string{},
		types:    map[string]syntax.Pos{},
		goNames:  map[string]syntax.Pos{},
		byModel:  map[*Struct]*work{},
	}
}

// errorf reports an error of the version at hand.
func (b *builder) errorf(pos syntax.Pos, format string, args ...any) {
	b.load.add(pos, one(b.v), b.scope|one(b.v), fmt.Sprintf(format, args...))
}

// build makes the package: first what is named, then what refers to names.
func (b *builder) build() {
	b.builtins()
	b.each(b.declareVendor)
	b.each(b.declareEnum)
	b.each(b.declareErrors)
	b.each(b.declareFamily)
	b.each(b.declareStruct)
	b.each(b.declareMember)
	b.each(b.declareTable)
	b.each(b.resolveFamily)
	for _, w := range b.works {
		b.solve(w)
	}
	b.resolveReplies()
	b.resolveNeeds()
	b.resolveSame()
	for _, w := range b.works {
		b.check(w)
	}
	b.checkTables()
	b.finish()
}

// each calls f for all declarations of the version.
func (b *builder) each(f func(*decl)) {
	for _, d := range b.load.decls {
		if d.in.has(b.v) {
			b.scope = d.in
			f(d)
		}
	}
	b.scope = all
}

// file returns the model's file for a declaration.
func (b *builder) file(d *decl) *File {
	f := b.files[d.file]
	if f == nil {
		f = &File{Name: d.file, Doc: b.load.docs[d.file]}
		b.files[d.file] = f
	}
	return f
}

// documented complains about a declaration without a comment.
func (b *builder) documented(d *decl) string {
	doc := above(&d.Lead)
	if doc == "" {
		b.errorf(d.Pos, "%s %s has no documentation", d.Keyword, d.Name().Text)
	}
	return doc
}

// declareType takes the name of an enumeration, struct or family.
func (b *builder) declareType(d *decl) bool {
	name := d.Name()
	if prev, taken := b.types[name.Text]; taken {
		b.errorf(name.Pos, "%s is declared twice, first at %s:%d", name.Text, prev.File, prev.Line)
		return false
	}
	if isBuiltinType(name.Text) && !(name.Text == "match" || name.Text == "stats") {
		b.errorf(name.Pos, "%s is the name of a built-in type", name.Text)
		return false
	}
	if b.imported != nil && b.imported.family(name.Text) != nil {
		b.errorf(name.Pos, "%s is the name of a family of openflow", name.Text)
		return false
	}
	b.types[name.Text] = name.Pos
	return true
}

// goName takes a Go name of the package.
func (b *builder) goName(pos syntax.Pos, name string) {
	if !exported(name) {
		b.errorf(pos, "%s is no exported Go name; choose one with go", name)
		return
	}
	if prev, taken := b.goNames[name]; taken {
		b.errorf(pos, "the Go name %s is taken by %s:%d; choose another with go", name, prev.File, prev.Line)
		return
	}
	if slices.Contains(reserved, name) {
		b.errorf(pos, "the Go name %s is used by the package itself; choose another with go", name)
		return
	}
	b.goNames[name] = pos
}

// reserved are names that each package has something of: its function, and what lends memory for lists of numbers.
var reserved = []string{"Register", "Uint8", "Uint16", "Uint32", "Uint64"}

// checkFunctions complains about names that are those of functions, which New or Unmarshal and another name make.
func (b *builder) checkFunctions() {
	for name, pos := range b.goNames {
		for _, prefix := range []string{"New", "Unmarshal"} {
			of, ok := strings.CutPrefix(name, prefix)
			if prev, taken := b.goNames[of]; ok && taken {
				b.errorf(pos, "the Go name %s may be that of a function for %s:%d; choose another with go", name, prev.File, prev.Line)
			}
		}
	}
}

// override returns the written name, else the other.
func override(w syntax.Word, name string) string {
	if w.Text != "" {
		return w.Text
	}
	return name
}

// number returns the number of a name in the version at hand.
func (b *builder) number(m *syntax.MemberName) (uint64, bool) {
	for _, n := range m.Numbers {
		if n.Range == nil || b.load.ranges(n.Range, all).has(b.v) {
			return b.constant(n.Value, nil), true
		}
	}
	return 0, false
}

// in reports whether a part of the declaration at hand is there in the version.
func (b *builder) in(r *syntax.Range) bool {
	return b.load.ranges(r, b.scope).has(b.v)
}

// constant returns the number of a value; names are constants of e.
func (b *builder) constant(v *syntax.Value, e *Enum) uint64 {
	n, _ := b.constantOf(v, e)
	return n
}

// constantOf also returns the constant when the value is just one.
func (b *builder) constantOf(v *syntax.Value, e *Enum) (uint64, *Const) {
	total := uint64(0)
	var c *Const
	for _, t := range v.Terms {
		if !t.Name {
			total |= t.Value
			continue
		}
		c = e.find(t.Text)
		switch {
		case e == nil:
			b.errorf(t.Pos, "unknown constant %s: only an enumeration's field has constants", t.Text)
		case c == nil:
			b.errorf(t.Pos, "unknown constant %s of %s", t.Text, e.Name)
		default:
			total |= c.Value
		}
	}
	if len(v.Terms) != 1 {
		c = nil
	}
	if v.Neg {
		total = -total
	}
	return total, c
}

// find returns the constant of that name.
func (e *Enum) find(name string) *Const {
	if e == nil {
		return nil
	}
	for _, c := range e.Consts {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// enum finds an enumeration here or in the imported package.
func (b *builder) enum(name string) *Enum {
	if e := b.enums[name]; e != nil || b.imported == nil {
		return e
	}
	return b.imported.enum(name)
}

// structure finds a struct here or in the imported package.
func (b *builder) structure(name string) *work {
	if w := b.structs[name]; w != nil || b.imported == nil {
		return w
	}
	return b.imported.structure(name)
}

// family finds a family here or in the imported package.
func (b *builder) family(name string) *Family {
	if f := b.families[name]; f != nil || b.imported == nil {
		return f
	}
	return b.imported.family(name)
}

// errorSet finds a set of errors here or in the imported package.
func (b *builder) errorSet(name string) *ErrorSet {
	if s := b.errors[name]; s != nil || b.imported == nil {
		return s
	}
	return b.imported.errorSet(name)
}

// source finds the work of a struct here or in the imported package.
func (b *builder) source(s *Struct) *work {
	if w := b.byModel[s]; w != nil || b.imported == nil {
		return w
	}
	return b.imported.source(s)
}
