package oftest

import (
	"net/netip"
	"slices"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
)

// A portNo is the number of a port in 32 bits, whatever the version.
type portNo uint32

// A sink tells where fields of an element go, by the names that Walk gives them: those are the same in all versions. The values are
//
//	*uint64            of a number, and of an address of up to 8 bytes
//	*portNo            of a port's number
//	*[]byte            of data, which is copied
//	*[]uint64          of several numbers
//	*[]openflow.Field  of a match, or of a single field; a match of 1.0 is translated
//	*openflow.Message  of a message within
//	func(e openflow.Element)  of a list, called for each element
type sink map[string]any

// read stores fields of an element. Those that the element does not have stay as they are.
func read(e openflow.Element, to sink) { e.Walk(&reader{to: to}) }

type reader struct {
	blind
	to sink
}

func (r *reader) XID(p *uint32) {
	if to, ok := r.to["xid"].(*uint64); ok {
		*to = uint64(*p)
	}
}

func (r *reader) Uint(name string, p openflow.Uint) {
	switch to := r.to[name].(type) {
	case *uint64:
		*to = p.Get()
	case *portNo:
		*to = portNo(p.Get())
		if p.Size() == 2 {
			*to = portNo(openflow.WidePort(uint16(p.Get())))
		}
	}
}

func (r *reader) Hex(name string, p openflow.Uint)                       { r.Uint(name, p) }
func (r *reader) Rare(name string, p openflow.Uint)                      { r.Uint(name, p) }
func (r *reader) Enum(name string, p openflow.Uint, _ openflow.Stringer) { r.Uint(name, p) }

func (r *reader) MAC(name string, p *openflow.MAC) {
	if to, ok := r.to[name].(*uint64); ok {
		*to = number(p[:]).Lo
	}
}

func (r *reader) Addr(name string, p *netip.Addr, _ int) {
	if to, ok := r.to[name].(*uint64); ok && p.Is4() {
		*to = number(p.AsSlice()).Lo
	}
}

func (r *reader) Bytes(name string, p *[]byte) {
	if to, ok := r.to[name].(*[]byte); ok {
		*to = slices.Clone(*p)
	}
}

func (r *reader) Uints(name string, l openflow.UintList) {
	to, ok := r.to[name].(*[]uint64)
	if !ok {
		return
	}
	*to = nil
	for i := range l.Len() {
		*to = append(*to, l.At(i))
	}
}

func (r *reader) Match(name string, p *[]openflow.Field, _ *openflow.FieldTable) {
	if to, ok := r.to[name].(*[]openflow.Field); ok {
		*to = nil
		for _, f := range *p {
			*to = append(*to, f.Clone())
		}
	}
}

func (r *reader) Field(name string, p *openflow.Field, _ *openflow.FieldTable) {
	if to, ok := r.to[name].(*[]openflow.Field); ok {
		*to = []openflow.Field{p.Clone()}
	}
}

// Struct reads the fields of a struct in line as if they were those of the element.
func (r *reader) Struct(name string, e openflow.Element) {
	m, ok := e.(*openflow10.Match)
	if !ok {
		e.Walk(r)
	} else if to, ok := r.to[name].(*[]openflow.Field); ok {
		*to = fieldsOf(m)
	}
}

func (r *reader) List(name string, l openflow.List) {
	if each, ok := r.to[name].(func(openflow.Element)); ok {
		for i := range l.Len() {
			each(l.At(i))
		}
	}
}

func (r *reader) Message(name string, p *openflow.Message) {
	if to, ok := r.to[name].(*openflow.Message); ok {
		*to = *p
	}
}

// A source holds values of fields of an element, by name as in a sink:
//
//	uint64, portNo, []byte, []uint64, []openflow.Field, []openflow.FieldID, string
//	[]item, of a list
//	openflow.Element, for the name whole: all fields, those of an element of the same type
//
// What the element does not have is left out, as is a value that the version cannot express.
type source map[string]any

