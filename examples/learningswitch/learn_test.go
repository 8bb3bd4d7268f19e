package main

import (
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
)

func TestDecide(t *testing.T) {
	lldp := openflow.MAC{0x01, 0x80, 0xc2, 0, 0, 0x0e}
	h := make(hosts)
	for _, tt := range []struct {
		name  string
		in    uint32
		frame []byte
		want  decision
	}{
		{"the destination is not known", 1, frame(macB, macA, ethIPv4, ""), decision{src: macA, dst: macB, action: flood, learned: true}},
		{"the sender is known", 1, frame(macB, macA, ethIPv4, ""), decision{src: macA, dst: macB, action: flood}},
		{"the destination is known", 2, frame(macA, macB, ethIPv4, ""), decision{src: macB, dst: macA, action: forward, out: 1, learned: true}},
		{"broadcast", 2, frame(all, macB, ethARP, ""), decision{src: macB, dst: all, action: flood}},
		{"the sender has moved", 3, frame(macA, macB, ethIPv4, ""), decision{src: macB, dst: macA, action: forward, out: 1, learned: true, moved: true}},
		{"to where it has moved", 1, frame(macB, macA, ethIPv4, ""), decision{src: macA, dst: macB, action: forward, out: 3}},
		{"both on one port", 3, frame(macB, macB, ethIPv4, ""), decision{src: macB, dst: macB}},
		{"an address that no bridge forwards", 3, frame(lldp, macB, ethIPv4, ""), decision{src: macB, dst: lldp}},
		{"a group is no sender", 2, frame(macA, all, ethIPv4, ""), decision{src: all, dst: macA, action: forward, out: 1}},
		{"a frame without a header", 2, frame(macA, macB, ethIPv4, "")[:13], decision{}},
		{"no frame", 2, nil, decision{}},
	} {
		if diff := cmp.Diff(tt.want, h.decide(tt.in, tt.frame), cmp.AllowUnexported(decision{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	h.forget(3)
	if diff := cmp.Diff(hosts{macA: 1}, h); diff != "" {
		t.Errorf("without port 3 (-want +got):\n%s", diff)
	}
}

// TestDecideMany has more senders than a switch may know.
func TestDecideMany(t *testing.T) {
	h := make(hosts)
	for n := range uint32(maxHosts + 1) {
		src := openflow.MAC{2}
		binary.BigEndian.PutUint32(src[2:], n)
		h.decide(1, frame(all, src, ethIPv4, ""))
		if len(h) > maxHosts {
			t.Fatalf("%d hosts", len(h))
		}
	}
	if len(h) != 1 {
		t.Errorf("%d hosts after the one too many, want 1", len(h))
	}
}
