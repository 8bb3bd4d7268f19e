package traps

import (
	"net/netip"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow15"
)

// The addresses and ports of a nat are there as a word of bits tells, and stand in the order of the bits.
func TestTrap85_NATRangesInBitOrder(t *testing.T) {
	v4 := netip.MustParseAddr
	const min4, max4, min6 = openflow13.NXNATRangeIPv4Min, openflow13.NXNATRangeIPv4Max, openflow13.NXNATRangeIPv6Min
	const minProto, maxProto = openflow13.NXNATRangeProtoMin, openflow13.NXNATRangeProtoMax
	sameAction(t, "ffff 0020 00002320 0024 0000 0001 0033 0a0000f0 0a0000ff 8000 ffff 00000000", &openflow13.NXActionNAT{Flags: openflow13.NXNATFlagsSrc,
		RangePresent: min4 | max4 | minProto | maxProto, RangeIPv4Min: v4("10.0.0.240"), RangeIPv4Max: v4("10.0.0.255"), RangeProtoMin: 0x8000, RangeProtoMax: 0xffff}, versions...)
	sameAction(t, "ffff 0018 00002320 0024 0000 0002 0011 0a000001 0050 0000", &openflow13.NXActionNAT{Flags: openflow13.NXNATFlagsDst,
		RangePresent: min4 | minProto, RangeIPv4Min: v4("10.0.0.1"), RangeProtoMin: 80}, versions...)
	sameAction(t, "ffff 0028 00002320 0024 0000 0001 0014 20010db8000000000000000000000001 0050 000000000000", &openflow13.NXActionNAT{Flags: openflow13.NXNATFlagsSrc,
		RangePresent: min6 | minProto, RangeIPv6Min: v4("2001:db8::1"), RangeProtoMin: 80}, versions...)
	sameAction(t, "ffff 0030 00002320 0024 0000 0005 000c 20010db8000000000000000000000001 20010db8000000000000000000000002", &openflow13.NXActionNAT{
		Flags: openflow13.NXNATFlagsSrc | openflow13.NXNATFlagsPersistent, RangePresent: min6 | openflow13.NXNATRangeIPv6Max,
		RangeIPv6Min: v4("2001:db8::1"), RangeIPv6Max: v4("2001:db8::2")}, versions...)
	sameAction(t, "ffff 0010 00002320 0024 0000 0000 0000", &openflow13.NXActionNAT{}, versions...)
	refusedAction(t, "ffff 0010 00002320 0024 0000 0001 0001", 16, ".RangeIPv4Min", versions...)
	refusedAction(t, "ffff 0018 00002320 0024 0000 0001 0004 20010db800000000", 24, ".RangeIPv6Min", versions...)
}

// A controller2 holds properties, padded to 8; what is not said by one has a default that is not zero.
func TestTrap86_Controller2Properties(t *testing.T) {
	sameAction(t, `ffff 0040 00002320 0025 000000000000
		0001 0008 0005 0000  0003 0007 010203 00  0005 0008 0000002a  0004 0004 00000000  0002 0005 02 000000  0000 0008 0080 0000`, &openflow13.NXActionController2{
		Properties: openflow13.NXController2Props{&openflow13.NXController2PropControllerID{ControllerID: 5, Padding: []byte{0, 0}},
			&openflow13.NXController2PropUserdata{Userdata: []byte{1, 2, 3}}, &openflow13.NXController2PropMeterID{MeterID: 42}, &openflow13.NXController2PropPause{},
			&openflow13.NXController2PropReason{Reason: openflow13.PacketInReasonInvalidTTL}, &openflow13.NXController2PropMaxLen{MaxLen: 128, Padding: []byte{0, 0}}}}, versions...)
	sameAction(t, "ffff 0010 00002320 0025 000000000000", &openflow13.NXActionController2{}, versions...)
	refusedPadding(t, "ffff 0010 00002320 0025 000000000001", 10, versions...)
	// The first controller action has all of it in fixed places.
	sameAction(t, "ffff 0010 00002320 0014 0080 0005 02 00", &openflow13.NXActionController{MaxLen: 128, ControllerID: 5, Reason: openflow13.PacketInReasonInvalidTTL}, versions...)
}

