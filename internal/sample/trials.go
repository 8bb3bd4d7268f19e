package sample

import (
	"errors"
	"strings"

	"github.com/ofwire/openflow"
)

// trials are what fields refused: a Uint does not tell which numbers it takes, so this finds out by trial. Fields are known by fieldName.
type trials struct {
	bits  map[string]int    // How many bits may be set.
	least map[string]uint64 // The smallest number.
	width map[string]int    // How many bits the widest of the fields has.
}

func newTrials() *trials { return &trials{map[string]int{}, map[string]uint64{}, map[string]int{}} }

// fit makes a number one that the field takes, as far as is known.
func (t *trials) fit(name string, v uint64, bits int) uint64 {
	name = fieldName(name)
	t.width[name] = max(t.width[name], bits)
	if n, ok := t.bits[name]; ok {
		bits = min(bits, n)
	}
	if bits < 64 {
		v &= 1<<bits - 1
	}
	return max(v, t.least[name])
}

// learn takes one bit from the field that an encode error calls too wide, and zero when one bit is left. It returns false when the error is of another kind,
// or when nothing is left to try.
func (t *trials) learn(err error) bool {
	var e *openflow.EncodeError
	if !errors.As(err, &e) || e.Err != openflow.ErrValue {
		return false
	}
	name := fieldName(e.Path[strings.LastIndexByte(e.Path, '.')+1:])
	bits, ok := t.bits[name]
	switch {
	case t.width[name] == 0:
		return false
	case !ok:
		bits = t.width[name]
	case bits == 1 && t.least[name] == 0:
		t.least[name] = 1
		bits = t.width[name] + 1
	}
	t.bits[name] = bits - 1
	return bits > 1
}

// fieldName is what a field's name on the wire, table_id, and its name in Go, TableID, have in common.
func fieldName(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }
