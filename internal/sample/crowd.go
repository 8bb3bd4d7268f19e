package sample

import (
	"bytes"
	"iter"
	"slices"

	"github.com/ofwire/openflow"
)

// Crowded returns messages of about size bytes that are filled by a single list, or data: one for each list of each type with each class that it takes. Their
// encoding fails where size is more than a message, or a length in it, can tell.
func Crowded(p *openflow.Protocol, size int) iter.Seq2[string, openflow.Message] {
	return func(yield func(string, openflow.Message) bool) {
		c := &crowd{p: p, known: knows(p), size: size, yield: yield, seen: map[string]bool{}}
		for _, info := range p.Types {
			if !c.visit(info, nil) {
				return
			}
		}
	}
}

type crowd struct {
	p     *openflow.Protocol
	known *knowledge
	size  int
	yield func(string, openflow.Message) bool
	seen  map[string]bool // Types whose lists were filled, and families of which a list was.
}

// A step leads from an element to one that it holds: the only one of a class in a list, or one in line, which has no class.
type step struct {
	list  string
	class class
}

// maxSteps is how deep elements are looked for.
const maxSteps = 5

// A place is a field that holds as much as there is, and the kinds of filling for it: none stands for a list of elements.
type place struct {
	name  string
	kinds int
}

// A finder notes the places of an element, and the elements in line.
type finder struct {
	tracer
	places  []place
	structs []string
}

func (f *finder) List(name string, _ openflow.List) { f.open(name, 0) }
func (f *finder) Bytes(name string, _ *[]byte)      { f.open(name, 1) }
func (f *finder) String(name string, _ *[]byte)     { f.open(name, 1) }
func (f *finder) Uints(name string, l openflow.UintList) {
	if l.Len() == 0 { // An array does not grow.
		f.open(name, 1)
	}
}
func (f *finder) Match(name string, _ *[]openflow.Field, _ *openflow.FieldTable) {
	f.open(name, len(fillings))
}
func (f *finder) Stats(name string, _ *[]openflow.Field, _ *openflow.FieldTable) {
	f.open(name, len(fillings))
}
func (f *finder) Fields(name string, _ *[]openflow.Field, _ *openflow.FieldTable) {
	f.open(name, len(fillings))
}
func (f *finder) FieldIDs(name string, _ *[]openflow.FieldID, _ *openflow.FieldTable) {
	f.open(name, len(fillings))
}
func (f *finder) Struct(name string, _ openflow.Element) { f.structs = append(f.structs, name) }

func (f *finder) open(name string, kinds int) { f.places = append(f.places, place{name, kinds}) }

// visit fills the places of the element that steps lead to.
func (c *crowd) visit(info *openflow.TypeInfo, steps []step) bool {
	_, e := c.build(info, steps)
	name := e.Info().Name
	if c.seen[name] || len(steps) > maxSteps {
		return true
	}
	c.seen[name] = true
	var f finder
	e.CloneElement().Walk(&f)
	for _, s := range f.structs {
		if !c.visit(info, append(slices.Clone(steps), step{list: s})) {
			return false
		}
	}
	for _, at := range f.places {
		for kind := range at.kinds {
			if !c.fill(info, steps, at.name, class{}, kind) {
				return false
			}
		}
		if at.kinds == 0 && !c.visitList(info, steps, e, at.name) {
			return false
		}
	}
	return true
}

// visitList fills a list with each class, or with two where another list of the family had all.
func (c *crowd) visitList(info *openflow.TypeInfo, steps []step, e openflow.Element, name string) bool {
	q := c.known.list(e, name)
	for i, x := range q.takes {
		family := "family " + q.takes[0].name
		if i < 2 || !c.seen[family] {
			if !q.single && !c.fill(info, steps, name, x, 0) {
				return false
			}
		}
		if i == len(q.takes)-1 {
			c.seen[family] = true
		}
	}
	for _, x := range q.takes {
		if !c.visit(info, append(slices.Clone(steps), step{name, x})) {
			return false
		}
	}
	return true
}

// build makes a message with the elements that steps lead to, and returns the last of them.
func (c *crowd) build(info *openflow.TypeInfo, steps []step) (openflow.Message, openflow.Element) {
	m := Build(c.p, info, Minimal)
	e := openflow.Element(m)
	for _, s := range steps {
		w := &writer{c: c, at: s.list, class: s.class, n: 1}
		e.Walk(w)
		e = w.added
	}
	return m, e
}

