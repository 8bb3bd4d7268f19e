//go:build interop

package interop

import (
	"fmt"

	"github.com/ofwire/openflow/packet"
)

// accessFrames are frames of access networks and of mirroring: GTP-U, PPPoE and PPP, EAPOL and EAP, ERSPAN.
func accessFrames() []builtFrame {
	var list []builtFrame
	add := func(name string, layers ...packet.Layer) {
		list = append(list, builtFrame{name: name, layers: layers})
	}
	for _, v := range extremes(3) {
		payload := packet.Payload(v.data(5))
		ip4 := []packet.Layer{packet.NewIPv4(v.ip4(), v.ip4()), &packet.UDP{SrcPort: 49152, DstPort: 49153}, payload}
		ip6 := []packet.Layer{packet.NewIPv6(v.ip6(), v.ip6()), &packet.UDP{SrcPort: 49152, DstPort: 49153}, payload}
		whole := append([]packet.Layer{&packet.Ethernet{Dst: v.mac(), Src: v.mac()}}, ip4...)

		mirrored := &packet.ERSPAN2{VLAN: uint16(v.bits(12)), COS: uint8(v.bits(3)), Trunk: packet.ERSPANTrunk(v.bits(2)), Truncated: v.flag(),
			Session: uint16(v.bits(10)), Reserved: uint16(v.bits(12)), Index: uint32(v.bits(20))}
		add("erspan 2 "+v.name, on4(append([]packet.Layer{&packet.GRE{Flags: packet.GRESeq, Seq: v.u32()}, mirrored}, whole...)...)...)
		for _, subheader := range []bool{false, true} {
			h := &packet.ERSPAN3{VLAN: uint16(v.bits(12)), COS: uint8(v.bits(3)), Quality: packet.ERSPANQuality(v.bits(2)), Truncated: v.flag(),
				Session: uint16(v.bits(10)), Timestamp: v.u32(), SGT: v.u16(), PDU: true, Hardware: uint8(v.bits(6)), Egress: v.flag(),
				Granularity: packet.ERSPANGranularity(v.bits(2)), Subheader: subheader}
			if subheader {
				h.Platform, h.PlatformInfo = 1, v.bits(58)
			}
			add(fmt.Sprintf("erspan 3 %v %s", subheader, v.name), on4(append([]packet.Layer{&packet.GRE{Flags: packet.GRESeq, Seq: v.u32()}, h}, whole...)...)...)
		}

		ppp := func(layers ...packet.Layer) []packet.Layer {
			return append([]packet.Layer{&packet.PPPoE{Session: v.u16()}}, layers...)
		}
		add("pppoe with ipv4 "+v.name, onEthernet(ppp(append([]packet.Layer{&packet.PPP{}}, ip4...)...)...)...)
		add("pppoe with ipv6 "+v.name, onEthernet(ppp(append([]packet.Layer{&packet.PPP{}}, ip6...)...)...)...)
		add("pppoe compressed "+v.name, onEthernet(ppp(append([]packet.Layer{&packet.PPP{Compressed: true}}, ip4...)...)...)...)
		echo := append(packet.Payload{9, v.u8(), 0, 8}, v.data(4)...) // Echo-Request of LCP.
		add("pppoe with lcp "+v.name, onEthernet(ppp(&packet.PPP{Protocol: packet.PPPLCP}, echo)...)...)
		add("pppoe with mpls "+v.name, onEthernet(ppp(append([]packet.Layer{&packet.PPP{}, &packet.MPLS{Label: 16 + uint32(v.bits(19))}}, ip4...)...)...)...)
		add("pppoe with eap "+v.name, onEthernet(ppp(&packet.PPP{}, &packet.EAP{Code: packet.EAPResponse, ID: v.u8(), Type: packet.EAPIdentity},
			packet.Payload(v.text(9)))...)...)
		for _, code := range []packet.PPPoECode{packet.PPPoEInitiation, packet.PPPoEOffer, packet.PPPoERequest, packet.PPPoEConfirm, packet.PPPoETermination} {
			add(fmt.Sprintf("pppoed %v %s", code, v.name), onEthernet(&packet.PPPoED{Code: code, Session: v.u16(), Tags: pppoeTags(v)})...)
		}
		add("pppoed without tags "+v.name, onEthernet(&packet.PPPoED{Code: packet.PPPoETermination, Session: v.u16()})...)
	}
	return append(append(list, gtpFrames()...), eapFrames()...)
}

