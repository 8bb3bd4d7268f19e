package ofnet

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// A Redialer keeps a connection to each of a list of addresses: when it cannot connect, or a connection ends, it tries again after a delay. The delay
// begins with MinDelay, doubles each time up to MaxDelay, and begins anew when a connection has lasted for Stable. What is waited is between
// half the delay and the whole, at random, so that not all come back at once. Set the fields before the first Add.
type Redialer struct {
	Dialer   Dialer
	MinDelay time.Duration // 1 s unless positive.
	MaxDelay time.Duration // 30 s unless positive.
	Stable   time.Duration // MaxDelay unless positive.
	// Changed is called when the state of an address changes, one call at a time for each address. It must return soon, and must not call Remove
	// and Close. A panic of it is logged, and with DialConnected does to the connection what a handler does that panics.
	Changed func(DialEvent)

	mu      sync.Mutex
	closed  bool
	targets map[string]*target
	wg      sync.WaitGroup
}

// A DialState is what a Redialer does for an address.
type DialState uint8

// The states of an address.
const (
	DialConnecting DialState = iota // An attempt is under way.
	DialConnected                   // There is a connection, in PhaseMain, the handler of which may run still.
	DialWaiting                     // The next attempt is due after the delay.
	DialStopped                     // There will be no more: Remove or Close was called.
)

// String returns the state's name in lower case.
func (s DialState) String() string {
	if int(s) >= len(dialStates) {
		return "unknown"
	}
	return dialStates[s]
}

var dialStates = [...]string{"connecting", "connected", "waiting", "stopped"}

// A DialEvent tells that the state of an address has changed.
type DialEvent struct {
	Addr  string // As given to Add.
	State DialState
	Conn  *Conn         // Of DialConnected.
	Err   error         // Of DialWaiting and DialStopped: why the attempt failed or the connection ended.
	Delay time.Duration // Of DialWaiting: until the next attempt.
}

// A target is an address that a Redialer keeps a connection to.
type target struct {
	addr   string
	cancel context.CancelFunc
	done   chan struct{} // Closed in DialStopped.
}

// Add begins to dial addresses, as Dialer.DialAddr has them. Those that are there already are left alone. The error is that of the first which
// cannot be read, when nothing is added, or ErrClosed.
func (r *Redialer) Add(addrs ...string) error {
	for _, addr := range addrs {
		if _, err := parseAddress(addr, r.Dialer.TLSConfig != nil); err != nil {
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return ErrClosed
	}
	if r.targets == nil {
		r.targets = make(map[string]*target)
	}
	for _, addr := range addrs {
		if r.targets[addr] != nil {
			continue
		}
		ctx, cancel := context.WithCancel(context.Background())
		t := &target{addr: addr, cancel: cancel, done: make(chan struct{})}
		r.targets[addr] = t
		r.wg.Go(func() { r.keep(ctx, t) })
	}
	return nil
}

// Remove ends the connection to an address, waits until its handlers have returned, and dials it no more. It reports whether the address was there.
// Handlers must not call it.
func (r *Redialer) Remove(addr string) bool {
	r.mu.Lock()
	t := r.targets[addr]
	delete(r.targets, addr)
	r.mu.Unlock()
	if t == nil {
		return false
	}
	t.cancel()
	<-t.done
	return true
}

// Addrs returns the addresses, sorted.
func (r *Redialer) Addrs() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var addrs []string
	for addr := range r.targets {
		addrs = append(addrs, addr)
	}
	slices.Sort(addrs)
	return addrs
}

// Close ends all connections, and waits until their handlers have returned. Handlers must not call it.
func (r *Redialer) Close() error {
	r.mu.Lock()
	r.closed = true
	for _, t := range r.targets {
		t.cancel()
	}
	clear(r.targets)
	r.mu.Unlock()
	r.wg.Wait()
	return nil
}

// keep keeps a connection to one address until ctx ends.
func (r *Redialer) keep(ctx context.Context, t *target) {
	defer close(t.done)
	var last time.Duration
	for {
		r.changed(DialEvent{Addr: t.addr, State: DialConnecting})
		lasted, err := r.connect(ctx, t.addr)
		if ctx.Err() == nil {
			if lasted >= orDefault(r.Stable, orDefault(r.MaxDelay, defaultMaxDelay)) {
				last = 0
			}
			last = r.next(last)
			wait := last/2 + rand.N(last/2+1)
			r.changed(DialEvent{Addr: t.addr, State: DialWaiting, Err: err, Delay: wait})
			_ = sleep(ctx, wait)
		}
		if ctx.Err() != nil {
			r.changed(DialEvent{Addr: t.addr, State: DialStopped, Err: err})
			return
		}
	}
}

const (
	defaultMinDelay = time.Second
	defaultMaxDelay = 30 * time.Second
)

// next returns the delay that follows one.
func (r *Redialer) next(last time.Duration) time.Duration {
	return min(max(2*last, orDefault(r.MinDelay, defaultMinDelay)), orDefault(r.MaxDelay, defaultMaxDelay))
}

// connect makes one connection and waits until it ends. The attempt has the time of a handshake.
func (r *Redialer) connect(ctx context.Context, addr string) (lasted time.Duration, err error) {
	defer recovered(&err) // Dialer.DialContext is the program's.
	attempt, cancel := ctx, context.CancelFunc(func() {})
	if d := r.Dialer.Config.withDefaults().HandshakeTimeout; d > 0 {
		attempt, cancel = context.WithTimeoutCause(ctx, d, ErrHandshakeTimeout)
	}
	c, err := r.Dialer.DialAddr(attempt, addr)
	cancel()
	if err != nil {
		return 0, err
	}
	defer context.AfterFunc(ctx, func() { c.Close() })()
	begin := time.Now()
	r.changed(DialEvent{Addr: addr, State: DialConnected, Conn: c})
	err = c.Wait()
	return time.Since(begin), err
}

func (r *Redialer) changed(e DialEvent) {
	if r.Changed == nil {
		return
	}
	p := guard("Redialer.Changed", func() { r.Changed(e) })
	switch {
	case p == nil:
	case e.Conn != nil:
		e.Conn.panicked("hook", p, "hook", p.Hook, "err", p)
	default:
		logPanic(r.Dialer.Config.withDefaults().Logger, p, "addr", e.Addr)
	}
}
