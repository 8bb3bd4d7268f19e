package packet_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/packet"
)

// inTCP puts layers into a segment from port 6653.
func inTCP(layers ...packet.Layer) []packet.Layer {
	return append([]packet.Layer{eth(), v4(), &packet.TCP{SrcPort: 6653, DstPort: 40000}}, layers...)
}

func TestOpenFlow(t *testing.T) {
	hello, err := packet.NewOpenFlow(&openflow13.Hello{XID: 1})
	if err != nil {
		t.Fatal(err)
	}
	echo, err := packet.NewOpenFlow(&openflow13.EchoRequest{XID: 2, Data: []byte("ping")})
	if err != nil {
		t.Fatal(err)
	}
	hello.Message, echo.Message = nil, nil
	for _, x := range []built{
		{name: "one", layers: inTCP(hello)},
		{name: "several", layers: inTCP(hello, echo, hello)},
		{name: "bytes", layers: []packet.Layer{echo}, hex: "0402000c00000002" + "70696e67"},
		{name: "unknown version", layers: inTCP(&packet.OpenFlow{Version: 255, Type: 255, XID: 0xffffffff})},
	} {
		x.run(t)
	}
}

// TestOpenFlowHook decodes messages with the codec of a version.
func TestOpenFlowHook(t *testing.T) {
	echo, err := packet.NewOpenFlow(&openflow13.EchoRequest{XID: 2, Data: []byte("ping")})
	if err != nil {
		t.Fatal(err)
	}
	bad := &packet.OpenFlow{Version: openflow.Version13, Type: 13, Body: []byte{1}}
	b := frame(t, same, inTCP(echo, bad, echo)...)
	var codec openflow13.Decoder
	d := packet.Decoder{OpenFlow: func(b []byte) (openflow.Message, error) { return codec.Decode(b) }}
	p := d.Decode(b).Clone()
	layers := packet.Get[*packet.OpenFlow](p)
	m, ok := layers.Message.(*openflow13.EchoRequest)
	if !ok || m.XID != 2 || string(m.Data) != "ping" {
		t.Errorf("message %v", layers.Message)
	}
	n := 0
	for l := range packet.All[*packet.OpenFlow](p) {
		if n++; (l.Err != nil) != (n == 2) || (l.Message != nil) != (n != 2) {
			t.Errorf("message %d: %v, %v", n, l.Message, l.Err)
		}
	}
	if got, err := p.AppendReceived(nil); n != 3 || err != nil || !bytes.Equal(got, b) {
		t.Errorf("%d messages, %x, %v", n, got, err)
	}
	owned := d.Unmarshal(b)
	d.Decode(frame(t, same, inTCP(bad)...))
	if l := packet.Get[*packet.OpenFlow](owned); l.Message == nil {
		t.Error("Unmarshal does not decode messages")
	}
	good := frame(t, same, inTCP(echo)...)
	d.Decode(good)
	if n := testing.AllocsPerRun(20, func() { d.Decode(good) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestP17OpenFlow(t *testing.T) {
	echo := &packet.OpenFlow{Version: 4, Type: 2, Body: []byte("ping")}
	for _, m := range []malformed{
		{name: "length 0", frame: frame(t, put(56, 0, 0), inTCP(echo)...), layers: "ethernet ipv4 tcp", err: openflow.ErrLength},
		{name: "length 7", frame: frame(t, put(56, 0, 7), inTCP(echo)...), layers: "ethernet ipv4 tcp", err: openflow.ErrLength},
		{name: "length 65535", frame: frame(t, put(56, 255, 255), inTCP(echo)...), layers: "ethernet ipv4 tcp", err: openflow.ErrTruncated, truncated: true},
		{
			name: "next message cut off", frame: frame(t, put(57, 8), inTCP(echo)...), layers: "ethernet ipv4 tcp openflow", err: openflow.ErrTruncated, truncated: true,
		},
		{name: "TLS", frame: frame(t, put(54, 22, 3), inTCP(echo)...), layers: "ethernet ipv4 tcp"},
		{name: "no data", frame: frame(t, same, inTCP()...), layers: "ethernet ipv4 tcp"},
		{
			name: "40 messages", frame: frame(t, same, inTCP(packet.Payload(bytes.Repeat([]byte{4, 0, 0, 8, 0, 0, 0, 1}, 40)))...), err: openflow.ErrDepth,
			layers: "ethernet ipv4 tcp" + string(bytes.Repeat([]byte(" openflow"), 29)),
		},
	} {
		m.run(t)
	}
	if _, err := packet.Append(nil, &packet.OpenFlow{Body: make([]byte, 65528)}); !errors.Is(err, openflow.ErrTooLong) {
		t.Error(err)
	}
}
