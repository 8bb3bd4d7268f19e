package capture

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"

	"github.com/ofwire/openflow/ofnet"
)

// A side of a connection: the program's or its peer's.
type side uint8

const (
	local side = iota
	remote
)

// The ports that Wireshark takes for OpenFlow.
const (
	portOpenFlow = 6653
	portLegacy   = 6633
)

// ackEvery is how many bytes a side sends until the other acknowledges them, when it sends nothing itself. It is less than the window.
const ackEvery = 1 << 20

// A stream is a connection in TCP.
type stream struct {
	number     uint32
	iface      uint32
	controller side
	listener   side
	ends       [2]end
}

// An end is one side of a stream.
type end struct {
	addr  netip.AddrPort
	seq   uint32 // Of the next byte.
	acked uint32 // Bytes before it were acknowledged by the other side.
}

// newStream returns the stream of a connection, the n-th.
func newStream(c *ofnet.Conn, n uint32, port uint16) *stream {
	s := &stream{number: n}
	if c.Role() == ofnet.RoleSwitch {
		s.controller = remote
	}
	s.listener = s.controller
	near, far := addrPort(c.LocalAddr()), addrPort(c.RemoteAddr())
	if !near.IsValid() || !far.IsValid() || near.Addr().Is4() != far.Addr().Is4() {
		s.ends[s.controller].addr = netip.AddrPortFrom(netip.AddrFrom4([4]byte{198, 18, 0, 1}), portOpenFlow)
		s.ends[1-s.controller].addr = netip.AddrPortFrom(netip.AddrFrom4([4]byte{198, 19, byte(n >> 8), byte(n)}), 49152+uint16(n>>16)%16384)
		return s
	}
	s.ends[local].addr, s.ends[remote].addr = near, far
	switch {
	case known(near.Port()):
		s.listener = local
	case known(far.Port()):
		s.listener = remote
	case port != 0:
		l := &s.ends[s.listener].addr
		*l = netip.AddrPortFrom(l.Addr(), port)
	}
	return s
}

func known(port uint16) bool { return port == portOpenFlow || port == portLegacy }

// addrPort returns the address and port of a TCP address. That of any other is not valid.
func addrPort(a net.Addr) netip.AddrPort {
	var ap netip.AddrPort
	if t, ok := a.(*net.TCPAddr); ok {
		ap = t.AddrPort()
	} else if a != nil {
		ap, _ = netip.ParseAddrPort(a.String())
	}
	return netip.AddrPortFrom(ap.Addr().Unmap().WithZone(""), ap.Port())
}

// open writes the packets that open a connection.
func (w *Writer) open(s *stream) {
	l := s.listener
	s.ends[l].seq, s.ends[1-l].seq = s.number<<20, s.number<<20+1<<19 // Each connection's are others.
	w.segment(s, 1-l, flagSYN, nil, "")
	w.segment(s, l, flagSYN|flagACK, nil, "")
	w.segment(s, 1-l, flagACK, nil, "")
}

// data writes bytes of one side.
func (w *Writer) data(s *stream, from side, b []byte) {
	for len(b) > maxPayload {
		w.segment(s, from, flagACK, b[:maxPayload], "")
		b = b[maxPayload:]
	}
	w.segment(s, from, flagACK|flagPSH, b, "")
	if e := &s.ends[from]; e.seq-e.acked >= ackEvery {
		w.segment(s, 1-from, flagACK, nil, "")
	}
}

// close writes the packets that close a connection for a reason.
func (w *Writer) close(s *stream, why error) {
	first, comment := local, why.Error()
	var op *net.OpError
	switch {
	case errors.Is(why, io.EOF):
		first = remote
	case errors.Is(why, ofnet.ErrClosed):
	default:
		if errors.As(why, &op) && !op.Timeout() {
			first = remote // What reading or writing says of a peer that has gone.
		}
		w.segment(s, first, flagRST|flagACK, nil, comment)
		return
	}
	w.segment(s, first, flagFIN|flagACK, nil, comment)
	w.segment(s, 1-first, flagFIN|flagACK, nil, "")
	w.segment(s, first, flagACK, nil, "")
}

// interfaceName returns a name for Wireshark's filters.
func interfaceName(c *ofnet.Conn, number uint32) string {
	switch {
	case c.Features() == nil:
		return fmt.Sprintf("connection %d", number)
	case c.AuxiliaryID() != 0:
		return fmt.Sprintf("dpid %v auxiliary %d", c.DatapathID(), c.AuxiliaryID())
	}
	return fmt.Sprintf("dpid %v", c.DatapathID())
}

// describe returns what is known of a connection.
func describe(c *ofnet.Conn) string {
	peer := ofnet.RoleSwitch
	if c.Role() == ofnet.RoleSwitch {
		peer = ofnet.RoleController
	}
	return fmt.Sprintf("OpenFlow %v, %v %v (captured here), %v %v", c.Version(), c.Role(), name(c.LocalAddr()), peer, name(c.RemoteAddr()))
}

func name(a net.Addr) string {
	if a == nil || a.String() == "" {
		return "without address"
	}
	return a.String()
}
