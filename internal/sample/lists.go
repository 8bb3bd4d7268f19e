package sample

import (
	"slices"
	"strings"

	"github.com/ofwire/openflow"
)

// List adds elements of the classes that the list takes. The first list of a family that a message has gets one of each class, or several where the
// message is wild; later ones, and lists in other members of the family, get two in turn. Lists of structs get more structs the wilder the message is.
// Where the list holds one element only, f.arm selects its class.
func (f *filler) List(name string, l openflow.List) {
	if f.variant == Minimal {
		return
	}
	q := f.known.list(f.elements[len(f.elements)-1], name)
	var usable []class
	for _, c := range q.takes {
		if !slices.Contains(f.path, c.name) && (f.variant == Wild || !c.wild()) {
			usable = append(usable, c)
		}
	}
	if len(usable) == 0 {
		usable = q.takes
	}
	switch {
	case len(usable) == 0 || slices.Contains(f.path, usable[0].name):
	case q.single:
		f.arms = max(f.arms, len(usable))
		f.element(add(l, usable[f.arm%len(usable)]))
	case len(q.takes) == 1:
		e := add(l, usable[0])
		n := 1
		if f.variant > Typical {
			n = max(f.variant, f.known.ways(e))
		}
		f.element(e)
		for range n - 1 {
			f.element(add(l, usable[0]))
		}
	case f.variant == Typical:
		for _, c := range usable[:min(2, len(usable))] {
			f.element(add(l, c))
		}
	case f.nested(q.takes) || f.next("family "+q.takes[0].name) > 0:
		for range 2 {
			f.element(add(l, usable[(f.variant+f.next("in turn "+q.takes[0].name))%len(usable)]))
		}
	default:
		f.family(l, usable)
	}
}

// nested reports whether the list is in an element that it takes itself.
func (f *filler) nested(takes []class) bool {
	return slices.ContainsFunc(takes, func(c class) bool { return slices.Contains(f.path, c.name) })
}

// family adds an element of each class, in all its shapes. Where the message is wild, it adds one more and an empty one.
func (f *filler) family(l openflow.List, classes []class) {
	for _, c := range classes {
		e := add(l, c)
		n := f.known.ways(e)
		f.element(e)
		if f.variant == Wild {
			n++
		}
		for range n - 1 {
			f.element(add(l, c))
		}
		if f.variant == Wild {
			f.variant = Minimal
			f.element(add(l, c))
			f.variant = Wild
		}
	}
}

// Struct fills an element in line.
func (f *filler) Struct(_ string, e openflow.Element) { f.element(e) }

// Message is a flow mod, or a group mod where it is called request, of the same transaction. In wild messages it is one of an odd length.
func (f *filler) Message(name string, p *openflow.Message) {
	typ := "FlowMod"
	switch {
	case f.variant == Wild:
		typ = "EchoRequest"
	case name == "request":
		typ = "GroupMod"
	}
	for _, info := range f.p.Types {
		if info.Name == typ || *p == nil && info.Name == "BarrierRequest" {
			m := newMessage(f.p, info)
			inner := &filler{p: f.p, known: f.known, variant: min(f.variant, Full), xid: f.xid, top: info, trials: f.trials}
			inner.element(m)
			*p = m
		}
	}
}

// The fields of matches. Those that the protocol does not have are left out.
var (
	typicalMatch = []string{"in_port", "eth_type", "ipv4_dst/mask", "ip_proto", "tcp_dst"}
	fullMatch    = []string{"in_port", "metadata/mask", "eth_dst/mask", "eth_src", "eth_type", "vlan_vid", "vlan_pcp", "ip_proto", "ip_dscp", "ipv4_src/mask",
		"ipv4_dst", "tcp_src", "tcp_dst", "tunnel_id/mask"}
	typicalStats = []string{"duration", "packet_count", "byte_count"}
	fullStats    = []string{"duration", "idle_time", "flow_count", "packet_count", "byte_count"}

	setFields = []string{"eth_dst", "ipv4_src", "vlan_vid", "tunnel_id"}
)

// Match has the typical fields, more, or all: the first match of a wild message has every field with and without mask.
func (f *filler) Match(_ string, p *[]openflow.Field, t *openflow.FieldTable) {
	switch {
	case f.fields != nil:
		*p = f.fields
	case f.variant == Minimal:
	case f.variant == Wild && !f.allDone:
		f.allDone = true
		*p = append(some(t, fullMatch), wildFields(t)...)
	case f.variant == Typical:
		*p = some(t, typicalMatch)
	default:
		*p = some(t, fullMatch)
	}
}

// some makes fields by name, and where the table has too few of them the first that need no others.
func some(t *openflow.FieldTable, names []string) []openflow.Field {
	list := named(t, names)
	for i := range t.Fields {
		if info := &t.Fields[i]; len(list) < 2 && !isStat(info) && len(info.Needs) == 0 {
			list = append(list, field(info, false, nil))
		}
	}
	return list
}

