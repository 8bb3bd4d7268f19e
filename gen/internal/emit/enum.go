package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// enum prints the type of an enumeration, its constants and its String method.
func (e *emitter) enum(f *jen.File, x *model.Enum) {
	doc := x.Doc
	if doc == "" {
		doc = x.GoName + " is the standard's " + x.Name + "."
	}
	e.single(f, doc, "type %s %s", x.GoName, uintType(x.Size))
	if len(x.Consts) > 0 {
		e.constants(f, "Values of "+x.GoName+".", func(b *body) {
			for _, c := range x.Consts {
				b.line(constDoc(c), "%s %s = %s", c.GoName, x.GoName, constValue(x, c))
			}
		})
	}
	if x.Kind == model.EnumFlags {
		e.flagsString(f, x)
	} else {
		e.valueString(f, x)
	}
}

func constValue(x *model.Enum, c *model.Const) string {
	switch {
	case x.Kind == model.EnumFlags:
		return bitsValue(c.Value)
	case x.Kind == model.EnumNumber && c.Value > 9:
		return fmt.Sprintf("%#x", c.Value)
	}
	return value(c.Value)
}

// valueString prints a String method that knows single values.
func (e *emitter) valueString(f *jen.File, x *model.Enum) {
	doc := "String returns the standard's name without its prefix, or the number where there is none."
	if x.Kind == model.EnumNumber {
		doc = "String returns the number, or the standard's name of a reserved one."
	}
	named := namedValues(x)
	if len(named) == 0 {
		e.single(f, doc, "func (x %s) String() string { return strconv.FormatUint(uint64(x), 10) }", x.GoName)
		return
	}
	names := "names" + x.GoName
	e.declare(f, "", fmt.Sprintf("var %s = [...]wire.Name", names), func(b *body) {
		var list []string
		for _, c := range named {
			list = append(list, fmt.Sprintf("{Value: uint64(%s), Name: %q},", c.GoName, c.Name))
		}
		b.packed(2, list)
	})
	e.single(f, doc, "func (x %s) String() string { return wire.NameString(uint64(x), %s[:]) }", x.GoName, names)
}

// namedValues are the constants that String prints. The greatest of a range of quantities is a quantity like the others.
func namedValues(x *model.Enum) []*model.Const {
	var list []*model.Const
	for _, c := range x.Consts {
		if !c.Alias && !(x.Kind == model.EnumNumber && c.Name == "MAX") {
			list = append(list, c)
		}
	}
	return list
}

// flagsString prints the table of the bits' names, which is static data, and the String method that reads it.
func (e *emitter) flagsString(f *jen.File, x *model.Enum) {
	names := "names" + x.GoName
	e.declare(f, "", fmt.Sprintf("var %s = [...]wire.Flag", names), func(b *body) {
		var list []string
		for _, c := range x.Consts {
			switch {
			case c.Alias:
			case c.Mask == c.Value:
				list = append(list, fmt.Sprintf("{Value: uint64(%s), Name: %q},", c.GoName, c.Name))
			default:
				list = append(list, fmt.Sprintf("{Value: uint64(%s), Mask: %#x, Name: %q},", c.GoName, c.Mask, c.Name))
			}
		}
		b.packed(2, list)
	})
	doc := "String returns the standard's names of what is set, joined by |; bits without a name follow in hexadecimal."
	e.single(f, doc, "func (x %s) String() string { return wire.FlagString(uint64(x), %s[:]) }", x.GoName, names)
}
