package packet_test

import (
	"bytes"
	"errors"
	"runtime"
	"slices"
	"testing"

	"github.com/ofwire/openflow/packet"
)

// check decodes a frame in a Decoder that decoded others before, compares with a fresh one, and expects to get the frame again.
func check(t *testing.T, d *packet.Decoder, frame []byte) {
	t.Helper()
	lent := d.Decode(frame)
	got, err := lent.AppendReceived(nil)
	if err != nil || !bytes.Equal(got, frame) {
		t.Fatalf("%v: %v\nwant %x\ngot  %x", lent, err, frame, got)
	}
	if len(lent.String()) < len(lent.Layers) {
		t.Fatalf("no text: %q", lent)
	}
	if owned := d.Unmarshal(frame); owned.String() != lent.String() {
		t.Fatalf("%x\nowned %v\nlent  %v", frame, owned, lent)
	}
	slow := packet.Decoder{First: d.First, MaxLayers: d.MaxLayers, Dispatch: packet.Dispatch{EtherTypes: map[packet.EtherType]*packet.Protocol{}}}
	if p := slow.Decode(frame); p.String() != lent.String() {
		t.Fatalf("%x\nwith dispatch    %v\nwithout dispatch %v", frame, p, lent)
	}
	if c := lent.Clone(); c.String() != lent.String() {
		t.Fatalf("clone %v\nof    %v", c, lent)
	}
	computed, err := lent.AppendBinary(nil)
	if len(lent.Layers) > 0 && err == nil {
		slow, err := packet.Append(nil, append(slices.Clip(lent.Layers), packet.Payload(lent.Payload))...)
		if err != nil || !bytes.Equal(slow, computed) {
			t.Fatalf("%v: %v\nall layers %x\ncommon     %x", lent, err, slow, computed)
		}
	}
	if err != nil && lent.Err == nil && !errors.Is(err, packet.ErrNoIP) {
		t.Fatalf("%v: %v", lent, err)
	}
}

// TestHostile decodes all beginnings of all packets and captured frames, and each with each of its bytes changed to one more, one less, 0, and 255, lengths and
// counts among them. It bounds what each of these sets of five allocates.
func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("all bytes of all packets in the full run; a part in TestPrefixes and TestBytes")
	}
	type start struct {
		first *packet.Protocol
		wire  string
	}
	seen := map[start]bool{}
	for _, r := range records(t) {
		if p := first(r); p != nil {
			seen[start{p, string(r.wire)}] = true
		}
	}
	for _, f := range captured(t) {
		seen[start{nil, string(f.frame)}] = true
	}
	frames := 0
	for s := range seen {
		lent, owned := packet.Decoder{First: s.first}, packet.Decoder{First: s.first}
		b := []byte(s.wire)
		for i, was := range b {
			hostile(t, &lent, b[:i])
			for _, x := range []byte{was + 1, was - 1, 0, 255} {
				b[i] = x
				hostile(t, &lent, b)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			owned.Unmarshal(b[:i])
			for _, x := range []byte{was + 1, was - 1, 0, 255} {
				b[i] = x
				owned.Unmarshal(b)
			}
			runtime.ReadMemStats(&after)
			if got, limit := after.TotalAlloc-before.TotalAlloc, memoryLimit(b[:i])+4*memoryLimit(b); got > limit {
				t.Errorf("byte %d of %x: %d bytes, limit %d", i, s.wire, got, limit)
			}
			b[i] = was
			frames += 5
		}
	}
	t.Logf("%d frames of %d packets", frames, len(seen))
	if len(seen) < 800 {
		t.Error("too few packets")
	}
}

// hostile decodes a frame and expects to get it again.
func hostile(t *testing.T, d *packet.Decoder, frame []byte) {
	t.Helper()
	p := d.Decode(frame)
	if got, err := p.AppendReceived(nil); err != nil || !bytes.Equal(got, frame) {
		t.Fatalf("%v: %v\nwant %x\ngot  %x", p, err, frame, got)
	}
}

// TestPrefixes looks closely at beginnings of all packets.
func TestPrefixes(t *testing.T) {
	var d packet.Decoder
	for _, r := range records(t) {
		if d.First = first(r); d.First == nil {
			continue
		}
		step := stride() + len(r.wire)/200
		for n := 0; n <= len(r.wire); n += step {
			check(t, &d, r.wire[:n])
		}
	}
}

// TestBytes looks closely at all packets with a byte of the first 80 changed, as in TestHostile.
func TestBytes(t *testing.T) {
	var d packet.Decoder
	for _, r := range records(t) {
		if d.First = first(r); d.First == nil {
			continue
		}
		b := bytes.Clone(r.wire)
		for i := 0; i < min(len(b), 80); i += stride() {
			was := b[i]
			for _, x := range []byte{was + 1, was - 1, 0, 255} {
				b[i] = x
				check(t, &d, b)
			}
			b[i] = was
		}
	}
}

// TestMemory bounds what decoding allocates for each packet, and for one of 64 KiB in which each byte may be an element of a list.
func TestMemory(t *testing.T) {
	frames := map[string][]byte{}
	for _, r := range records(t) {
		if r.Proto == "ethernet" {
			frames[r.ID] = r.wire
		}
	}
	for name, head := range map[string][]byte{
		"lldp":     {12: 0x88, 13: 0xcc},
		"vlan":     {12: 0x81, 13: 0x00},
		"hop_opts": {12: 0x86, 13: 0xdd, 14: 0x60, 18: 0xff, 19: 0xc8, 53: 0, 54: 59, 55: 255},
		"mpls":     {12: 0x88, 13: 0x47},
		"query":    {12: 0x08, 14: 0x45, 16: 0xff, 17: 0xf2, 23: 2, 34: 0x11, 44: 0x3f, 45: 0xf4},
		"report":   {12: 0x08, 14: 0x45, 16: 0xff, 17: 0xf2, 23: 2, 34: 0x22, 40: 0x1f, 41: 0xfa},
		"sctp":     {12: 0x08, 14: 0x45, 16: 0xff, 17: 0xf2, 23: 132, 45: 0},
		"nd":       {12: 0x86, 13: 0xdd, 14: 0x60, 18: 0xff, 19: 0xca, 20: 58, 54: 133, 61: 0},
	} {
		frames[name] = append(head, make([]byte, 65536-len(head))...)
		for i := len(head); name == "vlan" && i < 65532; i += 4 {
			frames[name][i+2] = 0x81
		}
		for i := len(head); name == "lldp" && i < 65534; i += 2 {
			frames[name][i] = 0xfe
		}
		for i := len(head); name == "sctp" && i < 65532; i += 4 {
			frames[name][i+3] = 4
		}
		for i := len(head); name == "nd" && i < 65534; i += 8 {
			frames[name][i+1] = 1
		}
	}
	for name, b := range frames {
		checkMemory(t, name, new(packet.Decoder), b)
	}
}
