package packet

import (
	"net/netip"
	"slices"

	"github.com/ofwire/openflow"
)

// DHCPv6 is a message of DHCP for IPv6. RFC 8415.
type DHCPv6 struct {
	Type          DHCPv6Type
	TransactionID uint32 // 24 bits. Messages of relays do not have it.
	// HopCount and the two addresses are in messages of relays only. The zero Addr is written as ::.
	HopCount           uint8
	LinkAddr, PeerAddr netip.Addr
	Options            []DHCPv6Option
}

// A DHCPv6Type is the type of a message.
type DHCPv6Type uint8

// Types of messages.
const (
	DHCPv6Solicit            DHCPv6Type = 1
	DHCPv6Advertise          DHCPv6Type = 2
	DHCPv6Request            DHCPv6Type = 3
	DHCPv6Confirm            DHCPv6Type = 4
	DHCPv6Renew              DHCPv6Type = 5
	DHCPv6Rebind             DHCPv6Type = 6
	DHCPv6Reply              DHCPv6Type = 7
	DHCPv6Release            DHCPv6Type = 8
	DHCPv6Decline            DHCPv6Type = 9
	DHCPv6Reconfigure        DHCPv6Type = 10
	DHCPv6InformationRequest DHCPv6Type = 11
	DHCPv6RelayForward       DHCPv6Type = 12
	DHCPv6RelayReply         DHCPv6Type = 13
)

// String returns the name, or the number.
func (t DHCPv6Type) String() string {
	return nameOf(uint64(t), "", "solicit", "advertise", "request", "confirm", "renew", "rebind", "reply", "release", "decline", "reconfigure",
		"information-request", "relay-forward", "relay-reply")
}

// A DHCPv6Option is one option of DHCPv6.
type DHCPv6Option struct {
	Code DHCPv6OptionCode
	Data []byte // Up to 65535 bytes; further options, in some.
}

// A DHCPv6OptionCode tells what an option holds.
type DHCPv6OptionCode uint16

// Codes of options.
const (
	DHCPv6OptionClientID        DHCPv6OptionCode = 1
	DHCPv6OptionServerID        DHCPv6OptionCode = 2
	DHCPv6OptionIANA            DHCPv6OptionCode = 3
	DHCPv6OptionIATA            DHCPv6OptionCode = 4
	DHCPv6OptionIAAddr          DHCPv6OptionCode = 5
	DHCPv6OptionORO             DHCPv6OptionCode = 6
	DHCPv6OptionPreference      DHCPv6OptionCode = 7
	DHCPv6OptionElapsedTime     DHCPv6OptionCode = 8
	DHCPv6OptionRelayMessage    DHCPv6OptionCode = 9
	DHCPv6OptionAuth            DHCPv6OptionCode = 11
	DHCPv6OptionUnicast         DHCPv6OptionCode = 12
	DHCPv6OptionStatusCode      DHCPv6OptionCode = 13
	DHCPv6OptionRapidCommit     DHCPv6OptionCode = 14
	DHCPv6OptionUserClass       DHCPv6OptionCode = 15
	DHCPv6OptionVendorClass     DHCPv6OptionCode = 16
	DHCPv6OptionVendorOpts      DHCPv6OptionCode = 17
	DHCPv6OptionInterfaceID     DHCPv6OptionCode = 18
	DHCPv6OptionReconfigure     DHCPv6OptionCode = 19
	DHCPv6OptionReconfAccept    DHCPv6OptionCode = 20
	DHCPv6OptionDNSServers      DHCPv6OptionCode = 23
	DHCPv6OptionDomainList      DHCPv6OptionCode = 24
	DHCPv6OptionIAPD            DHCPv6OptionCode = 25
	DHCPv6OptionIAPrefix        DHCPv6OptionCode = 26
	DHCPv6OptionInformationTime DHCPv6OptionCode = 32
	DHCPv6OptionClientLinkAddr  DHCPv6OptionCode = 79
)

const (
	dhcpv6Len      = 4
	dhcpv6RelayLen = 34
)

var protocolDHCPv6 = Protocol{Name: "dhcp6", New: func() Layer { return new(DHCPv6) }}

// Info describes the protocol: DHCPv6.
func (*DHCPv6) Info() *Protocol { return &protocolDHCPv6 }

// IsRelay reports whether the message is one between relays and servers, which has HopCount and addresses in place of TransactionID.
func (l *DHCPv6) IsRelay() bool { return l.Type == DHCPv6RelayForward || l.Type == DHCPv6RelayReply }

