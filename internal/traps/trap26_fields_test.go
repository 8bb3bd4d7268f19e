package traps

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// all are the protocols by what a table of tests runs through.
var all = []*openflow.Protocol{v10, v12, v13, v14, v15}

// The length of a field is that of value and mask together; fields follow each other without padding.
func TestTrap26_LengthOfMaskedFields(t *testing.T) {
	mac, mask := openflow.MAC{1, 2, 3, 4, 5, 6}, openflow.MAC{0xff, 0xff, 0xff}
	const fields = "8000 070c 010203040506 ffffff000000  8000 0a02 0800  8000 1401 06  8000 1c02 0050"
	top := openflow.MAC{1, 2, 3}
	matches(t, v12, "8000 070c 010203000000 ffffff000000", openflow12.FieldEthDst.Masked(top, mask))
	matches(t, v13, fields, openflow13.FieldEthDst.Masked(mac, mask), openflow13.FieldEthType.Exact(0x800), openflow13.FieldIPProto.Exact(6), openflow13.FieldTCPDst.Exact(80))
	matches(t, v14, fields, openflow14.FieldEthDst.Masked(mac, mask), openflow14.FieldEthType.Exact(0x800), openflow14.FieldIPProto.Exact(6), openflow14.FieldTCPDst.Exact(80))
	matches(t, v15, fields, openflow15.FieldEthDst.Masked(mac, mask), openflow15.FieldEthType.Exact(0x800), openflow15.FieldIPProto.Exact(6), openflow15.FieldTCPDst.Exact(80))
	matches(t, v10, "0000 030c 010203000000 ffffff000000", openflow10.FieldNXMEthDst.Masked(top, mask))
	f := openflow13.FieldEthDst.Masked(mac, mask)
	if !f.HasMask() || f.ID().PayloadLen() != 12 || f.Len() != 16 || !bytes.Equal(f.Value(), mac[:]) || !bytes.Equal(f.Mask(), mask[:]) {
		t.Errorf("a masked address: %d bytes, %x/%x", f.Len(), f.Value(), f.Mask())
	}
	for _, wrong := range []string{"8000 0706 010203040506", "8000 070b 010203040506 ffffff0000", "8000 060c 010203040506 ffffff000000", "8000 0a04 0800 0000"} {
		refused(t, v13, matchMod(t, v13, wrong), 55, "FlowMod.Match[0]", openflow13.ErrBadMatchBadLen)
		refused(t, v15, matchMod(t, v15, wrong), 55, "FlowMod.Match[0]", openflow15.ErrBadMatchBadLen)
	}
}

// The length of an experimenter's field counts the 4 bytes of the experimenter, once, also where value and mask make it twice as long.
func TestTrap27_LengthOfExperimenterFields(t *testing.T) {
	matches(t, v12, "ffff 5406 4f4e4600 0002", openflow12.FieldONFTCPFlags.Exact(2))
	matches(t, v13, "ffff 5406 4f4e4600 0002", openflow13.FieldONFTCPFlags.Exact(2))
	matches(t, v13, "ffff 5508 4f4e4600 0002 0fff", openflow13.FieldONFTCPFlags.Masked(2, 0xfff))
	matches(t, v14, "ffff 5508 4f4e4600 0002 0fff", openflow14.FieldONFTCPFlags.Masked(2, 0xfff))
	matches(t, v10, "ffff 0c08 005ad650 01020304", openflow10.FieldNSHC1.Exact(0x1020304))
	matches(t, v15, "ffff 0d0c 005ad650 01020304 ffffffff", openflow15.FieldNSHC1.Masked(0x1020304, 0xffffffff))
	matches(t, v13, "ffff 0607 00aabbcc 010203", mustField(t, 0xffff0600, 0xaabbcc, []byte{1, 2, 3}))
	matches(t, v13, "ffff 0708 00aabbcc 0102 ff00", mustField(t, 0xffff0700, 0xaabbcc, []byte{1, 2, 0xff, 0}))
	f := openflow13.FieldONFTCPFlags.Masked(2, 0xfff)
	if !bytes.Equal(f.Value(), []byte{0, 2}) || !bytes.Equal(f.Mask(), []byte{0x0f, 0xff}) || f.ID().Experimenter() != 0x4f4e4600 || f.ID().Len() != 8 {
		t.Errorf("a masked experimenter's field is %x/%x", f.Value(), f.Mask())
	}
	for _, wrong := range []string{"ffff 5402 0002", "ffff 550c 4f4e4600 0002 0fff 00000000", "ffff 5509 4f4e4600 0002 0fff 00", "ffff 5404 4f4e4600"} {
		refused(t, v13, matchMod(t, v13, wrong), 55, "FlowMod.Match[0]", openflow13.ErrBadMatchBadLen)
	}
}

