package emit

import (
	"fmt"
	"strings"

	"github.com/ofwire/openflow/gen/internal/model"
)

// This file prints how decode reads the items behind the window, whose offsets show only as it reads.

// scope is the Scope in hand, scopeArg the pointer to it, and table the match fields.
func (e *emitter) scope() string {
	if e.vendor() {
		return "sc"
	}
	return "d.scope"
}

func (e *emitter) scopeArg() string {
	if e.vendor() {
		return "sc"
	}
	return "&d.scope"
}

func (e *emitter) table() string {
	if e.vendor() {
		return e.standardName() + ".Protocol.Fields"
	}
	return "&fieldTable"
}

// standardDecoder is the expression of the version's Decoder.
func (e *emitter) standardDecoder() string {
	if e.vendor() {
		return fmt.Sprintf("sc.Decoder.(*%s.Decoder)", e.standardName())
	}
	return "d"
}

// move makes the offset a variable.
func (d *decoder) move() {
	if !d.moving {
		d.add("at := %s", d.offset)
		d.offset, d.moving = "at", true
	}
}

// inner is a decoder for a block that is nested in this one.
func (d *decoder) inner(b *body) *decoder {
	return &decoder{body: b, e: d.e, s: d.s, offset: d.offset, moving: d.moving}
}

// ret is what a return of an error begins with.
func (d *decoder) ret() string {
	if prefixed(d.s) {
		return "return 0, "
	}
	return "return "
}

// within returns the error of a part that begins at the offset in hand.
func (d *decoder) within(b *body, offset, name string) {
	for _, it := range d.s.Items {
		if it.GoName == name && it.Error != nil {
			b.add("%swire.WithinCode(err, %s, %q, %s)", d.ret(), offset, pathOf(d.s, name), d.e.codeOf(it.Error))
			return
		}
	}
	b.add("%sopenflow.Within(err, %s, %q)", d.ret(), offset, pathOf(d.s, name))
}

// need prints the check that n bytes are left.
func (d *decoder) need(n string, name string) {
	code := d.e.errorCode(d.s)
	d.block(func(b *body) {
		b.add("%swire.Truncated(len(b), %q, %s)", d.ret(), pathOf(d.s, name), code)
	}, "if len(b)-%s < %s", d.offset, n)
}

// advance moves the offset on.
func (d *decoder) advance(n string) { d.add("at += %s", n) }

// items reads items that stand under the same condition. The last ones are the struct's last.
func (d *decoder) items(list []*model.Item, last bool) {
	if it := list[0]; it.Cond == nil || it.Rest() && last && it.Kind == model.ItemBytes {
		d.contents(list, last)
		return
	}
	d.move()
	for _, it := range list {
		d.absent(it)
	}
	d.block(func(b *body) {
		in := d.inner(b)
		in.contents(list, false)
	}, "if %s", d.condition(list[0]))
}

// contents reads items in order, those of fixed sizes that follow each other together.
func (d *decoder) contents(list []*model.Item, last bool) {
	for len(list) > 0 {
		if n, size := run(list); n > 1 {
			d.readRun(list[:n], size)
			list = list[n:]
			continue
		}
		d.content(list[0], last && len(list) == 1)
		list = list[1:]
	}
}

func (d *decoder) condition(it *model.Item) string {
	if known := d.e.presence(it.Cond); known != "" {
		return known
	}
	if it.Cond.Op == model.CondRoom {
		return fmt.Sprintf("len(b) >= %d", it.Cond.Value)
	}
	return "at < len(b)"
}

