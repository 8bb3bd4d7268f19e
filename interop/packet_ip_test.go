//go:build interop

package interop

import (
	"fmt"
	"net/netip"

	"github.com/ofwire/openflow/packet"
)

// ipv4Frames are frames of IPv4, with options and fragments.
func ipv4Frames() []builtFrame {
	var list []builtFrame
	add := func(name string, ip *packet.IPv4, layers ...packet.Layer) {
		list = append(list, builtFrame{name: "ipv4 " + name, layers: onEthernet(append([]packet.Layer{ip}, layers...)...)})
	}
	udp := &packet.UDP{SrcPort: 49152, DstPort: 49153}
	for _, v := range extremes(3) {
		payload := packet.Payload(v.data(int(v.bits(4)) + 1))
		add(v.name, &packet.IPv4{TOS: v.u8(), ID: v.u16(), TTL: max(v.u8(), 1), Src: v.ip4(), Dst: v.ip4()}, udp, payload)
		add("no protocol "+v.name, &packet.IPv4{TTL: max(v.u8(), 1), Protocol: 253, Src: host4A, Dst: v.ip4()}, payload)
		add("in ipv4 "+v.name, packet.NewIPv4(host4A, host4B), &packet.IPv4{TOS: v.u8(), ID: v.u16(), TTL: 64, Src: v.ip4(), Dst: v.ip4()}, udp, payload)
		add("with ipv6 "+v.name, packet.NewIPv4(host4A, host4B), packet.NewIPv6(v.ip6(), v.ip6()), udp, payload)
		add("with ah "+v.name, packet.NewIPv4(host4A, host4B), &packet.IPAuth{Reserved: v.u16(), SPI: v.u32(), Seq: v.u32(), Data: v.data(12)}, udp, payload)
	}
	for _, f := range []packet.IPv4Flags{0, packet.IPv4DontFragment} {
		add(fmt.Sprintf("flags %d", f), &packet.IPv4{Flags: f, TTL: 64, Src: host4A, Dst: host4B}, udp, packet.Payload("abc"))
	}
	for _, offset := range []uint16{0, 1, 185, 1<<13 - 1} {
		for _, f := range []packet.IPv4Flags{0, packet.IPv4MoreFragments} {
			ip := &packet.IPv4{ID: 7, Flags: f, FragmentOffset: offset, TTL: 64, Protocol: packet.IPProtocolUDP, Src: host4A, Dst: host4B}
			switch name := fmt.Sprintf("fragment %d %d", offset, f); {
			case offset > 0:
				add(name, ip, packet.Payload("12345678"))
			case f != 0:
				add(name, ip, udp, packet.Payload("12345678"))
			}
		}
	}
	for _, x := range []struct {
		name    string
		options []byte
	}{
		{"nop", []byte{1}},
		{"nop and end", []byte{1, 1, 0}},
		{"router alert", []byte{148, 4, 0, 0}},
		{"stream id", []byte{136, 4, 0x12, 0x34}},
		{"mtu probe", []byte{11, 4, 5, 220}},
		{"mtu reply", []byte{12, 4, 5, 220}},
		{"record route", append([]byte{7, 11, 4}, make([]byte, 8)...)},
		{"record route of two", []byte{7, 11, 12, 10, 0, 0, 1, 10, 0, 0, 2}},
		{"loose source route", []byte{131, 7, 4, 10, 0, 0, 1}},
		{"strict source route", []byte{137, 11, 8, 10, 0, 0, 1, 10, 0, 0, 2}},
		{"timestamps", []byte{68, 12, 13, 0, 0, 0, 0, 1, 0, 0, 0, 2}},
		{"traceroute", []byte{82, 12, 0, 1, 0, 2, 0, 3, 10, 0, 0, 1}},
		{"quick start", []byte{25, 8, 0x07, 64, 0x12, 0x34, 0x56, 0x78}},
		{"security", []byte{130, 11, 0xf1, 0x35, 0, 0, 0, 0, 0, 0, 0}},
		{"40 bytes", append([]byte{148, 4, 0, 1, 7, 35, 4}, make([]byte, 33)...)},
	} {
		add("option "+x.name, &packet.IPv4{TTL: 64, Src: host4A, Dst: host4B, Options: x.options}, udp, packet.Payload("abc"))
	}
	return list
}

