package ofnet

import (
	"crypto/tls"
	"errors"
	"net"
	"os"
	"time"
)

// writeLoop writes until the connection ends.
func (c *Conn) writeLoop() {
	limit := writeLimit{nc: c.nc, d: c.cfg.WriteTimeout}
	for {
		b := c.out.take()
		if len(b) == 0 {
			limit.lift()
			select {
			case <-c.out.wake:
			case <-c.ctx.Done():
				return
			}
			continue
		}
		for len(b) > 0 {
			limit.extend()
			n, err := c.nc.Write(b[:min(len(b), maxWrite)])
			if err != nil {
				c.writeFailed(err)
				return
			}
			b = b[n:]
		}
	}
}

// maxWrite is the most bytes that are written at once. A slow peer has Config.WriteTimeout for so many.
const maxWrite = 64 << 10

// writeFailed ends the connection. When the peer has gone, the reader may still find what it said before.
func (c *Conn) writeFailed(err error) {
	c.out.fail(err)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		c.fail(ErrWriteTimeout)
		return
	}
	_ = sleep(c.ctx, time.Second)
	c.end(err)
}

// A writeLimit is the time at which a write fails.
type writeLimit struct {
	nc  net.Conn
	d   time.Duration // 0 and less is no limit.
	set time.Time     // When the limit was set to d later; zero when there is none.
}

// extend moves the limit, but not for every write: a timer costs more than a small write. So it is up to an eighth later than asked for.
func (l *writeLimit) extend() {
	if now := time.Now(); l.d > 0 && now.Sub(l.set) > l.d/8 {
		l.set = now
		_ = l.nc.SetWriteDeadline(now.Add(l.d + l.d/8)) // A net.Conn without deadlines has no limit.
	}
}

// lift removes the limit while nothing is written, where it matters: TLS may write by itself.
func (l *writeLimit) lift() {
	if _, ok := l.nc.(*tls.Conn); ok && !l.set.IsZero() {
		l.set = time.Time{}
		_ = l.nc.SetWriteDeadline(time.Time{})
	}
}
