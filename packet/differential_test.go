package packet_test

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow/packet"
)

// TestDifferential decodes frames made of pieces of others, in random order, in one Decoder: what comes out is the same as in a fresh one, and in one that
// cannot take the fast way through common frames. All fields of the layers are compared. Bytes behind the frame in its memory are not looked at.
func TestDifferential(t *testing.T) {
	var pieces [][]byte
	for _, r := range records(t) {
		if r.Proto == "ethernet" && len(r.wire) < 1500 {
			pieces = append(pieces, r.wire)
		}
	}
	for _, b := range commonFrames(t) {
		pieces = append(pieces, b)
	}
	var d packet.Decoder
	slow := packet.Decoder{Dispatch: packet.Dispatch{EtherTypes: map[packet.EtherType]*packet.Protocol{}}}
	for r, n := rand.New(rand.NewPCG(1, 2)), 20000/stride(); n > 0; n-- {
		b := spliced(r, pieces)
		var fresh packet.Decoder
		got, want := d.Decode(append(bytes.Clone(b), "behind it"...)[:len(b)]).Clone(), fresh.Decode(b).Clone()
		for name, p := range map[string]*packet.Packet{"used before": got, "Unmarshal": packet.Unmarshal(b).Clone(), "slow": slow.Decode(b).Clone()} {
			if !reflect.DeepEqual(p, want) {
				t.Fatalf("%s: %x\n%s", name, b, cmp.Diff(want, p, compare))
			}
		}
		if back, err := got.AppendReceived(nil); err != nil || !bytes.Equal(back, b) {
			t.Fatalf("%x: %v, was %x", back, err, b)
		}
		before := want.Clone()
		if _, err := want.AppendBinary(nil); !reflect.DeepEqual(want, before) {
			t.Fatalf("%x: AppendBinary (%v) changed the packet", b, err)
		}
	}
}

// spliced returns the beginning of one frame and the end of another, with up to three bytes changed.
func spliced(r *rand.Rand, pieces [][]byte) []byte {
	head, tail := pieces[r.IntN(len(pieces))], pieces[r.IntN(len(pieces))]
	b := bytes.Clone(head)
	switch r.IntN(3) {
	case 0:
		at := [...]int{14, 18, 34, 38, 42, 54, 62}[r.IntN(7)]
		b = append(b[:min(at, len(b))], tail[min(at, len(tail)):]...)
	case 1:
		b = b[:r.IntN(len(b)+1)]
	}
	for range r.IntN(4) {
		if len(b) > 0 {
			b[r.IntN(min(len(b), 100))] = byte(r.Uint32())
		}
	}
	return b
}
