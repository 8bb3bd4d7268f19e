package packet

import (
	"net/netip"
	"slices"

	"github.com/ofwire/openflow"
)

// DHCP is a message of DHCP for IPv4, or of BOOTP. RFC 2131.
type DHCP struct {
	Op    DHCPOp
	HType uint8 // The type of hardware, as in ARP: 1 is Ethernet.
	HLen  uint8 // Bytes of the hardware address. It is written as it is, even if it is more than 16.
	Hops  uint8
	XID   uint32
	Secs  uint16
	Flags uint16 // DHCPBroadcast, and reserved bits.
	// CIAddr is the client's address as it has it, YIAddr as it gets it, SIAddr the next server's, GIAddr the relay agent's. The zero Addr is 0.0.0.0.
	CIAddr, YIAddr, SIAddr, GIAddr netip.Addr
	CHAddr                         [16]byte  // The client's hardware address, and padding.
	SName                          [64]byte  // The server's name, and zeros.
	File                           [128]byte // The name of the file to boot, and zeros.
	Options                        []DHCPOption
	// NoEnd leaves out the end option behind Options, as messages do that are cut off.
	NoEnd   bool
	Padding []byte // What follows the end option.
	// BOOTP tells that the magic cookie is not there, and with it no options: what follows File is payload.
	BOOTP bool
}

// A DHCPOp tells who sends a message. What kind of message it is, is in an option: see DHCPMessageType.
type DHCPOp uint8

// Ops of DHCP. All messages of clients are requests, as DHCPDiscover; those of servers are replies, as DHCPOffer.
const (
	DHCPRequest DHCPOp = 1
	DHCPReply   DHCPOp = 2
)

// String returns the name, or the number.
func (o DHCPOp) String() string { return nameOf(uint64(o), "", "request", "reply") }

// DHCPBroadcast is the flag of clients that cannot receive unicast before they have an address.
const DHCPBroadcast = 0x8000

const (
	dhcpFixedLen = 236
	dhcpMagic    = 0x63825363
)

var protocolDHCP = Protocol{Name: "dhcp", New: func() Layer { return new(DHCP) }}

// NewDHCP returns a message of a client, or to one, whose hardware address is an Ethernet address.
func NewDHCP(op DHCPOp, t DHCPMessageType, xid uint32, client openflow.MAC, options ...DHCPOption) *DHCP {
	l := &DHCP{Op: op, HType: 1, HLen: 6, XID: xid, Options: append([]DHCPOption{{DHCPOptionMessageType, []byte{byte(t)}}}, options...)}
	copy(l.CHAddr[:], client[:])
	return l
}

// Info describes the protocol: DHCP.
func (*DHCP) Info() *Protocol { return &protocolDHCP }

// DecodeLayer reads the whole message. Where an option does not fit, those before it stay, with the error openflow.ErrLength.
func (l *DHCP) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < dhcpFixedLen {
		return x, openflow.ErrTruncated
	}
	l.Op, l.HType, l.HLen, l.Hops = DHCPOp(b[0]), b[1], b[2], b[3]
	l.XID, l.Secs, l.Flags = be.Uint32(b[4:]), be.Uint16(b[8:]), be.Uint16(b[10:])
	l.CIAddr, l.YIAddr = netip.AddrFrom4([4]byte(b[12:])), netip.AddrFrom4([4]byte(b[16:]))
	l.SIAddr, l.GIAddr = netip.AddrFrom4([4]byte(b[20:])), netip.AddrFrom4([4]byte(b[24:]))
	l.CHAddr, l.SName, l.File = [16]byte(b[28:]), [64]byte(b[44:]), [128]byte(b[108:])
	l.Options, l.NoEnd, l.Padding = nil, true, nil
	if l.BOOTP = len(b) < dhcpFixedLen+4 || be.Uint32(b[dhcpFixedLen:]) != dhcpMagic; l.BOOTP {
		x.Header = dhcpFixedLen
		return x, nil
	}
	a := arenaOf[DHCPOption](d)
	a.begin(mostOptions(b))
	at := dhcpFixedLen + 4
	for at < len(b) {
		n := dhcpOptionSize(b[at:])
		if n == 0 {
			err = openflow.ErrLength
			break
		}
		o := b[at : at+n : at+n]
		if o[0] == byte(DHCPOptionEnd) {
			l.NoEnd = false
			if at += n; at < len(b) {
				l.Padding = b[at:len(b):len(b)]
			}
			at = len(b)
			break
		}
		data := o[1:]
		if o[0] != byte(DHCPOptionPad) {
			data = o[2:]
		}
		a.add(DHCPOption{DHCPOptionCode(o[0]), data})
		at += n
	}
	l.Options = a.list()
	x.Header = at
	return x, err
}