// A note is all bytes from offset 10 to the end: what pads it cannot be told from it, and 16 bytes are the least.
func TestTrap87_NoteTakesItsPadding(t *testing.T) {
	sameAction(t, "ffff 0010 00002320 0008 cafe01000000", &openflow13.NXActionNote{Note: []byte{0xca, 0xfe, 1, 0, 0, 0}}, versions...)
	sameAction(t, "ffff 0018 00002320 0008 0102030405060708 000000000000", &openflow13.NXActionNote{Note: []byte{1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0}}, versions...)
	// A note of another length is padded when it is sent.
	for note, want := range map[string]string{"": "ffff 0010 00002320 0008 000000000000", "\xca\xfe\x01": "ffff 0010 00002320 0008 cafe01000000", "1234567": "ffff 0018 00002320 0008 31323334353637 00000000000000"} {
		encodes(t, out(&openflow13.NXActionNote{Note: []byte(note)}), packetOut(t, v13, want))
	}
	// One of 8 bytes has no room for the subtype: it is an experimenter's.
	for _, p := range versions[1:] {
		if got := openflow.Format(action(t, p, "ffff 0008 00002320")); got != "ActionExperimenter{experimenter=0x2320}" {
			t.Errorf("%v: %s", p.Version, got)
		}
	}
}

// A clause of a conjunction counts from 0 on the wire, while text counts from 1.
func TestTrap88_ConjunctionCountsFromZero(t *testing.T) {
	sameAction(t, "ffff 0010 00002320 0022 00 03 00000007", &openflow13.NXActionConjunction{Clause: 0, NClauses: 3, ID: 7}, versions...)
	sameAction(t, "ffff 0010 00002320 0022 3f 40 00000007", &openflow13.NXActionConjunction{Clause: 63, NClauses: 64, ID: 7}, versions...)
	// Clauses that Open vSwitch refuses pass the codec: a value is no matter of layout.
	sameAction(t, "ffff 0010 00002320 0022 03 03 00000007", &openflow13.NXActionConjunction{Clause: 3, NClauses: 3, ID: 7}, versions...)
}

// A multipath has two paddings of two bytes in its middle, and its last number is that of the links less one.
func TestTrap89_MultipathPaddings(t *testing.T) {
	want := &openflow13.NXActionMultipath{Fields: openflow13.NXHashFieldsSymmetricL4, Basis: 50, Algorithm: openflow13.NXMPAlgorithmIterHash, MaxLink: 7, Arg: 0x01020304,
		Ofs: 4, NBits: 8, Dst: id(0x00010004)}
	const wire = "ffff 0020 00002320 000a 0001 0032 0000 0003 0007 01020304 0000 0107 00010004"
	sameAction(t, wire, want, versions...)
	for _, p := range versions {
		m := decodes(t, p, packetOut(t, p, "ffff 0020 00002320 000a 0001 0032 aaaa 0003 0007 01020304 bbbb 0107 00010004"))
		if got := element(m, "Actions", 0); hexOf(t, got) != hexOf(t, want) {
			t.Errorf("%v: the padding shows in %s", p.Version, openflow.Format(got))
		}
	}
}

// Three resubmits share a layout of 16 bytes. Switches ignore the first's byte of a table; it is kept, and text leaves it out while it is 0.
func TestTrap90_ResubmitsShareLayout(t *testing.T) {
	sameAction(t, "ffff 0010 00002320 0001 fff8 00 000000", &openflow13.NXActionResubmit{InPort: openflow13.NXPortNoInPort}, versions...)
	sameAction(t, "ffff 0010 00002320 000e 0003 05 000000", &openflow13.NXActionResubmitTable{InPort: 3, TableID: 5}, versions...)
	sameAction(t, "ffff 0010 00002320 002c 0003 05 000000", &openflow13.NXActionResubmitTableCT{InPort: 3, TableID: 5}, versions...)
	sameAction(t, "ffff 0010 00002320 0001 0003 05 000000", &openflow13.NXActionResubmit{InPort: 3, TableID: 5}, versions...)
	for _, p := range versions {
		if got := openflow.Format(action(t, p, "ffff 0010 00002320 0001 0003 00 000000")); got != "NXActionResubmit{in_port=3}" {
			t.Errorf("%v: %s", p.Version, got)
		}
	}
}

