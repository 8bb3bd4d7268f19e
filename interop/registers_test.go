//go:build interop

package interop

import (
	"reflect"
	"testing"

	"github.com/ofwire/openflow"
)

// TestRegisters reads the registers of a flow, which Open vSwitch sends as reg up to 1.4, as xreg in 1.5.
func TestRegisters(t *testing.T) {
	setup{first: openflow.Version12}.each(t, func(w *world) {
		w.run("ofctl", w.version, "add-flow", "br0", "reg0=0x11,reg3=0x22/0xff,reg15=0x33,actions=drop")
		flows, _ := w.stream(w.allFlows())
		if len(flows) != 1 {
			w.t.Fatalf("%d flows", len(flows))
		}
		match := reflect.Indirect(reflect.ValueOf(flows[0])).FieldByName("Match").Convert(reflect.TypeFor[[]openflow.Field]()).Interface().([]openflow.Field)
		want := map[int][2]uint32{0: {0x11, 0xffffffff}, 3: {0x22, 0xff}, 15: {0x33, 0xffffffff}}
		for n := range 32 {
			value, mask, ok := openflow.Register(match, n)
			w.check(ok == (mask != 0) && [2]uint32{value, mask} == want[n], "register %d of %v is %#x/%#x", n, match, value, mask)
		}
	})
}
