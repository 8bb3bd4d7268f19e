//go:build interop

package interop

import (
	"github.com/ofwire/openflow/packet"
)

// cfmFrames are frames of connectivity fault management: all messages, with elements of all types.
func cfmFrames() []builtFrame {
	var list []builtFrame
	for _, v := range extremes(3) {
		add := func(name string, l *packet.CFM) {
			l.Level = uint8(v.bits(3))
			list = append(list, builtFrame{name: "cfm " + name + " " + v.name, layers: onEthernet(l)})
		}
		for _, domain := range []string{"", "domain"} {
			format := uint8(packet.CFMDomainString)
			if domain == "" {
				format = packet.CFMDomainNone
			}
			maid, ok := packet.NewCFMMAID(format, []byte(domain), packet.CFMShortString, []byte(v.text(1+int(v.bits(5)))))
			if !ok {
				panic("names too long")
			}
			add("continuity check of domain "+domain, &packet.CFM{Opcode: packet.CFMContinuityCheck, Flags: uint8(v.bits(1))<<7 | uint8(v.bits(3)), Sequence: v.u32(),
				MEPID: uint16(v.bits(13)), MAID: maid, Counters: [16]byte(v.data(16)),
				TLVs: []packet.CFMTLV{cfmSender(v), {Type: packet.CFMPortStatus, Value: []byte{2}}, {Type: packet.CFMInterfaceStatus, Value: []byte{1}}}})
		}
		data := packet.CFMTLV{Type: packet.CFMData, Value: v.data(1 + int(v.bits(5)))}
		organization := packet.NewCFMOrganization([3]byte{2, 0, v.u8()}, v.u8(), v.data(5))
		add("loopback", &packet.CFM{Opcode: packet.CFMLoopback, Sequence: v.u32(), TLVs: []packet.CFMTLV{cfmSender(v), data}})
		add("loopback reply", &packet.CFM{Opcode: packet.CFMLoopbackReply, Sequence: v.u32(), TLVs: []packet.CFMTLV{data, organization}})
		add("loopback without elements", &packet.CFM{Opcode: packet.CFMLoopback, Sequence: v.u32()})
		add("loopback of another version", &packet.CFM{Version: uint8(v.bits(5)), Opcode: packet.CFMLoopback, Sequence: v.u32()})
		egress := func() packet.CFMEgressID { return packet.CFMEgressID{ID: v.u16(), MAC: v.mac()} }
		add("link trace", &packet.CFM{Opcode: packet.CFMLinkTrace, Flags: uint8(v.bits(1)) << 7, Sequence: v.u32(), TTL: v.u8(), Origin: v.mac(), Target: v.mac(),
			TLVs: []packet.CFMTLV{packet.NewCFMEgressID(packet.CFMTraceEgressID, egress()), cfmSender(v)}})
		port := packet.CFMReply{Action: 1 + uint8(v.bits(2)), MAC: v.mac(), PortIDSubtype: packet.LLDPPortLocal, PortID: v.data(1 + int(v.bits(4)))}
		add("link trace reply", &packet.CFM{
			Opcode: packet.CFMLinkTraceReply, Flags: uint8(v.bits(3)) << 5, Sequence: v.u32(), TTL: v.u8(), RelayAction: 1 + uint8(v.bits(1)),
			TLVs: []packet.CFMTLV{
				packet.NewCFMEgressID(packet.CFMReplyEgressID, egress(), egress()), packet.NewCFMReply(packet.CFMReplyIngress, port),
				packet.NewCFMReply(packet.CFMReplyEgress, port), organization,
			}})
		add("link trace reply without port id", &packet.CFM{Opcode: packet.CFMLinkTraceReply, Sequence: v.u32(), TTL: v.u8(), RelayAction: 3, TLVs: []packet.CFMTLV{
			packet.NewCFMEgressID(packet.CFMReplyEgressID, egress(), egress()), packet.NewCFMReply(packet.CFMReplyIngress, packet.CFMReply{Action: 1, MAC: v.mac()})}})
	}
	return list
}

func cfmSender(v *values) packet.CFMTLV {
	mac := v.mac()
	return packet.NewCFMSender(packet.CFMSender{ChassisSubtype: packet.LLDPChassisMAC, Chassis: mac[:], Domain: v.data(4), Address: v.data(6)})
}

