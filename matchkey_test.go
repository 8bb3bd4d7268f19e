package openflow_test

import (
	"bytes"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow15"
)

type match = []openflow.Field

// bytesField makes a field of bytes: its value, or value and mask.
func bytesField(t *testing.T, id openflow.FieldID, payload ...byte) openflow.Field {
	t.Helper()
	f, err := openflow.MakeField(id, payload)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const hasMask = 1 << 8

func TestSameMatch(t *testing.T) {
	mac, all := openflow.MAC{2, 0, 0, 0, 0, 1}, openflow.MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	net, one := netip.MustParsePrefix("10.0.0.0/8"), netip.MustParseAddr("10.0.0.1")
	ipv4, udp := openflow15.FieldEthType.Exact(0x0800), openflow15.FieldIPProto.Exact(17)
	tun, xtun := openflow15.FieldTunMetadata0.ID(), openflow.NewFieldID(0xffff0008, 1)
	for _, tt := range []struct {
		name string
		a, b match
		want bool
	}{
		{"empty", nil, match{}, true},
		{"order", match{ipv4, udp}, match{udp, ipv4}, true},
		{"another value", match{ipv4, udp}, match{ipv4, openflow15.FieldIPProto.Exact(6)}, false},
		{"one more field", match{ipv4, udp}, match{ipv4}, false},
		{"another field", match{openflow15.FieldUDPSrc.Exact(1)}, match{openflow15.FieldUDPDst.Exact(1)}, false},
		{"twice", match{ipv4, udp, ipv4}, match{ipv4, udp}, true},
		{"full mask", match{openflow15.FieldEthDst.Masked(mac, all)}, match{openflow15.FieldEthDst.Exact(mac)}, true},
		{"full mask of 13 bits", match{openflow15.FieldVLANVID.Masked(0x1005, 0x1fff)}, match{openflow15.FieldVLANVID.Exact(0x1005)}, true},
		{"mask wider than the field", match{openflow15.FieldVLANVID.Masked(0x1005, 0xffff)}, match{openflow15.FieldVLANVID.Exact(0x1005)}, true},
		{"value wider than the field", match{openflow15.FieldVLANVID.Exact(0x2005)}, match{openflow15.FieldVLANVID.Exact(0x0005)}, false},
		{"wide value, other mask", match{openflow15.FieldVLANVID.Masked(0x2005, 0x2fff)}, match{openflow15.FieldVLANVID.Exact(0x2005)}, false},
		{"no mask bits", match{ipv4, openflow15.FieldEthDst.Masked(mac, openflow.MAC{})}, match{ipv4}, true},
		{"bits outside of the mask", match{openflow15.FieldMetadata.Masked(0xff12, 0xff)}, match{openflow15.FieldMetadata.Masked(0x12, 0xff)}, true},
		{"another mask", match{openflow15.FieldMetadata.Masked(0x12, 0xff)}, match{openflow15.FieldMetadata.Masked(0x12, 0x1ff)}, false},
		{"masked and exact", match{openflow15.FieldMetadata.Masked(0x12, 0xff)}, match{openflow15.FieldMetadata.Exact(0x12)}, false},
		{"prefix", match{openflow15.FieldIPv4Src.Prefix(net)}, match{openflow15.FieldIPv4Src.Masked(one, netip.MustParseAddr("255.0.0.0"))}, true},
		{"two parts of a value", match{openflow15.FieldMetadata.Masked(1, 0xf), openflow15.FieldMetadata.Masked(0x20, 0xf0)},
			match{openflow15.FieldMetadata.Masked(0x21, 0xff)}, true},
		{"contradiction", match{openflow15.FieldMetadata.Exact(1), openflow15.FieldMetadata.Exact(2)}, match{openflow15.FieldMetadata.Exact(3)}, false},
		{"contradiction in another order", match{openflow15.FieldMetadata.Exact(1), openflow15.FieldMetadata.Exact(2)},
			match{openflow15.FieldMetadata.Exact(2), openflow15.FieldMetadata.Exact(1)}, true},
		{"contradictions", match{openflow15.FieldMetadata.Exact(1), openflow15.FieldMetadata.Exact(2)},
			match{openflow15.FieldMetadata.Exact(1), openflow15.FieldMetadata.Exact(3)}, false},

		{"in_port of 16 bits", match{openflow15.FieldNXMInPort.Exact(5)}, match{openflow15.FieldInPort.Exact(5)}, true},
		{"reserved port of 16 bits", match{openflow15.FieldNXMInPort.Exact(0xfffe)}, match{openflow15.FieldInPort.Exact(openflow15.PortNoLocal)}, true},
		{"no reserved port", match{openflow15.FieldNXMInPort.Exact(0xfffe)}, match{openflow15.FieldInPort.Exact(0xfffe)}, false},
		{"NXM and OXM", match{openflow15.FieldNXMIPSrc.Prefix(net)}, match{openflow15.FieldIPv4Src.Prefix(net)}, true},
		{"NXM and OXM with a mask of their own", match{openflow15.FieldNXMTCPSrc.Masked(1, 1)}, match{openflow15.FieldTCPSrc.Masked(1, 1)}, true},
		{"ip_tos", match{openflow15.FieldNXMIPTOS.Exact(46 << 2)}, match{openflow15.FieldIPDSCP.Exact(46)}, true},
		{"ip_tos with more bits", match{openflow15.FieldNXMIPTOS.Exact(46<<2 | 1)}, match{openflow15.FieldIPDSCP.Exact(46)}, false},
		{"ct_state has 8 bits", match{openflow15.FieldCTState.Exact(0x21)}, match{openflow15.FieldCTState.Masked(0x21, 0xff)}, true},

		{"registers", match{openflow15.FieldReg1.Exact(2), openflow15.FieldReg0.Exact(1)}, match{openflow15.FieldXreg0.Exact(1<<32 | 2)}, true},
		{"half of a register of 64 bits", match{openflow15.FieldReg0.Masked(1, 3)}, match{openflow15.FieldXreg0.Masked(1<<32, 3<<32)}, true},
		{"register of 128 bits", match{openflow15.FieldReg3.Exact(7)}, match{openflow15.FieldXxreg0.Masked(openflow.Uint128{Lo: 7}, openflow.Uint128{Lo: 0xffffffff})}, true},
		{"registers of 64 and of 128 bits", match{openflow15.FieldXreg3.Exact(7), openflow15.FieldXreg2.Exact(9)},
			match{openflow15.FieldXxreg1.Exact(openflow.Uint128{Hi: 9, Lo: 7})}, true},
		{"high registers", match{openflow15.FieldReg17.Exact(2), openflow15.FieldReg16.Exact(1)}, match{openflow15.FieldXreg8.Exact(1<<32 | 2)}, true},
		{"another register", match{openflow15.FieldReg0.Exact(1)}, match{openflow15.FieldReg1.Exact(1)}, false},
		{"registers that contradict", match{openflow15.FieldReg1.Exact(2), openflow15.FieldXreg0.Exact(3)}, match{openflow15.FieldXreg0.Exact(3)}, false},

		{"vlan_tci", match{openflow15.FieldVLANVID.Exact(0x1005), openflow15.FieldVLANPCP.Exact(3)}, match{openflow15.FieldNXMVLANTCI.Exact(0x7005)}, true},
		{"any tag", match{openflow15.FieldVLANVID.Masked(0x1000, 0x1000)}, match{openflow15.FieldNXMVLANTCI.Masked(0x1000, 0x1000)}, true},
		{"priority needs a tag", match{openflow15.FieldVLANPCP.Exact(0)}, match{openflow15.FieldNXMVLANTCI.Masked(0, 0xe000)}, false},
		{"priority and tag", match{openflow15.FieldVLANPCP.Exact(0)}, match{openflow15.FieldNXMVLANTCI.Masked(0x1000, 0xf000)}, true},
		{"no tag", match{openflow15.FieldVLANVID.Exact(0)}, match{openflow15.FieldNXMVLANTCI.Exact(0)}, true},
		{"no tag and id 0", match{openflow15.FieldVLANVID.Exact(0)}, match{openflow15.FieldVLANVID.Exact(0x1000)}, false},
		{"no tag and an id", match{openflow15.FieldVLANVID.Exact(5)}, match{openflow15.FieldVLANVID.Exact(0)}, false},
		{"no tag and a priority", match{openflow15.FieldVLANVID.Exact(0), openflow15.FieldVLANPCP.Exact(1)}, match{openflow15.FieldVLANVID.Exact(0)}, false},

		{"Ethernet", match{openflow15.FieldPacketType.Exact(0), ipv4}, match{ipv4}, true},
		{"Ethernet alone", match{openflow15.FieldPacketType.Exact(0)}, nil, false},
		{"not Ethernet", match{openflow15.FieldPacketType.Exact(0x10800), ipv4}, match{ipv4}, false},

		{"variable length", match{bytesField(t, tun, 0, 0, 3, 4)}, match{bytesField(t, tun, 3, 4)}, true},
		{"variable length, zeros behind", match{bytesField(t, tun, 3, 4, 0)}, match{bytesField(t, tun, 3, 4)}, false},
		{"variable length with a mask", match{bytesField(t, tun|hasMask, 9, 3, 4, 0, 0xff, 0xff)}, match{bytesField(t, tun|hasMask, 3, 4, 0xff, 0xff)}, true},
		{"option that is there", match{bytesField(t, tun|hasMask, 0, 0, 0, 0)}, nil, false},
		{"length is not known", match{bytesField(t, tun|hasMask, 3, 4, 0xff, 0xff)}, match{bytesField(t, tun, 3, 4)}, false},
		{"variable length and long", match{bytesField(t, tun, make([]byte, 100)...)}, match{bytesField(t, tun, 0)}, true},

		{"unknown field", match{bytesField(t, xtun, 1, 2), ipv4}, match{ipv4, bytesField(t, xtun, 1, 2)}, true},
		{"unknown field counts as its bytes", match{bytesField(t, xtun|hasMask, 1, 0xff)}, match{bytesField(t, xtun, 1)}, false},
		{"unknown field, another value", match{bytesField(t, xtun, 1, 2)}, match{bytesField(t, xtun, 1, 3)}, false},
		{"wrong length", match{bytesField(t, openflow15.FieldEthType.ID(), 8)}, match{bytesField(t, openflow15.FieldEthType.ID(), 8, 0)}, false},
		{"odd mask", match{bytesField(t, openflow15.FieldEthType.ID(), 8, 0)}, match{bytesField(t, openflow15.FieldEthType.ID(), 8, 0, 0)}, false},
		{"fields of one number", match{openflow15.FieldNXMCookie.Exact(1)}, match{openflow15.FieldNXMMPLSTTL.Exact(1)}, false},
		{"wrong address", match{openflow15.FieldIPv4Src.Exact(netip.IPv6Loopback())}, match{openflow15.FieldIPv4Src.Exact(netip.IPv4Unspecified())}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, ab := range [][2]match{{tt.a, tt.b}, {tt.b, tt.a}} {
				if got := openflow.SameMatch(ab[0], ab[1], openflow15.Protocol.Fields); got != tt.want {
					t.Errorf("%v and %v: %t", openflow15.Match(ab[0]), openflow15.Match(ab[1]), got)
				}
			}
			if openflow15.Match(tt.a).Same(tt.b) != tt.want {
				t.Error("Match.Same is another")
			}
		})
	}
}

