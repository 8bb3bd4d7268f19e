package oftest

import (
	"context"
	"net"
	"slices"
	"sync"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// A Switch is a simulated switch. Set the fields before its first use; after that its methods may be called from several goroutines.
type Switch struct {
	DatapathID openflow.DatapathID
	Ports      []uint32     // Their numbers; there is a host on each.
	Tables     uint8        // 1 when 0.
	Config     ofnet.Config // Of its connections; Protocols and Handler are the switch's own.

	once   sync.Once
	mux    ofnet.Mux
	mu     sync.Mutex
	tables []table
	hosts  map[uint32]*Host
	conns  []*ofnet.Conn // The controllers.
	config openflow13.SetConfig
}

func (s *Switch) init() {
	s.once.Do(func() {
		s.Tables = max(s.Tables, 1)
		s.tables = make([]table, s.Tables)
		s.hosts = make(map[uint32]*Host)
		for _, port := range s.Ports {
			s.hosts[port] = &Host{sw: s, port: port, frames: make(chan []byte, hostQueue)}
		}
		s.config = *openflow13.NewSetConfig()
		s.handlers()
	})
}

// handlers fills the mux.
func (s *Switch) handlers() {
	ofnet.HandlePhase(&s.mux, ofnet.PhaseMain, s.enter)
	ofnet.HandlePhase(&s.mux, ofnet.PhaseDead, s.leave)
	ofnet.Handle(&s.mux, s.features)
	ofnet.Handle(&s.mux, s.setConfig)
	ofnet.Handle(&s.mux, s.getConfig)
	ofnet.Handle(&s.mux, s.barrier)
	ofnet.Handle(&s.mux, s.flowMod)
	ofnet.Handle(&s.mux, s.packetOut)
	ofnet.Handle(&s.mux, s.desc)
	ofnet.Handle(&s.mux, s.portDesc)
	ofnet.Handle(&s.mux, s.flowStats)
	ofnet.Handle(&s.mux, s.aggregateStats)
	s.mux.Fallback = ofnet.HandlerFunc(s.other)
}

// Connect makes the switch speak to the controller at the other end of nc. The connection ends by itself, or with its Close.
func (s *Switch) Connect(ctx context.Context, nc net.Conn) (*ofnet.Conn, error) {
	cfg := s.Config
	cfg.Protocols = []*openflow.Protocol{openflow13.Protocol}
	cfg.Handler = s.Handler()
	return ofnet.NewConn(ctx, nc, ofnet.RoleSwitch, &cfg)
}

// Handler returns the handler of the switch's connections, for those that are not made by Connect: of an ofnet.Server or ofnet.Dialer with
// ofnet.RoleSwitch and openflow13.Protocol.
func (s *Switch) Handler() ofnet.Handler {
	s.init()
	return &s.mux
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
	return s.hosts[port]
}

// Flows returns the flows of all tables, by table, priority and age. They are the caller's.
func (s *Switch) Flows() []openflow13.FlowStats {
	s.init()
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []openflow13.FlowStats
	for _, f := range s.selectFlows(&flowFilter{table: openflow13.TableIDAll, outPort: openflow13.PortNoAny, outGroup: openflow13.GroupIDAny}) {
		stats := f.stats()
		list = append(list, *stats.Clone())
	}
	return list
}

func (s *Switch) enter(_ context.Context, c *ofnet.Conn) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns = append(s.conns, c)
	return nil
}

func (s *Switch) leave(_ context.Context, c *ofnet.Conn) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns = slices.DeleteFunc(slices.Clone(s.conns), func(other *ofnet.Conn) bool { return other == c })
	return nil
}

func (s *Switch) features(ctx context.Context, c *ofnet.Conn, m *openflow13.FeaturesRequest) error {
	return c.Send(ctx, &openflow13.FeaturesReply{
		XID: m.XID, DatapathID: uint64(s.DatapathID), NTables: s.Tables, Capabilities: openflow13.CapabilitiesFlowStats,
	})
}

func (s *Switch) setConfig(_ context.Context, _ *ofnet.Conn, m *openflow13.SetConfig) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.config = *m
	return nil
}

func (s *Switch) getConfig(ctx context.Context, c *ofnet.Conn, m *openflow13.GetConfigRequest) error {
	s.mu.Lock()
	reply := &openflow13.GetConfigReply{XID: m.XID, Flags: s.config.Flags, MissSendLen: s.config.MissSendLen}
	s.mu.Unlock()
	return c.Send(ctx, reply)
}

// barrier answers at once: messages are handled one after the other.
func (s *Switch) barrier(ctx context.Context, c *ofnet.Conn, m *openflow13.BarrierRequest) error {
	return c.Send(ctx, &openflow13.BarrierReply{XID: m.XID})
}

// other refuses what the switch does not know.
func (s *Switch) other(ctx context.Context, c *ofnet.Conn, m openflow.Message) error {
	switch m.(type) {
	case *openflow13.Hello, *openflow13.ErrorMsg, *openflow13.EchoReply:
		return nil
	}
	return refuse(ctx, c, m, openflow13.ErrBadRequestBadType)
}

// refuse answers a message with an error.
func refuse(ctx context.Context, c *ofnet.Conn, m openflow.Message, code openflow.ErrorCode) error {
	b, err := m.AppendBinary(nil)
	if err != nil {
		return err
	}
	h, err := openflow.ParseHeader(b)
	if err != nil {
		return err
	}
	const atLeast = 64 // Bytes of the request that the standard wants.
	return c.Send(ctx, openflow13.Protocol.Error(h.XID, code, b[:min(len(b), atLeast)]))
}
