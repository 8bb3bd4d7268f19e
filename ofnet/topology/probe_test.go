package topology

import (
	"bytes"
	"context"
	"encoding/hex"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/packet"
)

// golden is the frame of port 0x01020304 of switch 0xab, without its end.
const golden = "0180c200000e" + "020000000001" + "88cc" +
	"0216" + "07" + "647069643a" + "30303030303030303030303030306162" + // Chassis id: dpid:00000000000000ab
	"0405" + "02" + "01020304" + // Port id.
	"0602" + "0078" // Time to live: 120 s.

func TestFrame(t *testing.T) {
	id := PortID{0xab, 0x01020304}
	p := &port{id: id, desc: openflow.Port{HWAddr: openflow.MAC{2, 0, 0, 0, 0, 1}}, tag: sign([]byte("key"), id)}
	for _, tt := range []struct {
		name, want string
		untagged   bool
	}{
		{"as os-ken's", golden + "0000", true},
		// The tag is HMAC-SHA256 of 00000000000000ab01020304 with the key "key".
		{"with a tag", golden + "fe14" + "026f66" + "01" + "c0c0c601e4e6da22d5dd122a57c284a9" + "0000", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			top := &Topology{cfg: Config{Untagged: tt.untagged}}
			got, err := top.frame(p)
			if d := cmp.Diff(tt.want, hex.EncodeToString(got)); d != "" || err != nil {
				t.Error(err, d)
			}
		})
	}
}

// TestSent wants each port to get its frame once in 0.9 s, 50 ms after that of another.
func TestSent(t *testing.T) {
	run(t, Config{}, func(r *rig) {
		start := time.Now()
		r.connect(1, openflow13.Protocol)
		r.connect(2, openflow10.Protocol)
		var times []time.Duration
		counts := make(map[PortID]int)
		for _, sw := range []openflow.DatapathID{1, 2} {
			for no := uint32(1); no <= 3; no++ {
				id := at(sw, no)
				r.wires.Go(func() {
					for {
						frame, err := r.host(id).Recv(r.ctx)
						if err != nil {
							return
						}
						if src, ok := r.topo.origin(packet.Unmarshal(frame)); !ok || src != id {
							r.Errorf("%x out of %v", frame, id)
						}
						r.mu.Lock()
						counts[id]++
						times = append(times, time.Since(start))
						r.mu.Unlock()
					}
				})
			}
		}
		pass(9*time.Second + 400*time.Millisecond)
		r.mu.Lock()
		defer r.mu.Unlock()
		for id, n := range counts {
			if n != 11 {
				r.Errorf("%d frames out of %v", n, id)
			}
		}
		for i := 1; i < len(times); i++ {
			if d := times[i] - times[i-1]; d < 50*time.Millisecond {
				r.Fatalf("frame %d comes %v after the one before", i, d)
			}
		}
		if len(counts) != 6 {
			r.Error(counts)
		}
	})
}

// hostile returns frames that are not the Topology's: the genuine one with something wrong.
func hostile(genuine []byte) map[string][]byte {
	tlvs := len(golden) / 2 // Where the TLV of the tag begins.
	with := func(at int, b ...byte) []byte {
		f := bytes.Clone(genuine)
		copy(f[at:], b)
		return f
	}
	return map[string][]byte{
		"EtherType 0x8870":     with(12, 0x88, 0x70),
		"end with a length":    append(with(len(genuine)-2, 0, 1), 0),
		"end past the frame":   with(len(genuine)-2, 1, 0xff),
		"end missing":          genuine[:len(genuine)-2],
		"end of another type":  with(len(genuine)-2, 0x7e, 0),
		"cut in the tag":       genuine[:tlvs+9],
		"cut in the type":      genuine[:15],
		"no TLV":               genuine[:14],
		"tag missing":          append(bytes.Clone(genuine[:tlvs]), 0, 0),
		"tag wrong":            with(tlvs+10, genuine[tlvs+10]^1),
		"tag short":            append(append(bytes.Clone(genuine[:tlvs]), 0xfe, 6, 2, 'o', 'f', 1, genuine[tlvs+6], genuine[tlvs+7]), 0, 0),
		"of another port":      with(14+24+6, 3),
		"of another switch":    with(14+23, '3'),
		"chassis id not hex":   with(14+23, 'x'),
		"chassis id twice":     append(append(bytes.Clone(genuine[:14+24]), genuine[14:14+24]...), genuine[14+24:]...),
		"port id of length 0":  append(append(bytes.Clone(genuine[:14+24]), 4, 0), genuine[14+24+7:]...),
		"port id of length 2":  append(append(bytes.Clone(genuine[:14+24]), 4, 3, 2, 0, 1), genuine[14+24+7:]...),
		"TTL empty":            append(append(bytes.Clone(genuine[:14+24+7]), 6, 0), genuine[tlvs:]...),
		"in a VLAN":            append(append(bytes.Clone(genuine[:12]), 0x81, 0, 0, 1), genuine[12:]...),
		"organization of 3":    append(append(bytes.Clone(genuine[:tlvs]), 0xfe, 3, 2, 'o', 'f'), 0, 0),
		"all ones after it":    bytes.Repeat([]byte{0xff}, 60),
		"longer than a packet": append(bytes.Clone(genuine[:14]), bytes.Repeat([]byte{0x21, 0xff}, 700)...),
	}
}

