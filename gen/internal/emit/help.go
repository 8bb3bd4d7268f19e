package emit

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// comment prints text above a declaration, a line at a time.
func comment(f *jen.File, text string) {
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		f.Comment(line)
	}
}

// from names something that package outer declares: the one that is printed, or the standard that it imports.
func (e *emitter) from(outer *model.Package, name string) string {
	if outer != nil && outer != e.p && e.opts.Standard != "" {
		return e.standard(name)
	}
	return name
}

// standard names something of the version package, be it this one or not.
func (e *emitter) standard(name string) string {
	if e.opts.Standard != "" {
		return e.standardName() + "." + name
	}
	return name
}

// line appends a line with a comment behind it.
func (b *body) line(comment, format string, args ...any) {
	s := b.e.code(format, args...)
	if comment != "" {
		s.Comment(oneLine(comment))
	}
	b.lines = append(b.lines, s)
}

// lines collects what fill writes: the inside of a struct, a const block or a composite literal.
func (e *emitter) lines(fill func(*body)) []jen.Code {
	b := &body{e: e}
	fill(b)
	return b.lines
}

// declare prints a declaration whose braces hold lines, under its comment: a type, or a variable with a composite literal.
func (e *emitter) declare(f *jen.File, doc, head string, fill func(*body)) {
	f.Line()
	if doc != "" {
		comment(f, doc)
	}
	f.Add(e.code("%s", head).Block(e.lines(fill)...))
}

// constants prints a block of constants under its comment.
func (e *emitter) constants(f *jen.File, doc string, fill func(*body)) {
	f.Line()
	if doc != "" {
		comment(f, doc)
	}
	f.Const().Defs(e.lines(fill)...)
}

// single prints a declaration of one line.
func (e *emitter) single(f *jen.File, doc, format string, args ...any) {
	f.Line()
	if doc != "" {
		comment(f, doc)
	}
	f.Add(e.code(format, args...))
}

// method keeps a method of one line for the end of the file.
func (e *emitter) method(format string, args ...any) {
	e.plumbing = append(e.plumbing, e.code(format, args...))
}

// flush prints the methods that were kept: without them, what is above reads better.
func (e *emitter) flush(f *jen.File) {
	if len(e.plumbing) == 0 {
		return
	}
	f.Line()
	f.Comment("// What makes elements and messages of the types above: see openflow.Element and openflow.Message.")
	f.Line()
	for _, x := range e.infos {
		f.Add(x)
	}
	f.Line()
	for _, m := range e.plumbing {
		f.Add(m)
	}
	e.infos, e.plumbing = nil, nil
}

// packed prints the elements of a table, some of them on each line.
func (b *body) packed(perLine int, elements []string) {
	for part := range slices.Chunk(elements, perLine) {
		b.add("%s", strings.Join(part, " "))
	}
}

// value prints a number as people write it: small ones in decimal, the others in hexadecimal.
func value(v uint64) string {
	if v < 1000 {
		return fmt.Sprint(v)
	}
	return fmt.Sprintf("%#x", v)
}

// bitsValue prints a set of bits: 1 << 3 for a single one.
func bitsValue(v uint64) string {
	if bits.OnesCount64(v) == 1 {
		return fmt.Sprintf("1 << %d", bits.TrailingZeros64(v))
	}
	return fmt.Sprintf("%#x", v)
}

// named prints a number of an enumeration by name where it has one.
func (e *emitter) named(x *model.Enum, v uint64) string {
	if x != nil {
		for _, c := range x.Consts {
			if c.Value == v {
				return e.from(x.Outer, c.GoName)
			}
		}
	}
	return value(v)
}

