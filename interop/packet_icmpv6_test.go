//go:build interop

package interop

import (
	"fmt"
	"net/netip"

	"github.com/ofwire/openflow/packet"
)

// icmpv6Frames are frames of ICMPv6: echos and errors, neighbor discovery, multicast listeners.
func icmpv6Frames() []builtFrame {
	var list []builtFrame
	for i, v := range extremes(3) {
		payload := packet.Payload(v.data(3 * i))
		id, seq := v.u16(), v.u16()
		for _, typ := range []packet.ICMPv6Type{packet.ICMPv6EchoRequest, packet.ICMPv6EchoReply} {
			list = append(list, builtFrame{name: fmt.Sprintf("icmpv6 %v %s", typ, v.name), layers: on6(&packet.ICMPv6{Type: typ, ID: id, Seq: seq}, payload)})
		}
	}
	for i, v := range typical(3) {
		about := [][]packet.Layer{
			{packet.NewIPv6(host6B, v.ip6()), &packet.UDP{SrcPort: 49152, DstPort: 49153}, packet.Payload(v.data(9))},
			{packet.NewIPv6(host6B, v.ip6()), &packet.ICMPv6{Type: packet.ICMPv6EchoRequest, ID: v.u16(), Seq: v.u16()}, packet.Payload(v.data(9))},
			{packet.NewIPv6(host6B, v.ip6()), &packet.IPv6Options{}, &packet.UDP{SrcPort: 49152, DstPort: 49153}},
		}[i]
		for _, h := range []*packet.ICMPv6{
			{Type: packet.ICMPv6Unreachable, Code: 4},
			{Type: packet.ICMPv6TooBig, ID: v.u16(), Seq: v.u16()},
			{Type: packet.ICMPv6TimeExceeded, Code: 1},
			{Type: packet.ICMPv6Parameter, Code: 2, ID: v.u16(), Seq: v.u16()},
		} {
			list = append(list, builtFrame{name: fmt.Sprintf("icmpv6 error %v %s", h.Type, v.name), layers: on6(h, payloadOf(about...)), quoted: about})
		}
	}
	return append(append(list, ndFrames()...), mldFrames()...)
}

func expectICMPv6(p *place, l *packet.ICMPv6) {
	p.add("icmpv6.type", l.Type)
	p.add("icmpv6.code", l.Code)
	if p.quoted {
		p.add("icmpv6.checksum.status", checksumUnverified)
	} else {
		p.add("icmpv6.checksum.status", checksumGood)
	}
	switch l.Type {
	case packet.ICMPv6EchoRequest, packet.ICMPv6EchoReply:
		p.add("icmpv6.echo.identifier", l.ID)
		p.add("icmpv6.echo.sequence_number", l.Seq)
	case packet.ICMPv6Unreachable, packet.ICMPv6TimeExceeded:
		p.add("icmpv6.reserved", make([]byte, 4))
	case packet.ICMPv6TooBig:
		p.add("icmpv6.mtu", uint32(l.ID)<<16|uint32(l.Seq))
	case packet.ICMPv6Parameter:
		p.add("icmpv6.pointer", uint32(l.ID)<<16|uint32(l.Seq))
	case packet.ICMPv6MLDQuery, packet.ICMPv6MLDReport, packet.ICMPv6MLDDone, packet.ICMPv6MLDv2Report:
		expectMLD(p, l.Type, &l.MLD)
	case packet.ICMPv6RouterSolicit, packet.ICMPv6RouterAdvert, packet.ICMPv6NeighborSolicit, packet.ICMPv6NeighborAdvert, packet.ICMPv6Redirect:
		expectND(p, l.Type, &l.ND)
	}
}

