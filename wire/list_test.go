package wire

import (
	"errors"
	"slices"
	"testing"

	"github.com/ofwire/openflow"
)

func TestFlagString(t *testing.T) {
	flags := []Flag{
		{Value: 0, Mask: 3, Name: "FRAG_NORMAL"},
		{Value: 1, Mask: 3, Name: "FRAG_DROP"},
		{Value: 3, Mask: 3, Name: "FRAG_MASK"},
		{Value: 4, Name: "INVALID_TTL"},
	}
	for x, want := range map[uint64]string{
		0: "FRAG_NORMAL", 1: "FRAG_DROP", 2: "0x2", 3: "FRAG_MASK", 4: "INVALID_TTL", 5: "FRAG_DROP|INVALID_TTL", 0x14: "INVALID_TTL|0x10",
	} {
		if got := FlagString(x, flags); got != want {
			t.Errorf("%#x is %s, want %s", x, got, want)
		}
	}
	if got := FlagString(0, flags[3:]); got != "0" {
		t.Errorf("nothing is %s", got)
	}
	flags = append([]Flag{{Value: 7, Mask: 7, Name: "ALL"}}, flags...)
	for x, want := range map[uint64]string{7: "ALL", 5: "FRAG_DROP|INVALID_TTL", 0xf: "ALL|0x8"} {
		if got := FlagString(x, flags); got != want {
			t.Errorf("with a name for all, %#x is %s, want %s", x, got, want)
		}
	}
}

func TestUints(t *testing.T) {
	s := []uint16{1, 2}
	l := Uints(&s)
	if err := l.Set([]uint64{7, 0x10000}); !errors.Is(err, openflow.ErrValue) || s[0] != 1 {
		t.Errorf("a wide number: %v, %v", err, s)
	}
	if err := l.Set([]uint64{7, 8, 9}); err != nil || l.Len() != 3 || l.At(2) != 9 || len(s) != 3 {
		t.Errorf("three numbers: %v, %v", err, s)
	}
	var array [2]uint32
	l = UintArray(array[:])
	if err := l.Set([]uint64{1}); !errors.Is(err, openflow.ErrValue) {
		t.Errorf("a short array: %v", err)
	}
	if err := l.Set([]uint64{1, 2}); err != nil || array != [2]uint32{1, 2} || l.At(1) != 2 {
		t.Errorf("an array: %v, %v", err, array)
	}
}

func TestBitmap(t *testing.T) {
	var words []uint32
	l := Bitmap(&words)
	if err := l.Set([]uint64{4, 1, 70}); err != nil || !slices.Equal(words, []uint32{0x12, 0, 1 << 6}) {
		t.Errorf("three numbers: %v, %x", err, words)
	}
	for _, i := range []int{0, 1, 2, 1, 2, 0} { // In any order.
		if got, want := l.At(i), []uint64{1, 4, 70}[i]; got != want {
			t.Errorf("number %d is %d, want %d", i, got, want)
		}
	}
	if err := l.Set([]uint64{1, 1 << 40}); !errors.Is(err, openflow.ErrValue) || l.Len() != 3 || l.At(2) != 70 {
		t.Errorf("a wide number: %v, %x", err, words)
	}
	words = slices.Repeat([]uint32{1<<32 - 1}, 1<<14) // A pass for each number would take minutes.
	l = Bitmap(&words)
	for i := range l.Len() {
		if got := l.At(i); got != uint64(i) {
			t.Fatalf("of all bits, number %d is %d", i, got)
		}
	}
}

// opaques stands for the function that makes a family's members.
func opaques(class string, _ func(string) uint64) openflow.Message {
	if class == "OFPOpaque" {
		return new(openflow.Opaque)
	}
	return nil
}

func TestLists(t *testing.T) {
	var structs []openflow.Opaque
	var members []openflow.Message
	var one openflow.Message
	for name, l := range map[string]openflow.List{"Structs": Structs(&structs), "Elements": Elements(&members, opaques), "Member": Member(&one, opaques)} {
		if l.Len() != 0 || l.Add("OFPOther", nil) != nil || l.Len() != 0 {
			t.Errorf("%s took another class", name)
		}
		m, ok := l.Add("OFPOpaque", nil).(*openflow.Opaque)
		if !ok || l.Len() != 1 || l.At(0) != openflow.Element(m) {
			t.Errorf("%s did not add", name)
			continue
		}
		m.Body = []byte{1}
	}
	copies, clones := CloneStructs(structs), CloneElements(append(members, nil))
	structs[0].Body[0], members[0].(*openflow.Opaque).Body[0] = 2, 2
	if copies[0].Body[0] != 1 || clones[0].(*openflow.Opaque).Body[0] != 1 || clones[1] != nil {
		t.Error("the copies share memory")
	}
}

func TestCountOwn(t *testing.T) {
	for _, c := range []struct {
		b     []byte
		align int
		want  int
	}{
		{nil, 1, 0},
		{[]byte{0, 4, 1, 2, 0, 2}, 1, 2},
		{[]byte{0, 3, 1, 0, 0, 2, 0, 0}, 4, 2},
		{[]byte{0, 2, 0, 1, 0, 2}, 1, 1},       // A length below the least.
		{[]byte{0, 2, 0, 0, 0, 5, 1, 1}, 4, 1}, // One beyond the end.
		{[]byte{0, 2, 0, 0, 0, 2}, 4, 1},       // No room for the padding.
		{[]byte{0, 2, 0}, 1, 1},                // No room for a length.
	} {
		if got := CountOwn(c.b, 0, 2, 2, c.align); got != c.want {
			t.Errorf("%v, multiples of %d: %d structs, want %d", c.b, c.align, got, c.want)
		}
	}
	if got := CountOwn([]byte{9, 2, 9, 3, 0}, 1, 1, 2, 1); got != 2 {
		t.Errorf("lengths of a byte: %d structs, want 2", got)
	}
}