// constDoc is the comment behind a constant: the standard's name, and what it means.
func constDoc(c *model.Const) string {
	if c.Doc == "" {
		return c.Full + "."
	}
	return c.Full + ". " + c.Doc
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// article puts a or an before a name.
func article(name string) string {
	spelled := len(name) > 1 && name[0] == 'N' && name[1] >= 'A' && name[1] <= 'Z' // NXMatch: "en ex match".
	if spelled || strings.ContainsAny(name[:1], "AEIO") {
		return "an " + name
	}
	return "a " + name
}

// versionDigits are the digits of the package's version: 13.
func (e *emitter) versionDigits() string { return strings.ReplaceAll(e.p.Version.String(), ".", "") }

// jsonName is the name of an item in JSON.
func jsonName(it *model.Item) string {
	if it.JSON != "" {
		return it.JSON
	}
	return it.Name
}

// plainCamel is a name as JSON writes it: set_mpls_ttl is SetMplsTtl.
func plainCamel(name string) string {
	var b strings.Builder
	for _, word := range strings.Split(name, "_") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// listName is the type of a list of a family's members.
func listName(fam *model.Family) string { return fam.GoName + "s" }

// unknownName is the type of a family's members of unknown tag.
func unknownName(fam *model.Family) string { return fam.GoName + "Unknown" }

// unknownJSON is that type's class in JSON: what the classes of the family's own members begin with, else its name behind a vendor's prefix or OFP.
func unknownJSON(fam *model.Family) string {
	name := plainCamel(fam.Name)
	for _, m := range fam.Members {
		prefix, ok := strings.CutSuffix(m.JSONName, plainCamel(m.Name))
		if n := len(prefix) - len(name); ok && m.Vendor == nil && n >= 0 && strings.EqualFold(prefix[n:], name) {
			return prefix + "Unknown"
		}
	}
	if fam.Outer != nil {
		for _, v := range fam.Outer.Vendors {
			if n := len(v.JSON); n > 0 && len(name) > n && strings.EqualFold(name[:n], v.JSON) {
				return v.JSON + name[n:] + "Unknown"
			}
		}
	}
	return "OFP" + name + "Unknown"
}

// markerName is the method that makes a type a member of the family, in this version.
func (e *emitter) markerName(fam *model.Family) string {
	return "OpenFlow" + e.versionDigits() + fam.GoName
}

func isMultipart(s *model.Struct) bool {
	return s.Kind == model.KindMultipartRequest || s.Kind == model.KindMultipartReply
}

// isVersion reports whether the item is the header's version byte.
func isVersion(s *model.Struct, it *model.Item) bool {
	return isMessage(s) && s.AnyVersion && it == s.Items[0]
}

// inHeader reports whether the item is part of the header that all messages have.
func inHeader(s *model.Struct, it *model.Item) bool {
	return isMessage(s) && it.Offset >= 0 && it.Offset < 8
}

// fieldsOf lists the items that are Go fields, members of packed words among them.
func fieldsOf(s *model.Struct) []*model.Item {
	var list []*model.Item
	for _, it := range s.Items {
		if it.Kind != model.ItemBits {
			list = append(list, it)
		}
		list = append(list, it.Members...)
	}
	return slices.DeleteFunc(list, func(it *model.Item) bool { return it.GoName == "" })
}

// findStruct finds a struct of the standard by kind and spec name.
func (e *emitter) findStruct(kind model.StructKind, name string) *model.Struct {
	for _, s := range e.p.Structs {
		if s.Kind == kind && s.Name == name && s.Vendor == nil {
			return s
		}
	}
	return nil
}

// findEnum finds an enumeration by its spec name.
func (e *emitter) findEnum(name string) *model.Enum {
	for _, x := range e.p.Enums {
		if x.Name == name {
			return x
		}
	}
	return nil
}

// findField finds a Go field of a struct by its spec name.
func findField(s *model.Struct, name string) *model.Item {
	for _, it := range fieldsOf(s) {
		if it.Name == name {
			return it
		}
	}
	return nil
}

// findConst finds a constant by its spec name.
func findConst(list []*model.Const, name string) *model.Const {
	for _, c := range list {
		if c.Name == name {
			return c
		}
	}
	return nil
}