// isStat tells the fields of statistics from those of matches.
func isStat(info *openflow.FieldInfo) bool { return info.ID.Class() == openflow.ClassOXS }

// wantsStats tells lists of statistics by their name.
func wantsStats(name string) bool {
	return strings.Contains(name, "stats") || strings.Contains(name, "oxs")
}

// Stats has the typical fields, all, or all and some that no table has.
func (f *filler) Stats(_ string, p *[]openflow.Field, t *openflow.FieldTable) {
	switch f.variant {
	case Minimal:
	case Typical:
		*p = named(t, typicalStats)
	case Wild:
		*p = append(named(t, fullStats), unknownFields(0x80020000|2<<9, 0x80020000|127<<9, 0xffff0400)...)
	default:
		*p = named(t, fullStats)
	}
}

// Fields is a list of fields without the header of a match, or of statistics.
func (f *filler) Fields(name string, p *[]openflow.Field, t *openflow.FieldTable) {
	if wantsStats(name) {
		f.Stats(name, p, t)
	} else {
		f.Match(name, p, t)
	}
}

// Field is the field of a set-field action. A wild one is longer than what a Field holds in itself.
func (f *filler) Field(_ string, p *openflow.Field, t *openflow.FieldTable) {
	if f.fields != nil {
		*p = f.fields[len(f.fields)-1]
		return
	}
	info := t.ByName(setFields[(f.variant+f.next("set-field"))%len(setFields)])
	if long := t.ByName("tun_metadata0"); f.variant == Wild && long != nil && !f.allDone {
		info = long
	}
	if info == nil {
		info = &t.Fields[int(f.variant)%len(t.Fields)]
	}
	*p = field(info, false, nil)
}

// FieldIDs are those of the typical match, of all the standard's fields, or of all.
func (f *filler) FieldIDs(name string, p *[]openflow.FieldID, t *openflow.FieldTable) {
	if f.variant == Minimal {
		return
	}
	for i := range t.Fields {
		info := &t.Fields[i]
		if isStat(info) != wantsStats(name) {
			continue
		}
		standard := info.ID.Class() == openflow.ClassOpenFlowBasic || isStat(info)
		if f.variant == Wild || standard && (f.variant == Full || isStat(info) || slices.Contains(typicalMatch, info.Name)) {
			*p = append(*p, fieldID(info, info.Maskable))
		}
	}
}

// FieldID is the source or the destination of a copy.
func (f *filler) FieldID(name string, p *openflow.FieldID, t *openflow.FieldTable) {
	if f.ids == nil {
		f.ids = map[string]*openflow.FieldID{}
	}
	f.ids[name] = p
	field := map[string]string{"src": "eth_src", "dst": "eth_dst"}[name]
	if f.variant == Wild {
		field = "reg16" // Has an experimenter.
	}
	if *p = FieldID(t, field); *p == 0 || f.variant == Wild && f.next("field id")%2 == 1 {
		*p = fieldID(&t.Fields[(f.variant+f.next(name))%len(t.Fields)], false)
	}
}

// named makes fields by name.
func named(t *openflow.FieldTable, names []string) []openflow.Field {
	var list []openflow.Field
	for _, name := range names {
		base, masked := name, false
		if n := len(name) - len("/mask"); n > 0 && name[n:] == "/mask" {
			base, masked = name[:n], true
		}
		if info := t.ByName(base); info != nil {
			list = append(list, field(info, masked, nil))
		}
	}
	return list
}

// wildFields are all match fields with and without mask, and fields that no table has.
func wildFields(t *openflow.FieldTable) []openflow.Field {
	var list []openflow.Field
	for i := range t.Fields {
		info := &t.Fields[i]
		if isStat(info) {
			continue
		}
		list = append(list, field(info, false, nil))
		if info.Maskable {
			list = append(list, field(info, true, nil))
		}
	}
	return append(list, unknownFields(0x80000000|127<<9, 0x12340000, 0x12340000|1<<8, 0xffff0000, 0xffff0200)...)
}

// unknownFields are fields of some headers, with payloads of 3 bytes, of none, and of as many as fit.
func unknownFields(headers ...uint32) []openflow.Field {
	var list []openflow.Field
	for i, header := range headers {
		experimenter, most := uint32(0), 200
		if header>>16 == openflow.ClassExperimenter {
			experimenter, most = 0xabcdef, 251
		}
		f, err := openflow.MakeField(openflow.NewFieldID(header, experimenter), pattern([]int{3, 0, most, 0, most}[i]))
		if err != nil {
			panic("sample: " + err.Error())
		}
		list = append(list, f)
	}
	return list
}

// PutMessage puts a message into one that can hold it, and reports whether it can.
func PutMessage(m, inner openflow.Message) bool {
	w := &holder{inner: inner}
	m.Walk(w)
	return w.done
}

type holder struct {
	tracer
	inner openflow.Message
	done  bool
}

func (h *holder) Message(_ string, p *openflow.Message) { *p, h.done = h.inner, true }
