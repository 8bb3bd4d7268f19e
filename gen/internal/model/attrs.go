package model

import "github.com/ofwire/openflow/gen/internal/syntax"

// attrs applies the attributes of a field.
func (b *builder) attrs(w *work, it *Item, f *syntax.Field) {
	for _, a := range f.Attrs {
		b.attr(w, it, f, a)
	}
	if it.HasDefault && it.Cond != nil {
		b.errorf(syntax.Pos(it.Pos), "%s has a default and a condition: a constructor would set what the message may not have", it.Name)
	}
}

// attr applies one attribute, and complains where it does not fit the field.
func (b *builder) attr(w *work, it *Item, f *syntax.Field, a *syntax.Attr) {
	fit := true
	switch a.Name {
	case "if":
		it.Cond = b.cond(w, a.Cond)
	case "unless":
		it.Cond = b.unless(w, a.Word)
		fit = !hasAttr(f, "if") && it.Kind != ItemEnd
	case "rare":
		it.Rare = true
		fit = it.Kind == ItemScalar && it.Type == TypeUint && it.Enum == nil
	case "hex":
		it.Hex = true
		integer := it.Type == TypeUint || it.Type == TypeInt || it.Type == TypeUint128
		fit = it.Kind == ItemBits || it.Kind == ItemFixed || integer && (it.Kind == ItemScalar || it.Kind == ItemArray || it.Kind == ItemList)
	case "key":
		it.Key = true
		fit = it.Kind == ItemScalar
		w.s.KeyMember = true
		if w.s.Vendor != nil {
			w.s.KeyMember = false
		}
		if w.s.Family == nil {
			b.errorf(a.Pos, "key stands in a struct: only members of families have keys")
		}
	case "lenient":
		it.Lenient = true
		fit = it.Kind == ItemMatch || it.Kind == ItemOXMs || it.Kind == ItemList && it.Family != nil || it.Kind == ItemLength
		if it.Kind == ItemLength {
			it.GoName, it.JSON, it.Rare = camel(it.Name)+"Off", it.Name+"_off", true
			w.links = append(w.links, func() { b.mayBeWrong(it, a) })
		}
	case "error":
		it.Error = b.errorRef(a.Word, a.Code)
		fit = it.Kind == ItemOXM || it.Kind == ItemMessage || it.Kind == ItemList && it.Struct != nil
	case "until":
		it.UntilZero = true
		fit = it.Kind == ItemList
	case "bits":
		it.WidthOf = b.earlier(w, a.Name, a.Word)
		fit = it.Kind == ItemBytes
	case "unpadded":
		fit = f.Of.Text == "this"
	case "unique":
		it.Limits.Unique = true
		fit = isList(it) || it.Kind == ItemMatch || it.Kind == ItemArray
	case "ordered":
		it.Limits.Ordered = true
		fit = isList(it) || it.Kind == ItemMatch || it.Kind == ItemArray
	case "requires", "excludes":
		b.together(w, it, a)
	case "bias", "min", "max", "multiple", "mask":
		fit = b.limit(it, a)
	}
	if !fit {
		b.errorf(a.Pos, "%s does not fit the field %s", a.Name, it.Name)
	}
}

// limit applies a numeric attribute.
func (b *builder) limit(it *Item, a *syntax.Attr) bool {
	n := b.constant(a.Value, it.Enum)
	l := &it.Limits
	switch a.Name {
	case "bias":
		it.Bias = int(int64(n))
		return (it.Kind == ItemScalar || it.Kind == ItemLength) && it.Type == TypeUint
	case "min":
		l.Min, l.HasMin = n, true
	case "max":
		l.Max, l.HasMax = n, true
	case "multiple":
		l.Multiple = n
	case "mask":
		l.Mask, l.HasMask = n, true
	}
	if l.HasMin && l.HasMax && l.Min > l.Max {
		b.errorf(a.Pos, "min %d is above max %d", l.Min, l.Max)
	}
	if it.Kind == ItemScalar && !holds(it, n, a.Value.Neg) {
		b.errorf(a.Value.Pos, "%s %s does not fit the field %s", a.Name, a.Value, it.Name)
	}
	return it.Kind == ItemScalar || it.Kind == ItemLength || isOpen(it)
}

// together notes that fields go together or exclude each other.
func (b *builder) together(w *work, it *Item, a *syntax.Attr) {
	if a.Name == "requires" {
		it.Limits.Requires = append(it.Limits.Requires, a.Word.Text)
	} else {
		it.Limits.Excludes = append(it.Limits.Excludes, a.Word.Text)
	}
	w.links = append(w.links, func() {
		if w.items[a.Word.Text] == nil {
			b.errorf(a.Word.Pos, "unknown field %s", a.Word.Text)
		}
	})
}

// mayBeWrong verifies that a length which may be wrong is that of a match, which tells its length itself.
func (b *builder) mayBeWrong(it *Item, a *syntax.Attr) {
	if it.Of == nil || it.Of.Kind != ItemMatch {
		b.errorf(a.Pos, "lenient does not fit the field %s", it.Name)
	}
}

// unless resolves a condition on an end, which stands before it.
func (b *builder) unless(w *work, name syntax.Word) *Cond {
	of := w.items[name.Text]
	if of == nil || of.Kind != ItemEnd {
		b.errorf(name.Pos, "unless %s: no end of that name stands earlier", name.Text)
		return nil
	}
	return &Cond{Op: CondUnless, Item: of}
}

// cond resolves a condition; the fields that it may name stand before it.
func (b *builder) cond(w *work, c *syntax.Cond) *Cond {
	if c == nil || c.Op == "" {
		return nil
	}
	switch c.Op {
	case "room":
		return &Cond{Op: CondRoom, Value: b.constant(c.Values[0], nil)}
	case "remaining":
		return &Cond{Op: CondRemaining}
	}
	of := b.earlier(w, "if", c.Field)
	if of == nil {
		return nil
	}
	cond := &Cond{Item: of, Value: b.constant(c.Values[0], of.Enum)}
	switch c.Op {
	case "==":
		cond.Op = CondEqual
	case "!=":
		cond.Op = CondNotEqual
	case "has":
		cond.Op = CondHas
	}
	if cond.Op == CondHas && cond.Value == 0 {
		b.errorf(c.Values[0].Pos, "if %s has %s: the constant has no bits", c.Field.Text, c.Values[0])
	}
	if size := max(of.Size, of.ElemSize); !fits(cond.Value, size*8) {
		b.errorf(c.Values[0].Pos, "%s does not fit the field %s", c.Values[0], c.Field.Text)
	}
	return cond
}

// earlier finds a number that stands before the field in hand.
func (b *builder) earlier(w *work, attr string, name syntax.Word) *Item {
	of := w.items[name.Text]
	if of != nil && of.Kind == ItemScalar {
		return of
	}
	if of != nil {
		b.errorf(name.Pos, "%s %s: the field is no number", attr, name.Text)
		return nil
	}
	for _, n := range w.d.Body {
		if f, ok := n.(*syntax.Field); ok && f.Name.Text == name.Text && b.in(f.Range) {
			b.errorf(name.Pos, "%s %s: the field does not stand earlier", attr, name.Text)
			return nil
		}
	}
	b.errorf(name.Pos, "%s %s: unknown field", attr, name.Text)
	return nil
}
