package openflow10_test

import (
	"net/netip"
	"testing"

	"github.com/ofwire/openflow/openflow10"
)

func TestNetworkPrefixes(t *testing.T) {
	for _, tt := range []struct {
		set, get string
		want     openflow10.FlowWildcards
	}{
		{"10.1.2.3/8", "10.0.0.0/8", 24<<8 | 24<<14},
		{"10.1.2.3/32", "10.1.2.3/32", 0},
		{"0.0.0.0/0", "0.0.0.0/0", openflow10.FlowWildcardsNWSrcAll | openflow10.FlowWildcardsNWDstAll},
		{"", "0.0.0.0/0", openflow10.FlowWildcardsNWSrcAll | openflow10.FlowWildcardsNWDstAll},
	} {
		m := openflow10.NewMatch()
		var p netip.Prefix
		if tt.set != "" {
			p = netip.MustParsePrefix(tt.set)
		}
		m.SetNWSrc(p)
		m.SetNWDst(p)
		both := openflow10.FlowWildcardsNWSrcMask | openflow10.FlowWildcardsNWDstMask
		if m.Wildcards != openflow10.FlowWildcardsAll&^both|tt.want {
			t.Errorf("%q sets %v", tt.set, m.Wildcards)
		}
		if src, dst := m.NWSrcPrefix().String(), m.NWDstPrefix().String(); src != tt.get || dst != tt.get {
			t.Errorf("%q is %s and %s", tt.set, src, dst)
		}
	}
}

// TestManyIgnoredBits shows that counts above 32 are all of the address, and stay as they are.
func TestManyIgnoredBits(t *testing.T) {
	m := openflow10.NewFlowMod()
	m.Match.NWSrc = netip.MustParseAddr("10.0.0.1")
	for n := range openflow10.FlowWildcards(64) {
		m.Match.Wildcards = n<<8 | (63-n)<<14
		b, err := m.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var back openflow10.FlowMod
		if err := back.UnmarshalBinary(b); err != nil || back.Match.Wildcards != m.Match.Wildcards {
			t.Errorf("%d: %v, %v", n, back.Match.Wildcards, err)
		}
		if bits := back.Match.NWSrcPrefix().Bits(); bits != max(0, 32-int(n)) {
			t.Errorf("%d ignored bits leave %d", n, bits)
		}
	}
}
