package bus

import (
	"context"
	"log/slog"
	"reflect"
	"runtime/debug"
	"sync"

	"github.com/ofwire/openflow/ofnet"
)

// An App is an application on a Bus: what has a name, a queue, and handlers that run one after the other. Set the fields before Start. Its methods
// may be called from several goroutines.
type App struct {
	Name       string // Required. No two Apps of a Bus have the same.
	QueueLen   int    // The events that may wait. 0 is 128.
	DropNewest bool   // When the queue is full, an event is dropped and counted. Otherwise who publishes waits.

	mu       sync.Mutex
	bus      *Bus            // nil before Start.
	ctx      context.Context // Of the handlers.
	cancel   context.CancelCauseFunc
	subs     []subscription
	serves   map[reflect.Type]any // Handlers of requests, see service.
	queue    fifo[item]
	filled   sync.Cond     // There is an item, or the App is closed.
	events   int           // In the queue.
	asks     fifo[*ask]    // The requests of the queue that are not answered yet.
	asked    chan struct{} // Tells a handler that waits of a new one.
	room     chan struct{} // Closed when an event has left the queue; nil when nobody waits for that.
	closed   bool
	handling bool // A handler runs.
	current  *ask // The request that is answered, the innermost one.
	stats    Stats
}

// Stats are counters of an App since its start.
type Stats struct {
	Handled uint64 // Events and requests that went to a handler.
	Dropped uint64 // Events for which there was no room; see App.DropNewest.
	Panics  uint64 // Of handlers.
	Waiting int    // Events in the queue now.
}

// A subscription is an inbox, whatever the type of its events.
type subscription interface {
	item
	join(b *Bus)
	discard()
	cancel()
}

// An item of an App's queue: an event or a request.
type item interface {
	serve()
	eventType() reflect.Type
}

// Stats returns the App's counters.
func (a *App) Stats() Stats {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.stats
	s.Waiting = a.events
	return s
}

// Close ends the App: its events are discarded, requests that wait for it fail with ErrClosed, and the context of its handlers ends. It does not
// wait for a handler that runs, and may be called in one.
func (a *App) Close() { a.stop(true) }

func (a *App) sender() (*Bus, *App) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.bus, a
}

// canStart returns why the App cannot be started, or nil.
func (a *App) canStart() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.closed:
		return ErrClosed
	case a.bus != nil:
		return ErrStarted
	}
	return nil
}

func (a *App) queueLen() int {
	if a.QueueLen > 0 {
		return a.QueueLen
	}
	return 128
}

// start is called with the lock of the Bus held.
func (a *App) start(b *Bus) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.bus = b
	a.ctx, a.cancel = context.WithCancelCause(context.Background())
	a.filled.L = &a.mu
	a.asked = make(chan struct{}, 1)
	for _, s := range a.subs {
		s.join(b)
	}
	b.wg.Go(a.loop)
}

// add adds a subscription and returns the function that ends it.
func (a *App) add(s subscription) (cancel func()) {
	a.mu.Lock()
	b := a.bus
	if b == nil {
		defer a.mu.Unlock()
		a.subs = append(a.subs, s)
		return s.cancel
	}
	a.mu.Unlock() // The lock of the Bus comes first.
	b.mu.Lock()
	defer b.mu.Unlock()
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.closed {
		a.subs = append(a.subs, s)
		s.join(b)
	}
	return s.cancel
}

// loop runs the handlers until the App is closed and its queue empty.
func (a *App) loop() {
	defer a.exit() // Also of a handler that ends the goroutine.
	for it := a.next(); it != nil; it = a.next() {
		it.serve()
	}
}

// exit takes the App off the Bus.
func (a *App) exit() {
	a.stop(true)
	a.mu.Lock()
	subs := a.subs
	a.subs = nil
	a.mu.Unlock()
	for _, s := range subs {
		s.cancel()
	}
	a.bus.mu.Lock()
	defer a.bus.mu.Unlock()
	a.bus.leave(a)
}

// push puts an item into the queue, with the lock held.
func (a *App) push(it item) {
	a.queue.push(it)
	a.filled.Signal()
}

// next waits for an item. It returns nil when the App is closed and there is none.
func (a *App) next() item {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.handling = false
	for {
		for a.queue.n == 0 {
			if a.closed {
				return nil
			}
			a.filled.Wait()
		}
		it := a.queue.pop()
		k, isAsk := it.(*ask)
		switch {
		case !isAsk:
			a.events--
			a.wakeSenders()
		case k.taken:
			continue
		default:
			a.asks.pop().taken = true // It is k, the first that was not answered early.
		}
		a.handling = true
		return it
	}
}

// wakeSenders is called with the lock held, when there may be room.
func (a *App) wakeSenders() {
	if a.room != nil {
		close(a.room)
		a.room = nil
	}
}

// stop lets nothing into the queue any more.
func (a *App) stop(discard bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = true
	a.wakeSenders()
	if a.bus == nil {
		return
	}
	a.filled.Signal()
	if !discard {
		return
	}
	for a.asks.n > 0 {
		k := a.asks.pop()
		k.taken = true
		k.reply(ErrClosed)
	}
	for _, s := range a.subs {
		s.discard()
	}
	a.queue, a.events = fifo[item]{}, 0
	a.cancel(ErrClosed)
}

// await waits for ch. Requests that come while a handler of a waits are answered. The error is the cause of ctx.
func (a *App) await(ctx context.Context, ch <-chan struct{}) error {
	var asked <-chan struct{}
	if a.isHandling() {
		asked = a.asked
	}
	for {
		select {
		case <-ch:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-asked:
			for k := a.nextAsk(); k != nil; k = a.nextAsk() {
				k.serve()
			}
		}
	}
}

func (a *App) isHandling() bool {
	if a == nil {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.handling
}

// nextAsk takes the oldest request out of its turn; nil when there is none.
func (a *App) nextAsk() *ask {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.asks.n == 0 {
		return nil
	}
	k := a.asks.pop()
	k.taken = true
	return k
}

// recovered ends a handler: it reports a panic, and hands it to set unless that is nil.
func (a *App) recovered(it item, set func(error)) {
	v := recover()
	if v == nil {
		return
	}
	p := &ofnet.PanicError{Value: v, Stack: debug.Stack()}
	a.mu.Lock()
	a.stats.Panics++
	a.mu.Unlock()
	if l := a.bus.Logger; l != nil {
		l.LogAttrs(a.ctx, slog.LevelError, "handler panicked", slog.String("app", a.Name), slog.String("type", it.eventType().String()),
			slog.Any("err", p), slog.String("stack", string(p.Stack)))
	}
	if set != nil {
		set(p)
	}
}
