package packet

import (
	"bytes"

	"github.com/ofwire/openflow"
)

// A CFMTLV is one element of CFM. The functions that begin with NewCFM make those with several parts.
type CFMTLV struct {
	Type  CFMTLVType
	Value []byte // Up to 65535 bytes.
}

// A CFMTLVType tells what a TLV holds.
type CFMTLVType uint8

// Types of TLVs.
const (
	CFMEnd             CFMTLVType = 0 // Not in CFM.TLVs: see CFM.NoEnd.
	CFMSenderID        CFMTLVType = 1
	CFMPortStatus      CFMTLVType = 2
	CFMData            CFMTLVType = 3
	CFMInterfaceStatus CFMTLVType = 4
	CFMReplyIngress    CFMTLVType = 5
	CFMReplyEgress     CFMTLVType = 6
	CFMTraceEgressID   CFMTLVType = 7
	CFMReplyEgressID   CFMTLVType = 8
	CFMOrganization    CFMTLVType = 31
)

// String returns the name, or the number.
func (t CFMTLVType) String() string {
	if t == CFMOrganization {
		return "organization"
	}
	return nameOf(uint64(t), "end", "sender-id", "port-status", "data", "interface-status", "reply-ingress", "reply-egress", "trace-egress-id", "reply-egress-id")
}

// A CFMSender is what a CFMSenderID tells.
type CFMSender struct {
	ChassisSubtype LLDPChassisSubtype // It is not there without a chassis id.
	Chassis        []byte
	// Domain is the transport domain of the management address, and Address that: at most 255 bytes each.
	Domain, Address []byte
}

// NewCFMSender returns the TLV of a sender. Parts that are empty at the end are left out. Append refuses that of parts of more than 255 bytes.
func NewCFMSender(s CFMSender) CFMTLV {
	if max(len(s.Chassis), len(s.Domain), len(s.Address)) > 255 {
		return CFMTLV{CFMSenderID, make([]byte, maxCFMValue+1)}
	}
	b := []byte{byte(len(s.Chassis))}
	if len(s.Chassis) > 0 {
		b = append(append(b, byte(s.ChassisSubtype)), s.Chassis...)
	}
	if len(s.Domain) > 0 || len(s.Address) > 0 {
		b = append(append(b, byte(len(s.Domain))), s.Domain...)
		b = append(append(b, byte(len(s.Address))), s.Address...)
	}
	return CFMTLV{CFMSenderID, b}
}

// Sender takes the TLV of a sender apart; its slices are part of t. It is false for other TLVs, and where lengths do not fit.
func (t CFMTLV) Sender() (s CFMSender, ok bool) {
	b := t.Value
	if t.Type != CFMSenderID || len(b) < 1 {
		return s, false
	}
	if n := int(b[0]); n > 0 {
		if len(b) < 2+n {
			return s, false
		}
		s.ChassisSubtype, s.Chassis, b = LLDPChassisSubtype(b[1]), b[2:2+n], b[2+n:]
	} else {
		b = b[1:]
	}
	for _, p := range [...]*[]byte{&s.Domain, &s.Address} {
		if len(b) == 0 {
			break
		}
		n := 1 + int(b[0])
		if len(b) < n {
			return s, false
		}
		*p, b = b[1:n], b[n:]
	}
	return s, len(b) == 0
}

// A CFMReply is what a CFMReplyIngress or a CFMReplyEgress tells of the port that a link trace came in or went out by.
type CFMReply struct {
	Action        uint8
	MAC           openflow.MAC
	PortIDSubtype LLDPPortSubtype // It is not there without a port id.
	PortID        []byte          // At most 255 bytes.
}

// NewCFMReply returns the TLV of a port, of type CFMReplyIngress or CFMReplyEgress. Append refuses that of a port id of more than 255 bytes.
func NewCFMReply(t CFMTLVType, r CFMReply) CFMTLV {
	if len(r.PortID) > 255 {
		return CFMTLV{t, make([]byte, maxCFMValue+1)}
	}
	b := append([]byte{r.Action}, r.MAC[:]...)
	if len(r.PortID) > 0 {
		b = append(append(b, byte(len(r.PortID)), byte(r.PortIDSubtype)), r.PortID...)
	}
	return CFMTLV{t, b}
}

