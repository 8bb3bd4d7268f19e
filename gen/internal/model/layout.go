package model

import (
	"slices"

	"github.com/ofwire/openflow/gen/internal/syntax"
)

// layout gives the items their offsets and the struct its sizes.
func (b *builder) layout(w *work) {
	s := w.s
	offset, window := 0, true
	for _, it := range s.Items {
		it.Offset = offset
		if it.PadTo > 0 && it.PadIf == nil && it.Cond == nil && offset >= 0 {
			it.Size = roundUp(offset, it.PadTo) - offset
		}
		if it.Until > 0 {
			b.padUntil(it, s.Min, offset)
			s.Min, offset, window = it.Until, it.Until, window && it.Size >= 0
			continue
		}
		if it.PadTo > 0 {
			s.Min = b.padMin(it, s.Min)
		} else if it.Cond == nil {
			s.Min += least(it)
		}
		if it.Size < 0 || it.Cond != nil {
			offset, window = -1, false
		}
		if offset >= 0 {
			offset += it.Size
		}
		if window {
			s.Fixed = offset
		}
	}
	s.Min = roundUp(s.Min+leastConditional(s), s.Align)
	s.Size = -1
	if offset >= 0 {
		s.Size = roundUp(offset, s.Align)
	}
	b.checkEnd(w)
}

// padUntil lays out a pad up to an offset: behind a part of variable size it makes the offsets static again.
func (b *builder) padUntil(it *Item, least, offset int) {
	if least > it.Until {
		b.errorf(syntax.Pos(it.Pos), "pad until %d: there are %d bytes before it", it.Until, least)
	}
	if it.Cond != nil {
		b.errorf(syntax.Pos(it.Pos), "pad until %d cannot have a condition", it.Until)
	}
	if offset >= 0 {
		it.Size = max(0, it.Until-offset)
	}
}

// padMin returns the least size behind a pad to a multiple.
func (b *builder) padMin(it *Item, n int) int {
	if it.PadIf != nil || it.Cond != nil {
		return n
	}
	return roundUp(n, it.PadTo)
}

// least returns the fewest bytes of an item that is present.
func least(it *Item) int {
	if it.Size >= 0 {
		return it.Size
	}
	if it.WidthOf != nil {
		return 2
	}
	switch it.Kind {
	case ItemStruct:
		return it.Struct.Min
	case ItemMember:
		return roundUp(it.Family.Min, it.Family.Align)
	case ItemMessage, ItemMatch, ItemStats:
		return 8
	case ItemOXM, ItemOXMID:
		return 4
	}
	return 0
}

// leastConditional returns the fewest bytes of the items that stand under conditions: for each item that the conditions are on, those of the value
// that asks for the least.
func leastConditional(s *Struct) int {
	values := map[*Item][]uint64{}
	for _, it := range s.Items {
		if c := it.Cond; c != nil && (c.Op == CondEqual || c.Op == CondNotEqual) {
			values[c.Item] = append(values[c.Item], c.Value)
		}
	}
	n := 0
	for on, list := range values {
		if other, ok := otherThan(on, list); ok {
			list = append(list, other)
		}
		fewest := -1
		for _, v := range list {
			size := 0
			for _, it := range s.Items {
				if c := it.Cond; c != nil && c.Item == on && (c.Op == CondEqual && c.Value == v || c.Op == CondNotEqual && c.Value != v) && it.PadTo == 0 {
					size += least(it)
				}
			}
			if fewest < 0 || size < fewest {
				fewest = size
			}
		}
		n += fewest
	}
	return n
}

// otherThan returns a value of an item that is not in the list, if it has room for one.
func otherThan(it *Item, list []uint64) (uint64, bool) {
	for v := range uint64(len(list) + 1) {
		if !slices.Contains(list, v) && (it.Bits == 0 || fits(v, it.Bits)) {
			return v, true
		}
	}
	return 0, false
}

// checkEnd finds whether a struct runs to the end of what encloses it, and that nothing follows what does.
func (b *builder) checkEnd(w *work) {
	var open *Item
	for _, it := range w.s.Items {
		if open != nil && (it.Kind == ItemPad && it.PadTo > 0 || takesRest(open, it)) {
			continue
		}
		if open != nil {
			name := it.Name
			if it.Kind == ItemPad {
				name = "a pad"
			}
			b.errorf(syntax.Pos(it.Pos), "%s runs to the end; %s cannot follow it", open.Name, name)
			break
		}
		if b.runsToEnd(it) {
			open = it
		}
	}
	conditional := false
	for _, it := range w.s.Items {
		conditional = conditional || it.Kind == ItemEnd || it.Cond != nil && (it.Cond.Op == CondRemaining || it.Cond.Op == CondRoom)
	}
	w.toEnd = w.s.Length == nil && (open != nil || conditional)
}

// takesRest reports whether an item holds what a lenient list in front of it leaves.
func takesRest(list, it *Item) bool {
	return list.Kind == ItemList && list.Lenient && it.Kind == ItemBytes && it.Rest()
}

// Rest reports whether an item is what may be left when all else is read.
func (it *Item) Rest() bool { return it.Cond != nil && it.Cond.Op == CondRemaining }

// Bounded reports whether a length, a width or a count tells the bytes of the item. A count of elements of variable size does not.
func (it *Item) Bounded() bool {
	if it.Bound == nil || it.Bound.Measures != MeasureCount {
		return it.Bound != nil || it.WidthOf != nil
	}
	return it.Kind == ItemList && it.Family == nil && (it.Struct == nil || it.Struct.Size >= 0)
}

// runsToEnd reports whether nothing but the enclosing length ends the item.
func (b *builder) runsToEnd(it *Item) bool {
	if it.Bound != nil || it.WidthOf != nil {
		if it.Struct != nil {
			b.source(it.Struct)
		}
		return !it.Bounded()
	}
	if it.Kind == ItemStruct {
		of := b.source(it.Struct)
		return of != nil && of.toEnd
	}
	return isOpen(it)
}
