package emit

import (
	"fmt"
	"sort"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// A cell is one field of the memory that a Decoder lends.
type cell struct {
	name, typ string
}

// memory is the expression of the run that a list of numbers takes its memory from.
func (e *emitter) memory(it *model.Item) string {
	return e.listMemory(memoryType(e, it))
}

// lender is the expression of the memory that elements are taken from: the Decoder's, or that of a vendor's package.
func (e *emitter) lender() string {
	if e.vendor() {
		return "wire.Memory[memory](sc)"
	}
	return "d.mem"
}

// listMemory is the expression of the run that lists of a type are taken from. It lies behind a pointer, so that a Decoder is small.
func (e *emitter) listMemory(typ string) string {
	return "wire.Lend(&" + e.lender() + "." + lower(typ) + "List)"
}

// memoryType names the element type of a list of numbers: TableID, Uint32.
func memoryType(e *emitter, it *model.Item) string {
	if it.Enum != nil {
		return it.Enum.GoName
	}
	if it.Kind == model.ItemBitmap {
		return "Uint32"
	}
	return fmt.Sprintf("Uint%d", 8*it.ElemSize)
}

// cells lists all fields of the memory, in order of name. The members of a family lie together behind a pointer, and those of each vendor
// behind another, so that a Decoder is small until it meets them.
func (e *emitter) cells() []cell {
	seen := map[string]cell{}
	add := func(name, format string, args ...any) { seen[name] = cell{name, fmt.Sprintf(format, args...)} }
	for _, fam := range e.p.Families {
		if !fam.Builtin {
			add(lower(fam.GoName), "*%sMemory", lower(fam.GoName))
		}
	}
	for _, s := range e.p.Structs {
		if isMessage(s) && !e.vendor() {
			add(lower(s.GoName), "*%s", s.GoName)
		}
		for _, it := range s.Items {
			if it.Kind == model.ItemBitmap || it.Kind == model.ItemList && it.Struct == nil && it.Family == nil {
				typ := memoryType(e, it)
				goType := typ
				if it.Enum == nil {
					goType = lower(typ)
				} else {
					goType = e.enumType(it.Enum)
				}
				add(lower(typ)+"List", "*wire.Run[%s]", goType)
			}
		}
	}
	for _, s := range e.listed() {
		add(lower(s.GoName)+"List", "*wire.Run[%s]", e.structName(s))
	}
	if !e.vendor() {
		for _, way := range []string{"Request", "Reply"} {
			add("multipart"+way+"Unknown", "*Multipart%sUnknown", way)
		}
		add("opaque", "*openflow.Opaque")
	}
	var list []cell
	for _, c := range seen {
		list = append(list, c)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].name < list[j].name })
	return list
}

// familyMemory prints the type of what a Decoder lends of one family.
func (e *emitter) familyMemory(f *jen.File, fam *model.Family) {
	comments(f, fmt.Sprintf("%sMemory is what a Decoder lends of %s.", lower(fam.GoName), listName(fam)))
	f.Type().Id(lower(fam.GoName) + "Memory").StructFunc(func(g *jen.Group) {
		g.Add(e.code("list wire.Run[%s]", fam.GoName))
		if recursive(fam) {
			g.Add(e.code("nested wire.Run[%s]", fam.GoName))
		}
		for _, s := range fam.Members {
			if s.Vendor == nil {
				g.Add(e.code("%s wire.Slab[%s]", lower(s.GoName), s.GoName))
			}
		}
		g.Add(e.code("unknown wire.Slab[%s]", unknownName(fam)))
		for _, v := range e.vendorsIn(fam) {
			g.Add(e.code("%s *%s", lower(v.Prefix), vendorMemory(fam, v)))
		}
	})
	for _, v := range e.vendorsIn(fam) {
		comments(f, fmt.Sprintf("%s is what a Decoder lends of the %s of one vendor.", vendorMemory(fam, v), listName(fam)))
		f.Type().Id(vendorMemory(fam, v)).StructFunc(func(g *jen.Group) {
			for _, s := range fam.Members {
				if s.Vendor == v {
					g.Add(e.code("%s wire.Slab[%s]", lower(s.GoName), s.GoName))
				}
			}
		})
	}
}

