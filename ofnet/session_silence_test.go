package ofnet_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// Peers that are silent, do not read, or go away: S9 to S12.

// TestS09Echo has a peer that does not answer echo requests, one that sends the longest, and one that sends many and does not read.
func TestS09Echo(t *testing.T) {
	t.Run("never answered", func(t *testing.T) {
		inLab(t, &ofnet.Server{}, func(l *lab) {
			p, c := l.enter(badDPID)
			begin := time.Now()
			if b := p.next(); len(b) != 8 || b[1] != 2 || time.Since(begin) != 15*time.Second {
				t.Errorf("after %v comes %x", time.Since(begin), b)
			}
			l.wantEnd(p, c, ofnet.ErrEchoTimeout)
			if d := time.Since(begin); d != 30*time.Second {
				t.Errorf("it took %v", d)
			}
			l.wantLog("level=WARN", "peer is silent", "remote="+p.LocalAddr().String(), "dpid="+c.DatapathID().String())
		})
	})
	t.Run("answered", func(t *testing.T) {
		var seen []time.Duration
		trace := &ofnet.Trace{RTT: func(c *ofnet.Conn, d time.Duration) {
			if c.DatapathID() == badDPID {
				seen = append(seen, d)
			}
		}}
		inLab(t, &ofnet.Server{Config: ofnet.Config{Trace: trace}}, func(l *lab) {
			p, c := l.enter(badDPID)
			if c.RTT() != 0 {
				t.Error("a round-trip time before the first:", c.RTT())
			}
			for i := range 100 {
				b := p.next()
				rtt := time.Duration(i+1) * 100 * time.Millisecond
				time.Sleep(rtt)
				p.put(&openflow13.EchoReply{XID: be.Uint32(b[4:])})
				synctest.Wait()
				if c.RTT() != rtt || len(seen) != i+1 || seen[i] != rtt {
					t.Errorf("round-trip time %v, want %v", c.RTT(), rtt)
				}
			}
		})
	})
	t.Run("refused", func(t *testing.T) {
		inLab(t, &ofnet.Server{}, func(l *lab) {
			p, c := l.enter(badDPID)
			for range 3 {
				b := p.next()
				if len(b) != 8 || b[1] != 2 {
					t.Fatalf("%x, %v", b, context.Cause(c.Context()))
				}
				p.put(slices.Concat(header(4, 1, 12, be.Uint32(b[4:])), []byte{0, 1, 0, 1})) // This is no silence.
			}
			p.alive()
		})
	})
	t.Run("longest", func(t *testing.T) {
		inLab(t, &ofnet.Server{}, func(l *lab) {
			p, _ := l.enter(badDPID)
			data := bytes.Repeat([]byte{1, 2, 3, 4, 5, 6, 7}, 9361)
			p.put(&openflow13.EchoRequest{XID: 5, Data: data})
			if b := p.next(); len(b) != 65535 || b[1] != 3 || be.Uint32(b[4:]) != 5 || !bytes.Equal(b[8:], data) {
				t.Errorf("answer of %d bytes", len(b))
			}
		})
	})
	t.Run("storm", func(t *testing.T) {
		cfg := ofnet.Config{MaxPending: 64 << 10, WriteTimeout: -1, EchoInterval: -1}
		inLab(t, &ofnet.Server{Config: cfg}, func(l *lab) {
			p, c := l.enter(badDPID)
			const count = 100_000
			for range count {
				p.put(header(4, 2, 8, 1))
			}
			synctest.Wait()
			answers := count - int(c.Stats().Dropped) // The answers that wait have a limit.
			if most := 3 * (64 << 10) / 8; answers < most/2 || answers > most {
				t.Errorf("%d answers wait", answers)
			}
			for range answers {
				if b := p.next(); b[1] != 3 {
					t.Fatalf("answer %x", b)
				}
			}
			p.alive()
		})
	})
}

