//go:build interop

package interop

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/ofwire/openflow/packet"
)

// ospfFrames are frames of OSPF: all packets, with LSAs of all types.
func ospfFrames() []builtFrame {
	var list []builtFrame
	for _, v := range extremes(3) {
		add := func(name string, l *packet.OSPF) {
			l.RouterID, l.AreaID = v.ip4(), v.ip4()
			list = append(list, builtFrame{name: "ospf " + name + " " + v.name, layers: onEthernet(
				&packet.IPv4{TTL: 1, TOS: 0xc0, Src: host4A, Dst: netip.MustParseAddr("224.0.0.5")}, l)})
		}
		hello := func(n int) packet.OSPFHello {
			return packet.OSPFHello{Mask: v.ip4(), Interval: v.u16(), Options: v.u8() &^ 0x10, Priority: v.u8(), DeadInterval: v.u32(),
				DR: v.ip4(), BDR: v.ip4(), Neighbors: addrList(v.ip4, n)}
		}
		for n := range 3 {
			add(fmt.Sprintf("hello of %d", n), &packet.OSPF{Type: packet.OSPFTypeHello, Hello: hello(n)})
		}
		add("hello with password", &packet.OSPF{Type: packet.OSPFTypeHello, AuthType: packet.OSPFSimplePassword, Auth: be.Uint64([]byte(v.text(8))), Hello: hello(1)})
		add("hello with digest", &packet.OSPF{Type: packet.OSPFTypeHello, AuthType: packet.OSPFCryptographic,
			Auth: uint64(v.u8())<<40 | 16<<32 | uint64(v.u32()), Hello: hello(1), Extra: v.data(16)})
		lsas := ospfLSAs(v)
		headers := slices.Clone(lsas)
		for i := range headers {
			headers[i].Body, headers[i].Length, headers[i].Checksum = nil, packet.Received(64+uint32(v.bits(10))), packet.Received(uint32(v.u16()))
		}
		for _, n := range []int{0, 1, len(headers)} {
			add(fmt.Sprintf("description of %d", n), &packet.OSPF{Type: packet.OSPFTypeDescription, LSAs: headers[:n],
				Description: packet.OSPFDescription{MTU: v.u16(), Options: v.u8() &^ 0x10, Flags: uint8(v.bits(3)), Sequence: v.u32()}})
			add(fmt.Sprintf("acknowledgment of %d", n), &packet.OSPF{Type: packet.OSPFTypeAck, LSAs: headers[:n]})
		}
		var requests []packet.OSPFRequest
		for typ := packet.OSPFRouterLSA; typ <= packet.OSPFExternalLSA; typ++ {
			requests = append(requests, packet.OSPFRequest{Type: uint32(typ), ID: v.ip4(), AdvRouter: v.ip4()})
			add(fmt.Sprintf("request of %d", len(requests)), &packet.OSPF{Type: packet.OSPFTypeRequest, Requests: slices.Clone(requests)})
		}
		add("update of none", &packet.OSPF{Type: packet.OSPFTypeUpdate})
		add("update", &packet.OSPF{Type: packet.OSPFTypeUpdate, LSAs: lsas})
		for i, x := range lsas {
			add(fmt.Sprintf("update %d of type %v", i, x.Type), &packet.OSPF{Type: packet.OSPFTypeUpdate, LSAs: lsas[i : i+1]})
		}
	}
	return list
}