// vendorMemory is the type of what a Decoder lends of a vendor's members of a family.
func vendorMemory(fam *model.Family, v *model.Vendor) string {
	return lower(v.Prefix) + fam.GoName + "Memory"
}

// decoder prints the Decoder and what it decodes whole messages with.
func (e *emitter) decoder(f *jen.File) {
	version := e.p.Version.String()
	f.Line()
	f.Add(e.code("var be = binary.BigEndian"))
	f.Line()
	comments(f, "A Decoder decodes OpenFlow "+version+" messages into memory that it uses again: in the steady state it allocates nothing. What Decode returns, and all\n"+
		"that it holds, is valid until the next Decode, and as long as the bytes do not change: Clone what is to be kept. The zero value is ready for\n"+
		"use. A Decoder is for one goroutine at a time.")
	f.Type().Id("Decoder").Struct(
		jen.Comment("Extensions are the third parties' elements that the decoder knows; nil is none. Set it before the first Decode."),
		e.code("Extensions *openflow.Extensions"),
		jen.Comment("MaxDepth is how deep elements may nest; 0 is 16."),
		e.code("MaxDepth int"),
		jen.Line(),
		e.code("scope wire.Scope"),
		e.code("mem memory"),
		e.code("inner *Decoder // Of messages inside messages."),
		e.code("nested bool // This is the inner one."),
	)
	e.memoryStruct(f, "memory is what a Decoder lends: one of each message, and of all else as many as needed.")
	e.decodeMessage(f)
	e.dispatch(f)
	for _, s := range e.p.Structs {
		if e.isListed(s) {
			e.structList(f, s)
		}
	}
}

// memoryStruct prints the struct of what is lent, if there is any.
func (e *emitter) memoryStruct(f *jen.File, doc string) {
	cells := e.cells()
	if len(cells) == 0 {
		return
	}
	f.Line()
	comments(f, doc)
	f.Type().Id("memory").StructFunc(func(g *jen.Group) {
		for _, c := range cells {
			g.Add(e.code("%s %s", c.name, c.typ))
		}
	})
}

