package cases

import (
	"bytes"

	"github.com/ofwire/openflow/bench/harness"
	"github.com/ofwire/openflow/bench/wire"
	"github.com/ofwire/openflow/packet"
)

// Packet registers this project's packet library: Decoder.Decode, and AppendBinary, which computes lengths and checksums, into a buffer with room.
func Packet() {
	for _, name := range wire.Names("pkt_") {
		w := wire.Get(name)
		d := new(packet.Decoder)
		p := packet.Unmarshal(w)
		p.Payload = append(p.Payload, p.Trailer...) // Padding counts as payload, as it does for the peers.
		buf := make([]byte, 0, 65536)
		if out, err := p.AppendBinary(buf); err != nil || !bytes.Equal(out, w) {
			panic(name + ": " + harness.Diff(w, out))
		}
		add := func(op, peer string, run func(n int)) {
			harness.Add(harness.Case{Workload: name, Op: op, Peer: peer, Bytes: len(w), Run: run})
		}
		add("decode", "ofwire", func(n int) {
			for range n {
				if d.Decode(w).Err != nil {
					panic(name)
				}
			}
		})
		add("decode", "ofwire-unmarshal", func(n int) {
			for range n {
				if packet.Unmarshal(w).Err != nil {
					panic(name)
				}
			}
		})
		add("encode", "ofwire", func(n int) {
			for range n {
				if _, err := p.AppendBinary(buf); err != nil {
					panic(err)
				}
			}
		})
		add("roundtrip", "ofwire", func(n int) {
			for range n {
				if _, err := d.Decode(w).AppendBinary(buf); err != nil {
					panic(err)
				}
			}
		})
	}
}
