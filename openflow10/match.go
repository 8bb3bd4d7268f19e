package openflow10

import (
	"net/netip"

	"github.com/ofwire/openflow"
)

// Where FlowWildcards counts the low bits of the network addresses that do not matter.
const (
	nwSrcShift = 8
	nwDstShift = 14
)

// NWSrcPrefix returns the IPv4 sources that m matches. It is 0.0.0.0/0 where the source is left out.
func (m *Match) NWSrcPrefix() netip.Prefix { return m.prefix(m.NWSrc, nwSrcShift) }

// NWDstPrefix returns the IPv4 destinations that m matches. It is 0.0.0.0/0 where the destination is left out.
func (m *Match) NWDstPrefix() netip.Prefix { return m.prefix(m.NWDst, nwDstShift) }

// SetNWSrc makes m match the IPv4 sources in p, or all for the zero Prefix: it sets NWSrc, and its bits in Wildcards.
func (m *Match) SetNWSrc(p netip.Prefix) { m.NWSrc = m.setPrefix(p, nwSrcShift) }

// SetNWDst makes m match the IPv4 destinations in p, or all for the zero Prefix: it sets NWDst, and its bits in Wildcards.
func (m *Match) SetNWDst(p netip.Prefix) { m.NWDst = m.setPrefix(p, nwDstShift) }

// prefix is the address of which Wildcards leaves out the low bits that it counts at shift. More than 32 are all.
func (m *Match) prefix(addr netip.Addr, shift int) netip.Prefix {
	if !addr.IsValid() {
		addr = netip.IPv4Unspecified()
	}
	p, _ := addr.Prefix(max(0, 32-int(m.Wildcards>>shift&0x3f)))
	return p
}

// setPrefix counts at shift the low bits that p leaves out.
func (m *Match) setPrefix(p netip.Prefix, shift int) netip.Addr {
	m.Wildcards = m.Wildcards&^(0x3f<<shift) | FlowWildcards(32-min(32, max(0, p.Bits())))<<shift
	return p.Masked().Addr()
}

// AppendKey appends a key of the match, which another way to write the match does not change: the flow that was sent has the key of the flow that a switch reports.
// It is openflow.AppendMatchKey of AppendFields.
func (m *Match) AppendKey(b []byte) []byte {
	var room [12]openflow.Field
	return openflow.AppendMatchKey(b, m.AppendFields(room[:0]), &fieldTable)
}

// Same reports whether m and n have the same key.
func (m *Match) Same(n *Match) bool {
	var x, y [12]openflow.Field
	return openflow.SameMatch(m.AppendFields(x[:0]), n.AppendFields(y[:0]), &fieldTable)
}

// AppendFields appends the fields of NXM that match what m matches, as those of an NXFlowMod. It leaves out what Wildcards does, and what means nothing: addresses
// and ports where DLType or NWProto are for packets that have none. It takes DLVLAN, DLVLANPCP and NWTOS as Open vSwitch does: without the bits that they have too
// many, and without DLVLANPCP where DLVLAN is VLANIDNone.
func (m *Match) AppendFields(list []openflow.Field) []openflow.Field {
	if m.has(FlowWildcardsInPort) {
		list = append(list, FieldNXMInPort.Exact(uint16(m.InPort)))
	}
	if m.has(FlowWildcardsDLDst) {
		list = append(list, FieldNXMEthDst.Exact(m.DLDst))
	}
	if m.has(FlowWildcardsDLSrc) {
		list = append(list, FieldNXMEthSrc.Exact(m.DLSrc))
	}
	list = m.appendVLAN(list)
	if !m.has(FlowWildcardsDLType) {
		return list
	}
	list = append(list, FieldNXMEthType.Exact(m.DLType))
	switch m.DLType {
	case 0x0800:
		list = m.appendIP(list)
		return m.appendAddresses(list, FieldNXMIPSrc, FieldNXMIPDst)
	case 0x86dd:
		return m.appendIP(list)
	case 0x0806, 0x8035: // ARP, RARP.
		if m.has(FlowWildcardsNWProto) {
			list = append(list, FieldNXMARPOp.Exact(uint16(m.NWProto)))
		}
		return m.appendAddresses(list, FieldNXMARPSPA, FieldNXMARPTPA)
	}
	return list
}

