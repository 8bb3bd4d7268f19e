package emit

import (
	"fmt"
	"slices"

	"github.com/ofwire/openflow/gen/internal/model"
)

// A constant is a number that a struct always holds at an offset: a tag, an experimenter, a length that does not vary.
type constant struct {
	offset, size int
	value        uint64
	joined       bool // Of several.
}

// constants stores what never varies, neighbours together.
func (a *appender) constants(items []*model.Item) {
	for _, c := range wide(a.constantsOf(items)) {
		if c.value == 0 {
			continue
		}
		value := num(c.value)
		if c.size > 2 || c.joined {
			value = fmt.Sprintf("0x%0*x", 2*c.size, c.value)
		}
		a.add("%s", put(c.size, c.offset, value, ""))
	}
}

// constantsOf lists the constants of a window.
func (a *appender) constantsOf(items []*model.Item) []constant {
	var list []constant
	for _, it := range items {
		switch it.Kind {
		case model.ItemConst:
			if it != a.tag {
				list = append(list, constant{offset: it.Offset, size: it.Size, value: it.Value})
			}
		case model.ItemLength:
			if n := staticLength(a.s, it); n >= 0 {
				list = append(list, constant{offset: it.Offset, size: it.Size, value: uint64(n)})
			}
		}
	}
	return list
}

// wide joins neighbours to numbers of up to 8 bytes.
func wide(list []constant) []constant {
	var wider []constant
	for len(list) > 0 {
		n := 1
		for k := 2; k <= len(list) && list[k-1].offset == list[k-2].offset+list[k-2].size; k++ {
			if size := sizeOf(list[:k]); slices.Contains([]int{2, 4, 8}, size) {
				n = k
			}
		}
		c := constant{offset: list[0].offset, size: sizeOf(list[:n]), joined: n > 1}
		for _, x := range list[:n] {
			c.value = c.value<<(8*x.size) | x.value
		}
		wider, list = append(wider, c), list[n:]
	}
	return wider
}

func sizeOf(list []constant) int {
	last := list[len(list)-1]
	return last.offset + last.size - list[0].offset
}
