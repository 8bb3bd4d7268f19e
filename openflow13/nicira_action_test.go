package openflow13_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
)

// within is a packet out whose action is the inner one, wrapped in n levels of ct and clone.
func within(t *testing.T, n int, inner openflow13.Action) []byte {
	t.Helper()
	for i := range n {
		if i%2 == 0 {
			inner = &openflow13.NXActionCT{Actions: openflow13.Actions{inner}}
		} else {
			inner = &openflow13.NXActionClone{Actions: openflow13.Actions{inner}}
		}
	}
	b, err := (&openflow13.PacketOut{Actions: openflow13.Actions{inner}}).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func learn() *openflow13.NXActionLearn {
	return &openflow13.NXActionLearn{Specs: []openflow13.NXFlowSpec{
		{NBits: 16, Src: openflow.FieldID(openflow13.FieldEthType), Dst: openflow.FieldID(openflow13.FieldEthType)},
		{SrcType: openflow13.NXLearnSrcImmediate, DstType: openflow13.NXLearnDstLoad, NBits: 33, Value: []byte{7}, Dst: openflow.FieldID(openflow13.FieldReg0)},
		{DstType: openflow13.NXLearnDstOutput, NBits: 16, Src: openflow.FieldID(openflow13.FieldNXMInPort)},
	}}
}

// TestNiciraDepth nests actions as deep as a Decoder goes, and one level deeper.
func TestNiciraDepth(t *testing.T) {
	var d openflow13.Decoder
	if _, err := d.Decode(within(t, 15, learn())); err != nil {
		t.Error(err)
	}
	for _, n := range []int{16, 17, 2000} {
		_, err := d.Decode(within(t, n, learn()))
		var e *openflow.DecodeError
		if !errors.As(err, &e) || !errors.Is(err, openflow.ErrDepth) || !strings.HasPrefix(e.Path, "PacketOut.Actions[0].Actions[0].") || e.Offset == 0 {
			t.Errorf("%d levels: %v", n, err)
		}
	}
}

// TestNiciraNoAllocs decodes and encodes nested actions again and again.
func TestNiciraNoAllocs(t *testing.T) {
	b := within(t, 6, learn())
	out := make([]byte, 0, len(b))
	var d openflow13.Decoder
	n := testing.AllocsPerRun(100, func() {
		m, err := d.Decode(b)
		if err == nil {
			out, err = m.AppendBinary(out[:0])
		}
		if err != nil {
			t.Error(err)
		}
	})
	if n != 0 || !bytes.Equal(out, b) {
		t.Errorf("%v allocations; encoded to %x, want %x", n, out, b)
	}
}

// TestNiciraReset decodes actions with and without their conditional fields in turn: nothing of the one is left in the other.
func TestNiciraReset(t *testing.T) {
	addr := openflow13.NXNATRangeIPv4Min
	full := &openflow13.NXActionNAT{RangePresent: addr | openflow13.NXNATRangeProtoMin, RangeProtoMin: 7}
	var d openflow13.Decoder
	for _, x := range []struct {
		full, bare openflow13.Action
	}{
		{full, &openflow13.NXActionNAT{}},
		{&openflow13.NXActionCT{ZoneSrc: openflow.FieldID(openflow13.FieldReg0), ZoneOfs: 3, ZoneNBits: 16}, &openflow13.NXActionCT{Zone: 9}},
		{learn(), &openflow13.NXActionLearn{Specs: []openflow13.NXFlowSpec{learn().Specs[2], learn().Specs[0]}}},
	} {
		for _, want := range []openflow13.Action{x.full, x.bare, x.full} {
			m, err := d.Decode(within(t, 0, want))
			if err != nil {
				t.Fatal(err)
			}
			fresh, err := openflow13.Unmarshal(within(t, 0, want))
			if got := openflow.Format(m); err != nil || got != openflow.Format(fresh) {
				t.Errorf("got %s, want %s (%v)", got, fresh, err)
			}
		}
	}
}

// TestNiciraRefused holds actions that have no layout, and values that have no encoding.
func TestNiciraRefused(t *testing.T) {
	head := "ffff0028000023200010" + strings.Repeat("00", 22)
	for name, text := range map[string]string{
		"learn's rest is not zero":       head + "0000000000000001",
		"reserved bit of a spec":         head + "4010000102040000",
		"immediate of no bits":           head + "2000000102040000",
		"immediate beyond the action":    head + "2040000102040000",
		"source beyond the action":       head + "0010000102040000",
		"controller2's pad is not zero":  "ffff0010000023200025000000000001",
		"bundle counts more than it has": "ffff002800002320000c00000000000000000002000500000000000000000000" + "0004000800000000",
		"nat lacks an address":           "ffff0010000023200024000000010001",
		"sample4 is long":                "ffff0030000023200033303900005ba000010004011f0000000000000000b26eddd5010000000000" + "0000000000000000",
		"delete_field is short":          "ffff0010000023200032" + "0001547c0000",
	} {
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(name, err)
		}
		if l, err := openflow13.UnmarshalActions(b); err == nil {
			t.Errorf("%s: decodes to %v", name, l)
		}
	}
	for name, x := range map[string]openflow13.Action{
		"header of 8 bytes in 4":   &openflow13.NXActionRegLoad{Dst: openflow.FieldID(openflow13.FieldNSHFlags), NBits: 8},
		"no bits":                  &openflow13.NXActionRegLoad{},
		"a spec that is the end":   &openflow13.NXActionLearn{Specs: make([]openflow13.NXFlowSpec, 1)},
		"a value of too many bits": &openflow13.NXActionLearn{Specs: []openflow13.NXFlowSpec{{SrcType: openflow13.NXLearnSrcImmediate, NBits: 16, Value: make([]byte, 3)}}},
		"a long property":          &openflow13.NXActionEncap{Properties: openflow13.NXEdProps{&openflow13.NXEdPropNSHTLV{Data: make([]byte, 249)}}},
	} {
		if b, err := x.AppendBinary(nil); err == nil {
			t.Errorf("%s: encodes to %x", name, b)
		}
	}
}
