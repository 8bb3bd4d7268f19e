package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow13"
)

// The two hosts of the demonstration.
var (
	macA = openflow.MAC{0x02, 0, 0, 0, 0, 0x0a}
	macB = openflow.MAC{0x02, 0, 0, 0, 0, 0x0b}
	all  = openflow.MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
)

const (
	ethARP  = 0x0806
	ethIPv4 = 0x0800
)

// demo shows the controller at work in each version.
func demo(ctx context.Context, w io.Writer) error {
	for _, p := range protocols() {
		if err := demoVersion(ctx, w, p); err != nil {
			return fmt.Errorf("%v: %w", p.Version, err)
		}
	}
	return nil
}

// demoVersion lets two hosts of a simulated switch talk, three times. It fails unless the third exchange goes past the controller.
func demoVersion(ctx context.Context, w io.Writer, p *openflow.Protocol) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	tr := &tracer{w: w, protocol: p}
	tr.printf("\n# OpenFlow %v\n", p.Version)
	ctl, ready := newController(slog.New(slog.DiscardHandler)), make(chan struct{})
	event := ctl.Events
	ctl.Events = func(ev ofnet.SwitchEvent) {
		event(ev)
		if _, ok := ev.(ofnet.SwitchEnter); ok {
			close(ready)
		}
	}
	sw := &oftest.Switch{DatapathID: 0x42, Ports: []uint32{1, 2, 3}}
	c, err := sw.Controller(ctx, &ofnet.Config{
		Protocols: []*openflow.Protocol{p},
		Handler:   ctl,
		Trace:     &ofnet.Trace{Phase: tr.phase, Received: tr.received, Sent: tr.sent},
	})
	if err != nil {
		return err
	}
	defer c.Wait()
	defer c.Close()
	select {
	case <-ready: // The table-miss flow is there.
	case <-c.Context().Done():
		return context.Cause(c.Context())
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	for n, e := range exchanges() {
		if err := tr.exchange(ctx, sw, e); err != nil {
			return err
		}
		if err := c.Barrier(ctx); err != nil { // A packet-in has come by now, if there is one.
			return err
		}
		if got := tr.count(); got != e.packetIns {
			return fmt.Errorf("exchange %d: %d packet-ins in all, want %d", n+1, got, e.packetIns)
		}
	}
	tr.printf("\n# flows of the switch\n")
	for _, f := range sw.Flows() {
		tr.printf("%s\n", f.String())
	}
	tr.printf("\nok: the third exchange went through the learned flows, without a packet-in\n")
	return tr.failure()
}

// An exchange is a frame from one host to the other, and its answer.
type exchange struct {
	name      string
	dst       openflow.MAC
	ethType   uint16
	packetIns int // That there have been when it is over.
}

func exchanges() []exchange {
	return []exchange{
		{"first exchange: a question to all, and its answer with a flow", all, ethARP, 2},
		{"second exchange: a frame to the other host with a flow, and its answer by the first flow", macB, ethIPv4, 3},
		{"third exchange: both by the flows that were learned", macB, ethIPv4, 3},
	}
}

// frame returns an Ethernet frame.
func frame(dst, src openflow.MAC, ethType uint16, payload string) []byte {
	b := append(dst[:], src[:]...)
	b = append(b, byte(ethType>>8), byte(ethType))
	b = append(b, payload...)
	return append(b, make([]byte, max(0, 60-len(b)))...) // The least that Ethernet carries.
}

// A tracer prints what happens on the connection, as the controller sees it, and counts packet-ins.
type tracer struct {
	protocol  *openflow.Protocol
	mu        sync.Mutex
	w         io.Writer
	err       error // The first of w.
	packetIns int
}

func (t *tracer) printf(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, err := fmt.Fprintf(t.w, format, args...); t.err == nil {
		t.err = err
	}
}

func (t *tracer) failure() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

func (t *tracer) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.packetIns
}

func (t *tracer) phase(_ *ofnet.Conn, p ofnet.Phase) { t.printf("-- phase %v\n", p) }

func (t *tracer) received(_ *ofnet.Conn, h openflow.Header, frame []byte) {
	if h.Type == uint8(openflow13.MessageTypePacketIn) { // As in 1.0.
		t.mu.Lock()
		t.packetIns++
		t.mu.Unlock()
	}
	t.message("switch > controller", frame)
}

func (t *tracer) sent(_ *ofnet.Conn, _ openflow.Header, frame []byte) {
	t.message("controller > switch", frame)
}

func (t *tracer) message(way string, frame []byte) {
	m, err := t.protocol.Unmarshal(frame)
	if err != nil {
		t.printf("%s  %v\n", way, err)
		return
	}
	t.printf("%s  %s\n", way, openflow.Format(m))
}

// exchange lets the hosts on ports 1 and 2 talk.
func (t *tracer) exchange(ctx context.Context, sw *oftest.Switch, e exchange) error {
	t.printf("\n# %s\n", e.name)
	a, b := sw.Host(1), sw.Host(2)
	if err := t.send(ctx, a, b, frame(e.dst, macA, e.ethType, "question")); err != nil {
		return err
	}
	return t.send(ctx, b, a, frame(macA, macB, e.ethType, "answer"))
}

// send sends a frame from one host to another, and fails if it does not arrive.
func (t *tracer) send(ctx context.Context, from, to *oftest.Host, frame []byte) error {
	t.printf("host %d sends %d bytes to %v\n", from.Port(), len(frame), openflow.MAC(frame[:6]))
	if err := from.Send(frame); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, 3*time.Second, errors.New("no frame came"))
	defer cancel()
	got, err := to.Recv(ctx)
	if err != nil {
		return fmt.Errorf("host %d: %w", to.Port(), err)
	}
	if !bytes.Equal(got, frame) {
		return fmt.Errorf("host %d received %x, want %x", to.Port(), got, frame)
	}
	t.printf("host %d received it\n", to.Port())
	return nil
}
