package packet

import (
	"net/netip"

	"github.com/ofwire/openflow"
)

// ND is the body of messages of neighbor discovery. RFC 4861 §4.
type ND struct {
	// Flags are the router's in an advertisement of one, and the neighbor's in all others.
	Flags NDFlags
	// Reserved is 24 bits behind the flags, in all but advertisements of routers.
	Reserved uint32

	// The next four are in advertisements of routers.
	HopLimit   uint8
	Lifetime   uint16 // In seconds.
	Reachable  uint32 // In milliseconds.
	Retransmit uint32 // In milliseconds.

	Target  netip.Addr // In solicitations and advertisements of neighbors, and in redirects.
	Dst     netip.Addr // In redirects.
	Options []NDOption
}

// NDFlags are the flags of an advertisement.
type NDFlags uint8

// Flags of advertisements: of neighbors the first three, of routers the others.
const (
	NDRouter    NDFlags = 0x80
	NDSolicited NDFlags = 0x40
	NDOverride  NDFlags = 0x20
	NDManaged   NDFlags = 0x80
	NDOther     NDFlags = 0x40
	NDHomeAgent NDFlags = 0x20 // RFC 6275.
)

// An NDOption is an option of neighbor discovery. The functions that begin with NDOption make them, methods take them apart.
type NDOption struct {
	Type NDOptionType
	Data []byte // Up to 2038 bytes. Append fills the option up to a multiple of 8 bytes with zeros.
}

// An NDOptionType tells what an option holds.
type NDOptionType uint8

// Types of options.
const (
	NDTypeSourceAddress NDOptionType = 1
	NDTypeTargetAddress NDOptionType = 2
	NDTypePrefix        NDOptionType = 3
	NDTypeRedirected    NDOptionType = 4
	NDTypeMTU           NDOptionType = 5
	NDTypeRoute         NDOptionType = 24 // RFC 4191.
	NDTypeDNSServers    NDOptionType = 25 // RFC 8106.
	NDTypeDNSSearch     NDOptionType = 31 // RFC 8106.
)

const maxNDOption = 255 * 8

// An NDPrefix is what the option of a prefix tells.
type NDPrefix struct {
	Prefix    netip.Prefix
	Flags     uint8  // 0x80: the prefix is on the link, 0x40: it is for autoconfiguration.
	Valid     uint32 // In seconds; 0xffffffff is forever.
	Preferred uint32 // In seconds.
}

// NDOptionSource returns the option of the sender's address.
func NDOptionSource(a openflow.MAC) NDOption { return NDOption{NDTypeSourceAddress, a[:]} }

// NDOptionTarget returns the option of the target's address.
func NDOptionTarget(a openflow.MAC) NDOption { return NDOption{NDTypeTargetAddress, a[:]} }

// NDOptionMTU returns the option of the link's MTU.
func NDOptionMTU(mtu uint32) NDOption {
	return NDOption{NDTypeMTU, be.AppendUint32(make([]byte, 2, 6), mtu)}
}

// NDOptionPrefix returns the option of a prefix of IPv6.
func NDOptionPrefix(p NDPrefix) NDOption {
	a := p.Prefix.Addr().As16()
	b := append(make([]byte, 0, 30), byte(max(0, p.Prefix.Bits())), p.Flags)
	b = be.AppendUint32(be.AppendUint32(b, p.Valid), p.Preferred)
	return NDOption{NDTypePrefix, append(append(b, 0, 0, 0, 0), a[:]...)}
}

// LinkAddress returns the address of NDOptionSource and NDOptionTarget.
func (o NDOption) LinkAddress() (a openflow.MAC, ok bool) {
	if o.Type != NDTypeSourceAddress && o.Type != NDTypeTargetAddress || len(o.Data) < 6 {
		return a, false
	}
	return [6]byte(o.Data), true
}

