//go:build interop

package interop

import (
	"fmt"
	"net/netip"

	"github.com/ofwire/openflow/packet"
)

// icmpFrames are frames of ICMP for IPv4.
func icmpFrames() []builtFrame {
	var list []builtFrame
	for i, v := range extremes(3) {
		payload := packet.Payload(v.data(3 * i))
		id, seq := v.u16(), v.u16()
		for _, typ := range []packet.ICMPType{packet.ICMPEchoRequest, packet.ICMPEchoReply} {
			list = append(list, builtFrame{name: fmt.Sprintf("icmp %v %s", typ, v.name), layers: on4(&packet.ICMP{Type: typ, ID: id, Seq: seq}, payload)})
		}
		times := packet.Payload(v.data(12))
		list = append(list, builtFrame{name: "icmp timestamp " + v.name, layers: on4(&packet.ICMP{Type: packet.ICMPTimestamp, ID: id, Seq: seq}, times)})
	}
	for i, v := range typical(3) {
		about := [][]packet.Layer{
			{packet.NewIPv4(host4B, v.ip4()), &packet.UDP{SrcPort: 49152, DstPort: 49153}, packet.Payload(v.data(9))},
			{packet.NewIPv4(host4B, v.ip4()), &packet.ICMP{Type: packet.ICMPEchoRequest, ID: v.u16(), Seq: v.u16()}, packet.Payload(v.data(9))},
			{packet.NewIPv4(host4B, v.ip4()), &packet.UDP{SrcPort: 49152, DstPort: 49153}},
		}[i]
		for _, h := range []*packet.ICMP{
			{Type: packet.ICMPUnreachable, Code: 3},
			{Type: packet.ICMPUnreachable, Code: 4, Seq: v.u16()},
			{Type: packet.ICMPTimeExceeded},
			{Type: packet.ICMPParameter, ID: v.u16() & 0xff00},
		} {
			list = append(list, builtFrame{name: fmt.Sprintf("icmp error %v %d %s", h.Type, h.Code, v.name), layers: on4(h, payloadOf(about...)), quoted: about})
		}
		echo := []packet.Layer{packet.NewIPv4(host4B, v.ip4()), &packet.ICMP{Type: packet.ICMPEchoRequest, ID: v.u16(), Seq: v.u16()}}
		list = append(list, builtFrame{name: "icmp redirect " + v.name, layers: on4(
			&packet.ICMP{Type: packet.ICMPRedirect, Code: 1, ID: v.u16(), Seq: v.u16()}, payloadOf(echo...)), quoted: echo})
	}
	return list
}

func expectICMP(p *place, l *packet.ICMP) {
	p.add("icmp.type", l.Type)
	p.add("icmp.code", l.Code)
	if p.quoted {
		p.add("icmp.checksum.status", checksumUnverified)
	} else {
		p.add("icmp.checksum.status", checksumGood)
	}
	switch {
	case l.Type == packet.ICMPEchoRequest || l.Type == packet.ICMPEchoReply || l.Type == packet.ICMPTimestamp:
		p.add("icmp.ident", l.ID)
		p.add("icmp.seq", l.Seq)
	case l.Type == packet.ICMPRedirect:
		b := be.AppendUint16(be.AppendUint16(nil, l.ID), l.Seq)
		p.add("icmp.redir_gw", netip.AddrFrom4([4]byte(b)))
	case l.Type == packet.ICMPUnreachable && l.Code == 4:
		p.add("icmp.mtu", l.Seq)
	case l.Type == packet.ICMPParameter:
		p.add("icmp.pointer", l.ID>>8)
	}
	if payload, ok := p.next.(packet.Payload); ok && l.Type == packet.ICMPTimestamp {
		p.add("icmp.originate_timestamp", be.Uint32(payload))
		p.add("icmp.receive_timestamp", be.Uint32(payload[4:]))
		p.add("icmp.transmit_timestamp", be.Uint32(payload[8:]))
	}
}

