package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// structClone prints Clone and CloneElement.
func (e *emitter) structClone(f *jen.File, s *model.Struct) {
	if flat(s) {
		e.method("func (m *%s) Clone() *%s { return wire.Copy(m) }", s.GoName, s.GoName)
		e.cloneElement(s.GoName)
		return
	}
	deep := &body{e: e}
	for _, it := range fieldsOf(s) {
		e.cloneField(deep, it)
	}
	e.clone(f, s.GoName, deep)
}

func (e *emitter) cloneElement(typ string) {
	e.method("func (m *%s) CloneElement() openflow.Element { return m.Clone() }", typ)
}

// clone prints the two methods of a type; deep copies what a plain copy shares.
func (e *emitter) clone(f *jen.File, typ string, deep *body) {
	head := fmt.Sprintf("(m *%s) Clone() *%s", typ, typ)
	if len(deep.lines) == 1 {
		e.plumbing = append(e.plumbing, joined(e.code("func %s { return wire.DeepCopy(m, func(c *%s) { ", head, typ).Add(deep.lines[0]).Id(" }) }")))
	} else {
		e.function(f, "Clone returns a copy that shares no memory with m, or nil for nil.", head, func(b *body) {
			b.block(func(b *body) { b.add("return nil") }, "if m == nil")
			b.add("c := *m")
			b.lines = append(b.lines, deep.lines...)
			b.add("return &c")
		})
	}
	e.cloneElement(typ)
}

// cloneBody copies the bytes of an element that is not known.
func (e *emitter) cloneBody() *body {
	b := &body{e: e}
	b.add("c.Body = bytes.Clone(c.Body)")
	return b
}

// cloneField prints the deep copy of a field that a plain copy shares.
func (e *emitter) cloneField(b *body, it *model.Item) {
	field := it.GoName
	switch it.Kind {
	case model.ItemBytes, model.ItemText:
		b.add("c.%s = bytes.Clone(c.%s)", field, field)
	case model.ItemBitmap, model.ItemOXMIDs, model.ItemOXSIDs:
		b.add("c.%s = slices.Clone(c.%s)", field, field)
	case model.ItemStruct:
		if !flat(it.Struct) {
			b.add("c.%s = *c.%s.Clone()", field, field)
		}
	case model.ItemMember, model.ItemMessage:
		b.add("c.%s = wire.CloneElement(c.%s)", field, field)
	case model.ItemMatch, model.ItemOXMs, model.ItemOXSs, model.ItemStats:
		b.add("c.%s = wire.CloneFields(c.%s)", field, field)
	case model.ItemOXM:
		b.add("c.%s = c.%s.Clone()", field, field)
	case model.ItemList:
		e.cloneList(b, it)
	}
}

func (e *emitter) cloneList(b *body, it *model.Item) {
	field := it.GoName
	switch {
	case it.Family != nil:
		b.add("c.%s = wire.CloneElements(c.%s)", field, field)
	case it.Struct != nil && !flat(it.Struct):
		b.add("c.%s = wire.CloneStructs(c.%s)", field, field)
	default:
		b.add("c.%s = slices.Clone(c.%s)", field, field)
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
