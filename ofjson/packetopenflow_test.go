package ofjson_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/packet"
)

var withMessages = ofjson.Options{OpenFlow: protocols}

// segment returns a packet of OpenFlow messages alone.
func segment(b []byte) *packet.Packet {
	return (&packet.Decoder{First: packet.Of[*packet.OpenFlow]()}).Unmarshal(b)
}

// packetJSON takes bytes to the JSON of a packet, and back.
func packetJSON(t *testing.T, o *ofjson.Options, wire []byte) []byte {
	t.Helper()
	text, err := o.AppendPacket(nil, segment(wire))
	if err != nil || !json.Valid(text) {
		t.Fatalf("%x: %v %s", wire, err, text)
	}
	back, err := o.UnmarshalPacket(text)
	if err != nil {
		t.Fatalf("%x: %v\n%s", wire, err, text)
	}
	if got, err := back.AppendReceived(nil); err != nil || !bytes.Equal(got, wire) {
		t.Fatalf("%v\n%s\nwant %x\ngot  %x", err, text, wire, got)
	}
	return text
}

// TestPacketMessages puts all messages of the vectors into packets, and takes these by way of JSON to bytes.
func TestPacketMessages(t *testing.T) {
	each(t, func(t *testing.T, p *openflow.Protocol) {
		decoded, raw := 0, 0
		for _, r := range records(t, p, "message") {
			var x openflow.Opaque
			if err := x.Decode(r.Wire); err != nil {
				continue
			}
			text := packetJSON(t, &withMessages, r.Wire)
			if strings.Contains(string(text), `{"msg":{"OFPUnparseableMsg"`) {
				raw++
				continue
			}
			decoded++
			m, err := p.Unmarshal(r.Wire)
			if err != nil {
				t.Errorf("%s: %v\n%s", r.ID, err, text)
				continue
			}
			alone, err := ofjson.Marshal(m)
			if err != nil || !bytes.Contains(text, append([]byte(`{"openflow":{"msg":`), alone...)) {
				t.Errorf("%s: %v\n%s\nis not in\n%s", r.ID, err, alone, text)
			}
		}
		t.Logf("%d messages are decoded, %d stay bytes", decoded, raw)
		if decoded < 10*raw {
			t.Error("too few are decoded")
		}
	})
}

