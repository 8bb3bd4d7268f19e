package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// This file prints what becomes of fields whose condition does not hold: decode makes them zero, AppendBinary refuses them where they are not, and
// their comments tell the condition.

// absent sets a conditional field to what it is when it is not there.
func (d *decoder) absent(it *model.Item) {
	for _, x := range goFields(it) {
		d.add("m.%s = %s", x.GoName, d.e.zero(d.s, x))
	}
}

// refuse appends to the if statement of items what happens when they are absent: none of their fields may be set, or it would be lost.
func (a *appender) refuse(stmt *jen.Statement, list []*model.Item) {
	for _, it := range list {
		for _, x := range goFields(it) {
			a.refuseField(stmt, x, x.GoName)
		}
	}
}

// refuseField does so with one field, or with those of a struct in line.
func (a *appender) refuseField(stmt *jen.Statement, it *model.Item, name string) {
	if it.Kind == model.ItemStruct {
		for _, x := range fieldsOf(it.Struct) {
			a.refuseField(stmt, x, name+"."+x.GoName)
		}
		return
	}
	fail := a.e.code("return b[:start], wire.Unused(%q)", pathOf(a.s, name))
	stmt.Else().Add(a.e.code("if %s", a.e.isSet(a.s, it, "m."+name))).Block(fail)
}

// condDoc tells in the documentation of a field when it may be set.
func (e *emitter) condDoc(c *model.Cond) string {
	if e.presence(c) == "" {
		return ""
	}
	field, want := c.Item.GoName, e.named(c.Item.Enum, c.Value)
	switch c.Op {
	case model.CondUnless:
		return fmt.Sprintf("Only without %s.", field)
	case model.CondHas:
		return fmt.Sprintf("Only where %s has %s.", field, want)
	case model.CondNotEqual:
		return fmt.Sprintf("Only where %s is not %s.", field, want)
	}
	return fmt.Sprintf("Only where %s is %s.", field, want)
}

// goFields are the fields of the Go type that an item stands for: one, the members of a word, or none.
func goFields(it *model.Item) []*model.Item { return fieldsOf(&model.Struct{Items: []*model.Item{it}}) }

// zero is the zero value of a field.
func (e *emitter) zero(s *model.Struct, it *model.Item) string {
	switch typ := e.fieldType(s, it); it.Kind {
	case model.ItemLength, model.ItemOXMID:
		return "0"
	case model.ItemEnd:
		return "false"
	case model.ItemArray, model.ItemString, model.ItemFixed, model.ItemStruct, model.ItemOXM:
		return typ + "{}"
	case model.ItemScalar:
		if it.Enum != nil || it.Type == model.TypeUint || it.Type == model.TypeInt || it.Type == model.TypeFieldID {
			return "0"
		}
		return typ + "{}"
	}
	return "nil"
}

// isSet is the Go condition that a field is not its zero value; bytes and lists are set when they are not empty.
func (e *emitter) isSet(s *model.Struct, it *model.Item, field string) string {
	switch zero := e.zero(s, it); {
	case zero == "false":
		return field
	case zero == "netip.Addr{}":
		return field + ".IsValid()"
	case it.Kind == model.ItemMember || it.Kind == model.ItemMessage:
		return field + " != nil"
	case zero == "nil":
		return fmt.Sprintf("len(%s) > 0", field)
	case zero == "0":
		return field + " != 0"
	default:
		return fmt.Sprintf("%s != (%s)", field, zero)
	}
}
