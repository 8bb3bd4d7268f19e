package oftest

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// A Conn is one side of a connection on which things go wrong. It is a net.Conn whose methods may be called from several goroutines, in bubbles of
// testing/synctest too. Writes do not wait for the reader while the line has room.
type Conn struct {
	link   *link
	in     *half
	out    *half
	addrs  [2]net.Addr   // Local, remote.
	closed bool          // By Close.
	done   chan struct{} // Closed by Close.
	dead   [2]time.Time  // Deadlines of Read and Write.
}

// A link is what the two sides of a connection share.
type link struct {
	mu      sync.Mutex
	changed chan struct{} // Closed when something changes while somebody waits, and replaced.
	waiting int
	halves  [2]*half
	wrapped bool // One side is a socket's, which its pumps have to let go of whatever the faults say.
}

// Pipe returns the two sides of a connection in memory. Line ab carries what is written to a, line ba what is written to b.
func Pipe(ab, ba Line) (a, b *Conn) {
	return newPipe(ab, ba, false)
}

func newPipe(ab, ba Line, wrapped bool) (a, b *Conn) {
	l := &link{changed: make(chan struct{}), wrapped: wrapped}
	l.halves = [2]*half{newHalf(l, ab), newHalf(l, ba)}
	for _, h := range l.halves {
		h.happen()
	}
	return l.side(0, "a", "b"), l.side(1, "b", "a")
}

func (l *link) side(i int, local, remote pipeAddr) *Conn {
	return &Conn{link: l, out: l.halves[i], in: l.halves[1-i], addrs: [2]net.Addr{local, remote}, done: make(chan struct{})}
}

// A pipeAddr is the address of a side of a Pipe.
type pipeAddr string

func (pipeAddr) Network() string  { return "pipe" }
func (a pipeAddr) String() string { return "pipe:" + string(a) }

// Read reads what has arrived: at least one byte, unless b is empty.
func (c *Conn) Read(b []byte) (int, error) {
	l := c.link
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		var next time.Time
		switch h := c.in; {
		case c.closed:
			return 0, c.err("read", net.ErrClosed)
		case h.readErr != nil:
			return 0, c.err("read", h.readErr)
		case passed(c.dead[0]):
			return 0, c.err("read", os.ErrDeadlineExceeded)
		case h.stopped:
		default:
			n, at := h.read(b)
			if n > 0 || len(b) == 0 {
				l.wake()
				return n, nil
			}
			over, end := h.ended()
			if over {
				return 0, io.EOF
			}
			next = later(at, end)
		}
		l.wait(next, c.dead[0])
	}
}

// Write sends bytes, and waits while there is no room for them. A connection that a fault has ended takes them and loses them.
func (c *Conn) Write(b []byte) (n int, err error) {
	l := c.link
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		switch {
		case c.closed:
			return n, c.err("write", net.ErrClosed)
		case passed(c.dead[1]):
			return n, c.err("write", os.ErrDeadlineExceeded)
		}
		k, err := c.out.write(b[n:])
		n += k
		if k > 0 {
			l.wake()
		}
		if err != nil {
			return n, c.err("write", err)
		}
		if n == len(b) {
			return n, nil
		}
		l.wait(time.Time{}, c.dead[1])
	}
}

// Close ends the connection: the peer reads what is under way and then io.EOF, and its writes fail with EPIPE.
func (c *Conn) Close() error {
	return c.change(func() {
		if c.closed {
			return
		}
		c.closed, c.out.fin = true, true
		close(c.done)
		if c.link.wrapped {
			c.out.gone, c.in.gone = false, false
		}
		if !c.in.gone {
			c.in.sendErr = syscall.EPIPE
		}
	})
}

// CloseWrite ends the direction that this side writes.
func (c *Conn) CloseWrite() error {
	return c.change(func() { c.out.fin, c.out.sendErr = true, syscall.EPIPE })
}

// Reset ends the connection as FaultReset does.
func (c *Conn) Reset() error { return c.change(c.link.reset) }

// Vanish makes the two sides lose each other, as FaultVanish does.
func (c *Conn) Vanish() error { return c.change(c.link.vanish) }

// StopReading makes this side take nothing more from the line, whoever calls Read, as FaultStop on the other side does.
func (c *Conn) StopReading() error { return c.change(func() { c.in.stopped = true }) }

// StartReading ends StopReading and FaultStop.
func (c *Conn) StartReading() error { return c.change(func() { c.in.stopped = false }) }

// Fault makes something happen to what this side writes next; At does not count.
func (c *Conn) Fault(f Fault) error {
	return c.change(func() {
		f.At = 0
		c.out.Faults = append([]Fault{f}, c.out.Faults...)
		c.out.happen()
	})
}

// Written returns the bytes that this side has written, as Fault.At counts them.
func (c *Conn) Written() int64 {
	c.link.mu.Lock()
	defer c.link.mu.Unlock()
	return c.out.written
}

// LocalAddr returns the address of this side.
func (c *Conn) LocalAddr() net.Addr { return c.addrs[0] }

// RemoteAddr returns the address of the other side.
func (c *Conn) RemoteAddr() net.Addr { return c.addrs[1] }

// SetDeadline sets when Read and Write fail with os.ErrDeadlineExceeded; the zero time is never.
func (c *Conn) SetDeadline(t time.Time) error {
	return c.change(func() { c.dead = [2]time.Time{t, t} })
}

// SetReadDeadline is SetDeadline for Read alone.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.change(func() { c.dead[0] = t }) }

// SetWriteDeadline is SetDeadline for Write alone.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.change(func() { c.dead[1] = t }) }

func passed(t time.Time) bool { return !t.IsZero() && !time.Now().Before(t) }

func (c *Conn) err(op string, err error) error {
	return &net.OpError{Op: op, Net: "pipe", Source: c.addrs[0], Addr: c.addrs[1], Err: err}
}

// change changes the connection and wakes who waits for that.
func (c *Conn) change(f func()) error {
	c.link.mu.Lock()
	defer c.link.mu.Unlock()
	f()
	c.link.wake()
	return nil
}

func (l *link) wake() {
	if l.waiting > 0 {
		close(l.changed)
		l.changed, l.waiting = make(chan struct{}), 0
	}
}

// wait waits for a change, with the lock given up. It ends at the earlier of two times that are not zero.
func (l *link) wait(a, b time.Time) {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		a = b
	}
	changed := l.changed
	l.waiting++
	l.mu.Unlock()
	defer l.mu.Lock()
	if a.IsZero() {
		<-changed
		return
	}
	t := time.NewTimer(time.Until(a))
	defer t.Stop()
	select {
	case <-changed:
	case <-t.C:
	}
}

func (l *link) reset() {
	for _, h := range l.halves {
		if !h.gone {
			h.readErr, h.sendErr, h.segs = syscall.ECONNRESET, syscall.ECONNRESET, nil
		}
	}
}

func (l *link) vanish() {
	for _, h := range l.halves {
		h.gone = true
	}
}
