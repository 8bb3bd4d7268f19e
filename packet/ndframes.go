package packet

import (
	"net/netip"

	"github.com/ofwire/openflow"
)

// ndHopLimit is the hop limit of neighbor discovery: a packet with less comes from another link.
const ndHopLimit = 255

var allNodes = netip.AddrFrom16([16]byte{0: 0xff, 1: 2, 15: 1})

// SolicitedNode returns the multicast address that the nodes with an IPv6 address listen to. RFC 4291 §2.7.1.
func SolicitedNode(a netip.Addr) netip.Addr {
	b := a.As16()
	return netip.AddrFrom16([16]byte{0: 0xff, 1: 2, 11: 1, 12: 0xff, 13: b[13], 14: b[14], 15: b[15]})
}

// NewNeighborSolicit returns the packet, in its frame, that asks for the Ethernet address of target. Src is ::, or the zero Addr, to find out whether target is
// in use.
func NewNeighborSolicit(srcMAC openflow.MAC, src, target netip.Addr) []Layer {
	dst := SolicitedNode(target)
	body := ND{Target: target}
	if src.IsValid() && !src.IsUnspecified() {
		body.Options = []NDOption{NDOptionSource(srcMAC)}
	}
	return ndFrame(MulticastMAC(dst), srcMAC, src, dst, ICMPv6NeighborSolicit, body)
}

// NewNeighborAdvert returns the packet, in its frame, that tells that target has the address srcMAC: the answer to a solicitation from dst. When that is ::, or
// the zero Addr, it goes to all nodes. It is a host's: a router sets NDRouter in the Flags of the ND of the last layer, or hosts cease to use it as one.
func NewNeighborAdvert(srcMAC openflow.MAC, target netip.Addr, dstMAC openflow.MAC, dst netip.Addr) []Layer {
	body := ND{Flags: NDSolicited | NDOverride, Target: target, Options: []NDOption{NDOptionTarget(srcMAC)}}
	if !dst.IsValid() || dst.IsUnspecified() {
		dstMAC, dst = MulticastMAC(allNodes), allNodes
		body.Flags = NDOverride
	}
	return ndFrame(dstMAC, srcMAC, target, dst, ICMPv6NeighborAdvert, body)
}

func ndFrame(dstMAC, srcMAC openflow.MAC, src, dst netip.Addr, t ICMPv6Type, body ND) []Layer {
	return []Layer{
		&Ethernet{Dst: dstMAC, Src: srcMAC},
		&IPv6{HopLimit: ndHopLimit, Src: src, Dst: dst},
		&ICMPv6{Type: t, ND: body},
	}
}