func expectIPv4(p *place, l *packet.IPv4) {
	p.add("ip.hdr_len", l.HeaderLen())
	p.add("ip.dsfield", l.TOS)
	p.add("ip.len", p.unpadded)
	p.add("ip.id", l.ID)
	p.add("ip.flags", l.Flags)
	p.add("ip.frag_offset", l.FragmentOffset)
	p.add("ip.ttl", l.TTL)
	p.add("ip.proto", ipProtocol(l.Protocol, p.next))
	p.add("ip.checksum.status", checksumGood)
	p.add("ip.src", l.Src)
	routed := l.Dst
	for o := append(l.Options, make([]byte, -len(l.Options)&3)...); len(o) > 0; {
		p.add("ip.opt.type", o[0])
		if o[0] == 0 {
			break
		}
		n := 1
		if o[0] != 1 {
			n = int(o[1])
			p.add("ip.opt.len", n)
		}
		switch o[0] {
		case 148:
			p.add("ip.opt.ra", be.Uint16(o[2:]))
		case 136:
			p.add("ip.opt.sid", be.Uint16(o[2:]))
		case 11, 12:
			p.add("ip.opt.mtu", be.Uint16(o[2:]))
		case 7, 68:
			p.add("ip.opt.ptr", o[2])
		case 131, 137:
			p.add("ip.opt.ptr", o[2])
			p.add("ip.cur_rt", l.Dst)
			routed = netip.AddrFrom4([4]byte(o[n-4:]))
		}
		o = o[n:]
	}
	p.add("ip.dst", routed) // tshark has the end of a source route there.
}

// ipv6Frames are frames of IPv6 with extension headers.
func ipv6Frames() []builtFrame {
	var list []builtFrame
	add := func(name string, layers ...packet.Layer) {
		list = append(list, builtFrame{name: "ipv6 " + name, layers: onEthernet(layers...)})
	}
	ip, udp := packet.NewIPv6(host6A, host6B), &packet.UDP{SrcPort: 49152, DstPort: 49153}
	for _, v := range extremes(3) {
		payload := packet.Payload(v.data(int(v.bits(4)) + 1))
		add(v.name, &packet.IPv6{TrafficClass: v.u8(), FlowLabel: uint32(v.bits(20)), HopLimit: v.u8(), Src: v.ip6(), Dst: v.ip6()}, udp, payload)
		add("in ipv6 "+v.name, ip, &packet.IPv6{TrafficClass: v.u8(), FlowLabel: uint32(v.bits(20)), HopLimit: v.u8(), Src: v.ip6(), Dst: v.ip6()}, udp, payload)
		add("with ipv4 "+v.name, ip, packet.NewIPv4(v.ip4(), v.ip4()), udp, payload)
		add("no next "+v.name, &packet.IPv6{NextHeader: packet.IPProtocolNoNext, HopLimit: v.u8(), Src: host6A, Dst: host6B})
		add("ah "+v.name, ip, &packet.IPAuth{Reserved: v.u16(), SPI: v.u32(), Seq: v.u32(), Data: v.data(12)}, udp, payload)
		add("first fragment "+v.name, ip, &packet.IPv6Fragment{Reserved: v.u8(), Bits: uint8(v.bits(2)), More: true, ID: v.u32()}, udp, packet.Payload("12345678"))
		add("fragment "+v.name, ip, &packet.IPv6Fragment{NextHeader: packet.IPProtocolUDP, Offset: 1 | uint16(v.bits(13)), More: v.flag(), ID: v.u32()},
			packet.Payload("12345678"))
		add("atomic fragment "+v.name, ip, &packet.IPv6Fragment{ID: v.u32()}, udp, payload)
	}
	for _, destination := range []bool{false, true} {
		for _, x := range []struct {
			name    string
			options []packet.IPv6Option
		}{
			{"none", nil},
			{"pad1", []packet.IPv6Option{{}, {}, {}}},
			{"padn", []packet.IPv6Option{{Type: 1, Data: make([]byte, 11)}}},
			{"experimental", []packet.IPv6Option{{Type: 0x1e, Data: []byte{1, 2, 3, 4, 5}}}},
			{"experimental of 255 bytes", []packet.IPv6Option{{Type: 0x1e, Data: typical(1)[0].data(255)}}},
			{"two", []packet.IPv6Option{{Type: 0x1e, Data: []byte{1}}, {Type: 0x3f}, {Type: 0x1e, Data: []byte{2, 3}}}},
		} {
			add(fmt.Sprintf("options %s %v", x.name, destination), ip, &packet.IPv6Options{Destination: destination, Options: x.options}, udp, packet.Payload("abc"))
		}
	}
	add("router alert", ip, &packet.IPv6Options{Options: []packet.IPv6Option{{Type: 5, Data: []byte{0x12, 0x34}}}}, udp, packet.Payload("abc"))
	add("tunnel limit", ip, &packet.IPv6Options{Destination: true, Options: []packet.IPv6Option{{Type: 4, Data: []byte{7}}}}, packet.NewIPv6(host6B, host6A), udp)
	add("all headers", ip, &packet.IPv6Options{}, &packet.IPv6Options{Destination: true}, segments(packet.RoutingSegment, 0, host6A, host6B),
		&packet.IPv6Fragment{ID: 1}, &packet.IPAuth{SPI: 1, Data: make([]byte, 12)}, &packet.IPv6Options{Destination: true}, udp, packet.Payload("abc"))
	for left := range uint8(3) {
		a, b := typical(1)[0].ip6(), typical(2)[1].ip6()
		add(fmt.Sprintf("source route %d", left), ip, segments(packet.RoutingSource, left, a, b), udp, packet.Payload("abc"))
		add(fmt.Sprintf("segment route %d", left), ip, segments(packet.RoutingSegment, left, a, b), udp, packet.Payload("abc"))
		add(fmt.Sprintf("rpl route %d", left), ip, segments(packet.RoutingRPL, left, a, b), udp, packet.Payload("abc"))
	}
	add("compressed rpl route", ip, &packet.IPv6Routing{Type: packet.RoutingRPL, SegmentsLeft: 2,
		Data: []byte{0xfe, 0x50, 0, 0, 5, 0, 6, 0, 0, 0, 0, 0}}, udp, packet.Payload("abc")) // Of 1 byte and 2, and padding of 5.
	add("mobile route", ip, segments(packet.RoutingMobile, 1, host6A), udp, packet.Payload("abc"))
	return list
}