func pppoeTags(v *values) []packet.PPPoETag {
	return []packet.PPPoETag{
		{Type: packet.PPPoETagServiceName}, {Type: packet.PPPoETagServiceName, Value: []byte(v.text(5))}, {Type: packet.PPPoETagACName, Value: []byte(v.text(7))},
		{Type: packet.PPPoETagHostUniq, Value: v.data(8)}, {Type: packet.PPPoETagACCookie, Value: v.data(16)},
		{Type: packet.PPPoETagRelaySession, Value: v.data(12)}, {Type: packet.PPPoETagMaxPayload, Value: v.data(2)},
		{Type: packet.PPPoETagGenericError, Value: []byte(v.text(9))}, {Type: packet.PPPoETagEnd},
	}
}

func expectERSPAN2(p *place, l *packet.ERSPAN2) {
	p.add("erspan.version", 1)
	p.add("erspan.vlan", l.VLAN)
	p.add("erspan.cos", l.COS)
	p.add("erspan.encap", l.Trunk)
	p.add("erspan.truncated", l.Truncated)
	p.add("erspan.spanid", l.Session)
	p.add("erspan.reserved", l.Reserved)
	p.add("erspan.index", l.Index)
}

func expectERSPAN3(p *place, l *packet.ERSPAN3) {
	p.add("erspan.version", 2)
	p.add("erspan.vlan", l.VLAN)
	p.add("erspan.cos", l.COS)
	p.add("erspan.bso", l.Quality)
	p.add("erspan.truncated", l.Truncated)
	p.add("erspan.spanid", l.Session)
	p.add("erspan.timestamp", l.Timestamp)
	p.add("erspan.sgt", l.SGT)
	p.add("erspan.p", l.PDU)
	p.add("erspan.ft", l.FrameType)
	p.add("erspan.hw", l.Hardware)
	p.add("erspan.direction", l.Egress)
	p.add("erspan.gra", l.Granularity)
	p.add("erspan.o", l.Subheader)
	if l.Subheader { // Of the platform with the number 1: 14 bits that are reserved, a domain of 12, and a port of 32.
		p.add("erspan.platid", l.Platform)
		p.add("erspan.pid1.rsvd1", l.PlatformInfo>>44)
		p.add("erspan.pid1.vsmid", l.PlatformInfo>>32&0xfff)
		p.add("erspan.pid1.port_index", uint32(l.PlatformInfo))
	}
}

func expectPPPoE(p *place, l *packet.PPPoE) {
	expectPPPoEHeader(p, l.Code, l.Session, p.unpadded-l.HeaderLen())
}

func expectPPPoEHeader(p *place, code packet.PPPoECode, session uint16, payload int) {
	p.add("pppoe.version", 1)
	p.add("pppoe.type", 1)
	p.add("pppoe.code", code)
	p.add("pppoe.session_id", session)
	p.add("pppoe.payload_length", payload)
}

func expectPPPoED(p *place, l *packet.PPPoED) {
	expectPPPoEHeader(p, l.Code, l.Session, l.HeaderLen()-6)
	for _, t := range l.Tags {
		switch t.Type {
		case packet.PPPoETagServiceName:
			if len(t.Value) > 0 {
				p.add("pppoed.tags.service_name", string(t.Value))
			}
		case packet.PPPoETagACName:
			p.add("pppoed.tags.ac_name", string(t.Value))
		case packet.PPPoETagHostUniq:
			p.add("pppoed.tags.host_uniq", t.Value)
		case packet.PPPoETagACCookie:
			p.add("pppoed.tags.ac_cookie", t.Value)
		case packet.PPPoETagRelaySession:
			p.add("pppoed.tags.relay_session_id", t.Value)
		case packet.PPPoETagMaxPayload:
			p.add("pppoed.tags.max_payload", t.Value)
		case packet.PPPoETagGenericError:
			p.add("pppoed.tags.generic_error", string(t.Value))
		}
	}
}

func expectPPP(p *place, l *packet.PPP) {
	protocol := l.Protocol
	switch p.next.(type) {
	case *packet.IPv4:
		protocol = packet.PPPIPv4
	case *packet.IPv6:
		protocol = packet.PPPIPv6
	case *packet.MPLS:
		protocol = packet.PPPMPLS
	case *packet.EAP:
		protocol = packet.PPPEAP
	}
	p.add("ppp.protocol", protocol)
}

