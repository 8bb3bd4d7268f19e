package packet

import (
	"github.com/ofwire/openflow"
)

// Walk shows the fields to v. Os-ken has them in an object of the opcode's class.
func (l *CFM) Walk(v Visitor) { v.Object("op", cfmOp{l}) }

// cfmOpClasses are os-ken's names of the opcodes.
var cfmOpClasses = [...]string{"", "cc_message", "loopback_reply", "loopback_message", "link_trace_reply", "link_trace_message"}

// cfmOpUnknown is the class of other opcodes.
const cfmOpUnknown = "operation"

// A cfmOp is a message as JSON has it.
type cfmOp struct{ *CFM }

// Class names the message by its opcode.
func (l cfmOp) Class() string {
	if l.Opcode.fieldsLen() == 0 {
		return cfmOpUnknown
	}
	return cfmOpClasses[l.Opcode]
}

// SetClass sets the opcode.
func (l cfmOp) SetClass(class string) bool {
	for i, name := range cfmOpClasses {
		if name == class && i > 0 {
			l.Opcode = CFMOpcode(i)
			return true
		}
	}
	return class == cfmOpUnknown
}

// Walk shows the fields to v.
func (l cfmOp) Walk(v Visitor) {
	v.Uint("md_lv", (*openflow.U8)(&l.Level))
	v.Uint("version", (*openflow.U8)(&l.Version))
	rest := l.Flags
	flag := func(name string, mask uint8) {
		shift := uint8(0)
		for mask>>shift&1 == 0 {
			shift++
		}
		x := l.Flags & mask >> shift
		v.Uint(name, masked{(*openflow.U8)(&x), uint64(mask >> shift)})
		rest &^= mask
		if v.Reading() {
			l.Flags |= x << shift
		}
	}
	switch l.Opcode {
	case CFMContinuityCheck:
		flag("rdi", CFMRDI)
		flag("interval", 7)
		v.Uint("seq_num", (*openflow.U32)(&l.Sequence))
		v.Uint("mep_id", (*openflow.U16)(&l.MEPID))
		l.walkMAID(v)
		walkRareArray(v, "counters", l.Counters[:])
	case CFMLoopback, CFMLoopbackReply:
		v.Uint("transaction_id", (*openflow.U32)(&l.Sequence))
	case CFMLinkTrace, CFMLinkTraceReply:
		flag("use_fdb_only", CFMUseFDBOnly)
		if l.Opcode == CFMLinkTraceReply {
			flag("fwd_yes", CFMFwdYes)
			flag("terminal_mep", CFMTerminalMEP)
		}
		v.Uint("transaction_id", (*openflow.U32)(&l.Sequence))
		v.Uint("ttl", (*openflow.U8)(&l.TTL))
		if l.Opcode == CFMLinkTrace {
			v.MAC("ltm_orig_addr", &l.Origin)
			v.MAC("ltm_targ_addr", &l.Target)
		} else {
			v.Uint("relay_action", (*openflow.U8)(&l.RelayAction))
		}
	default:
		v.Uint("opcode", (*openflow.U8)(&l.Opcode))
	}
	v.Rare("flags", (*openflow.U8)(&rest))
	if v.Reading() {
		l.Flags |= rest
	}
	v.RareBytes("fixed", &l.Fixed)
	v.List("tlvs", (*cfmTLVList)(&l.TLVs))
	v.Rare("no_end", (*openflow.Bool)(&l.NoEnd))
}

