//go:build interop

package interop

import (
	"fmt"

	"github.com/ofwire/openflow/packet"
)

// tunnelFrames are frames of GRE and NVGRE, VXLAN, Geneve and NSH.
func tunnelFrames() []builtFrame {
	var list []builtFrame
	add := func(name string, layers ...packet.Layer) {
		list = append(list, builtFrame{name: name, layers: layers})
	}
	for i, v := range extremes(3) {
		payload := packet.Payload(v.data(2*i + 1))
		ip4 := []packet.Layer{packet.NewIPv4(v.ip4(), v.ip4()), &packet.UDP{SrcPort: 49152, DstPort: 49153}, payload}
		ip6 := []packet.Layer{packet.NewIPv6(v.ip6(), v.ip6()), &packet.UDP{SrcPort: 49152, DstPort: 49153}, payload}
		whole := append([]packet.Layer{&packet.Ethernet{Dst: v.mac(), Src: v.mac()}}, ip4...)
		for _, f := range []packet.GREFlags{0, packet.GREChecksum, packet.GREKey, packet.GRESeq, packet.GREChecksum | packet.GREKey | packet.GRESeq} {
			g := &packet.GRE{Flags: f}
			if f&packet.GREChecksum != 0 {
				g.Reserved = v.u16()
			}
			if f&packet.GREKey != 0 {
				g.Key = v.u32()
			}
			if f&packet.GRESeq != 0 {
				g.Seq = v.u32()
			}
			add(fmt.Sprintf("gre %#x with ipv4 %s", uint16(f), v.name), on4(append([]packet.Layer{g}, ip4...)...)...)
			add(fmt.Sprintf("gre %#x over ipv6 %s", uint16(f), v.name), on6(append([]packet.Layer{g}, ip6...)...)...)
		}
		add("gre with mpls "+v.name, on4(append([]packet.Layer{&packet.GRE{}, &packet.MPLS{Label: 16 + uint32(v.bits(19)), TTL: v.u8()}}, ip4...)...)...)
		add("gre of pptp "+v.name, on4(&packet.GRE{
			Flags: packet.GREVersion1 | packet.GREKey | packet.GREAck, Protocol: 0x880b, Key: v.u32() & 0xffff, Ack: v.u32()})...)
		add("gre in udp "+v.name, onUDP(packet.GREPort, append([]packet.Layer{&packet.GRE{}}, ip4...)...)...)
		add("nvgre "+v.name, on4(append([]packet.Layer{packet.NewNVGRE(uint32(v.bits(24)), v.u8())}, whole...)...)...)
		add("mpls in udp "+v.name, onUDP(packet.MPLSPort, append([]packet.Layer{&packet.MPLS{Label: 16 + uint32(v.bits(19)), TTL: v.u8()}}, ip4...)...)...)

		add("vxlan "+v.name, onUDP(packet.VXLANPort, append([]packet.Layer{&packet.VXLAN{VNI: uint32(v.bits(24)), Reserved: v.u8()}}, whole...)...)...)
		add("vxlan with policy "+v.name, onUDP(packet.VXLANPort, append([]packet.Layer{
			&packet.VXLAN{Flags: packet.VXLANGroupPolicy, Extension: uint32(v.u16()), VNI: uint32(v.bits(24))}}, whole...)...)...)
		nsh := packet.NewNSH(uint32(v.bits(24)), v.u8())
		for _, inner := range []namedLayers{{"ipv4", ip4}, {"ipv6", ip6}, {"ethernet", whole}, {"nsh", append([]packet.Layer{nsh}, ip4...)}} {
			h := packet.NewNSH(uint32(v.bits(24)), v.u8())
			h.OAM, h.TTL = v.flag(), uint8(v.bits(6))
			add("vxlan gpe with "+inner.name+" "+v.name, onUDP(packet.VXLANGPEPort, append([]packet.Layer{
				&packet.VXLAN{Flags: packet.VXLANNextProtocol, VNI: uint32(v.bits(24))}}, inner.layers...)...)...)
			add("nsh with "+inner.name+" "+v.name, onEthernet(append([]packet.Layer{h}, inner.layers...)...)...)
		}
		fixed := packet.NewNSH(uint32(v.bits(24)), v.u8())
		fixed.MDType, fixed.Context = packet.NSHFixed, v.data(16)
		add("nsh with fixed metadata "+v.name, onEthernet(append([]packet.Layer{fixed}, ip4...)...)...)
		variable := packet.NewNSH(uint32(v.bits(24)), v.u8())
		variable.Context = append(append([]byte{0xff, 0xf6, v.u8(), 8}, v.data(8)...), append([]byte{0xff, 0xf7, v.u8(), 4}, v.data(4)...)...)
		add("nsh with variable metadata "+v.name, onEthernet(append([]packet.Layer{variable}, ip4...)...)...)

		add("geneve "+v.name, onUDP(packet.GenevePort, append([]packet.Layer{packet.NewGeneve(uint32(v.bits(24)))}, whole...)...)...)
		options := []packet.GeneveOption{
			{Class: 0xff01, Type: v.u8() & 0x7f, Reserved: uint8(v.bits(3)), Data: v.data(4)}, {Class: 0xff02, Type: v.u8(), Data: v.data(12)},
			{Class: 0xff03, Type: v.u8() & 0x7f}, {Class: 0xff04, Type: v.u8() | packet.GeneveCriticalOption, Data: v.data(124)},
		}
		for n := range options {
			g := packet.NewGeneve(uint32(v.bits(24)), options[:n+1]...)
			g.Reserved = v.u8()
			if v.flag() {
				g.Flags = packet.GeneveOAM
			}
			add(fmt.Sprintf("geneve with %d options %s", n+1, v.name), onUDP(packet.GenevePort, append([]packet.Layer{g}, whole...)...)...)
		}
		add("geneve with ipv4 "+v.name, onUDP(packet.GenevePort, append([]packet.Layer{&packet.Geneve{VNI: uint32(v.bits(24))}}, ip4...)...)...)
	}
	return list
}

