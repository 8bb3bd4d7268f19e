//go:build interop

package interop

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// dhcpFrames are frames of DHCP with all messages and options of all kinds.
func dhcpFrames() []builtFrame {
	var list []builtFrame
	for _, v := range extremes(3) {
		for typ := packet.DHCPDiscover; typ <= packet.DHCPInform; typ++ {
			l := packet.NewDHCP(packet.DHCPRequest+uint8(v.bits(1)), typ, v.u32(), v.mac(), dhcpOptions(v)[typ-1]...)
			l.Hops, l.Secs, l.Flags = v.u8(), v.u16(), v.u16()
			l.CIAddr, l.YIAddr, l.SIAddr, l.GIAddr = v.ip4(), v.ip4(), v.ip4(), v.ip4()
			if v.flag() {
				copy(l.SName[:], v.text(int(v.bits(6))))
				copy(l.File[:], v.text(int(v.bits(7))))
			}
			ports := &packet.UDP{SrcPort: 68, DstPort: 67}
			if l.Op == packet.DHCPReply {
				ports = &packet.UDP{SrcPort: 67, DstPort: 68}
			}
			list = append(list, builtFrame{name: fmt.Sprintf("dhcp %v %s", typ, v.name), layers: on4(ports, l)})
		}
	}
	for _, v := range extremes(3) {
		l := &packet.DHCP{Op: packet.DHCPRequest, HType: 1, HLen: 6, XID: v.u32(), CIAddr: v.ip4(), BOOTP: true}
		list = append(list, builtFrame{name: "bootp " + v.name, layers: on4(&packet.UDP{SrcPort: 68, DstPort: 67}, l, packet.Payload(make([]byte, 64)))})
	}
	return append(list, dhcpv6Frames()...)
}

// dhcpOptions are options, some for each type of message.
func dhcpOptions(v *values) [8][]packet.DHCPOption {
	addrs := func(c packet.DHCPOptionCode, n int) packet.DHCPOption {
		return packet.DHCPOptionAddrs(c, addrList(v.ip4, n)...)
	}
	return [8][]packet.DHCPOption{
		{{Code: packet.DHCPOptionParameters, Data: []byte{1, 3, 6, 15}}, {Code: packet.DHCPOptionMaxSize, Data: be.AppendUint16(nil, v.u16())}},
		{addrs(packet.DHCPOptionSubnetMask, 1), addrs(packet.DHCPOptionRouter, 2), addrs(packet.DHCPOptionDNS, 3), addrs(packet.DHCPOptionServerID, 1),
			packet.DHCPOptionSeconds(packet.DHCPOptionLeaseTime, v.u32())},
		{addrs(packet.DHCPOptionRequestedIP, 1), packet.DHCPOptionText(packet.DHCPOptionHostName, v.text(9)),
			packet.DHCPOptionText(packet.DHCPOptionVendorClass, v.text(255))},
		{{Code: packet.DHCPOptionPad, Data: make([]byte, 2)}, packet.DHCPOptionText(packet.DHCPOptionMessage, v.text(1))},
		{packet.DHCPOptionSeconds(packet.DHCPOptionRenewalTime, v.u32()), packet.DHCPOptionSeconds(packet.DHCPOptionRebindingTime, v.u32()),
			packet.DHCPOptionText(packet.DHCPOptionDomainName, v.text(20)), {Code: packet.DHCPOptionMTU, Data: be.AppendUint16(nil, v.u16())}},
		{packet.DHCPOptionText(packet.DHCPOptionTFTPServer, v.text(12)), packet.DHCPOptionText(packet.DHCPOptionBootFile, v.text(13))},
		{addrs(packet.DHCPOptionBroadcast, 1), addrs(packet.DHCPOptionNTP, 2), addrs(packet.DHCPOptionStaticRoutes, 4)},
		{{Code: packet.DHCPOptionRelayAgent, Data: append(append([]byte{1, 5}, v.data(5)...), append([]byte{2, 6}, v.data(6)...)...)},
			{Code: packet.DHCPOptionClientID, Data: append([]byte{0xff - 1}, v.data(9)...)}},
	}
}

