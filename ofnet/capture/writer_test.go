package capture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow13"
)

var protocols = []*openflow.Protocol{openflow13.Protocol}

// A kind is a kind of connection.
type kind struct {
	name                string
	role                ofnet.Role
	near, far           net.Addr
	port                uint16
	wantNear, wantFar   string
	opener              string // Of the two.
	wantIface, describe string
}

var kinds = []kind{
	{"IPv4", ofnet.RoleController, tcp("192.0.2.1:6653"), tcp("192.0.2.2:40000"), 0,
		"192.0.2.1:6653", "192.0.2.2:40000", "far", "dpid 000000000000002a",
		"OpenFlow 1.3, controller 192.0.2.1:6653 (captured here), switch 192.0.2.2:40000"},
	{"switch's side", ofnet.RoleSwitch, tcp("192.0.2.1:40000"), tcp("192.0.2.2:6653"), 7,
		"192.0.2.1:40000", "192.0.2.2:6653", "near", "connection 1",
		"OpenFlow 1.3, switch 192.0.2.1:40000 (captured here), controller 192.0.2.2:6653"},
	{"switch listens", ofnet.RoleController, tcp("192.0.2.1:40000"), tcp("192.0.2.2:6633"), 7,
		"192.0.2.1:40000", "192.0.2.2:6633", "near", "dpid 000000000000002a", ""},
	{"other port", ofnet.RoleController, tcp("192.0.2.1:1234"), tcp("192.0.2.2:40000"), 0,
		"192.0.2.1:1234", "192.0.2.2:40000", "far", "dpid 000000000000002a", ""},
	{"other port changed", ofnet.RoleSwitch, tcp("192.0.2.1:40000"), tcp("192.0.2.2:1234"), 6653,
		"192.0.2.1:40000", "192.0.2.2:6653", "near", "connection 1", "OpenFlow 1.3, switch 192.0.2.1:40000 (captured here), controller 192.0.2.2:1234"},
	{"IPv6", ofnet.RoleController, tcp("[2001:db8::1]:6653"), tcp("[fe80::2%eth0]:40001"), 0,
		"[2001:db8::1]:6653", "[fe80::2]:40001", "far", "dpid 000000000000002a", ""},
	{"IPv4 in IPv6", ofnet.RoleController, tcp("[::ffff:192.0.2.1]:6653"), tcp("192.0.2.2:40000"), 0,
		"192.0.2.1:6653", "192.0.2.2:40000", "far", "dpid 000000000000002a", ""},
	{"both kinds", ofnet.RoleController, tcp("[2001:db8::1]:6653"), tcp("192.0.2.2:40000"), 0,
		"198.18.0.1:6653", "198.19.0.1:49152", "far", "dpid 000000000000002a", ""},
	{"address as text", ofnet.RoleController, textAddr("192.0.2.1:6653"), textAddr("192.0.2.2:40000"), 0,
		"192.0.2.1:6653", "192.0.2.2:40000", "far", "dpid 000000000000002a", ""},
	{"pipe", ofnet.RoleSwitch, nil, nil, 0, "198.19.0.1:49152", "198.18.0.1:6653", "near", "connection 1", ""},
	{"unix", ofnet.RoleController, &net.UnixAddr{Net: "unix", Name: "/run/c.sock"}, &net.UnixAddr{Net: "unix"}, 0,
		"198.18.0.1:6653", "198.19.0.1:49152", "far", "dpid 000000000000002a",
		"OpenFlow 1.3, controller /run/c.sock (captured here), switch without address"},
}

// TestConnection captures connections of all kinds, on either side.
func TestConnection(t *testing.T) {
	for _, tt := range kinds {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, tt.check)
		})
	}
}

