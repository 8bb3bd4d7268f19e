package sample

import (
	"slices"

	"github.com/ofwire/openflow"
)

// List adds one element of each class that the list takes. Where it takes one class, of structs, it adds more of them. Where the list holds one
// element only, the last one is of the class that f.arm selects.
func (f *filler) List(_ string, l openflow.List) {
	if f.variant == Minimal {
		return
	}
	var added []class
	for _, c := range classes {
		if f.skip(c, len(added)) {
			continue
		}
		if e := add(l, c); e != nil {
			f.element(e)
			added = append(added, c)
		}
	}
	switch {
	case len(added) == 1 && f.variant != Typical && !added[0].wild():
		for range f.variant - 1 {
			f.element(add(l, added[0]))
		}
	case len(added) > 1 && l.Len() == 1:
		f.arms = max(f.arms, len(added))
		f.element(add(l, added[f.arm%len(added)]))
	}
}

func add(l openflow.List, c class) openflow.Element {
	return l.Add(c.name, func(string) uint64 { return c.attr })
}

// skip leaves elements out that are rare, or that would hold themselves.
func (f *filler) skip(c class, added int) bool {
	switch {
	case slices.Contains(f.path, c.name):
		return true
	case f.variant == Typical:
		return added == 2 || c.wild()
	case f.variant == Full:
		return c.wild()
	}
	return false
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
		if info.Name == typ {
			m := newMessage(f.p, info)
			inner := &filler{p: f.p, variant: min(f.variant, Full), arms: 1, xid: f.xid, top: info}
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
	case f.variant == Minimal:
	case f.variant == Typical:
		*p = named(t, typicalMatch)
	case f.variant == Wild && !f.allDone:
		f.allDone = true
		*p = append(named(t, fullMatch), wildFields(t)...)
	default:
		*p = named(t, fullMatch)
	}
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

// Fields is a list of fields without the header of a match.
func (f *filler) Fields(name string, p *[]openflow.Field, t *openflow.FieldTable) {
	if f.variant == Minimal {
		return
	}
	if f.Match(name, p, t); len(*p) == 0 && len(t.Fields) > 0 {
		*p = []openflow.Field{field(&t.Fields[0], false, nil)} // A table of its own, such as of statistics.
	}
}

// Field is the field of a set-field action. A wild one is longer than what a Field holds in itself.
func (f *filler) Field(_ string, p *openflow.Field, t *openflow.FieldTable) {
	info := t.ByName(setFields[f.next("set-field")%len(setFields)])
	if long := t.ByName("tun_metadata0"); f.variant == Wild && long != nil && !f.allDone {
		info = long
	}
	if info == nil {
		info = &t.Fields[0]
	}
	*p = field(info, false, nil)
}

// FieldIDs are those of the typical match, of all the standard's fields, or of all.
func (f *filler) FieldIDs(_ string, p *[]openflow.FieldID, t *openflow.FieldTable) {
	if f.variant == Minimal {
		return
	}
	for i := range t.Fields {
		info := &t.Fields[i]
		standard := info.ID.Class() == openflow.ClassOpenFlowBasic
		if f.variant == Wild || standard && (f.variant == Full || slices.Contains(typicalMatch, info.Name)) {
			*p = append(*p, fieldID(info, info.Maskable))
		}
	}
}

// FieldID is the source or the destination of a copy.
func (f *filler) FieldID(name string, p *openflow.FieldID, t *openflow.FieldTable) {
	field := map[string]string{"src": "eth_src", "dst": "eth_dst"}[name]
	if f.variant == Wild {
		field = "reg16" // Has an experimenter.
	}
	if *p = FieldID(t, field); *p == 0 {
		*p = fieldID(&t.Fields[0], false)
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
		if info.ID.Class() == openflow.ClassOXS {
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