// gtpFrames are frames of GTP-U.
func gtpFrames() []builtFrame {
	var list []builtFrame
	for _, v := range extremes(3) {
		ip4 := []packet.Layer{packet.NewIPv4(v.ip4(), v.ip4()), &packet.UDP{SrcPort: 49152, DstPort: 49153}, packet.Payload(v.data(5))}
		add := func(name string, l *packet.GTPU, layers ...packet.Layer) {
			list = append(list, builtFrame{name: "gtpu " + name + " " + v.name, layers: onUDP(packet.GTPUPort, append([]packet.Layer{l}, layers...)...)})
		}
		add("packet", packet.NewGTPU(v.u32()), ip4...)
		numbered := packet.NewGTPU(v.u32())
		numbered.Flags, numbered.Seq = packet.GTPSequence, v.u16()
		add("packet with number", numbered, ip4...)
		session := packet.GTPExtension{Type: packet.GTPPDUSession, Data: []byte{0x10, uint8(v.bits(6))}} // Uplink, and the flow of a quality of service.
		add("packet of a session", packet.NewGTPU(v.u32(), session), ip4...)
		add("packet with two extensions", packet.NewGTPU(v.u32(), packet.GTPExtension{Type: packet.GTPUDPPort, Data: v.data(2)}, session), ip4...)
		npdu := packet.NewGTPU(v.u32())
		npdu.Flags, npdu.NPDU = packet.GTPNPDU, v.u8()
		add("packet with number of an n-pdu", npdu, ip4...)
		add("echo request", &packet.GTPU{Type: packet.GTPEchoRequest, Flags: packet.GTPSequence, Seq: v.u16()})
		add("end marker", &packet.GTPU{Type: packet.GTPEndMarker, TEID: v.u32()})
	}
	return list
}

func expectGTPU(p *place, l *packet.GTPU) {
	flags := 0x30 | l.Flags
	if len(l.Extensions) > 0 {
		flags |= packet.GTPExtensions
	}
	p.add("gtp.flags", flags)
	p.add("gtp.message", l.Type)
	p.add("gtp.length", p.unpadded-8)
	p.add("gtp.teid", l.TEID)
	if flags&packet.GTPSequence != 0 {
		p.add("gtp.seq_number", l.Seq)
	}
	if flags&packet.GTPNPDU != 0 {
		p.add("gtp.npdu_number", l.NPDU)
	}
	for _, x := range l.Extensions {
		p.add("gtp.ext_hdr.next", x.Type)
		p.add("gtp.ext_hdr.length", (2+len(x.Data)+3)/4)
		switch x.Type {
		case packet.GTPPDUSession:
			p.add("gtp.ext_hdr.pdu_ses_con.pdu_type", x.Data[0]>>4)
			p.add("gtp.ext_hdr.pdu_ses_con.qos_flow_id", x.Data[1])
		case packet.GTPUDPPort:
			p.add("gtp.ext_hdr.udp_port", be.Uint16(x.Data))
		}
	}
	if len(l.Extensions) > 0 {
		p.add("gtp.ext_hdr.next", 0)
	}
}

// eapFrames are frames of EAPOL, with EAP and without it.
func eapFrames() []builtFrame {
	var list []builtFrame
	for _, v := range extremes(3) {
		for version := range uint8(3) {
			add := func(name string, typ packet.EAPOLType, layers ...packet.Layer) {
				list = append(list, builtFrame{name: fmt.Sprintf("eapol %s %d %s", name, version+1, v.name), layers: onEthernet(append(
					[]packet.Layer{&packet.EAPOL{Version: version + 1, Type: typ}}, layers...)...)})
			}
			add("start", packet.EAPOLStart)
			add("logoff", packet.EAPOLLogoff)
			add("key", packet.EAPOLKey, append(append(packet.Payload{2}, v.data(92)...), 0, 0)) // A descriptor of RSN without data.
			add("success", packet.EAPOLPacket, &packet.EAP{Code: packet.EAPSuccess, ID: v.u8()})
			add("failure", packet.EAPOLPacket, &packet.EAP{Code: packet.EAPFailure, ID: v.u8()})
			for _, code := range []packet.EAPCode{packet.EAPRequest, packet.EAPResponse} {
				add("identity "+code.String(), packet.EAPOLPacket, &packet.EAP{Code: code, ID: v.u8(), Type: packet.EAPIdentity}, packet.Payload(v.text(9)))
				add("notification "+code.String(), packet.EAPOLPacket, &packet.EAP{Code: code, ID: v.u8(), Type: packet.EAPNotification}, packet.Payload(v.text(9)))
				add("md5 "+code.String(), packet.EAPOLPacket, &packet.EAP{Code: code, ID: v.u8(), Type: packet.EAPMD5}, packet.Payload(append([]byte{16}, v.data(16)...)))
			}
		}
	}
	return list
}

func expectEAPOL(p *place, l *packet.EAPOL) {
	p.add("eapol.version", l.Version)
	p.add("eapol.type", l.Type)
	p.add("eapol.len", p.unpadded-l.HeaderLen())
}

func expectEAP(p *place, l *packet.EAP) {
	p.add("eap.code", l.Code)
	p.add("eap.id", l.ID)
	p.add("eap.len", p.unpadded)
	if !l.Code.HasType() {
		return
	}
	p.add("eap.type", l.Type)
	data, _ := p.next.(packet.Payload)
	switch l.Type {
	case packet.EAPNotification:
		p.add("eap.notification", string(data))
	case packet.EAPMD5:
		p.add("eap.md5.value", []byte(data[1:]))
	}
}
