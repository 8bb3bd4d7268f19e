package syntax

// decl reads a declaration, from its keyword to the end of the line of its closing brace.
func (p *parser) decl(lead Lead) *Decl {
	d := &Decl{Lead: lead, Keyword: p.tok.text}
	p.next()
	p.head(d)
	d.settleRange()
	if p.failed {
		for !p.tok.is("{") && p.tok.kind != kNewline && p.tok.kind != kComment && p.tok.kind != kEOF {
			p.next()
		}
		p.failed = !p.tok.is("{")
	}
	open := p.tok.pos
	switch {
	case p.accept("{"):
		d.HasBody = true
		d.Trail, d.OneLine = p.body(open, func(n Node) { d.Body = append(d.Body, n) }, p.item(d.Keyword))
		p.tail(d)
		d.Close = p.endLine()
		if d.OneLine {
			d.Trail, d.Close = d.Close, nil
		}
	case d.Keyword == "vendor":
		d.Trail = p.endLine()
	default:
		if !p.failed {
			p.want("{ at the end of the line")
		}
		d.Trail = p.endLine()
	}
	return d
}

// head reads names, numbers and attributes up to the opening brace.
func (p *parser) head(d *Decl) {
	d.Names = append(d.Names, p.memberName())
	for p.accept(",") {
		d.Names = append(d.Names, p.memberName())
	}
	for !p.failed {
		switch {
		case p.tok.is(":"):
			if n := len(d.Widths); n > 0 && d.Widths[n-1].Range == nil {
				p.fail(p.tok.pos, "a second type, and the first has no version range")
			}
			p.next()
			t := p.typ()
			d.Widths = append(d.Widths, Width{t, p.versions()})
		case p.tok.kind == kVersion:
			if d.Range != nil {
				p.fail(p.tok.pos, "a second version range")
			}
			d.Range = p.versions()
		case p.tok.kind == kIdent:
			p.headWord(d)
		default:
			return
		}
	}
}

// settleRange makes the only range of a head, behind the last number or width, that of the whole declaration.
func (d *Decl) settleRange() {
	var ranges []**Range
	for _, m := range d.Names {
		for i := range m.Numbers {
			ranges = append(ranges, &m.Numbers[i].Range)
		}
	}
	for i := range d.Widths {
		ranges = append(ranges, &d.Widths[i].Range)
	}
	if d.Range != nil || len(ranges) == 0 || len(ranges) > len(d.Names) && len(d.Widths) != 1 {
		return
	}
	last := len(ranges) - 1
	for i, r := range ranges {
		if *r != nil && i != last {
			return
		}
	}
	d.Range, *ranges[last] = *ranges[last], nil
}

// headWord reads one attribute of a head.
func (p *parser) headWord(d *Decl) {
	at := p.tok
	p.next()
	switch at.text {
	case "prefix":
		d.Prefix = p.word("a prefix")
	case "from":
		d.From = p.word("controller, switch or both")
	case "reply":
		d.Reply = p.word("the name of the reply")
	case "go":
		d.Go = p.word("a Go name")
	case "json":
		d.JSON = p.word("a JSON name")
	case "any":
		if !p.acceptWord("version") {
			p.want("version")
		}
		d.AnyVersion = true
	case "experimenter":
		d.Experimenter = p.number("the experimenter's number")
	default:
		p.fail(at.pos, "unknown attribute %s of %s %s", at.text, d.Keyword, d.Name().Text)
	}
}

// memberName reads a name and its numbers: name = 18 @1.0 = 20 @1.2+.
func (p *parser) memberName() *MemberName {
	m := &MemberName{Word: p.word("a name")}
	for p.accept("=") {
		v := p.number("a number")
		m.Numbers = append(m.Numbers, Ranged{v, p.versions()})
	}
	return m
}

// tail reads what follows a closing brace: size claims.
func (p *parser) tail(d *Decl) {
	for !p.failed && p.tok.kind == kIdent && p.tok.text == "sizeof" {
		c := &SizeClaim{Pos: p.tok.pos}
		p.next()
		c.Size = p.number("a number of bytes")
		if p.acceptWord("before") {
			c.Before = p.word("the name of a field")
		}
		c.Range = p.versions()
		d.Sizes = append(d.Sizes, c)
	}
}

// item returns the function that reads one line of the body of such a declaration.
func (p *parser) item(keyword string) func(Lead) Node {
	switch keyword {
	case "enum", "flags", "number", "errors":
		return p.constant
	case "oxm", "oxs":
		return p.oxmField
	case "tlv":
		return p.tlvLine
	case "vendor":
		return p.vendorLine
	}
	return p.field
}

