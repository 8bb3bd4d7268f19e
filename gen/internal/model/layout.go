package model

import "github.com/ofwire/openflow/gen/internal/syntax"

// layout gives the items their offsets and the struct its sizes.
func (b *builder) layout(w *work) {
	s := w.s
	offset, window := 0, true
	for _, it := range s.Items {
		it.Offset = offset
		if it.PadTo > 0 && it.PadIf == nil && it.Cond == nil && offset >= 0 {
			it.Size = roundUp(offset, it.PadTo) - offset
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
	s.Min = roundUp(s.Min, s.Align)
	s.Size = -1
	if offset >= 0 {
		s.Size = roundUp(offset, s.Align)
	}
	b.checkEnd(w)
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
		conditional = conditional || it.Cond != nil && (it.Cond.Op == CondRemaining || it.Cond.Op == CondRoom)
	}
	w.toEnd = w.s.Length == nil && (open != nil || conditional)
}

// takesRest reports whether an item holds what a lenient list in front of it leaves.
func takesRest(list, it *Item) bool {
	return list.Kind == ItemList && list.Lenient && it.Kind == ItemBytes && it.Rest()
}

// Rest reports whether an item is what may be left when all else is read.
func (it *Item) Rest() bool { return it.Cond != nil && it.Cond.Op == CondRemaining }

// runsToEnd reports whether nothing but the enclosing length ends the item.
func (b *builder) runsToEnd(it *Item) bool {
	if it.Bound != nil {
		return false
	}
	if it.Kind == ItemStruct {
		of := b.source(it.Struct)
		return of != nil && of.toEnd
	}
	return isOpen(it)
}