// The samples grew from 24 bytes to 40; the byte of the direction is the third's, and in the fourth an id is a number where its field's header is zero.
func TestTrap91_Samples(t *testing.T) {
	const ids = "3039 00005ba0 00008707 0000b26e"
	sameAction(t, "ffff 0018 00002320 001d"+ids, &openflow13.NXActionSample{Probability: 12345, CollectorSetID: 23456, ObsDomainID: 34567, ObsPointID: 45678}, versions...)
	sameAction(t, "ffff 0020 00002320 0026"+ids+"ddd5 000000000000", &openflow13.NXActionSample2{Probability: 12345, CollectorSetID: 23456, ObsDomainID: 34567, ObsPointID: 45678,
		SamplingPort: 56789}, versions...)
	sameAction(t, "ffff 0020 00002320 0029"+ids+"ddd5 02 0000000000", &openflow13.NXActionSample3{Probability: 12345, CollectorSetID: 23456, ObsDomainID: 34567, ObsPointID: 45678,
		SamplingPort: 56789, Direction: openflow13.NXActionSampleDirectionEgress}, versions...)
	sameAction(t, "ffff 0028 00002320 0033 3039 00005ba0 00010004 011f 0000 00000000 0000b26e ddd5 01 0000000000", &openflow13.NXActionSample4{Probability: 12345, CollectorSetID: 23456,
		ObsDomainID: openflow13.NXSampleID{Src: id(0x00010004), Ofs: 4, NBits: 32}, ObsPointID: openflow13.NXSampleID{Value: 45678},
		SamplingPort: 56789, Direction: openflow13.NXActionSampleDirectionIngress}, versions...)
	refusedAction(t, "ffff 0018 00002320 0026"+ids, 24, "", versions...)
	refusedAction(t, "ffff 0020 00002320 001d"+ids+"ddd5 000000000000", 24, "", versions...)
	// In the second the byte of the direction is padding.
	for _, p := range versions {
		m := decodes(t, p, packetOut(t, p, "ffff 0020 00002320 0026"+ids+"ddd5 02 0000000000"))
		encodes(t, m, packetOut(t, p, "ffff 0020 00002320 0026"+ids+"ddd5 00 0000000000"))
	}
}

// The properties of an encap have a class of 16 bits, a type and a length of 8; a property of metadata counts its own padding, which the length within does not.
func TestTrap92_EncapProperties(t *testing.T) {
	sameAction(t, `ffff 0028 00002320 002e 0000 0001894f
		0004 01 05 02 000000
		0004 02 10 1000 0a 04 12345678 00000000`, &openflow13.NXActionEncap{PacketType: openflow13.NXPacketTypeNSH, Properties: openflow13.NXEdProps{
		&openflow13.NXEdPropNSHMdType{MdType: 2}, &openflow13.NXEdPropNSHTLV{TLVClass: 0x1000, TLVType: 10, Data: []byte{0x12, 0x34, 0x56, 0x78}}}}, versions...)
	sameAction(t, "ffff 0020 00002320 002e 0008 0001894f 0004 02 10 1000 0a 08 0102030405060708", &openflow13.NXActionEncap{HdrSize: 8, PacketType: openflow13.NXPacketTypeNSH,
		Properties: openflow13.NXEdProps{&openflow13.NXEdPropNSHTLV{TLVClass: 0x1000, TLVType: 10, Data: []byte{1, 2, 3, 4, 5, 6, 7, 8}}}}, versions...)
	sameAction(t, "ffff 0010 00002320 002e 0000 00000000", &openflow13.NXActionEncap{PacketType: openflow13.NXPacketTypeEth}, versions...)
	// A decap has padding where an encap has its size, and no properties.
	sameAction(t, "ffff 0010 00002320 002f 0000 0000fffe", &openflow13.NXActionDecap{PacketType: openflow13.NXPacketTypeUseNextProto}, versions...)
	sameAction(t, "ffff 0010 00002320 002f 0000 00010800", &openflow13.NXActionDecap{PacketType: openflow13.NXPacketTypeIPv4}, versions...)
	refusedAction(t, "ffff 0018 00002320 002f 0000 0000fffe 0004 01 05 02 000000", 16, "", versions...)
	refusedAction(t, "ffff 0018 00002320 002e 0000 0001894f 0004 01 04 02 000000", 20, ".Properties[0]", versions...)
	// The length of metadata that leaves out its padding, or counts a second one.
	refusedAction(t, "ffff 0020 00002320 002e 0000 0001894f 0004 02 0c 1000 0a 04 12345678 00000000", 28, ".Properties[0]", versions...)
	refusedAction(t, "ffff 0028 00002320 002e 0000 0001894f 0004 02 18 1000 0a 04 12345678 00000000 0000000000000000", 32, ".Properties[0]", versions...)
}

