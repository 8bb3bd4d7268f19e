package ofnet_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
)

// Many connections, and such as come and go: S14 and S15.

// TestS14ThousandAtOnce lets a thousand switches connect at once, with few places for handshakes, and peers among them that say nothing.
func TestS14ThousandAtOnce(t *testing.T) {
	for name, places := range map[string]int{"no limit": 0, "20 places": 20} {
		t.Run(name, func(t *testing.T) {
			var now, most atomic.Int64
			srv := &ofnet.Server{MaxHandshakes: places}
			srv.Config.Trace = &ofnet.Trace{Phase: func(_ *ofnet.Conn, p ofnet.Phase) {
				switch p {
				case ofnet.PhaseHandshake:
					most.Store(max(most.Load(), now.Add(1)))
				case ofnet.PhaseMain:
					now.Add(-1)
				}
			}}
			inLab(t, srv, func(l *lab) {
				const count, silent = 1000, 10
				for range silent {
					go io.Copy(io.Discard, l.connect())
				}
				for i := range count {
					go (&oftest.Switch{DatapathID: openflow.DatapathID(i)}).Connect(context.WithoutCancel(l.Context()), l.l.dial())
				}
				begin := time.Now()
				ids := make(map[openflow.DatapathID]bool)
				for range count {
					ids[(<-l.main).DatapathID()] = true
				}
				if d := time.Since(begin); len(ids) != count || d > time.Second {
					t.Errorf("%d datapath ids after %v", len(ids), d)
				}
				if n := most.Load(); places > 0 && n > int64(places) {
					t.Errorf("%d handshakes at a time", n)
				}
				for range silent {
					if err := <-l.failed; !errors.Is(err, ofnet.ErrHandshakeTimeout) {
						t.Error(err)
					}
				}
			})
		})
	}
}

// TestS14Full has more connections than the server takes.
func TestS14Full(t *testing.T) {
	inLab(t, &ofnet.Server{MaxConns: 4}, func(l *lab) { // One of which is the switch beside.
		silent := l.connect()
		go io.Copy(io.Discard, silent)
		first, c := l.enter(1)
		second, _ := l.enter(2)
		for range 3 {
			p := l.connect()
			if b := p.next(); b != nil {
				t.Errorf("the server says %x", b)
			}
			l.wantFailed(p, ofnet.ErrTooManyConns)
		}
		l.wantFailed(silent, ofnet.ErrHandshakeTimeout) // Its place is free then,
		first.Close()                                   // and this one.
		c.Wait()
		synctest.Wait()
		third, _ := l.enter(3)
		fourth, _ := l.enter(4)
		for _, p := range []*rawPeer{second, third, fourth} {
			p.alive()
		}
		l.wantFailed(l.connect(), ofnet.ErrTooManyConns)
	})
}

// TestS14FullHost has a host with more connections than it may have; another host is not disturbed.
func TestS14FullHost(t *testing.T) {
	inLab(t, &ofnet.Server{MaxConnsPerHost: 3}, func(l *lab) { // One of which is the switch beside.
		silent := l.connect()
		go io.Copy(io.Discard, silent)
		first, c := l.enter(1)
		for range 3 {
			p := l.connect()
			if b := p.next(); b != nil {
				t.Errorf("the server says %x", b)
			}
			l.wantFailed(p, ofnet.ErrTooManyConns)
		}
		l.l.host = netip.MustParseAddr("::ffff:10.0.0.3")
		other, _ := l.enter(2)
		l.l.host = netip.MustParseAddr("::ffff:10.0.0.2")
		l.wantFailed(l.connect(), ofnet.ErrTooManyConns)
		l.wantFailed(silent, ofnet.ErrHandshakeTimeout) // Its place is free then,
		first.Close()                                   // and this one.
		c.Wait()
		synctest.Wait()
		second, _ := l.enter(3)
		third, _ := l.enter(4)
		for _, p := range []*rawPeer{other, second, third} {
			p.alive()
		}
		l.wantFailed(l.connect(), ofnet.ErrTooManyConns)
	})
}

