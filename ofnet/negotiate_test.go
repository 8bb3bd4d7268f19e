package ofnet

import (
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
)

func TestNegotiation(t *testing.T) {
	const v10, v11, v12 = openflow.Version10, openflow.Version11, openflow.Version12
	const v13, v14, v15 = openflow.Version13, openflow.Version14, openflow.Version15
	for _, tt := range []struct {
		name   string
		ours   []openflow.Version
		header uint8
		body   []byte
		want   openflow.Version // 0 for none.
	}{
		{"same", []openflow.Version{v13}, 4, bitmap(v13), v13},
		{"no bitmap, same", []openflow.Version{v13}, 4, nil, v13},
		{"no bitmap, peer higher", []openflow.Version{v10, v13}, 6, nil, v13},
		{"no bitmap, peer lower", []openflow.Version{v10, v13}, 1, nil, v10},
		{"no bitmap, peer between", []openflow.Version{v10, v13}, 3, nil, 0},
		{"no bitmap, peer below", []openflow.Version{v13, v14}, 1, nil, 0},
		{"bitmaps, highest common", []openflow.Version{v10, v13, v14}, 6, bitmap(v10, v13, v15), v13},
		{"bitmaps, the lower header is not common", []openflow.Version{v10, v14}, 4, bitmap(v10, v13), v10},
		{"bitmaps, none common", []openflow.Version{v13}, 6, bitmap(v10, v15), 0},
		{"empty bitmap", []openflow.Version{v13}, 4, []byte{0, 1, 0, 8, 0, 0, 0, 0}, 0},
		{"1.2 alone, peer has a bitmap", []openflow.Version{v12}, 6, bitmap(v12, v15), v12},
		{"gaps below 1.3, peer has a bitmap", []openflow.Version{v10, v12}, 4, bitmap(v12, v13), v12},
		{"future version", []openflow.Version{v10, v13}, 0x42, nil, v13},
		{"future version, bitmap", []openflow.Version{v10, v13}, 0x42, bitmap(v10), v10},
		{"version 0", []openflow.Version{v10}, 0, nil, 0},
		{"bad elements", []openflow.Version{v13}, 4, []byte("bad."), v13},
		{"bad elements, future version", []openflow.Version{v13}, 9, []byte("bad."), v13},
		{"header is not in the bitmap", []openflow.Version{v10, v13, v15}, 6, bitmap(v10, v13), v13},
		{"header below the bitmap", []openflow.Version{v10, v13, v15}, 1, bitmap(v13, v15), v15},
		{"gaps on both sides", []openflow.Version{v10, v12}, 2, bitmap(v10, v11), v10},
		{"gap, peer without bitmap", []openflow.Version{v10, v12}, 2, nil, 0},
		{"future version 0x20, bitmap of future versions", []openflow.Version{v13}, 0x20, bitmap(7, 8, 31), 0},
		{"future version 7", []openflow.Version{v10, v15}, 7, nil, v15},
		{"version 0, bitmap", []openflow.Version{v10, v13}, 0, bitmap(v10), v10},
	} {
		for _, peerFirst := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, peer first %v", tt.name, peerFirst), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					testNegotiation(t, tt.ours, frame(tt.header, 0, 9, tt.body...), tt.want, peerFirst)
				})
			})
		}
	}
}

func testNegotiation(t *testing.T, ours []openflow.Version, hello []byte, want openflow.Version, peerFirst bool) {
	a, b := net.Pipe()
	p := peer{t, b}
	answer, met := make(chan []byte, 1), make(chan struct{})
	go func() {
		if peerFirst {
			p.send(hello)
		}
		h := p.recv()
		top := slices.Max(ours)
		hasBitmap := top >= openflow.Version13 || len(ours) < int(top) // Without one, it means all up to the highest.
		if h[0] != byte(top) || h[1] != 0 || (len(h) > 8) != hasBitmap || be.Uint32(h[4:]) == 0 {
			t.Errorf("our HELLO is %x", h)
		}
		if !peerFirst {
			p.send(hello)
		}
		close(met)
		answer <- p.recv()
	}()
	c, err := NewConn(t.Context(), a, RoleSwitch, &Config{Protocols: fakeProtocols(ours...)})
	<-met
	if want != 0 {
		if err != nil {
			t.Fatal(err)
		}
		if c.Version() != want || c.Phase() != PhaseMain {
			t.Errorf("version %v, phase %v, want %v", c.Version(), c.Phase(), want)
		}
		c.Close()
		wantErr(t, c.Wait(), ErrClosed)
		return
	}
	var failed *NegotiationError
	if !errors.As(err, &failed) || failed.Peer != openflow.Version(hello[0]) || failed.Refused {
		t.Fatalf("error is %v", err)
	}
	e := <-answer
	if len(e) < 20 || e[1] != 1 || be.Uint32(e[8:]) != 0 || !strings.Contains(string(e[12:]), "no common version") {
		t.Errorf("answer is %q", e)
	}
	if v := min(byte(slices.Max(ours)), hello[0]); v > 0 && e[0] != v {
		t.Errorf("answer is of version %d, want %d", e[0], v)
	}
	if p.recv() != nil {
		t.Error("connection is open")
	}
}