func expectCFM(p *place, l *packet.CFM) {
	p.add("cfm.md.level", l.Level)
	p.add("cfm.version", l.Version)
	p.add("cfm.opcode", l.Opcode)
	p.add("cfm.flags", l.Flags)
	p.add("cfm.first.tlv.offset", map[packet.CFMOpcode]int{packet.CFMContinuityCheck: 70, packet.CFMLoopback: 4, packet.CFMLoopbackReply: 4,
		packet.CFMLinkTrace: 17, packet.CFMLinkTraceReply: 6}[l.Opcode])
	switch l.Opcode {
	case packet.CFMContinuityCheck:
		p.add("cfm.ccm.seq.num", l.Sequence)
		p.add("cfm.ccm.ma.ep.id", l.MEPID)
		domainFormat, domain, shortFormat, short, _ := l.MAID.Names()
		p.add("cfm.maid.md.name.format", domainFormat)
		if domainFormat != packet.CFMDomainNone {
			p.add("cfm.maid.md.name.length", len(domain))
			p.add("cfm.maid.md.name.string", string(domain))
		}
		p.add("cfm.maid.ma.name.format", shortFormat)
		p.add("cfm.maid.ma.name.length", len(short))
		p.add("cfm.maid.ma.name.string", string(short))
		p.add("cfm.itu.txfcf", l.Counters[:4])
		p.add("cfm.itu.rxfcb", l.Counters[4:8])
		p.add("cfm.itu.txfcb", l.Counters[8:12])
		p.add("cfm.itu.reserved", l.Counters[12:])
	case packet.CFMLoopback, packet.CFMLoopbackReply:
		p.add("cfm.lb.transaction.id", l.Sequence)
	case packet.CFMLinkTrace:
		p.add("cfm.lt.transaction.id", l.Sequence)
		p.add("cfm.lt.ttl", l.TTL)
		p.add("cfm.ltm.orig.addr", l.Origin)
		p.add("cfm.ltm.targ.addr", l.Target)
	case packet.CFMLinkTraceReply:
		p.add("cfm.lt.transaction.id", l.Sequence)
		p.add("cfm.lt.ttl", l.TTL)
		p.add("cfm.ltr.relay.action", l.RelayAction)
	}
	for _, t := range l.TLVs {
		p.add("cfm.tlv.type", t.Type)
		p.add("cfm.tlv.length", len(t.Value))
		expectCFMTLV(p, t)
	}
	p.add("cfm.tlv.type", packet.CFMEnd)
}

func expectCFMTLV(p *place, t packet.CFMTLV) {
	switch t.Type {
	case packet.CFMSenderID:
		s, _ := t.Sender()
		p.add("cfm.tlv.chassis.id.length", len(s.Chassis))
		p.add("cfm.tlv.chassis.id.subtype", s.ChassisSubtype)
		p.add("cfm.tlv.chassis.id", s.Chassis)
		p.add("cfm.tlv.ma.domain.length", len(s.Domain))
		p.add("cfm.tlv.ma.domain", s.Domain)
		p.add("cfm.tlv.management.addr.length", len(s.Address))
		p.add("cfm.tlv.management.addr", s.Address)
	case packet.CFMPortStatus:
		p.add("cfm.tlv.port.status.value", t.Value[0])
	case packet.CFMInterfaceStatus:
		p.add("cfm.tlv.port.interface.value", t.Value[0])
	case packet.CFMData:
		p.add("cfm.tlv.data.value", t.Value)
	case packet.CFMReplyIngress, packet.CFMReplyEgress:
		name := "cfm.tlv.reply.ingress."
		if t.Type == packet.CFMReplyEgress {
			name = "cfm.tlv.reply.egress."
		}
		r, _ := t.Reply()
		p.add(name+"action", r.Action)
		p.add(name+"mac.address", r.MAC)
		if len(r.PortID) > 0 {
			p.add("cfm.tlv.reply.ing.egr.portid.length", len(r.PortID))
			p.add("cfm.tlv.reply.ing.egr.portid.subtype", r.PortIDSubtype)
			p.add("cfm.tlv.reply.ing.egr.portid", r.PortID)
		}
	case packet.CFMTraceEgressID:
		x, _, _ := t.EgressIDs()
		p.add("cfm.tlv.ltm.egress.id.ui", be.AppendUint16(nil, x.ID))
		p.add("cfm.tlv.ltm.egress.id.mac", x.MAC)
	case packet.CFMReplyEgressID:
		last, next, _ := t.EgressIDs()
		p.add("cfm.tlv.ltr.egress.last.id.ui", be.AppendUint16(nil, last.ID))
		p.add("cfm.tlv.ltr.egress.last.id.mac", last.MAC)
		p.add("cfm.tlv.ltr.egress.next.id.ui", be.AppendUint16(nil, next.ID))
		p.add("cfm.tlv.ltr.egress.next.id.mac", next.MAC)
	case packet.CFMOrganization:
		oui, subtype, info, _ := t.Organization()
		p.add("cfm.tlv.org.spec.oui", be.Uint32(append([]byte{0}, oui[:]...)))
		p.add("cfm.tlv.org.spec.subtype", []byte{subtype})
		p.add("cfm.tlv.org.spec.value", info)
	}
}
