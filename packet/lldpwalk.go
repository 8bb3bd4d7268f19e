package packet

import "github.com/ofwire/openflow"

// lldpClasses are os-ken's names of the types.
var lldpClasses = [...]string{
	"End", "ChassisID", "PortID", "TTL", "PortDescription", "SystemName", "SystemDescription", "SystemCapabilities", "ManagementAddress",
	LLDPTypeOrganization: "OrganizationallySpecific",
}

// lldpUnknown is the class of TLVs of other types, and of those whose value is not as it should be.
const lldpUnknown = "LLDPBasicTLV"

// Class names the TLV in JSON.
func (t *LLDPTLV) Class() string {
	ok := true
	switch t.Type {
	case LLDPTypeChassisID, LLDPTypePortID:
		ok = len(t.Value) > 0
	case LLDPTypeTTL:
		ok = len(t.Value) == 2
	case LLDPTypeSystemCapabilities:
		_, _, ok = t.SystemCapabilities()
	case LLDPTypeManagementAddress:
		_, ok = t.Management()
	case LLDPTypeOrganization:
		ok = len(t.Value) >= 4
	}
	if !ok || int(t.Type) >= len(lldpClasses) || lldpClasses[t.Type] == "" {
		return lldpUnknown
	}
	return lldpClasses[t.Type]
}

// SetClass makes an empty TLV of a class.
func (t *LLDPTLV) SetClass(class string) bool {
	for i, name := range lldpClasses {
		if name == class && name != "" {
			*t = LLDPTLV{Type: LLDPType(i)}
			switch t.Type {
			case LLDPTypeChassisID, LLDPTypePortID:
				t.Value = make([]byte, 1)
			case LLDPTypeTTL:
				*t = LLDPTTL(0)
			case LLDPTypeSystemCapabilities:
				*t = LLDPSystemCapabilities(0, 0)
			case LLDPTypeManagementAddress:
				*t = LLDPManagementAddress(LLDPManagement{})
			case LLDPTypeOrganization:
				t.Value = make([]byte, 4)
			}
			return true
		}
	}
	*t = LLDPTLV{Type: LLDPTypeOrganization} // Too short for one.
	return class == lldpUnknown
}

// Walk shows the fields to v.
func (t *LLDPTLV) Walk(v Visitor) {
	set := func(x LLDPTLV) {
		if v.Reading() {
			*t = x
		}
	}
	class := t.Class()
	if class == lldpUnknown {
		v.Uint("type", (*openflow.U8)(&t.Type))
		v.Bytes("tlv_info", &t.Value)
		return
	}
	v.Derived("typelen", uint64(t.Type)<<9|uint64(len(t.Value)))
	v.Derived("len", uint64(len(t.Value)))
	switch t.Type {
	case LLDPTypeChassisID, LLDPTypePortID:
		name := "chassis_id"
		if t.Type == LLDPTypePortID {
			name = "port_id"
		}
		subtype, id := t.Value[0], t.Value[1:]
		v.DerivedBytes("tlv_info", t.Value)
		v.Uint("subtype", (*openflow.U8)(&subtype))
		v.Bytes(name, &id)
		set(lldpID(t.Type, subtype, id))
	case LLDPTypeTTL:
		ttl, _ := t.TTL()
		v.DerivedBytes("tlv_info", t.Value)
		v.Uint("ttl", (*openflow.U16)(&ttl))
		set(LLDPTTL(ttl))
	case LLDPTypeSystemCapabilities:
		system, enabled, _ := t.SystemCapabilities()
		v.Enum("system_cap", (*openflow.U16)(&system), system)
		v.Enum("enabled_cap", (*openflow.U16)(&enabled), enabled)
		set(LLDPSystemCapabilities(system, enabled))
	case LLDPTypeManagementAddress:
		m, _ := t.Management()
		v.Derived("addr_len", uint64(len(m.Addr)+1))
		v.Uint("addr_subtype", (*openflow.U8)(&m.AddrSubtype))
		v.Bytes("addr", &m.Addr)
		v.Uint("intf_subtype", (*openflow.U8)(&m.InterfaceSubtype))
		v.Uint("intf_num", (*openflow.U32)(&m.Interface))
		v.Derived("oid_len", uint64(len(m.OID)))
		v.Bytes("oid", &m.OID)
		set(LLDPManagementAddress(m))
	case LLDPTypeOrganization:
		oui, subtype, info, _ := t.Organization()
		v.Array("oui", oui[:])
		v.Uint("subtype", (*openflow.U8)(&subtype))
		v.Bytes("info", &info)
		set(LLDPOrganization(oui, subtype, info))
	default:
		v.Bytes("tlv_info", &t.Value)
	}
}

type lldpTLVList []LLDPTLV

func (l *lldpTLVList) Len() int         { return len(*l) }
func (l *lldpTLVList) At(i int) Element { return &(*l)[i] }

func (l *lldpTLVList) Add(class string) Element { return addChoice((*[]LLDPTLV)(l), class) }
