package openflow_test

import (
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow15"
)

func TestRegister(t *testing.T) {
	in := openflow15.FieldInPort.Exact(1)
	short, err := openflow.MakeField(openflow15.FieldXreg0.ID()-4, []byte{1, 2, 3, 4})
	if err != nil {
		t.Fatal(err)
	}
	const all = ^uint32(0)
	wide := openflow.Uint128{Hi: 0x1111111122222222, Lo: 0x3333333344444444}
	tests := []struct {
		name  string
		match []openflow.Field
		n     int
		value uint32
		mask  uint32 // 0 is not there.
	}{
		{"none", []openflow.Field{in}, 0, 0, 0},
		{"reg", []openflow.Field{in, openflow13.FieldReg15.Exact(7)}, 15, 7, all},
		{"reg with a mask", []openflow.Field{openflow15.FieldReg1.Masked(7, 0xf)}, 1, 7, 0xf},
		{"another reg", []openflow.Field{openflow15.FieldReg1.Exact(7)}, 2, 0, 0},
		{"reg16", []openflow.Field{openflow15.FieldReg16.Exact(7)}, 16, 7, all},
		{"reg31 with a mask", []openflow.Field{openflow15.FieldReg31.Masked(7, 0xf)}, 31, 7, 0xf},
		{"first of xreg", []openflow.Field{openflow15.FieldXreg0.Exact(0x11_0000_0022)}, 0, 0x11, all},
		{"second of xreg", []openflow.Field{openflow15.FieldXreg0.Exact(0x11_0000_0022)}, 1, 0x22, all},
		{"first of a masked xreg", []openflow.Field{openflow15.FieldXreg7.Masked(0x11<<32, 0xff<<32)}, 14, 0x11, 0xff},
		{"second of a masked xreg", []openflow.Field{openflow15.FieldXreg7.Masked(0x11<<32, 0xff<<32)}, 15, 0, 0},
		{"xreg of the registers behind 15", []openflow.Field{openflow15.FieldXreg15.Exact(0x22)}, 31, 0x22, all},
		{"xreg that is no register", []openflow.Field{openflow15.FieldXreg16.Exact(0x22)}, 33, 0, 0},
		{"xxreg", []openflow.Field{in, openflow15.FieldXxreg1.Exact(wide)}, 6, 0x33333333, all},
		{"xxreg with a mask", []openflow.Field{openflow15.FieldXxreg3.Masked(wide, openflow.Uint128{Lo: 0xffff})}, 15, 0x44444444, 0xffff},
		{"xxreg whose mask leaves it out", []openflow.Field{openflow15.FieldXxreg3.Masked(wide, openflow.Uint128{Lo: 0xffff})}, 12, 0, 0},
		{"xxreg of the experimenter", []openflow.Field{openflow15.FieldXxreg7.Exact(wide)}, 29, 0x22222222, all},
		{"after a masked xreg without it", []openflow.Field{openflow15.FieldXreg0.Masked(1, 1), openflow15.FieldReg0.Exact(9)}, 0, 9, all},
		{"too short", []openflow.Field{short}, 0, 0, 0},
		{"negative", []openflow.Field{openflow15.FieldReg0.Exact(9)}, -1, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			value, mask, ok := openflow.Register(tt.match, tt.n)
			if value != tt.value || mask != tt.mask || ok != (tt.mask != 0) {
				t.Errorf("Register = %#x, %#x, %v, want %#x, %#x", value, mask, ok, tt.value, tt.mask)
			}
		})
	}
	match := []openflow.Field{in, openflow15.FieldXreg0.Exact(1)}
	if n := testing.AllocsPerRun(100, func() { openflow.Register(match, 1) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
