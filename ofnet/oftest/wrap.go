package oftest

import (
	"context"
	"errors"
	"net"
	"sync"
	"syscall"
)

// Wrap makes things go wrong on a connection: in is the line of what is read from nc, out that of what is written to it. A reset is one of the
// socket, where nc is of TCP; a reader that stops closes the peer's window in the end. Close closes nc, even after FaultVanish.
func Wrap(nc net.Conn, in, out Line) *Conn {
	outer, inner := newPipe(out, in, true)
	outer.addrs = [2]net.Addr{nc.LocalAddr(), nc.RemoteAddr()}
	go pumpIn(inner, nc)
	go pumpOut(nc, inner, outer)
	return outer
}

// pumpIn brings what the socket receives.
func pumpIn(inner *Conn, nc net.Conn) {
	b := make([]byte, 16<<10)
	for {
		n, err := nc.Read(b)
		if _, failed := inner.Write(b[:n]); failed != nil {
			return
		}
		if errors.Is(err, syscall.ECONNRESET) {
			inner.Reset()
		}
		if err != nil {
			inner.CloseWrite()
			return
		}
	}
}

// pumpOut sends what is written, and ends the socket as the connection ends.
func pumpOut(nc net.Conn, inner, outer *Conn) {
	defer nc.Close()
	b := make([]byte, 16<<10)
	for {
		n, err := inner.Read(b)
		if _, failed := nc.Write(b[:n]); failed != nil && err == nil {
			inner.Reset()
			return
		}
		switch {
		case err == nil:
			continue
		case errors.Is(err, syscall.ECONNRESET):
			if tcp, ok := nc.(*net.TCPConn); ok {
				tcp.SetLinger(0)
			}
			return
		}
		if half, ok := nc.(interface{ CloseWrite() error }); ok {
			half.CloseWrite()
		}
		<-outer.done
		return
	}
}

// Lines returns the lines of a listener's connection number n, counted from 0: of what it reads and of what it writes.
type Lines func(n int) (in, out Line)

// WrapListener makes things go wrong on the connections that l accepts.
func WrapListener(l net.Listener, lines Lines) net.Listener {
	return &faultyListener{Listener: l, lines: lines}
}

type faultyListener struct {
	net.Listener
	lines Lines
	mu    sync.Mutex
	next  int
}

// Accept waits for a connection.
func (l *faultyListener) Accept() (net.Conn, error) {
	nc, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	n := l.next
	l.next++
	l.mu.Unlock()
	in, out := l.lines(n)
	return Wrap(nc, in, out), nil
}

// A Listener is a net.Listener in memory, for servers in bubbles of testing/synctest.
type Listener struct {
	lines Lines
	conns chan net.Conn
	done  chan struct{}
	mu    sync.Mutex
	next  int
}

// Listen returns a Listener. Where lines is nil, nothing goes wrong.
func Listen(lines Lines) *Listener {
	return &Listener{lines: lines, conns: make(chan net.Conn), done: make(chan struct{})}
}

// Dial connects to the listener, and waits until the connection is accepted. It fails with ECONNREFUSED when the listener is closed, or with the
// cause of ctx.
func (l *Listener) Dial(ctx context.Context) (*Conn, error) {
	var in, out Line
	l.mu.Lock()
	if l.lines != nil {
		in, out = l.lines(l.next)
	}
	l.next++
	l.mu.Unlock()
	near, far := Pipe(in, out)
	select {
	case l.conns <- far:
		return near, nil
	case <-l.done:
		return nil, &net.OpError{Op: "dial", Net: "pipe", Addr: l.Addr(), Err: syscall.ECONNREFUSED}
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Accept waits for a Dial. It fails with net.ErrClosed after Close.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case nc := <-l.conns:
		return nc, nil
	case <-l.done:
		return nil, &net.OpError{Op: "accept", Net: "pipe", Addr: l.Addr(), Err: net.ErrClosed}
	}
}

// Close ends Accept. Connections that were accepted stay.
func (l *Listener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.done:
	default:
		close(l.done)
	}
	return nil
}

// Addr returns an address that only tells listeners from connections.
func (l *Listener) Addr() net.Addr { return pipeAddr("listener") }
