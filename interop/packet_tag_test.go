//go:build interop

package interop

import (
	"github.com/ofwire/openflow/packet"
)

// tagFrames are frames with tags between Ethernet and what it carries: VLANs, backbone bridges, label stacks.
func tagFrames() []builtFrame {
	var list []builtFrame
	for _, v := range extremes(2) {
		payload := packet.Payload(v.data(7))
		udp := []packet.Layer{packet.NewIPv4(host4A, host4B), &packet.UDP{SrcPort: 49152, DstPort: 49153}, payload}
		tag := func(service bool) *packet.VLAN {
			return &packet.VLAN{Service: service, Priority: uint8(v.bits(3)), DEI: v.flag(), ID: uint16(v.bits(12))}
		}
		unknown := tag(false)
		unknown.EtherType = experimental
		itag := &packet.ITag{PCP: uint8(v.bits(3)), DEI: v.flag(), UCA: v.flag(), Reserved: uint8(v.bits(3)), SID: uint32(v.bits(24))}
		entry := func(label uint32) *packet.MPLS {
			return &packet.MPLS{Label: label, TrafficClass: uint8(v.bits(3)), TTL: v.u8()}
		}
		list = append(list,
			builtFrame{name: "vlan " + v.name, layers: onEthernet(append([]packet.Layer{tag(false)}, udp...)...)},
			builtFrame{name: "vlan with payload " + v.name, layers: onEthernet(unknown, payload)},
			builtFrame{name: "vlan with llc " + v.name, layers: onEthernet(tag(false), &packet.LLC{DSAP: 0x7e, SSAP: 0x7e, Control: 3}, payload)},
			builtFrame{name: "two vlans " + v.name, layers: onEthernet(append([]packet.Layer{tag(false), tag(false)}, udp...)...)},
			builtFrame{name: "svlan " + v.name, layers: onEthernet(append([]packet.Layer{tag(true)}, udp...)...)},
			builtFrame{name: "svlan and vlan " + v.name, layers: onEthernet(append([]packet.Layer{tag(true), tag(false)}, udp...)...)},
			builtFrame{name: "itag " + v.name, layers: onEthernet(append([]packet.Layer{itag, &packet.Ethernet{Dst: v.mac(), Src: v.mac()}}, udp...)...)},
			builtFrame{name: "mpls " + v.name, layers: onEthernet(append([]packet.Layer{entry(16 + uint32(v.bits(19)))}, udp...)...)},
			builtFrame{name: "mpls with payload " + v.name, layers: onEthernet(entry(16+uint32(v.bits(19))), append(packet.Payload{0xff}, payload...))},
			builtFrame{name: "three labels " + v.name, layers: onEthernet(append([]packet.Layer{
				entry(16 + uint32(v.bits(19))), entry(1<<20 - 1), entry(packet.MPLSIPv4ExplicitNull)}, udp...)...)},
			builtFrame{name: "mpls with ipv6 " + v.name, layers: onEthernet(entry(packet.MPLSIPv6ExplicitNull), packet.NewIPv6(host6A, host6B),
				&packet.UDP{SrcPort: 49152, DstPort: 49153}, payload)},
			builtFrame{name: "mpls multicast " + v.name, layers: append([]packet.Layer{
				&packet.Ethernet{Dst: packet.MulticastMAC(host4B), Src: stationA, EtherType: packet.EtherTypeMPLSMulticast}, entry(100)}, udp...)},
		)
	}
	return list
}

func expectVLAN(p *place, l *packet.VLAN) {
	name, next := "vlan.", "vlan.etype"
	if l.Service {
		name, next = "ieee8021ad.", "ieee8021ah.etype" // tshark has that field for both.
	}
	p.add(name+"priority", l.Priority)
	p.add(name+"dei", l.DEI)
	p.add(name+"id", l.ID)
	if _, ok := p.next.(*packet.LLC); ok && l.EtherType == 0 {
		p.add("vlan.len", p.unpadded-l.HeaderLen())
	} else if _, ok := p.next.(*packet.ITag); !ok { // tshark takes the two for one header.
		p.add(next, etherType(l.EtherType, p.next))
	}
}

func expectITag(p *place, l *packet.ITag) {
	p.add("ieee8021ah.priority", l.PCP)
	p.add("ieee8021ah.drop", l.DEI)
	p.add("ieee8021ah.nca", l.UCA)
	p.add("ieee8021ah.res1", l.Reserved>>2)
	p.add("ieee8021ah.res2", l.Reserved&3)
	p.add("ieee8021ah.isid", l.SID)
}

func expectMPLS(p *place, l *packet.MPLS) {
	_, more := p.next.(*packet.MPLS)
	p.add("mpls.label", l.Label)
	p.add("mpls.exp", l.TrafficClass)
	p.add("mpls.bottom", !more)
	p.add("mpls.ttl", l.TTL)
}