// has reports whether a field counts.
func (m *Match) has(bit FlowWildcards) bool { return m.Wildcards&bit == 0 }

// appendVLAN appends the field of the tag.
func (m *Match) appendVLAN(list []openflow.Field) []openflow.Field {
	value, mask := uint16(0x1000), uint16(0x1000) // There is a tag.
	if m.has(FlowWildcardsDLVLAN) {
		if m.DLVLAN == VLANIDNone {
			return append(list, FieldNXMVLANTCI.Exact(0))
		}
		value, mask = value|uint16(m.DLVLAN)&0x0fff, mask|0x0fff
	}
	if m.has(FlowWildcardsDLVLANPCP) {
		value, mask = value|uint16(m.DLVLANPCP)<<13, mask|0xe000
	}
	if mask == 0x1000 {
		return list
	}
	return append(list, FieldNXMVLANTCI.Masked(value, mask))
}

// appendIP appends the fields of IPv4 and IPv6, but for the addresses.
func (m *Match) appendIP(list []openflow.Field) []openflow.Field {
	if m.has(FlowWildcardsNWTOS) {
		list = append(list, FieldNXMIPTOS.Exact(m.NWTOS&0xfc))
	}
	if !m.has(FlowWildcardsNWProto) {
		return list
	}
	list = append(list, FieldNXMIPProto.Exact(m.NWProto))
	switch {
	case m.NWProto == 6:
		return m.appendPorts(list, FieldNXMTCPSrc, FieldNXMTCPDst)
	case m.NWProto == 17:
		return m.appendPorts(list, FieldNXMUDPSrc, FieldNXMUDPDst)
	case m.NWProto == 132:
		return m.appendPorts(list, oxmSCTPSrc, oxmSCTPDst)
	case m.NWProto == 1 && m.DLType == 0x0800:
		return m.appendICMP(list, FieldNXMICMPType, FieldNXMICMPCode)
	case m.NWProto == 58 && m.DLType == 0x86dd:
		return m.appendICMP(list, FieldNXMICMPv6Type, FieldNXMICMPv6Code)
	}
	return list
}

// The ports of SCTP, which NXM has not: Open vSwitch takes and sends the fields of later versions.
const (
	oxmSCTPSrc = openflow.IntKey[uint16](0x80002202)
	oxmSCTPDst = openflow.IntKey[uint16](0x80002402)
)

func (m *Match) appendPorts(list []openflow.Field, src, dst openflow.IntKey[uint16]) []openflow.Field {
	if m.has(FlowWildcardsTPSrc) {
		list = append(list, src.Exact(m.TPSrc))
	}
	if m.has(FlowWildcardsTPDst) {
		list = append(list, dst.Exact(m.TPDst))
	}
	return list
}

// appendICMP appends type and code. Numbers that no packet has stay what they are, in fields that do not go with ICMP.
func (m *Match) appendICMP(list []openflow.Field, typ, code openflow.IntKey[uint8]) []openflow.Field {
	if m.has(FlowWildcardsICMPType) && m.TPSrc > 0xff || m.has(FlowWildcardsICMPCode) && m.TPDst > 0xff {
		return m.appendPorts(list, FieldNXMTCPSrc, FieldNXMTCPDst)
	}
	if m.has(FlowWildcardsICMPType) {
		list = append(list, typ.Exact(uint8(m.TPSrc)))
	}
	if m.has(FlowWildcardsICMPCode) {
		list = append(list, code.Exact(uint8(m.TPDst)))
	}
	return list
}

func (m *Match) appendAddresses(list []openflow.Field, src, dst openflow.IPKey) []openflow.Field {
	if p := m.NWSrcPrefix(); p.Bits() > 0 {
		list = append(list, src.Prefix(p))
	}
	if p := m.NWDstPrefix(); p.Bits() > 0 {
		list = append(list, dst.Prefix(p))
	}
	return list
}
