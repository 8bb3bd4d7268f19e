package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// structWalk prints Walk, which shows the fields to a Visitor.
func (e *emitter) structWalk(f *jen.File, s *model.Struct) {
	doc, head := "", "Walk(v openflow.Visitor)"
	if tag := e.tagOf(s); tag != nil {
		doc, head = "walkAs is Walk of all types of this layout.", "walkAs(v openflow.Visitor, tag uint64)"
		e.method("func (m *%s) Walk(v openflow.Visitor) { m.walkAs(v, %s) }", s.GoName, num(tag.Value))
	}
	e.function(f, doc, fmt.Sprintf("(m *%s) %s", s.GoName, head), func(b *body) {
		for i := 0; i < len(s.Items); {
			n := together(s.Items[i:])
			if c := e.presence(s.Items[i].Cond); c != "" {
				b.block(func(b *body) { e.walkItems(b, s, s.Items[i:i+n]) }, "if %s", c)
			} else {
				e.walkItems(b, s, s.Items[i:i+n])
			}
			i += n
		}
	})
}

// together is the number of leading items that stand under the same condition. What the length announces, it announces item by item.
func together(items []*model.Item) int {
	n := 1
	for n < len(items) && sameCond(items[0].Cond, items[n].Cond) {
		n++
	}
	return n
}

func sameCond(a, b *model.Cond) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b && a.Item != nil
}

// presence is the Go condition under which an item is present. It is empty where only the length tells.
func (e *emitter) presence(c *model.Cond) string {
	if c == nil || c.Item == nil || c.Item.GoName == "" {
		return ""
	}
	field, want := "m."+c.Item.GoName, e.named(c.Item.Enum, c.Value)
	switch c.Op {
	case model.CondUnless:
		return "!" + field
	case model.CondEqual:
		return fmt.Sprintf("%s == %s", field, want)
	case model.CondNotEqual:
		return fmt.Sprintf("%s != %s", field, want)
	case model.CondHas:
		return fmt.Sprintf("%s&%s != 0", field, want)
	}
	return ""
}

// walkItems prints the calls that show items.
func (e *emitter) walkItems(b *body, s *model.Struct, items []*model.Item) {
	for _, it := range items {
		switch {
		case it.Kind == model.ItemBits && it.JSON != "":
			e.walkBits(b, s, it)
		case it.Kind == model.ItemBits:
			e.walkItems(b, s, it.Members)
		case it.Kind == model.ItemConst && it == e.tagOf(s):
			b.add("v.Const(%q, tag)", jsonName(it))
		case it.Kind == model.ItemConst && !inHeader(s, it):
			b.add("v.Const(%q, %s)", jsonName(it), value(it.Value))
		case it.Kind == model.ItemLength && it.Offset >= 0 && !inHeader(s, it):
			b.add("v.Computed(%q, %d, %d)", it.Name, it.Offset, it.Size)
			if it.GoName != "" {
				b.add("v.Rare(%q, (*openflow.U%d)(&m.%s))", jsonName(it), 8*it.Size, it.GoName)
			}
		case isVersion(s, it):
			b.add("v.Version(&m.Version)")
		case inHeader(s, it) && it.GoName == "XID":
			b.add("v.XID(&m.XID)")
		case it.GoName != "":
			e.walkField(b, it)
		}
	}
}

// walkBits prints the call that shows a word of packed members.
func (e *emitter) walkBits(b *body, s *model.Struct, it *model.Item) {
	b.add("v.Bits(%q, wire.Bits{", it.JSON)
	for _, m := range it.Members {
		if m.GoName == "" {
			continue
		}
		bias := ""
		if m.Bias != 0 {
			bias = fmt.Sprintf(", Bias: %d", m.Bias)
		}
		b.add("{Number: (*openflow.U%d)(&m.%s), Shift: %d, Width: %d%s},", goBits(m), m.GoName, m.Shift, m.Bits, bias)
	}
	b.add("}, func() {")
	e.walkItems(b, s, it.Members)
	b.add("})")
}

