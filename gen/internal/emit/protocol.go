package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// protocol prints the version's Protocol value, and what has no spec file of its own.
func (e *emitter) protocol(f *jen.File) {
	version := e.p.Version.String()
	hello := e.findStruct(model.KindMessage, "hello")
	features := e.findStruct(model.KindMessage, "features_reply")
	session := e.findSession()
	doc := "Protocol is OpenFlow " + version + " for code that works with several versions. It is read only."
	e.declare(f, doc, "var Protocol = &openflow.Protocol", func(b *body) {
		b.add("Version: %s,", e.versionName())
		b.add("Unmarshal: Unmarshal,")
		b.add("NewDecoder: func(x *openflow.Extensions) openflow.Decoder { return &Decoder{Extensions: x} },")
		b.add("NewMessage: newMessage,")
		b.add("ErrorName: errorName,")
		if e.hasVendorErrors() {
			b.add("VendorErrorName: vendorErrorName,")
		}
		b.add("Fields: &fieldTable,")
		b.add("Types: messageTypes,")
		b.add("Elements: elementTypes,")
		if hello != nil {
			b.add("Hello: hello,")
			b.add("HelloVersions: helloVersions,")
		}
		e.basics(b)
		if features != nil {
			b.add("Features: features,")
		}
		session.members(b)
	})
	e.declare(f, "", "var messageTypes = []*openflow.TypeInfo", e.messageInfos)
	e.elements(f)
	if hello != nil {
		e.hello(f)
		e.helloVersions(f)
	}
	if features != nil {
		e.features(f, features)
	}
	session.functions(e, f)
	e.messageTypes(f)
	e.nameErrors(f)
	e.nameVendorErrors(f)
	if e.errorCodeField() != nil {
		e.errorText(f)
	}
}

// messageInfos lists the TypeInfos of all messages.
func (e *emitter) messageInfos(b *body) {
	var list []string
	for _, s := range e.p.Structs {
		if isMessage(s) {
			list = append(list, "&info"+s.GoName+",")
		}
	}
	for _, fam := range e.p.Families {
		if fam.Builtin && fam.Name != "message" {
			list = append(list, "&info"+unknownName(fam)+",")
		}
	}
	b.packed(4, list)
}

// elements prints the list of the TypeInfos of all that is no message.
func (e *emitter) elements(f *jen.File) {
	e.declare(f, "", "var elementTypes = []*openflow.TypeInfo", func(b *body) {
		var list []string
		for _, s := range e.p.Structs {
			if !isMessage(s) {
				list = append(list, "&info"+s.GoName+",")
			}
		}
		for _, fam := range e.p.Families {
			if !fam.Builtin {
				list = append(list, "&info"+unknownName(fam)+",")
			}
		}
		b.packed(4, list)
	})
}

// basics prints the constructors of the messages that each connection needs.
func (e *emitter) basics(b *body) {
	if s := e.findStruct(model.KindMessage, "error"); s != nil {
		if typ := findField(s, "type"); typ != nil {
			b.lines = append(b.lines, e.code("Error: func(xid uint32, code openflow.ErrorCode, data []byte) openflow.Message").Block(
				e.code("return &%s{XID: xid, %s: %s(code.Type()), Code: code.Code(), Data: data}", s.GoName, typ.GoName, e.fieldType(s, typ)),
			).Op(","))
		}
	}
	for _, m := range []struct{ member, name, arg, field string }{
		{"EchoRequest", "echo_request", ", data []byte", ", Data: data"},
		{"EchoReply", "echo_reply", ", data []byte", ", Data: data"},
		{"FeaturesRequest", "features_request", "", ""},
		{"BarrierRequest", "barrier_request", "", ""},
	} {
		if s := e.findStruct(model.KindMessage, m.name); s != nil {
			b.add("%s: func(xid uint32%s) openflow.Message { return &%s{XID: xid%s} },", m.member, m.arg, s.GoName, m.field)
		}
	}
}