// TestMatchKeyOfVersions compares fields that are the same in some versions only.
func TestMatchKeyOfVersions(t *testing.T) {
	if !openflow.SameMatch(match{openflow10.FieldNXMInPort.Exact(0xfffe)}, match{openflow10.FieldInPort.Exact(0xfffffffe)}, openflow10.Protocol.Fields) {
		t.Error("1.0 has in_port twice")
	}
	if !openflow.SameMatch(match{openflow10.FieldReg0.Exact(1)}, match{openflow10.FieldXxreg0.Masked(openflow.Uint128{Hi: 1 << 32},
		openflow.Uint128{Hi: 0xffffffff << 32})}, openflow10.Protocol.Fields) {
		t.Error("1.0 has registers of 128 bits")
	}
	if openflow.SameMatch(match{openflow12.FieldNXMTunID.Exact(1)}, match{openflow13.FieldTunnelID.Exact(1)}, openflow12.Protocol.Fields) {
		t.Error("1.2 has no tunnel_id")
	}
	if !(openflow13.Match{openflow13.FieldNXMTunID.Exact(1)}).Same(openflow13.Match{openflow13.FieldTunnelID.Exact(1)}) {
		t.Error("1.3 has tunnel_id")
	}
	if !(openflow13.Match{openflow13.FieldNXMTCPFlags.Masked(1, 0xfff)}).Same(openflow13.Match{openflow13.FieldONFTCPFlags.Exact(1)}) {
		t.Error("1.3 has the ONF's tcp_flags")
	}
}