// segments returns a routing header with addresses.
func segments(typ, left uint8, list ...netip.Addr) *packet.IPv6Routing {
	r := &packet.IPv6Routing{SegmentsLeft: left}
	r.SetAddresses(typ, list...)
	return r
}

func expectIPv6(p *place, l *packet.IPv6) {
	p.add("ipv6.tclass", l.TrafficClass)
	p.add("ipv6.flow", l.FlowLabel)
	p.add("ipv6.plen", p.unpadded-l.HeaderLen())
	p.add("ipv6.nxt", ipProtocol(l.NextHeader, p.next))
	p.add("ipv6.hlim", l.HopLimit)
	p.add("ipv6.src", l.Src)
	p.add("ipv6.dst", l.Dst)
}

func expectIPv6Options(p *place, l *packet.IPv6Options) {
	header := "ipv6.hopopts."
	if l.Destination {
		header = "ipv6.dstopts."
	}
	p.add(header+"nxt", ipProtocol(l.NextHeader, p.next))
	p.add(header+"len", l.HeaderLen()/8-1)
	used := 2
	for _, o := range l.Options {
		p.add("ipv6.opt.type", o.Type)
		used++
		if o.Type == 0 {
			continue
		}
		p.add("ipv6.opt.length", len(o.Data))
		used += 1 + len(o.Data)
		switch o.Type {
		case 4:
			p.add("ipv6.opt.tel", o.Data[0])
		case 5:
			p.add("ipv6.opt.router_alert", be.Uint16(o.Data))
		case 0xc9:
			p.add("ipv6.opt.mipv6.home_address", addrOf(o.Data))
		case 0x1e:
			p.add("ipv6.opt.experimental", o.Data)
		}
	}
	switch pad := l.HeaderLen() - used; pad {
	case 0:
	case 1:
		p.add("ipv6.opt.type", 0)
	default:
		p.add("ipv6.opt.type", 1)
		p.add("ipv6.opt.length", pad-2)
	}
}

func expectIPv6Routing(p *place, l *packet.IPv6Routing) {
	p.add("ipv6.routing.nxt", ipProtocol(l.NextHeader, p.next))
	p.add("ipv6.routing.len", l.HeaderLen()/8-1)
	p.add("ipv6.routing.type", l.Type)
	p.add("ipv6.routing.segleft", l.SegmentsLeft)
	field := map[uint8]string{
		packet.RoutingSource: "ipv6.routing.src.addr", packet.RoutingMobile: "ipv6.routing.mipv6.home_address",
		packet.RoutingRPL: "ipv6.routing.rpl.full_address", packet.RoutingSegment: "ipv6.routing.srh.addr",
	}[l.Type]
	for _, a := range l.Addresses(host6B) {
		p.add(field, a)
	}
}

func expectIPv6Fragment(p *place, l *packet.IPv6Fragment) {
	p.add("ipv6.fraghdr.nxt", ipProtocol(l.NextHeader, p.next))
	p.add("ipv6.fraghdr.reserved_octet", l.Reserved)
	p.add("ipv6.fraghdr.offset", l.Offset)
	p.add("ipv6.fraghdr.reserved_bits", l.Bits)
	p.add("ipv6.fraghdr.more", l.More)
	p.add("ipv6.fraghdr.ident", l.ID)
}

func expectIPAuth(p *place, l *packet.IPAuth) {
	p.add("ah.next_header", ipProtocol(l.NextHeader, p.next))
	p.add("ah.length", l.HeaderLen()/4-2)
	p.add("ah.reserved", []byte{byte(l.Reserved >> 8), byte(l.Reserved)})
	p.add("ah.spi", l.SPI)
	p.add("ah.sequence", l.Seq)
	p.add("ah.icv", l.Data)
}
