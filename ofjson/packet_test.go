package ofjson_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/packet"
)

func testPacket(t testing.TB) *packet.Packet {
	t.Helper()
	src, dst := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	b, err := packet.Append(nil, &packet.Ethernet{Src: openflow.MAC{2, 0, 0, 0, 0, 1}}, packet.NewIPv4(src, dst),
		&packet.TCP{SrcPort: 1, Options: []packet.TCPOption{packet.TCPOptionMSS(1460), packet.TCPOptionSACK([2]uint32{1, 2}), {Kind: 254, Data: []byte("x")}}},
		packet.Payload("payload"))
	if err != nil {
		t.Fatal(err)
	}
	return packet.Unmarshal(append(b, 0, 0))
}

// TestPacketBytes changes each byte of a packet; its JSON reads back to the same bytes.
func TestPacketBytes(t *testing.T) {
	p := testPacket(t)
	wire, err := p.AppendReceived(nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range wire {
		for _, x := range []byte{0, 1, 5, 0x7f, 255} {
			b := bytes.Clone(wire)
			b[i] = x
			text, err := ofjson.MarshalPacket(packet.Unmarshal(b))
			if err != nil {
				t.Fatal(err)
			}
			back, err := ofjson.UnmarshalPacket(text)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			if got, err := back.AppendReceived(nil); err != nil || !bytes.Equal(got, b) {
				t.Fatalf("%v\n%s\nwant %x\ngot  %x", err, text, b, got)
			}
		}
	}
}

func TestPacketPrefixes(t *testing.T) {
	text, err := ofjson.MarshalPacket(testPacket(t))
	if err != nil {
		t.Fatal(err)
	}
	for n := range text {
		if _, err := ofjson.UnmarshalPacket(text[:n]); err == nil {
			t.Errorf("%s is taken", text[:n])
		}
	}
}

func TestPacketErrors(t *testing.T) {
	one := func(layer string) string { return `{"Packet":{"protocols":[` + layer + `]}}` }
	for _, c := range []struct {
		text, path string
		err        error
	}{
		{`{}`, "Packet", ofjson.ErrType},
		{`{"OFPHello":{}}`, "Packet", ofjson.ErrType},
		{`{"Packet":{"protocols":{}}}`, "Packet.protocols", ofjson.ErrType},
		{`{"Packet":{"x":1}}`, "Packet.x", ofjson.ErrAttribute},
		{one(`{"lamp":{}}`), "Packet.protocols[0]", ofjson.ErrClass},
		{one(`{"tcp":[]}`), "Packet.protocols[0]", ofjson.ErrType},
		{one(`"AA==",{"tcp":{}}`), "Packet.protocols[0]", ofjson.ErrType},
		{one(`{"tcp":{"src_port":65536}}`), "Packet.protocols[0].tcp.src_port", openflow.ErrValue},
		{one(`{"tcp":{"csum":4294967296}}`), "Packet.protocols[0].tcp.csum", openflow.ErrValue},
		{one(`{"tcp":{"option":[{"TCPOptionSACK":{"blocks":[[1]]}}]}}`), "Packet.protocols[0].tcp.option[0].blocks[0]", ofjson.ErrType},
		{one(`{"tcp":{"option":[{"lamp":{}}]}}`), "Packet.protocols[0].tcp.option[0]", ofjson.ErrClass},
		{one(`{"ipv4":{"version":5}}`), "Packet.protocols[0].ipv4.version", ofjson.ErrConst},
		{one(`{"ipv4":{"src":"::1"}}`), "Packet.protocols[0].ipv4.src", openflow.ErrValue},
		{one(`{"ipv6":{"src":"192.0.2.1"}}`), "Packet.protocols[0].ipv6.src", openflow.ErrValue},
		{one(`{"ethernet":{"dst":"1:2:3"}}`), "Packet.protocols[0].ethernet.dst", openflow.ErrValue},
		{one(`{"lldp":{"tlvs":[{"OrganizationallySpecific":{"oui":"AAA="}}]}}`), "Packet.protocols[0].lldp.tlvs[0].oui", openflow.ErrValue},
		{one(`{"llc":{"control":{"ControlFormatX":{}}}}`), "Packet.protocols[0].llc.control", ofjson.ErrClass},
	} {
		_, err := ofjson.UnmarshalPacket([]byte(c.text))
		var e *ofjson.Error
		if !errors.Is(err, c.err) || !errors.As(err, &e) || e.Path != c.path {
			t.Errorf("%s: %v, want %s %v", c.text, err, c.path, c.err)
		}
	}
	if _, err := ofjson.MarshalPacket(&packet.Packet{Layers: []packet.Layer{(*packet.TCP)(nil)}}); !errors.Is(err, openflow.ErrNil) {
		t.Error(err)
	}
}

// TestPacketNull leaves out what is to be computed.
func TestPacketNull(t *testing.T) {
	p, err := ofjson.UnmarshalPacket([]byte(`{"Packet":{"protocols":[{"ipv4":{"csum":null,"src":"192.0.2.1","ext":null}},{"udp":{}}]}}`))
	if err == nil || !strings.Contains(err.Error(), "ext") {
		t.Errorf("%v %v", p, err)
	}
	p, err = ofjson.UnmarshalPacket([]byte(`{"Packet":{"protocols":[{"ipv4":{"csum":null,"src":"192.0.2.1","dst":"192.0.2.2"}},{"udp":{"csum":0}}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.AppendReceived(nil)
	if err != nil || packet.Checksum(b[:20]) != 0 || b[3] != 28 || b[9] != 17 || b[26] != 0 || b[27] != 0 {
		t.Errorf("%x %v", b, err)
	}
}

func ExampleMarshalPacket() {
	p := &packet.Packet{Layers: []packet.Layer{&packet.VLAN{Priority: 1, ID: 7, EtherType: 0x1234}}, Payload: []byte("x")}
	text, err := ofjson.MarshalPacket(p)
	fmt.Println(string(text), err)
	// Output: {"Packet":{"protocols":[{"vlan":{"pcp":1,"cfi":0,"vid":7,"ethertype":4660}},"eA=="]}} <nil>
}