// TestHostile sends what a host may make up, in the oldest version and in another: no link comes of it, and the switches stay.
func TestHostile(t *testing.T) {
	run(t, Config{}, func(r *rig) {
		var others int
		countPacketIns(r.mux, &others)
		r.connect(1, openflow10.Protocol)
		r.connect(2, openflow13.Protocol)
		pass(3 * time.Second)
		r.want("of two switches", "SwitchEnter 1", "SwitchEnter 2")
		genuine, err := r.host(at(2, 2)).Recv(r.ctx)
		if err != nil {
			r.Fatal(err)
		}
		for name, frame := range hostile(genuine) {
			for _, to := range []PortID{at(1, 1), at(2, 1)} {
				if err := r.host(to).Send(frame); err != nil {
					r.Fatal(name, err)
				}
				r.want(name)
			}
		}
		if r.switches.Len() != 2 {
			r.Error(r.switches.Len(), "switches")
		}
		if others == 0 {
			r.Error("the program's handler has seen none of them")
		}
		seen := others
		if err := r.host(at(2, 2)).Send(genuine); err != nil { // Sent back.
			r.Fatal(err)
		}
		r.want("of a frame that came back")
		if err := r.host(at(1, 1)).Send(genuine); err != nil {
			r.Fatal(err)
		}
		r.want("of the genuine frame", "LinkAdd 2:2->1:1")
		if others != seen {
			r.Error("the program's handler has seen the genuine frame")
		}
	})
}

// countPacketIns counts the packet-ins that come to the program's own handler.
func countPacketIns(mux *ofnet.Mux, n *int) {
	mux.Use(func(next ofnet.HandlerFunc) ofnet.HandlerFunc {
		return func(ctx context.Context, c *ofnet.Conn, m openflow.Message) error {
			if m.Info().Name == "PacketIn" {
				*n++
			}
			return next(ctx, c, m)
		}
	})
}

// TestUntagged takes the frame of another program, which has no tag, only where the Topology's have none.
func TestUntagged(t *testing.T) {
	for _, untagged := range []bool{false, true} {
		run(t, Config{Untagged: untagged}, func(r *rig) {
			r.connect(1, openflow10.Protocol)
			r.connect(2, openflow13.Protocol)
			pass(time.Second)
			r.send(at(1, 2), packet.NewDiscovery(2, 3, macA)...)
			if got := len(r.topo.Links()) == 1; got != untagged {
				r.Errorf("untagged is %v, and %v are the links", untagged, r.topo.Links())
			}
		})
	}
}

// TestFlapping wants a port that goes down and up all the time to get no more frames than others, which get theirs.
func TestFlapping(t *testing.T) {
	run(t, Config{}, func(r *rig) {
		r.connect(1, openflow13.Protocol)
		r.connect(2, openflow13.Protocol)
		for range 500 {
			r.sims[1].SetLink(1, false)
			r.sims[1].SetLink(1, true)
			pass(10 * time.Millisecond)
		}
		counts := map[PortID]int{}
		for id, sw := range r.sims {
			for no := range uint32(3) {
				for ctx, end := context.WithTimeout(r.ctx, time.Nanosecond); ; counts[at(id, no+1)]++ {
					if _, err := sw.Host(no + 1).Recv(ctx); err != nil {
						end()
						break
					}
				}
			}
		}
		for id, n := range counts {
			if n < 5 || n > 7 {
				r.Errorf("%d frames out of %v in 5 s", n, id)
			}
		}
	})
}

// TestNeverProbed wants no link from or to ports that are never probed, such as LOCAL and those that are down, whatever the tag.
func TestNeverProbed(t *testing.T) {
	run(t, Config{}, func(r *rig) {
		r.connect(1, openflow13.Protocol)
		pass(time.Second)
		sw, _ := r.switches.Get(1)
		tab := table{nodes: map[openflow.DatapathID]*node{}, hosts: map[openflow.MAC]*host{}, maxHosts: 1}
		tab.enter(sw, []openflow.Port{{No: 1}, {No: 2, State: 1}, {No: 3}, {No: 0xfffffffe}})
		for _, l := range []Link{
			{at(1, 0xfffffffe), at(1, 1)}, {at(1, 1), at(1, 0xfffffffe)}, {at(1, 2), at(1, 1)}, {at(1, 1), at(1, 2)}, {at(1, 1), at(1, 1)},
			{at(1, 9), at(1, 1)}, {at(1, 1), at(9, 1)},
		} {
			if evs := tab.addLink(l, time.Now()); len(evs) > 0 {
				r.Errorf("%v: %v", l, evs)
			}
		}
		if evs := tab.addLink(Link{at(1, 1), at(1, 3)}, time.Now()); len(evs) != 1 {
			r.Error(evs)
		}
		if got := tab.turns.Len(); got != 2 {
			r.Error(got, "ports are probed")
		}
	})
}
