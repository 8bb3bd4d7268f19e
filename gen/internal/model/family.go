package model

import (
	"slices"

	"github.com/ofwire/openflow/gen/internal/syntax"
)

// builtins makes the families of messages and multiparts. An outside vendor's package has those of the standard.
func (b *builder) builtins() {
	if b.imported != nil {
		return
	}
	header := 16
	if b.v == V10 {
		header = 12
	}
	add := func(f *Family) {
		f.Outer, f.Align, f.Builtin = b.pkg, 1, true
		f.GoName, f.Min = camel(f.Name), f.Header
		f.TagName, f.LenName, f.LenOff, f.LenSize = "type", "length", 2, 2
		b.families[f.Name] = f
		b.pkg.Families = append(b.pkg.Families, f)
	}
	add(&Family{Name: "message", TagOff: 1, TagSize: 1, Header: 8, Doc: "A Message is an OpenFlow message."})
	add(&Family{Name: "multipart_request", TagOff: 8, TagSize: 2, Header: header, Doc: "A MultipartRequest asks for statistics or descriptions."})
	add(&Family{Name: "multipart_reply", TagOff: 8, TagSize: 2, Header: header, Doc: "A MultipartReply answers a MultipartRequest."})
}

// resolveBuiltins finds the errors of the built-in families.
func (b *builder) resolveBuiltins() {
	for _, f := range b.pkg.Families {
		if !f.Builtin {
			continue
		}
		f.Error = b.lookupError("BAD_REQUEST", "BAD_LEN")
		code := "BAD_TYPE"
		if f.Name != "message" {
			code = "BAD_MULTIPART"
		}
		f.Unknown = b.lookupError("BAD_REQUEST", code)
		if f.Unknown == nil && f.Name != "message" {
			f.Unknown = b.lookupError("BAD_REQUEST", "BAD_STAT")
		}
	}
}

// declareFamily makes a tlv family.
func (b *builder) declareFamily(d *decl) {
	if d.Keyword != "tlv" || !b.declareType(d) {
		return
	}
	name := d.Name()
	b.plain(d, "tlv")
	f := &Family{
		Pos: Pos(name.Pos), Name: name.Text, GoName: override(d.Go, camel(name.Text)), Doc: b.documented(d), Outer: b.pkg, Align: 1,
		TagOff: -1, LenOff: -1,
	}
	for _, n := range d.Body {
		if l, ok := n.(*syntax.TLVLine); ok && b.in(l.Range) {
			b.familyLine(f, l)
		}
	}
	if f.TagOff < 0 {
		b.errorf(name.Pos, "tlv %s has no tag line", f.Name)
		f.TagOff, f.TagSize = 0, 2
	}
	if f.LenOff < 0 {
		b.errorf(name.Pos, "tlv %s has no len line", f.Name)
		f.LenOff, f.LenSize = 2, 2
	}
	f.Min = f.Header
	if f.Inside {
		f.Min = roundUp(f.Header, f.Align)
	}
	b.goName(name.Pos, f.GoName)
	b.goName(name.Pos, f.GoName+"Unknown")
	b.families[f.Name] = f
	b.owners[f] = d.vendor
	b.pkg.Families = append(b.pkg.Families, f)
	file := b.file(d)
	file.Families = append(file.Families, f)
}

// familyLine applies one line of a tlv body.
func (b *builder) familyLine(f *Family, l *syntax.TLVLine) {
	switch l.Keyword {
	case "tag":
		if f.TagOff >= 0 {
			b.errorf(l.Pos, "a second tag")
		}
		f.TagName, f.TagOff, f.TagSize = l.Name.Text, f.Header, b.intType(&l.Type)
		f.Header += f.TagSize
	case "len":
		if f.LenOff >= 0 {
			b.errorf(l.Pos, "a second len")
		}
		f.LenName, f.LenOff, f.LenSize = l.Name.Text, f.Header, b.intType(&l.Type)
		f.Header += f.LenSize
	case "pad":
		f.Header += int(b.constant(l.Value, nil))
	case "align":
		b.familyAlign(f, l)
	case "error":
		if l.Mode.Text != "" && l.Mode.Text != "unknown" && l.Mode.Text != "value" {
			b.errorf(l.Mode.Pos, "want unknown, value or nothing, not %s", l.Mode.Text)
		}
	}
}

func (b *builder) familyAlign(f *Family, l *syntax.TLVLine) {
	n := b.constant(l.Value, nil)
	if n == 0 || n&(n-1) != 0 || n > 64 {
		b.errorf(l.Value.Pos, "align %s is not a power of 2 up to 64", l.Value)
		return
	}
	f.Align = int(n)
	switch {
	case l.Mode.Text == "inside":
		f.Inside = n > 1
	case l.Mode.Text == "after":
	case l.Mode.Text != "":
		b.errorf(l.Mode.Pos, "want inside or after, not %s", l.Mode.Text)
	case n > 1:
		b.errorf(l.Pos, "align %d must say whether the length counts the padding: inside or after", n)
	}
}

