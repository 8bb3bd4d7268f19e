package capture

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
)

// An addrConn is a connection with other addresses.
type addrConn struct {
	net.Conn
	near, far net.Addr
}

func (c addrConn) LocalAddr() net.Addr  { return c.near }
func (c addrConn) RemoteAddr() net.Addr { return c.far }

// A textAddr is an address that is known as text alone.
type textAddr string

func (textAddr) Network() string  { return "test" }
func (a textAddr) String() string { return string(a) }

func tcp(s string) net.Addr { return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(s)) }

// A heard is what the hooks behind the Writer's were told.
type heard struct {
	mu             sync.Mutex
	phases         []ofnet.Phase
	sent, received []byte
}

func (h *heard) trace() *ofnet.Trace {
	return &ofnet.Trace{
		Phase: func(_ *ofnet.Conn, p ofnet.Phase) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.phases = append(h.phases, p)
		},
		Sent: func(_ *ofnet.Conn, _ openflow.Header, frame []byte) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.sent = append(h.sent, frame...)
		},
		Received: func(_ *ofnet.Conn, _ openflow.Header, frame []byte) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.received = append(h.received, frame...)
		},
	}
}

// connect returns the two sides of a connection. The one of the role has the addresses and the trace.
func connect(t *testing.T, role ofnet.Role, near, far net.Addr, trace *ofnet.Trace) (c, peer *ofnet.Conn) {
	t.Helper()
	a, b := net.Pipe()
	if near != nil || far != nil {
		a = addrConn{a, near, far}
	}
	sw := &oftest.Switch{DatapathID: 0x2a, Ports: []uint32{1}}
	switchSide, controllerSide := b, a
	var switchTrace, controllerTrace *ofnet.Trace
	if role == ofnet.RoleSwitch {
		switchSide, controllerSide, switchTrace = a, b, trace
	} else {
		controllerTrace = trace
	}
	sw.Config.Trace = switchTrace
	done := make(chan *ofnet.Conn)
	go func() {
		c, err := sw.Connect(t.Context(), switchSide)
		if err != nil {
			t.Error(err)
		}
		done <- c
	}()
	c, err := ofnet.NewConn(t.Context(), controllerSide, ofnet.RoleController, &ofnet.Config{Protocols: protocols, Trace: controllerTrace})
	if err != nil {
		t.Fatal(err)
	}
	peer = <-done
	if role == ofnet.RoleSwitch {
		return peer, c
	}
	return c, peer
}

// A breakable connection can be broken by its peer.
type breakable struct {
	net.Conn
	broken atomic.Bool
}

func (c *breakable) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err != nil && c.broken.Load() {
		err = &net.OpError{Op: "read", Err: errors.New("connection reset by peer")}
	}
	return n, err
}
