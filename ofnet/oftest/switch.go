package oftest

import (
	"cmp"
	"context"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
)

// A Switch is a simulated switch. Set the fields before its first use; after that its methods may be called from several goroutines. It has no
// goroutines of its own: an idle one takes little memory.
type Switch struct {
	DatapathID openflow.DatapathID
	Ports      []uint32             // Their numbers at first; there is a host on each.
	Tables     uint8                // 1 when 0.
	MaxFlows   int                  // The most flows of a table; 0 is no limit.
	Protocols  []*openflow.Protocol // The versions to offer; nil is all five.
	Config     ofnet.Config         // Of its connections; Protocols and Handler are the switch's own.

	once sync.Once
	mu   sync.Mutex
	state
	timer      *time.Timer // Of the flows' time-outs; nil while no flow had any.
	wake       time.Time   // When the timer fires; zero while it is not to.
	sessions   []*session  // The controllers.
	generation uint64      // Of the last master election.
	elected    bool        // There was one.
}

// A state is what bundles change at once, or not at all.
type state struct {
	tables []table
	groups map[uint64]*group
	meters map[uint64]*meter
	ports  []*port // By number.
}

func (s *Switch) init() {
	s.once.Do(func() {
		s.Tables = max(s.Tables, 1)
		s.tables = make([]table, s.Tables)
		for _, no := range s.Ports {
			s.ports = append(s.ports, s.newPort(no))
		}
		slices.SortFunc(s.ports, func(a, b *port) int { return cmp.Compare(a.no, b.no) })
		s.ports = slices.CompactFunc(s.ports, func(a, b *port) bool { return a.no == b.no })
	})
}

// An auxKey is the key of a connection's auxiliary id among the values of its context.
type auxKey struct{}

// Connect makes the switch speak to the controller at the other end of nc. The connection ends by itself, or with its Close. A switch may have
// connections to several controllers, of several versions.
func (s *Switch) Connect(ctx context.Context, nc net.Conn) (*ofnet.Conn, error) {
	cfg := s.Config
	cfg.Protocols = s.Protocols
	if cfg.Protocols == nil {
		cfg.Protocols = protocols()
	}
	cfg.Handler = s.Handler()
	return ofnet.NewConn(ctx, nc, ofnet.RoleSwitch, &cfg)
}

// ConnectAuxiliary is Connect for an auxiliary connection. The features reply tells its id, which is not 0, from 1.3 on. It answers requests, and
// gets no events.
func (s *Switch) ConnectAuxiliary(ctx context.Context, nc net.Conn, id uint8) (*ofnet.Conn, error) {
	return s.Connect(context.WithValue(ctx, auxKey{}, id), nc)
}

// Handler returns the handler of the switch's connections, for those that are not made by Connect: of an ofnet.Server or ofnet.Dialer with
// ofnet.RoleSwitch.
func (s *Switch) Handler() ofnet.Handler {
	s.init()
	return (*handler)(s)
}

// Dial connects the switch to a controller that listens.
func (s *Switch) Dial(ctx context.Context, network, addr string) (*ofnet.Conn, error) {
	var d net.Dialer
	nc, err := d.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return s.Connect(ctx, nc)
}

// Controller connects the switch to a controller in this process and returns the controller's side of the connection; cfg is the controller's.
// The switch's side ends with it.
func (s *Switch) Controller(ctx context.Context, cfg *ofnet.Config) (*ofnet.Conn, error) {
	near, far := net.Pipe()
	failed := make(chan error, 1)
	go func() {
		_, err := s.Connect(ctx, far)
		failed <- err
	}()
	c, err := ofnet.NewConn(ctx, near, ofnet.RoleController, cfg)
	if swErr := <-failed; err == nil && swErr != nil {
		c.Close()
		return nil, swErr
	}
	return c, err
}

// Host returns the host on a port, or nil when the switch has no such port.
func (s *Switch) Host(port uint32) *Host {
	s.init()
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.state.port(portNo(port)); p != nil {
		return p.host
	}
	return nil
}

// Flows returns the flows of all tables, by table, priority and age.
func (s *Switch) Flows() []Flow {
	s.init()
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Flow
	for i := range s.tables {
		for _, f := range s.tables[i].flows {
			list = append(list, f.public())
		}
	}
	return list
}

// clone returns a state that can be changed without a change to s.
func (s *state) clone() state {
	c := state{groups: cloneMap(s.groups), meters: cloneMap(s.meters)}
	for _, g := range c.groups {
		g.buckets = slices.Clone(g.buckets)
	}
	for i := range s.tables {
		c.tables = append(c.tables, s.tables[i].clone())
	}
	for _, p := range s.ports {
		copied := *p
		c.ports = append(c.ports, &copied)
	}
	return c
}

// cloneMap copies a map and what its pointers point to.
func cloneMap[T any](m map[uint64]*T) map[uint64]*T {
	if m == nil {
		return nil
	}
	c := make(map[uint64]*T, len(m))
	for k, v := range m {
		copied := *v
		c[k] = &copied
	}
	return c
}
