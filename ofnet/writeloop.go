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
	w := limitedWriter{nc: c.nc, d: c.cfg.WriteTimeout}
	_, w.tls = c.nc.(*tls.Conn)
	for {
		b := c.out.take()
		if len(b) == 0 {
			w.lift()
			select {
			case <-c.out.wake:
			case <-c.ctx.Done():
				return
			}
			continue
		}
		if err := w.writeAll(b); err != nil {
			c.writeFailed(err)
			return
		}
	}
}

// writeFailed ends the connection. When the peer has gone, the reader may still find what it said before.
func (c *Conn) writeFailed(err error) {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		c.fail(ErrWriteTimeout)
		return
	}
	c.out.fail(c.failure(err))
	_ = sleep(c.ctx, time.Second)
	c.end(err)
}

// hangUp closes the connection below. TLS says goodbye, unless the peer does not read, or Shutdown has said it or tried to.
func (c *Conn) hangUp(why error) {
	if why == ErrWriteTimeout || why == ErrEchoTimeout || c.lingers.Load() {
		c.raw().Close()
		return
	}
	_ = c.goodbye(c.nc.Close)
}

// goodbyeTime is how long the goodbye of TLS may take to be written. Package tls gives it five seconds.
const goodbyeTime = 100 * time.Millisecond

// goodbye does what makes TLS say goodbye. When the peer does not read it in time, the connection below is closed.
func (c *Conn) goodbye(say func() error) error {
	t := time.AfterFunc(goodbyeTime, func() { c.raw().Close() })
	defer t.Stop()
	return say()
}

// raw returns the connection, that below TLS where there is TLS.
func (c *Conn) raw() net.Conn {
	if t, ok := c.nc.(*tls.Conn); ok {
		return t.NetConn()
	}
	return c.nc
}

// A limitedWriter writes as long as the peer takes bytes.
type limitedWriter struct {
	nc  net.Conn
	tls bool
	d   time.Duration // How long the peer may take none. 0 and less is no limit.
	set time.Time     // When the limit was set to d later; zero when there is none.
}

// maxWrite is the most bytes that are written at once.
const maxWrite = 64 << 10

// writeAll writes b. When the limit has passed and the peer has taken some bytes meanwhile, it goes on; over TLS it cannot.
func (w *limitedWriter) writeAll(b []byte) error {
	for len(b) > 0 {
		w.extend()
		n, err := w.nc.Write(b[:min(len(b), maxWrite)])
		if n > 0 && !w.tls && errors.Is(err, os.ErrDeadlineExceeded) {
			w.set, err = time.Time{}, nil
		}
		if err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// extend moves the limit, but not for every write: a timer costs more than a small write. So it is up to an eighth later than asked for.
func (w *limitedWriter) extend() {
	if now := time.Now(); w.d > 0 && now.Sub(w.set) > w.d/8 {
		w.set = now
		_ = w.nc.SetWriteDeadline(now.Add(w.d).Add(w.d / 8)) // A net.Conn without deadlines has no limit.
	}
}

// lift removes the limit while nothing is written, where it matters: TLS may write by itself.
func (w *limitedWriter) lift() {
	if w.tls && !w.set.IsZero() {
		w.set = time.Time{}
		_ = w.nc.SetWriteDeadline(time.Time{})
	}
}
