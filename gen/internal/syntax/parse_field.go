package syntax

// typ reads a type: u16, u16:13, string<16>, action[], u32[4], u8..124.
func (p *parser) typ() Type {
	w := p.word("a type")
	t := Type{Pos: w.Pos, Name: w.Text}
	if p.accept(":") {
		t.Bits = p.number("a number of bits")
	}
	if p.accept("..") {
		t.Most = p.number("a number of bytes")
	}
	if p.accept("<") {
		t.Size = p.number("a number of bytes")
		p.punct(">")
	}
	if p.accept("[") {
		t.List = true
		if !p.failed && p.tok.kind == kNumber {
			t.Count = p.number("a number of elements")
		}
		p.punct("]")
	}
	return t
}

// field reads one field of a body, up to the end of its line.
func (p *parser) field(lead Lead) Node {
	f := &Field{Lead: lead}
	switch {
	case p.acceptWord("pad"):
		p.pad(f)
	case p.acceptWord("bits"):
		f.Form = FormBits
		f.Type = p.typ()
		f.Name = p.word("the name of the field")
		p.attrs(f)
		p.bits(f)
	default:
		f.Type = p.typ()
		f.Name = p.word("the name of the field")
		if p.accept("=") {
			p.initial(f)
		}
		p.attrs(f)
	}
	return f
}

// pad reads what follows the word pad.
func (p *parser) pad(f *Field) {
	f.Form = FormPad
	if p.acceptWord("to") {
		f.Form = FormPadTo
	} else if p.acceptWord("until") {
		f.Form = FormPadUntil
	}
	f.Pad = p.number("a number of bytes")
	for !p.failed && p.tok.kind == kIdent {
		at := p.tok
		p.next()
		switch {
		case at.text == "zero":
			f.Zero = true
		case at.text == "if" && f.Form == FormPadTo && p.acceptWord("followed"):
			if !p.acceptWord("by") {
				p.want("by")
			}
			f.Followed = p.word("the name of a list")
		case at.text == "if":
			f.Attrs = append(f.Attrs, &Attr{Pos: at.pos, Name: "if", Cond: p.cond()})
		case at.text == "unless":
			f.Attrs = append(f.Attrs, &Attr{Pos: at.pos, Name: at.text, Word: p.word("the name of an end")})
		default:
			p.fail(at.pos, "unknown attribute %s of a pad", at.text)
		}
	}
	f.Range = p.versions()
}

// initial reads what follows the = of a field: a measure or a default.
func (p *parser) initial(f *Field) {
	if p.tok.kind != kIdent || p.tok.text != "sizeof" && p.tok.text != "count" {
		f.Default = p.value("a number or a constant")
		return
	}
	f.Measure = p.tok.text
	p.next()
	p.punct("(")
	f.Of = p.word("the name of a field, or this")
	p.punct(")")
}

// bits reads the body of a bits field.
func (p *parser) bits(f *Field) {
	open := p.tok.pos
	p.punct("{")
	if p.failed {
		return
	}
	f.Trail, f.OneLine = p.body(open, func(n Node) { f.Body = append(f.Body, n) }, p.field)
	if f.Range == nil {
		f.Range = p.versions()
	}
}

// attrs reads the attributes of a field and its range.
func (p *parser) attrs(f *Field) {
	for !p.failed && p.tok.kind == kIdent {
		a := &Attr{Pos: p.tok.pos, Name: p.tok.text}
		p.next()
		switch a.Name {
		case "unpadded", "key", "lenient", "hex", "unique", "ordered", "rare":
		case "bias", "min", "max", "multiple", "mask":
			a.Value = p.value("a number")
		case "requires", "excludes", "bits", "unless":
			a.Word = p.word("the name of a field")
		case "go", "json":
			a.Word = p.word("a name")
		case "error":
			a.Word = p.word("an error type")
			a.Code = p.word("an error code")
		case "until":
			if !p.acceptWord("zero") {
				p.want("zero")
			}
		case "if":
			a.Cond = p.cond()
		default:
			p.fail(a.Pos, "unknown attribute %s of field %s", a.Name, f.Name.Text)
		}
		f.Attrs = append(f.Attrs, a)
	}
	f.Range = p.versions()
}

// cond reads the condition of a field.
func (p *parser) cond() *Cond {
	w := p.word("a condition")
	c := &Cond{Field: w}
	switch {
	case p.failed:
	case w.Text == "sizeof" && p.tok.is("("):
		c.Op = "room"
		p.next()
		if !p.acceptWord("this") {
			p.want("this")
		}
		p.punct(")")
		p.punct(">=")
		c.Values = append(c.Values, p.number("a number of bytes"))
	case p.accept("=="):
		c.Op = "=="
		c.Values = append(c.Values, p.value("a value"))
	case p.accept("!="):
		c.Op = "!="
		c.Values = append(c.Values, p.value("a value"))
	case p.acceptWord("has"):
		c.Op = "has"
		c.Values = append(c.Values, p.value("a constant"))
	case w.Text == "remaining":
		c.Op = "remaining"
	default:
		p.want("==, != or has")
	}
	return c
}
