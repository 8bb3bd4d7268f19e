package packet_test

import (
	"bytes"
	"encoding/hex"
	"net/netip"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/packet"
)

// A built is a packet made of layers, the bytes that it must have, or "" where tshark is the judge, and what decoding must give where it is not the layers.
type built struct {
	name   string
	layers []packet.Layer
	hex    string
	want   []packet.Layer
}

// run encodes and decodes a packet in all ways, and decodes its prefixes and changed bytes.
func (x built) run(t *testing.T) {
	t.Helper()
	t.Run(x.name, func(t *testing.T) {
		b, err := packet.Append([]byte("before"), x.layers...)
		if err != nil {
			t.Fatal(err)
		}
		b = b[len("before"):]
		dump(t, b, x.layers[0].Info())
		if got := hex.EncodeToString(b); x.hex != "" && got != x.hex {
			t.Errorf("\nwant %s\ngot  %s", x.hex, got)
		}
		d := packet.Decoder{First: x.layers[0].Info()}
		p := d.Decode(b)
		if p.Err != nil || p.Truncated {
			t.Fatal(p)
		}
		want := x.want
		if want == nil {
			want = x.layers
		}
		if diff := cmp.Diff(want, p.Layers, computed, addresses, blanks, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		if again, err := p.AppendBinary(nil); err != nil || !bytes.Equal(again, b) {
			t.Errorf("again: %v\nwant %x\ngot  %x", err, b, again)
		}
		text, err := ofjson.MarshalPacket(p)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := ofjson.UnmarshalPacket(text); err != nil {
			t.Errorf("JSON: %v\n%s", err, text)
		} else if wire, err := back.AppendReceived(nil); err != nil || !bytes.Equal(wire, b) {
			t.Errorf("JSON: %v\nwant %x\ngot  %x\n%s", err, b, wire, text)
		}
		if n := testing.AllocsPerRun(20, func() { d.Decode(b) }); n != 0 {
			t.Errorf("decoding allocates %v times", n)
		}
		attack(t, b, d.First)
	})
}

// stride is the distance of the bytes that are changed: all of them, or few for the race detector, under which each decoding takes long.
func stride() int {
	if testing.Short() {
		return 11
	}
	return 1
}

// attack decodes all beginnings of a packet, and each of its bytes changed.
func attack(t *testing.T, b []byte, first *packet.Protocol) {
	t.Helper()
	d := packet.Decoder{First: first}
	for n := 0; n < len(b); n += stride() {
		check(t, &d, b[:n])
	}
	b = bytes.Clone(b)
	for i := 0; i < len(b); i += stride() {
		was := b[i]
		for _, x := range []byte{was + 1, was - 1, 0, 255, was ^ 0x80} {
			b[i] = x
			check(t, &d, b)
			lossless(t, &d, b)
		}
		b[i] = was
	}
}

// lossless expects a packet to be the same bytes after JSON.
func lossless(t *testing.T, d *packet.Decoder, b []byte) {
	t.Helper()
	text, err := ofjson.MarshalPacket(d.Decode(b))
	if err != nil {
		t.Fatal(err)
	}
	back, err := ofjson.UnmarshalPacket(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if wire, err := back.AppendReceived(nil); err != nil || !bytes.Equal(wire, b) {
		t.Fatalf("JSON: %v\nwant %x\ngot  %x\n%s", err, b, wire, text)
	}
}

// computed takes a length or checksum that was to be computed for equal to what was received, and addresses compares addresses. The zero Addr is
// 0.0.0.0 and ::.
var (
	computed = cmp.Comparer(func(a, b packet.Computed) bool { return a == b || a == 0 || b == 0 })

	addresses = cmp.Comparer(func(a, b netip.Addr) bool {
		return a == b || !a.IsValid() && b.IsUnspecified() || !b.IsValid() && a.IsUnspecified()
	})

	// blanks takes numbers that tell the next layer for equal to those that were filled in.
	blanks = cmp.FilterPath(func(p cmp.Path) bool {
		switch p.Last().String() {
		case ".EtherType", ".Protocol", ".NextHeader":
			return true
		}
		return false
	}, cmp.Ignore())
)

// dump writes a packet to the file of the environment variable PACKET_DUMP, as input for text2pcap.
func dump(t *testing.T, b []byte, first *packet.Protocol) {
	name := os.Getenv("PACKET_DUMP")
	if name == "" || first != packet.Of[*packet.Ethernet]() {
		return
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := []byte("0000")
	for _, x := range b {
		out = append(out, ' ')
		out = hex.AppendEncode(out, []byte{x})
	}
	_, _ = f.Write(append(out, '\n'))
}