func (tt kind) check(t *testing.T) {
	var buf bytes.Buffer
	var h heard
	w := NewWriter(&buf)
	w.Port = tt.port
	c, _ := connect(t, tt.role, tt.near, tt.far, w.Trace(h.trace()))
	begun := time.Now()
	time.Sleep(1234567891)
	if tt.role == ofnet.RoleController {
		if _, err := ofnet.Do(t.Context(), c, &openflow13.DescRequest{}); err != nil {
			t.Fatal(err)
		}
	} else if err := c.Send(t.Context(), openflow13.NewPacketIn()); err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
	c.Close()
	c.Wait()

	f := read(t, buf.Bytes())
	got := follow(t, f.packets)
	near, far := netip.MustParseAddrPort(tt.wantNear), netip.MustParseAddrPort(tt.wantFar)
	want := talk{said: map[netip.AddrPort][]byte{near: h.sent, far: h.received}, closed: near.String() + ": "}
	want.closed += context.Cause(c.Context()).Error()
	if diff := cmp.Diff(want.said, got.said, cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	if got.closed != want.closed {
		t.Errorf("closed by %q, want %q", got.closed, want.closed)
	}
	if opener := f.packets[0].from; (opener == near) != (tt.opener == "near") {
		t.Errorf("%v opens", opener)
	}
	last := f.packets[len(f.packets)-4] // Before FIN, FIN, ACK.
	if !last.time.Equal(begun.Add(1234567891)) || len(last.payload) == 0 {
		t.Errorf("last message at %v of %d bytes", last.time, len(last.payload))
	}
	if f.names[last.iface] != tt.wantIface || tt.describe != "" && f.descriptions[last.iface] != tt.describe {
		t.Errorf("interface %q: %q", f.names[last.iface], f.descriptions[last.iface])
	}
	for _, p := range f.packets {
		if (p.flags == flagOutbound) != (p.from == near) || (p.flags == flagInbound) != (p.from == far) {
			t.Errorf("flags %#x of %v", p.flags, p.from)
		}
	}
	phases := []ofnet.Phase{ofnet.PhaseHandshake, ofnet.PhaseConfig, ofnet.PhaseMain, ofnet.PhaseDead}
	if diff := cmp.Diff(phases, h.phases); diff != "" {
		t.Error(diff)
	}
	if len(w.streams) != 0 || w.Err() != nil {
		t.Error(len(w.streams), w.Err())
	}
}

// TestEnd wants FIN from who closes, and RST where the connection breaks.
func TestEnd(t *testing.T) {
	const near, far = "198.18.0.1:6653: ", "198.19.0.1:49152: "
	for _, tt := range []struct {
		name  string
		end   func(nc *breakable, c, peer *ofnet.Conn)
		flags uint8
		want  string
	}{
		{"closed", func(_ *breakable, c, _ *ofnet.Conn) { c.Close() }, flagFIN | flagACK, near + "ofnet: pipe dpid 000000000000002a: connection closed"},
		{"shut down", func(_ *breakable, c, _ *ofnet.Conn) { c.Shutdown(context.Background()) }, flagFIN | flagACK,
			near + "ofnet: pipe dpid 000000000000002a: connection closed"},
		{"end of file", func(_ *breakable, _, peer *ofnet.Conn) { peer.Close() }, flagFIN | flagACK, far + "ofnet: pipe dpid 000000000000002a: EOF"},
		{"reset", func(nc *breakable, _, peer *ofnet.Conn) {
			nc.broken.Store(true)
			peer.Close()
		}, flagRST | flagACK, far + "ofnet: pipe dpid 000000000000002a: read: connection reset by peer"},
		{"garbage", func(_ *breakable, _, peer *ofnet.Conn) {
			peer.Send(context.Background(), &openflow.Opaque{Version: openflow.Version13, Type: 200})
		}, flagRST | flagACK, near + "ofnet: pipe dpid 000000000000002a: handler panic: test"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var buf bytes.Buffer
				w := NewWriter(&buf)
				a, b := net.Pipe()
				nc := &breakable{Conn: a}
				sw := &oftest.Switch{DatapathID: 0x2a}
				peers := make(chan *ofnet.Conn, 1)
				go func() {
					peer, _ := sw.Connect(t.Context(), b)
					peers <- peer
				}()
				var mux ofnet.Mux
				mux.Fallback = ofnet.HandlerFunc(func(context.Context, *ofnet.Conn, openflow.Message) error { panic("test") })
				c, err := ofnet.NewConn(t.Context(), nc, ofnet.RoleController, &ofnet.Config{Protocols: protocols, Trace: w.Trace(nil), Handler: &mux})
				if err != nil {
					t.Fatal(err)
				}
				peer := <-peers
				tt.end(nc, c, peer)
				c.Wait()
				peer.Wait()
				f := read(t, buf.Bytes())
				if got := follow(t, f.packets).closed; got != tt.want {
					t.Errorf("got %q, want %q", got, tt.want)
				}
				i := len(f.packets) - 1
				if tt.flags&flagFIN != 0 {
					i -= 2
				}
				if f.packets[i].tcpFlags != tt.flags {
					t.Errorf("flags %#x, want %#x", f.packets[i].tcpFlags, tt.flags)
				}
			})
		})
	}
}