// TestNegotiationPairs connects every pair of sets of versions: both sides must come to the same version, or end.
func TestNegotiationPairs(t *testing.T) {
	all := []openflow.Version{openflow.Version10, openflow.Version12, openflow.Version13, openflow.Version15}
	sets := make([][]openflow.Version, 16)
	for i := range sets {
		for j, v := range all {
			if i&(1<<j) != 0 {
				sets[i] = append(sets[i], v)
			}
		}
	}
	for _, ours := range sets[1:] {
		for _, theirs := range sets[1:] {
			synctest.Test(t, func(t *testing.T) {
				a, b := net.Pipe()
				type end struct {
					c   *Conn
					err error
				}
				ends := make(chan end)
				go func() {
					c, err := NewConn(t.Context(), b, RoleSwitch, &Config{Protocols: fakeProtocols(theirs...)})
					ends <- end{c, err}
				}()
				c, err := NewConn(t.Context(), a, RoleSwitch, &Config{Protocols: fakeProtocols(ours...)})
				e := <-ends
				switch {
				case err != nil && e.err != nil:
					var failed *NegotiationError
					if !errors.As(err, &failed) || !errors.As(e.err, &failed) {
						t.Errorf("%v and %v: errors %v, %v", ours, theirs, err, e.err)
					}
				case err == nil && e.err != nil: // The lower side cannot know yet: it learns by the error and the end.
					wantRefusal(t, c.Wait())
				case err != nil:
					wantRefusal(t, e.c.Wait())
				case c.Version() != e.c.Version():
					t.Errorf("%v and %v: %v and %v", ours, theirs, c.Version(), e.c.Version())
				}
				for _, c := range []*Conn{c, e.c} {
					if c != nil {
						c.Close()
						c.Wait()
					}
				}
			})
		}
	}
}

// wantRefusal wants the end of a connection whose peer did not find a version.
func wantRefusal(t *testing.T, err error) {
	t.Helper()
	var failed *NegotiationError
	if !errors.Is(err, io.EOF) && !errors.As(err, &failed) {
		t.Error("the connection ended with", err)
	}
}

func TestHandshakeFailures(t *testing.T) {
	refusal := frame(4, 1, 0, append([]byte{0, 0, 0, 0}, "no way"...)...)
	for _, tt := range []struct {
		name string
		peer func(p peer)
		want error // nil for a NegotiationError.
		text string
	}{
		{"silence", func(p peer) {}, ErrHandshakeTimeout, ""},
		{"end", func(p peer) { p.Close() }, io.EOF, ""},
		{"end within the HELLO", func(p peer) { p.send(frame(4, 0, 1)[:5]); p.Close() }, io.ErrUnexpectedEOF, ""},
		{"end after the HELLO", func(p peer) { p.send(frame(4, 0, 1)); p.Close() }, io.EOF, ""},
		{"no features reply", func(p peer) { p.send(frame(4, 0, 1)) }, ErrHandshakeTimeout, ""},
		{"bad framing", func(p peer) { p.send([]byte{4, 0, 0, 7, 0, 0, 0, 1}) }, openflow.ErrLength, ""},
		{"error for HELLO", func(p peer) { p.send(refusal) }, nil, "no way"},
		{"error after HELLO", func(p peer) { p.send(frame(4, 0, 1)); p.send(refusal); p.Close() }, nil, "no way"},
		{"short error for HELLO", func(p peer) { p.send(frame(4, 1, 0)) }, nil, "refused"},
		{"no HELLO", func(p peer) { p.send(frame(4, 5, 1)) }, nil, "type 5"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := net.Pipe()
				p := peer{t, b}
				go io.Copy(io.Discard, b)
				go tt.peer(p)
				var phases []Phase
				begin := time.Now()
				c, err := NewConn(t.Context(), a, RoleController, &Config{
					Protocols: fakeProtocols(openflow.Version13),
					ConnState: func(_ *Conn, p Phase) { phases = append(phases, p) },
				})
				if c != nil || err == nil {
					t.Fatal("handshake did not fail")
				}
				var failed *NegotiationError
				switch {
				case tt.want == io.EOF && errors.Is(err, io.ErrClosedPipe): // The writer met the end before the reader.
				case tt.want != nil:
					wantErr(t, err, tt.want)
				case !errors.As(err, &failed) || !strings.Contains(err.Error(), tt.text):
					t.Errorf("error %v", err)
				}
				if d := time.Since(begin); (tt.want == ErrHandshakeTimeout) != (d == 10*time.Second) {
					t.Errorf("it took %v", d)
				}
				if phases[0] != PhaseHandshake || phases[len(phases)-1] != PhaseDead || slices.Contains(phases, PhaseMain) {
					t.Errorf("phases %v", phases)
				}
				b.Close()
			})
		})
	}
}

func TestFeatures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var phases []Phase
		c, _ := start(t, RoleController, Config{ConnState: func(c *Conn, p Phase) {
			phases = append(phases, p)
			if known := c.DatapathID() != 0; known != (p >= PhaseMain) {
				t.Errorf("datapath id known in %v: %v", p, known)
			}
		}})
		if c.DatapathID() != fakeDPID || c.Features() == nil || c.AuxiliaryID() != 0 || c.Protocol().Version != 4 {
			t.Error("features", c.Features())
		}
		c.Close()
		err := c.Wait()
		wantErr(t, err, ErrClosed)
		if !strings.Contains(err.Error(), "1122334455667788") {
			t.Error(err)
		}
		if want := []Phase{PhaseHandshake, PhaseConfig, PhaseMain, PhaseDead}; !slices.Equal(phases, want) {
			t.Errorf("phases %v, want %v", phases, want)
		}
	})
}

func TestNoProtocol(t *testing.T) {
	a, b := net.Pipe()
	defer b.Close()
	_, err := NewConn(t.Context(), a, RoleSwitch, nil)
	wantErr(t, err, ErrNoProtocol)
}
