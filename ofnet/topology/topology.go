package topology

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/bus"
)

// A Config says how a Topology works. The zero value is useful.
type Config struct {
	PortPeriod  time.Duration // Between the frames out of one port. 0 is 0.9 s.
	SendGuard   time.Duration // The least between two frames, of all ports. 0 is 50 ms: with more than 18 ports each has its turn later.
	LinkTimeout time.Duration // After which a link whose frames do not come ends, when at least 6 were sent meanwhile. 0 is 10 s.
	CheckPeriod time.Duration // Between looks for such links. 0 is 5 s.

	// MaxHosts is how many hosts are known. One more, and that which was silent for longest is forgotten. 0 is 65536.
	MaxHosts int
	// Untagged makes frames those of os-ken, byte for byte, and takes them from whoever makes them: hosts can make up links then.
	Untagged bool
}

func (c *Config) setDefaults() {
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&c.PortPeriod, 900 * time.Millisecond}, {&c.SendGuard, 50 * time.Millisecond},
		{&c.LinkTimeout, 10 * time.Second}, {&c.CheckPeriod, 5 * time.Second},
	} {
		if *d.field <= 0 {
			*d.field = d.value
		}
	}
	if c.MaxHosts <= 0 {
		c.MaxHosts = 1 << 16
	}
}

// A Topology knows switches, links and hosts. New makes one. Its methods may be called from several goroutines; it has two of its own.
type Topology struct {
	cfg  Config
	bus  *bus.Bus
	app  bus.App // Its handlers are the only ones that change what events tell of.
	wake chan struct{}
	stop context.CancelFunc
	wg   sync.WaitGroup

	mu    sync.Mutex // Never held while events are published.
	table table
}

// New starts a Topology on a bus. It fails as bus.Bus.Start does, such as when the bus has one.
func New(b *bus.Bus, cfg Config) (*Topology, error) {
	cfg.setDefaults()
	t := &Topology{cfg: cfg, bus: b, app: bus.App{Name: "topology"}, wake: make(chan struct{}, 1)}
	t.table = table{
		nodes: make(map[openflow.DatapathID]*node), hosts: make(map[openflow.MAC]*host),
		maxHosts: cfg.MaxHosts, period: cfg.PortPeriod, key: make([]byte, 32),
	}
	rand.Read(t.table.key)
	t.answer()
	bus.Receive(&t.app, t.changed)
	bus.Receive(&t.app, func(ctx context.Context, l Link) {
		t.change(ctx, func(tab *table) []event { return tab.addLink(l, time.Now()) })
	})
	bus.Receive(&t.app, func(ctx context.Context, s sighting) {
		t.change(ctx, func(tab *table) []event { return tab.sight(s) })
	})
	bus.Receive(&t.app, func(ctx context.Context, _ expiry) {
		t.change(ctx, func(tab *table) []event { return tab.expire(time.Now().Add(-t.cfg.LinkTimeout)) })
	})
	if err := b.Start(&t.app); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.stop = cancel
	t.wg.Go(func() { t.run(ctx) })
	return t, nil
}

// Close ends the Topology: it publishes, sends and answers no more. Connections to which it is attached go on.
func (t *Topology) Close() {
	t.stop()
	t.app.Close()
	t.wg.Wait()
}

// An expiry makes the App look for links that have timed out.
type expiry struct{}

// A change is an event of ofnet.Switches, with what was true then.
type change struct {
	event ofnet.SwitchEvent
	ports []openflow.Port // Of a switch that has connected.
}

// changed handles a change.
func (t *Topology) changed(ctx context.Context, c change) {
	t.change(ctx, func(tab *table) []event {
		switch ev := c.event.(type) {
		case ofnet.SwitchEnter:
			return tab.enter(ev.Switch, c.ports)
		case ofnet.SwitchReconnected:
			return tab.enter(ev.Switch, c.ports)
		case ofnet.SwitchLeave:
			return tab.leave(ev.Switch.DatapathID())
		case ofnet.PortChanged:
			return tab.portChanged(ev)
		}
		return nil
	})
}

// change changes the table and publishes what has come of it. Only the App's handlers call it.
func (t *Topology) change(ctx context.Context, f func(tab *table) []event) {
	t.mu.Lock()
	evs := f(&t.table)
	t.mu.Unlock()
	select {
	case t.wake <- struct{}{}:
	default:
	}
	for _, ev := range evs {
		_ = ev.publish(ctx, &t.app) // It fails when the Topology is closed.
	}
}

// tell gives an event to the App, and waits for room.
func tell[E any](ctx context.Context, t *Topology, ev E) error {
	return bus.Send(ctx, t.bus, t.app.Name, ev)
}