// decodeMessage prints the entry points.
func (e *emitter) decodeMessage(f *jen.File) {
	v := e.versionName()
	e.function(f, "Unmarshal decodes one message into fresh memory. It copies what it keeps of b.",
		"Unmarshal(b []byte) (openflow.Message, error)", func(b *body) {
			b.add("var d Decoder")
			b.add("return d.Decode(bytes.Clone(b))")
		})
	e.function(f, "Decode decodes the message that fills b into memory of the Decoder and of b. A message of an unknown type is an *openflow.Opaque. The error is an\n*openflow.DecodeError.",
		"(d *Decoder) Decode(b []byte) (openflow.Message, error)", func(b *body) {
			b.block(func(b *body) {
				b.block(func(b *body) { b.add("return nil, err") }, "if err := wire.CheckHeader(b, %s); err != nil", v)
			}, "if len(b) < openflow.HeaderLen || b[0] != %d || int(be.Uint16(b[2:4])) != len(b)", e.p.Version)
			e.begin(b, "len(b)")
			e.byType(b)
		})
	e.function(f, "unmarshal decodes one whole message of the type of m, which holds the numbers, into m. It copies what it keeps of b.",
		"unmarshal(m decodable, b []byte, numbers ...wire.Number) error", func(b *body) {
			b.block(func(b *body) { b.add("return err") }, "if err := wire.Expect(b, m.Info(), numbers); err != nil")
			b.add("var d Decoder")
			b.add("d.begin(len(b))")
			b.add("return m.decode(bytes.Clone(b), &d)")
		})
	f.Line()
	comments(f, "decodable is what generated messages are.")
	f.Type().Id("decodable").Interface(e.code("openflow.Message"), e.code("decode(b []byte, d *Decoder) error"))
	e.function(f, "begin takes all memory back.", "(d *Decoder) begin(size int)", func(b *body) { e.begin(b, "size") })
	e.function(f, "renew readies a new Decoder, and drops memory that is much larger than what is needed of late.", "(d *Decoder) renew()", func(b *body) {
		b.block(func(b *body) { b.add("d.mem, d.inner = memory{}, nil") }, "if d.scope.Renew(d, d.Extensions, d.MaxDepth)")
	})
	e.function(f, "Scope begins the decoding of size bytes by generated code of third parties.", "(d *Decoder) Scope(size int) *wire.Scope", func(b *body) {
		b.add("d.begin(size)")
		b.add("return &d.scope")
	})
	e.function(f, "Inner decodes the message at the start of b, which lies within another one. Within that, there may be no further one.", "(d *Decoder) Inner(b []byte) (openflow.Message, error)", func(b *body) {
		b.add("n := wire.MessageLen(b)")
		b.block(func(b *body) { b.add("return nil, wire.BadLength(min(2, len(b)), \"Length\", openflow.BadRequestLen)") }, "if n < openflow.HeaderLen || n > len(b)")
		b.block(func(b *body) { b.add("return nil, wire.TooDeep()") }, "if d.nested")
		b.block(func(b *body) {
			b.add("d.inner = &Decoder{Extensions: d.Extensions, MaxDepth: d.MaxDepth, nested: true}")
		}, "if d.inner == nil")
		b.add("return d.inner.Decode(b[:n])")
	})
}

// begin prints the statements that take all memory back.
func (e *emitter) begin(b *body, size string) {
	b.block(func(b *body) { b.add("d.renew()") }, "if d.scope.Due()")
	b.add("d.scope.Begin(%s)", size)
}

// versionName is the version's constant.
func (e *emitter) versionName() string { return "openflow.Version" + e.versionDigits() }

// byType prints the choice by message type.
func (e *emitter) byType(b *body) {
	b.block(func(b *body) {
		for _, s := range e.members("message") {
			b.cases(func(b *body) { e.whole(b, s) }, "%d", s.Tag)
		}
		for _, way := range []string{"Request", "Reply"} {
			b.cases(func(b *body) { b.add("return d.multipart%s(b)", way) }, "%d", e.multipartMessage(way))
		}
	}, "switch b[1]")
	b.add("m := wire.Lend(&d.mem.opaque)")
	b.block(func(b *body) { b.add("return nil, err") }, "if err := m.Decode(b); err != nil")
	b.add("return m, nil")
}

// dispatch prints the choice by multipart type, and by experimenter.
func (e *emitter) dispatch(f *jen.File) {
	header := 16
	if e.p.Version == model.V10 {
		header = 12
	}
	for _, way := range []string{"Request", "Reply"} {
		e.multipartDispatch(f, way, header)
	}
	for _, fam := range e.p.Families {
		if !fam.Builtin {
			continue
		}
		for _, s := range fam.Members {
			if s.KeyMember {
				e.nested(f, fam, s)
			}
		}
	}
}

// members are the standard members of a built-in family, by tag.
func (e *emitter) members(family string) []*model.Struct {
	var list []*model.Struct
	for _, fam := range e.p.Families {
		if fam.Name != family {
			continue
		}
		for _, s := range fam.Members {
			if s.Vendor == nil {
				list = append(list, s)
			}
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].Tag < list[j].Tag })
	return list
}

// whole prints the decoding of b as one message.
func (e *emitter) whole(b *body, s *model.Struct) {
	if s.KeyMember {
		b.add("return d.decode%s(b)", s.GoName)
		return
	}
	e.lend(b, s)
}