// DecodeLayer reads the message. Where an option does not fit, those before it stay, with the error openflow.ErrLength. The message that a relay has in an
// option is not decoded.
func (l *DHCPv6) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < dhcpv6Len {
		return x, openflow.ErrTruncated
	}
	t := DHCPv6{Type: DHCPv6Type(b[0])}
	at := t.fixedLen()
	if len(b) < at {
		return x, openflow.ErrTruncated
	}
	*l = t
	if l.IsRelay() {
		l.HopCount, l.LinkAddr, l.PeerAddr = b[1], netip.AddrFrom16([16]byte(b[2:])), netip.AddrFrom16([16]byte(b[18:]))
	} else {
		l.TransactionID = be.Uint32(b) & 0xffffff
	}
	a := arenaOf[DHCPv6Option](d)
	a.begin(cap(b) / 4)
	for at < len(b) {
		if len(b)-at < 4 || len(b)-at < 4+int(be.Uint16(b[at+2:])) {
			err = openflow.ErrLength
			break
		}
		n := 4 + int(be.Uint16(b[at+2:]))
		a.add(DHCPv6Option{DHCPv6OptionCode(be.Uint16(b[at:])), b[at+4 : at+n : at+n]})
		at += n
	}
	l.Options = a.list()
	x.Header = at
	return x, err
}

// fixedLen is the bytes before the options.
func (l *DHCPv6) fixedLen() int {
	if l.IsRelay() {
		return dhcpv6RelayLen
	}
	return dhcpv6Len
}

// HeaderLen is 4, or 34, and the options.
func (l *DHCPv6) HeaderLen() int {
	n := l.fixedLen() + 4*len(l.Options)
	for i := range l.Options {
		n += len(l.Options[i].Data)
	}
	return n
}

// EncodeLayer writes the message.
func (l *DHCPv6) EncodeLayer(b []byte, _ Encoding) error {
	if l.IsRelay() {
		if !fits16(l.LinkAddr) || !fits16(l.PeerAddr) {
			return openflow.ErrValue
		}
		b[0], b[1] = byte(l.Type), l.HopCount
		*(*[16]byte)(b[2:]), *(*[16]byte)(b[18:]) = l.LinkAddr.As16(), l.PeerAddr.As16()
	} else {
		if l.TransactionID > 0xffffff {
			return openflow.ErrValue
		}
		be.PutUint32(b, uint32(l.Type)<<24|l.TransactionID)
	}
	b = b[l.fixedLen():]
	for i := range l.Options {
		o := &l.Options[i]
		if len(o.Data) > 0xffff {
			return openflow.ErrTooLong
		}
		be.PutUint16(b, uint16(o.Code))
		be.PutUint16(b[2:], uint16(len(o.Data)))
		b = b[4+copy(b[4:], o.Data):]
	}
	return nil
}

// Find returns the data of the first option with a code.
func (l *DHCPv6) Find(c DHCPv6OptionCode) ([]byte, bool) {
	for i := range l.Options {
		if l.Options[i].Code == c {
			return l.Options[i].Data, true
		}
	}
	return nil, false
}

// Walk shows the fields to v.
func (l *DHCPv6) Walk(v Visitor) {
	v.Enum("msg_type", (*openflow.U8)(&l.Type), l.Type)
	if l.IsRelay() {
		v.Uint("hop_count", (*openflow.U8)(&l.HopCount))
		v.Addr("link_address", &l.LinkAddr, 16)
		v.Addr("peer_address", &l.PeerAddr, 16)
	} else {
		v.Hex("transaction_id", (*openflow.U32)(&l.TransactionID))
	}
	v.Object("options", dhcpv6Options{l})
}

// dhcpv6Options are the options as os-ken's JSON has them, in an object of their own.
type dhcpv6Options struct{ *DHCPv6 }

// Class names the options in JSON.
func (l dhcpv6Options) Class() string { return "options" }

// Walk shows the fields to v.
func (l dhcpv6Options) Walk(v Visitor) {
	v.List("option_list", (*dhcpv6OptionList)(&l.Options))
	v.Derived("options_len", uint64(l.HeaderLen()-l.fixedLen()))
}

// Class names the option in JSON.
func (o *DHCPv6Option) Class() string { return "option" }

// Walk shows the fields to v.
func (o *DHCPv6Option) Walk(v Visitor) {
	v.Uint("code", (*openflow.U16)(&o.Code))
	v.Derived("length", uint64(len(o.Data)))
	v.Bytes("data", &o.Data)
}

type dhcpv6OptionList []DHCPv6Option

func (l *dhcpv6OptionList) Len() int         { return len(*l) }
func (l *dhcpv6OptionList) At(i int) Element { return &(*l)[i] }
func (l *dhcpv6OptionList) Add(class string) Element {
	return addTo((*[]DHCPv6Option)(l), class == "option")
}

// CloneLayer returns a copy.
func (l *DHCPv6) CloneLayer() Layer {
	c := *l
	c.Options = slices.Clone(l.Options)
	for i := range c.Options {
		c.Options[i].Data = slices.Clone(c.Options[i].Data)
	}
	return &c
}