// dhcpOptionSize returns the bytes of the option at the start of b, which is not empty; 0 for one that does not fit. All zeros in a row are one.
func dhcpOptionSize(b []byte) int {
	switch DHCPOptionCode(b[0]) {
	case DHCPOptionEnd:
		return 1
	case DHCPOptionPad:
		return zeros(b)
	}
	if len(b) < 2 || len(b) < 2+int(b[1]) {
		return 0
	}
	return 2 + int(b[1])
}

// HeaderLen is 236, without BOOTP 240 and the options.
func (l *DHCP) HeaderLen() int {
	if l.BOOTP {
		return dhcpFixedLen
	}
	return dhcpFixedLen + l.optionsLen()
}

// optionsLen is the bytes of the magic cookie and of what follows.
func (l *DHCP) optionsLen() int {
	n := 4
	for i := range l.Options {
		n += l.Options[i].len()
	}
	if !l.NoEnd {
		n += 1 + len(l.Padding)
	}
	return n
}

// EncodeLayer writes the message.
func (l *DHCP) EncodeLayer(b []byte, e Encoding) error {
	b[0], b[1], b[2], b[3] = byte(l.Op), l.HType, l.HLen, l.Hops
	be.PutUint32(b[4:], l.XID)
	be.PutUint16(b[8:], l.Secs)
	be.PutUint16(b[10:], l.Flags)
	if !putAddrs(b[12:], l.CIAddr, l.YIAddr, l.SIAddr, l.GIAddr) {
		return openflow.ErrValue
	}
	copy(b[28:], l.CHAddr[:])
	copy(b[44:], l.SName[:])
	copy(b[108:], l.File[:])
	if l.BOOTP {
		return nil
	}
	b = b[dhcpFixedLen:e.HeaderLen]
	be.PutUint32(b, dhcpMagic)
	b = b[4:]
	for i := range l.Options {
		o := &l.Options[i]
		b[0] = byte(o.Code)
		switch {
		case o.Code == DHCPOptionEnd:
			return openflow.ErrValue
		case o.Code == DHCPOptionPad:
			clear(b[1 : 1+len(o.Data)])
			b = b[1+len(o.Data):]
			continue
		case len(o.Data) > 255:
			return openflow.ErrTooLong
		}
		b[1] = byte(len(o.Data))
		b = b[2+copy(b[2:], o.Data):]
	}
	if !l.NoEnd {
		b[0] = byte(DHCPOptionEnd)
		copy(b[1:], l.Padding)
	}
	return nil
}

// MAC returns the client's hardware address; false when it is not one of Ethernet's length.
func (l *DHCP) MAC() (openflow.MAC, bool) { return openflow.MAC(l.CHAddr[:]), l.HLen == 6 }

// Find returns the data of the first option with a code.
func (l *DHCP) Find(c DHCPOptionCode) ([]byte, bool) {
	for i := range l.Options {
		if l.Options[i].Code == c {
			return l.Options[i].Data, true
		}
	}
	return nil, false
}

// MessageType returns the type of the message, or 0 when it has none.
func (l *DHCP) MessageType() DHCPMessageType {
	if b, _ := l.Find(DHCPOptionMessageType); len(b) == 1 {
		return DHCPMessageType(b[0])
	}
	return 0
}

// CloneLayer returns a copy.
func (l *DHCP) CloneLayer() Layer {
	c := *l
	c.Padding = slices.Clone(l.Padding)
	c.Options = slices.Clone(l.Options)
	for i := range c.Options {
		c.Options[i].Data = slices.Clone(c.Options[i].Data)
	}
	return &c
}
