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
	long := strings.Repeat("QUFB", 22) // 66 bytes, in base64.
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
		{one(`{"RstBPDUs":{"port_number":4096}}`), "Packet.protocols[0].RstBPDUs.port_number", openflow.ErrValue},
		{one(`{"RstBPDUs":{"port_priority":129}}`), "Packet.protocols[0].RstBPDUs.port_priority", openflow.ErrValue},
		{one(`{"RstBPDUs":{"root_priority":32769}}`), "Packet.protocols[0].RstBPDUs.root_priority", openflow.ErrValue},
		{one(`{"RstBPDUs":{"bridge_system_id_extension":4096}}`), "Packet.protocols[0].RstBPDUs.bridge_system_id_extension", openflow.ErrValue},
		{one(`{"cfm":{"op":{"cc_message":{"interval":8}}}}`), "Packet.protocols[0].cfm.op.interval", openflow.ErrValue},
		{one(`{"cfm":{"op":{"cc_message":{"short_ma_name":"` + long + `"}}}}`), "Packet.protocols[0].cfm.op.short_ma_name", openflow.ErrTooLong},
		{one(`{"cfm":{"op":{"cc_message":{"md_name":"` + long + `"}}}}`), "Packet.protocols[0].cfm.op.md_name", openflow.ErrTooLong},
		{one(`{"dhcp":{"sname":"` + long[:65] + `"}}`), "Packet.protocols[0].dhcp.sname", openflow.ErrTooLong},
		{one(`{"dhcp":{"boot_file":"` + long + long + `"}}`), "Packet.protocols[0].dhcp.boot_file", openflow.ErrTooLong},
		{one(`{"tcp":{"option":[{"TCPOptionUserTimeout":{"user_timeout":32768}}]}}`), "Packet.protocols[0].tcp.option[0].user_timeout", openflow.ErrValue},
		{one(`{"OSPFLSUpd":{"lsas":[{"SummaryLSA":{"metric":16777216}}]}}`), "Packet.protocols[0].OSPFLSUpd.lsas[0].metric", openflow.ErrValue},
		{
			one(`{"OSPFLSUpd":{"lsas":[{"ASExternalLSA":{"extnws":[{"ExternalNetwork":{"metric":16777216}}]}}]}}`),
			"Packet.protocols[0].OSPFLSUpd.lsas[0].extnws[0].metric", openflow.ErrValue,
		},
		{
			one(`{"OSPFLSUpd":{"lsas":[{"AreaOpaqueLSA":{"header":{"LSAHeader":{"type":10,"opaque_id":16777216}}}}]}}`),
			"Packet.protocols[0].OSPFLSUpd.lsas[0].header.opaque_id", openflow.ErrValue,
		},
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

// TestPacketPayload has the bytes at the end of a packet as layers, as Append takes them.
func TestPacketPayload(t *testing.T) {
	for name, layers := range map[string][]packet.Layer{
		"tcp":  {packet.NewIPv4(netip.Addr{}, netip.Addr{}), &packet.TCP{}},
		"icmp": {packet.NewIPv4(netip.Addr{}, netip.Addr{}), &packet.ICMP{Type: packet.ICMPEchoRequest}},
	} {
		p := &packet.Packet{Layers: append(layers, packet.Payload("ab"), packet.Payload("cd")), Payload: []byte("ef")}
		want, err := p.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		text, err := ofjson.MarshalPacket(p)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ofjson.UnmarshalPacket(text)
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
			continue
		}
		if got, err := back.MarshalBinary(); err != nil || string(back.Payload) != "abcdef" || !bytes.Equal(got, want) {
			t.Errorf("%s: %v %q\ngot  %x\nwant %x", name, err, back.Payload, got, want)
		}
	}
}

func ExampleMarshalPacket() {
	p := &packet.Packet{Layers: []packet.Layer{&packet.VLAN{Priority: 1, ID: 7, EtherType: 0x1234}}, Payload: []byte("x")}
	text, err := ofjson.MarshalPacket(p)
	fmt.Println(string(text), err)
	// Output: {"Packet":{"protocols":[{"vlan":{"pcp":1,"cfi":0,"vid":7,"ethertype":4660}},"eA=="]}} <nil>
}
