package ofnet_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// The handshake: S1 to S4.

// TestS01SilentPeer has peers that connect and say nothing, or not all.
func TestS01SilentPeer(t *testing.T) {
	for _, said := range [][]byte{nil, header(4, 0, 8, 1)[:5], header(4, 0, 64, 1), header(4, 0, 8, 1)} {
		inLab(t, &ofnet.Server{}, func(l *lab) {
			p := l.connect()
			go io.Copy(io.Discard, p)
			if len(said) > 0 {
				p.put(said)
			}
			begin := time.Now()
			l.wantFailed(p, ofnet.ErrHandshakeTimeout)
			if d := time.Since(begin); d != 10*time.Second {
				t.Errorf("%x: it took %v", said, d)
			}
		})
	}
}

// TestS02NotHelloFirst has peers whose first message is another one: they are told why the connection ends.
func TestS02NotHelloFirst(t *testing.T) {
	for typ := range 256 {
		if typ == 0 || typ == 1 {
			continue // HELLO, and ERROR, which TestS03HelloTrouble has.
		}
		inLab(t, &ofnet.Server{}, func(l *lab) {
			p := l.connect()
			go p.put(append(header(4, byte(typ), 32, 0x77), make([]byte, 24)...))
			p.wantHello()
			p.wantHelloFailed(4, "not a HELLO")
			err := l.wantFailed(p, nil)
			var failed *ofnet.NegotiationError
			if !errors.As(err, &failed) || failed.Refused {
				t.Errorf("type %d: %v", typ, err)
			}
		})
	}
}

func (p *rawPeer) wantHello() {
	p.l.Helper()
	if b := p.next(); len(b) < 8 || b[1] != 0 {
		p.l.Errorf("HELLO is %x", b)
	}
}

// wantHelloFailed wants a HELLO_FAILED of a version with a text for people, and the end.
func (p *rawPeer) wantHelloFailed(version byte, text string) {
	p.l.Helper()
	b := p.next()
	if len(b) < 12 || b[0] != version || b[1] != 1 || be.Uint32(b[8:]) != 0 || !strings.Contains(string(b[12:]), text) {
		p.l.Errorf("answer is %q", b)
	}
	if b := p.next(); b != nil {
		p.l.Errorf("after that comes %x", b)
	}
}

// TestS03HelloTrouble has HELLOs that do not fit, and such as come too often.
func TestS03HelloTrouble(t *testing.T) {
	for _, version := range []byte{1, 2, 3} { // Ours is 1.3 alone.
		inLab(t, &ofnet.Server{}, func(l *lab) {
			p := l.connect()
			go p.put(header(version, 0, 8, 1))
			p.wantHello()
			p.wantHelloFailed(version, "no common version")
			err := l.wantFailed(p, nil)
			var failed *ofnet.NegotiationError
			if !errors.As(err, &failed) || failed.Peer != openflow.Version(version) || len(failed.Ours) != 1 {
				t.Error(err)
			}
		})
	}
	inLab(t, &ofnet.Server{}, func(l *lab) { // We are refused.
		p := l.connect()
		go func() {
			p.wantHello()
			p.put(&openflow13.ErrorMsg{Data: []byte("only 1.5 here")})
			p.Close()
		}()
		err := l.wantFailed(p, nil)
		var failed *ofnet.NegotiationError
		if !errors.As(err, &failed) || !failed.Refused || failed.Text != "only 1.5 here" {
			t.Error(err)
		}
	})
	inLab(t, &ofnet.Server{Handler: mustNotCome(t)}, func(l *lab) { // A flood in PhaseMain, of all versions and lengths.
		p, c := l.enter(badDPID)
		const count = 10_000
		hello := append(header(4, 0, 16, 1), 0, 1, 0, 8, 0, 0, 0, 0x12)
		for i := range count {
			hello[0] = byte(i)
			p.put(hello)
		}
		p.alive()
		if s := c.Stats(); s.Dropped != count || s.DecodeErrors != 0 || c.Phase() != ofnet.PhaseMain {
			t.Errorf("%v, %+v", c.Phase(), s)
		}
		l.wantLog("HELLO after the handshake", "remote="+p.LocalAddr().String(), "dpid="+c.DatapathID().String())
	})
}

// mustNotCome is a handler that gets no message.
func mustNotCome(t *testing.T) ofnet.Handler {
	return ofnet.HandlerFunc(func(_ context.Context, _ *ofnet.Conn, m openflow.Message) error {
		t.Errorf("the handler gets %v", m)
		return nil
	})
}

// TestS04FeaturesReply has switches that do not answer the features request, or answer it in strange ways.
func TestS04FeaturesReply(t *testing.T) {
	for name, reply := range map[string]func(xid uint32) *openflow13.FeaturesReply{
		"never":     func(uint32) *openflow13.FeaturesReply { return nil },
		"wrong xid": func(xid uint32) *openflow13.FeaturesReply { return &openflow13.FeaturesReply{XID: xid + 1000} },
		"xid 0":     func(xid uint32) *openflow13.FeaturesReply { return &openflow13.FeaturesReply{} },
	} {
		t.Run(name, func(t *testing.T) {
			inLab(t, &ofnet.Server{}, func(l *lab) {
				p := l.connect()
				go func() {
					p.put(header(4, 0, 8, 1))
					for b := p.next(); b != nil; b = p.next() {
						if m := reply(be.Uint32(b[4:])); b[1] == 5 && m != nil {
							p.put(m)
						}
					}
				}()
				l.wantFailed(p, ofnet.ErrHandshakeTimeout)
			})
		})
	}
	t.Run("twice, then another datapath id", func(t *testing.T) {
		var mux ofnet.Mux
		var got []uint64
		ofnet.Handle(&mux, func(_ context.Context, c *ofnet.Conn, m *openflow13.FeaturesReply) error {
			got = append(got, m.DatapathID)
			return nil
		})
		inLab(t, &ofnet.Server{Handler: &mux}, func(l *lab) {
			p, c := l.enter(badDPID)
			p.put(&openflow13.FeaturesReply{XID: 2, DatapathID: badDPID})
			p.put(&openflow13.FeaturesReply{XID: 2, DatapathID: goodDPID})
			p.alive()
			synctest.Wait()
			if c.DatapathID() != badDPID || l.good.DatapathID() != goodDPID || len(got) != 2 || c.Phase() != ofnet.PhaseMain {
				t.Errorf("%v, handler got %x", c.DatapathID(), got)
			}
		})
	})
}
