//go:build interop

package interop

import (
	"fmt"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// experimental is an EtherType whose payload nobody dissects. IEEE 802, local experiments.
const experimental packet.EtherType = 0x88b5

// linkFrames are frames of Ethernet, LLC, ARP and Linux cooked captures.
func linkFrames() []builtFrame {
	var list []builtFrame
	for _, v := range extremes(2) {
		payload := packet.Payload(v.data(46))
		list = append(list,
			builtFrame{name: "ethernet " + v.name, layers: []packet.Layer{&packet.Ethernet{Dst: v.mac(), Src: v.mac(), EtherType: experimental}, payload}},
			builtFrame{name: "llc unnumbered " + v.name, layers: onEthernet(
				&packet.LLC{DSAP: 0x7e, SSAP: 0x7e | uint8(v.bits(1)), Control: 0x03 | uint8(v.bits(1))<<4}, payload)},
			builtFrame{name: "llc supervisory " + v.name, layers: onEthernet(
				&packet.LLC{DSAP: 0x7e, SSAP: 0x7e, Control: 0x01 | uint8(v.bits(1))<<2, Sequence: v.u8()})},
			builtFrame{name: "llc information " + v.name, layers: onEthernet(
				&packet.LLC{DSAP: 0x7e, SSAP: 0x7e, Control: uint8(v.bits(7)) << 1, Sequence: v.u8()}, payload)},
			builtFrame{name: "snap " + v.name, layers: onEthernet(
				&packet.LLC{DSAP: packet.LLCSNAP, SSAP: packet.LLCSNAP, Control: 3, OUI: 0x020000 | uint32(v.bits(16)), Type: packet.EtherType(v.u16())}, payload)},
			builtFrame{name: "snap with ipv4 " + v.name, layers: onEthernet(
				&packet.LLC{DSAP: packet.LLCSNAP, SSAP: packet.LLCSNAP, Control: 3}, packet.NewIPv4(host4A, host4B), &packet.UDP{SrcPort: 49152, DstPort: 49153}, payload)},
		)
	}
	list = append(list,
		builtFrame{name: "padded", layers: []packet.Layer{
			&packet.Ethernet{Dst: stationB, Src: stationA, Pad: true}, packet.NewIPv4(host4A, host4B),
			&packet.UDP{SrcPort: 49152, DstPort: 49153}, packet.Payload("abc")}},
		builtFrame{name: "padded llc", layers: []packet.Layer{
			&packet.Ethernet{Dst: stationB, Src: stationA, Pad: true}, &packet.LLC{DSAP: 0x7e, SSAP: 0x7e, Control: 3}, packet.Payload("abc")}},
		builtFrame{name: "broadcast", layers: []packet.Layer{&packet.Ethernet{Dst: packet.Broadcast, Src: stationA, EtherType: experimental}, packet.Payload("abc")}},
	)
	return append(append(list, arpFrames()...), linuxCookedFrames()...)
}

func arpFrames() []builtFrame {
	var list []builtFrame
	for _, op := range []packet.ARPOperation{packet.ARPRequest, packet.ARPReply, packet.RARPRequest, packet.RARPReply} {
		for _, v := range extremes(1) {
			e := &packet.Ethernet{Dst: v.mac(), Src: v.mac()}
			if op == packet.RARPRequest || op == packet.RARPReply {
				e.EtherType = packet.EtherTypeRARP
			}
			list = append(list, builtFrame{name: fmt.Sprintf("arp %v %s", op, v.name), layers: []packet.Layer{
				e, &packet.ARP{Operation: op, SrcMAC: v.mac(), SrcIP: v.ip4(), DstMAC: v.mac(), DstIP: v.ip4()}}})
		}
	}
	return append(list,
		builtFrame{name: "arp request for an address", layers: packet.NewARP(packet.ARPRequest, stationA, host4A, openflow.MAC{}, host4B)},
		builtFrame{name: "arp reply in a frame", layers: packet.NewARP(packet.ARPReply, stationA, host4A, stationB, host4B)},
	)
}

func linuxCookedFrames() []builtFrame {
	var list []builtFrame
	for _, version2 := range []bool{false, true} {
		for to := packet.LinuxHost; to <= packet.LinuxOutgoing; to++ {
			v := typical(int(to) + 1)[to]
			mac := v.mac()
			h := packet.LinuxCooked{Version2: version2, Type: to, Hardware: 1, AddrLen: 6}
			copy(h.Addr[:], mac[:])
			if version2 {
				h.Interface = v.u32()
			}
			list = append(list, builtFrame{name: fmt.Sprintf("%s %v", h.Info().Name, to), layers: []packet.Layer{
				&h, packet.NewIPv4(host4A, host4B), &packet.UDP{SrcPort: 49152, DstPort: 49153}, packet.Payload(v.data(9))}})
		}
		list = append(list,
			builtFrame{name: "linux cooked experimental", layers: []packet.Layer{
				&packet.LinuxCooked{Version2: version2, Hardware: 1, AddrLen: 6, EtherType: experimental}, packet.Payload("abc")}},
			builtFrame{name: "linux cooked llc", layers: []packet.Layer{
				&packet.LinuxCooked{Version2: version2, Hardware: 1, AddrLen: 6, EtherType: 4}, &packet.LLC{DSAP: 0x7e, SSAP: 0x7e, Control: 3}, packet.Payload("abc")}},
		)
	}
	return list
}

func expectEthernet(p *place, l *packet.Ethernet) {
	if _, ok := p.around().(*packet.ITag); ok { // tshark takes these for fields of the tag.
		p.add("ieee8021ah.cdst", l.Dst)
		p.add("ieee8021ah.csrc", l.Src)
		p.add("ieee8021ah.etype", etherType(l.EtherType, p.next))
		return
	}
	p.add("eth.dst", l.Dst)
	p.add("eth.src", l.Src)
	p.add("eth.dst.ig", l.Dst[0]&1)
	if _, ok := p.next.(*packet.LLC); ok && l.EtherType == 0 {
		p.add("eth.len", p.unpadded-l.HeaderLen())
	} else {
		p.add("eth.type", etherType(l.EtherType, p.next))
	}
	if n := packet.MinFrameLen - p.unpadded; l.Pad && n > 0 {
		p.add("eth.padding", make([]byte, n))
	}
}

func expectLLC(p *place, l *packet.LLC) {
	p.add("llc.dsap", l.DSAP)
	p.add("llc.ssap", l.SSAP)
	switch {
	case l.Control&3 == 3:
		p.add("llc.control", l.Control)
	case l.Control&3 == 1:
		p.add("llc.control", uint16(l.Sequence)<<8|uint16(l.Control))
		p.add("llc.control.s_ftype", l.Control>>2&3)
		p.add("llc.control.n_r", l.Sequence>>1)
	default:
		p.add("llc.control", uint16(l.Sequence)<<8|uint16(l.Control))
		p.add("llc.control.n_s", l.Control>>1)
		p.add("llc.control.n_r", l.Sequence>>1)
	}
	if !l.IsSNAP() {
		return
	}
	p.add("llc.oui", l.OUI)
	if l.OUI == 0 {
		p.add("llc.type", etherType(l.Type, p.next))
	} else {
		p.add("llc.pid", l.Type)
	}
}

func expectARP(p *place, l *packet.ARP) {
	p.add("arp.hw.type", max(l.HardwareType, 1))
	p.add("arp.proto.type", packet.EtherTypeIPv4)
	p.add("arp.hw.size", 6)
	p.add("arp.proto.size", 4)
	p.add("arp.opcode", l.Operation)
	p.add("arp.src.hw_mac", l.SrcMAC)
	p.add("arp.src.proto_ipv4", l.SrcIP)
	p.add("arp.dst.hw_mac", l.DstMAC)
	p.add("arp.dst.proto_ipv4", l.DstIP)
}

func expectLinuxCooked(p *place, l *packet.LinuxCooked) {
	p.add("sll.pkttype", l.Type)
	p.add("sll.hatype", l.Hardware)
	p.add("sll.halen", l.AddrLen)
	p.add("sll.src.eth", openflow.MAC(l.Addr[:6]))
	if l.EtherType == 4 {
		p.add("sll.ltype", l.EtherType)
	} else {
		p.add("sll.etype", etherType(l.EtherType, p.next))
	}
	if l.Version2 {
		p.add("sll.ifindex", l.Interface)
	}
	p.add("sll.unused", l.Addr[6:])
}
