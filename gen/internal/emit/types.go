package emit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// structType prints the type with its fields, and what marks it as a member of its family.
func (e *emitter) structType(f *jen.File, s *model.Struct) {
	f.Line()
	comment(f, e.structDoc(s))
	f.Type().Id(s.GoName).Struct(e.lines(func(b *body) {
		for _, it := range s.Items {
			for _, x := range goFields(it) {
				b.line(strings.TrimSpace(x.Doc+" "+e.condDoc(it.Cond)), "%s %s", x.GoName, e.fieldType(s, x))
			}
		}
	})...)
	if s.Kind == model.KindVariant {
		e.marker(s.Family, s.GoName)
	}
}

// marker prints the method that makes a type a member of a family.
func (e *emitter) marker(fam *model.Family, typ string) {
	e.method("func (*%s) %s() {}", typ, e.markerName(fam))
}

// structDoc is the comment of a struct. Members that share a body share the comment too, which begins with the name of the first.
func (e *emitter) structDoc(s *model.Struct) string {
	if s.Doc == "" {
		return s.GoName + " is the standard's " + s.Name + "."
	}
	first, rest, _ := strings.Cut(s.Doc, " ")
	for _, o := range e.p.Structs {
		if o != s && o.GoName == first && o.Doc == s.Doc {
			return s.GoName + " " + rest
		}
	}
	return s.Doc
}

// fieldType is the Go type of a field.
func (e *emitter) fieldType(s *model.Struct, it *model.Item) string {
	switch it.Kind {
	case model.ItemEnd:
		return "bool"
	case model.ItemLength:
		return uintType(it.Size)
	case model.ItemScalar:
		if isVersion(s, it) {
			return "openflow.Version"
		}
		return e.scalarType(it, it.Size)
	case model.ItemArray:
		return fmt.Sprintf("[%d]%s", it.Count, e.scalarType(it, it.ElemSize))
	case model.ItemString:
		return fmt.Sprintf("openflow.String%d", it.Size)
	case model.ItemFixed:
		return fmt.Sprintf("[%d]byte", it.Size)
	case model.ItemBytes, model.ItemText:
		return "[]byte"
	case model.ItemBitmap:
		return "[]uint32"
	case model.ItemStruct:
		return e.from(it.Struct.Outer, it.Struct.GoName)
	case model.ItemMember:
		return e.from(it.Family.Outer, it.Family.GoName)
	case model.ItemList:
		return e.listType(it)
	case model.ItemMessage:
		return "openflow.Message"
	case model.ItemMatch:
		return e.standard("Match")
	case model.ItemOXM:
		return "openflow.Field"
	case model.ItemOXMs, model.ItemOXSs, model.ItemStats:
		return "[]openflow.Field"
	case model.ItemOXMID:
		return "openflow.FieldID"
	case model.ItemOXMIDs, model.ItemOXSIDs:
		return "[]openflow.FieldID"
	}
	panic(fmt.Sprintf("%s.%s: no Go type for items of kind %d", s.Name, it.Name, it.Kind))
}

// listType is the Go type of a list: the family's own, or a slice.
func (e *emitter) listType(it *model.Item) string {
	switch {
	case it.Family != nil:
		return e.from(it.Family.Outer, listName(it.Family))
	case it.Struct != nil:
		return "[]" + e.from(it.Struct.Outer, it.Struct.GoName)
	}
	return "[]" + e.scalarType(it, it.ElemSize)
}

// scalarType is the Go type of a number or address of size bytes on the wire; a member of a packed word has size 0.
func (e *emitter) scalarType(it *model.Item, size int) string {
	if it.Enum != nil {
		return e.from(it.Enum.Outer, it.Enum.GoName)
	}
	switch it.Type {
	case model.TypeInt:
		return "int32"
	case model.TypeMAC:
		return "openflow.MAC"
	case model.TypeIPv4, model.TypeIPv6, model.TypeIPv6Mapped:
		return "netip.Addr"
	case model.TypeUint128:
		return "openflow.Uint128"
	case model.TypeFieldID:
		return "openflow.FieldID"
	}
	if size == 0 {
		size = (it.Bits + 7) / 8
	}
	return uintType(size)
}