// igmpFrames are frames of IGMP, versions 1 to 3.
func igmpFrames() []builtFrame {
	var list []builtFrame
	add := func(name string, dst netip.Addr, l *packet.IGMP) {
		list = append(list, builtFrame{name: "igmp " + name, layers: []packet.Layer{
			&packet.Ethernet{Dst: packet.MulticastMAC(dst), Src: stationA},
			&packet.IPv4{TTL: 1, Src: host4A, Dst: dst, Options: []byte{148, 4, 0, 0}}, l}})
	}
	all, routers := netip.MustParseAddr("224.0.0.1"), netip.MustParseAddr("224.0.0.22")
	for _, v := range extremes(3) {
		group := netip.AddrFrom4([4]byte{239, v.u8(), v.u8(), v.u8()})
		add("v1 query "+v.name, all, &packet.IGMP{Type: packet.IGMPQuery})
		add("v1 report "+v.name, group, &packet.IGMP{Type: packet.IGMPv1Report, Group: group})
		add("v2 query "+v.name, all, &packet.IGMP{Type: packet.IGMPQuery, MaxResponse: max(1, v.u8())})
		add("v2 group query "+v.name, group, &packet.IGMP{Type: packet.IGMPQuery, MaxResponse: max(1, v.u8()), Group: group})
		add("v2 report "+v.name, group, &packet.IGMP{Type: packet.IGMPv2Report, MaxResponse: v.u8(), Group: group})
		add("v2 leave "+v.name, group, &packet.IGMP{Type: packet.IGMPv2Leave, MaxResponse: v.u8(), Group: group})
		for n := range 3 {
			add(fmt.Sprintf("v3 query %d %s", n, v.name), group, &packet.IGMP{Type: packet.IGMPQuery, V3: true, MaxResponse: v.u8(), Group: group,
				Flags: uint8(v.bits(4)), Interval: v.u8(), Sources: addrList(v.ip4, n)})
		}
		add("v3 report of none "+v.name, routers, &packet.IGMP{Type: packet.IGMPv3Report})
		add("v3 report "+v.name, routers, &packet.IGMP{Type: packet.IGMPv3Report, Reserved: v.u16(), Records: groupRecords(v, v.ip4)})
	}
	return list
}

func addrList(next func() netip.Addr, n int) []netip.Addr {
	var list []netip.Addr
	for range n {
		list = append(list, next())
	}
	return list
}

// groupRecords are records of all types, with different numbers of sources, and with auxiliary data.
func groupRecords(v *values, next func() netip.Addr) []packet.GroupRecord {
	var list []packet.GroupRecord
	for typ := packet.GroupModeInclude; typ <= packet.GroupBlockSources; typ++ {
		r := packet.GroupRecord{Type: typ, Group: next(), Sources: addrList(next, int(typ)-1)}
		if typ == packet.GroupAllowSources {
			r.Aux = v.data(8)
		}
		list = append(list, r)
	}
	return list
}

func expectIGMP(p *place, l *packet.IGMP) {
	p.add("igmp.type", l.Type)
	p.add("igmp.checksum.status", checksumGood)
	if l.Type == packet.IGMPv3Report {
		p.add("igmp.reserved", []byte{l.MaxResponse}, be.AppendUint16(nil, l.Reserved))
		p.add("igmp.num_grp_recs", len(l.Records))
		for _, r := range l.Records {
			p.add("igmp.record_type", r.Type)
			p.add("igmp.aux_data_len", (len(r.Aux)+3)/4)
			p.add("igmp.num_src", len(r.Sources))
			p.add("igmp.maddr", r.Group)
			for _, a := range r.Sources {
				p.add("igmp.saddr", a)
			}
			if len(r.Aux) > 0 {
				p.add("igmp.aux_data", r.Aux)
			}
		}
		return
	}
	p.add("igmp.maddr", l.Group)
	switch {
	case l.Type == packet.IGMPv1Report || l.Type == packet.IGMPQuery && !l.V3 && l.MaxResponse == 0: // Of version 1.
		p.add("igmp.reserved", []byte{l.MaxResponse})
	case !l.V3:
		p.add("igmp.max_resp", l.MaxResponse)
	default:
		p.add("igmp.max_resp", floating(uint16(l.MaxResponse), 4))
		p.add("igmp.s", l.Flags>>3&1)
		p.add("igmp.qrv", l.Flags&7)
		p.add("igmp.qqic", l.Interval)
		p.add("igmp.num_src", len(l.Sources))
		for _, a := range l.Sources {
			p.add("igmp.saddr", a)
		}
	}
}
