package packet_test

import (
	"bytes"
	"errors"
	"strings"
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

// hellos returns n messages of 8 bytes.
func hellos(n int) []byte { return bytes.Repeat([]byte{4, 0, 0, 8, 0, 0, 0, 1}, n) }

// inside puts n more IP headers around what is in a frame.
func inside(n int, layers []packet.Layer) []packet.Layer {
	list := []packet.Layer{eth()}
	for range n {
		list = append(list, v4())
	}
	return append(list, layers[1:]...)
}

// TestManyMessages decodes 64 KiB of messages of 8 bytes: all of them are there, each is looked at once, and all memory is used again.
func TestManyMessages(t *testing.T) {
	const count = 8192
	for _, c := range []struct {
		name   string
		first  *packet.Protocol
		frame  []byte
		layers int
	}{
		{"alone", packet.Of[*packet.OpenFlow](), hellos(count), count},
		{"in IPv4", nil, frame(t, same, inTCP(packet.Payload(hellos(count)[:65535-40]))...), 3 + 65495/8},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := packet.Decoder{First: c.first}
			check(t, &d, c.frame)
			p := d.Decode(c.frame)
			if len(p.Layers) != c.layers || (p.Err != nil) != (c.first == nil) || p.Err != nil && !errors.Is(p.Err, openflow.ErrTruncated) {
				t.Errorf("%d layers, want %d; error %v", len(p.Layers), c.layers, p.Err)
			}
			buf := make([]byte, 0, 1<<17)
			if n := testing.AllocsPerRun(2, func() { d.Decode(c.frame) }); n != 0 {
				t.Errorf("%v allocations", n)
			}
			if n := testing.AllocsPerRun(2, func() { _, _ = p.AppendReceived(buf) }); n != 0 {
				t.Errorf("%v allocations in encoding", n)
			}
			calls, total := 0, 0
			d.OpenFlow = func(b []byte) (openflow.Message, error) {
				calls++
				total += len(b)
				return nil, openflow.ErrType
			}
			d.Decode(c.frame)
			if calls != count && c.first != nil || total != 8*calls || calls > count {
				t.Errorf("%d messages of %d bytes", calls, total)
			}
			if n := len(d.Decode(inTCPFrame(t)).Layers); n > 4 {
				t.Errorf("%d layers of the next frame", n)
			}
			d.MaxLayers = 2
			if p := d.Decode(frame(t, same, eth(), v4(), v4(), v4())); c.first == nil && (len(p.Layers) != 2 || !errors.Is(p.Err, openflow.ErrDepth)) {
				t.Errorf("with two layers at most: %v", p)
			}
		})
	}
}

func inTCPFrame(t *testing.T) []byte {
	t.Helper()
	return frame(t, same, inTCP(packet.Payload(hellos(1)))...)
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
			name: "40 messages", frame: frame(t, same, inTCP(packet.Payload(hellos(40)))...), layers: "ethernet ipv4 tcp" + strings.Repeat(" openflow", 40),
		},
		{
			name: "40 messages and one cut off", frame: frame(t, same, inTCP(packet.Payload(hellos(41)[:41*8-1]))...),
			layers: "ethernet ipv4 tcp" + strings.Repeat(" openflow", 40), err: openflow.ErrTruncated, truncated: true,
		},
		{
			name: "messages in 30 headers", frame: frame(t, same, inside(28, inTCP(packet.Payload(hellos(40))))...),
			layers: "ethernet" + strings.Repeat(" ipv4", 29) + " tcp" + strings.Repeat(" openflow", 40),
		},
		{
			name: "messages in 31 headers", frame: frame(t, same, inside(29, inTCP(packet.Payload(hellos(40))))...),
			layers: "ethernet" + strings.Repeat(" ipv4", 30) + " tcp", err: openflow.ErrDepth,
		},
	} {
		m.run(t)
	}
	if _, err := packet.Append(nil, &packet.OpenFlow{Body: make([]byte, 65528)}); !errors.Is(err, openflow.ErrTooLong) {
		t.Error(err)
	}
}
