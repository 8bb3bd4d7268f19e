package oftest

import (
	"net/netip"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow15"
)

// Values of match fields that decide what others mean.
const (
	ethARP, ethIPv4, ethIPv6, ethVLAN, ethQinQ = 0x0806, 0x0800, 0x86dd, 0x8100, 0x88a8

	ipICMP, ipTCP, ipUDP, ipICMPv6, ipSCTP = 1, 6, 17, 58, 132

	vlanPresent = 0x1000 // Of vlan_vid.
)

// A field10 is a field of a match of 1.0 that is an OXM field in a packet of a kind: the first row that fits counts.
type field10 struct {
	bit      openflow10.FlowWildcards
	typ      uint16 // Ethernet type; 0 is any.
	proto    uint8  // IP protocol; 0 is any.
	key      openflow.IntKey[uint16]
	transfer func(m *openflow10.Match) *uint16
}

func tpSrc(m *openflow10.Match) *uint16 { return &m.TPSrc }
func tpDst(m *openflow10.Match) *uint16 { return &m.TPDst }

// ports10 are the meanings of tp_src and tp_dst.
var ports10 = []field10{
	{openflow10.FlowWildcardsTPSrc, ethIPv4, ipTCP, openflow15.FieldTCPSrc, tpSrc},
	{openflow10.FlowWildcardsTPDst, ethIPv4, ipTCP, openflow15.FieldTCPDst, tpDst},
	{openflow10.FlowWildcardsTPSrc, ethIPv4, ipUDP, openflow15.FieldUDPSrc, tpSrc},
	{openflow10.FlowWildcardsTPDst, ethIPv4, ipUDP, openflow15.FieldUDPDst, tpDst},
	{openflow10.FlowWildcardsTPSrc, ethIPv4, ipSCTP, openflow15.FieldSCTPSrc, tpSrc},
	{openflow10.FlowWildcardsTPDst, ethIPv4, ipSCTP, openflow15.FieldSCTPDst, tpDst},
}

// fieldsOf returns a match of 1.0 as fields. Like Open vSwitch it leaves out those whose prerequisites are not met.
func fieldsOf(m *openflow10.Match) (list []openflow.Field) {
	has := func(bit openflow10.FlowWildcards) bool { return m.Wildcards&bit == 0 }
	add := func(cond bool, f openflow.Field) {
		if cond {
			list = append(list, f)
		}
	}
	add(has(openflow10.FlowWildcardsInPort), openflow15.FieldInPort.Exact(openflow15.PortNo(openflow.WidePort(uint16(m.InPort)))))
	add(has(openflow10.FlowWildcardsDLDst), openflow15.FieldEthDst.Exact(m.DLDst))
	add(has(openflow10.FlowWildcardsDLSrc), openflow15.FieldEthSrc.Exact(m.DLSrc))
	vlan, pcp := has(openflow10.FlowWildcardsDLVLAN), has(openflow10.FlowWildcardsDLVLANPCP)
	switch {
	case vlan && m.DLVLAN == openflow10.VLANIDNone:
		list, pcp = append(list, openflow15.FieldVLANVID.Exact(0)), false
	case vlan:
		list = append(list, openflow15.FieldVLANVID.Exact(vlanPresent|openflow15.VLANID(m.DLVLAN)&0xfff))
	case pcp:
		list = append(list, openflow15.FieldVLANVID.Masked(vlanPresent, vlanPresent))
	}
	add(pcp, openflow15.FieldVLANPCP.Exact(m.DLVLANPCP&7))
	if !has(openflow10.FlowWildcardsDLType) {
		return list
	}
	list = append(list, openflow15.FieldEthType.Exact(m.DLType))
	proto := has(openflow10.FlowWildcardsNWProto)
	switch m.DLType {
	case ethIPv4:
		add(has(openflow10.FlowWildcardsNWTOS), openflow15.FieldIPDSCP.Exact(m.NWTOS>>2))
		add(proto, openflow15.FieldIPProto.Exact(m.NWProto))
		add(m.NWSrcPrefix().Bits() > 0, openflow15.FieldIPv4Src.Prefix(m.NWSrcPrefix()))
		add(m.NWDstPrefix().Bits() > 0, openflow15.FieldIPv4Dst.Prefix(m.NWDstPrefix()))
		if proto {
			list = append(list, transportOf(m)...)
		}
	case ethARP:
		add(proto, openflow15.FieldARPOp.Exact(uint16(m.NWProto)))
		add(m.NWSrcPrefix().Bits() > 0, openflow15.FieldARPSPA.Prefix(m.NWSrcPrefix()))
		add(m.NWDstPrefix().Bits() > 0, openflow15.FieldARPTPA.Prefix(m.NWDstPrefix()))
	}
	return list
}

