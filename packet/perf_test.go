package packet_test

import (
	"testing"

	"github.com/ofwire/openflow/packet"
)

func BenchmarkDecode(b *testing.B) {
	for name, w := range commonFrames(b) {
		b.Run(name, func(b *testing.B) {
			var d packet.Decoder
			for b.Loop() {
				d.Decode(w)
			}
		})
	}
}

func BenchmarkAppend(b *testing.B) {
	for name, w := range commonFrames(b) {
		b.Run(name, func(b *testing.B) {
			p := packet.Unmarshal(w)
			buf := make([]byte, 0, 4096)
			for b.Loop() {
				p.AppendBinary(buf)
			}
		})
	}
}
