package ofnet_test

import (
	"context"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// A history checks that the events of each datapath id make sense one after the other.
type history struct {
	t  *testing.T
	mu sync.Mutex
	in map[*ofnet.Switch]map[*ofnet.Conn]bool // The switches that have entered, and their auxiliary connections.

	enters, leaves, reconnects, joins, refusals int
	telling                                     map[openflow.DatapathID]bool          // An event of it is being handled.
	now                                         map[openflow.DatapathID]*ofnet.Switch // The one that has entered.
}

func newHistory(t *testing.T) *history {
	return &history{
		t: t, in: make(map[*ofnet.Switch]map[*ofnet.Conn]bool), telling: make(map[openflow.DatapathID]bool), now: make(map[openflow.DatapathID]*ofnet.Switch),
	}
}

func (h *history) note(ev ofnet.SwitchEvent) {
	var sw *ofnet.Switch
	switch ev := ev.(type) {
	case ofnet.SwitchEnter:
		sw = ev.Switch
	case ofnet.SwitchLeave:
		sw = ev.Switch
	case ofnet.SwitchReconnected:
		sw = ev.Switch
	case ofnet.AuxiliaryJoined:
		sw = ev.Switch
	case ofnet.AuxiliaryLeft:
		sw = ev.Switch
	case ofnet.PortChanged:
		sw = ev.Switch
	}
	if sw == nil {
		h.mu.Lock()
		if _, ok := ev.(ofnet.ConnRefused); ok {
			h.refusals++
		}
		h.mu.Unlock()
		return
	}
	h.mu.Lock()
	if h.telling[sw.DatapathID()] {
		h.t.Errorf("%T while another event is handled", ev)
	}
	h.telling[sw.DatapathID()] = true
	h.mu.Unlock()
	if rand.IntN(8) == 0 {
		time.Sleep(time.Duration(rand.IntN(200)) * time.Microsecond)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.telling[sw.DatapathID()] = false
	h.step(sw, ev)
}

func (h *history) step(sw *ofnet.Switch, ev ofnet.SwitchEvent) {
	aux, in := h.in[sw]
	if _, enter := ev.(ofnet.SwitchEnter); in == enter {
		h.t.Errorf("%T, and the switch is there: %v", ev, in)
		return
	}
	if now := h.now[sw.DatapathID()]; now != sw && (in || now != nil) {
		h.t.Errorf("%T of another Switch", ev)
		return
	}
	switch ev := ev.(type) {
	case ofnet.SwitchEnter:
		h.now[sw.DatapathID()] = sw
		h.in[sw] = make(map[*ofnet.Conn]bool)
		h.enters++
	case ofnet.SwitchReconnected:
		if len(aux) != 0 {
			h.t.Error("SwitchReconnected with auxiliary connections of the old one")
		}
		h.reconnects++
	case ofnet.SwitchLeave:
		if len(aux) != 0 || ev.Err == nil {
			h.t.Error("SwitchLeave with auxiliary connections", len(aux), ev.Err)
		}
		delete(h.in, sw)
		delete(h.now, sw.DatapathID())
		h.leaves++
	case ofnet.AuxiliaryJoined:
		aux[ev.Conn] = true
		h.joins++
	case ofnet.AuxiliaryLeft:
		if !aux[ev.Conn] || ev.Err == nil {
			h.t.Error("AuxiliaryLeft of one that had not joined", ev.Err)
		}
		delete(aux, ev.Conn)
	}
}

// TestSwitchesRace has two servers with one registry, and switches that come, go and contend as fast as they can.
func TestSwitchesRace(t *testing.T) {
	h := newHistory(t)
	sw := &ofnet.Switches{Events: h.note, ProbeTimeout: 5 * time.Millisecond, ParkTimeout: 5 * time.Millisecond}
	servers := make([]ofnet.Server, 2)
	var addrs []string
	var serving, wg sync.WaitGroup
	for i := range servers {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addrs = append(addrs, l.Addr().String())
		servers[i].Protocols = []*openflow.Protocol{openflow13.Protocol}
		servers[i].Handler = sw
		serving.Go(func() { servers[i].Serve(l) })
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	const switches = 3
	for i := range switches {
		wg.Go(func() {
			if got, err := sw.Wait(ctx, openflow.DatapathID(i)); err != nil || got.DatapathID() != openflow.DatapathID(i) {
				t.Error(got, err)
			}
		})
	}
	for range 8 {
		wg.Go(func() {
			for range 50 {
				visit(ctx, t, addrs[rand.IntN(len(addrs))], rand.Uint64N(switches), uint8(max(0, rand.IntN(5)-2)))
				for one := range sw.All() {
					one.Auxiliary()
					one.Ports()
				}
			}
		})
	}
	wg.Wait()
	for i := range servers {
		if err := servers[i].Shutdown(ctx); err != nil {
			t.Error(err)
		}
	}
	serving.Wait()
	t.Logf("%d enter, %d leave, %d reconnected, %d joined, %d refused", h.enters, h.leaves, h.reconnects, h.joins, h.refusals)
	if len(h.in) != 0 || sw.Len() != 0 || h.enters != h.leaves || h.enters == 0 || h.joins == 0 || h.refusals == 0 {
		t.Error("not all switches have left")
	}
}

// visit connects a switch for a few milliseconds, at the end of which it may have fallen silent.
func visit(ctx context.Context, t *testing.T, addr string, dpid uint64, aux uint8) {
	var mux ofnet.Mux
	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow13.FeaturesRequest) error {
		return c.Send(ctx, &openflow13.FeaturesReply{XID: m.XID, DatapathID: dpid, AuxiliaryID: aux})
	})
	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow13.PortDescRequest) error {
		return c.Send(ctx, &openflow13.PortDescReply{XID: m.XID})
	})
	var d net.Dialer
	nc, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		t.Error(err)
		return
	}
	silent := new(atomic.Bool)
	cfg := &ofnet.Config{Protocols: []*openflow.Protocol{openflow13.Protocol}, Handler: &mux}
	c, err := ofnet.NewConn(ctx, &cable{nc, "10.0.0.1", silent}, ofnet.RoleSwitch, cfg)
	if err != nil {
		return // Refused.
	}
	for range rand.IntN(4) {
		_ = c.Send(ctx, status13(openflow13.PortReason(rand.IntN(3)), rand.Uint32N(3), 0))
		time.Sleep(time.Duration(rand.IntN(3)) * time.Millisecond)
	}
	if rand.IntN(2) == 0 {
		silent.Store(true)
		time.Sleep(10 * time.Millisecond)
	}
	c.Close()
	c.Wait()
}