// TestS14NoDescriptors has an Accept that fails for a while, as when there are too many open files.
func TestS14NoDescriptors(t *testing.T) {
	inLab(t, &ofnet.Server{}, func(l *lab) {
		for _, errno := range []syscall.Errno{syscall.EMFILE, syscall.ENFILE, syscall.EINTR, syscall.EMFILE, syscall.EMFILE, syscall.EMFILE} {
			l.l.errs <- &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", errno)}
		}
		begin := time.Now()
		p, _ := l.enter(1)
		p.alive()
		if d := time.Since(begin); d != (5+10+20+40+80+160)*time.Millisecond {
			t.Errorf("it took %v", d)
		}
		l.wantLog("level=WARN", "accept failed", "too many open files", "local=10.0.0.1:6653", "delay=160ms")
	})
}

// TestS14Shutdown ends a server while connections wait for a handshake's place.
func TestS14Shutdown(t *testing.T) {
	inLab(t, &ofnet.Server{MaxHandshakes: 1}, func(l *lab) {
		var peers []*rawPeer
		for range 5 {
			p := l.connect()
			peers = append(peers, p)
			go io.Copy(io.Discard, p)
		}
		synctest.Wait()
		begin := time.Now()
		ctx, cancel := context.WithTimeout(l.Context(), time.Second)
		defer cancel()
		l.good = nil
		if err := l.srv.Shutdown(ctx); err != nil || time.Since(begin) > 0 {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		l.wantFailed(peers[0], ofnet.ErrServerClosed)
		for _, p := range peers {
			p.Close() // The listener does not own those that it has not given.
		}
	})
}

// TestS15ComeAndGo has switches that come and go a hundred times a second each, at any phase.
func TestS15ComeAndGo(t *testing.T) {
	var dead atomic.Int64
	var mux ofnet.Mux
	ofnet.HandlePhase(&mux, ofnet.PhaseDead, func(context.Context, *ofnet.Conn) error { dead.Add(1); return nil })
	inLab(t, &ofnet.Server{Handler: &mux}, func(l *lab) {
		const flaps, ids = 100, 5
		var wg sync.WaitGroup
		for id := range ids {
			wg.Go(func() {
				for range flaps {
					sw := &oftest.Switch{DatapathID: openflow.DatapathID(id)}
					c, err := sw.Connect(l.Context(), l.l.dial())
					if err != nil {
						t.Error(err)
						return
					}
					time.Sleep(5 * time.Millisecond)
					c.Close()
					time.Sleep(5 * time.Millisecond)
				}
			})
			wg.Go(func() { // These do not come to PhaseMain.
				for i := range flaps {
					p := l.connect()
					p.Write(header(4, 0, 8, 1)[:i%9])
					p.Close()
					time.Sleep(10 * time.Millisecond)
				}
			})
		}
		wg.Wait()
		synctest.Wait()
		if n := len(l.failed); n != ids*flaps {
			t.Errorf("%d handshakes failed", n)
		}
		for len(l.failed) > 0 {
			if err := <-l.failed; !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.ErrClosedPipe) {
				t.Error(err)
			}
		}
		if n := dead.Load(); n != ids*flaps {
			t.Errorf("%d connections ended", n)
		}
	})
}

// TestS15BackOff dials a server that accepts, comes to PhaseMain and ends at once: the delays grow all the same.
func TestS15BackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, record := redialer(t, func(ctx context.Context, network, addr string) (net.Conn, error) {
			near, far := net.Pipe()
			go func() {
				c, err := new(oftest.Switch).Connect(context.WithoutCancel(ctx), far)
				if err == nil {
					time.Sleep(time.Millisecond)
					c.Close()
				}
			}()
			return near, nil
		})
		for i := range 20 {
			if err := r.Add("tcp:10.0.0." + strconv.Itoa(i)); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Hour)
		first := make(map[time.Duration]bool)
		for _, addr := range r.Addrs() {
			n := len(record.of(addr, ofnet.DialConnected))
			if n < 3600/30 || n > 3600/15+10 {
				t.Errorf("%s: %d connections in an hour", addr, n)
			}
			first[record.of(addr, ofnet.DialWaiting)[0].Delay] = true
		}
		if len(first) < 18 {
			t.Errorf("20 addresses wait %d different times", len(first))
		}
	})
}
