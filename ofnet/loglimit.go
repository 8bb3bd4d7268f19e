package ofnet

import (
	"log/slog"
	"sync"
	"time"

	"github.com/ofwire/openflow"
)

// A logLimit bounds the lines of the log that peers can bring about.
type logLimit struct {
	mu         sync.Mutex
	start      time.Time // Of the minute that lines is about.
	lines      int
	suppressed uint64
	lost       uint64 // Packet-ins that were dropped since the last line about them.
	lostLogged time.Time
}

// The most lines a minute.
const (
	maxPeerLines   = 20   // About what one peer sends.
	maxServerLines = 100  // About handshakes that fail on one server.
	maxServerEnds  = 1000 // About connections that end on one server: a network that goes down is told in full.
)

// allow counts a line. It returns whether it may be logged, and how many were not before it.
func (l *logLimit) allow(most int) (ok bool, suppressed uint64) {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.start) >= time.Minute {
		l.start, l.lines = now, 0
	}
	if l.lines >= most {
		l.suppressed++
		return false, 0
	}
	l.lines++
	suppressed, l.suppressed = l.suppressed, 0
	return true, suppressed
}

// warnPeer logs what is the peer's doing, and not too often.
func (c *Conn) warnPeer(msg string, args ...any) {
	if !c.cfg.Logger.Enabled(c.ctx, slog.LevelWarn) {
		return
	}
	ok, suppressed := c.limit.allow(maxPeerLines)
	if !ok {
		return
	}
	if suppressed > 0 {
		args = append(args, "suppressed", suppressed)
	}
	c.warn(msg, args...)
}

// packetInLost counts a packet-in that is dropped, and says so once a minute.
func (c *Conn) packetInLost() {
	l, now := &c.limit, time.Now()
	l.mu.Lock()
	l.lost++
	n, due := l.lost, now.Sub(l.lostLogged) >= time.Minute
	if due {
		l.lost, l.lostLogged = 0, now
	}
	l.mu.Unlock()
	if due {
		c.warn("packet-ins are dropped, as the handlers are slow", "count", n)
	}
}

// noteError logs an error message that nobody waits for.
func (c *Conn) noteError(h openflow.Header, frame []byte) {
	if len(frame) < errorHeaderLen || !c.cfg.Logger.Enabled(c.ctx, slog.LevelWarn) {
		return // What does not decode is logged by that.
	}
	e := newReplyError(c.Protocol(), nil, frame)
	typ, code := e.Name()
	args := []any{"xid", h.XID, "type", typ, "code", code}
	if refused, err := openflow.ParseHeader(e.Data); err == nil && refused.XID == h.XID {
		args = append(args, "msg_type", refused.Type)
	}
	c.warnPeer("the peer sends an error", args...)
}
