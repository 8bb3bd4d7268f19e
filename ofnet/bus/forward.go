package bus

import (
	"context"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
)

// A Message is an OpenFlow message that came, as an event. All subscribers get the same: do not change it.
type Message[M openflow.Message] struct {
	Conn *ofnet.Conn
	Time time.Time // When it came to the handler of Conn.
	Msg  M         // Owned: it stays valid.
}

// A PhaseChange tells that a connection has entered a phase. It is published in the phase before.
type PhaseChange struct {
	Conn     *ofnet.Conn
	Old, New ofnet.Phase
}

// Forward makes mux publish the messages of type M, in ofnet.PhaseMain, as events of type Message[M]:
//
//	bus.Forward[*openflow13.PacketIn](&mux, &b)
//
// While a subscriber's queue is full, the connection's handlers wait, and packet-ins beyond Config.MaxEvents are dropped.
func Forward[M interface {
	openflow.Message
	Clone() M
}](mux *ofnet.Mux, b *Bus) {
	ofnet.Handle(mux, func(ctx context.Context, c *ofnet.Conn, m M) error {
		return PublishIn(ctx, b, ofnet.PhaseMain, Message[M]{Conn: c, Time: time.Now(), Msg: m.Clone()})
	})
}

// ForwardPhases makes mux publish each connection's way from PhaseHandshake to PhaseConfig, PhaseMain and PhaseDead as PhaseChange events. None is
// lost while the Bus is open: the connection waits where a subscriber's queue is full, even when it has ended.
func ForwardPhases(mux *ofnet.Mux, b *Bus) {
	for p := ofnet.PhaseConfig; p <= ofnet.PhaseDead; p++ {
		ofnet.HandlePhase(mux, p, func(ctx context.Context, c *ofnet.Conn) error {
			// A closed Bus is no reason to end the connection.
			_ = PublishIn(context.WithoutCancel(ctx), b, p-1, PhaseChange{Conn: c, Old: p - 1, New: p})
			return nil
		})
	}
}
