package bus

import (
	"context"
	"fmt"
	"reflect"
)

// maxDepth is how many Apps may wait for one another in one chain of requests.
const maxDepth = 100

// A Request is a type of requests whose replies have the type R:
//
//	type GetLinks struct{ Switch openflow.DatapathID }
//
//	func (GetLinks) ReplyType() (none Links) { return }
type Request[R any] interface {
	// ReplyType returns nothing of use: it is there for its type.
	ReplyType() R
}

// An ask is a request under way.
type ask struct {
	ctx    context.Context
	typ    reflect.Type
	app    *App                        // That answers it.
	from   *App                        // That waits for it; nil for a Bus.
	parent *ask                        // What from was answering when it asked.
	outer  *ask                        // What app was answering, and waiting, when this came in between.
	depth  int                         // How many requests wait in the chain of parents.
	run    func(context.Context) error // Runs the handler and keeps the reply.
	taken  bool                        // It is answered, or will be without its turn in the queue.
	err    error                       // Valid when done is closed.
	done   chan struct{}
}

// Handle makes f the handler of the requests of type Q, for the whole Bus. Both types are inferred:
//
//	bus.Handle(app, func(ctx context.Context, q GetLinks) (Links, error) { … })
//
// ctx has the values of the caller's and ends with it, or with the App. An error goes to the caller as it is. A panic does as an ofnet.PanicError.
//
// Handle panics when the App has a handler of the type, or was started.
func Handle[Q Request[R], R any](app *App, f func(ctx context.Context, q Q) (R, error)) {
	app.mu.Lock()
	defer app.mu.Unlock()
	typ := reflect.TypeFor[Q]()
	if app.bus != nil {
		panic("bus: Handle after Start")
	}
	if app.serves[typ] != nil {
		panic("bus: two handlers for " + typ.String())
	}
	if app.serves == nil {
		app.serves = make(map[reflect.Type]any)
	}
	app.serves[typ] = f
}

// Call sends a request to the App that handles its type, and waits for the reply. The reply's type follows from the request's:
//
//	links, err := bus.Call(ctx, app, GetLinks{Switch: id})
//
// The error is the handler's, or the cause of ctx when that ends before there is a reply; then the handler does not run, or its reply is discarded.
// It wraps ErrNoHandler when no App handles the type, ErrClosed when the App closes before it answers, ErrSelf when an App asks itself in a handler,
// which should call its own function instead, and ErrDepth when 100 requests wait for one another.
func Call[R any, Q Request[R]](ctx context.Context, from Sender, q Q) (R, error) {
	var none R
	b, app, err := open(ctx, from)
	if err != nil {
		return none, err
	}
	typ := reflect.TypeFor[Q]()
	b.mu.RLock()
	closed, to := b.closed, b.serves[typ]
	b.mu.RUnlock()
	if closed {
		return none, ErrClosed
	}
	f, ok := to.f.(func(context.Context, Q) (R, error))
	if !ok {
		return none, fmt.Errorf("%v: %w", typ, ErrNoHandler)
	}
	reply := new(R)
	k := &ask{ctx: ctx, typ: typ, app: to.app, from: app, done: make(chan struct{})}
	k.run = func(ctx context.Context) (err error) {
		*reply, err = f(ctx, q)
		return err
	}
	if err := k.put(); err != nil {
		return none, fmt.Errorf("%v to %q: %w", typ, to.app.Name, err)
	}
	if err := app.await(ctx, k.done); err != nil {
		return none, err
	}
	return *reply, k.err
}

// put puts the request into the queue.
func (k *ask) put() error {
	k.depth = 1
	if k.from.isHandling() {
		if k.from == k.app {
			return ErrSelf
		}
		if k.parent = k.from.answering(); k.parent != nil {
			k.depth = k.parent.depth + 1
		}
	}
	if k.depth > maxDepth {
		return ErrDepth
	}
	a := k.app
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return ErrClosed
	}
	a.asks.push(k)
	a.push(k)
	select {
	case a.asked <- struct{}{}:
	default:
	}
	return nil
}

// answering returns the request that the App's running handler answers, or nil.
func (a *App) answering() *ask {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.current
}

// holdsUp reports whether App to cannot go on before the running handler of a returns: it is a itself, or waits for a reply that does.
func (a *App) holdsUp(to *App) bool {
	if !a.isHandling() {
		return false
	}
	if a == to {
		return true
	}
	seen := map[*ask]bool{nil: true}
	next := []*ask{a.answering()}
	for len(next) > 0 {
		k := next[len(next)-1]
		next = next[:len(next)-1]
		if seen[k] {
			continue
		}
		if k.from == to {
			return true
		}
		seen[k] = true
		next = append(next, k.parent, k.outer)
	}
	return false
}

// serve runs the handler.
func (k *ask) serve() {
	a := k.app
	a.mu.Lock()
	k.outer, a.current = a.current, k
	a.mu.Unlock()
	err := ErrClosed // Of a handler that ends the goroutine.
	defer func() {
		a.mu.Lock()
		a.current = k.outer
		a.mu.Unlock()
		k.reply(err)
	}()
	if k.ctx.Err() != nil {
		err = context.Cause(k.ctx) // Nobody waits any more.
		return
	}
	ctx, cancel := context.WithCancelCause(k.ctx)
	defer cancel(nil)
	defer context.AfterFunc(a.ctx, func() { cancel(ErrClosed) })()
	a.mu.Lock()
	a.stats.Handled++
	a.mu.Unlock()
	defer a.recovered(k, func(p error) { err = p })
	err = k.run(ctx)
}

func (k *ask) eventType() reflect.Type { return k.typ }

// reply ends the request.
func (k *ask) reply(err error) {
	k.err = err
	close(k.done)
}