// MTU returns the MTU of NDOptionMTU.
func (o NDOption) MTU() (mtu uint32, ok bool) {
	if o.Type != NDTypeMTU || len(o.Data) != 6 {
		return 0, false
	}
	return be.Uint32(o.Data[2:]), true
}

// Prefix takes an NDOptionPrefix apart.
func (o NDOption) Prefix() (p NDPrefix, ok bool) {
	if o.Type != NDTypePrefix || len(o.Data) != 30 || o.Data[0] > 128 {
		return p, false
	}
	b := o.Data
	return NDPrefix{netip.PrefixFrom(addrAt(b[14:], 16), int(b[0])), b[1], be.Uint32(b[2:]), be.Uint32(b[6:])}, true
}

// Find returns the first option of a type.
func (m *ND) Find(t NDOptionType) (NDOption, bool) {
	for _, o := range m.Options {
		if o.Type == t {
			return o, true
		}
	}
	return NDOption{}, false
}

// ndLen returns the bytes of a message before its options.
func ndLen(t ICMPv6Type) int {
	switch t {
	case ICMPv6RouterSolicit:
		return 8
	case ICMPv6RouterAdvert:
		return 16
	case ICMPv6Redirect:
		return 40
	}
	return 24
}

func (m *ND) decode(t ICMPv6Type, b []byte, d *Decoder) (header int, err error) {
	at := ndLen(t)
	if len(b) < at {
		return 0, openflow.ErrTruncated
	}
	switch {
	case t == ICMPv6RouterAdvert:
		m.HopLimit, m.Flags, m.Lifetime = b[4], NDFlags(b[5]), be.Uint16(b[6:])
		m.Reachable, m.Retransmit = be.Uint32(b[8:]), be.Uint32(b[12:])
	default:
		m.Flags, m.Reserved = NDFlags(b[4]), be.Uint32(b[4:])&0xffffff
		if at >= 24 {
			m.Target = addrAt(b[8:], 16)
		}
		if at == 40 {
			m.Dst = addrAt(b[24:], 16)
		}
	}
	a := arenaOf[NDOption](d)
	a.begin(cap(b) / 8)
	for at < len(b) && err == nil {
		n := 0
		if len(b)-at >= 2 {
			n = int(b[at+1]) * 8
		}
		switch {
		case n > len(b)-at || len(b)-at < 2:
			err = openflow.ErrTruncated
		case n == 0:
			err = openflow.ErrLength
		default:
			a.add(NDOption{NDOptionType(b[at]), b[at+2 : at+n : at+n]})
			at += n
		}
	}
	m.Options = a.list()
	return at, err
}

func (o *NDOption) len() int { return (2 + len(o.Data) + 7) &^ 7 }

func (m *ND) len(t ICMPv6Type) int {
	n := ndLen(t)
	for i := range m.Options {
		n += m.Options[i].len()
	}
	return n
}

func (m *ND) encode(t ICMPv6Type, b []byte) error {
	at := ndLen(t)
	if t == ICMPv6RouterAdvert {
		be.PutUint32(b[4:], uint32(m.HopLimit)<<24|uint32(m.Flags)<<16|uint32(m.Lifetime))
		be.PutUint32(b[8:], m.Reachable)
		be.PutUint32(b[12:], m.Retransmit)
	} else {
		if m.Reserved > 0xffffff {
			return openflow.ErrValue
		}
		be.PutUint32(b[4:], uint32(m.Flags)<<24|m.Reserved)
		for i, a := range [...]netip.Addr{m.Target, m.Dst} {
			if end := 24 + 16*i; at >= end {
				if err := putAddr(b[end-16:], a, 16); err != nil {
					return err
				}
			}
		}
	}
	b = b[at:]
	for i := range m.Options {
		o := &m.Options[i]
		n := o.len()
		if n > maxNDOption {
			return openflow.ErrTooLong
		}
		b[0], b[1] = byte(o.Type), byte(n/8)
		clear(b[2+copy(b[2:], o.Data) : n])
		b = b[n:]
	}
	return nil
}
