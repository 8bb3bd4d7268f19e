package emit

import (
	"fmt"
	"sort"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// keys prints the constants by which a table's fields are made and found.
func (e *emitter) keys(f *jen.File, t *model.FieldTable) {
	doc := "Keys of the fields of class " + fmt.Sprintf("%#04x.", t.Class)
	if t.Doc != "" {
		doc = t.Doc
	}
	e.constants(f, doc, func(b *body) {
		for _, x := range t.Fields {
			b.comment(fieldDoc(x))
			b.add("Field%s = openflow.%s(%#x)", x.GoName, e.keyType(x), keyID(x))
			if x.HasExpType {
				b.comment(fmt.Sprintf("Field%sExpType are the upper 16 bits of each value of Field%s.", x.GoName, x.GoName))
				b.add("Field%sExpType = %d << %d", x.GoName, x.ExpType, 8*x.Size)
			}
		}
	})
}

// comment appends a comment on a line of its own.
func (b *body) comment(text string) { b.lines = append(b.lines, jen.Comment(oneLine(text))) }

// keyType is the type of a field's key.
func (e *emitter) keyType(x *model.Field) string {
	switch {
	case x.Variable:
		return "BytesKey"
	case x.Pair:
		return "IntKey[uint64]"
	case x.HasExpType:
		return fmt.Sprintf("IntKey[%s]", uintType(x.Size+2))
	case x.Enum != nil:
		return fmt.Sprintf("IntKey[%s]", e.from(x.Enum.Outer, x.Enum.GoName))
	}
	switch x.Type {
	case model.TypeMAC:
		return "MACKey"
	case model.TypeIPv4, model.TypeIPv6, model.TypeIPv6Mapped:
		return "IPKey"
	case model.TypeUint128:
		return "Uint128Key"
	}
	return fmt.Sprintf("IntKey[%s]", uintType(x.Size))
}

// keyID is the FieldID of a field, with its length.
func keyID(x *model.Field) uint64 {
	return uint64(x.Table.Experimenter)<<32 | uint64(x.Header())
}

// fieldID is the FieldID of a field without length: what it is looked up by.
func fieldID(x *model.Field) uint64 { return keyID(x) &^ 0x1ff }

// fieldDoc tells in words what a field is.
func fieldDoc(x *model.Field) string {
	doc := fmt.Sprintf("Field%s is %s: %s, %s.", x.GoName, x.Name, sizeWords(x), maskWords(x))
	if x.Doc != "" {
		doc += " " + x.Doc
	}
	for _, n := range x.Needs {
		doc += " " + needWords(n)
	}
	if x.Same != nil {
		doc += " " + sameWords(x)
	}
	if x.ReadOnly {
		doc += " No set-field may write it."
	}
	return doc
}

func sizeWords(x *model.Field) string {
	switch {
	case x.Variable:
		return fmt.Sprintf("up to %d bytes", x.Size)
	case x.Pair:
		return "seconds in the upper 32 bits, nanoseconds in the lower"
	case x.HasExpType:
		return fmt.Sprintf("%s behind 16 bits of exp_type %d", count(x.Width(), "bit"), x.ExpType)
	case x.Bits > 0 && x.Bits < 8*x.Size:
		return fmt.Sprintf("%s in %s", count(x.Bits, "bit"), count(x.Size, "byte"))
	}
	return count(x.Size, "byte")
}

func count(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

func maskWords(x *model.Field) string {
	switch {
	case x.Table.OXS:
		return "statistics"
	case x.Maskable:
		return "maskable"
	}
	return "not maskable"
}

// sameWords tells which other field holds the same.
func sameWords(x *model.Field) string {
	of := "Field" + x.Same.GoName
	switch {
	case x.Shift > 0 || x.Shift == 0 && x.Width() < x.Same.Width() && x.Same.Enum == nil:
		return fmt.Sprintf("It is bits %d to %d of %s.", x.Shift, x.Shift+x.Width()-1, of)
	case x.Shift < 0:
		return fmt.Sprintf("Its upper %s are %s.", count(x.Width()+x.Shift, "bit"), of)
	case x.Width() < x.Same.Width():
		return fmt.Sprintf("It is %s in %s.", of, count(x.Width(), "bit"))
	}
	return fmt.Sprintf("It is %s by another name.", of)
}

// needWords tells a prerequisite.
func needWords(n model.Need) string {
	verb := "It needs Field%s of %s."
	if n.Not {
		verb = "It needs Field%s, but not of %s."
	}
	var values []string
	for _, v := range n.Values {
		values = append(values, needValue(n.Field, v))
	}
	return fmt.Sprintf(verb, n.Field.GoName, strings.Join(values, " or "))
}

// needValue prints Ethernet types in hexadecimal, protocol numbers in decimal.
func needValue(x *model.Field, v uint64) string {
	if x.Size > 1 && v > 0 {
		return fmt.Sprintf("0x%0*x", 2*x.Size, v)
	}
	return fmt.Sprint(v)
}

// fieldTable prints the version's table of all fields, and the Match type where the version has one.
func (e *emitter) fieldTable(f *jen.File) {
	var fields []*model.Field
	for _, t := range e.p.Tables {
		fields = append(fields, t.Fields...)
	}
	e.shortFields(f, fields)
	doc := "fieldTable describes all match fields, and the statistics fields that have the same form, in order of id."
	e.declare(f, doc, "var fieldTable = openflow.FieldTable", func(b *body) {
		b.add("Short: &shortFields,")
		b.lines = append(b.lines, e.code("Fields: []openflow.FieldInfo").Block(e.fieldInfos(fields)...).Op(","))
		for _, c := range [][2]string{
			{"BadType", "BAD_TYPE"}, {"BadLen", "BAD_LEN"}, {"BadValue", "BAD_VALUE"},
			{"BadMask", "BAD_MASK"}, {"BadWildcards", "BAD_WILDCARDS"}, {"BadPrereq", "BAD_PREREQ"}, {"Duplicate", "DUP_FIELD"},
		} {
			b.add("%s: %s,", c[0], e.matchError(c[1]))
		}
	})
	if e.p.Version != model.V10 {
		e.matchType(f)
	}
}

// shortFields prints the headers of the fields that decode on the fast way.
func (e *emitter) shortFields(f *jen.File, fields []*model.Field) {
	doc := "shortFields are the headers of the fields of class 0x8000 with a payload of up to 8 bytes, by their number and mask bit."
	e.declare(f, doc, "var shortFields = [256]uint32", func(b *body) {
		for _, x := range fields {
			if x.Table.Class != 0x8000 || x.Variable || x.Table.OXS {
				continue
			}
			for mask := range 2 {
				if x.Size<<mask <= 8 {
					b.line(x.Name, "%#x: %#x,", int(x.Number)<<1|mask, 0x8000<<16|uint32(x.Number)<<9|uint32(mask<<8|x.Size<<mask))
				}
			}
		}
	})
}

// fieldInfos are the elements of a []openflow.FieldInfo, in order of id.
func (e *emitter) fieldInfos(fields []*model.Field) []jen.Code {
	sort.SliceStable(fields, func(i, j int) bool { return fieldID(fields[i]) < fieldID(fields[j]) })
	return e.lines(func(b *body) {
		for _, x := range fields {
			b.add("%s,", e.fieldInfo(x))
		}
	})
}

// fieldInfo is the composite literal of what is known of a field, without its type's name.
func (e *emitter) fieldInfo(x *model.Field) string {
	parts := []string{fmt.Sprintf("ID: %#x", fieldID(x)), fmt.Sprintf("Name: %q", x.Name)}
	add := func(on bool, format string, args ...any) {
		if on {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	size, kind := x.Size, fieldKind(x)
	if x.HasExpType {
		size += 2
	}
	add(x.JSON != "" && x.JSON != x.Name, "JSON: %q", x.JSON)
	add(kind != "KindInt", "Kind: openflow.%s", kind)
	add(true, "Size: %d", size)
	add(x.Bits > 0, "Bits: %d", x.Bits)
	add(x.Variable, "Variable: true")
	add(x.Maskable, "Maskable: true")
	add(x.ReadOnly, "ReadOnly: true")
	add(x.HasExpType, "ExpType: true")
	if x.Same != nil {
		add(true, "Same: %#x", keyID(x.Same))
	}
	add(x.Shift != 0, "Shift: %d", x.Shift)
	add(len(x.Needs) > 0, "Needs: []openflow.FieldNeed{%s}", needs(x))
	if x.Enum != nil {
		add(true, "Text: func(v uint64) string { return %s(v).String() }", e.from(x.Enum.Outer, x.Enum.GoName))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func needs(x *model.Field) string {
	var list []string
	for _, n := range x.Needs {
		var values []string
		for _, v := range n.Values {
			values = append(values, needValue(n.Field, v))
		}
		not := ""
		if n.Not {
			not = "Not: true, "
		}
		list = append(list, fmt.Sprintf("{ID: %#x, %sValues: []uint64{%s}}", fieldID(n.Field), not, strings.Join(values, ", ")))
	}
	return strings.Join(list, ", ")
}

// fieldKind is the name of the openflow.FieldKind.
func fieldKind(x *model.Field) string {
	switch {
	case x.Variable:
		return "KindBytes"
	case x.Pair:
		return "KindPair"
	}
	switch x.Type {
	case model.TypeMAC:
		return "KindMAC"
	case model.TypeIPv4:
		return "KindIPv4"
	case model.TypeIPv6, model.TypeIPv6Mapped:
		return "KindIPv6"
	case model.TypeUint128:
		return "KindUint128"
	}
	return "KindInt"
}

// extensionFields prints what a vendor's Register adds to the fields of a decoder's Extensions.
func (e *emitter) extensionFields(f *jen.File) {
	var fields []*model.Field
	for _, t := range e.p.Tables {
		fields = append(fields, t.Fields...)
	}
	if len(fields) == 0 {
		return
	}
	f.Line()
	comment(f, "extensionFields describes the match fields.")
	f.Add(e.code("var extensionFields = []openflow.FieldInfo").Block(e.fieldInfos(fields)...))
}

// matchType prints the type of a match.
func (e *emitter) matchType(f *jen.File) {
	doc := "A Match is a list of match fields, in wire order. A packet matches when it matches all of them; an empty Match matches all packets."
	e.single(f, doc, "type Match []openflow.Field")
	doc = `Check verifies what the standard asks of a match: prerequisites, no field twice, values within their bits, masks only where they may be.
The error is an *openflow.CheckError, or several joined.`
	e.single(f, doc, "func (m Match) Check() error { return openflow.CheckMatch(m, &fieldTable) }")
	e.single(f, "String returns the fields as name=value or name=value/mask, separated by blanks.", "func (m Match) String() string { return fieldTable.Format(m) }")
	doc = `AppendKey appends a key of the match, which another way to write the match does not change: the flow that was sent has the key of the flow that a switch reports.
See openflow.AppendMatchKey.`
	e.single(f, doc, "func (m Match) AppendKey(b []byte) []byte { return openflow.AppendMatchKey(b, m, &fieldTable) }")
	e.single(f, "Same reports whether m and n have the same key.", "func (m Match) Same(n Match) bool { return openflow.SameMatch(m, n, &fieldTable) }")
}