// end returns the expression of where an item ends, and prints the check of the length that bounds it. Nothing is the end of b.
func (d *decoder) end(it *model.Item) string {
	l := it.Bound
	name := lower(it.GoName) + "End"
	if of := it.WidthOf; of != nil {
		d.move()
		d.add("%s := at + wire.NumberLen(int(m.%s))", name, of.GoName)
		d.block(func(b *body) {
			b.add("%swire.BadLength(at, %q, %s)", d.ret(), pathOf(d.s, it.GoName), d.e.errorCode(d.s))
		}, "if %s == at || %s > len(b)", name, name)
		return name
	}
	if !it.Bounded() {
		return ""
	}
	d.move()
	size := lengthVar(l)
	if l.Measures == model.MeasureCount {
		size = fmt.Sprintf("%s*%d", size, elemSize(it))
	}
	d.add("%s := at + %s", name, size)
	d.block(func(b *body) {
		b.add("%swire.BadLength(%d, %q, %s)", d.ret(), max(l.Offset, 0), pathOf(d.s, it.GoName), d.e.errorCode(d.s))
	}, "if %s > len(b)", name)
	return name
}

// elemSize is the bytes of a counted list's elements.
func elemSize(it *model.Item) int {
	if it.Struct != nil {
		return it.Struct.Size
	}
	return it.ElemSize
}

// content reads one item.
func (d *decoder) content(it *model.Item, last bool) {
	name := it.GoName
	switch it.Kind {
	case model.ItemPad:
		d.pad(it, last)
	case model.ItemEnd:
		d.move()
		d.add("m.%s = at == len(b)", name)
	case model.ItemMatch:
		d.move()
		if l := it.Bound; l != nil && l.Lenient {
			d.add("m.%s = %s(%s - wire.MatchLen(b, at))", l.GoName, uintType(l.Size), lengthVar(l))
		} else if l != nil {
			d.block(func(b *body) {
				b.add("%swire.BadLength(%d, %q, %s)", d.ret(), l.Offset, pathOf(d.s, name), d.e.errorCode(d.s))
			}, "if %s != wire.MatchLen(b, at)", lengthVar(l))
		}
		end := lower(name) + "End"
		d.add("%s := openflow.MatchEnd(b, at)", end)
		d.block(func(b *body) {
			b.add("%sopenflow.Within(%s.BadMatch(b, at), 0, %q)", d.ret(), strings.TrimPrefix(d.e.table(), "&"), pathOf(d.s, ""))
		}, "if %s < 0", end)
		d.try("0", name, "m.%s, err = %s.Matches.Fields(%s, b, at+4, %s, %t)", name, d.e.scope(), d.e.table(), end, it.Lenient)
		d.add("at += wire.RoundUp(%s-at, 8)", end)
	case model.ItemStats:
		d.move()
		d.try("0", name, "m.%s, at, err = %s.Stats(%s, b, at)", name, d.e.scope(), d.e.table())
	case model.ItemOXM:
		d.move()
		d.field(it)
	case model.ItemOXMID:
		d.move()
		d.add("id, %s, err := wire.FieldID(b[at:], %s)", sizeVar(it), d.e.errorCode(d.s))
		d.stepped(it)
		d.add("m.%s = id", name)
	case model.ItemStruct:
		d.structure(it)
	case model.ItemMessage:
		d.move()
		d.try("at", name, "m.%s, err = %s.Inner(b[at:])", name, d.e.standardDecoder())
		d.add("at += wire.MessageLen(b[at:])")
	case model.ItemBytes, model.ItemText, model.ItemBitmap, model.ItemOXMs, model.ItemOXSs, model.ItemOXMIDs, model.ItemOXSIDs, model.ItemList:
		d.run(it, last)
	case model.ItemLength:
		d.move()
		d.need(fmt.Sprint(it.Size), name)
		if it.Of != nil {
			d.add("%s := int(be.Uint%d(b[at:]))", lengthVar(it), 8*it.Size)
		}
		d.advance(fmt.Sprint(it.Size))
	default:
		d.readRun([]*model.Item{it}, it.Size)
	}
}

// field reads one field. Most are short: those are read in line.
func (d *decoder) field(it *model.Item) {
	size := sizeVar(it)
	d.add("%s := %s.ShortField(&m.%s, b[at:])", size, strings.TrimPrefix(d.e.table(), "&"), it.GoName)
	d.block(func(b *body) {
		in := d.inner(b)
		in.add("var err error")
		in.try("at", it.GoName, "%s, err = %s.Matches.Field(%s, &m.%s, b[at:], false)", size, d.e.scope(), d.e.table(), it.GoName)
	}, "if %s == 0", size)
	d.advance(size)
}

