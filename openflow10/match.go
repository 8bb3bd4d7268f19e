package openflow10

import "net/netip"

// Where FlowWildcards counts the low bits of the network addresses that do not matter.
const (
	nwSrcShift = 8
	nwDstShift = 14
)

// NWSrcPrefix returns the IPv4 sources that m matches. It is 0.0.0.0/0 where the source is left out.
func (m *Match) NWSrcPrefix() netip.Prefix { return m.prefix(m.NWSrc, nwSrcShift) }

// NWDstPrefix returns the IPv4 destinations that m matches. It is 0.0.0.0/0 where the destination is left out.
func (m *Match) NWDstPrefix() netip.Prefix { return m.prefix(m.NWDst, nwDstShift) }

// SetNWSrc makes m match the IPv4 sources in p, or all for the zero Prefix: it sets NWSrc, and its bits in Wildcards.
func (m *Match) SetNWSrc(p netip.Prefix) { m.NWSrc = m.setPrefix(p, nwSrcShift) }

// SetNWDst makes m match the IPv4 destinations in p, or all for the zero Prefix: it sets NWDst, and its bits in Wildcards.
func (m *Match) SetNWDst(p netip.Prefix) { m.NWDst = m.setPrefix(p, nwDstShift) }

// prefix is the address of which Wildcards leaves out the low bits that it counts at shift. More than 32 are all.
func (m *Match) prefix(addr netip.Addr, shift int) netip.Prefix {
	if !addr.IsValid() {
		addr = netip.IPv4Unspecified()
	}
	p, _ := addr.Prefix(max(0, 32-int(m.Wildcards>>shift&0x3f)))
	return p
}

// setPrefix counts at shift the low bits that p leaves out.
func (m *Match) setPrefix(p netip.Prefix, shift int) netip.Addr {
	m.Wildcards = m.Wildcards&^(0x3f<<shift) | FlowWildcards(32-min(32, max(0, p.Bits())))<<shift
	return p.Masked().Addr()
}
