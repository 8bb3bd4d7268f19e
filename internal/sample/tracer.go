package sample

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/ofwire/openflow"
)

// A tracer is a Visitor that notes the names of the fields it is shown. It sets the numbers that set has.
type tracer struct {
	set     map[string]uint64
	names   []string
	numbers []number
	consts  int                        // How many names are constants.
	length  struct{ offset, size int } // Of the element's own length, if it has one.
}

// A number is a Uint that an element has.
type number struct {
	name string
	size int
}

func (t *tracer) note(name string) { t.names = append(t.names, name) }

func (t *tracer) uint(name string, p openflow.Uint) {
	t.note(name)
	t.numbers = append(t.numbers, number{name, p.Size()})
	if v, ok := t.set[name]; ok {
		_ = p.Set(v) // Of one that is too wide, nothing changes.
	}
}

func (t *tracer) Computed(name string, offset, size int) {
	t.note(name)
	if strings.HasPrefix(name, "len") && t.length.size == 0 {
		t.length.offset, t.length.size = offset, size
	}
}

func (t *tracer) XID(*uint32)                                                         {}
func (t *tracer) Version(*openflow.Version)                                           {}
func (t *tracer) Const(name string, _ uint64)                                         { t.note(name); t.consts++ }
func (t *tracer) Uint(name string, p openflow.Uint)                                   { t.uint(name, p) }
func (t *tracer) Hex(name string, p openflow.Uint)                                    { t.uint(name, p) }
func (t *tracer) Rare(name string, _ openflow.Uint)                                   { t.note(name) }
func (t *tracer) Enum(name string, p openflow.Uint, _ openflow.Stringer)              { t.uint(name, p) }
func (t *tracer) Bits(_ string, _ openflow.Uint, members func())                      { members() }
func (t *tracer) Int(name string, _ *int32)                                           { t.note(name) }
func (t *tracer) Uint128(name string, _ *openflow.Uint128)                            { t.note(name) }
func (t *tracer) MAC(name string, _ *openflow.MAC)                                    { t.note(name) }
func (t *tracer) Addr(name string, _ *netip.Addr, _ int)                              { t.note(name) }
func (t *tracer) Text(name string, _ openflow.Text)                                   { t.note(name) }
func (t *tracer) String(name string, _ *[]byte)                                       { t.note(name) }
func (t *tracer) Bytes(name string, _ *[]byte)                                        { t.note(name) }
func (t *tracer) Rest(name string, _ *[]byte)                                         { t.note(name) }
func (t *tracer) Array(name string, _ []byte)                                         { t.note(name) }
func (t *tracer) Uints(name string, _ openflow.UintList)                              { t.note(name) }
func (t *tracer) Match(name string, _ *[]openflow.Field, _ *openflow.FieldTable)      { t.note(name) }
func (t *tracer) Stats(name string, _ *[]openflow.Field, _ *openflow.FieldTable)      { t.note(name) }
func (t *tracer) Fields(name string, _ *[]openflow.Field, _ *openflow.FieldTable)     { t.note(name) }
func (t *tracer) Field(name string, _ *openflow.Field, _ *openflow.FieldTable)        { t.note(name) }
func (t *tracer) FieldIDs(name string, _ *[]openflow.FieldID, _ *openflow.FieldTable) { t.note(name) }
func (t *tracer) FieldID(name string, _ *openflow.FieldID, _ *openflow.FieldTable)    { t.note(name) }
func (t *tracer) Struct(name string, _ openflow.Element)                              { t.note(name) }
func (t *tracer) List(name string, _ openflow.List)                                   { t.note(name) }
func (t *tracer) Message(name string, _ *openflow.Message)                            { t.note(name) }

// trace walks a copy of an element with numbers set.
func trace(e openflow.Element, set map[string]uint64) *tracer {
	t := &tracer{set: set}
	e.CloneElement().Walk(t)
	return t
}

// shape is what an element has: fields that a number makes present or absent change it.
func (t *tracer) shape() string { return strings.Join(t.names, " ") }

// shapes returns, for each number that decides which fields an element has, a value for each way to have them but the one of zero.
func shapes(e openflow.Element) map[string][]uint64 {
	found := map[string][]uint64{}
	seen := map[string]bool{trace(e, nil).shape(): true}
	sets := []map[string]uint64{nil}
	for len(sets) > 0 {
		set := sets[0]
		sets = sets[1:]
		for _, n := range trace(e, set).numbers {
			if _, ok := set[n.name]; ok {
				continue
			}
			for _, v := range telling(8 * n.size) {
				with := map[string]uint64{n.name: v}
				maps.Copy(with, set)
				if shape := trace(e, with).shape(); !seen[shape] {
					seen[shape] = true
					if !slices.Contains(found[n.name], v) {
						found[n.name] = append(found[n.name], v)
					}
					sets = append(sets, with)
				}
			}
		}
	}
	return found
}

// telling are the values that conditions ask for: small ones, single bits, and the largest.
func telling(bits int) []uint64 {
	var list []uint64
	for v := range uint64(32) {
		list = append(list, v)
	}
	for i := 5; i < bits; i++ {
		list = append(list, 1<<i)
	}
	return append(list, 0xfffe, 1<<bits-1)
}

// A probe finds out what a list takes by trying all classes on it.
type probe struct {
	tracer
	name    string
	classes []class
	takes   []class
	single  bool // The list holds one element only.
}

func (q *probe) List(name string, l openflow.List) {
	if name != q.name {
		return
	}
	for _, c := range q.classes {
		if add(l, c) != nil {
			q.takes = append(q.takes, c)
		}
	}
	q.single = len(q.takes) > 1 && l.Len() == 1
}
