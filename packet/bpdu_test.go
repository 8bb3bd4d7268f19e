package packet_test

import (
	"errors"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// TestBPDUAddresses leaves the service access points to Append.
func TestBPDUAddresses(t *testing.T) {
	for _, bpdu := range []*packet.BPDU{{}, {Type: packet.BPDUTopologyChange}, {Version: 2, Type: packet.BPDURapid}} {
		b, err := packet.Append(nil, eth(), &packet.LLC{Control: 3}, bpdu)
		if err != nil || string(b[14:17]) != "BB\x03" || packet.Get[*packet.BPDU](packet.Unmarshal(b)) == nil {
			t.Errorf("%x, %v", b, err)
		}
		if _, err := packet.Append(nil, eth(), &packet.LLC{}, bpdu); !errors.Is(err, openflow.ErrValue) {
			t.Errorf("without a control: %v", err)
		}
		if b, err := packet.Append(nil, eth(), &packet.LLC{SSAP: 1}, bpdu); err != nil || b[14] != 0 || b[15] != 1 {
			t.Errorf("as told: %x, %v", b, err)
		}
	}
}

func llc(sap uint8) *packet.LLC { return &packet.LLC{DSAP: sap, SSAP: sap, Control: 3} }

func TestBPDU(t *testing.T) {
	root := packet.BridgeID{Priority: 0x1002, MAC: openflow.MAC{0, 0, 0x5e, 0, 1, 9}}
	bridge := packet.BridgeID{Priority: 0x8001, MAC: openflow.MAC{0, 0, 0x5e, 0, 1, 1}}
	rapid := packet.BPDU{
		Version: 2, Type: packet.BPDURapid, Flags: packet.BPDUFlagLearning | packet.BPDUFlagForwarding | packet.BPDUFlagRole1 | packet.BPDUFlagRole2,
		Root: root, RootPathCost: 20000, Bridge: bridge, PortID: 0x8003, MessageAge: 256, MaxAge: 20 * 256, HelloTime: 512, ForwardDelay: 15*256 + 128,
	}
	config := rapid
	config.Version, config.Type, config.Flags = 0, packet.BPDUConfiguration, packet.BPDUFlagTopologyChange|packet.BPDUFlagAcknowledgment
	odd := rapid
	odd.Version, odd.Version1Length, odd.Flags = 4, 1, 0xff
	for _, x := range []built{
		{
			name: "rapid", layers: []packet.Layer{&rapid},
			hex: "000002023c100200005e00010900004e20800100005e00010180030100140002000f8000",
		},
		{
			name: "configuration", layers: []packet.Layer{eth(), llc(packet.LLCSpanningTree), &config},
			hex: "0200000000020200000000010026" + "424203" + "0000000081100200005e00010900004e20800100005e00010180030100140002000f80",
		},
		{name: "topology change", layers: []packet.Layer{eth(), llc(packet.LLCSpanningTree), &packet.BPDU{Type: packet.BPDUTopologyChange}}},
		{name: "multiple", layers: []packet.Layer{&odd, packet.Payload("region")}, want: []packet.Layer{&odd}},
		{name: "topology change of version 3", layers: []packet.Layer{&packet.BPDU{Version: 3, Type: packet.BPDUTopologyChange}}},
	} {
		x.run(t)
	}
	if got := rapid.Flags.String(); got != "learning+forwarding+designated" {
		t.Error(got)
	}
}

func TestP13BPDU(t *testing.T) {
	config := frame(t, same, eth(), llc(0x42), &packet.BPDU{})
	for _, m := range []malformed{
		{name: "padded", frame: frame(t, grown(8), eth(), llc(0x42), &packet.BPDU{}), layers: "ethernet llc ConfigurationBPDUs", trailer: 8},
		{
			name: "no type", frame: frame(t, put(12, 0, 6), eth(), llc(0x42), &packet.BPDU{}),
			layers: "ethernet llc", err: openflow.ErrTruncated, truncated: true, trailer: 32,
		},
		{name: "cut off", frame: config[:len(config)-1], layers: "ethernet llc", err: openflow.ErrTruncated, truncated: true},
		{name: "protocol 1", frame: frame(t, put(18, 1), eth(), llc(0x42), &packet.BPDU{}), layers: "ethernet llc", err: openflow.ErrValue},
		{name: "type 3", frame: frame(t, put(20, 3), eth(), llc(0x42), &packet.BPDU{}), layers: "ethernet llc", err: openflow.ErrType},
	} {
		m.run(t)
	}
	if _, err := packet.Append(nil, &packet.BPDU{Type: 7}); err == nil {
		t.Error("a BPDU of an unknown type is encoded")
	}
}
