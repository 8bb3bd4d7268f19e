package main

import (
	"encoding/hex"
	"encoding/json"
	"net/netip"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow15"
	"github.com/ofwire/openflow/packet"
)

// ping is a frame with a UDP datagram in it.
func ping() []byte {
	return ethernet(packet.NewIPv4(netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.2")), &packet.UDP{SrcPort: 1, DstPort: 2}, packet.Payload("ping"))
}

const (
	pingText = "    ethernet{dst=ff:ff:ff:ff:ff:ff src=00:00:00:00:00:00 ethertype=0x0800} ipv4{"
	pingTail = "} udp{src_port=1 dst_port=2 total_length=12 csum=3328} payload=70696e67"
)

func hexOf(t *testing.T, m openflow.Message) string {
	t.Helper()
	b, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b)
}

func TestPackets(t *testing.T) {
	frame := ping()
	bare := openflow15.FieldPacketType.Exact(1<<16 | 0x0800)
	for _, test := range []struct {
		name string
		m    openflow.Message
		want string // The start of the second line; none where it is empty.
		tail string
		json string // Part of it.
	}{
		{"packet-in", &openflow13.PacketIn{TotalLen: uint16(len(frame)), Data: frame}, pingText, pingTail,
			`,"packet":{"Packet":{"protocols":[{"ethernet":{"dst":"ff:ff:ff:ff:ff:ff","src":"00:00:00:00:00:00","ethertype":2048}},{"ipv4":`},
		{"packet-in of 1.0", &openflow10.PacketIn{TotalLen: uint16(len(frame)), Data: frame}, pingText, pingTail, `"cGluZw=="]}}}`},
		{"packet-out", &openflow13.PacketOut{Data: frame}, pingText, pingTail, `"cGluZw=="]}}}`},
		{"packet-out of a buffer", &openflow13.PacketOut{BufferID: 7}, "", "", `"message":`},
		{"nx packet-in", &openflow13.NXPacketIn{TotalLen: uint16(len(frame)), Data: frame}, pingText, pingTail, `"cGluZw=="]}}}`},
		{"nx packet-in2", &openflow13.NXPacketIn2{Properties: openflow13.NXPacketIn2Props{
			&openflow13.NXPacketIn2PropFullLen{FullLen: 100}, &openflow13.NXPacketIn2PropPacket{Data: frame},
		}}, pingText, pingTail + " truncated", `"packet_truncated":true}`},
		{"nx resume", &openflow13.NXResume{Properties: openflow13.NXPacketIn2Props{
			&openflow13.NXPacketIn2PropPacket{Data: frame}, &openflow13.NXPacketIn2PropContinuation{Data: []byte{0, 0, 0, 0, 1}},
		}}, pingText, pingTail, `"cGluZw=="]}}}`},
		{"packet-out in a bundle", &openflow15.BundleAddMessage{Message: &openflow15.PacketOut{Data: frame}}, pingText, pingTail, `"cGluZw=="]}}}`},
		{"packet-out in a bundle of 1.3", &openflow13.ONFBundleAddMessage{Message: &openflow13.PacketOut{Data: frame}}, pingText, pingTail, `"cGluZw=="]}}}`},
		{"flow mod in a bundle", &openflow15.BundleAddMessage{Message: openflow15.NewFlowMod()}, "", "", `"message":`},
		{"cut", &openflow13.PacketIn{TotalLen: uint16(len(frame)), Data: frame[:40]}, pingText, ` truncated error="packet: udp at 34: truncated"`,
			`"packet_truncated":true,"packet_error":{"layer":"udp","offset":34,"reason":"truncated"}}`},
		{"cut by the switch alone", &openflow13.PacketIn{TotalLen: 100, Data: frame}, pingText, pingTail + " truncated", `"packet_truncated":true}`},
		{"broken", &openflow13.PacketOut{Data: append(frame[:14:14], 0x99)}, "    ethernet{", ` payload=99 truncated error="packet: ipv4 at 14: truncated"`,
			`"packet_error":{"layer":"ipv4","offset":14,"reason":"truncated"}}`},
		{"without Ethernet", &openflow15.PacketIn{TotalLen: uint16(len(frame) - 14), Match: openflow15.Match{bare}, Data: frame[14:]}, "    ipv4{", pingTail,
			`{"protocols":[{"ipv4":`},
		{"of an unknown type", &openflow15.PacketIn{TotalLen: 2, Match: openflow15.Match{openflow15.FieldPacketType.Exact(1<<16 | 0x1234)}, Data: []byte{1, 2}},
			"    payload=0102", "", `"packet":{"Packet":{"protocols":["AQI="]}}}`},
		{"another message", openflow13.NewFlowMod(), "", "", `"message":`},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := hexOf(t, test.m)
			status, out, diag := dump([]string{"-packets"}, in)
			_, second, _ := strings.Cut(strings.TrimSuffix(out, "\n"), "\n")
			if status != 0 || diag != "" || !strings.HasPrefix(second, test.want) || !strings.HasSuffix(second, test.tail) || second != "" && test.want == "" {
				t.Errorf("status %d, %s got\n%s\nwant %s…%s", status, diag, out, test.want, test.tail)
			}
			status, out, _ = dump([]string{"-packets", "-format", "json"}, in)
			if !json.Valid([]byte(out)) || status != 0 || !strings.Contains(out, test.json) || strings.Contains(out, `"packet":`) != (test.want != "") {
				t.Errorf("status %d, got %s want %s", status, out, test.json)
			}
			if _, out, _ = dump([]string{"-format", "json"}, in); strings.Contains(out, `"packet":`) {
				t.Errorf("a packet without -packets: %s", out)
			}
		})
	}
}

// TestPayloads verifies that the payload is found in all messages of all versions that have one.
func TestPayloads(t *testing.T) {
	n := 0
	for _, p := range protocols() {
		for _, info := range p.Types {
			has := false
			switch info.Name {
			case "PacketIn", "PacketOut", "NXPacketIn", "NXPacketIn2", "NXResume":
				has = true
				n++
			}
			if got := payloadOf(sample.Build(p, info, sample.Typical)); (got != nil) != has {
				t.Errorf("%s: payload of %s is %v", p.Version, info.Name, got)
			}
		}
	}
	if want := 5 * len(protocols()); n != want {
		t.Errorf("%d messages with a payload, want %d", n, want)
	}
}
