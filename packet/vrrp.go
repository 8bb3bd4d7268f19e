package packet

import (
	"net/netip"
	"slices"

	"github.com/ofwire/openflow"
)

// VRRP is an advertisement of a virtual router, of version 2 (RFC 3768) or 3 (RFC 5798).
type VRRP struct {
	Version  uint8 // 2 or 3.
	Type     uint8 // VRRPAdvertisement; 4 bits.
	VRID     uint8 // The virtual router.
	Priority uint8 // 255 is the owner of the addresses, 0 a master that resigns.
	AuthType uint8 // Of version 2.
	// MaxAdvertInterval is in seconds, at most 255; in version 3 in units of 10 ms, in 12 bits.
	MaxAdvertInterval uint16
	Reserved          uint8 // 4 bits of version 3.
	// Checksum is over the message; in version 3 over the pseudo header of IP too.
	Checksum Computed
	// Addrs are the addresses of the virtual router, all of one family; IPv4 in version 2. At most 255.
	Addrs    []netip.Addr
	AuthData [8]byte // Of version 2.
}

// VRRPAdvertisement is the one type of message.
const VRRPAdvertisement = 1

const (
	vrrpLen     = 8
	vrrpAuthLen = 8
)

// Addresses that advertisements are sent to, and the TTL that they have.
var (
	vrrpGroup4 = netip.AddrFrom4([4]byte{224, 0, 0, 18})
	vrrpGroup6 = netip.AddrFrom16([16]byte{0: 0xff, 1: 0x02, 15: 0x12})
)

const vrrpTTL = 255

var (
	protocolVRRP = Protocol{Name: "vrrp", New: func() Layer { return new(VRRP) }, IPProtocol: IPProtocolVRRP}

	protocolVRRPv2 = Protocol{Name: "vrrpv2", New: func() Layer { return &VRRP{Version: 2} }, IPProtocol: IPProtocolVRRP}
	protocolVRRPv3 = Protocol{Name: "vrrpv3", New: func() Layer { return &VRRP{Version: 3} }, IPProtocol: IPProtocolVRRP, Pseudo: true}
)

// NewVRRP returns an advertisement of version 2 or 3 with a priority of 100 and an interval of one second.
func NewVRRP(version, vrid uint8, addrs ...netip.Addr) *VRRP {
	l := &VRRP{Version: version, Type: VRRPAdvertisement, VRID: vrid, Priority: 100, MaxAdvertInterval: 1, Addrs: addrs}
	if version == 3 {
		l.MaxAdvertInterval = 100
	}
	return l
}

// Frame returns the whole packet of an advertisement that a router sends from its address src, with the addresses and the TTL that RFC 5798 asks for. Tags
// stand between Ethernet and IP.
func (l *VRRP) Frame(src netip.Addr, tags ...*VLAN) []Layer {
	eth := &Ethernet{Dst: MulticastMAC(vrrpGroup4), Src: VirtualRouterMAC(l.VRID, src.Is6())}
	var ip Layer
	if src.Is4() {
		v4 := NewIPv4(src, vrrpGroup4)
		v4.TTL, v4.TOS = vrrpTTL, 0xc0
		ip = v4
	} else {
		eth.Dst = MulticastMAC(vrrpGroup6)
		v6 := NewIPv6(src, vrrpGroup6)
		v6.HopLimit, v6.TrafficClass = vrrpTTL, 0xc0
		ip = v6
	}
	layers := []Layer{eth}
	for _, t := range tags {
		layers = append(layers, t)
	}
	return append(layers, ip, l)
}

// Info describes the protocol by the version, as os-ken does.
func (l *VRRP) Info() *Protocol {
	if l != nil {
		switch l.Version {
		case 2:
			return &protocolVRRPv2
		case 3:
			return &protocolVRRPv3
		}
	}
	return &protocolVRRP
}

// DecodeLayer reads the whole message. The addresses of version 3 are of the family of the packet. Where that is not known, or is both as in tunnels, they are
// of IPv6 if their count says that they take all that there is.
func (l *VRRP) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < vrrpLen {
		return x, openflow.ErrTruncated
	}
	version, count := b[0]>>4, int(b[3])
	size, auth := 4, 0
	switch version {
	case 2:
		auth = vrrpAuthLen
	case 3:
		size = d.vrrpAddrSize(b, count)
	default:
		return x, openflow.ErrVersion
	}
	end := vrrpLen + size*count
	if len(b) < end+auth {
		return x, openflow.ErrTruncated
	}
	*l = VRRP{Version: version, Type: b[0] & 0xf, VRID: b[1], Priority: b[2], Checksum: Received(uint32(be.Uint16(b[6:])))}
	if version == 2 {
		l.AuthType, l.MaxAdvertInterval, l.AuthData = b[4], uint16(b[5]), [8]byte(b[end:])
	} else {
		l.Reserved, l.MaxAdvertInterval = b[4]>>4, be.Uint16(b[4:])&0xfff
	}
	a := arenaOf[netip.Addr](d)
	a.begin(cap(b) / 4)
	for p := b[vrrpLen:end]; len(p) > 0; p = p[size:] {
		addr, _ := netip.AddrFromSlice(p[:size])
		a.add(addr)
	}
	l.Addrs = a.list()
	x.Header = end + auth
	return x, nil
}

