// Package cases registers the codecs that come with this module: the limit
// references and, in gopacket.go, the packet libraries of the module proxy.
package cases

import (
	"bytes"
	"fmt"

	"github.com/ofwire/openflow/bench/harness"
	"github.com/ofwire/openflow/bench/limit"
	"github.com/ofwire/openflow/bench/wire"
)

type codec interface {
	Decode([]byte) error
	Encode([]byte) int
}

func limits[T any, P interface {
	*T
	codec
}](name string) {
	w := wire.Get(name)
	buf := make([]byte, 65536)
	m := P(new(T))
	if err := m.Decode(w); err != nil {
		panic(name + ": " + err.Error())
	}
	note := ""
	if n := m.Encode(buf); !bytes.Equal(buf[:n], w) {
		note = "differs: " + harness.Diff(w, buf[:n])
		panic(fmt.Sprint(name, ": limit encode ", note))
	}
	add := func(op string, run func(int)) {
		harness.Add(harness.Case{Workload: name, Op: op, Peer: "limit", Bytes: len(w), Run: run})
	}
	add("decode", func(n int) {
		for i := 0; i < n; i++ {
			if m.Decode(w) != nil {
				panic("decode")
			}
		}
	})
	add("encode", func(n int) {
		for i := 0; i < n; i++ {
			if m.Encode(buf) != len(w) {
				panic("encode")
			}
		}
	})
	add("roundtrip", func(n int) {
		for i := 0; i < n; i++ {
			if m.Decode(w) != nil || m.Encode(buf) != len(w) {
				panic("roundtrip")
			}
		}
	})
	Copy(name)
}

// Copy registers copy() of the message, the floor of encoding.
func Copy(name string) {
	w := wire.Get(name)
	dst := make([]byte, len(w))
	run := func(n int) {
		for i := 0; i < n; i++ {
			if copyOnce(dst, w) != len(w) {
				panic("copy")
			}
		}
	}
	for _, op := range []string{"decode", "encode", "roundtrip"} {
		harness.Add(harness.Case{Workload: name, Op: op, Peer: "copy", Bytes: len(w), Run: run})
	}
}

//go:noinline
func copyOnce(dst, src []byte) int { return copy(dst, src) }

// Limits registers the limit references.
func Limits() {
	limits[limit.Plain]("of13_hello")
	limits[limit.Plain]("of13_echo_request")
	limits[limit.Plain]("of13_barrier_request")
	limits[limit.Plain]("of13_error")
	limits[limit.Plain]("of13_features_reply")
	limits[limit.PacketIn]("of13_packet_in")
	limits[limit.PacketOut]("of13_packet_out")
	limits[limit.FlowMod]("of13_flow_mod")
	limits[limit.FlowMod]("of13_flow_mod_nx")
	limits[limit.FlowStatsReply]("of13_flow_stats_100")
	limits[limit.PortDescReply]("of13_port_desc_24")
	limits[limit.FlowMod10]("of10_flow_mod")
	limits[limit.PacketIn10]("of10_packet_in")
	limits[limit.GroupMod15]("of15_group_mod")
	for _, name := range []string{"of13_table_features_std", "of13_table_features_ovs"} {
		w := wire.Get(name)
		m := new(limit.TableFeaturesReply)
		if err := m.Decode(w); err != nil || len(m.Tables) != 3 {
			panic(fmt.Sprint(name, err, len(m.Tables)))
		}
		harness.Add(harness.Case{Workload: name, Op: "decode", Peer: "limit", Bytes: len(w), Run: func(n int) {
			for i := 0; i < n; i++ {
				if m.Decode(w) != nil {
					panic("decode")
				}
			}
		}})
		Copy(name)
	}
	views()
	w := wire.Get("of13_flow_stats_100")
	m, f, sum := new(limit.FlowStatsReply), new(limit.FlowStats), uint64(0)
	harness.Add(harness.Case{Workload: "of13_flow_stats_100", Op: "decode", Peer: "limit-stream", Bytes: len(w), Run: func(n int) {
		for i := 0; i < n; i++ {
			if m.Each(w, f, func(f *limit.FlowStats, in *limit.Instrs) { sum += f.Bytes + uint64(len(in.I)) }) != nil {
				panic("decode")
			}
		}
	}})
	for _, name := range wire.Names("pkt_") {
		limits[limit.Frame](name)
	}
}

func views() {
	view := func(name string, check func([]byte) error) {
		w := wire.Get(name)
		if err := check(w); err != nil {
			panic(name)
		}
		harness.Add(harness.Case{Workload: name, Op: "decode", Peer: "limit-view", Bytes: len(w), Run: func(n int) {
			for i := 0; i < n; i++ {
				if check(w) != nil {
					panic("check")
				}
			}
		}})
	}
	view("of13_flow_mod", func(b []byte) error { return limit.FlowModView(b).Check() })
	view("of13_flow_mod_nx", func(b []byte) error { return limit.FlowModView(b).Check() })
	view("of13_packet_in", func(b []byte) error { return limit.PacketInView(b).Check() })
	view("of13_flow_stats_100", func(b []byte) error { return limit.FlowStatsView(b).Check() })
	harness.Codec("of13_flow_mod", "limit-owned", wire.Get("of13_flow_mod"), limit.OwnedFlowMod, nil, nil)
	harness.Codec("of13_packet_in", "limit-owned", wire.Get("of13_packet_in"), limit.OwnedPacketIn, nil, nil)
}
