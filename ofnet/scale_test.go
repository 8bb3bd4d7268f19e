package ofnet_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow13"
)

// usage is what a process takes.
type usage struct {
	goroutines, files int // files is -1 where nobody knows.
	heap              uint64
}

func measure() usage {
	runtime.GC()
	runtime.GC() // What finalizers have let go of.
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	u := usage{goroutines: runtime.NumGoroutine(), files: -1, heap: m.HeapAlloc}
	if files, err := os.ReadDir("/proc/self/fd"); err == nil {
		u.files = len(files)
	}
	return u
}

// settle waits until a condition holds, and fails the test after a minute.
func settle(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("not within a minute: " + what)
		}
	}
}

// crowdServer runs a server that knows which switches are in PhaseMain.
type crowdServer struct {
	ofnet.Server
	mu    sync.Mutex
	ids   map[openflow.DatapathID]int
	ended chan error
}

func startCrowd(t *testing.T, l net.Listener) *crowdServer {
	s := &crowdServer{ids: make(map[openflow.DatapathID]int), ended: make(chan error, 1)}
	s.Protocols = protocols
	s.Config.ConnState = func(c *ofnet.Conn, p ofnet.Phase) {
		s.mu.Lock()
		defer s.mu.Unlock()
		switch {
		case p == ofnet.PhaseMain:
			s.ids[c.DatapathID()]++
		case p == ofnet.PhaseDead && c.DatapathID() != 0:
			delete(s.ids, c.DatapathID())
		}
	}
	go func() { s.ended <- s.Serve(l) }()
	return s
}

func (s *crowdServer) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.ids)
}

// TestThousandSwitches has a thousand switches on one server, over loopback, and restarts the server: all come back.
func TestThousandSwitches(t *testing.T) {
	if testing.Short() {
		t.Skip("a thousand switches in a short run")
	}
	const count = 1000
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	before := measure()
	srv := startCrowd(t, l)
	begin := time.Now()
	var dialers []*ofnet.Redialer
	for i := range count {
		r := &ofnet.Redialer{Dialer: *switches(openflow.DatapathID(i + 1)), MinDelay: 50 * time.Millisecond, MaxDelay: 500 * time.Millisecond}
		if err := r.Add("tcp:" + addr); err != nil {
			t.Fatal(err)
		}
		dialers = append(dialers, r)
	}
	settle(t, "all switches connect", func() bool { return srv.count() == count })
	up, full := time.Since(begin), measure()

	srv.Close()
	<-srv.ended
	begin = time.Now()
	for l, err = net.Listen("tcp", addr); err != nil && time.Since(begin) < 10*time.Second; l, err = net.Listen("tcp", addr) {
		time.Sleep(time.Millisecond)
	}
	if err != nil {
		t.Fatal(err)
	}
	again := startCrowd(t, l)
	settle(t, "all switches come back", func() bool { return again.count() == count })
	back := time.Since(begin)

	for _, r := range dialers {
		r.Close()
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := again.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	<-again.ended
	settle(t, "goroutines end", func() bool { return runtime.NumGoroutine() <= before.goroutines+2 })
	after := measure()
	t.Logf("%d switches: up in %v, back after a restart in %v", count, up.Round(time.Millisecond), back.Round(time.Millisecond))
	t.Logf("a switch, both sides: %d goroutines, %d files, %d bytes of heap",
		(full.goroutines-before.goroutines)/count, (full.files-before.files)/count, (int64(full.heap)-int64(before.heap))/count)
	t.Logf("before %+v, with all %+v, after %+v", before, full, after)
	if after.files > before.files+2 {
		t.Errorf("%d files before, %d after", before.files, after.files)
	}
}

// TestTenThousandCycles connects and ends connections in all phases, ten thousand times: nothing is left of them.
func TestTenThousandCycles(t *testing.T) {
	if testing.Short() {
		t.Skip("ten thousand cycles in a short run")
	}
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	c := cycles{t: t, path: path, in: bytesOf(t, packetIn(1))}
	srv := &ofnet.Server{Protocols: protocols, HandshakeFailed: func(*ofnet.ConnError) { c.failed.Add(1) }}
	srv.Config.ConnState = c.state
	srv.Handler = ofnet.HandlerFunc(func(ctx context.Context, conn *ofnet.Conn, m openflow.Message) error {
		if m.Info() == (&openflow13.PacketIn{}).Info() { // Waits for a reply that will not come.
			_ = conn.Barrier(ctx)
		}
		return nil
	})
	go srv.Serve(l)
	near, err := (&oftest.Switch{DatapathID: goodDPID}).Dial(t.Context(), "unix", path)
	if err != nil {
		t.Fatal(err)
	}
	c.run(1000)
	before := measure()
	begin := time.Now()
	const count = 10_000
	c.run(count)
	took, after := time.Since(begin), measure()
	t.Logf("%d cycles in %v; with the 1000 before them %d came to PhaseMain, %d did not", count, took.Round(time.Millisecond), c.main.Load(), c.failed.Load())
	t.Logf("before %+v, after %+v", before, after)
	if after.goroutines > before.goroutines || after.files > before.files || after.heap > before.heap+256<<10 {
		t.Errorf("before %+v, after %+v", before, after)
	}
	srv.Close()
	near.Wait()
}

// cycles are connections to a server that end in any phase.
type cycles struct {
	t                  *testing.T
	path               string
	in                 []byte // A packet-in.
	main, dead, failed atomic.Int64
}

func (c *cycles) state(conn *ofnet.Conn, p ofnet.Phase) {
	switch {
	case conn.DatapathID() == goodDPID:
	case p == ofnet.PhaseMain:
		c.main.Add(1)
	case p == ofnet.PhaseDead:
		c.dead.Add(1)
		conn.Close()
	}
}

// run runs n cycles and waits until the server knows that all connections have ended.
func (c *cycles) run(n int) {
	c.t.Helper()
	done := c.dead.Load()
	var next atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := int(next.Add(1)); i <= n; i = int(next.Add(1)) {
				c.one(i)
			}
		})
	}
	wg.Wait()
	settle(c.t, "all connections end", func() bool { return c.dead.Load() == done+int64(n) })
	last, same := 0, 0
	settle(c.t, "goroutines end", func() bool { // Until their number stays.
		if n := runtime.NumGoroutine(); n != last {
			last, same = n, 0
		}
		same++
		return same == 50
	})
}

// one connects and goes on to one of the ends.
func (c *cycles) one(i int) {
	nc, err := net.Dial("unix", c.path)
	if err != nil {
		c.t.Error(err)
		return
	}
	defer nc.Close()
	p := &rawPeer{l: &lab{T: c.t}, Conn: nc}
	hello := bytesOf(c.t, &openflow13.Hello{XID: 1})
	end := i % 9
	if end < 3 { // Nothing, a part of the HELLO, all of it.
		nc.Write(hello[:[]int{0, 5, len(hello)}[end]])
		return
	}
	if end == 3 {
		nc.Write(slices.Concat(header(4, 5, 8, 1), c.in)) // No HELLO.
		p.next()
		return
	}
	nc.Write(hello)
	p.next()
	p.answer(p.next(), 1) // Features.
	if end == 4 {
		return
	}
	p.answer(p.next(), 1) // Ports: PhaseMain.
	switch end {
	case 6:
		nc.Write(c.in[:50])
	case 7: // A handler waits.
		nc.Write(c.in)
		p.next()
	case 8: // Many messages are on the way.
		for range 20 {
			nc.Write(c.in)
		}
	}
}
