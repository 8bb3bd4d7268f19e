package model

import (
	"strings"

	"github.com/ofwire/openflow/gen/internal/syntax"
)

// declareStruct makes a plain struct, still without items.
func (b *builder) declareStruct(d *decl) {
	if d.Keyword != "struct" || !b.declareType(d) {
		return
	}
	b.plain(d, "struct")
	name := d.Name()
	s := b.newStruct(d, name)
	s.Kind = KindStruct
	s.GoName = override(d.Go, camel(name.Text))
	s.JSONName = override(d.JSON, b.jsonClass(d, name.Text))
	b.structs[name.Text] = b.addStruct(d, s)
}

// newStruct makes a struct with what all kinds have.
func (b *builder) newStruct(d *decl, name syntax.Word) *Struct {
	return &Struct{Pos: Pos(name.Pos), Name: name.Text, Doc: b.documented(d), Outer: b.pkg, File: d.file, Size: -1}
}

// addStruct files a struct.
func (b *builder) addStruct(d *decl, s *Struct) *work {
	w := &work{s: s, d: d, items: map[string]*Item{}, fields: map[*Item]*syntax.Field{}}
	b.goName(syntax.Pos(s.Pos), s.GoName)
	b.works = append(b.works, w)
	b.byModel[s] = w
	b.pkg.Structs = append(b.pkg.Structs, s)
	f := b.file(d)
	f.Structs = append(f.Structs, s)
	return w
}

// jsonClass returns the JSON class of a name: behind OFP, or behind a vendor's prefix, which a name may begin with.
func (b *builder) jsonClass(d *decl, name string) string {
	class := plainCamel(name)
	v := b.vendors[d.vendor]
	if v == nil {
		return "OFP" + class
	}
	if hasPrefixFold(class, v.JSON) {
		class = class[len(v.JSON):]
	}
	return v.JSON + class
}

// declareMember makes the members of families, messages among them.
func (b *builder) declareMember(d *decl) {
	switch d.Keyword {
	case "enum", "flags", "number", "struct", "tlv", "vendor", "oxm", "oxs", "errors":
		return
	}
	f := b.family(d.Keyword)
	if f == nil {
		b.errorf(d.Pos, "unknown declaration or family %s", d.Keyword)
		return
	}
	b.plain(d, "member")
	if len(d.Names) > 1 && (d.Go.Text != "" || d.JSON.Text != "" && d.Keyword == "message") {
		b.errorf(d.Go.Pos, "go cannot name several members at once")
	}
	for i, m := range d.Names {
		if d.names[i].has(b.v) {
			b.member(d, f, m)
		}
	}
}

// member makes one member of a family.
func (b *builder) member(d *decl, f *Family, m *syntax.MemberName) {
	number, ok := b.number(m)
	if !ok {
		b.errorf(m.Pos, "%s %s has no number", d.Keyword, m.Text)
	}
	s := b.newStruct(d, m.Word)
	s.Family, s.Tag = f, number
	s.Kind = memberKind(f)
	if !b.below(d, f, s, m) {
		return
	}
	width := f.TagSize
	if s.Vendor != nil {
		width = b.subtypeSize(s)
	}
	if ok && !fits(number, width*8) {
		b.errorf(m.Pos, "the number of %s %s does not fit %d bytes", d.Keyword, m.Text, width)
	}
	b.nameMember(d, f, s)
	b.direction(d, s)
	for _, other := range b.works {
		o := other.s
		if o.Family != f || o.Vendor != s.Vendor || o.Kind == KindStruct {
			continue
		}
		if o.Name == s.Name {
			b.errorf(m.Pos, "%s %s is declared twice, first at %s:%d", d.Keyword, m.Text, o.Pos.File, o.Pos.Line)
			return
		}
		if o.Tag == s.Tag && o.Sub == s.Sub {
			b.errorf(m.Pos, "%s %s has the number of %s at %s:%d", d.Keyword, m.Text, o.Name, o.Pos.File, o.Pos.Line)
		}
	}
	if s.Kind == KindVariant {
		s.Twin = b.firstOf(d, f)
	}
	b.addStruct(d, s)
	if f.Outer == b.pkg {
		f.Members = append(f.Members, s)
	}
}

// firstOf returns the member of a family that a declaration named first, or nil.
func (b *builder) firstOf(d *decl, f *Family) *Struct {
	for _, w := range b.works {
		if w.d == d && w.s.Family == f {
			return w.s
		}
	}
	return nil
}

// fits reports whether n fits so many bits.
func fits(n uint64, bits int) bool { return bits >= 64 || n < 1<<bits }

func memberKind(f *Family) StructKind {
	switch {
	case f.Builtin && f.Name == "message":
		return KindMessage
	case f.Builtin && f.Name == "multipart_request":
		return KindMultipartRequest
	case f.Builtin:
		return KindMultipartReply
	}
	return KindVariant
}

// below places a vendor's member below the family's key member.
func (b *builder) below(d *decl, f *Family, s *Struct, m *syntax.MemberName) bool {
	if d.vendor == "" {
		return true
	}
	v := b.vendors[d.vendor]
	if v == nil {
		return false // Reported at the vendor line.
	}
	if _, listed := v.SubtypeSize[f.Name]; !listed {
		if b.owners[f] == d.vendor {
			return true
		}
		b.errorf(m.Pos, "vendor %s does not list the family %s", v.Name, f.Name)
		return false
	}
	key := b.keyMember(f)
	if key == nil {
		b.errorf(m.Pos, "%s has no member with key fields for vendors to stand below", f.Name)
		return false
	}
	s.Sub, s.Tag = s.Tag, key.number
	s.Vendor = v
	s.HasSub = b.subtypeSize(s) > 0
	if !s.HasSub && s.Sub != 0 {
		b.errorf(m.Pos, "%s of %s has no subtype; write = 0", f.Name, v.Name)
	}
	return true
}