// Reply takes the TLV of a port apart; its slice is part of t. It is false for other TLVs, and where lengths do not fit.
func (t CFMTLV) Reply() (r CFMReply, ok bool) {
	b := t.Value
	if t.Type != CFMReplyIngress && t.Type != CFMReplyEgress || len(b) < 7 {
		return r, false
	}
	r.Action, r.MAC = b[0], openflow.MAC(b[1:])
	if len(b) == 7 {
		return r, true
	}
	if len(b) < 9 || len(b) != 9+int(b[7]) {
		return r, false
	}
	r.PortIDSubtype, r.PortID = LLDPPortSubtype(b[8]), b[9:]
	return r, true
}

// A CFMEgressID names the port that sends a link trace on.
type CFMEgressID struct {
	ID  uint16
	MAC openflow.MAC
}

// NewCFMEgressID returns the TLV of one port, which a CFMTraceEgressID has, or of the last and the next one, which a CFMReplyEgressID has.
func NewCFMEgressID(t CFMTLVType, ids ...CFMEgressID) CFMTLV {
	var b []byte
	for _, x := range ids {
		b = append(be.AppendUint16(b, x.ID), x.MAC[:]...)
	}
	return CFMTLV{t, b}
}

// EgressIDs returns the port of a CFMTraceEgressID, or the last and the next one of a CFMReplyEgressID.
func (t CFMTLV) EgressIDs() (last, next CFMEgressID, ok bool) {
	b := t.Value
	switch {
	case t.Type == CFMTraceEgressID && len(b) == 8:
	case t.Type == CFMReplyEgressID && len(b) == 16:
		next = CFMEgressID{be.Uint16(b[8:]), openflow.MAC(b[10:])}
	default:
		return last, next, false
	}
	return CFMEgressID{be.Uint16(b), openflow.MAC(b[2:])}, next, true
}

// NewCFMOrganization returns the TLV of an organization.
func NewCFMOrganization(oui [3]byte, subtype uint8, info []byte) CFMTLV {
	return CFMTLV{CFMOrganization, append(append(oui[:], subtype), info...)}
}

// Organization takes the TLV of an organization apart; info is part of t.
func (t CFMTLV) Organization() (oui [3]byte, subtype uint8, info []byte, ok bool) {
	if t.Type != CFMOrganization || len(t.Value) < 4 {
		return oui, 0, nil, false
	}
	return [3]byte(t.Value), t.Value[3], t.Value[4:], true
}

// cfmClasses are os-ken's names of the types.
var cfmClasses = [...]string{
	"", "sender_id_tlv", "port_status_tlv", "data_tlv", "interface_status_tlv", "reply_ingress_tlv", "reply_egress_tlv", "ltm_egress_identifier_tlv",
	"ltr_egress_identifier_tlv", CFMOrganization: "organization_specific_tlv",
}

// cfmUnknown is the class of TLVs of other types, and of those whose value is not as NewCFM… makes it.
const cfmUnknown = "unknown_tlv"

// Class names the TLV in JSON.
func (t *CFMTLV) Class() string {
	ok := true
	switch t.Type {
	case CFMSenderID:
		var s CFMSender
		s, ok = t.Sender()
		ok = ok && bytes.Equal(NewCFMSender(s).Value, t.Value)
	case CFMPortStatus, CFMInterfaceStatus:
		ok = len(t.Value) == 1
	case CFMReplyIngress, CFMReplyEgress:
		var r CFMReply
		r, ok = t.Reply()
		ok = ok && bytes.Equal(NewCFMReply(t.Type, r).Value, t.Value)
	case CFMTraceEgressID, CFMReplyEgressID:
		_, _, ok = t.EgressIDs()
	case CFMOrganization:
		ok = len(t.Value) >= 4
	}
	if !ok || int(t.Type) >= len(cfmClasses) || cfmClasses[t.Type] == "" {
		return cfmUnknown
	}
	return cfmClasses[t.Type]
}

// SetClass makes an empty TLV of a class.
func (t *CFMTLV) SetClass(class string) bool {
	for i, name := range cfmClasses {
		if name == class && name != "" {
			sizes := [...]int{CFMSenderID: 1, CFMPortStatus: 1, CFMInterfaceStatus: 1, CFMReplyIngress: 7, CFMReplyEgress: 7,
				CFMTraceEgressID: 8, CFMReplyEgressID: 16, CFMOrganization: 4}
			*t = CFMTLV{CFMTLVType(i), make([]byte, sizes[i])}
			return true
		}
	}
	*t = CFMTLV{Type: CFMOrganization} // Too short for one.
	return class == cfmUnknown
}