const whole = "*"

// An item is an element of a list: its type's Go name, and its fields.
type item struct {
	typ    string
	fields source
}

type writer struct {
	blind
	d    *dialect
	from source
	err  error // The first.
}

func (w *writer) note(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *writer) XID(p *uint32) {
	if v, ok := w.from["xid"].(uint64); ok {
		*p = uint32(v)
	}
}

func (w *writer) Uint(name string, p openflow.Uint) {
	switch v := w.from[name].(type) {
	case uint64:
		w.note(p.Set(v))
	case portNo:
		if p.Size() == 2 {
			v = portNo(uint16(v))
		}
		w.note(p.Set(uint64(v)))
	}
}

func (w *writer) Hex(name string, p openflow.Uint)                       { w.Uint(name, p) }
func (w *writer) Rare(name string, p openflow.Uint)                      { w.Uint(name, p) }
func (w *writer) Enum(name string, p openflow.Uint, _ openflow.Stringer) { w.Uint(name, p) }

func (w *writer) MAC(name string, p *openflow.MAC) {
	if v, ok := w.from[name].(uint64); ok {
		*p = openflow.MAC(bigEndian(v, 6))
	}
}

func (w *writer) Addr(name string, p *netip.Addr, _ int) {
	if v, ok := w.from[name].(uint64); ok {
		*p = netip.AddrFrom4([4]byte(bigEndian(v, 4)))
	}
}

func (w *writer) Text(name string, p openflow.Text) {
	if v, ok := w.from[name].(string); ok {
		w.note(p.Set(v))
	}
}

func (w *writer) Bytes(name string, p *[]byte) {
	if v, ok := w.from[name].([]byte); ok {
		*p = v
	}
}

func (w *writer) Uints(name string, l openflow.UintList) {
	if v, ok := w.from[name].([]uint64); ok {
		w.note(l.Set(v))
	}
}

func (w *writer) Match(name string, p *[]openflow.Field, _ *openflow.FieldTable) {
	if v, ok := w.from[name].([]openflow.Field); ok {
		*p = v
	}
}

func (w *writer) Fields(name string, p *[]openflow.Field, t *openflow.FieldTable) {
	w.Match(name, p, t)
}
func (w *writer) Stats(name string, p *[]openflow.Field, t *openflow.FieldTable) { w.Match(name, p, t) }

func (w *writer) Field(name string, p *openflow.Field, _ *openflow.FieldTable) {
	if v, ok := w.from[name].([]openflow.Field); ok && len(v) > 0 {
		*p = v[0]
	}
}

func (w *writer) FieldIDs(name string, p *[]openflow.FieldID, _ *openflow.FieldTable) {
	if v, ok := w.from[name].([]openflow.FieldID); ok {
		*p = v
	}
}

// Struct writes the fields of a struct in line as if they were those of the element.
func (w *writer) Struct(name string, e openflow.Element) {
	m, ok := e.(*openflow10.Match)
	if !ok {
		e.Walk(w)
	} else if v, ok := w.from[name].([]openflow.Field); ok {
		*m = matchOf(v)
	}
}

func (w *writer) List(name string, l openflow.List) {
	items, _ := w.from[name].([]item)
	for _, it := range items {
		info := w.d.types[it.typ]
		if info == nil {
			continue
		}
		if e := l.Add(info.JSON, func(string) uint64 { return info.AttrValue }); e != nil {
			w.note(w.d.write(e, it.fields))
		}
	}
}

// number reads up to 16 bytes as a number.
func number(b []byte) (v openflow.Uint128) {
	for _, x := range b {
		v.Hi, v.Lo = v.Hi<<8|v.Lo>>56, v.Lo<<8|uint64(x)
	}
	return v
}

// bigEndian returns the lower size bytes of a number.
func bigEndian(v uint64, size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(v >> (8 * (size - 1 - i)))
	}
	return b
}