// uintType is the Go type of a number of size bytes.
func uintType(size int) string { return fmt.Sprintf("uint%d", uintBits(size)) }

// uintBits is the width of that type.
func uintBits(size int) int {
	switch {
	case size <= 1:
		return 8
	case size == 2:
		return 16
	case size <= 4:
		return 32
	}
	return 64
}

// goBits is the width of the Go type of a scalar that is an unsigned integer.
func goBits(it *model.Item) int {
	switch {
	case it.Enum != nil:
		return uintBits(it.Enum.Size)
	case it.Size == 0:
		return uintBits((it.Bits + 7) / 8)
	}
	return uintBits(it.Size)
}

// structNew prints the constructor of a struct that has defaults.
func (e *emitter) structNew(f *jen.File, s *model.Struct) {
	if !hasDefaults(s) {
		return
	}
	var defaults []string
	for _, it := range fieldsOf(s) {
		switch {
		case it.HasDefault:
			defaults = append(defaults, it.GoName+": "+e.defaultOf(it))
		case hasDefaultsInside(it):
			defaults = append(defaults, it.GoName+": *"+e.newName(it)+"()")
		}
	}
	doc := e.newDoc(s)
	if len(defaults) <= 2 {
		e.single(f, doc, "func New%s() *%s { return &%s{%s} }", s.GoName, s.GoName, s.GoName, strings.Join(defaults, ", "))
		return
	}
	e.function(f, doc, fmt.Sprintf("New%s() *%s", s.GoName, s.GoName), func(b *body) {
		b.block(func(b *body) {
			for _, x := range defaults {
				b.add("%s,", x)
			}
		}, "return &%s", s.GoName)
	})
}

// newDoc is the comment of a constructor: it tells the defaults, since documentation does not show bodies.
func (e *emitter) newDoc(s *model.Struct) string {
	var defaults []string
	for _, it := range fieldsOf(s) {
		switch {
		case it.HasDefault:
			defaults = append(defaults, it.GoName+" "+e.defaultOf(it))
		case hasDefaultsInside(it):
			defaults = append(defaults, it.GoName+" that of "+e.newName(it))
		}
	}
	list := strings.Join(defaults, ", ")
	if last := len(defaults) - 1; last > 0 {
		list = strings.Join(defaults[:last], ", ") + " and " + defaults[last]
	}
	doc := fmt.Sprintf("New%s returns %s whose defaults are set:", s.GoName, article(s.GoName))
	if len(doc)+len(list) > maxComment {
		return doc + "\n" + list + "."
	}
	return doc + " " + list + "."
}

// maxComment is how long a line of a comment may be.
const maxComment = 145

func hasDefaultsInside(it *model.Item) bool {
	return it.Kind == model.ItemStruct && hasDefaults(it.Struct)
}

func (e *emitter) newName(it *model.Item) string {
	return e.from(it.Struct.Outer, "New"+it.Struct.GoName)
}

// hasDefaults reports whether a struct, or one in line of it, has defaults: then it has a constructor.
func hasDefaults(s *model.Struct) bool {
	return slices.ContainsFunc(fieldsOf(s), func(it *model.Item) bool {
		return it.HasDefault || hasDefaultsInside(it)
	})
}

// defaultOf prints a default as the spec writes it.
func (e *emitter) defaultOf(it *model.Item) string {
	switch {
	case it.DefaultConst != nil && it.Enum != nil:
		return e.from(it.Enum.Outer, it.DefaultConst.GoName)
	case it.Hex:
		return fmt.Sprintf("%#x", it.Default)
	case it.Type == model.TypeInt:
		return fmt.Sprint(int32(it.Default))
	}
	return value(it.Default)
}