// ospfLSAs are LSAs of all types.
func ospfLSAs(v *values) []packet.OSPFLSA {
	external := packet.OSPFExternalBody(packet.OSPFExternal{
		Mask: v.ip4(), Flags: uint8(v.bits(1)) << 7, Metric: uint32(v.bits(24)), Forwarding: v.ip4(), Tag: v.u32()})
	var links []packet.OSPFLink
	for typ := range uint8(4) {
		links = append(links, packet.OSPFLink{ID: v.ip4(), Data: v.ip4(), Type: typ + 1, Metric: v.u16()})
	}
	sid, err := packet.OSPFPrefixSID{Flags: 0x40, SID: v.u32()}.TLV()
	label, err2 := packet.OSPFPrefixSID{Flags: 0x0c, SID: uint32(v.bits(20)), IsLabel: true}.TLV()
	if err != nil || err2 != nil {
		panic(fmt.Sprint(err, err2))
	}
	prefix := netip.PrefixFrom(v.ip4(), 32)
	list := []packet.OSPFLSA{
		{Type: packet.OSPFRouterLSA, Body: packet.OSPFRouterBody(uint8(v.bits(3)), links...)},
		{Type: packet.OSPFNetworkLSA, Body: packet.OSPFNetworkBody(v.ip4(), addrList(v.ip4, 3)...)},
		{Type: packet.OSPFSummaryLSA, Body: packet.OSPFSummaryBody(v.ip4(), uint32(v.bits(24)))},
		{Type: packet.OSPFASBRSummaryLSA, Body: packet.OSPFSummaryBody(v.ip4(), uint32(v.bits(24)))},
		{Type: packet.OSPFExternalLSA, Body: external},
		{Type: packet.OSPFNSSAExternalLSA, Body: external},
		{Type: packet.OSPFAreaOpaqueLSA, ID: netip.AddrFrom4([4]byte{7, 0, 0, 1}), Body: packet.OSPFOpaqueBody(
			packet.OSPFExtendedPrefix{RouteType: 1, Prefix: prefix, TLVs: []packet.OSPFTLV{sid}}.TLV())},
		{Type: packet.OSPFASOpaqueLSA, ID: netip.AddrFrom4([4]byte{7, 0, 0, 2}), Body: packet.OSPFOpaqueBody(
			packet.OSPFExtendedPrefix{RouteType: 5, Flags: 0xc0, Prefix: prefix, TLVs: []packet.OSPFTLV{label}}.TLV())},
		{Type: packet.OSPFAreaOpaqueLSA, ID: netip.AddrFrom4([4]byte{8, 0, 0, 1}), Body: packet.OSPFOpaqueBody(
			packet.OSPFExtendedLink{Type: 1, ID: v.ip4(), Data: v.ip4()}.TLV())},
		{Type: packet.OSPFLinkOpaqueLSA, ID: netip.AddrFrom4([4]byte{3, 0, 0, 0}), Body: packet.OSPFOpaqueBody(
			packet.OSPFTLV{Type: 1, Value: v.data(4)}, packet.OSPFTLV{Type: 2, Value: []byte{uint8(v.bits(2))}})}, // RFC 3623: period and reason of a restart.
	}
	for i := range list {
		l := &list[i]
		if !l.ID.IsValid() {
			l.ID = v.ip4()
		}
		l.Age, l.Options, l.AdvRouter, l.Sequence = v.u16(), v.u8(), v.ip4(), v.u32()
	}
	return list
}

func expectOSPF(p *place, l *packet.OSPF) {
	n := l.HeaderLen() - len(l.Extra)
	p.add("ospf.version", 2)
	p.add("ospf.msg", l.Type)
	p.add("ospf.packet_length", n)
	p.add("ospf.srcrouter", l.RouterID)
	p.add("ospf.area_id", l.AreaID)
	p.add("ospf.auth.type", l.AuthType)
	// tshark tells that a checksum is wrong in its text only.
	switch l.AuthType {
	case packet.OSPFCryptographic:
		p.add("ospf.checksum", 0)
		p.add("ospf.auth.crypt.key_id", uint8(l.Auth>>40))
		p.add("ospf.auth.crypt.data_length", uint8(l.Auth>>32))
		p.add("ospf.auth.crypt.seq_nbr", uint32(l.Auth))
		p.add("ospf.auth.crypt.data", l.Extra)
	default:
		p.add("ospf.checksum", packet.Checksum(slices.Concat(p.wire[:12], p.wire[14:16], p.wire[24:n])))
		if auth := be.AppendUint64(nil, l.Auth); l.AuthType == packet.OSPFSimplePassword {
			p.add("ospf.auth.simple", strings.TrimRight(string(auth), "\x00"))
		} else {
			p.add("ospf.auth.none", auth)
		}
	}
	switch l.Type {
	case packet.OSPFTypeHello:
		p.add("ospf.hello.network_mask", l.Hello.Mask)
		p.add("ospf.hello.hello_interval", l.Hello.Interval)
		p.add("ospf.v2.options", l.Hello.Options)
		p.add("ospf.hello.router_priority", l.Hello.Priority)
		p.add("ospf.hello.router_dead_interval", l.Hello.DeadInterval)
		p.add("ospf.hello.designated_router", l.Hello.DR)
		p.add("ospf.hello.backup_designated_router", l.Hello.BDR)
		for _, a := range l.Hello.Neighbors {
			p.add("ospf.hello.active_neighbor", a)
		}
	case packet.OSPFTypeDescription:
		p.add("ospf.db.interface_mtu", l.Description.MTU)
		p.add("ospf.v2.options", l.Description.Options)
		p.add("ospf.dbd", l.Description.Flags)
		p.add("ospf.db.dd_sequence", l.Description.Sequence)
	case packet.OSPFTypeRequest:
		for _, r := range l.Requests {
			p.add("ospf.lsa", r.Type)
			p.add("ospf.link_state_id", r.ID)
			p.add("ospf.advrouter", r.AdvRouter)
		}
	case packet.OSPFTypeUpdate:
		p.add("ospf.ls.number_of_lsas", len(l.LSAs))
	}
	at := 28
	for i := range l.LSAs {
		x := &l.LSAs[i]
		expectOSPFLSA(p, x, l.Type == packet.OSPFTypeUpdate, p.wire[min(at, len(p.wire)):])
		at += 20 + len(x.Body)
	}
}

