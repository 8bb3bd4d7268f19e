package ofnet

import (
	"math"
	"testing"
	"testing/synctest"
	"time"
)

// TestExtremeConfig has numbers that are as large as can be, and negative ones that have no meaning, which are as 0.
func TestExtremeConfig(t *testing.T) {
	const most, forever = math.MaxInt, time.Duration(math.MaxInt64)
	for name, cfg := range map[string]Config{
		"huge": {
			HandshakeTimeout: forever, EchoInterval: forever, EchoTimeout: forever, WriteTimeout: forever,
			MaxPending: most, MaxEvents: most, MaxQueued: most, MaxParts: most, MaxPartBytes: most,
		},
		"negative": {EchoTimeout: -1, MaxPending: -1, MaxEvents: -1, MaxQueued: -1, MaxParts: -1, MaxPartBytes: -1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, p := start(t, RoleController, cfg)
				p.send(frame(4, 10, 0))
				p.send(frame(4, 2, 7))
				if b := p.recv(); be.Uint32(b[4:]) != 7 {
					t.Errorf("answer to echo: %x", b)
				}
				synctest.Wait()
				if c.Stats().Dropped != 0 {
					t.Errorf("%+v", c.Stats())
				}
				go func() {
					for b := p.recv(); b != nil; b = p.recv() {
						switch b[1] {
						case 2:
							time.Sleep(time.Second)
							p.send(frame(4, 3, be.Uint32(b[4:])))
						case 18:
							p.send(frame(4, 19, be.Uint32(b[4:]), 0, 7, 0, 0))
						}
					}
				}()
				for part, err := range c.Stream(t.Context(), set[partRequest](4, 18, 0, []byte{0, 7, 0, 0})) {
					if err != nil {
						t.Error(part, err)
					}
				}
				time.Sleep(time.Minute)
				if err := c.Send(t.Context(), set[event](4, 12, 0, nil)); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestExtremeDelays has a Redialer with delays that are none, and a registry with times that are none.
func TestExtremeDelays(t *testing.T) {
	for _, r := range []*Redialer{{}, {MinDelay: -time.Second, MaxDelay: -time.Second}} {
		if d := r.next(r.next(0)); d != 2*defaultMinDelay {
			t.Error(d)
		}
	}
	if d := (&Switches{ProbeTimeout: -1}).probeTimeout(); d != 2*time.Second {
		t.Error(d)
	}
}
