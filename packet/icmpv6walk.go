package packet

import "github.com/ofwire/openflow"

// Walk shows the fields to v.
func (l *ICMPv6) Walk(v Visitor) {
	v.Enum("type", (*openflow.U8)(&l.Type), l.Type)
	v.Uint("code", (*openflow.U8)(&l.Code))
	v.Computed("csum", &l.Checksum)
	if l.Type.kind() == icmpv6Other {
		v.Payload("data")
	} else {
		v.Object("data", icmpv6Body{l})
	}
}

// An icmpv6Body is what JSON has in data.
type icmpv6Body struct{ *ICMPv6 }

// Class names the body by the message's type.
func (l icmpv6Body) Class() string {
	switch l.Type {
	case ICMPv6EchoRequest, ICMPv6EchoReply:
		return "echo"
	case ICMPv6RouterSolicit:
		return "nd_router_solicit"
	case ICMPv6RouterAdvert:
		return "nd_router_advert"
	case ICMPv6NeighborSolicit, ICMPv6NeighborAdvert:
		return "nd_neighbor"
	case ICMPv6Redirect:
		return "nd_redirect"
	case ICMPv6MLDv2Report:
		return "mldv2_report"
	case ICMPv6MLDQuery:
		if l.MLD.V2 {
			return "mldv2_query"
		}
	}
	if l.Type.kind() == icmpv6MLD {
		return "mld"
	}
	return "error"
}

// SetClass tells the versions of a query apart; all else the type tells.
func (l icmpv6Body) SetClass(class string) bool {
	l.MLD.V2 = class == "mldv2_query"
	return l.Class() == class
}

// Walk shows the fields to v.
func (l icmpv6Body) Walk(v Visitor) {
	switch l.Type.kind() {
	case icmpv6Word:
		l.walkWord(v)
	case icmpv6ND:
		l.walkND(v)
	case icmpv6MLD:
		v.Uint("maxresp", (*openflow.U16)(&l.MLD.MaxResponse))
		v.Rare("unused", (*openflow.U16)(&l.MLD.Reserved))
		v.Addr("address", &l.MLD.Group, 16)
		if l.MLD.isV2Query(l.Type) {
			walkQuery(v, &l.MLD.Flags, &l.MLD.Interval, &l.MLD.Sources, 16)
		}
	case icmpv6Records:
		v.Rare("unused", (*openflow.U16)(&l.MLD.Reserved))
		v.Derived("record_num", uint64(len(l.MLD.Records)))
		v.List("records", groupRecordList{&l.MLD.Records, 16})
	}
}

func (l icmpv6Body) walkWord(v Visitor) {
	word := uint32(l.ID)<<16 | uint32(l.Seq)
	switch l.Type {
	case ICMPv6TooBig:
		v.Uint("mtu", (*openflow.U32)(&word))
	case ICMPv6Parameter:
		v.Uint("pointer", (*openflow.U32)(&word))
	case ICMPv6EchoRequest, ICMPv6EchoReply:
		v.Uint("id", (*openflow.U16)(&l.ID))
		v.Uint("seq", (*openflow.U16)(&l.Seq))
		word = uint32(l.ID)<<16 | uint32(l.Seq)
	default:
		v.Rare("unused", (*openflow.U32)(&word))
	}
	if v.Reading() {
		l.ID, l.Seq = uint16(word>>16), uint16(word)
	}
	v.Payload("data")
}

func (l icmpv6Body) walkND(v Visitor) {
	m := &l.ND
	flags := func(shift, width uint) openflow.Uint { return &bitField{(*uint8)(&m.Flags), shift, width} }
	switch l.Type {
	case ICMPv6RouterAdvert:
		v.Uint("ch_l", (*openflow.U8)(&m.HopLimit))
		v.Uint("res", flags(6, 2))
		v.Rare("flags", flags(0, 6))
		v.Uint("rou_l", (*openflow.U16)(&m.Lifetime))
		v.Uint("rea_t", (*openflow.U32)(&m.Reachable))
		v.Uint("ret_t", (*openflow.U32)(&m.Retransmit))
		v.List("options", (*ndOptionList)(&m.Options))
		return
	case ICMPv6RouterSolicit, ICMPv6Redirect:
		res := uint32(m.Flags)<<24 | m.Reserved
		v.Uint("res", (*openflow.U32)(&res))
		if v.Reading() {
			m.Flags, m.Reserved = NDFlags(res>>24), res&0xffffff
		}
	default:
		v.Uint("res", flags(5, 3))
		v.Rare("flags", flags(0, 5))
		v.Rare("unused", (*openflow.U32)(&m.Reserved))
	}
	if l.Type != ICMPv6RouterSolicit {
		name := "dst" // The target, in os-ken.
		if l.Type == ICMPv6Redirect {
			v.Addr("target", &m.Target, 16)
			v.Addr(name, &m.Dst, 16)
		} else {
			v.Addr(name, &m.Target, 16)
		}
	}
	m.walkOptions(v)
}