// walkMAID shows the names, or all bytes where they do not parse.
func (l cfmOp) walkMAID(v Visitor) {
	domainFormat, domain, shortFormat, short, ok := l.MAID.Names()
	if !ok || v.Reading() {
		v.Array("maid", l.MAID[:])
	}
	if !ok && !v.Reading() {
		return
	}
	v.Uint("md_name_format", (*openflow.U8)(&domainFormat))
	v.Derived("md_name_length", uint64(len(domain)))
	v.Bytes("md_name", &domain)
	v.Uint("short_ma_name_format", (*openflow.U8)(&shortFormat))
	v.Derived("short_ma_name_length", uint64(len(short)))
	v.Bytes("short_ma_name", &short)
	if v.Reading() && (domainFormat != 0 || shortFormat != 0 || len(domain)+len(short) > 0) {
		if l.MAID, ok = NewCFMMAID(domainFormat, domain, shortFormat, short); !ok {
			v.Invalid("short_ma_name", openflow.ErrTooLong)
			v.Invalid("md_name", openflow.ErrTooLong)
		}
	}
}

// Walk shows the fields to v.
func (t *CFMTLV) Walk(v Visitor) {
	class := t.Class()
	if class == cfmUnknown {
		v.Uint("type", (*openflow.U8)(&t.Type))
		v.Bytes("value", &t.Value)
		return
	}
	v.Derived("length", uint64(len(t.Value)))
	set := func(x CFMTLV) {
		if v.Reading() {
			*t = x
		}
	}
	switch t.Type {
	case CFMSenderID:
		s, _ := t.Sender()
		v.Derived("chassis_id_length", uint64(len(s.Chassis)))
		subtype := s.ChassisSubtype
		if len(s.Chassis) == 0 {
			subtype = LLDPChassisMAC // What os-ken has where there is none.
		}
		v.Uint("chassis_id_subtype", (*openflow.U8)(&subtype))
		v.Bytes("chassis_id", &s.Chassis)
		v.Derived("ma_domain_length", uint64(len(s.Domain)))
		v.Bytes("ma_domain", &s.Domain)
		v.Derived("ma_length", uint64(len(s.Address)))
		v.Bytes("ma", &s.Address)
		s.ChassisSubtype = subtype
		set(NewCFMSender(s))
	case CFMPortStatus:
		v.Uint("port_status", (*openflow.U8)(&t.Value[0]))
	case CFMInterfaceStatus:
		v.Uint("interface_status", (*openflow.U8)(&t.Value[0]))
	case CFMData:
		v.Bytes("data_value", &t.Value)
	case CFMReplyIngress, CFMReplyEgress:
		r, _ := t.Reply()
		v.Uint("action", (*openflow.U8)(&r.Action))
		v.MAC("mac_address", &r.MAC)
		v.Derived("port_id_length", uint64(len(r.PortID)))
		v.Uint("port_id_subtype", (*openflow.U8)(&r.PortIDSubtype))
		v.Bytes("port_id", &r.PortID)
		set(NewCFMReply(t.Type, r))
	case CFMTraceEgressID:
		id, _, _ := t.EgressIDs()
		v.Uint("egress_id_ui", (*openflow.U16)(&id.ID))
		v.MAC("egress_id_mac", &id.MAC)
		set(NewCFMEgressID(t.Type, id))
	case CFMReplyEgressID:
		last, next, _ := t.EgressIDs()
		v.Uint("last_egress_id_ui", (*openflow.U16)(&last.ID))
		v.MAC("last_egress_id_mac", &last.MAC)
		v.Uint("next_egress_id_ui", (*openflow.U16)(&next.ID))
		v.MAC("next_egress_id_mac", &next.MAC)
		set(NewCFMEgressID(t.Type, last, next))
	case CFMOrganization:
		oui, subtype, info, _ := t.Organization()
		v.Array("oui", oui[:])
		v.Uint("subtype", (*openflow.U8)(&subtype))
		v.Bytes("value", &info)
		set(NewCFMOrganization(oui, subtype, info))
	}
}

type cfmTLVList []CFMTLV

func (l *cfmTLVList) Len() int         { return len(*l) }
func (l *cfmTLVList) At(i int) Element { return &(*l)[i] }

func (l *cfmTLVList) Add(class string) Element { return addChoice((*[]CFMTLV)(l), class) }
