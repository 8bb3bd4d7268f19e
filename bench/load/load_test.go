package load

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
)

// TestMessages decodes what the switch and the limit send.
func TestMessages(t *testing.T) {
	for _, p := range []*openflow.Protocol{openflow10.Protocol, openflow13.Protocol} {
		dp := &datapath{c: &Config{Hosts: 8, Frame: 60, Window: 1}, id: 7, is10: p == openflow10.Protocol, ready: make(chan struct{})}
		dp.makeTemplate()
		l := new(limit)
		dp.reply(typeHello, 1)
		l.handle(dp.out)
		dp.fill()
		l.handle(dp.out[headerLen:])
		for _, typ := range []uint8{typeFeaturesRequest, typeGetConfig, typeBarrier10, typeBarrier13} {
			dp.question([]byte{0, typ, 0, 8, 0, 0, 0, 9})
		}
		if !dp.is10 {
			dp.stats(typeMultipart13, 9, []byte{0, 13, 0, 0, 0, 0, 0, 0})
		}
		var text []string
		for b := append(dp.out, l.out...); len(b) > 0; b = b[be.Uint16(b[2:]):] {
			m, err := p.Unmarshal(b[:be.Uint16(b[2:])])
			if err != nil {
				t.Fatal(err)
			}
			text = append(text, openflow.Format(m))
		}
		got := strings.Join(text, "\n")
		for _, want := range []string{
			"in_port=2", "dl_src=02:00:00:07:00:01 dl_dst=02:00:00:07:00:02", "eth_dst=02:00:00:07:00:02 eth_src=02:00:00:07:00:01", "FeaturesReply{xid=9",
			"datapath_id=0x7", "GetConfigReply{xid=9", "BarrierReply{xid=9}", `hw_addr=02:01:00:07:00:04 name="eth4"`, "[Output{port=3", "data=(60)02000007000202",
		} {
			if other := strings.HasPrefix(want, "dl_") != dp.is10 && strings.Contains(want, "_src="); !other && !strings.Contains(got, want) {
				t.Errorf("%v: no %q in\n%s", p.Version, want, got)
			}
		}
	}
}

// TestRun loads the limit with a few packet-ins of each kind.
func TestRun(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go ServeLimit(l)
	for _, c := range []Config{
		{Version: "1.0", Window: 1}, {Version: "1.0", Window: 16, Buffered: true},
		{Version: "1.3", Window: 1, Buffered: true}, {Version: "1.3", Window: 16},
	} {
		c.Addr, c.Switches, c.Hosts, c.Frame, c.Warmup, c.Time = l.Addr().String(), 2, 8, 60, 10*time.Millisecond, 50*time.Millisecond
		r, err := Run(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if r.Answers == 0 || r.Errors != 0 || r.Lost != 0 || r.Latency.Quantile(.5) <= 0 || r.Latency.Quantile(.5) > r.Latency.Max() {
			t.Errorf("%+v: %d answers, %d errors, %d lost, median %v", c, r.Answers, r.Errors, r.Lost, r.Latency.Quantile(.5))
		}
		if d := int(r.FlowMods - r.PacketOuts); d < -64 || d > 64 {
			t.Errorf("%+v: %d flow-mods, %d packet-outs", c, r.FlowMods, r.PacketOuts)
		}
	}
}

func TestHistogram(t *testing.T) {
	var h, other Histogram
	for n := range 1000 {
		h.add(time.Duration(n+1) * time.Microsecond)
	}
	other.add(time.Second)
	h.merge(&other)
	for q, want := range map[float64]time.Duration{0: time.Microsecond, .5: 501 * time.Microsecond, .99: 991 * time.Microsecond, 1: time.Second} {
		if got := h.Quantile(q); got < want*63/64 || got > want*65/64 {
			t.Errorf("quantile %v is %v, want %v", q, got, want)
		}
	}
}