// Of the ONF's fields, the old pbb_uca has an experimenter type between id and value, the others have not.
func TestTrap28_TwoLayoutsOfONFFields(t *testing.T) {
	matches(t, v12, "ffff 0007 4f4e4600 0a00 01", openflow12.FieldONFPBBUCA.Exact(openflow12.FieldONFPBBUCAExpType|1))
	matches(t, v13, "ffff 0007 4f4e4600 0a00 01", openflow13.FieldONFPBBUCA.Exact(openflow13.FieldONFPBBUCAExpType|1))
	matches(t, v13, "ffff 5608 4f4e4600 fffffffe", openflow13.FieldONFActsetOutput.Exact(openflow13.PortNoLocal))
	matches(t, v14, "ffff 5608 4f4e4600 fffffffe", openflow14.FieldONFActsetOutput.Exact(openflow14.PortNoLocal))
	matches(t, v14, "8000 5201 01", openflow14.FieldPBBUCA.Exact(1))
	matches(t, v15, "8000 5201 01", openflow15.FieldPBBUCA.Exact(1))
	refused(t, v13, matchMod(t, v13, "ffff 0005 4f4e4600 01"), 55, "FlowMod.Match[0]", openflow13.ErrBadMatchBadLen)
	refused(t, v13, matchMod(t, v13, "ffff 5608 4f4e4600 0a00 0001  ffff 5407 4f4e4600 0a00 02"), 67, "FlowMod.Match[1]", openflow13.ErrBadMatchBadLen)
}

// One field has several numbers: Nicira's, the ONF's and the standard's. They are different fields on the wire, and have different names.
func TestTrap29_SeveralNumbersOfOneField(t *testing.T) {
	matches(t, v13, "0001 4402 0002  ffff 5406 4f4e4600 0002", openflow13.FieldNXMTCPFlags.Exact(2), openflow13.FieldONFTCPFlags.Exact(2))
	matches(t, v15, "0001 4402 0002  8000 5402 0002", openflow15.FieldNXMTCPFlags.Exact(2), openflow15.FieldTCPFlags.Exact(2))
	matches(t, v15, "8000 5604 fffffff7", openflow15.FieldActsetOutput.Exact(openflow15.PortNoUnset))
	mac := openflow.MAC{1, 2, 3, 4, 5, 6}
	matches(t, v12, "0000 0406 010203040506  8000 0806 010203040506", openflow12.FieldNXMEthSrc.Exact(mac), openflow12.FieldEthSrc.Exact(mac))
	matches(t, v14, "0001 2008 0000000000000005  8000 4c08 0000000000000006", openflow14.FieldNXMTunID.Exact(5), openflow14.FieldTunnelID.Exact(6))
	m := decodes(t, v14, matchMod(t, v14, "0001 2008 0000000000000005  8000 4c08 0000000000000006")).(*openflow14.FlowMod).Match
	if id, _, _ := openflow14.FieldTunnelID.Get(m); id != 6 {
		t.Errorf("tunnel_id is %d", id)
	}
	for _, p := range all {
		ids := map[string]openflow.FieldID{}
		for _, f := range p.Fields.Fields {
			for _, name := range []string{f.Name, f.JSON} {
				if other, ok := ids[name]; ok && name != "" && (other != f.ID || name != f.Name) {
					t.Errorf("%v: %s is the name of %x and %x", p.Version, name, other, f.ID)
				}
				ids[name] = f.ID
			}
		}
	}
}

