package ofnet

import (
	"context"
	"errors"
	"time"
)

// keepalive sends echo requests while the peer is silent, and ends the connection when it stays so. Whatever the peer sends is a sign of life,
// also the beginning of a long message.
func (c *Conn) keepalive() {
	for {
		idle := c.sinceRead()
		for idle < c.cfg.EchoInterval {
			if sleep(c.ctx, c.cfg.EchoInterval-idle) != nil {
				return
			}
			idle = c.sinceRead()
		}
		if !c.probe() {
			return
		}
	}
}

// RTT returns how long the peer took to answer the last echo request of the keepalive, which are sent when it has been silent for
// Config.EchoInterval; 0 before the first answer. It includes the time that the request waited to be written.
func (c *Conn) RTT() time.Duration { return time.Duration(c.rtt.Load()) }

// sinceRead returns the time since bytes came.
func (c *Conn) sinceRead() time.Duration {
	return time.Since(c.start) - time.Duration(c.lastRead.Load())
}

// probe sends one echo request. It returns false when the connection has ended.
func (c *Conn) probe() bool {
	sent := time.Now()
	ctx, cancel := context.WithTimeout(c.ctx, c.cfg.EchoTimeout)
	defer cancel()
	_, err := c.ask(ctx, c.Protocol().EchoRequest(0, nil))
	var ended *ConnError
	switch {
	case c.ctx.Err() != nil, errors.As(err, &ended): // Or it is about to end, and nothing more is written.
		return false
	case err == nil:
		rtt := time.Since(sent)
		c.rtt.Store(int64(rtt))
		if f := c.cfg.Trace.RTT; f != nil {
			c.hook("Trace.RTT", func() { f(c, rtt) })
		}
	case ctx.Err() != nil && c.sinceRead() >= time.Since(sent):
		c.warn("peer is silent, closing")
		c.fail(ErrEchoTimeout)
		return false
	}
	return true
}
