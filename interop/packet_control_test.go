//go:build interop

package interop

import (
	"fmt"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// controlFrames are frames of LLDP, the spanning tree protocols, LACP and marker.
func controlFrames() []builtFrame {
	list := append(lldpFrames(), bpduFrames()...)
	for _, v := range extremes(3) {
		system := func() packet.LACPSystem {
			return packet.LACPSystem{SystemPriority: v.u16(), System: v.mac(), Key: v.u16(), PortPriority: v.u16(), Port: v.u16(), State: packet.LACPState(v.u8()),
				Reserved: [3]byte(v.data(3))}
		}
		slow := &packet.Ethernet{Dst: packet.SlowProtocols, Src: v.mac()}
		list = append(list,
			builtFrame{name: "lacp " + v.name, layers: []packet.Layer{
				slow, &packet.LACP{Version: 1, Actor: system(), Partner: system(), CollectorMaxDelay: v.u16(), Reserved: [12]byte(v.data(12))}}},
			builtFrame{name: "marker " + v.name, layers: []packet.Layer{slow, &packet.Marker{Version: 1, Port: v.u16(), System: v.mac(), Transaction: v.u32()}}},
			builtFrame{name: "marker response " + v.name, layers: []packet.Layer{
				slow, &packet.Marker{Version: 1, Response: true, Port: v.u16(), System: v.mac(), Transaction: v.u32()}}},
		)
	}
	return list
}

func expectLACP(p *place, l *packet.LACP) {
	p.add("slow.subtype", 1)
	p.add("lacp.version", l.Version)
	p.add("lacp.tlv_type", 1, 2, 3, 0)
	p.add("lacp.tlv_length", 20, 20, 16, 0)
	for name, s := range map[string]packet.LACPSystem{"actor": l.Actor, "partner": l.Partner} {
		p.add("lacp."+name+".sys_priority", s.SystemPriority)
		p.add("lacp."+name+".sysid", s.System)
		p.add("lacp."+name+".key", s.Key)
		p.add("lacp."+name+".port_priority", s.PortPriority)
		p.add("lacp."+name+".port", s.Port)
		p.add("lacp."+name+".state", s.State)
		p.add("lacp."+name+".reserved", s.Reserved[:])
	}
	p.add("lacp.collector.max_delay", l.CollectorMaxDelay)
	p.add("lacp.coll_reserved", l.Reserved[:])
}

func expectMarker(p *place, l *packet.Marker) {
	typ := 1
	if l.Response {
		typ = 2
	}
	p.add("slow.subtype", 2)
	p.add("marker.version", l.Version)
	p.add("marker.tlvType", typ, 0)
	p.add("marker.tlvLen", 16, 0)
	p.add("marker.requesterPort", l.Port)
	p.add("marker.requesterSystem", l.System)
	p.add("marker.requesterTransId", l.Transaction)
	p.add("marker.requesterPad", l.Pad)
}

func bpduFrames() []builtFrame {
	var list []builtFrame
	for _, v := range extremes(3) {
		add := func(name string, pad bool, layers ...packet.Layer) {
			list = append(list, builtFrame{name: "bpdu " + name + " " + v.name, layers: append([]packet.Layer{
				&packet.Ethernet{Dst: packet.LLDPCustomer, Src: v.mac(), Pad: pad},
				&packet.LLC{DSAP: packet.LLCSpanningTree, SSAP: packet.LLCSpanningTree, Control: 3}}, layers...)})
		}
		bpdu := func(version uint8, typ packet.BPDUType) *packet.BPDU {
			return &packet.BPDU{Version: version, Type: typ, Flags: packet.BPDUFlags(v.u8()),
				Root: packet.BridgeID{Priority: v.u16(), MAC: v.mac()}, RootPathCost: v.u32(), Bridge: packet.BridgeID{Priority: v.u16(), MAC: v.mac()},
				PortID: v.u16(), MessageAge: v.u16(), MaxAge: v.u16(), HelloTime: v.u16(), ForwardDelay: v.u16()}
		}
		add("configuration", true, bpdu(0, packet.BPDUConfiguration))
		add("topology change", true, &packet.BPDU{Type: packet.BPDUTopologyChange})
		add("rapid", true, bpdu(2, packet.BPDURapid))
		// What multiple spanning trees have behind: a length of 64, the format 0, name and revision, digest, costs, the bridge and the remaining hops.
		add("multiple", false, bpdu(3, packet.BPDURapid), packet.Payload(append([]byte{0, 64, 0}, v.data(63)...)))
	}
	return list
}

func expectBPDU(p *place, l *packet.BPDU) {
	p.add("stp.protocol", 0)
	p.add("stp.version", l.Version)
	p.add("stp.type", l.Type)
	if l.Type == packet.BPDUTopologyChange {
		return
	}
	p.add("stp.flags", l.Flags)
	p.add("stp.root.prio", l.Root.Priority&0xf000)
	p.add("stp.root.ext", l.Root.Priority&0xfff)
	p.add("stp.root.hw", l.Root.MAC)
	p.add("stp.root.cost", l.RootPathCost)
	p.add("stp.bridge.prio", l.Bridge.Priority&0xf000)
	p.add("stp.bridge.ext", l.Bridge.Priority&0xfff)
	p.add("stp.bridge.hw", l.Bridge.MAC)
	p.add("stp.port", l.PortID)
	p.add("stp.msg_age", float64(l.MessageAge)/256)
	p.add("stp.max_age", float64(l.MaxAge)/256)
	p.add("stp.hello", float64(l.HelloTime)/256)
	p.add("stp.forward", float64(l.ForwardDelay)/256)
	if l.Type == packet.BPDURapid {
		p.add("stp.version_1_length", l.Version1Length)
	}
}

// lldpFrames are frames of LLDP with elements of all types.
func lldpFrames() []builtFrame {
	var list []builtFrame
	add := func(name string, chassis, port packet.LLDPTLV, more ...packet.LLDPTLV) {
		tlvs := append([]packet.LLDPTLV{chassis, port, packet.LLDPTTL(120)}, more...)
		list = append(list, builtFrame{name: "lldp " + name, layers: []packet.Layer{
			&packet.Ethernet{Dst: packet.LLDPNearest, Src: stationA}, &packet.LLDP{TLVs: append(tlvs, packet.LLDPEnd())}}})
	}
	for _, v := range extremes(3) {
		mac := v.mac()
		chassis, port := packet.LLDPChassisID(packet.LLDPChassisMAC, mac[:]), packet.LLDPPortID(packet.LLDPPortMAC, mac[:])
		ip4, ip6 := v.ip4(), v.ip6()
		add("least "+v.name, chassis, port)
		add("chassis of ipv4 "+v.name, packet.LLDPChassisID(packet.LLDPChassisNetwork, append([]byte{1}, ip4.AsSlice()...)), port)
		add("chassis of ipv6 "+v.name, packet.LLDPChassisID(packet.LLDPChassisNetwork, append([]byte{2}, ip6.AsSlice()...)), port)
		add("port of ipv4 "+v.name, chassis, packet.LLDPPortID(packet.LLDPPortNetwork, append([]byte{1}, ip4.AsSlice()...)))
		for _, subtype := range []packet.LLDPChassisSubtype{
			packet.LLDPChassisComponent, packet.LLDPChassisIfAlias, packet.LLDPChassisPort, packet.LLDPChassisIfName, packet.LLDPChassisLocal,
		} {
			add(fmt.Sprintf("chassis of subtype %d %s", subtype, v.name), packet.LLDPChassisID(subtype, []byte(v.text(1+int(v.bits(8))%255))), port)
		}
		for _, subtype := range []packet.LLDPPortSubtype{packet.LLDPPortIfAlias, packet.LLDPPortIfName, packet.LLDPPortAgentCircuitID, packet.LLDPPortLocal} {
			add(fmt.Sprintf("port of subtype %d %s", subtype, v.name), chassis, packet.LLDPPortID(subtype, []byte(v.text(1+int(v.bits(8))%255))))
		}
		add("all "+v.name, chassis, port,
			packet.LLDPText(packet.LLDPTypePortDescription, v.text(1+int(v.bits(8)))), packet.LLDPText(packet.LLDPTypeSystemName, v.text(20)),
			packet.LLDPText(packet.LLDPTypeSystemDescription, v.text(255)),
			packet.LLDPSystemCapabilities(packet.LLDPCapabilities(v.u16()), packet.LLDPCapabilities(v.u16())),
			packet.LLDPManagementIP(ip4, v.u32()), packet.LLDPManagementIP(ip6, v.u32()),
			packet.LLDPOrganization([3]byte{0x02, 0, v.u8()}, v.u8(), v.data(9)), packet.LLDPOrganization([3]byte{0x02, 0, v.u8()}, v.u8(), v.data(507)),
			packet.LLDPOrganization([3]byte{0x00, 0x80, 0xc2}, 1, v.data(2)))
		list = append(list, builtFrame{name: "lldp discovery " + v.name, layers: packet.NewDiscovery(
			openflow.DatapathID(v.u64()), be.Uint32([]byte(v.text(4))), v.mac())}) // tshark takes the port for text.
	}
	return list
}

func expectLLDP(p *place, l *packet.LLDP) {
	for _, t := range l.TLVs {
		p.add("lldp.tlv.type", t.Type)
		p.add("lldp.tlv.len", len(t.Value))
		switch t.Type {
		case packet.LLDPTypeChassisID:
			subtype, id, _ := t.ChassisID()
			p.add("lldp.chassis.subtype", subtype)
			expectLLDPID(p, "lldp.chassis.id", id, subtype == packet.LLDPChassisMAC, subtype == packet.LLDPChassisNetwork)
		case packet.LLDPTypePortID:
			subtype, id, _ := t.PortID()
			p.add("lldp.port.subtype", subtype)
			expectLLDPID(p, "lldp.port.id", id, subtype == packet.LLDPPortMAC, subtype == packet.LLDPPortNetwork)
		case packet.LLDPTypeTTL:
			seconds, _ := t.TTL()
			p.add("lldp.time_to_live", seconds)
		case packet.LLDPTypePortDescription:
			p.add("lldp.port.desc", string(t.Value))
		case packet.LLDPTypeSystemName:
			p.add("lldp.tlv.system.name", string(t.Value))
		case packet.LLDPTypeSystemDescription:
			p.add("lldp.tlv.system.desc", string(t.Value))
		case packet.LLDPTypeSystemCapabilities:
			system, enabled, _ := t.SystemCapabilities()
			p.add("lldp.tlv.system_cap", system)
			p.add("lldp.tlv.enable_system_cap", enabled)
		case packet.LLDPTypeManagementAddress:
			m, _ := t.Management()
			p.add("lldp.mgn.address.len", 1+len(m.Addr))
			p.add("lldp.mgn.address.subtype", m.AddrSubtype)
			p.add([]string{"lldp.mgn.addr.ip4", "lldp.mgn.addr.ip6"}[m.AddrSubtype-1], addrOf(m.Addr))
			p.add("lldp.mgn.interface.subtype", m.InterfaceSubtype)
			p.add("lldp.mgn.interface.number", m.Interface)
			p.add("lldp.mgn.obj.len", len(m.OID))
		case packet.LLDPTypeOrganization:
			oui, subtype, info, _ := t.Organization()
			p.add("lldp.orgtlv.oui", be.Uint32(append([]byte{0}, oui[:]...)))
			if oui == [3]byte{0x00, 0x80, 0xc2} {
				p.add("lldp.ieee.802_1.subtype", subtype)
				p.add("lldp.ieee.802_1.port_vlan.id", be.Uint16(info))
			} else {
				p.add("lldp.unknown_subtype", subtype)
				p.add("lldp.unknown_subtype.content", info)
			}
		}
	}
}

// expectLLDPID expects the id of a chassis or a port: an Ethernet address, another network address, or text.
func expectLLDPID(p *place, field string, id []byte, isMAC, isNetwork bool) {
	switch {
	case isMAC:
		p.add(field+".mac", openflow.MAC(id))
	case isNetwork:
		p.add("lldp.network_address.subtype", id[0])
		p.add(field+[]string{".ip4", ".ip6"}[id[0]-1], addrOf(id[1:]))
	case field == "lldp.chassis.id":
		p.add(field, id)
	default:
		p.add(field, string(id))
	}
}