func expectGRE(p *place, l *packet.GRE) {
	p.add("gre.flags_and_version", l.Flags)
	p.add("gre.proto", etherType(l.Protocol, p.next))
	if l.Flags&packet.GREChecksum != 0 {
		p.add("gre.checksum.status", checksumGood)
		p.add("gre.offset", l.Reserved)
	}
	switch {
	case l.Flags&packet.GREKey == 0:
	case l.Flags&packet.GREVersion1 != 0:
		p.add("gre.key.payload_length", l.Key>>16)
		p.add("gre.key.call_id", l.Key&0xffff)
	default:
		p.add("gre.key", l.Key)
	}
	if l.Flags&packet.GRESeq != 0 {
		p.add("gre.sequence_number", l.Seq)
	}
	if l.Flags&packet.GREVersion1 != 0 && l.Flags&packet.GREAck != 0 {
		p.add("gre.ack_number", l.Ack)
	}
}

func expectVXLAN(p *place, l *packet.VXLAN) {
	const hasVNI = 0x08
	p.add("vxlan.vni", l.VNI)
	p.add("vxlan.reserved8", l.Reserved)
	if l.Flags&packet.VXLANNextProtocol != 0 {
		p.add("vxlan.flags", l.Flags|hasVNI)
		p.add("vxlan.next_proto", nextProtocol(uint8(l.Extension), p.next))
		return
	}
	p.add("vxlan.flags", uint16(l.Flags|hasVNI)<<8|uint16(l.Extension>>16))
	p.add("vxlan.gbp", l.Extension&0xffff)
}

// nextProtocol returns what tells the next layer of NSH and VXLAN: a field, or what it was filled in with.
func nextProtocol(n uint8, next packet.Layer) packet.NextProtocol {
	if n == 0 {
		switch next.(type) {
		case *packet.IPv4:
			return packet.NextProtocolIPv4
		case *packet.IPv6:
			return packet.NextProtocolIPv6
		case *packet.Ethernet:
			return packet.NextProtocolEthernet
		case *packet.NSH:
			return packet.NextProtocolNSH
		case *packet.MPLS:
			return packet.NextProtocolMPLS
		}
	}
	return packet.NextProtocol(n)
}

func expectNSH(p *place, l *packet.NSH) {
	p.add("nsh.version", 0)
	p.add("nsh.Obit", l.OAM)
	p.add("nsh.ttl", l.TTL)
	p.add("nsh.length", l.HeaderLen()/4)
	p.add("nsh.mdtype", l.MDType)
	p.add("nsh.nextproto", nextProtocol(uint8(l.Next), p.next))
	p.add("nsh.spi", l.Path)
	p.add("nsh.si", l.Index)
	b := l.Context
	if l.MDType == packet.NSHFixed {
		for ; len(b) > 0; b = b[4:] {
			p.add("nsh.contextheader", b[:4])
		}
	}
	for len(b) > 0 {
		n := int(b[3] & 0x7f)
		p.add("nsh.metadataclass", be.Uint16(b))
		p.add("nsh.metadatatype", b[2])
		p.add("nsh.metadatalen", n)
		p.add("nsh.metadata", b[4:4+n])
		b = b[4+n:]
	}
}

func expectGeneve(p *place, l *packet.Geneve) {
	critical := false
	p.add("geneve.option.length", l.HeaderLen()-8) // Of all options; then of each.
	for _, o := range l.Options {
		p.add("geneve.option.class", o.Class)
		p.add("geneve.option.type", o.Type)
		p.add("geneve.option.length", 4+(len(o.Data)+3)&^3)
		p.add("geneve.option.flags", o.Reserved)
		p.add("geneve.option.unknown.data", o.Data)
		critical = critical || o.Type&packet.GeneveCriticalOption != 0
	}
	p.add("geneve.version", 0)
	p.add("geneve.flags.oam", l.Flags&packet.GeneveOAM != 0)
	p.add("geneve.flags.critical", critical)
	p.add("geneve.proto_type", etherType(l.Protocol, p.next))
	p.add("geneve.vni", l.VNI)
	p.add("geneve.reserved", l.Reserved)
}
