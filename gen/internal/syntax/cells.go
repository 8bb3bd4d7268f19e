package syntax

import "strings"

// cells cuts the line of a body node into columns.
func cells(n Node) row {
	r := row{}
	switch n := n.(type) {
	case *Field:
		r = fieldCells(n)
	case *Const:
		r.cells = constCells(n)
	case *OXMField:
		r.cells = oxmCells(n)
	case *TLVLine:
		r.cells = []string{tlvText(n), version(n.Range)}
	case *VendorLine:
		tag := ""
		if n.Tag != nil {
			tag = "{ tag " + n.Tag.String() + " " + n.Name.Text
			if n.Pad != nil {
				tag += " pad " + n.Pad.String()
			}
			tag += " }"
		}
		r.cells = []string{n.Family.Text, tag, version(n.Range)}
	}
	if _, free := n.(*FreeComment); !free {
		if c := n.lead().Trail; c != nil {
			r.tail = c.Text
		}
	}
	return r
}

func version(r *Range) string { return strings.TrimPrefix(at(r), " ") }

// fieldCells returns type, name, default, attributes and range.
func fieldCells(f *Field) row {
	r := row{cells: []string{"", "", "", attrTexts(f.Attrs), version(f.Range)}}
	switch f.Form {
	case FormPad, FormPadTo, FormPadUntil:
		r.span = 4
		r.cells[0] = padText(f)
		r.cells[3] = ""
	case FormBits:
		if nested(f) {
			r.cells = []string{"bits", f.Type.String(), f.Name.Text, attrTexts(f.Attrs), version(f.Range)}
			return r
		}
		r.span = 4
		parts := []string{"bits", f.Type.String(), f.Name.Text, attrTexts(f.Attrs), "{"}
		if len(f.Body) > 0 {
			parts = append(parts, nonEmpty(cells(f.Body[0]).cells)...)
		}
		r.cells[0], r.cells[3] = strings.Join(nonEmpty(append(parts, "}")), " "), ""
	default:
		r.cells[0], r.cells[1] = f.Type.String(), f.Name.Text
		switch {
		case f.Measure != "":
			r.cells[2] = "= " + f.Measure + "(" + f.Of.Text + ")"
		case f.Default != nil:
			r.cells[2] = "= " + f.Default.String()
		}
	}
	return r
}

func padText(f *Field) string {
	s := "pad "
	switch f.Form {
	case FormPadTo:
		s += "to "
	case FormPadUntil:
		s += "until "
	}
	s += f.Pad.String()
	if f.Zero {
		s += " zero"
	}
	if f.Followed.Text != "" {
		s += " if followed by " + f.Followed.Text
	}
	if a := attrTexts(f.Attrs); a != "" {
		s += " " + a
	}
	return s
}

func constCells(c *Const) []string {
	s := "= " + c.Value.String()
	if c.Code != nil {
		s += ", " + c.Code.String()
	}
	if c.Of != nil {
		s += " of " + c.Of.String()
	}
	for _, a := range c.Aliases {
		s += " alias " + a.Text
	}
	if c.Go.Text != "" {
		s += " go " + c.Go.Text
	}
	return []string{c.Name.Text, s, version(c.Range)}
}

// oxmCells returns name, number, type, mask, other attributes and range.
func oxmCells(f *OXMField) []string {
	mask := ""
	var rest []*Attr
	for _, a := range f.Attrs {
		if a.Name == "mask" {
			mask = "mask"
		} else {
			rest = append(rest, a)
		}
	}
	name := f.Name.Text
	if f.Last != nil {
		name += ".." + f.Last.String()
	}
	return []string{name, "= " + f.Number.String(), ": " + f.Type.String(), mask, attrTexts(rest), version(f.Range)}
}

func tlvText(l *TLVLine) string {
	parts := []string{l.Keyword}
	switch l.Keyword {
	case "tag", "len":
		parts = append(parts, l.Type.String(), l.Name.Text)
	case "pad", "align":
		parts = append(parts, l.Value.String())
	case "error":
		parts = append(parts, l.Error[0].Text, l.Error[1].Text)
	}
	return strings.Join(nonEmpty(append(parts, l.Mode.Text)), " ")
}

// attrTexts returns attributes as they are written.
func attrTexts(attrs []*Attr) string {
	texts := make([]string, len(attrs))
	for i, a := range attrs {
		texts[i] = a.String()
	}
	return strings.Join(texts, " ")
}

// String returns the attribute as it is written.
func (a *Attr) String() string {
	switch {
	case a.Cond != nil:
		return a.Name + " " + a.Cond.String()
	case a.Shift != "":
		return strings.Join([]string{a.Name, a.Word.Text, a.Shift, a.Value.String()}, " ")
	case a.Value != nil:
		return a.Name + " " + a.Value.String()
	case a.Word.Text != "":
		return strings.Join(nonEmpty([]string{a.Name, a.Word.Text, a.Code.Text}), " ")
	case a.Name == "until":
		return "until zero"
	}
	return a.Name
}

// String returns the condition as it is written.
func (c *Cond) String() string {
	switch c.Op {
	case "":
		return c.Field.Text
	case "remaining":
		return "remaining"
	case "room":
		return "sizeof(this) >= " + c.Values[0].String()
	}
	texts := make([]string, len(c.Values))
	for i, v := range c.Values {
		texts[i] = v.String()
	}
	s := strings.Join(texts, ", ")
	if len(texts) > 1 {
		s = "(" + s + ")"
	}
	return c.Field.Text + " " + c.Op + " " + s
}