// The rest of Nicira's actions have their numbers in places of their own: behind 0, 2, 4 or 6 bytes of padding.
func TestTrap93_PlacesOfNumbers(t *testing.T) {
	sameAction(t, "ffff 0010 00002320 0027 0001 00000064", &openflow13.NXActionOutputTrunc{Port: 1, MaxLen: 100}, versions...)
	sameAction(t, "ffff 0018 00002320 0031 03e8 000f 00010004 000000000000", &openflow13.NXActionCheckPktLarger{PktLen: 1000, Offset: 15, Dst: id(0x00010004)}, versions...)
	sameAction(t, "ffff 0018 00002320 0032 0001547c 00000000000000000000", &openflow13.NXActionDeleteField{Field: id(0x0001547c)}, versions...)
	sameAction(t, "ffff 0020 00002320 0016 000000000000 fedcba9876543210 ffffffffffffffff", &openflow13.NXActionWriteMetadata{Metadata: 0xfedcba9876543210,
		MetadataMask: 0xffffffffffffffff}, versions...)
	sameAction(t, "ffff 0010 00002320 0002 0000 0001e240", &openflow13.NXActionSetTunnel{TunID: 123456}, versions...)
	sameAction(t, "ffff 0018 00002320 0009 000000000000 000000123456789a", &openflow13.NXActionSetTunnel64{TunID: 0x123456789a}, versions...)
	sameAction(t, "ffff 0010 00002320 0030 000000000000", &openflow13.NXActionDecNSHTTL{}, versions...)
	sameAction(t, "ffff 0010 00002320 002b 000000000000", &openflow13.NXActionCTClear{}, versions...)
	sameAction(t, "ffff 0010 00002320 0011 000000000000", &openflow13.NXActionExit{}, versions...)
	sameAction(t, "ffff 0010 00002320 0005 000000000000", &openflow13.NXActionPopQueue{}, versions...)
	refusedPadding(t, "ffff 0020 00002320 0016 000000000001 fedcba9876543210 ffffffffffffffff", 10, versions...)
	refusedAction(t, "ffff 0010 00002320 0032 0001547c 0000", 16, "", versions...)
	refusedAction(t, "ffff 0010 00002320 0009 000000123456", 16, "", versions...)
}

// Open vSwitch takes some actions in some versions alone. We take all in all of them, both ways: their comments say where a switch does.
func TestTrap94_ActionsInAllVersions(t *testing.T) {
	sameAction(t, "ffff 0018 00002320 0007 001f 00010004 000000000000002a", &openflow15.NXActionRegLoad{NBits: 32, Dst: id(0x00010004), Value: 42}, versions...)
	sameAction(t, "ffff 0010 00002320 0021 80001001 07 00", &openflow15.NXActionRegLoad2{Field: field(t, id(0x80001001), "07")}, versions...)
	sameAction(t, "ffff 0018 00002320 0006 0010 0000 0000 00010004 00010204", &openflow15.NXActionRegMove{NBits: 16, Src: id(0x00010004), Dst: id(0x00010204)}, versions...)
	sameAction(t, "ffff 0010 00002320 0004 0000 00000009", &openflow15.NXActionSetQueue{QueueID: 9}, versions...)
	sameAction(t, "ffff 0010 00002320 0017 8847 00000000", &openflow15.NXActionPushMPLS{Ethertype: 0x8847}, versions...)
	sameAction(t, "ffff 0010 00002320 0018 0800 00000000", &openflow15.NXActionPopMPLS{Ethertype: 0x0800}, versions...)
	sameAction(t, "ffff 0010 00002320 0012 000000000000", &openflow15.NXActionDecTTL{}, versions...)
	sameAction(t, "ffff 0010 00002320 0028 0000 00000005", &openflow15.NXActionGroup{GroupID: 5}, versions...)
	sameAction(t, "ffff 0010 00002320 002f 0000 0000fffe", &openflow15.NXActionDecap{PacketType: openflow15.NXPacketTypeUseNextProto}, versions...)
}