// try prints an assignment of err, and returns it when there is one.
func (d *decoder) try(offset, name, format string, args ...any) {
	d.block(func(b *body) { d.within(b, offset, name) }, "if "+format+"; err != nil", args...)
}

// failed returns err when there is one.
func (d *decoder) failed(offset, name string) {
	d.block(func(b *body) { d.within(b, offset, name) }, "if err != nil")
}

// sizeVar is the variable that holds the bytes which an item took.
func sizeVar(it *model.Item) string { return lower(it.GoName) + "Size" }

// stepped returns the error of an item that was read or moves on behind it.
func (d *decoder) stepped(it *model.Item) {
	d.failed("at", it.GoName)
	d.advance(sizeVar(it))
}

func (d *decoder) pad(it *model.Item, last bool) {
	switch {
	case it.Until > 0:
		if last && d.s.Size >= 0 {
			return // The check of the whole size covers it.
		}
		d.move()
		d.block(func(b *body) {
			b.add("%swire.Trailing(%d, %q, %s)", d.ret(), it.Until, pathOf(d.s, ""), d.e.errorCode(d.s))
		}, "if at > %d", it.Until)
		d.add("at = %d", it.Until)
		d.beyond()
	case it.PadIf != nil:
		d.move()
		d.block(func(b *body) {
			b.add("at = wire.RoundUp(at, %d)", it.PadTo)
			d.inner(b).beyond()
		}, "if at < len(b)")
	case last && uncounted(d.s, it):
		// The struct's bytes end before this padding.
	case it.PadTo > 0:
		d.move()
		d.add("at = wire.RoundUp(at, %d)", it.PadTo)
		d.beyond()
	default:
		d.need(fmt.Sprint(it.Size), "")
		if it.Zero {
			d.zero(fmt.Sprintf("!wire.IsZero(b[%s:%s+%d])", d.offset, d.offset, it.Size), d.offset)
		}
		if !d.moving {
			var at int
			fmt.Sscan(d.offset, &at)
			d.offset = fmt.Sprint(at + it.Size)
			return
		}
		d.advance(fmt.Sprint(it.Size))
	}
}

// beyond prints the check that padding does not end behind b.
func (d *decoder) beyond() {
	d.block(func(b *body) {
		b.add("%swire.Truncated(len(b), %q, %s)", d.ret(), pathOf(d.s, ""), d.e.errorCode(d.s))
	}, "if at > len(b)")
}

// structure reads a struct in line.
func (d *decoder) structure(it *model.Item) {
	s := it.Struct
	d.move()
	size := sizeVar(it)
	switch {
	case s.Size >= 0:
		size = fmt.Sprint(s.Size)
		d.need(size, it.GoName)
	case s.Length != nil:
		d.add("%s, err := wire.OwnLength(b[at:], %d, %d, %d, %s)", size, s.Length.Offset, s.Length.Size, s.Min, d.e.errorCode(d.s))
		d.failed("at", it.GoName)
	default:
		d.add("%s, err := m.%s.%s", size, it.GoName, d.e.prefixedCall("b[at:]"))
		d.stepped(it)
		return
	}
	d.block(func(b *body) { d.within(b, "at", it.GoName) }, "if err := m.%s.%s; err != nil", it.GoName, d.e.decodeCall("b[at:at+"+size+"]"))
	d.advance(size)
}

// decodeCall is the call of a struct's decode method.
func (e *emitter) decodeCall(bytes string) string {
	if e.vendor() {
		return "DecodeElement(sc, " + bytes + ")"
	}
	return "decode(" + bytes + ", d)"
}

// prefixedCall is the call of the decode method of a struct that tells its own length.
func (e *emitter) prefixedCall(bytes string) string {
	if e.vendor() {
		return "decode(sc, " + bytes + ")"
	}
	return "decode(" + bytes + ", d)"
}

func (d *decoder) decoderArg() string {
	if d.e.vendor() {
		return "sc"
	}
	return "d"
}