// A keyMember is the member of a family below which vendors stand.
type keyMember struct {
	d      *decl
	number uint64
	fields []*syntax.Field // Up to the last key.
	keys   []*syntax.Field
}

// keyMember finds the first member of f that has key fields.
func (b *builder) keyMember(f *Family) *keyMember {
	from := b
	if f.Outer != b.pkg && b.imported != nil {
		from = b.imported
	}
	for _, d := range from.load.decls {
		if d.Keyword != f.Name || d.vendor != "" || !d.in.has(b.v) {
			continue
		}
		k := &keyMember{d: d}
		for _, n := range d.Body {
			field, ok := n.(*syntax.Field)
			if !ok || !from.load.ranges(field.Range, d.in).has(b.v) {
				continue
			}
			k.fields = append(k.fields, field)
			if hasAttr(field, "key") {
				k.keys = append(k.keys, field)
			}
		}
		if len(k.keys) == 0 {
			continue
		}
		for !hasAttr(k.fields[len(k.fields)-1], "key") {
			k.fields = k.fields[:len(k.fields)-1]
		}
		k.number, _ = from.number(d.Names[0])
		return k
	}
	return nil
}

// subtypeSize returns the bytes of the subtype of a vendor's member, 0 without one.
func (b *builder) subtypeSize(s *Struct) int {
	key := b.keyMember(s.Family)
	if len(key.keys) > 1 {
		t := key.keys[len(key.keys)-1].Type
		if e := b.enum(t.Name); e != nil {
			return e.Size
		}
		return integerSize(t.Name)
	}
	return s.Vendor.SubtypeSize[s.Family.Name]
}

// nameMember chooses the Go and JSON names.
func (b *builder) nameMember(d *decl, f *Family, s *Struct) {
	suffix, family := "", ""
	switch s.Kind {
	case KindMultipartRequest:
		suffix = "Request"
	case KindMultipartReply:
		suffix = "Reply"
	case KindVariant:
		family = f.Name + "_"
	}
	prefix, class := "", b.jsonClass(d, family+s.Name)
	if s.Vendor != nil {
		prefix, class = s.Vendor.Prefix, s.Vendor.JSON+plainCamel(family+s.Name)
	}
	goName := camel(family + s.Name)
	if s.Kind == KindVariant {
		goName = f.GoName + camel(s.Name)
	}
	s.GoName = override(d.Go, prefix+goName+suffix)
	if first := d.Name().Text; first != s.Name { // The comment speaks of the first name.
		named := prefix + f.GoName + camel(first)
		if rest, ok := strings.CutPrefix(s.Doc, named+" "); ok {
			s.Doc = s.GoName + " " + rest
		}
	}
	s.JSONName = override(d.JSON, class+suffix)
}

// direction sets who sends a message.
func (b *builder) direction(d *decl, s *Struct) {
	switch {
	case s.Kind == KindMultipartRequest || d.From.Text == "controller":
		s.Direction = FromController
	case s.Kind == KindMultipartReply || d.From.Text == "switch":
		s.Direction = FromSwitch
	case d.From.Text != "" && d.From.Text != "both":
		b.errorf(d.From.Pos, "want controller, switch or both, not %s", d.From.Text)
	}
	s.AnyVersion = d.AnyVersion
}

// resolveReplies links requests with their replies.
func (b *builder) resolveReplies() {
	for _, w := range b.works {
		b.scope = w.d.in
		switch {
		case w.s.Kind == KindMessage && w.d.Reply.Text != "":
			w.s.Reply = b.findMessage(w.d.Reply.Text, w.s.Vendor)
			if w.s.Reply == nil {
				b.errorf(w.d.Reply.Pos, "unknown message %s", w.d.Reply.Text)
			}
		case w.s.Kind == KindMultipartRequest:
			w.s.Reply = b.twin(w.s, KindMultipartReply)
			if w.s.Reply == nil {
				b.errorf(syntax.Pos(w.s.Pos), "multipart_request %s has no multipart_reply of its number", w.s.Name)
			}
		case w.s.Kind == KindMultipartReply && b.twin(w.s, KindMultipartRequest) == nil:
			b.errorf(syntax.Pos(w.s.Pos), "multipart_reply %s has no multipart_request of its number", w.s.Name)
		}
	}
	b.scope = all
}

// twin finds the other half of a multipart.
func (b *builder) twin(s *Struct, kind StructKind) *Struct {
	for _, w := range b.works {
		if o := w.s; o.Kind == kind && o.Tag == s.Tag && o.Vendor == s.Vendor && o.Sub == s.Sub {
			return o
		}
	}
	return nil
}

// findMessage finds a message of the vendor, else of the standard.
func (b *builder) findMessage(name string, v *Vendor) *Struct {
	var std *Struct
	for _, w := range b.works {
		if o := w.s; o.Kind == KindMessage && o.Name == name {
			if o.Vendor == v {
				return o
			}
			if o.Vendor == nil {
				std = o
			}
		}
	}
	if std == nil && b.imported != nil {
		return b.imported.findMessage(name, nil)
	}
	return std
}
