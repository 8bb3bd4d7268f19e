package wire

import (
	"errors"
	"testing"

	"github.com/ofwire/openflow"
)

func TestBits(t *testing.T) {
	var ofs uint16
	var n, low uint8
	word := Bits{
		{Number: (*openflow.U16)(&ofs), Shift: 10, Width: 6},
		{Number: (*openflow.U8)(&n), Shift: 4, Width: 5, Bias: -1},
		{Number: (*openflow.U8)(&low), Shift: 0, Width: 2},
	}
	if err := word.Set(3<<10 | 31<<4 | 2); err != nil || ofs != 3 || n != 32 || low != 2 {
		t.Errorf("%v, members %d, %d, %d", err, ofs, n, low)
	}
	if got := word.Get(); got != 3<<10|31<<4|2 {
		t.Errorf("the word is %#x", got)
	}
	for _, v := range []uint64{1 << 16, 1 << 9, 1 << 2} {
		if err := word.Set(v); !errors.Is(err, openflow.ErrValue) || ofs != 3 {
			t.Errorf("set to %#x: %v, first member %d", v, err, ofs)
		}
	}
	if word.Size() != 2 {
		t.Errorf("size %d, want 2", word.Size())
	}
}