// vrrpAddrSize returns the bytes of each of the addresses in a message of version 3.
func (d *Decoder) vrrpAddrSize(b []byte, count int) int {
	switch d.used & (1<<kindIPv4 | 1<<kindIPv6) {
	case 1 << kindIPv4:
		return 4
	case 1 << kindIPv6:
		return 16
	}
	if len(b) == vrrpLen+16*count {
		return 16
	}
	return 4
}

// addrSize is the bytes of each address.
func (l *VRRP) addrSize() int {
	if l.Version == 3 && len(l.Addrs) > 0 && l.Addrs[0].Is6() {
		return 16
	}
	return 4
}

// HeaderLen is 8, the addresses, and 8 more in version 2.
func (l *VRRP) HeaderLen() int {
	n := vrrpLen + l.addrSize()*len(l.Addrs)
	if l.Version == 2 {
		n += vrrpAuthLen
	}
	return n
}

// EncodeLayer writes the message.
func (l *VRRP) EncodeLayer(b []byte, e Encoding) error {
	if l.Version != 2 && l.Version != 3 {
		return openflow.ErrVersion
	}
	if len(l.Addrs) > 255 {
		return openflow.ErrTooLong
	}
	if l.Type > 15 || l.Reserved > 15 || l.Version == 2 && l.MaxAdvertInterval > 0xff || l.MaxAdvertInterval > 0xfff {
		return openflow.ErrValue
	}
	b[0], b[1], b[2], b[3] = l.Version<<4|l.Type, l.VRID, l.Priority, byte(len(l.Addrs))
	if l.Version == 2 {
		b[4], b[5] = l.AuthType, byte(l.MaxAdvertInterval)
		copy(b[e.HeaderLen-vrrpAuthLen:], l.AuthData[:])
	} else {
		be.PutUint16(b[4:], uint16(l.Reserved)<<12|l.MaxAdvertInterval)
	}
	be.PutUint16(b[6:], 0)
	if err := l.encodeAddrs(b[vrrpLen:]); err != nil {
		return err
	}
	pseudo := e.Pseudo + uint64(IPProtocolVRRP) + uint64(len(b))
	if l.Version != 3 {
		pseudo, e.flags = 0, e.flags&^noPseudo
	}
	checksum, err := e.flags.checksum(l.Checksum, pseudo, b)
	be.PutUint16(b[6:], checksum)
	return err
}

func (l *VRRP) encodeAddrs(b []byte) error {
	ok := true
	if l.addrSize() == 16 {
		for _, a := range l.Addrs {
			*(*[16]byte)(b) = a.As16()
			b = b[16:]
			ok = ok && fits16(a)
		}
	} else {
		ok = putAddrs(b, l.Addrs...)
	}
	if !ok {
		return openflow.ErrValue
	}
	return nil
}

// Walk shows the fields to v.
func (l *VRRP) Walk(v Visitor) {
	v.Const("version", int(l.Version))
	v.Uint("type", (*openflow.U8)(&l.Type))
	v.Uint("vrid", (*openflow.U8)(&l.VRID))
	v.Uint("priority", (*openflow.U8)(&l.Priority))
	v.Derived("count_ip", uint64(len(l.Addrs)))
	v.Uint("max_adver_int", (*openflow.U16)(&l.MaxAdvertInterval))
	v.Computed("checksum", &l.Checksum)
	v.Base64Addrs("ip_addresses", &l.Addrs, 0)
	v.Derived("identification", 0)
	if l.Version == 2 {
		v.Uint("auth_type", (*openflow.U8)(&l.AuthType))
		v.Uints("auth_data", vrrpAuthData{l})
		return
	}
	v.DerivedBytes("auth_type", nil)
	v.DerivedBytes("auth_data", nil)
	v.Rare("reserved", (*openflow.U8)(&l.Reserved))
}

// vrrpAuthData are the two numbers of os-ken's auth_data.
type vrrpAuthData struct{ *VRRP }

func (l vrrpAuthData) Len() int        { return vrrpAuthLen / 4 }
func (l vrrpAuthData) At(i int) uint64 { return uint64(be.Uint32(l.AuthData[4*i:])) }

func (l vrrpAuthData) Set(list []uint64) error {
	if len(list) != vrrpAuthLen/4 {
		return openflow.ErrValue
	}
	for i, x := range list {
		if x > 0xffffffff {
			return openflow.ErrValue
		}
		be.PutUint32(l.AuthData[4*i:], uint32(x))
	}
	return nil
}

// CloneLayer returns a copy.
func (l *VRRP) CloneLayer() Layer {
	c := *l
	c.Addrs = slices.Clone(l.Addrs)
	return &c
}