// TestLongMessages wants segments that fit into packets, and acknowledgements for what goes one way.
func TestLongMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var buf bytes.Buffer
		var h heard
		w := NewWriter(&buf)
		c, _ := connect(t, ofnet.RoleSwitch, nil, nil, w.Trace(h.trace()))
		var want int
		for _, n := range []int{maxPayload - 1, maxPayload, maxPayload + 1, openflow.MaxMessageLen} {
			for range 12 {
				m := &openflow.Opaque{Version: openflow.Version13, Type: 200, Body: bytes.Repeat([]byte{0xfe}, n-openflow.HeaderLen)}
				if err := c.Send(t.Context(), m); err != nil {
					t.Fatal(err)
				}
				want += n
			}
		}
		synctest.Wait()
		c.Close()
		c.Wait()
		f := read(t, buf.Bytes())
		said := follow(t, f.packets).said[f.packets[0].from]
		if !bytes.Equal(said, h.sent) || len(said) < want {
			t.Errorf("%d bytes, want %d", len(said), len(h.sent))
		}
		sizes := make(map[int]int)
		for _, p := range f.packets {
			if p.tcpFlags&flagPSH != 0 && len(p.payload) == 0 {
				t.Error("a segment of a message is empty")
			}
			if n := len(p.payload); n == 0 || n > 40 && n < 60000 || n > maxPayload {
				sizes[n]++
			}
		}
		if sizes[40] != 0 || sizes[maxPayload+1] != 0 || sizes[0] != 3+3+2 {
			t.Errorf("sizes of segments: %v", sizes)
		}
	})
}

func TestSnapLen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var whole, cut bytes.Buffer
		w, snap := NewWriter(&whole), NewWriter(&cut)
		snap.SnapLen = 70
		c, _ := connect(t, ofnet.RoleController, nil, nil, w.Trace(snap.Trace(nil)))
		if _, err := ofnet.Do(t.Context(), c, &openflow13.DescRequest{}); err != nil {
			t.Fatal(err)
		}
		c.Close()
		c.Wait()
		want, got := read(t, whole.Bytes()), read(t, cut.Bytes())
		if len(want.packets) != len(got.packets) {
			t.Fatalf("%d packets, want %d", len(got.packets), len(want.packets))
		}
		cuts := 0
		for i, p := range got.packets {
			full := want.packets[i]
			if p.length != full.length || !bytes.Equal(p.data, full.data[:min(len(full.data), 70)]) {
				t.Errorf("packet %d: %d bytes, %x", i, p.length, p.data)
			}
			if len(p.data) < p.length {
				cuts++
			}
		}
		if cuts == 0 {
			t.Error("nothing is cut")
		}
	})
}