// Number 30 of Nicira's second class is a flow's cookie where the value has 8 bytes and the MPLS TTL where it has one.
func TestTrap30_CookieOrMPLSTTL(t *testing.T) {
	cookie := map[*openflow.Protocol][]openflow.Field{
		v10: {openflow10.FieldNXMCookie.Exact(5), openflow10.FieldNXMCookie.Masked(5, 7), openflow10.FieldNXMMPLSTTL.Exact(64)},
		v12: {openflow12.FieldNXMCookie.Exact(5), openflow12.FieldNXMCookie.Masked(5, 7), openflow12.FieldNXMMPLSTTL.Exact(64)},
		v13: {openflow13.FieldNXMCookie.Exact(5), openflow13.FieldNXMCookie.Masked(5, 7), openflow13.FieldNXMMPLSTTL.Exact(64)},
		v14: {openflow14.FieldNXMCookie.Exact(5), openflow14.FieldNXMCookie.Masked(5, 7), openflow14.FieldNXMMPLSTTL.Exact(64)},
		v15: {openflow15.FieldNXMCookie.Exact(5), openflow15.FieldNXMCookie.Masked(5, 7), openflow15.FieldNXMMPLSTTL.Exact(64)},
	}
	for _, p := range all {
		matches(t, p, "0001 3c08 0000000000000005  0001 3d10 0000000000000005 0000000000000007  0001 3c01 40", cookie[p]...)
		if text := p.Fields.Format(cookie[p]); text != "cookie=0x5 cookie=0x5/0x7 mpls_ttl=64" {
			t.Errorf("%v: %s", p.Version, text)
		}
	}
	if _, err := v13.Unmarshal(unhex(t, matchMod(t, v13, "0001 3c02 0000"))); !errors.Is(err, openflow.ErrLength) {
		t.Errorf("a field 30 of 2 bytes: %v", err)
	}
}

// Fields have more sizes than those of numbers: NXM's in_port 2 bytes, pbb_isid 3, labels and large registers 16, tunnel options as many as their mapping tells.
func TestTrap31_SizesOfFields(t *testing.T) {
	const ones, label = "ffffffffffffffffffffffffffffffff", "000102030405060708090a0b0c0d0e0f"
	number := openflow.Uint128{Hi: 0x0001020304050607, Lo: 0x08090a0b0c0d0e0f}
	matches(t, v12, "0000 0002 0005  8000 0004 00000005", openflow12.FieldNXMInPort.Exact(5), openflow12.FieldInPort.Exact(5))
	matches(t, v10, "0001 d810"+label, openflow10.FieldCTLabel.Exact(number))
	matches(t, v13, "0001 d920"+label+ones, openflow13.FieldCTLabel.Masked(number, openflow.Uint128{Hi: 1<<64 - 1, Lo: 1<<64 - 1}))
	matches(t, v15, "0001 de10"+label, openflow15.FieldXxreg0.Exact(number))
	matches(t, v13, "8000 4a03 010203", openflow13.FieldPBBISID.Exact(0x10203))
	matches(t, v14, "8000 4b06 010203 ffff00", openflow14.FieldPBBISID.Masked(0x10203, 0xffff00))
	for _, n := range []int{1, 4, 32, 33, 124} {
		f, err := openflow13.FieldTunMetadata0.Exact(bytes.Repeat([]byte{0xab}, n))
		if err != nil {
			t.Fatal(err)
		}
		matches(t, v13, fmt.Sprintf("0001 50%02x", n)+strings.Repeat("ab", n), f)
		masked, err := openflow10.FieldTunMetadata63.Masked(bytes.Repeat([]byte{0xab}, n), bytes.Repeat([]byte{0xff}, n))
		if err != nil {
			t.Fatal(err)
		}
		matches(t, v10, fmt.Sprintf("0001 cf%02x", 2*n)+strings.Repeat("ab", n)+strings.Repeat("ff", n), masked)
	}
	for _, wrong := range []string{"0000 0004 00000005", "8000 0002 0005", "8000 4a04 00010203", "0001 507d" + strings.Repeat("ab", 125), "0001 51fa" + strings.Repeat("ab", 250)} {
		refused(t, v13, matchMod(t, v13, wrong), 55, "FlowMod.Match[0]", openflow13.ErrBadMatchBadLen)
	}
}