// TestMatchKeyLimits makes keys of matches that are larger than the memory set aside.
func TestMatchKeyLimits(t *testing.T) {
	var long match
	for n := range 200 {
		long = append(long, bytesField(t, openflow.NewFieldID(0xffff0000|uint32(n%128)<<9, uint32(n)), make([]byte, n)...))
	}
	other := append(match(nil), long...)
	rand.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
	if !openflow.SameMatch(long, other, openflow13.Protocol.Fields) {
		t.Error("order counts")
	}
	if openflow.SameMatch(long, other[1:], openflow13.Protocol.Fields) {
		t.Error("a field is not missed")
	}
	if b := openflow.AppendMatchKey([]byte("ab"), long[:1], openflow13.Protocol.Fields); !bytes.HasPrefix(b, []byte("ab\xff\xff")) {
		t.Errorf("key is % x", b)
	}
}

func TestMatchKeyTakesNoMemory(t *testing.T) {
	m := openflow13.Match{
		openflow13.FieldInPort.Exact(1), openflow13.FieldEthDst.Masked(openflow.MAC{1}, openflow.MAC{1}), openflow13.FieldEthType.Exact(0x0800),
		openflow13.FieldVLANVID.Exact(0x1005), openflow13.FieldVLANPCP.Exact(1), openflow13.FieldIPv4Src.Prefix(netip.MustParsePrefix("10.0.0.0/8")),
		openflow13.FieldReg0.Exact(1), openflow13.FieldReg1.Exact(1), openflow13.FieldXxreg3.Exact(openflow.Uint128{Hi: 1}),
		bytesField(t, openflow13.FieldTunMetadata0.ID(), make([]byte, 60)...),
	}
	n := append(openflow13.Match(nil), m...)
	b := make([]byte, 0, 512)
	old := openflow10.NewMatch()
	if allocs := testing.AllocsPerRun(100, func() {
		b = m.AppendKey(b[:0])
		b = old.AppendKey(b)
		if !m.Same(n) || !old.Same(old) {
			t.Fatal("not the same")
		}
	}); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}
