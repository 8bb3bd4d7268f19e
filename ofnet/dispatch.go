package ofnet

import (
	"context"
	"errors"
	"fmt"

	"github.com/ofwire/openflow"
)

// dispatchLoop runs the handlers, from PhaseConfig to PhaseDead.
func (c *Conn) dispatchLoop() {
	defer c.serveDead() // Also when a handler ends the goroutine, as FailNow of a test does.
	c.serveConfig()
	c.serveMain()
	<-c.ctx.Done()
}

// serveDead is the end of a connection.
func (c *Conn) serveDead() {
	c.fail(ErrClosed)
	c.enter(PhaseDead)
	if c.main {
		_ = c.servePhase(PhaseDead)
	}
}

// serveConfig leads to PhaseMain, unless the connection ends before that.
func (c *Conn) serveConfig() {
	defer close(c.ready)
	c.enter(PhaseConfig)
	if err := c.configure(); err != nil {
		c.fail(err)
	} else if c.endHandshake() {
		c.main = true
		c.enter(PhaseMain)
	}
}

// configure learns what a controller must know of a switch.
func (c *Conn) configure() error {
	if err := c.servePhase(PhaseConfig); err != nil {
		return err
	}
	if c.role != RoleController {
		return nil
	}
	q := c.Protocol().FeaturesRequest(0)
	r, err := c.await(c.ctx, q, q.Info().Reply)
	if err != nil {
		return fmt.Errorf("features: %w", err)
	}
	m, err := c.readReply(q.Info(), r.frame)
	if err != nil {
		return fmt.Errorf("features: %w", err)
	}
	f, ok := c.Protocol().Features(m)
	if !ok {
		return fmt.Errorf("features: %s: %w", m.Info().Name, ErrUnexpectedReply)
	}
	c.features.Store(&f)
	switch p := c.Protocol(); {
	case f.AuxiliaryID != 0 || p.Ports == nil:
		return nil
	case p.PortDescRequest != nil:
		return c.collectPorts()
	}
	c.ports.from = r.at
	return c.addPorts(m)
}

// serveMain runs handlers until there are no more messages.
func (c *Conn) serveMain() {
	defer close(c.idle)
	if !c.main {
		return
	}
	if c.cfg.EchoInterval > 0 {
		c.wg.Go(c.keepalive)
	}
	if err := c.servePhase(PhaseMain); err != nil {
		c.fail(err)
		c.discard() // Also when the peer has ended it.
	}
	d := c.Protocol().NewDecoder(c.cfg.Extensions)
	for {
		frame, ok := c.events.pop()
		if !ok {
			return
		}
		c.dispatched++
		c.serve(d, frame)
		c.events.recycle(frame)
	}
}

// serve decodes a message and runs its handler.
func (c *Conn) serve(d openflow.Decoder, frame []byte) {
	m, err := d.Decode(frame)
	if err != nil {
		c.refuseMessage(frame, err)
		return
	}
	if frame[1] == typePortStatus {
		c.notePortStatus(m)
	}
	if c.cfg.Handler == nil {
		return
	}
	if err := c.call(m); err != nil {
		c.handlerError(m, err)
	}
}

// refuseMessage answers a message that does not decode.
func (c *Conn) refuseMessage(frame []byte, err error) {
	h, _ := openflow.ParseHeader(frame)
	code := openflow.BadRequestLen
	var bad *openflow.DecodeError
	if errors.As(err, &bad) {
		code = bad.Code
	}
	c.decodeError(h, err)
	c.answerError(h, code, frame)
}

// call runs the handler of a message. A panic becomes an error.
func (c *Conn) call(m openflow.Message) (err error) {
	defer recovered(&err)
	return c.cfg.Handler.ServeOpenFlow(c.ctx, c, m)
}

// servePhase runs the phase handlers. An error ends the connection.
func (c *Conn) servePhase(p Phase) (err error) {
	h, ok := c.cfg.Handler.(PhaseHandler)
	if !ok {
		return nil
	}
	if err = callPhase(c.ctx, h, c, p); err != nil {
		c.handlerError(nil, err)
	}
	return err
}

func callPhase(ctx context.Context, h PhaseHandler, c *Conn, p Phase) (err error) {
	defer recovered(&err)
	return h.ServePhase(ctx, c, p)
}