// Many fields have fewer bits than their bytes: decoding keeps the others, encoding sends them, and Check complains.
func TestTrap32_BitsBeyondTheField(t *testing.T) {
	matches(t, v13, "8000 0c02 2005", openflow13.FieldVLANVID.Exact(0x2005))
	matches(t, v15, "8000 4404 00100000", openflow15.FieldMPLSLabel.Exact(0x100000))
	matches(t, v12, "8000 1001 40", openflow12.FieldIPDSCP.Exact(0x40))
	ip6, mpls, pbb := openflow15.FieldEthType.Exact(0x86dd), openflow15.FieldEthType.Exact(0x8847), openflow15.FieldEthType.Exact(0x88e7)
	tcp, vlan := openflow15.FieldIPProto.Exact(6), openflow15.FieldVLANVID.Exact(0x1005)
	for bits, makers := range map[int][]func(v uint32) openflow15.Match{
		20: {
			func(v uint32) openflow15.Match { return openflow15.Match{ip6, openflow15.FieldIPv6Flabel.Exact(v)} },
			func(v uint32) openflow15.Match { return openflow15.Match{mpls, openflow15.FieldMPLSLabel.Exact(v)} },
		},
		13: {func(v uint32) openflow15.Match {
			return openflow15.Match{openflow15.FieldVLANVID.Exact(openflow15.VLANID(v))}
		}},
		12: {func(v uint32) openflow15.Match {
			return openflow15.Match{ip6, tcp, openflow15.FieldTCPFlags.Exact(uint16(v))}
		}},
		9: {func(v uint32) openflow15.Match {
			return openflow15.Match{ip6, openflow15.FieldIPv6Exthdr.Exact(openflow15.IPv6ExthdrFlags(v))}
		}},
		6: {func(v uint32) openflow15.Match { return openflow15.Match{ip6, openflow15.FieldIPDSCP.Exact(uint8(v))} }},
		3: {
			func(v uint32) openflow15.Match {
				return openflow15.Match{vlan, openflow15.FieldVLANPCP.Exact(uint8(v))}
			},
			func(v uint32) openflow15.Match { return openflow15.Match{mpls, openflow15.FieldMPLSTC.Exact(uint8(v))} },
		},
		2: {func(v uint32) openflow15.Match { return openflow15.Match{ip6, openflow15.FieldIPECN.Exact(uint8(v))} }},
		1: {
			func(v uint32) openflow15.Match {
				return openflow15.Match{mpls, openflow15.FieldMPLSBOS.Exact(uint8(v))}
			},
			func(v uint32) openflow15.Match { return openflow15.Match{pbb, openflow15.FieldPBBUCA.Exact(uint8(v))} },
		},
	} {
		for _, match := range makers {
			if m := match(1<<bits - 1); m.Check() != nil {
				t.Errorf("%v: %v", fmt.Sprint(m), m.Check())
			}
			m := match(1 << bits)
			var e *openflow.CheckError
			if err := m.Check(); !errors.As(err, &e) || e.Err != openflow.ErrValue || e.Code != openflow15.ErrBadMatchBadValue || e.Index != len(m)-1 {
				t.Errorf("%v: %v", fmt.Sprint(m), err)
			}
		}
	}
}

// Bits of the value that the mask leaves out should be zero: the codec keeps them as they are, and Check complains.
func TestTrap33_ValueBitsOutsideTheMask(t *testing.T) {
	const metadata = "8000 0510 00000000000000ff 000000000000000f"
	matches(t, v12, metadata, openflow12.FieldMetadata.Masked(0xff, 0xf))
	matches(t, v13, metadata, openflow13.FieldMetadata.Masked(0xff, 0xf))
	matches(t, v14, metadata, openflow14.FieldMetadata.Masked(0xff, 0xf))
	matches(t, v15, metadata, openflow15.FieldMetadata.Masked(0xff, 0xf))
	matches(t, v10, "0001 0108 000000ff 0000000f", openflow10.FieldReg0.Masked(0xff, 0xf))
	var e *openflow.CheckError
	if err := (openflow13.Match{openflow13.FieldMetadata.Masked(0xff, 0xf)}).Check(); !errors.As(err, &e) || e.Err != openflow.ErrMask || e.Code != openflow13.ErrBadMatchBadWildcards {
		t.Errorf("0xff/0xf: %v", err)
	}
	if err := openflow.CheckMatch([]openflow.Field{openflow10.FieldReg0.Masked(0xff, 0xf)}, v10.Fields); !errors.Is(err, openflow.ErrMask) {
		t.Errorf("1.0: 0xff/0xf: %v", err)
	}
	if err := (openflow13.Match{openflow13.FieldMetadata.Masked(0xf, 0xff)}).Check(); err != nil {
		t.Errorf("0xf/0xff: %v", err)
	}
}