func expectDHCP(p *place, l *packet.DHCP) {
	p.add("dhcp.type", l.Op)
	p.add("dhcp.hw.type", l.HType)
	p.add("dhcp.hw.len", l.HLen)
	p.add("dhcp.hops", l.Hops)
	p.add("dhcp.id", l.XID)
	p.add("dhcp.secs", l.Secs)
	p.add("dhcp.flags", l.Flags)
	p.add("dhcp.ip.client", l.CIAddr)
	p.add("dhcp.ip.your", l.YIAddr)
	p.add("dhcp.ip.server", l.SIAddr)
	p.add("dhcp.ip.relay", l.GIAddr)
	p.add("dhcp.hw.mac_addr", openflow.MAC(l.CHAddr[:6]))
	p.add("dhcp.hw.addr_padding", l.CHAddr[6:])
	if name := strings.TrimRight(string(l.SName[:]), "\x00"); name != "" {
		p.add("dhcp.server", name)
	}
	if name := strings.TrimRight(string(l.File[:]), "\x00"); name != "" {
		p.add("dhcp.file", name)
	}
	if l.BOOTP {
		return
	}
	p.add("dhcp.cookie", netip.AddrFrom4([4]byte{99, 130, 83, 99}))
	for _, o := range l.Options {
		if o.Code == packet.DHCPOptionPad {
			p.add("dhcp.option.type", o.Code)
			p.add("dhcp.option.padding", append([]byte{0}, o.Data...))
			continue
		}
		p.add("dhcp.option.type", o.Code)
		p.add("dhcp.option.length", len(o.Data))
		expectDHCPOption(p, o)
	}
	p.add("dhcp.option.type", 0) // So tshark shows the type of the end.
	p.add("dhcp.option.end", packet.DHCPOptionEnd)
}

// dhcpFields are the fields of options that hold addresses, numbers or text.
var dhcpFields = map[packet.DHCPOptionCode]struct {
	field string
	size  int // 0 is text, 4 an address, others a number of so many bytes; 8 is a number of 4.
}{
	packet.DHCPOptionSubnetMask:    {"dhcp.option.subnet_mask", 4},
	packet.DHCPOptionRouter:        {"dhcp.option.router", 4},
	packet.DHCPOptionDNS:           {"dhcp.option.domain_name_server", 4},
	packet.DHCPOptionServerID:      {"dhcp.option.dhcp_server_id", 4},
	packet.DHCPOptionRequestedIP:   {"dhcp.option.requested_ip_address", 4},
	packet.DHCPOptionBroadcast:     {"dhcp.option.broadcast_address", 4},
	packet.DHCPOptionNTP:           {"dhcp.option.ntp_server", 4},
	packet.DHCPOptionHostName:      {"dhcp.option.hostname", 0},
	packet.DHCPOptionVendorClass:   {"dhcp.option.vendor_class_id", 0},
	packet.DHCPOptionMessage:       {"dhcp.option.message", 0},
	packet.DHCPOptionDomainName:    {"dhcp.option.domain_name", 0},
	packet.DHCPOptionTFTPServer:    {"dhcp.option.tftp_server_name", 0},
	packet.DHCPOptionBootFile:      {"dhcp.option.bootfile_name", 0},
	packet.DHCPOptionMessageType:   {"dhcp.option.dhcp", 1},
	packet.DHCPOptionParameters:    {"dhcp.option.request_list_item", 1},
	packet.DHCPOptionMaxSize:       {"dhcp.option.dhcp_max_message_size", 2},
	packet.DHCPOptionMTU:           {"dhcp.option.interface_mtu", 2},
	packet.DHCPOptionLeaseTime:     {"dhcp.option.ip_address_lease_time", 8},
	packet.DHCPOptionRenewalTime:   {"dhcp.option.renewal_time_value", 8},
	packet.DHCPOptionRebindingTime: {"dhcp.option.rebinding_time_value", 8},
}

func expectDHCPOption(p *place, o packet.DHCPOption) {
	b := o.Data
	if f, ok := dhcpFields[o.Code]; ok {
		if f.size == 0 {
			p.add(f.field, string(b))
			return
		}
		for ; len(b) > 0; b = b[min(f.size, 4):] {
			switch f.size {
			case 1:
				p.add(f.field, b[0])
			case 2:
				p.add(f.field, be.Uint16(b))
			case 4:
				p.add(f.field, addrOf(b[:4]))
			default:
				p.add(f.field, be.Uint32(b))
			}
		}
		return
	}
	switch o.Code {
	case packet.DHCPOptionStaticRoutes:
		for ; len(b) > 0; b = b[8:] {
			p.add("dhcp.option.static_route.ip", addrOf(b[:4]))
			p.add("dhcp.option.static_route.router", addrOf(b[4:8]))
		}
	case packet.DHCPOptionRelayAgent:
		p.add("dhcp.option.agent_information_option.agent_circuit_id", b[2:7])
		p.add("dhcp.option.agent_information_option.agent_remote_id", b[9:])
	}
}