// TestPacketMessageShapes shows what os-ken 2.8 makes of the same bytes, with version and xid besides.
func TestPacketMessageShapes(t *testing.T) {
	raw := func(body, version, typ, length, xid string) string {
		return `{"openflow":{"msg":{"OFPUnparseableMsg":{"version":` + version + `,"msg_type":` + typ + `,"msg_len":` + length + `,"xid":` + xid +
			`,"body":"` + body + `","buf":null,"datapath":null}}}}`
	}
	hello := `{"openflow":{"msg":{"OFPHello":{"elements":[]}},"version":4,"xid":1}}`
	for _, c := range []struct{ name, hex, want string }{
		{"hello", "0400000800000001", hello},
		{"hello of 1.0", "0100000800000001", `{"openflow":{"msg":{"OFPHello":{"elements":[]}},"version":1,"xid":1}}`},
		{"echo", "0402000c0000000270696e67", `{"openflow":{"msg":{"OFPEchoRequest":{"data":"cGluZw=="}},"version":4,"xid":2}}`},
		{"several", "0400000800000001" + "0400000800000001", hello + "," + hello},
		{"unknown version", "ff02000900000003aa", raw("qg==", "255", "2", "9", "3")},
		{"unknown type", "04ff000900000003aa", raw("qg==", "4", "255", "9", "3")},
		{"does not parse", "040d0009000000040a", raw("Cg==", "4", "13", "9", "4")},
		{"padding that is not 0", "041300100000000500030000" + "00000001", raw("AAMAAAAAAAE=", "4", "19", "16", "5")},
	} {
		wire, err := hex.DecodeString(c.hex)
		if err != nil {
			t.Fatal(err)
		}
		want := `{"Packet":{"protocols":[` + c.want + `]}}`
		if diff := cmp.Diff(value(t, []byte(want)), value(t, packetJSON(t, &withMessages, wire))); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// TestPacketMessageBytes changes each byte of two messages; the JSON of the packet reads back to the same bytes.
func TestPacketMessageBytes(t *testing.T) {
	m := openflow13.NewFlowMod()
	m.Match = openflow13.Match{openflow13.FieldInPort.Exact(1)}
	m.Instructions = openflow13.Instructions{&openflow13.InstructionApplyActions{Actions: openflow13.Actions{&openflow13.ActionOutput{Port: 2}}}}
	wire, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	wire = append(wire, wire...)
	for i := range wire {
		for _, x := range []byte{0, 1, 5, 0x7f, 255} {
			b := bytes.Clone(wire)
			b[i] = x
			packetJSON(t, &withMessages, b)
		}
	}
}

// TestPacketMessageRead reads what other programs may write.
func TestPacketMessageRead(t *testing.T) {
	one := func(layer string) []byte { return []byte(`{"Packet":{"protocols":[{"openflow":` + layer + `}]}}`) }
	newest := ofjson.Options{OpenFlow: []*openflow.Protocol{openflow13.Protocol, openflow10.Protocol}}
	for _, c := range []struct {
		text, hex, path string
		err             error
	}{
		{text: `{"msg":{"OFPHello":{}}}`, hex: "0400000800000000"},
		{text: `{"msg":{"OFPHello":{}},"version":null,"xid":9}`, hex: "0400000800000009"},
		{text: `{"msg":{"OFPHello":{"xid":7}},"version":1}`, hex: "0100000800000007"},
		{text: `{"msg":{"OFPHello":{}},"version":5}`, path: ".msg", err: openflow.ErrVersion},
		{text: `{"msg":{"OFPHello":{}},"version":256}`, path: ".version", err: openflow.ErrValue},
		{text: `{"msg":{"OFPHello":{}},"xid":4294967296}`, path: ".xid", err: openflow.ErrValue},
		{text: `{"msg":{"OFPHello":{}},"xid":""}`, path: ".xid", err: ofjson.ErrType},
		{text: `{"msg":{"OFPHello":{}},"type":0}`, path: ".type", err: ofjson.ErrAttribute},
		{text: `{"msg":{"OFPHello":[]}}`, path: ".msg.OFPHello", err: ofjson.ErrType},
		{text: `{"msg":{"lamp":{}}}`, path: ".msg.lamp", err: ofjson.ErrClass},
		{text: `{"msg":{"OFPHello":{"x":1}}}`, path: ".msg.OFPHello.x", err: ofjson.ErrAttribute},
		{text: `{"msg":{"OFPEchoRequest":{"data":"` + strings.Repeat("AAAA", 30000) + `"}}}`, path: "", err: openflow.ErrTooLong},
	} {
		p, err := newest.UnmarshalPacket(one(c.text))
		if c.err != nil {
			var e *ofjson.Error
			if want := "Packet.protocols[0].openflow" + c.path; !errors.Is(err, c.err) || !errors.As(err, &e) || e.Path != want {
				t.Errorf("%.60s: %v, want %s %v", c.text, err, want, c.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got, err := p.AppendReceived(nil); err != nil || fmt.Sprintf("%x", got) != c.hex {
			t.Errorf("%s: %x, %v", c.text, got, err)
		}
	}
	if _, err := ofjson.UnmarshalPacket(one(`{"msg":{"OFPHello":{}}}`)); !errors.Is(err, ofjson.ErrClass) {
		t.Errorf("without versions: %v", err)
	}
}

// A segment's OpenFlow messages, in the JSON of its packet.
func ExampleOptions_openFlow() {
	o := ofjson.Options{OpenFlow: []*openflow.Protocol{openflow13.Protocol, openflow10.Protocol}}
	echo, err := packet.NewOpenFlow(&openflow13.EchoRequest{XID: 7, Data: []byte("ping")})
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := o.AppendPacket(nil, &packet.Packet{Layers: []packet.Layer{echo}})
	fmt.Println(string(text), err)
	p, err := o.UnmarshalPacket(text)
	if err != nil {
		fmt.Println(err)
		return
	}
	b, err := p.MarshalBinary()
	fmt.Printf("%x %v\n", b, err)
	// Output:
	// {"Packet":{"protocols":[{"openflow":{"msg":{"OFPEchoRequest":{"data":"cGluZw=="}},"version":4,"xid":7}}]}} <nil>
	// 0402000c0000000770696e67 <nil>
}
