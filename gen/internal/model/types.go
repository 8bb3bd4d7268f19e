package model

import "github.com/ofwire/openflow/gen/internal/syntax"

// integerSize returns the bytes of a built-in integer type, 0 for other types.
func integerSize(name string) int {
	switch name {
	case "u8":
		return 1
	case "u16":
		return 2
	case "u24":
		return 3
	case "u32", "s32":
		return 4
	case "u64":
		return 8
	case "u128":
		return 16
	}
	return 0
}

// scalar returns form and size of a built-in scalar type.
func scalar(name string) (t ScalarType, size int) {
	switch name {
	case "s32":
		return TypeInt, 4
	case "u128":
		return TypeUint128, 16
	case "mac":
		return TypeMAC, 6
	case "ipv4":
		return TypeIPv4, 4
	case "ipv6":
		return TypeIPv6, 16
	case "ipv6_mapped":
		return TypeIPv6Mapped, 16
	case "oxm_header":
		return TypeFieldID, 4
	}
	return TypeUint, integerSize(name)
}

// isBuiltinType reports whether the language itself has a type of that name.
func isBuiltinType(name string) bool {
	if _, size := scalar(name); size > 0 {
		return true
	}
	switch name {
	case "string", "bytes", "text", "bitmap", "message", "match", "oxm", "oxm_id", "stats", "oxs", "oxs_id", "pad", "bits", "end":
		return true
	}
	return false
}

// typed fills in what a field's type says.
func (b *builder) typed(w *work, it *Item, t *syntax.Type) {
	it.Size = -1
	switch {
	case b.scalarType(it, t), b.sizedType(it, t), b.namedType(w, it, t), b.builtinType(it, t):
	default:
		b.errorf(t.Pos, "unknown type %s", t.String())
		it.Kind, it.Size = ItemScalar, 1
		return
	}
	if t.Size != nil && it.Kind != ItemString && it.Kind != ItemFixed || t.Most != nil || t.Bits != nil && it.Kind != ItemScalar {
		b.errorf(t.Pos, "malformed type %s", t.String())
	}
}

// scalarType handles integers, addresses and enumerations, and lists and arrays of them.
func (b *builder) scalarType(it *Item, t *syntax.Type) bool {
	st, size := scalar(t.Name)
	if e := b.enum(t.Name); e != nil {
		it.Enum, size = e, e.Size
	}
	if size == 0 {
		return false
	}
	it.Kind, it.Type, it.Size = ItemScalar, st, size
	if st == TypeFieldID {
		it.Bits = 32
	}
	if t.Bits != nil {
		it.Bits = int(b.constant(t.Bits, nil))
		if it.Bits < 1 || it.Bits > size*8 {
			b.errorf(t.Bits.Pos, "%s: %s has only %d bits", t.String(), t.Name, size*8)
			it.Bits = 0
		}
		if st != TypeUint {
			b.errorf(t.Bits.Pos, "%s: only unsigned integers have a number of bits", t.String())
		}
	}
	if !t.List {
		return true
	}
	it.Kind, it.ElemSize, it.Size = ItemList, size, -1
	if t.Count == nil && (st != TypeUint || size&(size-1) != 0) {
		b.errorf(t.Pos, "%s: lists are of unsigned integers of 8, 16, 32 or 64 bits", t.String())
	}
	if t.Count != nil {
		it.Kind, it.Count = ItemArray, int(b.constant(t.Count, nil))
		it.Size = it.Count * size
		if it.Count < 1 {
			b.errorf(t.Count.Pos, "an array of no elements")
		}
		if st != TypeUint && st != TypeInt {
			b.errorf(t.Pos, "%s: arrays are of integers", t.String())
		}
	}
	return true
}

// sizedType handles string<16> and bytes<6>.
func (b *builder) sizedType(it *Item, t *syntax.Type) bool {
	if t.List || t.Size == nil || t.Name != "string" && t.Name != "bytes" {
		return false
	}
	it.Kind, it.Size = ItemFixed, int(b.constant(t.Size, nil))
	if t.Name == "string" {
		it.Kind = ItemString
		if n := it.Size; n != 16 && n != 32 && n != 64 && n != 256 {
			b.errorf(t.Size.Pos, "%s: sizes of strings are 16, 32, 64 and 256", t.String())
		}
	}
	if it.Size < 1 {
		b.errorf(t.Size.Pos, "%s has no bytes", t.String())
	}
	return true
}

// namedType handles structs and families, one or a list.
func (b *builder) namedType(w *work, it *Item, t *syntax.Type) bool {
	if t.Count != nil {
		return false
	}
	if f := b.family(t.Name); f != nil && !f.Builtin {
		it.Family, it.Kind = f, ItemMember
		if t.List {
			it.Kind = ItemList
		}
		return true
	}
	of := b.structure(t.Name)
	if of == nil {
		return false
	}
	it.Struct, it.Kind = of.s, ItemStruct
	if t.List {
		it.Kind = ItemList
		return true
	}
	if of.state == stateBusy {
		b.errorf(t.Pos, "%s contains itself", t.Name)
		it.Size = 1
		return true
	}
	b.solve(of)
	it.Size = of.s.Size
	return true
}

// builtinType handles the types that the language has by name.
func (b *builder) builtinType(it *Item, t *syntax.Type) bool {
	if t.Count != nil || t.Size != nil {
		return false
	}
	kinds := [...]struct {
		name string
		list bool
		kind ItemKind
	}{
		{"bytes", false, ItemBytes}, {"text", false, ItemText}, {"bitmap", false, ItemBitmap}, {"message", false, ItemMessage},
		{"match", false, ItemMatch}, {"oxm", false, ItemOXM}, {"oxm", true, ItemOXMs}, {"oxm_id", false, ItemOXMID},
		{"oxm_id", true, ItemOXMIDs}, {"stats", false, ItemStats}, {"oxs", true, ItemOXSs}, {"oxs_id", true, ItemOXSIDs},
		{"end", false, ItemEnd},
	}
	for _, k := range kinds {
		if k.name != t.Name || k.list != t.List {
			continue
		}
		if k.kind == ItemMatch && b.v == V10 || k.kind == ItemStats && b.v < V15 {
			return false
		}
		it.Kind = k.kind
		if it.Kind == ItemEnd {
			it.Size, it.Rare = 0, true
		}
		return true
	}
	return false
}
