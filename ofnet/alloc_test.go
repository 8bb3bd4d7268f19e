package ofnet_test

import (
	"context"
	"io"
	"net"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// reflector returns a controller that answers each packet-in with a packet-out, and the switch's end of its connection.
func reflector(tb testing.TB, trace *ofnet.Trace) net.Conn {
	var mux ofnet.Mux
	output := openflow13.NewActionOutput()
	output.Port = openflow13.PortNoFlood
	out := openflow13.NewPacketOut()
	out.Actions = openflow13.Actions{output}
	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow13.PacketIn) error {
		out.InPort, _, _ = openflow13.FieldInPort.Get(m.Match)
		out.Data = m.Data
		return c.Send(ctx, out)
	})
	near, far := net.Pipe()
	go func() {
		frame := make([]byte, 1<<16)
		hello, _ := new(openflow13.Hello).MarshalBinary()
		far.Read(frame)
		far.Write(hello)
		for _, reply := range []openflow.Message{&openflow13.FeaturesReply{}, &openflow13.PortDescReply{}} {
			far.Read(frame)
			b, _ := reply.MarshalBinary()
			copy(b[4:8], frame[4:])
			far.Write(b)
		}
	}()
	cfg := &ofnet.Config{Protocols: []*openflow.Protocol{openflow13.Protocol}, Handler: &mux, Trace: trace}
	c, err := ofnet.NewConn(tb.Context(), near, ofnet.RoleController, cfg)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		c.Close()
		c.Wait()
	})
	return far
}

func packetInBytes(tb testing.TB) []byte {
	m := openflow13.NewPacketIn()
	m.Match = openflow13.Match{openflow13.FieldInPort.Exact(7)}
	m.Data = make([]byte, 100)
	b, err := m.MarshalBinary()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// TestAllocations counts what a packet-in costs from the wire through a handler to the packet-out on the wire.
func TestAllocations(t *testing.T) {
	var traced atomic.Int64
	count := func(*ofnet.Conn, openflow.Header, []byte) { traced.Add(1) }
	far, in, out := reflector(t, &ofnet.Trace{Received: count, Sent: count}), packetInBytes(t), make([]byte, 24+16+100)
	exchange := func() {
		if _, err := far.Write(in); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(far, out); err != nil {
			t.Fatal(err)
		}
	}
	for range 100 {
		exchange()
	}
	traced.Store(0)
	const rounds = 2000
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range rounds {
		exchange()
	}
	runtime.ReadMemStats(&after)
	if out[1] != uint8(openflow13.MessageTypePacketOut) || be.Uint32(out[12:]) != 7 {
		t.Errorf("the answer is %x", out)
	}
	if n := traced.Load(); n != 2*rounds {
		t.Errorf("%d messages traced", n)
	}
	// The runtime itself allocates now and then.
	if n := after.Mallocs - before.Mallocs; n > rounds/20 {
		t.Errorf("%d allocations for %d packet-ins", n, rounds)
	}
}

func BenchmarkPacketIn(b *testing.B) {
	far, in, out := reflector(b, nil), packetInBytes(b), make([]byte, 24+16+100)
	b.ReportAllocs()
	for b.Loop() {
		far.Write(in)
		io.ReadFull(far, out)
	}
}

// BenchmarkPacketInStream has many packet-ins under way.
func BenchmarkPacketInStream(b *testing.B) {
	far, in := reflector(b, nil), packetInBytes(b)
	const batch = 100
	var many []byte
	for range batch {
		many = append(many, in...)
	}
	out := make([]byte, batch*(24+16+100))
	b.ReportAllocs()
	for n := 0; n < b.N; n += batch {
		go far.Write(many)
		io.ReadFull(far, out)
	}
}
