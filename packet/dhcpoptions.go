package packet

import (
	"net/netip"
	"unicode/utf8"

	"github.com/ofwire/openflow"
)

// A DHCPOption is one option of DHCP.
type DHCPOption struct {
	Code DHCPOptionCode
	Data []byte // Up to 255 bytes. Of DHCPOptionPad, which has no length, it is the zeros behind the first.
}

// A DHCPOptionCode tells what an option holds.
type DHCPOptionCode uint8

// Codes of options. RFC 2132 and others.
const (
	DHCPOptionPad                  DHCPOptionCode = 0
	DHCPOptionSubnetMask           DHCPOptionCode = 1
	DHCPOptionRouter               DHCPOptionCode = 3
	DHCPOptionDNS                  DHCPOptionCode = 6
	DHCPOptionHostName             DHCPOptionCode = 12
	DHCPOptionDomainName           DHCPOptionCode = 15
	DHCPOptionMTU                  DHCPOptionCode = 26
	DHCPOptionBroadcast            DHCPOptionCode = 28
	DHCPOptionStaticRoutes         DHCPOptionCode = 33
	DHCPOptionNTP                  DHCPOptionCode = 42
	DHCPOptionVendor               DHCPOptionCode = 43
	DHCPOptionRequestedIP          DHCPOptionCode = 50
	DHCPOptionLeaseTime            DHCPOptionCode = 51
	DHCPOptionOverload             DHCPOptionCode = 52
	DHCPOptionMessageType          DHCPOptionCode = 53
	DHCPOptionServerID             DHCPOptionCode = 54
	DHCPOptionParameters           DHCPOptionCode = 55
	DHCPOptionMessage              DHCPOptionCode = 56
	DHCPOptionMaxSize              DHCPOptionCode = 57
	DHCPOptionRenewalTime          DHCPOptionCode = 58
	DHCPOptionRebindingTime        DHCPOptionCode = 59
	DHCPOptionVendorClass          DHCPOptionCode = 60
	DHCPOptionClientID             DHCPOptionCode = 61
	DHCPOptionTFTPServer           DHCPOptionCode = 66
	DHCPOptionBootFile             DHCPOptionCode = 67
	DHCPOptionRelayAgent           DHCPOptionCode = 82
	DHCPOptionDomainSearch         DHCPOptionCode = 119
	DHCPOptionClasslessStaticRoute DHCPOptionCode = 121
	DHCPOptionEnd                  DHCPOptionCode = 255 // Not in DHCP.Options: see DHCP.NoEnd.
)

// A DHCPMessageType is the value of the option DHCPOptionMessageType.
type DHCPMessageType uint8

// Types of messages.
const (
	DHCPDiscover DHCPMessageType = iota + 1
	DHCPOffer
	DHCPRequestAddress
	DHCPDecline
	DHCPAck
	DHCPNak
	DHCPRelease
	DHCPInform
)

// String returns the name, or the number.
func (t DHCPMessageType) String() string {
	return nameOf(uint64(t), "", "discover", "offer", "request", "decline", "ack", "nak", "release", "inform")
}

// DHCPOptionAddrs returns an option of IPv4 addresses. Others are left out.
func DHCPOptionAddrs(c DHCPOptionCode, addrs ...netip.Addr) DHCPOption {
	o := DHCPOption{Code: c}
	for _, a := range addrs {
		if a.Is4() {
			o.Data = appendAddrs(o.Data, a)
		}
	}
	return o
}

// DHCPOptionSeconds returns an option of a time.
func DHCPOptionSeconds(c DHCPOptionCode, seconds uint32) DHCPOption {
	return DHCPOption{c, be.AppendUint32(nil, seconds)}
}

// DHCPOptionText returns an option of text.
func DHCPOptionText(c DHCPOptionCode, text string) DHCPOption { return DHCPOption{c, []byte(text)} }

// len is the bytes of the option.
func (o *DHCPOption) len() int {
	if o.Code == DHCPOptionPad {
		return 1 + len(o.Data)
	}
	return 2 + len(o.Data)
}

// Walk shows the fields to v.
func (l *DHCP) Walk(v Visitor) {
	v.Enum("op", (*openflow.U8)(&l.Op), l.Op)
	v.Uint("htype", (*openflow.U8)(&l.HType))
	v.Uint("hlen", (*openflow.U8)(&l.HLen))
	v.Uint("hops", (*openflow.U8)(&l.Hops))
	v.Hex("xid", (*openflow.U32)(&l.XID))
	v.Uint("secs", (*openflow.U16)(&l.Secs))
	v.Hex("flags", (*openflow.U16)(&l.Flags))
	v.Addr("ciaddr", &l.CIAddr, 4)
	v.Addr("yiaddr", &l.YIAddr, 4)
	v.Addr("siaddr", &l.SIAddr, 4)
	v.Addr("giaddr", &l.GIAddr, 4)
	if l.HLen == 6 {
		v.MAC("chaddr", (*openflow.MAC)(l.CHAddr[:]))
		walkRareArray(v, "chaddr_padding", l.CHAddr[6:])
	} else {
		v.Array("chaddr", l.CHAddr[:])
	}
	walkText(v, "sname", l.SName[:])
	walkText(v, "boot_file", l.File[:])
	v.Rare("bootp", (*openflow.Bool)(&l.BOOTP))
	if !l.BOOTP {
		v.Object("options", dhcpOptions{l})
	}
}

// walkText shows an array of text. Os-ken's JSON has it with its zeros; what is no UTF-8 is data.
func walkText(v Visitor, name string, p []byte) {
	if v.Reading() || !utf8.Valid(p) {
		v.Array(name+"_bytes", p)
	}
	if v.Reading() || utf8.Valid(p) {
		text := p
		v.String(name, &text)
		if len(text) > len(p) {
			v.Invalid(name, openflow.ErrTooLong)
		}
		if v.Reading() {
			clear(p[copy(p, text):])
		}
	}
}

// dhcpOptions are the options as os-ken's JSON has them, in an object of their own.
type dhcpOptions struct{ *DHCP }

// Class names the options in JSON.
func (l dhcpOptions) Class() string { return "options" }

// Walk shows the fields to v.
func (l dhcpOptions) Walk(v Visitor) {
	magic := "99.130.83.99"
	text := []byte(magic)
	v.String("magic_cookie", &text)
	v.List("option_list", (*dhcpOptionList)(&l.Options))
	v.Derived("options_len", uint64(l.optionsLen()))
	v.Rare("no_end", (*openflow.Bool)(&l.NoEnd))
	v.RareBytes("padding", &l.Padding)
}

// Class names the option in JSON.
func (o *DHCPOption) Class() string { return "option" }

// Walk shows the fields to v.
func (o *DHCPOption) Walk(v Visitor) {
	v.Uint("tag", (*openflow.U8)(&o.Code))
	v.Derived("length", uint64(len(o.Data)))
	v.Bytes("value", &o.Data)
}

type dhcpOptionList []DHCPOption

func (l *dhcpOptionList) Len() int         { return len(*l) }
func (l *dhcpOptionList) At(i int) Element { return &(*l)[i] }
func (l *dhcpOptionList) Add(class string) Element {
	return addTo((*[]DHCPOption)(l), class == "option")
}