// fill yields a message whose place holds many of a class, or of a kind of filling.
func (c *crowd) fill(info *openflow.TypeInfo, steps []step, at string, x class, kind int) bool {
	with := func(n int) (openflow.Message, int) {
		m, e := c.build(info, steps)
		e.Walk(&writer{c: c, at: at, class: x, kind: kind, n: n})
		b, err := m.AppendBinary(nil)
		if err != nil {
			return m, -1
		}
		return m, len(b)
	}
	_, empty := with(0)
	_, ten := with(10)
	if empty < 0 || ten <= empty {
		return true
	}
	n := max(1, 10*(c.size-empty)/(ten-empty))
	m, size := with(n)
	for c.size <= openflow.MaxMessageLen && size < 0 && n > 1 {
		n = n * 9 / 10
		m, size = with(n)
	}
	if c.size > openflow.MaxMessageLen && size > 0 && size <= openflow.MaxMessageLen {
		return true // Numbers of a bitmap that fall together.
	}
	name := info.Name
	for _, s := range steps {
		name += "/" + s.list + " " + s.class.name
	}
	name += "/" + at + " " + x.name + string(rune('a'+kind))
	return c.yield(name, m)
}

// A writer fills one place.
type writer struct {
	tracer
	c     *crowd
	at    string
	class class
	kind  int
	n     int
	added openflow.Element
}

func (w *writer) List(name string, l openflow.List) {
	if name != w.at {
		return
	}
	filled := true // Elements need it.
	for range w.n {
		w.added = add(l, w.class)
		if filled {
			empty, err := w.added.AppendBinary(nil)
			f := &filler{p: w.c.p, known: w.c.known, variant: Minimal, top: w.added.Info(), trials: newTrials()}
			f.element(w.added)
			b, _ := w.added.AppendBinary(nil)
			filled = err != nil || !bytes.Equal(b, empty)
		}
	}
}

func (w *writer) Struct(name string, e openflow.Element) {
	if name == w.at {
		w.added = e
	}
}

// fillings are kinds of fields: without value, of an experimenter, of one byte, and longer than a Field holds in itself.
var fillings = [...]struct {
	header, experimenter uint32
	size                 int
}{{0x12340000, 0, 0}, {0xffff0000, 0xabcdef, 0}, {0x80001401, 0, 1}, {0x12340000, 0, 33}}

func (w *writer) Match(name string, p *[]openflow.Field, t *openflow.FieldTable) {
	w.Fields(name, p, t)
}

func (w *writer) Stats(name string, p *[]openflow.Field, t *openflow.FieldTable) {
	w.Fields(name, p, t)
}

func (w *writer) Fields(name string, p *[]openflow.Field, _ *openflow.FieldTable) {
	if name != w.at {
		return
	}
	x := fillings[w.kind]
	field, err := openflow.MakeField(openflow.NewFieldID(x.header, x.experimenter), pattern(x.size))
	if err != nil {
		panic("sample: " + err.Error())
	}
	*p = slices.Repeat([]openflow.Field{field}, w.n)
}

func (w *writer) FieldIDs(name string, p *[]openflow.FieldID, _ *openflow.FieldTable) {
	if name == w.at {
		x := fillings[w.kind]
		*p = slices.Repeat([]openflow.FieldID{openflow.NewFieldID(x.header|uint32(x.size), x.experimenter)}, w.n)
	}
}

// Uints are numbers in steps of the bits of a word, so that a bitmap is filled too, or ones where such numbers are too large.
func (w *writer) Uints(name string, l openflow.UintList) {
	if name != w.at {
		return
	}
	list := make([]uint64, w.n)
	for i := range list {
		list[i] = uint64(i) * 32
	}
	if l.Set(list) != nil {
		for i := range list {
			list[i] = 1
		}
		if err := l.Set(list); err != nil {
			panic("sample: " + err.Error())
		}
	}
}

func (w *writer) Bytes(name string, p *[]byte) {
	if name == w.at {
		*p = pattern(w.n)
	}
}

func (w *writer) String(name string, p *[]byte) {
	if name == w.at {
		*p = slices.Repeat([]byte("x"), w.n)
	}
}
