package limit

import (
	"bytes"
	"testing"

	"github.com/ofwire/openflow/bench/wire"
)

type codec interface {
	Decode([]byte) error
	Encode([]byte) int
}

var vectors = map[string]func() codec{
	"of13_hello":           func() codec { return new(Plain) },
	"of13_echo_request":    func() codec { return new(Plain) },
	"of13_barrier_request": func() codec { return new(Plain) },
	"of13_error":           func() codec { return new(Plain) },
	"of13_features_reply":  func() codec { return new(Plain) },
	"of13_packet_in":       func() codec { return new(PacketIn) },
	"of13_packet_out":      func() codec { return new(PacketOut) },
	"of13_flow_mod":        func() codec { return new(FlowMod) },
	"of13_flow_mod_nx":     func() codec { return new(FlowMod) },
	"of13_flow_stats_100":  func() codec { return new(FlowStatsReply) },
	"of13_port_desc_24":    func() codec { return new(PortDescReply) },
	"of10_flow_mod":        func() codec { return new(FlowMod10) },
	"of10_packet_in":       func() codec { return new(PacketIn10) },
	"of15_group_mod":       func() codec { return new(GroupMod15) },
}

// The reference must do the whole work: it gives the wire bytes back, refuses
// every cut-off message, allocates nothing and does not fall over damage.
func TestReference(t *testing.T) {
	for _, name := range wire.Names("pkt_") {
		vectors[name] = func() codec { return new(Frame) }
	}
	for name, mk := range vectors {
		w := wire.Get(name)
		m, buf := mk(), make([]byte, 65536)
		for i := range buf {
			buf[i] = 0xa5
		}
		if err := m.Decode(w); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if n := m.Encode(buf); !bytes.Equal(buf[:n], w) {
			t.Errorf("%s: encodes to %x, want %x", name, buf[:n], w)
		}
		if n := testing.AllocsPerRun(100, func() {
			_ = m.Decode(w)
			m.Encode(buf)
		}); n != 0 {
			t.Errorf("%s: %v allocs", name, n)
		}
		for i := range w { // cut off or damaged: no panic
			_ = mk().Decode(w[:i])
			for _, x := range []byte{0x00, 0x01, 0x7f, 0xff} {
				d := bytes.Clone(w)
				d[i] = x
				_ = mk().Decode(d)
			}
		}
		if name[0] == 'o' {
			if mk().Decode(w[:len(w)-1]) == nil {
				t.Errorf("%s: a cut-off message is taken", name)
			}
		}
	}
	for _, name := range []string{"of13_table_features_std", "of13_table_features_ovs"} {
		m := new(TableFeaturesReply)
		if err := m.Decode(wire.Get(name)); err != nil || len(m.Tables) != 3 || len(m.Oxm) < 100 {
			t.Errorf("%s: %v, %d tables, %d fields", name, err, len(m.Tables), len(m.Oxm))
		}
	}
}
