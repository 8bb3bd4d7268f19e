package ofnet_test

import (
	"bytes"
	"context"
	"encoding"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow13"
)

// A lab is a server of OpenFlow 1.3 in a synctest bubble, and beside what is tried with it a switch that must not notice any of that. The bubble
// itself fails the test when a goroutine is left.
type lab struct {
	*testing.T
	srv    *ofnet.Server
	l      *memListener
	log    lockedBuffer
	failed chan *ofnet.ConnError // What the server's HandshakeFailed got.
	main   chan *ofnet.Conn      // The connections that came to PhaseMain.
	good   *ofnet.Conn           // Of the switch beside.
	ended  chan error            // Of Serve.
}

// inLab runs a test. The server is given before it starts.
func inLab(t *testing.T, server *ofnet.Server, test func(l *lab)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := startLab(t, server)
		test(l)
		l.stop()
	})
}

func startLab(t *testing.T, srv *ofnet.Server) *lab {
	l := &lab{T: t, srv: srv, l: newMemListener(), failed: make(chan *ofnet.ConnError, 20000), main: make(chan *ofnet.Conn, 20000), ended: make(chan error, 1)}
	if srv.Protocols == nil {
		srv.Protocols = protocols
	}
	srv.Config.Logger = slog.New(slog.NewTextHandler(&l.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	srv.HandshakeFailed = func(err *ofnet.ConnError) { l.failed <- err }
	connState := srv.Config.ConnState
	srv.Config.ConnState = func(c *ofnet.Conn, p ofnet.Phase) {
		if p == ofnet.PhaseMain {
			l.main <- c
		}
		if connState != nil {
			connState(c, p)
		}
	}
	stuck := time.AfterFunc(24*time.Hour, func() { panic("the test waits for ever") }) // Time flies in a bubble.
	t.Cleanup(func() {
		stuck.Stop()
		srv.Close()
	})
	go func() { l.ended <- srv.Serve(l.l) }()
	if srv.TLSConfig == nil {
		go (&oftest.Switch{DatapathID: goodDPID}).Connect(context.WithoutCancel(t.Context()), l.l.dial())
		l.good = <-l.main
	}
	return l
}

const (
	goodDPID = 0x600d
	badDPID  = 0xbad0000000000001
)

// stop wants the switch beside to work, and ends all.
func (l *lab) stop() {
	l.Helper()
	if l.good != nil {
		ctx, cancel := context.WithTimeout(l.Context(), time.Second)
		defer cancel()
		if err := l.good.Barrier(ctx); err != nil {
			l.Error("the connection beside:", err)
		}
	}
	l.srv.Close()
	if err := <-l.ended; !errors.Is(err, ofnet.ErrServerClosed) {
		l.Error("Serve:", err)
	}
	for len(l.failed) > 0 {
		l.Error("handshake failed:", <-l.failed)
	}
}

// wantLog wants a line of the log that has all of these.
func (l *lab) wantLog(parts ...string) {
	l.Helper()
	synctest.Wait()
	text := l.log.String()
lines:
	for line := range strings.Lines(text) {
		for _, part := range parts {
			if !strings.Contains(line, part) {
				continue lines
			}
		}
		return
	}
	l.Errorf("no line with %q in the log:\n%.2000s", parts, text)
}

// wantNoLog wants no such line.
func (l *lab) wantNoLog(part string) {
	l.Helper()
	synctest.Wait()
	if strings.Contains(l.log.String(), part) {
		l.Errorf("there is %q in the log", part)
	}
}

// wantFailed wants the handshake of p to fail, with any error if want is nil, and a line of the log that says so.
func (l *lab) wantFailed(p *rawPeer, want error) *ofnet.ConnError {
	l.Helper()
	err := <-l.failed
	if want != nil && !errors.Is(err, want) {
		l.Errorf("error %v, want %v", err, want)
	}
	l.wantRemote(p, err)
	l.wantLog("level=WARN", "handshake failed", "remote="+p.LocalAddr().String())
	return err
}

// wantEnd wants a connection to end with an error, any if want is nil, and a line of the log that names the peer.
func (l *lab) wantEnd(p *rawPeer, c *ofnet.Conn, want error) error {
	l.Helper()
	err := c.Wait()
	if want != nil && !errors.Is(err, want) {
		l.Errorf("error %v, want %v", err, want)
	}
	l.wantRemote(p, err)
	l.wantLog("connection ended", "remote="+p.LocalAddr().String(), "dpid="+c.DatapathID().String())
	return err
}

func (l *lab) wantRemote(p *rawPeer, err error) {
	l.Helper()
	var e *ofnet.ConnError
	if !errors.As(err, &e) || e.Remote.String() != p.LocalAddr().String() {
		l.Errorf("the peer is %v, the error %v", p.LocalAddr(), err)
	}
}

// A rawPeer is a switch by hand.
type rawPeer struct {
	l *lab
	net.Conn
	aux uint8 // Its auxiliary id.
}

// connect connects a peer that does nothing yet.
func (l *lab) connect() *rawPeer {
	p := &rawPeer{l: l, Conn: l.l.dial()}
	l.Cleanup(func() { p.Close() })
	return p
}

// enter connects a peer and brings it to PhaseMain, as a switch of OpenFlow 1.3 without ports.
func (l *lab) enter(dpid uint64) (*rawPeer, *ofnet.Conn) {
	l.Helper()
	return l.enterOn(l.connect(), dpid)
}

func (l *lab) enterOn(p *rawPeer, dpid uint64) (*rawPeer, *ofnet.Conn) {
	l.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.put(&openflow13.Hello{XID: 1})
		for b := p.next(); b != nil; b = p.next() {
			p.answer(b, dpid)
		}
	}()
	c := <-l.main
	p.SetReadDeadline(time.Now())
	<-done
	p.SetReadDeadline(time.Time{})
	synctest.Wait() // For the handlers of PhaseMain.
	return p, c
}

// answer answers what a controller asks in the handshake.
func (p *rawPeer) answer(b []byte, dpid uint64) {
	xid := be.Uint32(b[4:])
	switch openflow13.MessageType(b[1]) {
	case openflow13.MessageTypeFeaturesRequest:
		p.put(&openflow13.FeaturesReply{XID: xid, DatapathID: dpid, AuxiliaryID: p.aux})
	case openflow13.MessageTypeMultipartRequest:
		p.put(&openflow13.PortDescReply{XID: xid})
	}
}

// put sends a message, or bytes.
func (p *rawPeer) put(what any) {
	p.l.Helper()
	b, ok := what.([]byte)
	if m, isMessage := what.(encoding.BinaryAppender); isMessage {
		var err error
		if b, err = m.AppendBinary(nil); err != nil {
			p.l.Error(err)
		}
	} else if !ok {
		p.l.Errorf("cannot send %T", what)
	}
	if _, err := p.Write(b); err != nil {
		p.l.Error("the peer cannot write:", err)
	}
}

// next returns the next message, or nil at the end and when the deadline has passed.
func (p *rawPeer) next() []byte {
	p.l.Helper()
	head := make([]byte, openflow.HeaderLen)
	if _, err := io.ReadFull(p, head); err != nil {
		return nil
	}
	b := append(head, make([]byte, int(be.Uint16(head[2:]))-len(head))...)
	if _, err := io.ReadFull(p, b[len(head):]); err != nil {
		p.l.Error("the peer cannot read:", err)
	}
	return b
}

// alive wants an echo to be answered.
func (p *rawPeer) alive() {
	p.l.Helper()
	p.put(&openflow13.EchoRequest{XID: 0xa11, Data: []byte("alive")})
	if b := p.next(); len(b) != 13 || b[1] != byte(openflow13.MessageTypeEchoReply) || string(b[8:]) != "alive" {
		p.l.Errorf("answer to echo: %x", b)
	}
}

// header returns the header of a message, true or not.
func header(version, typ byte, length uint16, xid uint32) []byte {
	return binary.BigEndian.AppendUint32([]byte{version, typ, byte(length >> 8), byte(length)}, xid)
}

// A memListener has connections in memory, with addresses.
type memListener struct {
	conns chan net.Conn
	errs  chan error // What Accept returns before all else.
	ended chan struct{}
	once  sync.Once
	mu    sync.Mutex
	n     uint16
	host  netip.Addr // Where connections come from; 10.0.0.2 unless set.
}

func newMemListener() *memListener {
	return &memListener{conns: make(chan net.Conn, 20000), errs: make(chan error, 100), ended: make(chan struct{})}
}

func (l *memListener) Accept() (net.Conn, error) {
	select {
	case err := <-l.errs:
		return nil, err
	default:
	}
	select {
	case nc := <-l.conns:
		return nc, nil
	case err := <-l.errs:
		return nil, err
	case <-l.ended:
		return nil, net.ErrClosed
	}
}

func (l *memListener) Close() error {
	l.once.Do(func() { close(l.ended) })
	return nil
}

func (l *memListener) Addr() net.Addr { return memAddr("10.0.0.1:6653") }

// dial returns the far end of a new connection, which takes no bytes before the other side reads, as with a window of zero.
func (l *memListener) dial() net.Conn { return l.connect(net.Pipe()) }

// dialBuffered returns the far end of a new connection with room for bytes on the way, as TLS needs it.
func (l *memListener) dialBuffered() net.Conn {
	a, b := net.Pipe()
	c, d := net.Pipe()
	go forward(c, b)
	go forward(b, c)
	return l.connect(a, d)
}

// forward copies bytes until one side ends.
func forward(dst, src net.Conn) {
	ch := make(chan []byte, 1000)
	go func() {
		for b := range ch {
			dst.Write(b)
		}
		dst.Close()
	}()
	defer close(ch)
	for {
		b := make([]byte, 4096)
		n, err := src.Read(b)
		if err != nil {
			return
		}
		ch <- b[:n]
	}
}

func (l *memListener) connect(a, b net.Conn) net.Conn {
	l.mu.Lock()
	l.n++
	host := l.host
	if !host.IsValid() {
		host = netip.MustParseAddr("10.0.0.2")
	}
	far := memAddr(netip.AddrPortFrom(host, 1024+l.n).String())
	l.mu.Unlock()
	l.conns <- &memConn{a, l.Addr(), far}
	return &memConn{b, far, l.Addr()}
}

type memAddr string

func (a memAddr) Network() string { return "memory" }
func (a memAddr) String() string  { return string(a) }

func (a memAddr) AddrPort() netip.AddrPort { return netip.MustParseAddrPort(string(a)) }

type memConn struct {
	net.Conn
	local, remote net.Addr
}

func (c *memConn) LocalAddr() net.Addr  { return c.local }
func (c *memConn) RemoteAddr() net.Addr { return c.remote }

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
