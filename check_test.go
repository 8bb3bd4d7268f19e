package openflow

import (
	"errors"
	"net/netip"
	"testing"
)

// A small table: the codes are only told apart.
var checkTable = FieldTable{
	Short: new([256]uint32),
	Fields: []FieldInfo{
		{ID: 0x10000 | 30<<9, Name: "mpls_ttl", Size: 1},
		{ID: 0x10000 | 30<<9, Name: "cookie", Size: 8, Maskable: true},
		{ID: 0x80000000, Name: "in_port", Size: 4},
		{ID: 0x80000000 | 3<<9, Name: "eth_dst", Kind: KindMAC, Size: 6, Maskable: true},
		{ID: 0x80000000 | 5<<9, Name: "eth_type", Size: 2},
		{ID: 0x80000000 | 6<<9, Name: "vlan_vid", Size: 2, Bits: 13, Maskable: true},
		{ID: 0x80000000 | 7<<9, Name: "vlan_pcp", Size: 1, Bits: 3, Needs: []FieldNeed{{ID: 0x80000000 | 6<<9, Not: true, Values: []uint64{0}}}},
		{ID: 0x80000000 | 10<<9, Name: "ip_proto", Size: 1, Needs: []FieldNeed{{ID: 0x80000000 | 5<<9, Values: []uint64{0x0800, 0x86dd}}}},
		{ID: 0x80000000 | 11<<9, Name: "ipv4_src", Kind: KindIPv4, Size: 4, Maskable: true, Needs: []FieldNeed{{ID: 0x80000000 | 5<<9, Values: []uint64{0x0800}}}},
		{ID: 0x80000000 | 14<<9, Name: "tcp_dst", Size: 2, Needs: []FieldNeed{{ID: 0x80000000 | 10<<9, Values: []uint64{6}}}},
		{ID: 0x4f4e4600_ffff0000, Name: "pbb_uca", Size: 3, Bits: 1, ExpType: true},
	},
	BadLen: 1, BadValue: 2, BadMask: 3, BadPrereq: 4, Duplicate: 5, BadWildcards: 6,
}

const (
	ckMPLSTTL = IntKey[uint8](0x10000 | 30<<9 | 1)
	ckCookie  = IntKey[uint64](0x10000 | 30<<9 | 8)
	ckInPort  = IntKey[uint32](0x80000004)
	ckEthDst  = MACKey(0x80000606)
	ckEthType = IntKey[uint16](0x80000a02)
	ckVLANVID = IntKey[uint16](0x80000c02)
	ckVLANPCP = IntKey[uint8](0x80000e01)
	ckIPProto = IntKey[uint8](0x80001401)
	ckIPv4Src = IPKey(0x80001604)
	ckTCPDst  = IntKey[uint16](0x80001c02)
	ckPBBUCA  = IntKey[uint32](0x4f4e4600_ffff0007)
)

func TestCheckMatch(t *testing.T) {
	ip := netip.MustParseAddr("10.0.0.1")
	short, err := MakeField(0x80000a00, []byte{8})
	if err != nil {
		t.Fatal(err)
	}
	unknown, err := MakeField(0x80007e00, []byte{1, 2, 3})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		match []Field
		index int
		code  ErrorCode // 0 is no error.
		err   error
	}{
		{name: "empty"},
		{name: "good", match: []Field{ckInPort.Exact(1), ckEthType.Exact(0x0800), ckIPProto.Exact(6), ckIPv4Src.Exact(ip), ckTCPDst.Exact(80)}},
		{name: "unknown field", match: []Field{unknown}},
		{name: "two fields of one number", match: []Field{ckMPLSTTL.Exact(1), ckCookie.Exact(1)}},
		{name: "all ones mask as prerequisite", match: []Field{ckVLANVID.Masked(0x1000, 0x1000), ckVLANPCP.Exact(7)}},
		{name: "exp_type", match: []Field{ckPBBUCA.Exact(2560<<8 | 1)}},
		{"no prerequisite", []Field{ckTCPDst.Exact(80)}, 0, 4, ErrPrereq},
		{"late prerequisite", []Field{ckIPProto.Exact(6), ckEthType.Exact(0x0800)}, 0, 4, ErrPrereq},
		{"wrong prerequisite", []Field{ckEthType.Exact(0x86dd), ckIPv4Src.Exact(ip)}, 1, 4, ErrPrereq},
		{"excluded value", []Field{ckVLANVID.Exact(0), ckVLANPCP.Exact(1)}, 1, 4, ErrPrereq},
		{"twice", []Field{ckInPort.Exact(1), ckInPort.Exact(2)}, 1, 5, ErrDuplicate},
		{"twice with mask", []Field{ckEthDst.Exact(MAC{1}), ckEthDst.Masked(MAC{1}, MAC{1})}, 1, 5, ErrDuplicate},
		{"unknown twice", []Field{unknown, unknown}, 1, 5, ErrDuplicate},
		{"too wide", []Field{ckVLANVID.Exact(0x2000)}, 0, 2, ErrValue},
		{"exp_type too wide", []Field{ckPBBUCA.Exact(2560<<8 | 2)}, 0, 2, ErrValue},
		{"wide mask", []Field{ckVLANVID.Masked(0, 0xffff)}, 0, 3, ErrMask},
		{"not maskable", []Field{ckInPort.Masked(1, 1)}, 0, 3, ErrMask},
		{"value outside mask", []Field{ckEthDst.Masked(MAC{3}, MAC{1})}, 0, 6, ErrMask},
		{"length", []Field{short}, 0, 1, ErrLength},
		{"address of the other family", []Field{ckEthType.Exact(0x0800), ckIPv4Src.Exact(netip.IPv6Loopback())}, 1, 2, ErrValue},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			err := CheckMatch(x.match, &checkTable)
			if x.code == 0 {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var e *CheckError
			if !errors.As(err, &e) || e.Index != x.index || e.Code != x.code || e.Err != x.err {
				t.Fatalf("got %v, want field %d: %v", err, x.index, x.err)
			}
			if _, single := err.(*CheckError); !single {
				t.Errorf("one error is a %T", err)
			}
		})
	}
}

func TestCheckMatchReportsAll(t *testing.T) {
	err := CheckMatch([]Field{ckTCPDst.Exact(80), ckInPort.Masked(1, 1), ckVLANVID.Exact(0xffff)}, &checkTable)
	for _, want := range []error{ErrPrereq, ErrMask, ErrValue} {
		if !errors.Is(err, want) {
			t.Errorf("%v is not among: %v", want, err)
		}
	}
}
