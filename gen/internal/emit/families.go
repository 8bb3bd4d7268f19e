package emit

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// familyTypes prints what the members of a family share: interface, list, unknown type, and the function that makes members for JSON.
func (e *emitter) familyTypes(f *jen.File, fam *model.Family) {
	if fam.Builtin {
		return // See messageTypes.
	}
	doc := fam.Doc
	if doc == "" {
		doc = fam.GoName + " is one of the standard's " + strings.ReplaceAll(fam.Name, "_", " ") + "s."
	}
	f.Line()
	comment(f, doc+"\nTypes of other packages are "+listName(fam)+" too if they have the method "+e.markerName(fam)+".")
	f.Type().Id(fam.GoName).Interface(e.lines(func(b *body) {
		b.add("openflow.Element")
		b.add("%s()", e.markerName(fam))
	})...)
	e.single(f, listName(fam)+" is a list of elements in wire order.", "type %s []%s", listName(fam), fam.GoName)
	e.unknown(f, fam)
	e.create(f, fam)
}

// unknown prints the type of members whose tag is not known.
func (e *emitter) unknown(f *jen.File, fam *model.Family) {
	name := unknownName(fam)
	rest := "All that follows the header, padding included."
	if fam.Align > 1 && !fam.Inside {
		rest = "All that follows the header, without the padding behind it."
	}
	f.Line()
	comment(f, fmt.Sprintf("%s is %s of a type that is not known. It encodes to the bytes that it came from.", name, article(fam.GoName)))
	f.Type().Id(name).Struct(e.lines(func(b *body) {
		b.line("Number of the "+strings.ReplaceAll(fam.TagName, "_", " ")+".", "Type %s", uintType(fam.TagSize))
		b.line(rest, "Body []byte")
	})...)
	e.marker(fam, name)
	e.info(f, name, unknownJSON(fam), "", nil)
	e.function(f, "", fmt.Sprintf("(m *%s) Walk(v openflow.Visitor)", name), func(b *body) {
		tag := fmt.Sprintf("v.Uint(%q, (*openflow.U%d)(&m.Type))", fam.TagName, uintBits(fam.TagSize))
		length := fmt.Sprintf("v.Computed(%q, %d, %d)", fam.LenName, fam.LenOff, fam.LenSize)
		if fam.LenOff < fam.TagOff {
			tag, length = length, tag
		}
		b.add("%s", tag)
		b.add("%s", length)
		b.add("v.Bytes(%q, &m.Body)", "data")
	})
	e.clone(f, name, e.cloneBody())
}

// create prints the function that makes an empty member of a class of JSON.
func (e *emitter) create(f *jen.File, fam *model.Family) {
	doc := fmt.Sprintf(`New%s returns an empty element of a class name of JSON, as %s, or nil when it knows none. Where several types
share the class, attr tells them apart: it returns a number of the JSON object.`, fam.GoName, firstClass(fam))
	head := fmt.Sprintf("New%s(class string, attr func(name string) uint64) %s", fam.GoName, fam.GoName)
	e.function(f, doc, head, func(b *body) {
		b.add("return wire.New[%s](elementTypes, class, attr)", fam.GoName)
	})
}

func firstClass(fam *model.Family) string {
	if len(fam.Members) == 0 {
		return unknownJSON(fam)
	}
	return fam.Members[0].JSONName
}

// attribute is the number that tells types of one class apart, with its name: the tag, or a vendor's subtype.
func attribute(tag string, group []*model.Struct) (name string, number func(*model.Struct) uint64) {
	if v := group[0].Vendor; v != nil && group[0].Tag == group[1].Tag {
		return v.SubtypeName[group[0].Family.Name], func(s *model.Struct) uint64 { return s.Sub }
	}
	return tag, func(s *model.Struct) uint64 { return s.Tag }
}

// sameClass lists the types that share the class of a message or a family's member.
func (e *emitter) sameClass(s *model.Struct) []*model.Struct {
	var group []*model.Struct
	for _, x := range e.p.Structs {
		if x.JSONName == s.JSONName && (isMessage(x) && isMessage(s) || x.Family == s.Family) {
			group = append(group, x)
		}
	}
	return group
}

// messageTypes prints the types of multiparts that are not known, and newMessage.
func (e *emitter) messageTypes(f *jen.File) {
	for _, fam := range e.p.Families {
		if fam.Builtin && fam.Name != "message" {
			e.multipartUnknown(f, fam)
		}
	}
	doc := "newMessage returns an empty message of a class name of JSON, or nil. Attr is as for NewAction."
	e.function(f, doc, "newMessage(class string, attr func(name string) uint64) openflow.Message", func(b *body) {
		b.block(func(b *body) { b.add("return new(openflow.Opaque)") }, "if class == %q", "OFPOpaque")
		b.add("return wire.New[openflow.Message](messageTypes, class, attr)")
	})
}

// multipartUnknown prints the type of multiparts of unknown type.
func (e *emitter) multipartUnknown(f *jen.File, fam *model.Family) {
	name, flags := unknownName(fam), e.findEnum(fam.Name+"_flags")
	flagsType := "uint16"
	if flags != nil {
		flagsType = flags.GoName
	}
	f.Line()
	comment(f, fmt.Sprintf("%s is a %s of a type that is not known. It encodes to the bytes that it came from.", name, strings.ReplaceAll(fam.Name, "_", " ")))
	f.Type().Id(name).Struct(e.lines(func(b *body) {
		b.add("XID uint32")
		b.add("Flags %s", flagsType)
		b.line("The multipart type.", "Type uint16")
		b.line("All that follows the multipart header.", "Body []byte")
	})...)
	direction := "FromController"
	if strings.HasSuffix(fam.Name, "reply") {
		direction = "FromSwitch"
	}
	e.info(f, name, unknownJSON(fam), "", func(b *body) {
		b.add("Message: true, Type: %d, Multipart: true, Direction: openflow.%s, Opaque: true,", e.unknownType(fam), direction)
	})
	e.function(f, "", fmt.Sprintf("(m *%s) Walk(v openflow.Visitor)", name), func(b *body) {
		b.add("v.XID(&m.XID)")
		b.add("v.Uint(%q, (*openflow.U16)(&m.Type))", "type")
		if flags != nil {
			b.add("v.Enum(%q, (*openflow.U16)(&m.Flags), m.Flags)", "flags")
		} else {
			b.add("v.Uint(%q, (*openflow.U16)(&m.Flags))", "flags")
		}
		b.add("v.Bytes(%q, &m.Body)", "data")
	})
	e.clone(f, name, e.cloneBody())
}

// unknownType is the message type of multipart requests or replies.
func (e *emitter) unknownType(fam *model.Family) int {
	n := 18
	if e.p.Version == model.V10 {
		n = 16
	}
	if strings.HasSuffix(fam.Name, "reply") {
		n++
	}
	return n
}