// TestManyConnections uses a Writer from many connections at the same time.
func TestManyConnections(t *testing.T) {
	var buf bytes.Buffer
	w := NewWriter(&buf)
	const conns, rounds = 20, 20
	var wg sync.WaitGroup
	for i := range conns {
		wg.Go(func() {
			c, _ := connect(t, ofnet.RoleController, tcp("127.0.0.1:6653"), tcp(fmt.Sprintf("127.0.0.1:%d", 40000+i)), w.Trace(nil))
			for range rounds {
				if err := c.Barrier(t.Context()); err != nil {
					t.Error(err)
				}
			}
			c.Close()
			c.Wait()
		})
	}
	wg.Wait()
	f := read(t, buf.Bytes())
	streams := make(map[uint16][]packet)
	for _, p := range f.packets {
		port := max(p.from.Port(), p.to.Port())
		streams[port] = append(streams[port], p)
	}
	for _, packets := range streams {
		if said := follow(t, packets).said; len(said[packets[0].from]) < rounds*8 {
			t.Errorf("%v said %d bytes", packets[0].from, len(said[packets[0].from]))
		}
	}
	if len(streams) != conns || len(f.names) != 1+conns {
		t.Errorf("%d connections, %d interfaces", len(streams), len(f.names))
	}
}

// A limited fails after some bytes.
type limited struct {
	bytes.Buffer
	left int
}

func (l *limited) Write(b []byte) (int, error) {
	if l.left -= len(b); l.left < 0 {
		return 0, io.ErrShortWrite
	}
	return l.Buffer.Write(b)
}

func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		name string
		room int
		max  int64
		end  bool // Close before the connection ends.
		want error
	}{
		{"no room for the head", 10, 0, false, io.ErrShortWrite},
		{"no room for packets", 1000, 0, false, io.ErrShortWrite},
		{"limit", 1 << 20, 1500, false, ErrLimit},
		{"limit of nothing", 1 << 20, 1, false, ErrLimit},
		{"large limit", 1 << 20, 1 << 20, false, nil},
		{"closed", 1 << 20, 0, true, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				out := &limited{left: tt.room}
				var h heard
				w := NewWriter(out)
				w.MaxBytes = tt.max
				c, _ := connect(t, ofnet.RoleController, nil, nil, w.Trace(h.trace()))
				if _, err := ofnet.Do(t.Context(), c, &openflow13.DescRequest{}); err != nil {
					t.Fatal(err)
				}
				before := out.Len()
				if tt.end && w.Close() != nil {
					t.Error("Close:", w.Err())
				}
				c.Close()
				c.Wait()
				if err := w.Close(); !errors.Is(err, tt.want) || !errors.Is(w.Err(), tt.want) {
					t.Errorf("error %v, want %v", err, tt.want)
				}
				if len(w.streams) != 0 {
					t.Error(len(w.streams), "connections are remembered")
				}
				if len(h.phases) != 4 || !strings.Contains(string(h.received), "simulated switch") {
					t.Error("the other hooks do not run")
				}
				read(t, out.Bytes()) // Whole blocks.
				if tt.end && out.Len() != before {
					t.Error("written after Close")
				}
				if tt.max > 1000 && tt.want == ErrLimit && (int64(out.Len()) > tt.max || int64(out.Len()) < tt.max-300) {
					t.Errorf("%d bytes, limit %d", out.Len(), tt.max)
				}
			})
		})
	}
}

// TestAllocations wants none for a message.
func TestAllocations(t *testing.T) {
	w := NewWriter(io.Discard)
	c, _ := connect(t, ofnet.RoleController, tcp("127.0.0.1:6653"), tcp("[::1]:40000"), nil)
	defer c.Close()
	trace := w.Trace(nil)
	trace.Phase(c, ofnet.PhaseHandshake)
	frame := make([]byte, openflow.MaxMessageLen)
	n := testing.AllocsPerRun(100, func() {
		trace.Received(c, openflow.Header{}, frame[:100])
		trace.Sent(c, openflow.Header{}, frame)
	})
	if n != 0 {
		t.Errorf("%v allocations for two messages", n)
	}
}
