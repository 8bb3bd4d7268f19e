package model

import (
	"math/bits"
	"strings"

	"github.com/ofwire/openflow/gen/internal/syntax"
)

// declareEnum makes an enum, flags or number.
func (b *builder) declareEnum(d *decl) {
	kind := EnumValues
	switch d.Keyword {
	case "enum":
	case "flags":
		kind = EnumFlags
	case "number":
		kind = EnumNumber
	default:
		return
	}
	if !b.declareType(d) {
		return
	}
	name := d.Name()
	e := &Enum{
		Pos: Pos(name.Pos), Kind: kind, Name: name.Text, GoName: override(d.Go, camel(name.Text)), Doc: b.documented(d),
		Prefix: d.Prefix.Text, Outer: b.pkg,
	}
	b.plain(d, d.Keyword)
	if len(d.Widths) == 0 {
		b.errorf(name.Pos, "%s %s has no width: write : u8", d.Keyword, name.Text)
	}
	for _, w := range d.Widths {
		if w.Range == nil || b.load.ranges(w.Range, all).has(b.v) {
			e.Size = integerSize(w.Type.Name)
			if e.Size == 0 || w.Type.String() != w.Type.Name || w.Type.Name == "s32" || e.Size > 8 {
				b.errorf(w.Type.Pos, "the width %s is none of u8, u16, u24, u32 and u64", w.Type.String())
				e.Size = 4
			}
			break
		}
	}
	b.goName(name.Pos, e.GoName)
	b.enums[e.Name] = e
	b.pkg.Enums = append(b.pkg.Enums, e)
	f := b.file(d)
	f.Enums = append(f.Enums, e)
	e.Consts = b.constants(d, e.GoName, e.Prefix, e.Size*8)
	if kind == EnumFlags {
		b.checkFlags(d, e)
	}
}

// plain complains about parts of a head that such a declaration does not have.
func (b *builder) plain(d *decl, keyword string) {
	numbers := keyword == "oxm" || keyword == "oxs" || keyword == "errors" || keyword == "vendor" || keyword == "member"
	for _, m := range d.Names {
		if len(m.Numbers) > 0 && !numbers {
			b.errorf(m.Numbers[0].Value.Pos, "%s %s has no number", d.Keyword, m.Text)
		}
	}
	if len(d.Names) > 1 && keyword != "member" {
		b.errorf(d.Names[1].Pos, "%s declares one name", d.Keyword)
	}
	if len(d.Sizes) > 0 && keyword != "member" && keyword != "struct" {
		b.errorf(d.Sizes[0].Pos, "sizeof does not fit %s", d.Keyword)
	}
	if len(d.Widths) > 0 && keyword != "enum" && keyword != "flags" && keyword != "number" {
		b.errorf(d.Widths[0].Type.Pos, "%s %s has no width", d.Keyword, d.Name().Text)
	}
	message := d.Keyword == "message"
	for _, w := range []syntax.Word{d.From, d.Reply} {
		if w.Text != "" && !message {
			b.errorf(w.Pos, "from and reply belong to messages")
		}
	}
	if d.AnyVersion && !message {
		b.errorf(d.Pos, "any version belongs to messages")
	}
}

// constants makes the constants of an enumeration or of errors.
func (b *builder) constants(d *decl, goName, prefix string, width int) []*Const {
	var list []*Const
	names := map[string]bool{}
	values := map[[2]uint64]string{}
	for _, n := range d.Body {
		c, ok := n.(*syntax.Const)
		if !ok || !b.in(c.Range) || c.Name.Text == "" {
			continue
		}
		value := b.constant(c.Value, nil)
		mask := value
		pair := c.Code != nil
		if pair {
			b.checkPair(c, &value)
			mask = value
		}
		if pair != (d.Keyword == "errors" && d.vendor != "" && b.v == V10) {
			b.errorf(c.Value.Pos, "type and code, with a comma between them, are the numbers of vendors' errors in 1.0, and of these only")
		}
		if c.Of != nil {
			mask = b.constant(c.Of, nil)
			if d.Keyword != "flags" {
				b.errorf(c.Of.Pos, "of belongs to the constants of flags")
			} else if value&^mask != 0 {
				b.errorf(c.Value.Pos, "%s = %s has bits outside its mask %s", c.Name.Text, c.Value, c.Of)
			}
		}
		if !pair && (bits.Len64(value) > width || bits.Len64(mask) > width) {
			b.errorf(c.Value.Pos, "%s = %s does not fit %d bits", c.Name.Text, c.Value, width)
		}
		if prev, taken := values[[2]uint64{value, mask}]; taken {
			b.errorf(c.Name.Pos, "%s has the value of %s; write %s = … alias %s", c.Name.Text, prev, prev, c.Name.Text)
		}
		values[[2]uint64{value, mask}] = c.Name.Text
		for i, w := range append([]syntax.Word{c.Name}, c.Aliases...) {
			if names[w.Text] {
				b.errorf(w.Pos, "the constant %s stands twice", w.Text)
				continue
			}
			if w.Text != strings.ToUpper(w.Text) {
				b.errorf(w.Pos, "the constant %s is not in upper case", w.Text)
			}
			names[w.Text] = true
			k := &Const{
				Pos: Pos(w.Pos), Name: w.Text, GoName: goName + camel(w.Text), Full: prefix + w.Text, Value: value, Mask: mask,
				Pair: pair, Alias: i > 0, Doc: behind(&c.Lead),
			}
			if i == 0 {
				k.GoName = override(c.Go, k.GoName)
			}
			b.goName(w.Pos, k.GoName)
			list = append(list, k)
		}
	}
	return list
}

