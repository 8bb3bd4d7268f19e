package openflow_test

import (
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
)

func TestFieldIDWithMask(t *testing.T) {
	for _, tt := range []struct {
		name     string
		id, want openflow.FieldID
	}{
		{"as Open vSwitch has eth_dst", openflow13.FieldEthDst.ID(), 0x8000070c},
		{"an experimenter's", openflow.NewFieldID(0xffff0208, 0x4f4e4600), openflow.NewFieldID(0xffff030c, 0x4f4e4600)},
		{"it has one", 0x8000070c, 0x8000070c},
		{"tunnel option", openflow13.FieldTunMetadata0.ID(), 0x151f8},
	} {
		if got := tt.id.WithMask(); got != tt.want {
			t.Errorf("%s: %#x, want %#x", tt.name, uint64(got), uint64(tt.want))
		}
	}
	masked := openflow13.FieldEthDst.Masked(openflow.MAC{}, openflow.MAC{})
	if got := openflow13.FieldEthDst.ID().WithMask(); got != masked.ID() {
		t.Errorf("%#x, want %#x, that of a field with a mask", uint64(got), uint64(masked.ID()))
	}
}
