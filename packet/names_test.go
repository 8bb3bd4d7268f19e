package packet_test

import (
	"fmt"
	"testing"

	"github.com/ofwire/openflow/packet"
)

// TestNames prints numbers that have names, and some that have none.
func TestNames(t *testing.T) {
	checkNames(t, map[string]fmt.Stringer{
		"query":                  packet.IGMPQuery,
		"v1-report":              packet.IGMPv1Report,
		"v2-report":              packet.IGMPv2Report,
		"leave":                  packet.IGMPv2Leave,
		"v3-report":              packet.IGMPv3Report,
		"255":                    packet.IGMPType(255),
		"to-exclude":             packet.GroupChangeToExclude,
		"too-big":                packet.ICMPv6TooBig,
		"echo-request":           packet.ICMPv6EchoRequest,
		"neighbor-advertisement": packet.ICMPv6NeighborAdvert,
		"mldv2-report":           packet.ICMPv6MLDv2Report,
		"0":                      packet.ICMPv6Type(0),
		"142":                    packet.ICMPv6Type(142),
		"144":                    packet.ICMPv6Type(144),
		"next-protocol+0x1":      packet.VXLANNextProtocol | 1,
		"group-policy":           packet.VXLANGroupPolicy,
		"critical+oam":           packet.GeneveCritical | packet.GeneveOAM,
		"nsh":                    packet.NextProtocolNSH,
		"shutdown-complete":      packet.SCTPShutdownComplete,
		"15":                     packet.SCTPChunkType(15),
	})
}

// checkNames expects texts of numbers.
func checkNames(t *testing.T, names map[string]fmt.Stringer) {
	t.Helper()
	for want, x := range names {
		if got := x.String(); got != want {
			t.Errorf("%T: %q, want %q", x, got, want)
		}
	}
}
