package bus

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/ofwire/openflow/ofnet"
)

// A phaseSet has a bit for each phase.
type phaseSet uint8

const allPhases phaseSet = 0xff

// An inbox holds the events of type E that wait for one handler of an App. The order in which they come is that of the App's queue, which has an
// item for each.
type inbox[E any] struct {
	app      *App
	f        func(context.Context, E)
	phases   phaseSet
	direct   bool // Only of Send.
	waiting  fifo[E]
	canceled bool
}

// Subscribe makes f the App's handler of the events of type E that are published. The type is inferred:
//
//	bus.Subscribe(app, func(ctx context.Context, ev SwitchEnter) { … })
//
// When phases are given, only those published in one of them come, and those published in none; see PublishIn. Several handlers of the same type
// run in the order of Subscribe. ctx ends when the App is closed. A panic is logged and counted, and the App goes on.
//
// Subscribe may be called before and after Start, also in handlers. The function that it returns ends the subscription: no further event comes, and
// those that wait are discarded. It does not wait for a handler that runs.
func Subscribe[E any](app *App, f func(ctx context.Context, ev E), phases ...ofnet.Phase) (cancel func()) {
	x := &inbox[E]{app: app, f: f, phases: allPhases}
	if len(phases) > 0 {
		x.phases = 0
		for _, p := range phases {
			x.phases |= 1 << p
		}
	}
	return app.add(x)
}

// Receive is Subscribe for the events that are sent to the App by its name, and not for those that are published.
func Receive[E any](app *App, f func(ctx context.Context, ev E)) (cancel func()) {
	return app.add(&inbox[E]{app: app, f: f, phases: allPhases, direct: true})
}

// Publish gives an event to all handlers that have subscribed to the type E. It returns when the event is in all queues, and waits for room where
// there is none. Without subscribers there is nothing to do.
//
// When ctx ends meanwhile, the event still goes to all queues that have room. The error names the Apps that miss it, and wraps the cause of ctx or
// ErrFull. An ended ctx publishes nothing, nor does a closed Bus.
//
// All subscribers get the same value: do not change what it points to.
func Publish[E any](ctx context.Context, from Sender, ev E) error {
	return publish(ctx, from, allPhases, ev)
}

// PublishIn is Publish for an event that belongs to a phase of a connection: subscribers that gave other phases do not get it. An event that tells of
// a change of phase belongs to the phase before it.
func PublishIn[E any](ctx context.Context, from Sender, phase ofnet.Phase, ev E) error {
	return publish(ctx, from, 1<<phase, ev)
}

func publish[E any](ctx context.Context, from Sender, phases phaseSet, ev E) error {
	b, app, err := open(ctx, from)
	if err != nil {
		return err
	}
	b.mu.RLock()
	closed := b.closed
	boxes, _ := b.topics[reflect.TypeFor[E]()].([]*inbox[E])
	b.mu.RUnlock()
	if closed {
		return ErrClosed
	}
	_, err = putAll(ctx, app, boxes, phases, ev)
	return err
}

// Send gives an event to one App by its name: to its handlers of Subscribe and of Receive for the type E, of all phases. It waits and fails as
// Publish does, with ErrNoApp when there is no such App, with ErrNoHandler when that has no handler of the type, and with ErrClosed when it is closed.
func Send[E any](ctx context.Context, from Sender, name string, ev E) error {
	b, app, err := open(ctx, from)
	if err != nil {
		return err
	}
	b.mu.RLock()
	closed, to := b.closed, b.apps[name]
	b.mu.RUnlock()
	if closed {
		return ErrClosed
	}
	if to == nil {
		return sendError[E](name, ErrNoApp)
	}
	boxes := inboxes[E](to)
	if len(boxes) == 0 {
		return sendError[E](name, ErrNoHandler)
	}
	taken, err := putAll(ctx, app, boxes, allPhases, ev)
	if taken == 0 && err == nil {
		return sendError[E](name, ErrClosed)
	}
	return err
}

func sendError[E any](name string, err error) error {
	return fmt.Errorf("%v to %q: %w", reflect.TypeFor[E](), name, err)
}

// inboxes returns the App's inboxes of a type.
func inboxes[E any](a *App) []*inbox[E] {
	a.mu.Lock()
	defer a.mu.Unlock()
	var boxes []*inbox[E]
	for _, s := range a.subs {
		if x, ok := s.(*inbox[E]); ok {
			boxes = append(boxes, x)
		}
	}
	return boxes
}

// putAll puts an event into the queues, and returns how many took it. Apps that are closed do not count, nor are they an error.
func putAll[E any](ctx context.Context, from *App, boxes []*inbox[E], phases phaseSet, ev E) (taken int, err error) {
	var failed []error
	for _, x := range boxes {
		if x.phases&phases == 0 {
			continue
		}
		switch err := x.put(ctx, from, ev); err {
		case nil:
			taken++
		case errGone:
		default:
			failed = append(failed, sendError[E](x.app.Name, err))
		}
	}
	return taken, errors.Join(failed...)
}

// errGone is what a subscription that has ended answers.
var errGone = errors.New("gone")

// put puts an event into the queue, waiting for room.
func (x *inbox[E]) put(ctx context.Context, from *App, ev E) error {
	for {
		room, err := x.offer(ev)
		switch {
		case room == nil:
			return err
		case from.holdsUp(x.app):
			return ErrFull
		}
		if err := from.await(ctx, room); err != nil {
			return err
		}
	}
}

// offer puts an event into the queue, or returns a channel that is closed when there may be room.
func (x *inbox[E]) offer(ev E) (room <-chan struct{}, err error) {
	a := x.app
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case x.canceled || a.closed:
		return nil, errGone
	case a.events < a.queueLen():
		x.waiting.push(ev)
		a.events++
		a.push(x)
	case a.DropNewest:
		a.stats.Dropped++
	default:
		if a.room == nil {
			a.room = make(chan struct{})
		}
		return a.room, nil
	}
	return nil, nil
}

// serve runs the handler with the oldest event.
func (x *inbox[E]) serve() {
	x.app.mu.Lock()
	if x.waiting.n == 0 { // Discarded.
		x.app.mu.Unlock()
		return
	}
	ev := x.waiting.pop()
	x.app.stats.Handled++
	x.app.mu.Unlock()
	defer x.app.recovered(x, nil)
	x.f(x.app.ctx, ev)
}

func (x *inbox[E]) eventType() reflect.Type { return reflect.TypeFor[E]() }

// join lets the subscription take part in Publish. It is called with the lock of the Bus held.
func (x *inbox[E]) join(b *Bus) {
	typ := x.eventType()
	boxes, _ := b.topics[typ].([]*inbox[E])
	if !x.direct {
		b.topics[typ] = append(slices.Clip(boxes), x)
	}
}

// discard is called with the lock held.
func (x *inbox[E]) discard() { x.waiting = fifo[E]{} }

// cancel ends the subscription.
func (x *inbox[E]) cancel() {
	a := x.app
	a.mu.Lock()
	x.canceled = true
	x.discard()
	a.subs = slices.DeleteFunc(a.subs, func(s subscription) bool { return s == subscription(x) })
	a.wakeSenders()
	b := a.bus
	a.mu.Unlock()
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	typ := x.eventType()
	boxes, _ := b.topics[typ].([]*inbox[E])
	boxes = slices.DeleteFunc(slices.Clone(boxes), func(y *inbox[E]) bool { return y == x })
	if len(boxes) == 0 {
		delete(b.topics, typ)
		return
	}
	b.topics[typ] = boxes
}
