package packet_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow/packet"
)

// TestDifferential decodes frames made of pieces of others, in random order, in one Decoder: what comes out is the same as in a fresh one, and in one that
// cannot take the fast way through common frames. All fields of the layers are compared, and spoiled before the Decoder uses the layers again. Bytes behind the
// frame in its memory are not looked at. Encoding gives the same with and without the fast way.
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
		lent := d.Decode(append(bytes.Clone(b), "behind it"...)[:len(b)])
		got, want := lent.Clone(), fresh.Decode(b).Clone()
		for _, l := range lent.Layers {
			spoil(reflect.ValueOf(l).Elem())
		}
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
		sameEncoding(t, want, hex.EncodeToString(b))
	}
}

// TestDifferentialFields sets fields of a common frame's layers to 0, or to what no frame has, and encodes with and without the fast way.
func TestDifferentialFields(t *testing.T) {
	for name, b := range commonFrames(t) {
		for i, l := range packet.Unmarshal(b).Layers {
			for field := range reflect.ValueOf(l).Elem().NumField() {
				p := packet.Unmarshal(b)
				fields := reflect.ValueOf(p.Layers[i]).Elem()
				v := fields.Field(field)
				where := fmt.Sprintf("%s: %T, field %d", name, l, field)
				v.SetZero()
				sameEncoding(t, p, where+" is 0")
				if field+1 < fields.NumField() { // A length counts where there is no EtherType.
					spoil(fields.Field(field + 1))
					sameEncoding(t, p, where+" is 0, the next is spoiled")
				}
				spoil(v)
				sameEncoding(t, p, where+" is spoiled")
				p.Layers[i] = reflect.Zero(reflect.TypeOf(l)).Interface().(packet.Layer)
				sameEncoding(t, p, where+" is of nil")
			}
		}
	}
}

// sameEncoding encodes a packet, and with a layer more, which adds nothing but is not usual.
func sameEncoding(t *testing.T, p *packet.Packet, what string) {
	t.Helper()
	unusual := *p
	unusual.Layers = append(slices.Clip(p.Layers), packet.Payload(nil))
	for name, encode := range map[string]func(*packet.Packet, []byte) ([]byte, error){
		"AppendBinary": (*packet.Packet).AppendBinary, "AppendReceived": (*packet.Packet).AppendReceived,
	} {
		prefix := []byte("before it")
		got, err := encode(p, prefix)
		want, wantErr := encode(&unusual, prefix)
		if !bytes.Equal(got, want) || !reflect.DeepEqual(err, wantErr) {
			t.Fatalf("%s: %s makes %x (%v), without the fast way %x (%v)", what, name, got, err, want, wantErr)
		}
	}
}

// spoil sets all that there is in a layer to what no frame has.
func spoil(v reflect.Value) {
	switch {
	case !v.CanSet():
	case v.Type() == reflect.TypeFor[netip.Addr]():
		v.Set(reflect.ValueOf(netip.MustParseAddr("fe80::1%spoiled")))
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanUint():
		v.SetUint(1<<v.Type().Bits() - 1)
	case v.Kind() == reflect.Array:
		for i := range v.Len() {
			spoil(v.Index(i))
		}
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			spoil(v.Field(i))
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
