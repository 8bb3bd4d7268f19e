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
	e.function(f, fmt.Sprintf("Decode%s reads the elements that fill b, into memory of the Decoder and of b.", list),
		fmt.Sprintf("(d *Decoder) Decode%s(b []byte) (%s, error)", list, list), func(b *body) { e.familyList(b, fam) })
	e.function(f, fmt.Sprintf("Unmarshal%s decodes the elements that fill b. It copies what it keeps of b.", list),
		fmt.Sprintf("Unmarshal%s(b []byte) (%s, error)", list, list), func(b *body) {
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
	code := "openflow.BadRequestLen"
	if fam.Error != nil {
		code = e.codeOf(fam.Error)
	}
	f.Line()
	f.Add(e.code("var %s = wire.Framing{TagOffset: %d, TagSize: %d, LenOffset: %d, LenSize: %d, Header: %d, Min: %d, Align: %d, Inside: %t, Code: %s}",
		framing(fam), fam.TagOff, fam.TagSize, fam.LenOff, fam.LenSize, fam.Header, max(fam.Header, fam.Min), max(1, fam.Align), fam.Inside, code))
}

// number at an offset of an expression.
func numberAt(v string, offset, size int) string {
	switch {
	case size == 1:
		return fmt.Sprintf("%s[%d]", v, offset)
	case offset == 0:
		return fmt.Sprintf("be.Uint%d(%s)", 8*size, v)
	}
	return fmt.Sprintf("be.Uint%d(%s[%d:])", 8*size, v, offset)
}

// familyList prints the decoding of a list. A family whose elements cannot nest is read in one pass, into what is left of its run; a family that nests
// is counted first, since its inner lists take from the same run.
func (e *emitter) familyList(b *body, fam *model.Family) {
	run := "mem.list"
	deep := e.recursive(fam)
	b.block(func(b *body) { b.add("return nil, nil") }, "if len(b) == 0")
	b.add("mem := wire.Lend(&d.mem.%s)", lower(fam.GoName))
	if deep {
		b.block(func(b *body) { b.add("return nil, err") }, "if err := d.scope.Enter(); err != nil")
		b.add("defer d.scope.Leave()")
		b.add("count, err := wire.Count(b, &%s)", framing(fam))
		b.block(func(b *body) { b.add("return nil, err") }, "if err != nil")
		b.add("list := %s.Take(&d.scope, count, d.scope.Room(%d))", run, leastElement(fam))
	} else {
		b.add("list := %s.Open(&d.scope)", run)
		b.add("var err error")
	}
	b.add("n := 0")
	b.block(func(b *body) {
		if !deep {
			b.block(func(b *body) {
				b.block(func(b *body) { b.add("return nil, openflow.Within(err, len(b)-len(rest), \"\")") },
					"if list, err = wire.Grow(&%s, &d.scope, n, rest, &%s); err != nil", run, framing(fam))
			}, "if n == len(list)")
		}
		e.frame(b, fam)
		e.choose(b, fam)
		b.block(func(b *body) { b.add("return nil, openflow.WithinIndex(err, len(b)-len(rest), \"\", n)") }, "if err != nil")
		b.add("rest = rest[%s:]", taken(fam))
	}, "for rest := b; len(rest) > 0; n++")
	if deep {
		b.add("return list, nil")
	} else {
		b.add("return %s.Close(n), nil", run)
	}
}

// choose prints the choice of the element's type by its tag.
func (e *emitter) choose(b *body, fam *model.Family) {
	b.block(func(b *body) {
		for _, s := range fam.Members {
			if s.Vendor == nil {
				b.cases(func(b *body) { e.member(b, fam, s) }, "%s", num(s.Tag))
			}
		}
		b.cases(func(b *body) {
			b.add("m := mem.unknown.Next(&d.scope)")
			b.add("m.Type, m.Body = %s, wire.Part(p, %d, len(p))", numberAt("p", fam.TagOff, fam.TagSize), bodyOffset(fam))
			b.add("list[n] = m")
		}, "default")
	}, "switch %s", numberAt("p", fam.TagOff, fam.TagSize))
}

// taken is the expression of the bytes that an element of the length size takes.
func taken(fam *model.Family) string {
	if fam.Align > 1 && !fam.Inside {
		return fmt.Sprintf("wire.RoundUp(size, %d)", fam.Align)
	}
	return "size"
}

// frame prints the check of one element's framing: p is its bytes.
func (e *emitter) frame(b *body, fam *model.Family) {
	head := max(fam.Header, fam.Min)
	if fam.Align > 1 && fam.Inside {
		head = max(head, fam.Align)
	}
	bad := func(b *body) { b.add("return nil, wire.BadElement(b, len(b)-len(rest), n, &%s)", framing(fam)) }
	b.block(bad, "if len(rest) < %d", head)
	b.add("size := int(%s)", numberAt("rest", fam.LenOff, fam.LenSize))
	aligned := ""
	if fam.Align > 1 && fam.Inside {
		aligned = fmt.Sprintf("size&%d != 0 || ", fam.Align-1)
	}
	b.block(bad, "if size < %d || %s%s > len(rest)", head, aligned, taken(fam))
	b.add("p := rest[:size]")
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

// member prints the decoding of one known element p into list[n].
func (e *emitter) member(b *body, fam *model.Family, s *model.Struct) {
	if s.KeyMember {
		b.add("list[n], err = d.decode%s(p)", s.GoName)
		return
	}
	b.add("m := mem.%s.Next(&d.scope)", lower(s.GoName))
	b.add("err = m.decode(d, p)")
	b.add("list[n] = m")
}

// nested prints the decoder of an experimenter's element: by vendor and subtype, then by the extensions, then as it is.
func (e *emitter) nested(f *jen.File, fam *model.Family, s *model.Struct) {
	result := fam.GoName
	if fam.Builtin {
		result = "openflow.Message"
	}
	e.function(f, fmt.Sprintf("decode%s reads an experimenter's element: a known one, or the fallback.", s.GoName),
		fmt.Sprintf("(d *Decoder) decode%s(b []byte) (%s, error)", s.GoName, result), func(b *body) {
			if !fam.Builtin {
				b.add("mem := wire.Lend(&d.mem.%s)", lower(fam.GoName))
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
				b.block(func(b *body) { e.extension(b, fam, s, result, id) }, "if d.Extensions.Len() > 0")
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
	b.add("m := mem.%s.Next(&d.scope)", lower(s.GoName))
	b.add("return m, m.decode(d, b)")
}

// extension prints the decoding of a third party's element.
func (e *emitter) extension(b *body, fam *model.Family, s *model.Struct, result, id string) {
	b.block(func(b *body) {
		b.block(func(b *body) { b.add("return m, err") }, "if m, ok := x.(%s); ok", result)
	}, "if x, err := d.scope.Extension(%s, %q, %d, %s, b); x != nil", e.versionName(), fam.Name, s.Tag, id)
}

// subtypes prints the choice between a vendor's members.
func (e *emitter) subtypes(b *body, fam *model.Family, s *model.Struct, v *model.Vendor, keys []*model.Item) {
	last := keys[len(keys)-1]
	offset, size := last.Offset, last.Size
	if n := v.SubtypeSize[fam.Name]; n > 0 {
		offset, size = last.Offset+last.Size, n
	}
	choose := func(b *body) {
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
	seen := map[*model.Vendor]bool{}
	var list []*model.Vendor
	for _, m := range fam.Members {
		if m.Vendor != nil && m.Tag == s.Tag && !seen[m.Vendor] {
			seen[m.Vendor] = true
			list = append(list, m.Vendor)
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].ID < list[j].ID })
	return list
}

// recursive reports whether elements of a family can hold elements of it again.
func (e *emitter) recursive(fam *model.Family) bool {
	seen := map[any]bool{}
	var reach func(s *model.Struct) bool
	family := func(x *model.Family) bool {
		if x == fam {
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