// lend prints the decoding of b into the one message of a type.
func (e *emitter) lend(b *body, s *model.Struct) {
	b.add("m := wire.Lend(&d.mem.%s)", lower(s.GoName))
	b.block(func(b *body) { b.add("return nil, err") }, "if err := m.decode(b, d); err != nil")
	b.add("return m, nil")
}

// multipartDispatch prints the choice by multipart type, and the codec of the types that are not known.
func (e *emitter) multipartDispatch(f *jen.File, way string, header int) {
	typ := "Multipart" + way + "Unknown"
	family := map[string]string{"Request": "multipart_request", "Reply": "multipart_reply"}[way]
	e.function(f, fmt.Sprintf("multipart%s decodes a multipart %s by its type.", way, lower(way)),
		fmt.Sprintf("(d *Decoder) multipart%s(b []byte) (openflow.Message, error)", way), func(b *body) {
			b.block(func(b *body) {
				b.add("return nil, wire.Truncated(len(b), %q, openflow.BadRequestLen)", "Multipart"+way)
			}, "if len(b) < %d", header)
			b.block(func(b *body) {
				for _, s := range e.members(family) {
					b.cases(func(b *body) { e.whole(b, s) }, "%s", num(s.Tag))
				}
			}, "switch be.Uint16(b[8:])")
			b.add("m := wire.Lend(&d.mem.%s)", lower(typ))
			b.add("m.decode(b)")
			b.add("return m, nil")
		})
	e.function(f, "decode reads the wire form, which fills b.", fmt.Sprintf("(m *%s) decode(b []byte)", typ), func(b *body) {
		b.add("m.XID, m.Type, m.Flags = be.Uint32(b[4:]), be.Uint16(b[8:]), Multipart%sFlags(be.Uint16(b[10:]))", way)
		b.add("m.Body = wire.Part(b, %d, len(b))", header)
	})
	e.function(f, "AppendBinary appends the wire form to b. On error it returns b as it was.",
		fmt.Sprintf("(m *%s) AppendBinary(b []byte) ([]byte, error)", typ), func(b *body) { e.appendMultipart(b, typ, way, header) })
	e.marshal(typ)
	e.function(f, "UnmarshalBinary decodes one whole message of any multipart type. It copies what it keeps of b.",
		fmt.Sprintf("(m *%s) UnmarshalBinary(b []byte) error", typ), func(b *body) {
			b.block(func(b *body) { b.add("return err") }, "if err := wire.Expect(b, &info%s, nil); err != nil", typ)
			b.block(func(b *body) {
				b.add("return wire.Truncated(len(b), %q, openflow.BadRequestLen)", typ)
			}, "if len(b) < %d", header)
			b.add("m.decode(bytes.Clone(b))")
			b.add("return nil")
		})
}

// multipartMessage is the message type of multiparts.
func (e *emitter) multipartMessage(way string) int {
	n := 18
	if e.p.Version == model.V10 {
		n = 16
	}
	if way == "Reply" {
		n++
	}
	return n
}

func (e *emitter) appendMultipart(b *body, typ, way string, header int) {
	b.block(func(b *body) { b.add("return b, wire.Nil(%q)", typ) }, "if m == nil")
	b.add("n := %d + len(m.Body)", header)
	b.block(func(b *body) { b.add("return b, wire.TooLong(%q)", typ) }, "if n > openflow.MaxMessageLen")
	b.add("start := len(b)")
	b.extend(header)
	b.add("p := (*[%d]byte)(b[start:start+%d])", header, header)
	b.add("p[0], p[1] = %d, %d", e.p.Version, e.multipartMessage(way))
	b.add("be.PutUint16(p[2:], uint16(n))")
	b.add("be.PutUint32(p[4:], m.XID)")
	b.add("be.PutUint16(p[8:], m.Type)")
	b.add("be.PutUint16(p[10:], uint16(m.Flags))")
	b.add("return append(b, m.Body...), nil")
}
