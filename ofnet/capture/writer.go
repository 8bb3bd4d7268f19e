package capture

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
)

// ErrLimit is the error of a Writer that has come to its MaxBytes.
var ErrLimit = errors.New("capture: limit of bytes is reached")

// A Writer writes the messages of connections into a capture file. Set the fields before its first use; after that its methods may be called from
// several goroutines, and connections use it at the same time.
//
// Each packet is one Write. The connection waits for it, so where files are slow use a bufio.Writer. A Writer remembers some 200 bytes for each open
// connection; with nothing left to do, after an error or Close, it forgets them all.
type Writer struct {
	// SnapLen is how many bytes of a packet are kept, with its 54 or 74 bytes of headers. 0 keeps all. Wireshark marks what is cut.
	SnapLen int
	// MaxBytes is the length of the file at most. The packet that would exceed it is not written, nor any other, and Err is ErrLimit. 0 is no limit.
	MaxBytes int64
	// Port stands in the file for the port of the side that listens, unless one side has 6653 or 6633. The controller is taken to listen. 0 changes
	// nothing.
	Port uint16

	mu         sync.Mutex
	out        io.Writer
	written    int64
	err        error
	closed     bool
	buf        []byte // A block.
	interfaces uint32 // So far.
	count      uint32 // Connections so far.
	streams    map[*ofnet.Conn]*stream
}

// NewWriter returns a Writer that writes to out, and writes the file's head.
func NewWriter(out io.Writer) *Writer {
	w := &Writer{out: out, streams: make(map[*ofnet.Conn]*stream)}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.section("TCP and what is below it are made up; see package " + application)
	w.addInterface("openflow", "connections until the switch is known")
	return w
}

// Trace returns hooks that write all messages of the connections that have them, and then call those of next, which may be nil.
func (w *Writer) Trace(next *ofnet.Trace) *ofnet.Trace {
	var t ofnet.Trace
	if next != nil {
		t = *next
	}
	phase, received, sent := t.Phase, t.Received, t.Sent
	t.Phase = func(c *ofnet.Conn, p ofnet.Phase) {
		w.phase(c, p)
		if phase != nil {
			phase(c, p)
		}
	}
	t.Received = func(c *ofnet.Conn, h openflow.Header, frame []byte) {
		w.message(c, remote, frame)
		if received != nil {
			received(c, h, frame)
		}
	}
	t.Sent = func(c *ofnet.Conn, h openflow.Header, frame []byte) {
		w.message(c, local, frame)
		if sent != nil {
			sent(c, h, frame)
		}
	}
	return &t
}

// Err returns why nothing is written any more: the first error of the io.Writer, or ErrLimit.
func (w *Writer) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// Close ends the capture, so that the file can be closed while connections go on, and returns Err. The io.Writer is not closed.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	w.streams = nil
	return w.err
}

// phase follows a connection.
func (w *Writer) phase(c *ofnet.Conn, p ofnet.Phase) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil || w.closed {
		return
	}
	if p == ofnet.PhaseHandshake {
		w.count++
		s := newStream(c, w.count, w.Port)
		w.streams[c] = s
		w.open(s)
		return
	}
	s := w.streams[c]
	switch {
	case s == nil:
	case p == ofnet.PhaseMain:
		s.iface = w.addInterface(interfaceName(c, s.number), describe(c))
	case p == ofnet.PhaseDead:
		w.close(s, context.Cause(c.Context()))
		delete(w.streams, c)
	}
}

// message writes a message of one side.
func (w *Writer) message(c *ofnet.Conn, from side, frame []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s := w.streams[c]; s != nil {
		w.data(s, from, frame)
	}
}

// writeBlock writes the buffer, with the lock held.
func (w *Writer) writeBlock() {
	if w.err == nil && w.MaxBytes > 0 && w.written+int64(len(w.buf)) > w.MaxBytes {
		w.err = ErrLimit
	}
	if w.err == nil {
		var n int
		n, w.err = w.out.Write(w.buf)
		w.written += int64(n)
	}
	if w.err != nil {
		w.streams = nil
	}
}
