package packet_test

import (
	"encoding/hex"
	"errors"
	"slices"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/packet"
)

func TestGRE(t *testing.T) {
	over := func(l *packet.GRE, inner ...packet.Layer) []packet.Layer {
		return append([]packet.Layer{eth(), v4(), l}, inner...)
	}
	all := packet.GREChecksum | packet.GREKey | packet.GRESeq
	for _, x := range []built{
		{
			name: "plain", layers: over(&packet.GRE{}, v4()),
			hex: "020000000002020000000001" + "0800" + "4500002c00000000" + "402ff69fc0000201c0000202" + "00000800" + "4500001400000000" + "4000f6e6c0000201c0000202",
		},
		{
			name: "checksum, key and sequence number", layers: over(&packet.GRE{Flags: all, Protocol: packet.EtherTypeIPv6, Key: 0x01020304, Seq: 9}),
			hex: "020000000002020000000001" + "0800" + "4500002400000000" + "402ff6a7c0000201c0000202" + "b00086dd" + "c5120000" + "01020304" + "00000009",
		},
		{name: "all inside IPv6", layers: []packet.Layer{eth(), v6(), &packet.GRE{Flags: all | 0x0f78, Reserved: 5, Key: 1, Seq: 2}, v6(), &packet.UDP{SrcPort: 1}}},
		{name: "NVGRE", layers: over(packet.NewNVGRE(0x123456, 0x78), eth(), v4())},
		{name: "PPTP", layers: over(&packet.GRE{
			Flags: packet.GREKey | packet.GRESeq | packet.GREAck | packet.GREVersion1, Protocol: 0x880b, Key: 1, Seq: 2, Ack: 3,
		})},
		{name: "the flag of PPTP in version 0", layers: over(&packet.GRE{Flags: packet.GREAck}, v4())},
		{name: "MPLS inside", layers: over(&packet.GRE{}, packet.NewMPLS(16), v4())},
		{name: "in UDP", layers: overUDP(packet.GREPort, &packet.GRE{}, v4())},
	} {
		x.run(t)
	}
	if _, err := packet.Append(nil, over(packet.NewNVGRE(1<<24, 0))...); !errors.Is(err, openflow.ErrNil) {
		t.Errorf("a subnet of 25 bits: %v", err)
	}
	if subnet, flow := packet.NewNVGRE(0x123456, 0x78).VirtualSubnet(); subnet != 0x123456 || flow != 0x78 {
		t.Errorf("subnet %#x, flow %#x", subnet, flow)
	}
}

// TestGREChecksum has the checksum cover the payload.
func TestGREChecksum(t *testing.T) {
	for _, payload := range []packet.Payload{nil, {1}, {1, 2}, {1, 2, 3}} {
		b := frame(t, same, &packet.GRE{Flags: packet.GREChecksum}, payload)
		if got := packet.Checksum(b); got != 0 {
			t.Errorf("%x: the sum over all is %#x", b, got)
		}
		d := packet.Decoder{First: packet.Of[*packet.GRE]()}
		b[4]++
		got, err := d.Decode(b).AppendBinary(nil)
		b[4]--
		if err != nil || !slices.Equal(got, b) {
			t.Errorf("computed again: %x %v, want %x", got, err, b)
		}
	}
	b := frame(t, same, &packet.GRE{Flags: packet.GREChecksum, Checksum: packet.Fixed(0)}, packet.Payload("abc"))
	if b[4] != 0 || b[5] != 0 {
		t.Errorf("fixed: %x", b)
	}
}

func TestP10GRE(t *testing.T) {
	gre := []packet.Layer{eth(), v4(), &packet.GRE{Flags: packet.GREKey}, v4()}
	bare := []packet.Layer{eth(), v4(), &packet.GRE{}}
	for _, m := range []malformed{
		{name: "3 bytes", frame: frame(t, put(16, 0, 23), bare...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true, trailer: 1},
		{name: "checksum that is not there", frame: frame(t, put(34, 0x80), bare...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true},
		{name: "all fields that are not there", frame: frame(t, put(34, 0xb0), bare...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true},
		{name: "acknowledgment that is not there", frame: frame(t, put(34, 0, 0x81), bare...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true},
		{name: "source route", frame: frame(t, put(34, 0x40), bare...), layers: "ethernet ipv4", err: openflow.ErrType},
		{name: "version 2", frame: frame(t, put(35, 2), bare...), layers: "ethernet ipv4", err: openflow.ErrVersion},
		{name: "nothing inside", frame: frame(t, cut(42), gre...), layers: "ethernet ipv4 gre", truncated: true},
		{name: "IPv4 cut off", frame: frame(t, cut(50), gre...), layers: "ethernet ipv4 gre", err: openflow.ErrTruncated, truncated: true},
	} {
		m.run(t)
	}
	for flags, want := range map[packet.GREFlags]error{2: openflow.ErrVersion, 0x4000: openflow.ErrType} {
		if _, err := packet.Append(nil, &packet.GRE{Flags: flags}); !errors.Is(err, want) {
			t.Errorf("flags %#x: %v", flags, err)
		}
	}
}

// TestGREJSON reads what os-ken writes, where null is a field that is not there, and what it cannot write.
func TestGREJSON(t *testing.T) {
	for text, want := range map[string]string{
		`{"version":0,"protocol":2048,"checksum":null,"seq_number":null}`: "00000800",
		`{"protocol":2048,"seq_number":7,"checksum":258}`:                 "90000800" + "01020000" + "00000007",
		`{"protocol":2048,"key":9}`:                                       "20000800" + "00000009",
		`{"protocol":34827,"version":1,"key":9,"ack_number":0}`:           "2081880b" + "00000009" + "00000000",
		`{"protocol":2048,"flags":32768}`:                                 "80000800" + "77ff0000",
		`{"version":8}`:                                                   "",
	} {
		p, err := ofjson.UnmarshalPacket([]byte(`{"Packet":{"protocols":[{"gre":` + text + `}]}}`))
		if want == "" {
			if err == nil {
				t.Errorf("%s: %v", text, p)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := p.AppendReceived(nil); err != nil || hex.EncodeToString(got) != want {
			t.Errorf("%s: %x %v, want %s", text, got, err, want)
		}
	}
}