// transportOf returns the fields of tp_src and tp_dst.
func transportOf(m *openflow10.Match) (list []openflow.Field) {
	for _, f := range ports10 {
		if m.NWProto == f.proto && m.Wildcards&f.bit == 0 {
			list = append(list, f.key.Exact(*f.transfer(m)))
		}
	}
	if m.NWProto != ipICMP {
		return list
	}
	if m.Wildcards&openflow10.FlowWildcardsICMPType == 0 {
		list = append(list, openflow15.FieldICMPv4Type.Exact(uint8(m.TPSrc)))
	}
	if m.Wildcards&openflow10.FlowWildcardsICMPCode == 0 {
		list = append(list, openflow15.FieldICMPv4Code.Exact(uint8(m.TPDst)))
	}
	return list
}

// matchOf returns fields as a match of 1.0, as far as that has them.
func matchOf(fields []openflow.Field) openflow10.Match {
	m := *openflow10.NewMatch()
	m.SetNWSrc(netip.Prefix{})
	m.SetNWDst(netip.Prefix{})
	take := func(bit openflow10.FlowWildcards, ok bool) bool {
		if ok {
			m.Wildcards &^= bit
		}
		return ok
	}
	if v, _, ok := openflow15.FieldInPort.Get(fields); take(openflow10.FlowWildcardsInPort, ok) {
		m.InPort = openflow10.PortNo(v)
	}
	if v, _, ok := openflow15.FieldEthDst.Get(fields); take(openflow10.FlowWildcardsDLDst, ok) {
		m.DLDst = v
	}
	if v, _, ok := openflow15.FieldEthSrc.Get(fields); take(openflow10.FlowWildcardsDLSrc, ok) {
		m.DLSrc = v
	}
	if v, mask, ok := openflow15.FieldVLANVID.Get(fields); take(openflow10.FlowWildcardsDLVLAN, ok && mask&0xfff != 0) {
		m.DLVLAN = openflow10.VLANID(v & 0xfff)
		if v == 0 {
			m.DLVLAN = openflow10.VLANIDNone
		}
	}
	if v, _, ok := openflow15.FieldVLANPCP.Get(fields); take(openflow10.FlowWildcardsDLVLANPCP, ok) {
		m.DLVLANPCP = v
	}
	if v, _, ok := openflow15.FieldEthType.Get(fields); take(openflow10.FlowWildcardsDLType, ok) {
		m.DLType = v
	}
	if v, _, ok := openflow15.FieldIPDSCP.Get(fields); take(openflow10.FlowWildcardsNWTOS, ok) {
		m.NWTOS = v << 2
	}
	if v, _, ok := openflow15.FieldIPProto.Get(fields); take(openflow10.FlowWildcardsNWProto, ok) {
		m.NWProto = v
	}
	if v, _, ok := openflow15.FieldARPOp.Get(fields); take(openflow10.FlowWildcardsNWProto, ok) {
		m.NWProto = uint8(v)
	}
	addresses10(&m, fields)
	for _, f := range ports10 {
		if v, _, ok := f.key.Get(fields); take(f.bit, ok) {
			*f.transfer(&m) = v
		}
	}
	if v, _, ok := openflow15.FieldICMPv4Type.Get(fields); take(openflow10.FlowWildcardsICMPType, ok) {
		m.TPSrc = uint16(v)
	}
	if v, _, ok := openflow15.FieldICMPv4Code.Get(fields); take(openflow10.FlowWildcardsICMPCode, ok) {
		m.TPDst = uint16(v)
	}
	return m
}

// addresses10 sets the network addresses of a match of 1.0.
func addresses10(m *openflow10.Match, fields []openflow.Field) {
	for _, f := range []struct {
		key openflow.IPKey
		set func(netip.Prefix)
	}{
		{openflow15.FieldIPv4Src, m.SetNWSrc}, {openflow15.FieldARPSPA, m.SetNWSrc},
		{openflow15.FieldIPv4Dst, m.SetNWDst}, {openflow15.FieldARPTPA, m.SetNWDst},
	} {
		if v, mask, ok := f.key.Get(fields); ok {
			bits := 0
			for ones := number(mask.AsSlice()).Lo; ones<<bits&(1<<31) != 0 && bits < 32; bits++ {
			}
			f.set(netip.PrefixFrom(v, bits))
		}
	}
}
