package emit

import (
	"fmt"
	"sort"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// familyDecode prints the decoder of a family's lists and of its nested unions.
func (e *emitter) familyDecode(f *jen.File, fam *model.Family) {
	if fam.Builtin {
		return
	}
	e.framingVar(f, fam)
	e.familyMemory(f, fam)
	list := listName(fam)
	owner, head := "Decoder", fmt.Sprintf("(d *Decoder) Decode%s(b []byte) (%s, error)", list, list)
	if e.vendor() {
		owner, head = "Scope", fmt.Sprintf("Decode%s(sc *wire.Scope, b []byte) (%s, error)", list, list)
	}
	e.function(f, fmt.Sprintf("Decode%s reads the elements that fill b, into memory of the %s and of b.", list, owner), head,
		func(b *body) { e.familyList(b, fam) })
	e.function(f, fmt.Sprintf("Unmarshal%s decodes the elements that fill b. It copies what it keeps of b.", list),
		fmt.Sprintf("Unmarshal%s(b []byte) (%s, error)", list, list), func(b *body) {
			if e.vendor() {
				b.add("return Decode%s(new(%s.Decoder).Scope(len(b)), bytes.Clone(b))", list, e.standardName())
				return
			}
			b.add("var d Decoder")
			b.add("d.begin(len(b))")
			b.add("return d.Decode%s(bytes.Clone(b))", list)
		})
	for _, s := range fam.Members {
		if s.KeyMember {
			e.nested(f, fam, s)
		}
	}
}

// framingVar prints the variable that tells package wire where a family's tag and length lie.
func (e *emitter) framingVar(f *jen.File, fam *model.Family) {
	f.Line()
	f.Add(e.code("var %s = wire.Framing{TagOffset: %d, TagSize: %d, LenOffset: %d, LenSize: %d, Header: %d, Min: %d, Align: %d, Inside: %t, Code: %s}",
		framing(fam), fam.TagOff, fam.TagSize, fam.LenOff, fam.LenSize, fam.Header, max(fam.Header, fam.Min), max(1, fam.Align), fam.Inside, e.codeOf(fam.Error)))
}

// number at an offset of an expression.
func numberAt(v string, offset, size int) string {
	switch {
	case size == 1:
		return fmt.Sprintf("%s[%d]", v, offset)
	case size == 3:
		return fmt.Sprintf("wire.Uint24(%s[%d:])", v, offset)
	case offset == 0:
		return fmt.Sprintf("be.Uint%d(%s)", 8*size, v)
	}
	return fmt.Sprintf("be.Uint%d(%s[%d:])", 8*size, v, offset)
}

// tiny is the size below which a slot for each element that the bytes could be is too much memory: they are counted.
const tiny = 8

// familyList prints the decoding of a list: it takes as many slots as the bytes can be elements, fills them and gives the rest back. Lists within elements
// of the same family take their slots meanwhile. They are counted, and have a run of their own.
func (e *emitter) familyList(b *body, fam *model.Family) {
	b.block(func(b *body) { b.add("return nil, nil") }, "if len(b) == 0")
	e.lendMemory(b, fam)
	leave := func(*body) {}
	run := "mem.list"
	switch {
	case recursive(fam):
		run = "run"
		leave = func(b *body) { b.add("%s.Leave()", e.scope()) }
		b.add("run, most := &mem.list, len(b)/%d", leastElement(fam))
		b.block(func(b *body) {
			b.add("var err error")
			b.block(func(b *body) { b.add("return nil, err") }, "if most, err = wire.Count(b, &%s); err != nil", framing(fam))
			b.add("run = &mem.nested")
		}, "if %s.Nested()", e.scope())
		b.block(func(b *body) { b.add("return nil, wire.TooDeep()") }, "if !%s.Enter()", e.scope())
	case leastElement(fam) < tiny:
		b.add("most, err := wire.Count(b, &%s)", framing(fam))
		b.block(func(b *body) { b.add("return nil, err") }, "if err != nil")
	default:
		b.add("most := len(b) / %d", leastElement(fam))
	}
	b.add("list := %s.Take(%s, most, %s.Room(%d))", run, e.scopeArg(), e.scope(), leastElement(fam))
	b.add("n := 0")
	b.block(func(b *body) {
		e.frame(b, fam, leave)
		b.add("var err error")
		e.choose(b, fam)
		b.block(func(b *body) {
			leave(b)
			b.add("return nil, openflow.WithinIndex(err, len(b)-len(rest), \"\", n)")
		}, "if err != nil")
		// By the capacity, which the compiler makes of the same difference: docs/decisions.md.
		b.block(func(b *body) { b.add("break") }, "if cap(rest)-%s <= 0", taken(fam))
		b.add("rest = rest[%s:]", taken(fam))
	}, "for rest := b[:len(b):len(b)]; ; n++")
	leave(b)
	b.add("return %s.Keep(list, n+1), nil", run)
}

// taken is the expression of the bytes that an element of the length size takes.
func taken(fam *model.Family) string {
	if fam.Align > 1 && !fam.Inside {
		return fmt.Sprintf("wire.RoundUp(size, %d)", fam.Align)
	}
	return "size"
}

// frame prints the check of one element's framing: p is its bytes. Leave prints what is to be done before an error.
func (e *emitter) frame(b *body, fam *model.Family, leave func(*body)) {
	head := max(fam.Header, fam.Min)
	if fam.Align > 1 && fam.Inside {
		head = max(head, fam.Align)
	}
	bad := func(b *body) {
		leave(b)
		b.add("return nil, wire.BadElement(rest, len(b)-len(rest), n, &%s)", framing(fam))
	}
	if fam.TagOff == 0 && fam.TagSize == 2 && fam.LenOff == 2 && fam.LenSize == 2 {
		b.add("tag, size := wire.Head(rest)")
	} else {
		b.block(bad, "if len(rest) < %d", head)
		b.add("tag, size := %s, int(%s)", numberAt("rest", fam.TagOff, fam.TagSize), numberAt("rest", fam.LenOff, fam.LenSize))
	}
	aligned := ""
	if fam.Align > 1 && fam.Inside {
		aligned = fmt.Sprintf("size&%d != 0 || ", fam.Align-1)
	}
	b.block(bad, "if size < %d || %s%s > len(rest)", head, aligned, taken(fam))
	b.add("p := rest[:size:size]")
}

// lendMemory prints the variable mem: what a family's elements are lent from.
func (e *emitter) lendMemory(b *body, fam *model.Family) {
	b.add("mem := wire.Lend(&%s.%s)", e.lender(), lower(fam.GoName))
}

// choose prints the choice of the element's type by its tag. A tag that is far from many others is left to default, so that they are a jump table.
func (e *emitter) choose(b *body, fam *model.Family) {
	far := farTag(fam)
	b.block(func(b *body) {
		for _, s := range fam.Members {
			if s.Vendor == nil && s != far {
				b.cases(func(b *body) { e.member(b, fam, s) }, "%s", num(s.Tag))
			}
		}
		b.cases(func(b *body) {
			if far != nil {
				b.block(func(b *body) {
					e.member(b, fam, far)
					b.add("break")
				}, "if tag == %s", num(far.Tag))
			}
			b.add("m := mem.unknown.Next(%s)", e.scopeArg())
			b.add("m.Type, m.Body = tag, wire.Part(p, %d, size)", bodyOffset(fam))
			b.add("list[n] = m")
		}, "default")
	}, "switch tag")
}

// farTag is the experimenters' member of a family, whose tag is the highest number, if there are enough others for a jump table: the compiler makes none of
// a switch with gaps.
func farTag(fam *model.Family) (far *model.Struct) {
	n := 0
	for _, s := range fam.Members {
		switch {
		case s.Vendor != nil:
		case s.Tag == 0xffff:
			far = s
		default:
			n++
		}
	}
	if n < 8 {
		return nil
	}
	return far
}

// bodyOffset is where the body of an unknown element begins: behind tag and length, whatever padding the known ones have there.
func bodyOffset(fam *model.Family) int {
	return max(fam.TagOff+fam.TagSize, fam.LenOff+fam.LenSize)
}

// leastElement is the least bytes that an element of a family takes.
func leastElement(fam *model.Family) int {
	n := max(fam.Header, fam.Min)
	if fam.Align > 1 {
		n = (n + fam.Align - 1) / fam.Align * fam.Align
	}
	return max(1, n)
}

// member prints the decoding of one known element into list[n].
func (e *emitter) member(b *body, fam *model.Family, s *model.Struct) {
	if s.KeyMember {
		if e.vendor() {
			b.add("list[n], err = decode%s(sc, p)", s.GoName)
		} else {
			b.add("list[n], err = d.decode%s(p)", s.GoName)
		}
		return
	}
	b.add("m := mem.%s.Next(%s)", lower(s.GoName), e.scopeArg())
	b.add("list[n] = m")
	b.add("err = m.%s", e.decodeCall("p"))
}

// nested prints the decoder of an experimenter's element: by vendor and subtype, then by the extensions, then as it is.
func (e *emitter) nested(f *jen.File, fam *model.Family, s *model.Struct) {
	result := fam.GoName
	if fam.Builtin {
		result = "openflow.Message"
	}
	head := fmt.Sprintf("(d *Decoder) decode%s(b []byte) (%s, error)", s.GoName, result)
	if e.vendor() {
		head = fmt.Sprintf("decode%s(sc *wire.Scope, b []byte) (%s, error)", s.GoName, result)
	}
	e.function(f, fmt.Sprintf("decode%s reads an experimenter's element: a known one, or the fallback.", s.GoName), head,
		func(b *body) {
			if !fam.Builtin {
				e.lendMemory(b, fam)
			}
			keys := keyItems(s)
			end := keys[len(keys)-1].Offset + keys[len(keys)-1].Size
			id := numberAt("b", keys[0].Offset, keys[0].Size)
			vendors := e.vendorsOf(fam, s)
			b.block(func(b *body) {
				if len(vendors) > 0 {
					b.block(func(b *body) {
						for _, v := range vendors {
							b.cases(func(b *body) { e.subtypes(b, fam, s, v, keys) }, "%#x", v.ID)
						}
					}, "switch %s", id)
				}
				b.block(func(b *body) { e.extension(b, fam, s, result, id) }, "if %s.Len() > 0", e.extensions())
			}, "if len(b) >= %d", end)
			e.fallback(b, fam, s)
		})
}

// fallback prints the decoding of b into an element of one type.
func (e *emitter) fallback(b *body, fam *model.Family, s *model.Struct) {
	if fam.Builtin {
		e.lend(b, s)
		return
	}
	b.add("m := mem.%s.Next(%s)", lower(s.GoName), e.scopeArg())
	b.add("return m, m.%s", e.decodeCall("b"))
}

// extension prints the decoding of a third party's element.
func (e *emitter) extension(b *body, fam *model.Family, s *model.Struct, result, id string) {
	b.block(func(b *body) {
		b.block(func(b *body) { b.add("return m, err") }, "if m, ok := x.(%s); ok", result)
	}, "if x, err := %s.Extension(%s, %q, %d, %s, b); x != nil", e.scope(), e.versionName(), fam.Name, s.Tag, id)
}

// subtypes prints the choice between a vendor's members.
func (e *emitter) subtypes(b *body, fam *model.Family, s *model.Struct, v *model.Vendor, keys []*model.Item) {
	last := keys[len(keys)-1]
	offset, size := last.Offset, last.Size
	if n := v.SubtypeSize[fam.Name]; n > 0 && len(keys) == 1 {
		offset, size = last.Offset+last.Size, n
	}
	choose := func(b *body) {
		if !fam.Builtin {
			b.add("mem := wire.Lend(&mem.%s)", lower(v.Prefix))
		}
		b.block(func(b *body) {
			for _, m := range fam.Members {
				if m.Vendor == v && m.Tag == s.Tag {
					b.cases(func(b *body) { e.fallback(b, fam, m) }, "%s", num(m.Sub))
				}
			}
		}, "switch %s", numberAt("b", offset, size))
	}
	if offset+size <= last.Offset+last.Size {
		choose(b)
		return
	}
	b.block(choose, "if len(b) >= %d", offset+size)
}

// keyItems are the items of a nested union's discriminator.
func keyItems(s *model.Struct) []*model.Item {
	var keys []*model.Item
	for _, it := range s.Items {
		if it.Key {
			keys = append(keys, it)
		}
	}
	return keys
}

// vendorsOf are the vendors that have members below a key member, by id.
func (e *emitter) vendorsOf(fam *model.Family, s *model.Struct) []*model.Vendor {
	return vendors(fam, func(m *model.Struct) bool { return m.Tag == s.Tag })
}

// vendorsIn are the vendors that have members in a family, by id.
func (e *emitter) vendorsIn(fam *model.Family) []*model.Vendor {
	return vendors(fam, func(*model.Struct) bool { return true })
}

// vendors are the vendors of those members of a family that are wanted, by id.
func vendors(fam *model.Family, wanted func(*model.Struct) bool) []*model.Vendor {
	seen := map[*model.Vendor]bool{}
	var list []*model.Vendor
	for _, m := range fam.Members {
		if m.Vendor != nil && wanted(m) && !seen[m.Vendor] {
			seen[m.Vendor] = true
			list = append(list, m.Vendor)
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].ID < list[j].ID })
	return list
}

// recursive reports whether elements of a family can hold elements of it again.
func recursive(fam *model.Family) bool {
	return reaches(fam, func(x *model.Family) bool { return x == fam })
}

// reaches reports whether elements of a family can hold elements of a family that is wanted.
func reaches(fam *model.Family, wanted func(*model.Family) bool) bool {
	seen := map[any]bool{}
	var reach func(s *model.Struct) bool
	family := func(x *model.Family) bool {
		if wanted(x) {
			return true
		}
		if seen[x] {
			return false
		}
		seen[x] = true
		for _, m := range x.Members {
			if reach(m) {
				return true
			}
		}
		return false
	}
	reach = func(s *model.Struct) bool {
		if s == nil || seen[s] {
			return false
		}
		seen[s] = true
		for _, it := range s.Items {
			if it.Family != nil && family(it.Family) || reach(it.Struct) {
				return true
			}
		}
		return false
	}
	for _, m := range fam.Members {
		if reach(m) {
			return true
		}
	}
	return false
}

// extensions is the expression of the extensions in use.
func (e *emitter) extensions() string {
	if e.vendor() {
		return "sc.Extensions"
	}
	return "d.Extensions"
}
