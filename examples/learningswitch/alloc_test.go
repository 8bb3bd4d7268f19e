package main

import (
	"context"
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"runtime"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
)

// packetIn returns a packet-in with a frame from one host to another, as bytes.
func packetIn(t *testing.T, v openflow.Version, in uint32, src, dst openflow.MAC) []byte {
	t.Helper()
	var m openflow.Message
	switch data := frame(dst, src, ethIPv4, ""); v {
	case openflow.Version10:
		m = &openflow10.PacketIn{BufferID: openflow10.BufferIDNone, InPort: openflow10.PortNo(in), Data: data}
	case openflow.Version13:
		match := openflow13.Match{openflow13.FieldInPort.Exact(openflow13.PortNo(in))}
		m = &openflow13.PacketIn{BufferID: openflow13.BufferIDNone, Match: match, Data: data}
	}
	b, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A rawSwitch is a switch that is no more than bytes, so that it allocates nothing.
type rawSwitch struct {
	t   *testing.T
	nc  net.Conn
	buf [1 << 10]byte
}

// connectRaw connects a switch to a controller that is ready for packet-ins.
func connectRaw(t *testing.T, p *openflow.Protocol) *rawSwitch {
	near, far := net.Pipe()
	s := &rawSwitch{t: t, nc: far}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.setUp()
	}()
	cfg := &ofnet.Config{Protocols: []*openflow.Protocol{p}, Handler: newController(slog.New(slog.DiscardHandler))}
	c, err := ofnet.NewConn(context.Background(), near, ofnet.RoleController, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		c.Wait()
	})
	<-done
	return s
}

// setUp answers what the controller asks, up to the barrier.
func (s *rawSwitch) setUp() {
	for {
		m := s.read()
		if m == nil {
			return
		}
		const hello, features, barrier10, multipart, barrier13 = 0, 5, 18, 18, 20
		is10 := m[0] == uint8(openflow.Version10)
		switch typ := m[1]; {
		case typ == hello:
			m = m[:openflow.HeaderLen]
		case typ == features:
			m[1]++
			m = append(m, make([]byte, 24)...)
		case typ == multipart && !is10, typ == barrier10 && is10, typ == barrier13 && !is10:
			m[1]++
		default:
			continue
		}
		binary.BigEndian.PutUint16(m[2:], uint16(len(m)))
		s.write(m)
		if typ := m[1]; is10 && typ == barrier10+1 || !is10 && typ == barrier13+1 {
			return
		}
	}
}

// read returns the next message, which is valid until the next call, or nil after an error.
func (s *rawSwitch) read() []byte {
	if _, err := io.ReadFull(s.nc, s.buf[:8]); err != nil {
		s.t.Error(err)
		return nil
	}
	m := s.buf[:binary.BigEndian.Uint16(s.buf[2:])]
	if _, err := io.ReadFull(s.nc, m[8:]); err != nil {
		s.t.Error(err)
		return nil
	}
	return m
}

func (s *rawSwitch) write(m []byte) {
	if _, err := s.nc.Write(m); err != nil {
		s.t.Error(err)
	}
}

// exchange writes a packet-in and reads the types of the messages that answer it.
func (s *rawSwitch) exchange(packetIn []byte, answer ...uint8) {
	s.write(packetIn)
	for _, want := range answer {
		if m := s.read(); m == nil || m[1] != want {
			s.t.Fatalf("the answer is %x, want type %d", m, want)
		}
	}
}

// TestAllocations counts what a packet-in costs from the wire through the controller to the flow and the frame on the wire, when its hosts are known.
func TestAllocations(t *testing.T) {
	const packetOut, flowMod = 13, 14
	for _, p := range protocols() {
		t.Run(p.Version.String(), func(t *testing.T) {
			sw := connectRaw(t, p)
			there, back := packetIn(t, p.Version, 1, macA, macB), packetIn(t, p.Version, 2, macB, macA)
			sw.exchange(there, packetOut) // Everywhere.
			rounds := func(n int) {
				for range n {
					sw.exchange(back, flowMod, packetOut)
					sw.exchange(there, flowMod, packetOut)
				}
			}
			rounds(100)
			const measured, packetIns = 1000, 2000
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			rounds(measured)
			runtime.ReadMemStats(&after)
			if n := after.Mallocs - before.Mallocs; n > packetIns/10 { // The runtime itself allocates now and then.
				t.Errorf("%d allocations for %d packet-ins", n, packetIns)
			}
		})
	}
}