// walkField prints the call that shows a Go field.
func (e *emitter) walkField(b *body, it *model.Item) {
	name, field := jsonName(it), "m."+it.GoName
	switch it.Kind {
	case model.ItemScalar, model.ItemBits:
		e.walkScalar(b, it)
	case model.ItemEnd:
		b.add("v.Rare(%q, (*openflow.Bool)(&%s))", name, field)
	case model.ItemArray:
		b.add("v.Uints(%q, wire.UintArray(%s[:]))", name, field)
	case model.ItemString:
		b.add("v.Text(%q, &%s)", name, field)
	case model.ItemFixed:
		b.add("v.Array(%q, %s[:])", name, field)
	case model.ItemBytes:
		if it.Rest() {
			b.add("v.Rest(%q, &%s)", name, field)
			return
		}
		b.add("v.Bytes(%q, &%s)", name, field)
	case model.ItemText:
		b.add("v.String(%q, &%s)", name, field)
	case model.ItemBitmap:
		b.add("v.Uints(%q, wire.Bitmap(&%s))", name, field)
	case model.ItemStruct:
		b.add("v.Struct(%q, &%s)", name, field)
	case model.ItemMember:
		b.add("v.List(%q, wire.Member(&%s, %s))", name, field, e.creator(it.Family))
	case model.ItemList:
		e.walkList(b, it)
	case model.ItemMessage:
		b.add("v.Message(%q, &%s)", name, field)
	case model.ItemMatch:
		b.add("v.Match(%q, (*[]openflow.Field)(&%s), %s)", name, field, e.tableRef())
	case model.ItemStats:
		b.add("v.Stats(%q, &%s, %s)", name, field, e.tableRef())
	case model.ItemOXMs, model.ItemOXSs:
		b.add("v.Fields(%q, &%s, %s)", name, field, e.tableRef())
	case model.ItemOXM:
		b.add("v.Field(%q, &%s, %s)", name, field, e.tableRef())
	case model.ItemOXMID:
		b.add("v.FieldID(%q, &%s, %s)", name, field, e.tableRef())
	case model.ItemOXMIDs, model.ItemOXSIDs:
		b.add("v.FieldIDs(%q, &%s, %s)", name, field, e.tableRef())
	}
}

// tableRef is the version's field table.
func (e *emitter) tableRef() string {
	if e.opts.Standard != "" {
		return e.standard("Protocol") + ".Fields"
	}
	return "&fieldTable"
}

// creator is the function that makes a family's members for JSON.
func (e *emitter) creator(fam *model.Family) string { return e.from(fam.Outer, "New"+fam.GoName) }

func (e *emitter) walkScalar(b *body, it *model.Item) {
	name, field := jsonName(it), "m."+it.GoName
	number := fmt.Sprintf("(*openflow.U%d)(&%s)", goBits(it), field)
	switch {
	case it.Rare:
		b.add("v.Rare(%q, %s)", name, number)
	case it.Enum != nil:
		b.add("v.Enum(%q, %s, %s)", name, number, field)
	case it == e.errorCodeField():
		b.add("v.Enum(%q, %s, (*errorText)(m))", name, number)
	case it.Type == model.TypeInt:
		b.add("v.Int(%q, &%s)", name, field)
	case it.Type == model.TypeMAC:
		b.add("v.MAC(%q, &%s)", name, field)
	case it.Type == model.TypeFieldID:
		b.add("v.FieldID(%q, &%s, %s)", name, field, e.tableRef())
	case it.Type == model.TypeUint128:
		b.add("v.Uint128(%q, &%s)", name, field)
	case it.Type != model.TypeUint:
		b.add("v.Addr(%q, &%s, %d)", name, field, it.Size)
	case it.Hex:
		b.add("v.Hex(%q, %s)", name, number)
	default:
		b.add("v.Uint(%q, %s)", name, number)
	}
}

func (e *emitter) walkList(b *body, it *model.Item) {
	name, field := jsonName(it), "m."+it.GoName
	switch {
	case it.Family != nil:
		b.add("v.List(%q, wire.Elements(&%s, %s))", name, field, e.creator(it.Family))
	case it.Struct != nil:
		b.add("v.List(%q, wire.Structs(&%s))", name, field)
	default:
		b.add("v.Uints(%q, wire.Uints(&%s))", name, field)
	}
}
