package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"sync"
)

// Why sending fails. They come wrapped: use errors.Is.
var (
	ErrClosed      = errors.New("bus: closed")                                // The Bus, or the App that is asked.
	ErrNotStarted  = errors.New("bus: app is not started")                    // An App sends before Start.
	ErrStarted     = errors.New("bus: app was started before")                // See Start.
	ErrName        = errors.New("bus: name is taken, or empty")               // See Start.
	ErrNoApp       = errors.New("bus: no app of this name")                   // See Send.
	ErrNoHandler   = errors.New("bus: no handler of this type")               // See Send and Call.
	ErrTwoHandlers = errors.New("bus: another app handles this request type") // See Start.
	ErrFull        = errors.New("bus: queue is full, and waits for this app") // See the package's text on back-pressure.
	ErrSelf        = errors.New("bus: app asks itself")                       // See Call.
	ErrDepth       = errors.New("bus: requests go in a circle")               // See Call.
)

// A Bus connects Apps. The zero value is ready to use. Its methods may be called from several goroutines.
type Bus struct {
	Logger *slog.Logger // Gets the panics of handlers; nil is no log. Set it before Start.

	mu     sync.RWMutex
	closed bool
	apps   map[string]*App
	topics map[reflect.Type]any     // Of an event type E: []*inbox[E], in the order of subscription. The slices do not change.
	serves map[reflect.Type]service // Of a request type.
	wg     sync.WaitGroup           // The goroutines of the Apps.
}

// A service is the handler of a request type Q.
type service struct {
	app *App
	f   any // A func(context.Context, Q) (R, error).
}

// A Sender is who speaks: an App in its own handlers, otherwise the Bus.
type Sender interface {
	// sender returns the Bus, which is nil before Start, and the App, which is nil for a Bus.
	sender() (*Bus, *App)
}

func (b *Bus) sender() (*Bus, *App) { return b, nil }

// Start makes Apps live, each with a goroutine of its own. No event is published to some of them and not yet to others. An App can be started once.
//
// It starts none of them and fails with ErrName when another App has the name, until that one's last handler has returned; with ErrTwoHandlers
// when another handles the same type of requests; with ErrStarted when one was started before; and with ErrClosed after Close or Shutdown.
func (b *Bus) Start(apps ...*App) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return ErrClosed
	}
	if b.apps == nil {
		b.apps = make(map[string]*App)
		b.topics = make(map[reflect.Type]any)
		b.serves = make(map[reflect.Type]service)
	}
	for i, a := range apps {
		if err := b.enter(a); err != nil {
			for _, a := range apps[:i] {
				b.leave(a)
			}
			return err
		}
	}
	for _, a := range apps {
		a.start(b)
	}
	return nil
}

// enter reserves an App's name and request types. It is called with the lock held.
func (b *Bus) enter(a *App) error {
	if err := a.canStart(); err != nil {
		return fmt.Errorf("app %q: %w", a.Name, err)
	}
	if a.Name == "" || b.apps[a.Name] != nil {
		return fmt.Errorf("app %q: %w", a.Name, ErrName)
	}
	for typ := range a.serves {
		if other, ok := b.serves[typ]; ok {
			return fmt.Errorf("app %q: %v is handled by %q: %w", a.Name, typ, other.app.Name, ErrTwoHandlers)
		}
	}
	b.apps[a.Name] = a
	for typ, f := range a.serves {
		b.serves[typ] = service{app: a, f: f}
	}
	return nil
}

// leave forgets an App. It is called with the lock held.
func (b *Bus) leave(a *App) {
	delete(b.apps, a.Name)
	for typ := range a.serves {
		delete(b.serves, typ)
	}
}

// Close closes all Apps, and lets none in any more. It does not wait for handlers.
func (b *Bus) Close() {
	for _, a := range b.stop() {
		a.Close()
	}
}

// Shutdown lets the Apps handle what waits in their queues, and waits for them. What they send meanwhile fails with ErrClosed. When ctx ends first,
// Shutdown closes them and returns the cause. Handlers must not call it.
func (b *Bus) Shutdown(ctx context.Context) error {
	for _, a := range b.stop() {
		a.stop(false)
	}
	done := make(chan struct{})
	go func() {
		b.wg.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		b.Close()
		return context.Cause(ctx)
	}
}

// stop lets nothing in any more and returns the Apps that are left.
func (b *Bus) stop() []*App {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	var apps []*App
	for _, a := range b.apps {
		apps = append(apps, a)
	}
	return apps
}

// open returns the Bus and the App of a Sender, unless it cannot send.
func open(ctx context.Context, from Sender) (*Bus, *App, error) {
	if ctx.Err() != nil {
		return nil, nil, context.Cause(ctx)
	}
	b, app := from.sender()
	if b == nil {
		return nil, nil, fmt.Errorf("app %q: %w", app.Name, ErrNotStarted)
	}
	return b, app, nil
}