// TestTrickle has messages that come byte by byte: the peer is not silent.
func TestTrickle(t *testing.T) {
	got := make(chan int, 9)
	var mux ofnet.Mux
	ofnet.Handle(&mux, func(_ context.Context, _ *ofnet.Conn, m *openflow13.PacketIn) error {
		got <- len(m.Data)
		return nil
	})
	inLab(t, &ofnet.Server{Handler: &mux}, func(l *lab) {
		p, c := l.enter(badDPID)
		go io.Copy(io.Discard, p)
		m := openflow13.NewPacketIn()
		m.Data = make([]byte, 100)
		b, _ := m.MarshalBinary()
		for i := range b {
			time.Sleep(14 * time.Second)
			p.put(b[i : i+1])
		}
		if n := <-got; n != 100 || c.Phase() != ofnet.PhaseMain {
			t.Error(n, c.Phase())
		}
	})
}

// TestS10PeerStopsReading sends a million flow mods to a switch that reads no more.
func TestS10PeerStopsReading(t *testing.T) {
	for name, says := range map[string]bool{"silent": false, "talking": true} {
		t.Run(name, func(t *testing.T) {
			// The keepalive, which would find out by itself, is off for the silent one.
			inLab(t, &ofnet.Server{Config: ofnet.Config{EchoInterval: map[bool]time.Duration{false: -1, true: 0}[says]}}, func(l *lab) {
				p, c := l.enter(badDPID)
				if says {
					go func() {
						for c.Phase() == ofnet.PhaseMain {
							time.Sleep(time.Second)
							p.Write(header(4, 21, 8, 1))
						}
					}()
				}
				stopsReading(l, p, c)
				time.Sleep(time.Second) // The end of the talk.
			})
		})
	}
}

func stopsReading(l *lab, p *rawPeer, c *ofnet.Conn) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	mod := openflow13.NewFlowMod()
	begin, sent, err := time.Now(), 0, error(nil)
	for ; sent < 1_000_000 && err == nil; sent++ {
		err = c.Send(l.Context(), mod)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if !errors.Is(err, ofnet.ErrWriteTimeout) || sent > 2*(1<<20)/56+100 {
		l.Errorf("after %d messages: %v", sent, err)
	}
	if n := int64(after.HeapAlloc) - int64(before.HeapAlloc); n > 8<<20 {
		l.Errorf("%d bytes of memory", n)
	}
	if d := time.Since(begin); d < 30*time.Second || d > 34*time.Second {
		l.Errorf("it took %v", d)
	}
	l.wantEnd(p, c, ofnet.ErrWriteTimeout)
	if _, err := ofnet.Do(l.Context(), c, new(openflow13.GetConfigRequest)); !errors.Is(err, ofnet.ErrWriteTimeout) {
		l.Error("a request after the end:", err)
	}
}

// TestSlowReader has a peer that takes a kilobyte a second, with pauses: it is slow, but the connection stays.
func TestSlowReader(t *testing.T) {
	inLab(t, &ofnet.Server{Config: ofnet.Config{EchoInterval: -1}}, func(l *lab) {
		p, c := l.enter(badDPID)
		const count = 2000
		sent := make(chan error, 1)
		go func() {
			var err error
			for range count {
				err = errors.Join(err, c.Send(l.Context(), openflow13.NewFlowMod()))
			}
			sent <- err
		}()
		for range count {
			time.Sleep(50 * time.Millisecond)
			if b := p.next(); len(b) != 56 {
				t.Fatalf("%x, %v", b, context.Cause(c.Context()))
			}
		}
		if err := <-sent; err != nil || c.Phase() != ofnet.PhaseMain {
			t.Error(err, c.Phase())
		}
	})
}