// constant reads NAME = value, code of mask alias NAME go Name @range.
func (p *parser) constant(lead Lead) Node {
	c := &Const{Lead: lead}
	c.Name = p.word("the name of a constant")
	if !p.accept("=") {
		p.want("= and a value")
	}
	c.Value = p.number("a number")
	if p.accept(",") {
		c.Code = p.number("a code")
	}
	for !p.failed && p.tok.kind == kIdent {
		at := p.tok
		p.next()
		switch at.text {
		case "of":
			c.Of = p.number("a mask")
		case "alias":
			c.Aliases = append(c.Aliases, p.word("the second name"))
		case "go":
			c.Go = p.word("a Go name")
		default:
			p.fail(at.pos, "unknown attribute %s of a constant", at.text)
		}
	}
	c.Range = p.versions()
	return c
}

// oxmField reads name = number : type attributes @range.
func (p *parser) oxmField(lead Lead) Node {
	f := &OXMField{Lead: lead}
	f.Name = p.word("the name of a field")
	if p.accept("..") {
		f.Last = p.number("the last number of the run")
	}
	if !p.accept("=") {
		p.want("= and the field's number")
	}
	f.Number = p.number("the field's number")
	if !p.accept(":") {
		p.want(": and the field's type")
	}
	f.Type = p.typ()
	for !p.failed && p.tok.kind == kIdent {
		a := &Attr{Pos: p.tok.pos, Name: p.tok.text}
		p.next()
		switch a.Name {
		case "mask", "readonly", "hex":
		case "needs":
			a.Cond = p.needs()
		case "same":
			p.same(a)
		case "exp_type":
			a.Value = p.number("the experimenter's type")
		case "go", "json":
			a.Word = p.word("a name")
		default:
			p.fail(a.Pos, "unknown attribute %s of a match field", a.Name)
		}
		f.Attrs = append(f.Attrs, a)
	}
	f.Range = p.versions()
	return f
}

// same reads the other name of a field: f, f << 8 or f >> 8.
func (p *parser) same(a *Attr) {
	a.Word = p.word("the name of a match field")
	for _, shift := range [...]string{"<<", ">>"} {
		if p.accept(shift) {
			a.Shift, a.Value = shift, p.number("the number of bits to shift by")
		}
	}
}

// needs reads the prerequisite f, f == v, f == (v, w) or f != v.
func (p *parser) needs() *Cond {
	c := &Cond{Field: p.word("the name of a match field")}
	switch {
	case p.accept("=="):
		c.Op = "=="
	case p.accept("!="):
		c.Op = "!="
	default:
		return c // The field alone: with any value.
	}
	if !p.accept("(") {
		c.Values = append(c.Values, p.value("a value"))
		return c
	}
	c.Values = append(c.Values, p.value("a value"))
	for p.accept(",") {
		c.Values = append(c.Values, p.value("a value"))
	}
	p.punct(")")
	return c
}

// tlvLine reads a line of a tlv body.
func (p *parser) tlvLine(lead Lead) Node {
	l := &TLVLine{Lead: lead, Keyword: p.word("tag, len, pad, align or error").Text}
	switch l.Keyword {
	case "tag", "len":
		l.Type = p.typ()
		l.Name = p.word("a name")
	case "pad":
		l.Value = p.number("a number of bytes")
	case "align":
		l.Value = p.number("a number of bytes")
		if !p.failed && p.tok.kind == kIdent {
			l.Mode = p.word("inside or after")
		}
	case "error":
		l.Error[0] = p.word("an error type")
		l.Error[1] = p.word("an error code")
		if !p.failed && p.tok.kind == kIdent {
			l.Mode = p.word("unknown or value")
		}
	default:
		p.fail(l.Pos, "unknown line %s of a tlv: want tag, len, pad, align or error", l.Keyword)
	}
	l.Range = p.versions()
	return l
}

// vendorLine reads a family of a vendor: action { tag u16 subtype pad 4 } @range.
func (p *parser) vendorLine(lead Lead) Node {
	l := &VendorLine{Lead: lead, Family: p.word("the name of a family")}
	if p.accept("{") {
		if !p.acceptWord("tag") {
			p.want("tag")
		}
		t := p.typ()
		l.Tag = &t
		l.Name = p.word("the name of the subtype")
		if p.acceptWord("pad") {
			l.Pad = p.number("a number of bytes")
		}
		p.punct("}")
	}
	l.Range = p.versions()
	return l
}
