package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// structClone prints Clone and CloneElement.
func (e *emitter) structClone(f *jen.File, s *model.Struct) {
	if flat(s) {
		e.copied(f, s.GoName)
		return
	}
	e.clone(f, s.GoName, func(b *body) {
		for _, it := range fieldsOf(s) {
			e.cloneField(b, it)
		}
	})
}

// cloneDoc is the doc comment of Clone.
const cloneDoc = "Clone returns a copy that shares no memory with m, or nil for nil."

// copied prints the two methods of a type of which a plain copy shares nothing.
func (e *emitter) copied(f *jen.File, typ string) {
	e.single(f, cloneDoc, "func (m *%s) Clone() *%s { return wire.Copy(m) }", typ, typ)
	e.cloneElement(f, typ)
}

func (e *emitter) cloneElement(f *jen.File, typ string) {
	e.single(f, "CloneElement is Clone for any element.", "func (m *%s) CloneElement() openflow.Element { return m.Clone() }", typ)
}

// clone prints the two methods of a type; deep copies what a plain copy shares.
func (e *emitter) clone(f *jen.File, typ string, deep func(*body)) {
	head := fmt.Sprintf("(m *%s) Clone() *%s", typ, typ)
	e.function(f, cloneDoc, head, func(b *body) {
		b.block(func(b *body) { b.add("return nil") }, "if m == nil")
		b.add("c := *m")
		deep(b)
		b.add("return &c")
	})
	e.cloneElement(f, typ)
}

// cloneField prints the deep copy of a field that a plain copy shares.
func (e *emitter) cloneField(b *body, it *model.Item) {
	field := it.GoName
	switch it.Kind {
	case model.ItemBytes, model.ItemText:
		b.add("c.%s = bytes.Clone(m.%s)", field, field)
	case model.ItemBitmap, model.ItemOXMIDs, model.ItemOXSIDs:
		b.add("c.%s = slices.Clone(m.%s)", field, field)
	case model.ItemStruct:
		if !flat(it.Struct) {
			b.add("c.%s = *m.%s.Clone()", field, field)
		}
	case model.ItemMember, model.ItemMessage:
		b.add("c.%s = wire.CloneElement(m.%s)", field, field)
	case model.ItemMatch, model.ItemOXMs, model.ItemOXSs, model.ItemStats:
		b.add("c.%s = wire.CloneFields(m.%s)", field, field)
	case model.ItemOXM:
		b.add("c.%s = m.%s.Clone()", field, field)
	case model.ItemList:
		e.cloneList(b, it)
	}
}

func (e *emitter) cloneList(b *body, it *model.Item) {
	field := it.GoName
	switch {
	case it.Family != nil:
		b.add("c.%s = wire.CloneElements(m.%s)", field, field)
	case it.Struct != nil && !flat(it.Struct):
		b.add("c.%s = wire.CloneStructs(m.%s)", field, field)
	default:
		b.add("c.%s = slices.Clone(m.%s)", field, field)
	}
}

// flat reports whether a plain copy of the struct shares no memory.
func flat(s *model.Struct) bool {
	for _, it := range fieldsOf(s) {
		switch it.Kind {
		case model.ItemScalar, model.ItemBits, model.ItemArray, model.ItemString, model.ItemFixed, model.ItemOXMID, model.ItemEnd, model.ItemLength:
		case model.ItemStruct:
			if !flat(it.Struct) {
				return false
			}
		default:
			return false
		}
	}
	return true
}