// walkOptions shows the options of messages that have one in os-ken; those behind it are a list.
func (m *ND) walkOptions(v Visitor) {
	switch {
	case v.Reading():
		first := ndFirstOption{NDOption: new(NDOption)}
		v.Object("option", &first)
		if first.found {
			m.Options = append(m.Options, *first.NDOption)
		}
		v.List("options", (*ndOptionList)(&m.Options))
	case len(m.Options) == 0:
		absent(v, "option")
	default:
		v.Object("option", &m.Options[0])
		if rest := m.Options[1:]; len(rest) > 0 {
			v.List("options", (*ndOptionList)(&rest))
		}
	}
}

// An ndFirstOption is an option that may be missing.
type ndFirstOption struct {
	*NDOption
	found bool
}

// SetClass notes that the option is there.
func (o *ndFirstOption) SetClass(class string) bool {
	o.found = true
	return o.NDOption.SetClass(class)
}

// Class names the option in JSON.
func (o *NDOption) Class() string {
	switch {
	case o.Type == NDTypeSourceAddress && len(o.Data) >= 6:
		return "nd_option_sla"
	case o.Type == NDTypeTargetAddress && len(o.Data) >= 6:
		return "nd_option_tla"
	case o.Type == NDTypePrefix && len(o.Data) == 30:
		return "nd_option_pi"
	case o.Type == NDTypeMTU && len(o.Data) == 6:
		return "nd_option_mtu"
	}
	return ndOptionUnknown
}

// ndOptionUnknown is the class of options of other types, and of those whose data is not as it should be.
const ndOptionUnknown = "nd_option"

// SetClass makes an empty option of a class.
func (o *NDOption) SetClass(class string) bool {
	switch class {
	case "nd_option_sla":
		*o = NDOption{NDTypeSourceAddress, make([]byte, 6)}
	case "nd_option_tla":
		*o = NDOption{NDTypeTargetAddress, make([]byte, 6)}
	case "nd_option_pi":
		*o = NDOption{NDTypePrefix, make([]byte, 30)}
	case "nd_option_mtu":
		*o = NDOption{NDTypeMTU, make([]byte, 6)}
	default:
		*o = NDOption{}
	}
	return o.Class() == class
}

// Walk shows the fields to v.
func (o *NDOption) Walk(v Visitor) {
	class, b := o.Class(), o.Data
	if class == ndOptionUnknown {
		v.Uint("type", (*openflow.U8)(&o.Type))
		v.Derived("length", uint64(o.len()/8))
		v.Bytes("data", &o.Data)
		return
	}
	v.Derived("length", uint64(o.len()/8))
	switch o.Type {
	case NDTypeSourceAddress, NDTypeTargetAddress:
		address, rest := openflow.MAC(b[:6]), b[6:]
		v.MAC("hw_src", &address)
		v.Bytes("data", &rest)
		b = append(address[:], rest...)
	case NDTypePrefix:
		flags, valid, preferred, reserved, prefix := b[1], be.Uint32(b[2:]), be.Uint32(b[6:]), be.Uint32(b[10:]), addrAt(b[14:], 16)
		length := b[0]
		v.Uint("pl", (*openflow.U8)(&length))
		v.Uint("res1", &bitField{&flags, 5, 3})
		v.Rare("flags", &bitField{&flags, 0, 5})
		v.Uint("val_l", (*openflow.U32)(&valid))
		v.Uint("pre_l", (*openflow.U32)(&preferred))
		v.Uint("res2", (*openflow.U32)(&reserved))
		v.Addr("prefix", &prefix, 16)
		b = be.AppendUint32(be.AppendUint32([]byte{length, flags}, valid), preferred)
		b = append(be.AppendUint32(b, reserved), prefix.AsSlice()...)
	case NDTypeMTU:
		reserved, mtu := be.Uint16(b), be.Uint32(b[2:])
		v.Rare("reserved", (*openflow.U16)(&reserved))
		v.Uint("mtu", (*openflow.U32)(&mtu))
		b = be.AppendUint32(be.AppendUint16(nil, reserved), mtu)
	}
	if v.Reading() {
		o.Data = b
	}
}

type ndOptionList []NDOption

func (l *ndOptionList) Len() int                 { return len(*l) }
func (l *ndOptionList) At(i int) Element         { return &(*l)[i] }
func (l *ndOptionList) Add(class string) Element { return addChoice((*[]NDOption)(l), class) }