// bitmapElement is the hello element that lists versions, with its field and family; nil in versions without.
func (e *emitter) bitmapElement() (*model.Struct, *model.Item) {
	for _, s := range e.p.Structs {
		if s.Family == nil || s.Family.Name != "hello_elem" {
			continue
		}
		for _, it := range fieldsOf(s) {
			if it.Kind == model.ItemBitmap {
				return s, it
			}
		}
	}
	return nil, nil
}

// hello prints the constructor of a hello that offers versions.
func (e *emitter) hello(f *jen.File) {
	s, it := e.bitmapElement()
	doc := "hello returns a Hello that offers versions."
	if s == nil {
		doc = "hello returns a Hello. It has no room for versions but the one in its header."
	}
	e.function(f, doc, "hello(xid uint32, versions []openflow.Version) openflow.Message", func(b *body) {
		if s == nil {
			b.add("return &Hello{XID: xid}")
			return
		}
		b.add("var words []uint32")
		b.block(func(b *body) {
			b.block(func(b *body) { b.add("words = append(words, 0)") }, "for len(words) <= int(v/32)")
			b.add("words[v/32] |= 1 << (v %% 32)")
		}, "for _, v := range versions")
		b.add("return &Hello{XID: xid, Elements: %s{&%s{%s: words}}}", listName(s.Family), s.GoName, it.GoName)
	})
}

// helloVersions prints the inverse.
func (e *emitter) helloVersions(f *jen.File) {
	s, it := e.bitmapElement()
	if s == nil {
		e.function(f, "helloVersions finds none: this version has no bitmap.", "helloVersions(openflow.Message) ([]openflow.Version, bool)",
			func(b *body) { b.add("return nil, false") })
		return
	}
	doc := "helloVersions returns the versions that a Hello lists in a bitmap."
	e.function(f, doc, "helloVersions(m openflow.Message) (versions []openflow.Version, ok bool)", func(b *body) {
		b.add("h, isHello := m.(*Hello)")
		b.block(func(b *body) { b.add("return nil, false") }, "if !isHello")
		b.block(func(b *body) {
			b.add("bitmap, isBitmap := elem.(*%s)", s.GoName)
			b.block(func(b *body) { b.add("continue") }, "if !isBitmap")
			b.add("ok = true")
			b.block(func(b *body) {
				b.block(func(b *body) { b.add("versions = append(versions, openflow.Version(n))") }, "if bitmap.%s[n/32]>>(n%%32)&1 != 0", it.GoName)
			}, "for n := 0; n < 32*len(bitmap.%s) && n < 256; n++", it.GoName)
		}, "for _, elem := range h.Elements")
		b.add("return versions, ok")
	})
}

// features prints the function that tells what all versions have of a features reply.
func (e *emitter) features(f *jen.File, s *model.Struct) {
	doc := "features returns what all versions have of a features reply."
	e.function(f, doc, "features(m openflow.Message) (openflow.Features, bool)", func(b *body) {
		b.add("r, ok := m.(*%s)", s.GoName)
		b.block(func(b *body) { b.add("return openflow.Features{}, false") }, "if !ok")
		b.lines = append(b.lines, jen.Return(e.code("openflow.Features").Block(e.lines(func(b *body) {
			for _, x := range []struct{ member, field, format string }{
				{"DatapathID", "datapath_id", "openflow.DatapathID(r.%s)"},
				{"Buffers", "n_buffers", "r.%s"},
				{"Tables", "n_tables", "r.%s"},
				{"AuxiliaryID", "auxiliary_id", "r.%s"},
				{"Capabilities", "capabilities", "uint32(r.%s)"},
			} {
				if it := findField(s, x.field); it != nil {
					b.add("%s: %s,", x.member, fmt.Sprintf(x.format, it.GoName))
				}
			}
		})...), jen.True()))
	})
}