// expectOSPFLSA expects an LSA, or its header alone.
func expectOSPFLSA(p *place, l *packet.OSPFLSA, whole bool, wire []byte) {
	p.add("ospf.lsa.age", l.Age&0x7fff)
	p.add("ospf.lsa.donotage", l.Age>>15)
	p.add("ospf.v2.options", l.Options)
	p.add("ospf.lsa", l.Type)
	if l.Type >= packet.OSPFLinkOpaqueLSA {
		id := l.ID.As4()
		p.add("ospf.lsid_opaque_type", id[0])
		p.add("ospf.lsid.opaque_id", be.Uint32(id[:])&0xffffff)
	} else {
		p.add("ospf.lsa.id", l.ID)
	}
	p.add("ospf.advrouter", l.AdvRouter)
	p.add("ospf.lsa.seqnum", l.Sequence)
	if !whole {
		p.add("ospf.lsa.chksum", l.Checksum.Value())
		p.add("ospf.lsa.length", l.Length.Value())
		return
	}
	n := 20 + len(l.Body)
	p.add("ospf.lsa.chksum", fletcher(wire[2:n], 14))
	p.add("ospf.lsa.length", n)
	if _, links, ok := l.Router(); ok {
		p.add("ospf.v2.router.lsa.flags", l.Body[0])
		p.add("ospf.lsa.number_of_links", len(links))
		for _, x := range links {
			p.add("ospf.lsa.router.linkid", x.ID)
			p.add("ospf.lsa.router.linkdata", x.Data)
			p.add("ospf.lsa.router.linktype", x.Type)
			p.add("ospf.lsa.router.nummetrics", len(x.TOS)/4)
			p.add("ospf.lsa.router.metric0", x.Metric)
		}
	}
	if mask, routers, ok := l.Network(); ok {
		p.add("ospf.lsa.network.netmask", mask)
		for _, a := range routers {
			p.add("ospf.lsa.network.attchrtr", a)
		}
	}
	if mask, metric, ok := l.Summary(); ok {
		p.add("ospf.lsa.asbr.netmask", mask)
		p.add("ospf.metric", metric)
	}
	if x, ok := l.External(); ok {
		p.add("ospf.lsa.asext.netmask", x.Mask)
		p.add("ospf.lsa.asext.type", x.Flags>>7)
		p.add("ospf.metric", x.Metric)
		p.add("ospf.lsa.asext.fwdaddr", x.Forwarding)
		p.add("ospf.lsa.asext.extrttag", x.Tag)
	}
	if typ, _, tlvs, ok := l.Opaque(); ok {
		expectOSPFTLVs(p, typ, tlvs)
	}
}

func expectOSPFTLVs(p *place, opaqueType uint8, tlvs []packet.OSPFTLV) {
	for _, t := range tlvs {
		if x, ok := t.ExtendedPrefix(); ok && opaqueType == 7 {
			p.add("ospf.tlv.extpfx.tlv_type", t.Type)
			p.add("ospf.tlv.extpfx.rotuetype", x.RouteType)
			p.add("ospf.tlv.extpfx.flags", x.Flags)
			for _, sub := range x.TLVs {
				p.add("ospf.tlv.extpfx.subtlv_type", sub.Type)
				sid, _ := sub.PrefixSID()
				p.add("ospf.tlv.pfxsid.flags", sid.Flags)
			}
		}
		if x, ok := t.ExtendedLink(); ok && opaqueType == 8 {
			p.add("ospf.tlv.extlink.tlv_type", t.Type)
			p.add("ospf.lsa.router.linktype", x.Type)
			p.add("ospf.lsa.router.linkid", x.ID)
			p.add("ospf.lsa.router.linkdata", x.Data)
		}
		if opaqueType == 3 && t.Type == 1 {
			p.add("ospf.v2.grace.period", be.Uint32(t.Value))
		}
		if opaqueType == 3 && t.Type == 2 {
			p.add("ospf.v2.grace.reason", t.Value[0])
		}
	}
}

// fletcher returns the checksum of ISO 8473 that stands at an offset if it is right, and 0 otherwise: both sums over all bytes are 0.
func fletcher(b []byte, at int) uint16 {
	c0, c1 := 0, 0
	for _, x := range b {
		c0 = (c0 + int(x)) % 255
		c1 = (c1 + c0) % 255
	}
	if c0 != 0 || c1 != 0 {
		return 0
	}
	return be.Uint16(b[at:])
}
