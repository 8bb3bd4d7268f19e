package ofnet

import (
	"context"
	"errors"
	"io"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
)

// collect counts the parts of a stream.
func collect(ctx context.Context, c *Conn) (n int, err error) {
	for m, e := range Stream(ctx, c, part()) {
		if e != nil {
			return n, e
		}
		if be.Uint16(m.Body) != 7 {
			return n, errors.New("another type")
		}
		n++
	}
	return n, nil
}

func TestStream(t *testing.T) {
	refuse := append([]byte{0, 1, 0, 2}, "the request"...)
	for name, tc := range map[string]struct {
		answer func(p peer, xid uint32)
		cfg    Config
		parts  int
		err    error
		events int // Messages that go to handlers.
	}{
		"one part": {answer: func(p peer, x uint32) { p.send(partFrame(x, 7, 0)) }, parts: 1},
		"three parts, another type between": {answer: func(p peer, x uint32) {
			p.send(partFrame(x, 7, 1))
			p.send(partFrame(x, 6, 1))
			p.send(partFrame(x, 7, 1))
			p.send(partFrame(x+1, 7, 1))
			p.send(partFrame(x, 7, 0))
			p.send(partFrame(x, 7, 0))
		}, parts: 3, events: 3},
		"too many parts": {cfg: Config{MaxParts: 2}, answer: func(p peer, x uint32) {
			for range 5 {
				p.send(partFrame(x, 7, 1))
			}
		}, parts: 2, err: ErrPartLimit},
		"too many bytes":        {cfg: Config{MaxPartBytes: 100}, answer: func(p peer, x uint32) { p.send(partFrame(x, 7, 1)) }, err: ErrPartLimit},
		"last part never comes": {answer: func(p peer, x uint32) { p.send(partFrame(x, 7, 1)) }, parts: 1, err: context.DeadlineExceeded},
		"connection ends": {answer: func(p peer, x uint32) {
			p.send(partFrame(x, 7, 1))
			p.Close()
		}, parts: 1, err: io.EOF},
		"refused": {answer: func(p peer, x uint32) { p.send(frame(4, 1, x, refuse...)) }, err: &ReplyError{}},
		"refused after a part": {answer: func(p peer, x uint32) {
			p.send(partFrame(x, 7, 1))
			p.send(frame(4, 1, x, refuse...))
		}, parts: 1, err: &ReplyError{}},
		"does not decode": {answer: func(p peer, x uint32) {
			p.send(partFrame(x, 7, 1))
			p.send(frame(4, 19, x, 0, 7, 0, 1, 0, 'b', 'a', 'd'))
			p.send(partFrame(x, 7, 0)) // Discarded.
		}, parts: 1, err: openflow.ErrLength},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				events := 0
				tc.cfg.Handler = HandlerFunc(func(context.Context, *Conn, openflow.Message) error {
					events++
					return nil
				})
				c, p := start(t, RoleController, tc.cfg)
				go func() { tc.answer(p, xidOf(p.recv())) }()
				n, err := collect(within(t, time.Second), c)
				synctest.Wait()
				var refused *ReplyError
				if !errors.Is(err, tc.err) && !(errors.As(tc.err, &refused) && errors.As(err, &refused)) || n != tc.parts || events != tc.events {
					t.Errorf("%d parts, %v, %d events; want %d, %v, %d", n, err, events, tc.parts, tc.err, tc.events)
				}
			})
		})
	}
}

// TestStreamStops ends a loop early: what comes later reaches nobody.
func TestStreamStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events := 0
		c, p := start(t, RoleController, Config{Handler: HandlerFunc(func(context.Context, *Conn, openflow.Message) error {
			events++
			return nil
		})})
		more := make(chan bool)
		go func() {
			x := xidOf(p.recv())
			p.send(partFrame(x, 7, 1))
			<-more
			p.send(partFrame(x, 7, 1))
			p.send(partFrame(x, 7, 0))
		}()
		for range Stream(t.Context(), c, part()) {
			break
		}
		more <- true
		synctest.Wait()
		if events != 0 || len(c.calls.waiting) != 0 || c.calls.discarded.Len() != 0 {
			t.Error("events", events, "calls", c.calls.waiting, c.calls.discarded.Len())
		}
	})
}

// TestStreamMemory passes 200 MB through a stream, whose loop is up to 100 parts behind: the memory is that of the parts that wait.
// TestStreamCancel ends the context while parts wait, and when there are no more.
func TestStreamCancel(t *testing.T) {
	for waiting, want := range map[int]int{4: 2, 0: 1} {
		synctest.Test(t, func(t *testing.T) {
			c, p := start(t, RoleController, Config{})
			go func() {
				x := be.Uint32(p.recv()[4:])
				for range waiting {
					p.send(partFrame(x, 7, 1))
				}
				p.send(partFrame(x, 7, 0))
			}()
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			var last error
			n := 0
			for _, err := range Stream(ctx, c, part()) {
				synctest.Wait()
				cancel(io.ErrNoProgress)
				last = err
				n++
			}
			if n != want || errors.Is(last, io.ErrNoProgress) != (waiting > 0) {
				t.Errorf("%d elements, the last with %v", n, last)
			}
			p.Close()
		})
	}
}

func TestStreamMemory(t *testing.T) {
	c, p := start(t, RoleController, Config{EchoInterval: -1})
	const parts, size = 3200, 65000
	behind := make(chan struct{}, 100)
	go func() {
		b := partFrame(xidOf(p.recv()), 7, 1)
		b = append(b, make([]byte, size-len(b))...)
		be.PutUint16(b[2:], size)
		for i := range parts {
			if i == parts-1 {
				b[11] = 0
			}
			behind <- struct{}{}
			p.send(b)
		}
	}()
	most := uint64(0)
	n := 0
	for _, err := range Stream(t.Context(), c, part()) {
		if err != nil {
			t.Fatal(err)
		}
		<-behind
		if n++; n%100 == 0 {
			var stats runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&stats)
			most = max(most, stats.HeapAlloc)
		}
	}
	t.Logf("%d parts of %d bytes: at most %d MiB of heap", n, size, most>>20)
	if n != parts || most > 64<<20 {
		t.Error(n, "parts,", most, "bytes")
	}
}

// TestUntyped has Conn.Do and Conn.Stream, for any version.
func TestUntyped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := start(t, RoleController, Config{})
		go func() {
			p.send(frame(4, 25, xidOf(p.recv()), []byte("slave")...))
			x := xidOf(p.recv())
			p.send(partFrame(x, 7, 1))
			p.send(partFrame(x, 7, 0))
		}()
		if m, err := c.Do(t.Context(), role(0)); err != nil || m.Info() != &infoRoleReply {
			t.Error(m, err)
		}
		n := 0
		for m, err := range c.Stream(t.Context(), part()) {
			if n++; err != nil || m.Info() != &infoPartReply {
				t.Error(m, err)
			}
		}
		if n != 2 {
			t.Error(n, "parts")
		}
		for _, tc := range []struct {
			q    openflow.Message
			want error
		}{{other("x"), ErrNoReply}, {nil, openflow.ErrNil}} {
			_, err := c.Do(t.Context(), tc.q)
			wantErr(t, err, tc.want)
			for _, err := range c.Stream(t.Context(), tc.q) {
				wantErr(t, err, tc.want)
			}
		}
	})
}