// intType returns the size of an unsigned integer or enumeration type of a header.
func (b *builder) intType(t *syntax.Type) int {
	size := integerSize(t.Name)
	if e := b.enum(t.Name); e != nil {
		size = e.Size
	}
	if size == 0 || size > 8 || t.Name == "s32" || t.String() != t.Name {
		b.errorf(t.Pos, "%s is no unsigned integer", t.String())
		return 2
	}
	return size
}

// resolveFamily resolves the error lines of a tlv family.
func (b *builder) resolveFamily(d *decl) {
	f := b.families[d.Name().Text]
	if d.Keyword != "tlv" || f == nil || f.Pos != Pos(d.Name().Pos) {
		return
	}
	for _, n := range d.Body {
		l, ok := n.(*syntax.TLVLine)
		if !ok || l.Keyword != "error" || l.Error[1].Text == "" || !b.in(l.Range) {
			continue
		}
		switch ref := b.errorRef(l.Error[0], l.Error[1]); l.Mode.Text {
		case "unknown":
			f.Unknown = ref
		case "value":
			f.Value = ref
		default:
			f.Error = ref
		}
	}
}

// declareVendor makes a vendor.
func (b *builder) declareVendor(d *decl) {
	if d.Keyword != "vendor" {
		return
	}
	name := d.Name()
	head := b.load.vendors[name.Text]
	if head == nil {
		b.errorf(name.Pos, "vendor %s is not declared: write = and its number", name.Text)
		return
	}
	if head != d.Decl {
		if d.HasBody || len(d.Names[0].Numbers) > 0 {
			b.errorf(name.Pos, "vendor %s is declared twice", name.Text)
		}
		b.importVendor(name.Text)
		return
	}
	b.plain(d, "vendor")
	v := &Vendor{
		Pos: Pos(name.Pos), Name: name.Text, Prefix: override(d.Go, camel(name.Text)), Doc: b.documented(d),
		SubtypeSize: map[string]int{}, SubtypeName: map[string]string{}, SubtypePad: map[string]int{},
	}
	v.JSON = override(d.JSON, v.Prefix)
	n, ok := b.number(d.Names[0])
	if !ok {
		b.errorf(name.Pos, "vendor %s has no number", name.Text)
	} else if n >= 1<<32 {
		b.errorf(name.Pos, "the number of vendor %s does not fit 32 bits", name.Text)
	}
	v.ID = uint32(n)
	b.vendors[v.Name] = v
	b.pkg.Vendors = append(b.pkg.Vendors, v)
	f := b.file(d)
	f.Vendors = append(f.Vendors, v)
	for _, n := range d.Body {
		if l, ok := n.(*syntax.VendorLine); ok && b.in(l.Range) {
			b.vendorLine(v, l)
		}
	}
}

// importVendor takes a vendor from the imported package.
func (b *builder) importVendor(name string) {
	if b.vendors[name] == nil && b.imported != nil {
		b.vendors[name] = b.imported.vendors[name]
	}
}

func (b *builder) vendorLine(v *Vendor, l *syntax.VendorLine) {
	if _, twice := v.SubtypeSize[l.Family.Text]; twice {
		b.errorf(l.Pos, "the family %s stands twice", l.Family.Text)
	}
	v.SubtypeSize[l.Family.Text] = 0
	if l.Tag != nil {
		v.SubtypeSize[l.Family.Text] = b.intType(l.Tag)
		v.SubtypeName[l.Family.Text] = l.Name.Text
		if l.Pad != nil {
			v.SubtypePad[l.Family.Text] = int(b.constant(l.Pad, nil))
		}
	}
	if !b.load.knowsFamily(l.Family.Text, b.imported) {
		b.errorf(l.Family.Pos, "unknown family %s", l.Family.Text)
	}
}

// knowsFamily reports whether a family of that name is declared in any version.
func (l *loader) knowsFamily(name string, imported *builder) bool {
	if slices.Contains([]string{"message", "multipart_request", "multipart_reply"}, name) {
		return true
	}
	if imported != nil && imported.load.knowsFamily(name, nil) {
		return true
	}
	return slices.ContainsFunc(l.decls, func(d *decl) bool { return d.Keyword == "tlv" && d.Name().Text == name })
}

// roundUp returns the next multiple of align.
func roundUp(n, align int) int {
	if align < 2 {
		return n
	}
	return (n + align - 1) / align * align
}