// ndFrames are frames of neighbor discovery.
func ndFrames() []builtFrame {
	var list []builtFrame
	add := func(name string, l *packet.ICMPv6) {
		ip := packet.NewIPv6(host6A, host6B)
		ip.HopLimit = 255
		list = append(list, builtFrame{name: "nd " + name, layers: onEthernet(ip, l)})
	}
	for _, v := range extremes(3) {
		add("router solicitation "+v.name, &packet.ICMPv6{Type: packet.ICMPv6RouterSolicit, ND: packet.ND{
			Reserved: uint32(v.bits(24)), Options: []packet.NDOption{packet.NDOptionSource(v.mac())}}})
		prefix := packet.NDPrefix{Prefix: netip.PrefixFrom(v.ip6(), int(v.bits(7))), Flags: v.u8(), Valid: v.u32(), Preferred: v.u32()}
		add("router advertisement "+v.name, &packet.ICMPv6{Type: packet.ICMPv6RouterAdvert, ND: packet.ND{
			HopLimit: v.u8(), Flags: packet.NDFlags(v.u8()), Lifetime: v.u16(), Reachable: v.u32(), Retransmit: v.u32(),
			Options: []packet.NDOption{packet.NDOptionSource(v.mac()), packet.NDOptionMTU(v.u32()), packet.NDOptionPrefix(prefix)},
		}})
		servers, route := v.ip6().As16(), v.ip6().As16()
		add("options "+v.name, &packet.ICMPv6{Type: packet.ICMPv6RouterAdvert, ND: packet.ND{Options: []packet.NDOption{
			{Type: packet.NDTypeDNSServers, Data: append(be.AppendUint32([]byte{0, 0}, v.u32()), servers[:]...)},
			{Type: packet.NDTypeDNSSearch, Data: append(be.AppendUint32([]byte{0, 0}, v.u32()), "\x02ab\x03org\x00"...)},
			{Type: packet.NDTypeRoute, Data: append(be.AppendUint32([]byte{128, uint8(v.bits(2)) << 3}, v.u32()), route[:]...)},
		}}})
		add("neighbor solicitation "+v.name, &packet.ICMPv6{Type: packet.ICMPv6NeighborSolicit, ND: packet.ND{
			Target: v.ip6(), Options: []packet.NDOption{packet.NDOptionSource(v.mac())}}})
		add("neighbor advertisement "+v.name, &packet.ICMPv6{Type: packet.ICMPv6NeighborAdvert, ND: packet.ND{
			Flags: packet.NDFlags(v.u8()), Reserved: uint32(v.bits(24)), Target: v.ip6(), Options: []packet.NDOption{packet.NDOptionTarget(v.mac())}}})
		add("redirect "+v.name, &packet.ICMPv6{Type: packet.ICMPv6Redirect, ND: packet.ND{
			Target: v.ip6(), Dst: v.ip6(), Options: []packet.NDOption{packet.NDOptionTarget(v.mac())}}})
	}
	return append(list,
		builtFrame{name: "nd solicitation in a frame", layers: packet.NewNeighborSolicit(stationA, host6A, host6B)},
		builtFrame{name: "nd solicitation for an own address", layers: packet.NewNeighborSolicit(stationA, netip.IPv6Unspecified(), host6B)},
		builtFrame{name: "nd advertisement in a frame", layers: packet.NewNeighborAdvert(stationA, host6A, stationB, host6B)},
		builtFrame{name: "nd advertisement to all", layers: packet.NewNeighborAdvert(stationA, host6A, stationB, netip.Addr{})},
	)
}

func expectND(p *place, t packet.ICMPv6Type, m *packet.ND) {
	switch t {
	case packet.ICMPv6RouterAdvert:
		p.add("icmpv6.nd.ra.cur_hop_limit", m.HopLimit)
		p.add("icmpv6.nd.ra.flag", m.Flags)
		p.add("icmpv6.nd.ra.router_lifetime", m.Lifetime)
		p.add("icmpv6.nd.ra.reachable_time", m.Reachable)
		p.add("icmpv6.nd.ra.retrans_timer", m.Retransmit)
	case packet.ICMPv6RouterSolicit:
		p.add("icmpv6.reserved", words(uint32(m.Flags)<<24|m.Reserved))
	case packet.ICMPv6NeighborSolicit:
		p.add("icmpv6.reserved", words(uint32(m.Flags)<<24|m.Reserved))
		p.add("icmpv6.nd.ns.target_address", m.Target)
	case packet.ICMPv6NeighborAdvert:
		p.add("icmpv6.nd.na.flag", uint32(m.Flags)<<24|m.Reserved)
		p.add("icmpv6.nd.na.target_address", m.Target)
	case packet.ICMPv6Redirect:
		p.add("icmpv6.reserved", words(uint32(m.Flags)<<24|m.Reserved))
		p.add("icmpv6.nd.rd.target_address", m.Target)
		p.add("icmpv6.rd.na.destination_address", m.Dst)
	}
	for _, o := range m.Options {
		p.add("icmpv6.opt.type", o.Type)
		p.add("icmpv6.opt.length", (2+len(o.Data)+7)/8)
		expectNDOption(p, o)
	}
}

func expectNDOption(p *place, o packet.NDOption) {
	switch o.Type {
	case packet.NDTypeSourceAddress:
		p.add("icmpv6.opt.src_linkaddr", o.Data)
	case packet.NDTypeTargetAddress:
		p.add("icmpv6.opt.target_linkaddr", o.Data)
	case packet.NDTypeMTU:
		mtu, _ := o.MTU()
		p.add("icmpv6.opt.mtu", mtu)
	case packet.NDTypePrefix:
		x, _ := o.Prefix()
		p.add("icmpv6.opt.prefix.length", x.Prefix.Bits())
		p.add("icmpv6.opt.prefix.flag", x.Flags)
		p.add("icmpv6.opt.prefix.valid_lifetime", x.Valid)
		p.add("icmpv6.opt.prefix.preferred_lifetime", x.Preferred)
		p.add("icmpv6.opt.prefix", x.Prefix.Addr())
	case packet.NDTypeDNSServers:
		p.add("icmpv6.opt.rdnss.lifetime", be.Uint32(o.Data[2:]))
		p.add("icmpv6.opt.rdnss", netip.AddrFrom16([16]byte(o.Data[6:])))
	case packet.NDTypeDNSSearch:
		p.add("icmpv6.opt.dnssl.lifetime", be.Uint32(o.Data[2:]))
		p.add("icmpv6.opt.dnssl", "ab.org")
	case packet.NDTypeRoute:
		p.add("icmpv6.opt.prefix.length", o.Data[0])
		p.add("icmpv6.opt.route_info.flag.route_preference", o.Data[1]>>3)
		p.add("icmpv6.opt.route_lifetime", be.Uint32(o.Data[2:]))
		p.add("icmpv6.opt.prefix", netip.AddrFrom16([16]byte(o.Data[6:])))
	}
}