// TestS11EndAtEveryOffset ends connections with FIN and with RST, after every byte of a session: HELLO, features, ports, an echo and a packet-in.
func TestS11EndAtEveryOffset(t *testing.T) {
	in := openflow13.NewPacketIn()
	in.Match = openflow13.Match{openflow13.FieldInPort.Exact(1)}
	in.Data = make([]byte, 40)
	var session []byte
	var bounds []int // Of messages.
	for _, m := range []openflow.Message{
		&openflow13.Hello{XID: 1}, &openflow13.FeaturesReply{XID: 2, DatapathID: badDPID}, &openflow13.PortDescReply{XID: 3},
		&openflow13.EchoRequest{XID: 4, Data: []byte("data")}, in,
	} {
		bounds = append(bounds, len(session))
		session, _ = m.AppendBinary(session)
	}
	mains := make(chan *ofnet.Conn, 1)
	failed := make(chan *ofnet.ConnError, 1)
	srv := &ofnet.Server{
		Protocols:       protocols,
		HandshakeFailed: func(err *ofnet.ConnError) { failed <- err },
		Config: ofnet.Config{ConnState: func(c *ofnet.Conn, p ofnet.Phase) {
			if p == ofnet.PhaseMain {
				mains <- c
			}
		}},
	}
	addr := serve(t, srv, "tcp", "127.0.0.1:0")
	good, err := switches(goodDPID).DialAddr(t.Context(), addr)
	if err != nil {
		t.Fatal(err)
	}
	beside := <-mains
	for n := range len(session) + 1 {
		for _, reset := range []bool{false, true} {
			name := fmt.Sprintf("%d bytes, reset %v", n, reset)
			nc, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			nc.Write(session[:n])
			if reset {
				nc.(*net.TCPConn).SetLinger(0)
				nc.Close()
			} else {
				nc.(*net.TCPConn).CloseWrite()
			}
			var end error
			if n < bounds[3] {
				end = <-failed
			} else {
				select {
				case c := <-mains:
					end = c.Wait()
				case end = <-failed: // The reset came before the last part was read.
				}
			}
			var e *ofnet.ConnError
			switch whole := n == len(session) || slices.Contains(bounds, n); {
			case !errors.As(end, &e) || e.Remote.String() != nc.LocalAddr().String():
				t.Errorf("%s: %v", name, end)
			case !reset && whole != errors.Is(end, io.EOF), !reset && !whole != errors.Is(end, io.ErrUnexpectedEOF):
				t.Errorf("%s: %v", name, end)
			}
			nc.Close()
		}
	}
	if err := beside.Barrier(t.Context()); err != nil {
		t.Error("the connection beside:", err)
	}
	good.Close()
	good.Wait()
}

// TestS12HalfOpen has a peer that is gone without a word, while this side is idle, sends, or waits for a reply.
func TestS12HalfOpen(t *testing.T) {
	for name, use := range map[string]func(c *ofnet.Conn) error{
		"idle":  func(c *ofnet.Conn) error { <-c.Context().Done(); return context.Cause(c.Context()) },
		"sends": sendUntilEnd,
		"waits": func(c *ofnet.Conn) error { return c.Barrier(context.Background()) },
		"waits, with a time limit": func(c *ofnet.Conn) error {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			if err := c.Barrier(ctx); !errors.Is(err, context.DeadlineExceeded) {
				return err
			}
			return c.Barrier(context.Background())
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, reads := range []bool{false, true} { // What is sent is lost at once, or waits.
				inLab(t, &ofnet.Server{}, func(l *lab) {
					p, c := l.enter(badDPID)
					if reads {
						go io.Copy(io.Discard, p)
					}
					begin := time.Now()
					if err := use(c); !errors.Is(err, ofnet.ErrEchoTimeout) {
						t.Error(err)
					}
					if d := time.Since(begin); d != 30*time.Second {
						t.Errorf("it took %v", d)
					}
					l.wantEnd(p, c, ofnet.ErrEchoTimeout)
				})
			}
		})
	}
}

// sendUntilEnd sends a flow mod every second.
func sendUntilEnd(c *ofnet.Conn) error {
	for {
		if err := c.Send(context.Background(), openflow13.NewFlowMod()); err != nil {
			return err
		}
		select {
		case <-time.After(time.Second):
		case <-c.Context().Done():
		}
	}
}
