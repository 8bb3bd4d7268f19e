package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// structInfo prints the TypeInfo and what else ties the type to others.
func (e *emitter) structInfo(f *jen.File, s *model.Struct) {
	var more func(*body)
	if isMessage(s) {
		more = func(b *body) { e.messageInfo(b, s) }
	}
	e.info(f, s.GoName, s.JSONName, e.attr(s), more)
	if s.Reply != nil && isMessage(s) {
		e.replyType(f, s)
	}
	if s.Kind == model.KindMultipartReply {
		e.replyParts(f, s)
	}
}

// attr prints the number that tells a type from those that share its class, or nothing where none does.
func (e *emitter) attr(s *model.Struct) string {
	group := e.sameClass(s)
	if s.Family == nil || len(group) == 1 {
		return ""
	}
	name, number := attribute(s.Family.TagName, group)
	if isMessage(s) && name == "" {
		name = "type"
	}
	return fmt.Sprintf(", Attr: %q, AttrValue: %s", name, value(number(s)))
}

// info prints the TypeInfo of a type and the method that returns it. It stands on one line unless there is more to say.
func (e *emitter) info(f *jen.File, typ, json, attr string, more func(*body)) {
	names := fmt.Sprintf("Name: %q, JSON: %q, Version: %s%s, New: func() openflow.Element { return new(%s) }", typ, json, e.versionName(), attr, typ)
	if more == nil {
		e.infos = append(e.infos, e.code("var info%s = openflow.TypeInfo{%s}", typ, names))
	} else {
		e.declare(f, "", fmt.Sprintf("var info%s = openflow.TypeInfo", typ), func(b *body) {
			b.add("%s,", names)
			more(b)
		})
	}
	e.method("func (*%s) Info() *openflow.TypeInfo { return &info%s }", typ, typ)
	e.method("func (m *%s) Format(s fmt.State, verb rune) { wire.Format(m, s, verb) }", typ)
}

// messageInfo prints the part of a TypeInfo that only messages have.
func (e *emitter) messageInfo(b *body, s *model.Struct) {
	text := fmt.Sprintf("Message: true, Type: %d,", e.messageType(s))
	if isMultipart(s) {
		text += fmt.Sprintf(" Multipart: true, MultipartType: %s,", value(s.Tag))
	}
	switch s.Direction {
	case model.FromController:
		text += " Direction: openflow.FromController,"
	case model.FromSwitch:
		text += " Direction: openflow.FromSwitch,"
	}
	if s.KeyMember {
		text += " Opaque: true,"
	}
	b.add("%s", text)
	if r := s.Reply; r != nil && r.Outer == s.Outer && !leadsTo(r, s) {
		b.add("Reply: &info%s,", r.GoName)
	}
}

// leadsTo reports whether s is r or among the replies to r: Go does not initialize variables that refer to each other.
func leadsTo(r, s *model.Struct) bool {
	for n := 0; r != nil && n < 8; r, n = r.Reply, n+1 {
		if r == s {
			return true
		}
	}
	return false
}

// replyType prints the methods that tie a request to its reply.
func (e *emitter) replyType(f *jen.File, s *model.Struct) {
	reply := e.from(s.Reply.Outer, s.Reply.GoName)
	doc := "ReplyType tells the compiler which type answers the request, as in ofnet.Do. It returns nil."
	e.single(f, doc, "func (*%s) ReplyType() *%s { return nil }", s.GoName, reply)
	if it := entries(s.Reply); it != nil && s.Kind == model.KindMultipartRequest {
		doc := "EntryType tells the compiler what the replies list, as in ofnet.Stream. It returns nil."
		e.single(f, doc, "func (*%s) EntryType() *%s { return nil }", s.GoName, e.from(it.Struct.Outer, it.Struct.GoName))
	}
}

// entries is the list of structs that is all of a multipart reply's body, or nil.
func entries(s *model.Struct) *model.Item {
	if s.Kind != model.KindMultipartReply {
		return nil
	}
	var list *model.Item
	for _, it := range fieldsOf(s) {
		switch {
		case it.GoName == "XID" || it.GoName == "Flags":
		case list == nil && it.Kind == model.ItemList && it.Struct != nil:
			list = it
		default:
			return nil
		}
	}
	return list
}

// replyParts prints the methods by which a reply in several parts is read.
func (e *emitter) replyParts(f *jen.File, s *model.Struct) {
	if it := entries(s); it != nil {
		entry, list := e.from(it.Struct.Outer, it.Struct.GoName), "m."+it.GoName
		doc := fmt.Sprintf("Entry returns element i of %s, or nil when there is none.", it.GoName)
		e.function(f, doc, fmt.Sprintf("(m *%s) Entry(i int) *%s", s.GoName, entry), func(b *body) {
			b.block(func(b *body) { b.add("return nil") }, "if i < 0 || i >= len(%s)", list)
			b.add("return &%s[i]", list)
		})
	}
	flags := findField(s, "flags")
	if flags == nil || flags.Enum == nil {
		return
	}
	if more := findConst(flags.Enum.Consts, "MORE"); more != nil {
		name := e.from(flags.Enum.Outer, more.GoName)
		e.single(f, "More reports whether further parts of the reply follow.", "func (m *%s) More() bool { return m.Flags&%s != 0 }", s.GoName, name)
	}
}
