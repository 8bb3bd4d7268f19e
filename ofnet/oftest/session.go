package oftest

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
)

// A session is a connection to a controller.
type session struct {
	c       *ofnet.Conn
	d       *dialect
	aux     uint8
	role    openflow.ControllerRole
	flags   uint64 // Of the configuration.
	missLen uint64
	format  uint64 // Of packet-ins: NXPacketInFormat.
	async   asyncConfig
	bundles map[uint64]*bundle
}

// An exchange is what one message, or something that happens to the switch, leads to. It lasts while the lock is held; what it wants to send is sent
// after that.
type exchange struct {
	sw     *Switch
	ses    *session // Whose message it is; nil for what happens without one.
	d      *dialect // Of ses.
	m      openflow.Message
	xid    uint64
	data   []byte // The message as an error tells of it.
	out    []outgoing
	frames []delivery
	err    error // Of messages that could not be made.
}

type outgoing struct {
	ses *session
	m   openflow.Message
}

// do runs f with the lock held, then sends what it leads to. The first error is that of a connection that lasts.
func (s *Switch) do(ses *session, f func(x *exchange)) error {
	s.init()
	x := &exchange{sw: s, ses: ses}
	if ses != nil {
		x.d = ses.d
	}
	s.mu.Lock()
	f(x)
	s.mu.Unlock()
	for _, d := range x.frames {
		d.host.receive(d.frame)
	}
	err := x.err
	for _, o := range x.out {
		ctx := o.ses.c.Context()
		if sent := o.ses.c.Send(ctx, o.m); sent != nil && ctx.Err() == nil && err == nil {
			err = sent
		}
	}
	return err
}

// send sends a message that a dialect made.
func (x *exchange) send(ses *session, name string, from source) openflow.ErrorCode {
	m, err := ses.d.message(name, from)
	if err != nil {
		x.err = errors.Join(x.err, err)
		return 0
	}
	x.out = append(x.out, outgoing{ses, m})
	return 0
}

// reply answers the message.
func (x *exchange) reply(name string, from source) openflow.ErrorCode {
	from["xid"] = x.xid
	return x.send(x.ses, name, from)
}

// refuse answers the message with an error.
func (x *exchange) refuse(code openflow.ErrorCode) {
	const most = 64 // Bytes of the request: what the standard asks for.
	m, err := x.d.errorMsg(uint32(x.xid), code, x.data[:min(len(x.data), most)])
	if err != nil {
		x.err = errors.Join(x.err, err)
		return
	}
	x.out = append(x.out, outgoing{x.ses, m})
}

// parts answers the message with a list in as many messages as it takes, at least one.
func (x *exchange) parts(name string, items []item) openflow.ErrorCode {
	const room, more = openflow.MaxMessageLen - 16, 1
	first, used := 0, 0
	var scratch []byte
	for i, it := range items {
		e := x.d.types[it.typ].New()
		if err := x.d.write(e, it.fields); err != nil {
			x.err = errors.Join(x.err, err)
			return 0
		}
		scratch, _ = e.AppendBinary(scratch[:0]) // What does not encode fails when it is sent.
		if used += len(scratch); used > room {
			x.reply(name, source{"flags": uint64(more), "body": items[first:i]})
			first, used = i, len(scratch)
		}
	}
	return x.reply(name, source{"body": items[first:]})
}

// addAge adds the time since something was made.
func addAge(from source, since time.Time) {
	age := time.Since(since)
	from["duration_sec"], from["duration_nsec"] = uint64(age/time.Second), uint64(age%time.Second)
}

// A handler is a Switch as the Handler of its connections.
type handler Switch

// ServePhase begins and ends sessions.
func (h *handler) ServePhase(_ context.Context, c *ofnet.Conn, p ofnet.Phase) error {
	s := (*Switch)(h)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch p {
	case ofnet.PhaseMain:
		d := dialects()[c.Version()]
		aux, _ := c.Context().Value(auxKey{}).(uint8)
		s.sessions = append(s.sessions, &session{
			c: c, d: d, aux: aux, role: openflow.RoleEqual, missLen: 128, async: defaultAsync(),
		})
	case ofnet.PhaseDead:
		s.sessions = slices.DeleteFunc(slices.Clone(s.sessions), func(ses *session) bool { return ses.c == c })
	}
	return nil
}

func (s *Switch) session(c *ofnet.Conn) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ses := range s.sessions {
		if ses.c == c {
			return ses
		}
	}
	return nil
}

// ServeOpenFlow does what a message asks for.
func (h *handler) ServeOpenFlow(_ context.Context, c *ofnet.Conn, m openflow.Message) error {
	s := (*Switch)(h)
	ses := s.session(c)
	if ses == nil {
		return nil
	}
	data, err := m.AppendBinary(nil)
	if err != nil {
		return err
	}
	header, err := openflow.ParseHeader(data)
	if err != nil {
		return err
	}
	return s.do(ses, func(x *exchange) {
		x.m, x.xid, x.data = m, uint64(header.XID), data
		if code := x.serve(); code != 0 {
			x.refuse(code)
		}
	})
}
