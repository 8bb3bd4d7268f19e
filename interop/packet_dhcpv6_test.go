//go:build interop

package interop

import (
	"fmt"

	"github.com/ofwire/openflow/packet"
)

// dhcpv6Frames are frames of DHCPv6 with all messages and options of all kinds.
func dhcpv6Frames() []builtFrame {
	var list []builtFrame
	for _, v := range extremes(3) {
		add := func(l *packet.DHCPv6) {
			ports := &packet.UDP{SrcPort: 546, DstPort: 547}
			list = append(list, builtFrame{name: fmt.Sprintf("dhcp6 %v %s", l.Type, v.name), layers: on6(ports, l)})
		}
		id := packet.DHCPv6Option{Code: packet.DHCPv6OptionClientID, Data: append([]byte{0, 2}, v.data(10)...)} // DUID-EN: enterprise, identifier.
		var last *packet.DHCPv6
		for typ := packet.DHCPv6Solicit; typ <= packet.DHCPv6InformationRequest; typ++ {
			last = &packet.DHCPv6{Type: typ, TransactionID: uint32(v.bits(24)), Options: append([]packet.DHCPv6Option{id}, dhcpv6Options(v, typ)...)}
			add(last)
		}
		for _, typ := range []packet.DHCPv6Type{packet.DHCPv6RelayForward, packet.DHCPv6RelayReply} {
			first := &packet.DHCPv6{Type: typ, LinkAddr: v.ip6(), PeerAddr: v.ip6(), Options: []packet.DHCPv6Option{
				{Code: packet.DHCPv6OptionInterfaceID, Data: v.data(5)}, {Code: packet.DHCPv6OptionRelayMessage, Data: payloadOf(last)}}}
			add(first)
			add(&packet.DHCPv6{Type: typ, HopCount: 1, LinkAddr: v.ip6(), PeerAddr: v.ip6(), Options: []packet.DHCPv6Option{
				{Code: packet.DHCPv6OptionRelayMessage, Data: payloadOf(first)}}})
		}
	}
	return list
}

// dhcpv6Options are options that a type of message may have.
func dhcpv6Options(v *values, typ packet.DHCPv6Type) []packet.DHCPv6Option {
	option := func(c packet.DHCPv6OptionCode, parts ...[]byte) packet.DHCPv6Option {
		o := packet.DHCPv6Option{Code: c}
		for _, b := range parts {
			o.Data = append(o.Data, b...)
		}
		return o
	}
	bytesOf := func(o packet.DHCPv6Option) []byte {
		return append(be.AppendUint16(be.AppendUint16(nil, uint16(o.Code)), uint16(len(o.Data))), o.Data...)
	}
	addr, prefix := v.ip6().As16(), v.ip6().As16()
	status := option(packet.DHCPv6OptionStatusCode, []byte{0, uint8(v.bits(2))}, []byte(v.text(9)))
	preferred, valid := be.AppendUint32(nil, uint32(v.bits(20))), be.AppendUint32(nil, 1<<20|uint32(v.bits(20)))
	iaAddr := option(packet.DHCPv6OptionIAAddr, addr[:], preferred, valid, bytesOf(status))
	iaPrefix := option(packet.DHCPv6OptionIAPrefix, preferred, valid, []byte{uint8(v.bits(7))}, prefix[:])
	t1, t2 := be.AppendUint32(nil, uint32(v.bits(20))), be.AppendUint32(nil, 1<<20|uint32(v.bits(20)))
	server := option(packet.DHCPv6OptionServerID, []byte{0, 2}, v.data(9))
	switch typ {
	case packet.DHCPv6Solicit:
		return []packet.DHCPv6Option{option(packet.DHCPv6OptionIANA, v.data(4), t1, t2), option(packet.DHCPv6OptionORO, []byte{0, 23, 0, 24}),
			option(packet.DHCPv6OptionElapsedTime, v.data(2)), option(packet.DHCPv6OptionRapidCommit), option(packet.DHCPv6OptionReconfAccept)}
	case packet.DHCPv6Advertise:
		return []packet.DHCPv6Option{server, option(packet.DHCPv6OptionIANA, v.data(4), t1, t2, bytesOf(iaAddr)), option(packet.DHCPv6OptionPreference, v.data(1))}
	case packet.DHCPv6Request:
		return []packet.DHCPv6Option{server, option(packet.DHCPv6OptionIATA, v.data(4), bytesOf(iaAddr)),
			option(packet.DHCPv6OptionUserClass, []byte{0, 3}, v.data(3)), option(packet.DHCPv6OptionVendorClass, v.data(4), []byte{0, 4}, []byte(v.text(4)))}
	case packet.DHCPv6Renew, packet.DHCPv6Rebind:
		return []packet.DHCPv6Option{option(packet.DHCPv6OptionIAPD, v.data(4), t1, t2, bytesOf(iaPrefix))}
	case packet.DHCPv6Reply:
		return []packet.DHCPv6Option{server, status, option(packet.DHCPv6OptionUnicast, addr[:]), option(packet.DHCPv6OptionDNSServers, addr[:], prefix[:]),
			option(packet.DHCPv6OptionDomainList, []byte("\x02ab\x03org\x00")), option(packet.DHCPv6OptionInformationTime, v.data(4))}
	case packet.DHCPv6Reconfigure:
		return []packet.DHCPv6Option{server, option(packet.DHCPv6OptionReconfigure, []byte{5})}
	}
	return nil
}

