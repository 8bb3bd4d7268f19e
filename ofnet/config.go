package ofnet

import (
	"log/slog"
	"slices"
	"strconv"
	"time"

	"github.com/ofwire/openflow"
)

// A Role tells which side of the protocol a program is on. It does not depend on who connects to whom.
type Role uint8

// The roles.
const (
	RoleController Role = iota // The zero value.
	RoleSwitch
)

// String returns controller or switch.
func (r Role) String() string {
	if r == RoleSwitch {
		return "switch"
	}
	return "controller"
}

// A Phase is a part of a connection's life.
type Phase uint8

// The phases, in their order.
const (
	PhaseHandshake Phase = iota // The HELLO messages are under way.
	PhaseConfig                 // The version is known; a controller asks for the switch's features.
	PhaseMain                   // Messages go to the handlers.
	PhaseDead                   // The connection has ended, and no handler runs any more.
)

// String returns the phase's name in lower case.
func (p Phase) String() string {
	switch p {
	case PhaseHandshake:
		return "handshake"
	case PhaseConfig:
		return "config"
	case PhaseMain:
		return "main"
	case PhaseDead:
		return "dead"
	}
	return "phase " + strconv.Itoa(int(p))
}

// A Config holds what connections have in common. Protocols is required; the zero value of all else is useful. A negative number is as 0 unless it says
// what it means. A Config must not change while a connection uses it.
type Config struct {
	// Protocols are the versions to offer, in any order.
	Protocols []*openflow.Protocol
	// Extensions are the third parties' types that are decoded; nil is none.
	Extensions *openflow.Extensions
	// Handler gets the messages; nil discards them. One that is a PhaseHandler too is told of phases.
	Handler Handler
	// Logger gets what happens to connections; nil is no log.
	Logger *slog.Logger
	// Trace holds hooks; nil is none.
	Trace *Trace
	// ConnState is called when a connection enters a phase, PhaseHandshake included. No message is handled meanwhile. It must not send before
	// PhaseConfig.
	ConnState func(c *Conn, p Phase)

	// HandshakeTimeout bounds the time from the connection to PhaseMain. 0 is 10 s; negative is no bound.
	HandshakeTimeout time.Duration
	// EchoInterval is how long the peer may be silent until it is sent an echo request. 0 is 15 s; negative sends none.
	EchoInterval time.Duration
	// EchoTimeout is how long the peer may stay silent after that until the connection ends. 0 is EchoInterval.
	EchoTimeout time.Duration

	// WriteTimeout is how long the peer may take no bytes while some wait to be written, until the connection ends with ErrWriteTimeout; it may last
	// twice as long when it took some before. Over TLS the peer must take 64 KiB in this time, or what there is. 0 is 30 s; negative is no bound.
	WriteTimeout time.Duration

	// MaxPending is the bytes that may wait to be written before Send blocks. 0 is 1 MiB.
	MaxPending int
	// MaxEvents is the messages that may wait for the handlers before further packet-ins are dropped, those of Nicira's types too. 0 is 1024.
	MaxEvents int
	// MaxQueued is the bytes of waiting messages, with an overhead for each, at which the connection ends. Packet-ins are dropped from half of
	// it on. 0 is 16 MiB.
	MaxQueued int
	// MaxParts is the parts of one reply that Stream takes. 0 is 1 Mi.
	MaxParts int
	// MaxPartBytes is the bytes of parts that may wait for the program at which Stream fails. 0 is 64 MiB.
	MaxPartBytes int

	// KeepAfterPanic keeps a connection whose handler or hook panicked: ConnState or one of Trace. Otherwise it ends with a PanicError. Either way
	// that is logged, with the stack.
	KeepAfterPanic bool
}

// withDefaults returns a copy with the numbers that stand for 0.
func (cfg *Config) withDefaults() Config {
	var c Config
	if cfg != nil {
		c = *cfg
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Trace == nil {
		c.Trace = &Trace{}
	}
	setDefault(&c.HandshakeTimeout, 10*time.Second)
	setDefault(&c.EchoInterval, 15*time.Second)
	setDefault(&c.WriteTimeout, 30*time.Second)
	c.EchoTimeout = orDefault(c.EchoTimeout, c.EchoInterval)
	c.MaxPending = orDefault(c.MaxPending, 1<<20)
	c.MaxEvents = orDefault(c.MaxEvents, 1024)
	c.MaxQueued = orDefault(c.MaxQueued, 16<<20)
	c.MaxParts = orDefault(c.MaxParts, 1<<20)
	c.MaxPartBytes = orDefault(c.MaxPartBytes, 64<<20)
	return c
}

// orDefault returns n, or what stands for it when it is 0, or negative where that means nothing.
func orDefault[T int | time.Duration](n, standard T) T {
	if n > 0 {
		return n
	}
	return standard
}

func setDefault[T comparable](p *T, value T) {
	var zero T
	if *p == zero {
		*p = value
	}
}

// highest returns the protocol of the highest version.
func (cfg *Config) highest() *openflow.Protocol {
	var best *openflow.Protocol
	for _, p := range cfg.Protocols {
		if best == nil || p.Version > best.Version {
			best = p
		}
	}
	return best
}

// versions returns the versions of Protocols, lowest first, each once.
func (cfg *Config) versions() (list []openflow.Version) {
	for _, p := range cfg.Protocols {
		list = append(list, p.Version)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// protocol returns the protocol of a version, or nil.
func (cfg *Config) protocol(v openflow.Version) *openflow.Protocol {
	for _, p := range cfg.Protocols {
		if p.Version == v {
			return p
		}
	}
	return nil
}
