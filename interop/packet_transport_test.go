//go:build interop

package interop

import (
	"fmt"

	"github.com/ofwire/openflow/packet"
)

// transportFrames are frames of TCP and UDP.
func transportFrames() []builtFrame {
	var list []builtFrame
	for _, v := range extremes(3) {
		for n := range 3 {
			payload := packet.Payload(v.data(n))
			udp := &packet.UDP{SrcPort: v.u16(), DstPort: v.u16()}
			tcp := &packet.TCP{SrcPort: v.u16(), DstPort: v.u16(), Seq: v.u32(), Ack: v.u32(), Flags: packet.TCPFlags(v.bits(12)), Window: v.u16(), Urgent: v.u16()}
			list = append(list,
				builtFrame{name: fmt.Sprintf("udp %d %s", n, v.name), layers: on4(udp, payload)},
				builtFrame{name: fmt.Sprintf("udp over ipv6 %d %s", n, v.name), layers: on6(udp, payload)},
				builtFrame{name: fmt.Sprintf("tcp %d %s", n, v.name), layers: on4(tcp, payload)},
				builtFrame{name: fmt.Sprintf("tcp over ipv6 %d %s", n, v.name), layers: on6(tcp, payload)},
			)
		}
	}
	list = append(list, builtFrame{name: "udp without checksum", layers: on4(
		&packet.UDP{SrcPort: 49152, DstPort: 49153, Checksum: packet.Fixed(0)}, packet.Payload("abc"))})
	udp := &packet.UDP{SrcPort: 49152, DstPort: 49153}
	sum := payloadOf(on4(udp, packet.Payload{0, 0})...)[40:42] // As payload it makes the checksum 0, which is sent as 0xffff.
	list = append(list, builtFrame{name: "udp with checksum 0xffff", layers: on4(udp, sum)})
	for bit := range 12 {
		list = append(list, builtFrame{name: fmt.Sprintf("tcp flag %d", bit), layers: on4(&packet.TCP{SrcPort: 49152, DstPort: 49153, Flags: 1 << bit})})
	}
	for _, v := range typical(2) {
		for _, x := range tcpOptionLists(v) {
			flags := packet.TCPAck
			for _, o := range x.options {
				if o.Kind == packet.TCPMSS || o.Kind == packet.TCPSACKPermitted || o.Kind == packet.TCPWindowScale {
					flags = packet.TCPSyn
				}
			}
			list = append(list, builtFrame{name: fmt.Sprintf("tcp option %s %s", x.name, v.name), layers: on4(
				&packet.TCP{SrcPort: 49152, DstPort: 49153, Seq: v.u32(), Flags: flags, Window: v.u16(), Options: x.options}, packet.Payload(v.data(3)))})
		}
	}
	return list
}

// tcpOptions are the options of a TCP segment.
type tcpOptions struct {
	name    string
	options []packet.TCPOption
}

func tcpOptionLists(v *values) []tcpOptions {
	nop := packet.TCPOption{Kind: packet.TCPNop}
	block := func() [2]uint32 { x := uint32(v.bits(31)); return [2]uint32{x, x + 1 + uint32(v.bits(16))} }
	return []tcpOptions{
		{"end", []packet.TCPOption{{Kind: packet.TCPEndOfOptions}}},
		{"nop", []packet.TCPOption{nop, nop, nop}},
		{"mss", []packet.TCPOption{packet.TCPOptionMSS(v.u16())}},
		{"window scale", []packet.TCPOption{packet.TCPOptionWindowScale(uint8(v.bits(3))), nop}},
		{"sack allowed", []packet.TCPOption{nop, nop, {Kind: packet.TCPSACKPermitted}}},
		{"sack", []packet.TCPOption{packet.TCPOptionSACK(block())}},
		{"sack of four", []packet.TCPOption{packet.TCPOptionSACK(block(), block(), block(), block())}},
		{"timestamps", []packet.TCPOption{nop, nop, packet.TCPOptionTimestamps(v.u32(), v.u32())}},
		{"user timeout", []packet.TCPOption{packet.TCPOptionUserTimeout(uint16(v.bits(15)), v.flag())}},
		{"ao", []packet.TCPOption{packet.TCPOptionAuthentication(v.u8(), v.u8(), v.data(12))}},
		{"md5", []packet.TCPOption{{Kind: 19, Data: v.data(16)}}},
		{"experimental", []packet.TCPOption{{Kind: 253, Data: v.data(5)}}},
		{"unknown", []packet.TCPOption{{Kind: 200, Data: v.data(38)}}},
		{"of connecting", []packet.TCPOption{
			packet.TCPOptionMSS(1460), {Kind: packet.TCPSACKPermitted}, packet.TCPOptionTimestamps(v.u32(), 0), nop, packet.TCPOptionWindowScale(7)}},
	}
}

func expectUDP(p *place, l *packet.UDP) {
	p.add("udp.srcport", l.SrcPort)
	p.add("udp.dstport", l.DstPort)
	p.add("udp.length", p.unpadded)
	p.add("udp.checksum.status", p.checksum(l.Checksum))
}

func expectTCP(p *place, l *packet.TCP) {
	p.add("tcp.srcport", l.SrcPort)
	p.add("tcp.dstport", l.DstPort)
	p.add("tcp.seq_raw", l.Seq)
	p.add("tcp.ack_raw", l.Ack)
	p.add("tcp.hdr_len", l.HeaderLen())
	p.add("tcp.flags", l.Flags)
	p.add("tcp.window_size_value", l.Window)
	p.add("tcp.checksum.status", p.checksum(l.Checksum))
	p.add("tcp.urgent_pointer", l.Urgent)
	p.add("tcp.len", p.unpadded-l.HeaderLen())
	used := 20
	for _, o := range l.Options {
		p.add("tcp.option_kind", o.Kind)
		used++
		if o.Kind == packet.TCPEndOfOptions || o.Kind == packet.TCPNop {
			continue
		}
		p.add("tcp.option_len", 2+len(o.Data))
		used += 1 + len(o.Data)
		expectTCPOption(p, o)
	}
	for range l.HeaderLen() - used {
		p.add("tcp.option_kind", packet.TCPEndOfOptions)
	}
}

func expectTCPOption(p *place, o packet.TCPOption) {
	if size, ok := o.MSS(); ok {
		p.add("tcp.options.mss_val", size)
	}
	if shift, ok := o.WindowScale(); ok {
		p.add("tcp.options.wscale.shift", shift)
	}
	if value, echo, ok := o.Timestamps(); ok {
		p.add("tcp.options.timestamp.tsval", value)
		p.add("tcp.options.timestamp.tsecr", echo)
	}
	blocks, _ := o.SACK()
	for _, x := range blocks {
		p.add("tcp.options.sack_le", x[0])
		p.add("tcp.options.sack_re", x[1])
	}
	switch o.Kind {
	case packet.TCPUserTimeout:
		p.add("tcp.options.user_to_granularity", o.Data[0]>>7)
		p.add("tcp.options.user_to_val", be.Uint16(o.Data)&0x7fff)
	case packet.TCPAuthentication:
		p.add("tcp.options.ao.keyid", o.Data[0])
		p.add("tcp.options.ao.rnextkeyid", o.Data[1])
		p.add("tcp.options.ao.mac", o.Data[2:])
	case 19:
		p.add("tcp.options.md5.digest", o.Data)
	case 200:
		p.add("tcp.options.unknown.payload", o.Data)
	}
}