func expectDHCPv6(p *place, l *packet.DHCPv6) {
	p.add("dhcpv6.msgtype", l.Type)
	if l.IsRelay() {
		p.add("dhcpv6.hopcount", l.HopCount)
		p.add("dhcpv6.linkaddr", l.LinkAddr)
		p.add("dhcpv6.peeraddr", l.PeerAddr)
	} else {
		p.add("dhcpv6.xid", l.TransactionID)
	}
	for _, o := range l.Options {
		expectDHCPv6Option(p, o)
	}
}

func expectDHCPv6Option(p *place, o packet.DHCPv6Option) {
	p.add("dhcpv6.option.type", o.Code)
	p.add("dhcpv6.option.length", len(o.Data))
	b := o.Data
	switch o.Code {
	case packet.DHCPv6OptionClientID, packet.DHCPv6OptionServerID:
		p.add("dhcpv6.duid.bytes", b)
		p.add("dhcpv6.duid.type", be.Uint16(b))
		p.add("dhcpv6.duiden.enterprise", be.Uint32(b[2:]))
		p.add("dhcpv6.duiden.identifier", b[6:])
	case packet.DHCPv6OptionIANA, packet.DHCPv6OptionIAPD:
		p.add("dhcpv6.iaid", fmt.Sprintf("%x", b[:4]))
		p.add("dhcpv6.iaid.t1", be.Uint32(b[4:]))
		p.add("dhcpv6.iaid.t2", be.Uint32(b[8:]))
		expectDHCPv6Options(p, b[12:])
	case packet.DHCPv6OptionIATA:
		p.add("dhcpv6.iata", fmt.Sprintf("%x", b[:4]))
		expectDHCPv6Options(p, b[4:])
	case packet.DHCPv6OptionIAAddr:
		p.add("dhcpv6.iaaddr.ip", addrOf(b[:16]))
		p.add("dhcpv6.iaaddr.pref_lifetime", be.Uint32(b[16:]))
		p.add("dhcpv6.iaaddr.valid_lifetime", be.Uint32(b[20:]))
		expectDHCPv6Options(p, b[24:])
	case packet.DHCPv6OptionIAPrefix:
		p.add("dhcpv6.iaprefix.pref_lifetime", be.Uint32(b))
		p.add("dhcpv6.iaprefix.valid_lifetime", be.Uint32(b[4:]))
		p.add("dhcpv6.iaprefix.pref_len", b[8])
		p.add("dhcpv6.iaprefix.pref_addr", addrOf(b[9:25]))
	case packet.DHCPv6OptionStatusCode:
		p.add("dhcpv6.status_code", be.Uint16(b))
		p.add("dhcpv6.status_msg", string(b[2:]))
	case packet.DHCPv6OptionORO:
		p.add("dhcpv6.requested_option_code", be.Uint16(b), be.Uint16(b[2:]))
	case packet.DHCPv6OptionPreference:
		p.add("dhcpv6.option_preference", b[0])
	case packet.DHCPv6OptionElapsedTime:
		p.add("dhcpv6.elapsed_time", 10*int(be.Uint16(b)))
	case packet.DHCPv6OptionUnicast:
		p.add("dhcpv6.unicast", addrOf(b))
	case packet.DHCPv6OptionDNSServers:
		p.add("dhcpv6.dns_server", addrOf(b[:16]), addrOf(b[16:]))
	case packet.DHCPv6OptionDomainList:
		p.add("dhcpv6.search_list_entry", "ab.org.")
	case packet.DHCPv6OptionInformationTime:
		p.add("dhcpv6.lifetime", be.Uint32(b))
	case packet.DHCPv6OptionUserClass:
		p.add("dhcpv6.userclass.length", be.Uint16(b))
		p.add("dhcpv6.userclass.opaque_data", b[2:])
	case packet.DHCPv6OptionVendorClass:
		p.add("dhcpv6.vendorclass.enterprise", be.Uint32(b))
		p.add("dhcpv6.vendorclass.data", string(b[6:]))
	case packet.DHCPv6OptionReconfigure:
		p.add("dhcpv6.reconf_msg", b[0])
	case packet.DHCPv6OptionInterfaceID:
		p.add("dhcpv6.interface_id", b)
	case packet.DHCPv6OptionRelayMessage:
		d := packet.Decoder{First: packet.Of[*packet.DHCPv6]()}
		expectDHCPv6(p, d.Unmarshal(b).Layers[0].(*packet.DHCPv6))
	}
}

// expectDHCPv6Options expects the options in an option.
func expectDHCPv6Options(p *place, b []byte) {
	for len(b) > 0 {
		n := 4 + int(be.Uint16(b[2:]))
		expectDHCPv6Option(p, packet.DHCPv6Option{Code: packet.DHCPv6OptionCode(be.Uint16(b)), Data: b[4:n]})
		b = b[n:]
	}
}
