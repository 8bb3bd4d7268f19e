package fuzz

import (
	"slices"
	"testing"

	"github.com/ofwire/openflow/openflow13"
)

// TestOnlyZerosLost has zeros that may stand behind the parts of a learn action, and what else may be lost with them.
func TestOnlyZerosLost(t *testing.T) {
	learn := openflow13.NewNXActionLearn()
	learn.Specs = []openflow13.NXFlowSpec{{NBits: 32, Src: openflow13.FieldNXMIPSrc.ID(), Dst: openflow13.FieldNXMIPSrc.ID()}}
	one, err := learn.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	m := openflow13.NewPacketOut()
	m.Actions = openflow13.Actions{learn, &openflow13.ActionOutput{Port: 7}}
	got, err := m.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	const actions = 24
	with := func(at int, more ...byte) []byte {
		b := slices.Insert(slices.Clone(got), at, more...)
		b[3] += byte(len(more))
		b[17] += byte(len(more)) // Of all actions.
		return b
	}
	end := actions + len(one)
	zeros := with(end, make([]byte, 16)...)
	zeros[actions+3] += 16
	for name, tt := range map[string]struct {
		came []byte
		want bool
	}{
		"zeros in the action":  {zeros, true},
		"nothing":              {got, false},
		"another action":       {with(end, 0, 0x17, 0, 8, 0, 0, 0, 0), false},
		"an action at the end": {with(len(got), 0, 0x17, 0, 8, 0, 0, 0, 0), false},
	} {
		if onlyZerosLost(got, tt.came) != tt.want {
			t.Errorf("%s: %x of %x", name, got, tt.came)
		}
	}
	again, err := openflow13.Protocol.Unmarshal(zeros)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := again.AppendBinary(nil); err != nil || !slices.Equal(b, got) {
		t.Errorf("encoded to %x, %v, want %x", b, err, got)
	}
}