// checkPair joins the type and the code of a constant.
func (b *builder) checkPair(c *syntax.Const, value *uint64) {
	code := b.constant(c.Code, nil)
	if bits.Len64(*value) > 16 || bits.Len64(code) > 16 {
		b.errorf(c.Value.Pos, "%s = %s, %s does not fit twice 16 bits", c.Name.Text, c.Value, c.Code)
	}
	*value = *value<<16 | code
}

// checkFlags demands a mask where it cannot be told from the value.
func (b *builder) checkFlags(d *decl, e *Enum) {
	for _, n := range d.Body {
		c, ok := n.(*syntax.Const)
		if !ok || c.Of != nil || !b.in(c.Range) {
			continue
		}
		if v := b.constant(c.Value, nil); bits.OnesCount64(v) != 1 {
			b.errorf(c.Value.Pos, "%s = %s is not a single bit; name its mask: %s = %s of mask", c.Name.Text, c.Value, c.Name.Text, c.Value)
		}
	}
}

// declareErrors makes an error set.
func (b *builder) declareErrors(d *decl) {
	if d.Keyword != "errors" {
		return
	}
	name := d.Name()
	b.plain(d, "errors")
	s := &ErrorSet{
		Pos: Pos(name.Pos), Name: name.Text, GoName: camel(name.Text) + "Code", Doc: b.documented(d), Prefix: d.Prefix.Text, Outer: b.pkg,
	}
	key := s.Name
	if d.vendor != "" {
		key = d.vendor + " " + s.Name // A vendor's sets have names of their own.
	}
	if prev := b.errors[key]; prev != nil {
		b.errorf(name.Pos, "errors %s are declared twice, first at %s:%d", s.Name, prev.Pos.File, prev.Pos.Line)
		return
	}
	number, has := b.number(d.Names[0])
	width := 16
	if d.vendor != "" {
		s.Vendor = b.vendors[d.vendor]
		s.Type = 0xffff
		if s.Vendor != nil {
			s.GoName = s.Vendor.Prefix + s.GoName
		}
		if has {
			b.errorf(name.Pos, "a vendor's errors have no number: that of each constant is the exp_type")
		}
	} else {
		s.Type = uint16(number)
		b.checkErrorType(name, s, has)
	}
	s.GoName = override(d.Go, s.GoName)
	b.goName(name.Pos, s.GoName)
	s.Consts = b.constants(d, s.GoName, s.Prefix, width)
	b.errors[key] = s
	b.pkg.Errors = append(b.pkg.Errors, s)
	f := b.file(d)
	f.Errors = append(f.Errors, s)
}

// checkErrorType compares the number of an error set with the constant of error_type.
func (b *builder) checkErrorType(name syntax.Word, s *ErrorSet, has bool) {
	if !has {
		b.errorf(name.Pos, "errors %s have no number: write = and that of error_type", s.Name)
		return
	}
	e := b.enum("error_type")
	if e == nil {
		return
	}
	c := e.find(strings.ToUpper(s.Name))
	switch {
	case c == nil:
		b.errorf(name.Pos, "error_type has no constant %s", strings.ToUpper(s.Name))
	case c.Value != uint64(s.Type):
		b.errorf(name.Pos, "errors %s are of type %d, error_type says %d", s.Name, s.Type, c.Value)
	}
}

// errorRef resolves TYPE CODE of a family's error line.
func (b *builder) errorRef(typ, code syntax.Word) *ErrorRef {
	s := b.errorSet(strings.ToLower(typ.Text))
	if s == nil {
		b.errorf(typ.Pos, "unknown errors %s", strings.ToLower(typ.Text))
		return nil
	}
	ref := &ErrorRef{Type: b.enum("error_type").find(typ.Text)}
	if ref.Type == nil {
		ref.Type = &Const{Pos: s.Pos, Name: typ.Text, Full: typ.Text, Value: uint64(s.Type)}
	}
	for _, c := range s.Consts {
		if c.Name == code.Text {
			ref.Code = c
			return ref
		}
	}
	b.errorf(code.Pos, "unknown constant %s of errors %s", code.Text, s.Name)
	return nil
}

// lookupError is errorRef for built-in families: nil when a name is not declared.
func (b *builder) lookupError(typ, code string) *ErrorRef {
	s := b.errorSet(strings.ToLower(typ))
	if s == nil {
		return nil
	}
	for _, c := range s.Consts {
		if c.Name == code {
			return b.errorRef(syntax.Word{Text: typ}, syntax.Word{Text: code})
		}
	}
	return nil
}
