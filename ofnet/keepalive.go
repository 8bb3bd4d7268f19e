package ofnet

import (
	"context"
	"time"
)

// keepalive sends echo requests while the peer is silent, and ends the connection when it stays so. Whatever the peer sends is a sign of life,
// also the beginning of a long message.
func (c *Conn) keepalive() {
	for {
		idle := c.sinceRead()
		for idle < c.cfg.EchoInterval {
			if !c.sleep(c.cfg.EchoInterval - idle) {
				return
			}
			idle = c.sinceRead()
		}
		if !c.probe() {
			return
		}
	}
}

// sinceRead returns the time since bytes came.
func (c *Conn) sinceRead() time.Duration {
	return time.Since(c.start) - time.Duration(c.lastRead.Load())
}

// sleep waits; it returns false when the connection has ended.
func (c *Conn) sleep(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-c.ctx.Done():
		return false
	}
}

// probe sends one echo request. It returns false when the connection has ended.
func (c *Conn) probe() bool {
	sent := time.Now()
	ctx, cancel := context.WithTimeout(c.ctx, c.cfg.EchoTimeout)
	defer cancel()
	_, err := c.ask(ctx, c.Protocol().EchoRequest(0, nil))
	switch {
	case c.ctx.Err() != nil:
		return false
	case err == nil:
		if f := c.cfg.Trace.RTT; f != nil {
			f(c, time.Since(sent))
		}
	case c.sinceRead() >= time.Since(sent):
		c.warn("peer is silent, closing")
		c.fail(ErrEchoTimeout)
		return false
	}
	return true
}