// mldFrames are frames of multicast listener discovery, versions 1 and 2.
func mldFrames() []builtFrame {
	var list []builtFrame
	add := func(name string, typ packet.ICMPv6Type, m packet.MLD) {
		dst := m.Group
		if !dst.IsMulticast() {
			dst = netip.MustParseAddr("ff02::16")
		}
		list = append(list, builtFrame{name: "mld " + name, layers: []packet.Layer{
			&packet.Ethernet{Dst: packet.MulticastMAC(dst), Src: stationA}, &packet.IPv6{HopLimit: 1, Src: netip.MustParseAddr("fe80::1"), Dst: dst},
			&packet.IPv6Options{Options: []packet.IPv6Option{{Type: 5, Data: []byte{0, 0}}}}, &packet.ICMPv6{Type: typ, MLD: m}}})
	}
	for _, v := range extremes(3) {
		b := v.ip6().As16()
		b[0], b[1] = 0xff, 0x0e
		group := netip.AddrFrom16(b)
		add("query "+v.name, packet.ICMPv6MLDQuery, packet.MLD{MaxResponse: v.u16(), Reserved: v.u16()})
		add("group query "+v.name, packet.ICMPv6MLDQuery, packet.MLD{MaxResponse: v.u16(), Group: group})
		add("report "+v.name, packet.ICMPv6MLDReport, packet.MLD{MaxResponse: v.u16(), Group: group})
		add("done "+v.name, packet.ICMPv6MLDDone, packet.MLD{MaxResponse: v.u16(), Group: group})
		for n := range 3 {
			add(fmt.Sprintf("v2 query %d %s", n, v.name), packet.ICMPv6MLDQuery, packet.MLD{
				V2: true, MaxResponse: v.u16(), Reserved: v.u16(), Group: group, Flags: v.u8(), Interval: v.u8(), Sources: addrList(v.ip6, n)})
		}
		add("v2 report of none "+v.name, packet.ICMPv6MLDv2Report, packet.MLD{Reserved: v.u16()})
		add("v2 report "+v.name, packet.ICMPv6MLDv2Report, packet.MLD{Reserved: v.u16(), Records: groupRecords(v, v.ip6)})
	}
	return list
}

func expectMLD(p *place, t packet.ICMPv6Type, m *packet.MLD) {
	switch {
	case t == packet.ICMPv6MLDv2Report:
		p.add("icmpv6.reserved", be.AppendUint16(nil, m.Reserved))
		p.add("icmpv6.mldr.nb_mcast_records", len(m.Records))
		for _, r := range m.Records {
			p.add("icmpv6.mldr.mar.record_type", r.Type)
			p.add("icmpv6.mldr.mar.aux_data_len", (len(r.Aux)+3)/4)
			p.add("icmpv6.mldr.mar.nb_sources", len(r.Sources))
			p.add("icmpv6.mldr.mar.multicast_address", r.Group)
			for _, a := range r.Sources {
				p.add("icmpv6.mldr.mar.source_address", a)
			}
			if len(r.Aux) > 0 {
				p.add("icmpv6.mldr.mar.auxiliary_data", r.Aux)
			}
		}
	case m.V2:
		p.add("icmpv6.reserved", be.AppendUint16(nil, m.Reserved))
		p.add("icmpv6.mld.maximum_response_code", floating(m.MaxResponse, 12))
		p.add("icmpv6.mld.multicast_address", m.Group)
		p.add("icmpv6.mld.flag", m.Flags)
		p.add("icmpv6.mld.qqi", floating(uint16(m.Interval), 4))
		p.add("icmpv6.mld.nb_sources", len(m.Sources))
		for _, a := range m.Sources {
			p.add("icmpv6.mld.source_address", a)
		}
	default:
		p.add("icmpv6.reserved", be.AppendUint16(nil, m.Reserved))
		p.add("icmpv6.mld.maximum_response_delay", m.MaxResponse)
		p.add("icmpv6.mld.multicast_address", m.Group)
	}
}

// floating returns the value of a code with an exponent of 3 bits before a mantissa: the codes of IGMPv3 and MLDv2, which tshark shows as what they mean.
// RFC 3810 §5.1.3.
func floating(code uint16, mantissa int) uint32 {
	top := uint32(1) << mantissa
	if uint32(code) < top<<3 {
		return uint32(code)
	}
	return (uint32(code)&(top-1) | top) << (uint32(code)>>mantissa&7 + 3)
}
