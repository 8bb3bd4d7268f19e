package emit

import (
	"fmt"

	"github.com/ofwire/openflow/gen/internal/model"
)

// This file prints how decode reads what runs to an end.

// run reads an item that goes to an end: of b, or of its own length.
func (d *decoder) run(it *model.Item, last bool) {
	end := d.end(it)
	name := it.GoName
	limit := end
	if end == "" {
		limit = "len(b)"
	}
	part := fmt.Sprintf("b[%s:%s]", d.offset, end)
	code := d.e.errorCode(d.s)
	switch it.Kind {
	case model.ItemBytes, model.ItemText:
		d.add("m.%s = wire.Part(b, %s, %s)", name, d.offset, limit)
	case model.ItemBitmap:
		d.try(d.offset, name, "m.%s, err = wire.Uint32s(%s, %s, %s, %s)", name, d.e.memory(it), d.e.scopeArg(), part, code)
	case model.ItemOXMs, model.ItemOXSs:
		d.try("0", name, "m.%s, err = %s.Matches.Fields(%s, b, %s, %s, %t)", name, d.e.scope(), d.e.table(), d.offset, limit, it.Lenient)
	case model.ItemOXMIDs, model.ItemOXSIDs:
		d.try(d.offset, name, "m.%s, err = %s.FieldIDs(%s, %s)", name, d.e.scope(), part, code)
	default:
		if it.Lenient {
			d.lenient(it)
			return
		}
		d.list(it, part, code)
	}
	if l := it.Bound; l != nil && end == "" {
		d.block(func(b *body) {
			b.add("%swire.BadLength(%d, %q, %s)", d.ret(), max(l.Offset, 0), pathOf(d.s, name), code)
		}, "if len(m.%s) != %s", name, lengthVar(l))
	}
	switch {
	case end != "":
		d.add("at = %s", end)
	case !last || d.moving && !toEnd(it):
		d.move()
		d.add("at = len(b)")
	}
}

// lenient reads the elements of a list up to the first whose framing is wrong, or none if one is bad within.
func (d *decoder) lenient(it *model.Item) {
	d.move()
	end := lower(it.GoName) + "End"
	d.add("%s := at + wire.Framed(b[at:], &%s)", end, framing(it.Family))
	d.block(func(b *body) { b.add("m.%s, %s = nil, at", it.GoName, end) },
		"if m.%s, err = d.%s(b[at:%s]); err != nil", it.GoName, "Decode"+listName(it.Family), end)
	d.add("at = %s", end)
}

// list reads a list of scalars, structs or family members.
func (d *decoder) list(it *model.Item, part, code string) {
	if it.Family == nil && it.Struct == nil && it.ElemSize == 1 {
		d.add("m.%s = wire.Uint8s(%s, %s, %s)", it.GoName, d.e.memory(it), d.e.scopeArg(), part)
		return
	}
	d.try(d.offset, it.GoName, "m.%s, err = %s", it.GoName, d.listCall(it, part, code))
}

// listCall is the call that reads a list.
func (d *decoder) listCall(it *model.Item, part, code string) string {
	switch {
	case it.Family != nil && it.Family.Outer != d.e.p:
		return fmt.Sprintf("%s.Decode%s(%s)", d.e.standardDecoder(), listName(it.Family), part)
	case it.Family != nil && d.e.vendor():
		return fmt.Sprintf("Decode%s(sc, %s)", listName(it.Family), part)
	case it.Family != nil:
		return fmt.Sprintf("d.Decode%s(%s)", listName(it.Family), part)
	case it.Struct != nil:
		return fmt.Sprintf("decode%s%s(%s, %s)", it.Struct.GoName, listKind(it), d.decoderArg(), part)
	}
	return fmt.Sprintf("wire.Uint%ds(%s, %s, %s, %s)", 8*it.ElemSize, d.e.memory(it), d.e.scopeArg(), part, code)
}
