package ofjson

import (
	"bytes"
	"net/netip"
	"reflect"
	"strconv"

	"github.com/ofwire/openflow"
)

// A writer is the Visitor that writes JSON.
type writer struct {
	b       []byte
	opts    *Options
	err     error
	depth   int
	cur     frame
	scratch []byte // The encodings of the elements that are being written, outer ones first.
}

// A frame is what the writer knows of the element that it writes.
type frame struct {
	e          openflow.Element
	info       *openflow.TypeInfo
	encoded    bool
	start, end int     // Of the encoding in scratch.
	xid        *uint32 // Of the message that the element is or is in.
	inner      bool    // A message inside another.
	more       bool    // An attribute has been written.
}

func (w *writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// enter goes n levels of JSON down and reports whether that is allowed.
func (w *writer) enter(n int) bool {
	if w.depth+n > maxDepth {
		w.fail(&openflow.EncodeError{Path: w.cur.info.Name, Err: openflow.ErrDepth})
		return false
	}
	w.depth += n
	return w.err == nil
}

func isNil(e openflow.Element) bool {
	if e == nil {
		return true
	}
	v := reflect.ValueOf(e)
	return v.Kind() == reflect.Pointer && v.IsNil()
}

// element appends an element with its class name.
func (w *writer) element(e openflow.Element) {
	if w.err != nil {
		return
	}
	if isNil(e) {
		path := "Element"
		if w.cur.info != nil {
			path = w.cur.info.Name
		}
		w.fail(&openflow.EncodeError{Path: path, Err: openflow.ErrNil})
		return
	}
	outer, scratch := w.cur, len(w.scratch)
	w.cur = frame{e: e, info: e.Info(), xid: outer.xid}
	w.cur.inner = w.cur.info.Message && outer.e != nil
	if !w.enter(2) {
		return
	}
	class, start := w.cur.info.JSON, len(w.b)
	if class != "" {
		w.open(class)
	}
	w.b = append(w.b, '{')
	e.Walk(w)
	w.b = append(w.b, '}')
	if class != "" {
		w.b = append(w.b, '}')
	}
	if s, ok := shapes[class]; ok && w.err == nil {
		w.reshape(s, start)
	}
	w.depth -= 2
	w.cur, w.scratch = outer, w.scratch[:scratch]
}

// open begins an object of a class.
func (w *writer) open(class string) {
	w.b = append(w.b, '{')
	w.b = append(appendString(w.b, class), ':')
}

// name begins an attribute.
func (w *writer) name(name string) {
	if w.cur.more {
		w.b = append(w.b, ',')
	}
	w.cur.more = true
	w.b = append(appendString(w.b, name), ':')
}

// number appends an attribute.
func (w *writer) number(name string, v uint64) {
	w.name(name)
	w.b = strconv.AppendUint(w.b, v, 10)
}

func (w *writer) XID(p *uint32) {
	if w.opts.XID && !w.cur.inner || w.cur.inner && w.cur.xid != nil && *w.cur.xid != *p {
		w.number("xid", uint64(*p))
	}
	w.cur.xid = p
}

func (w *writer) Version(p *openflow.Version) {
	if *p != 0 && *p != w.cur.info.Version {
		w.number("version", uint64(*p))
	}
}

func (w *writer) Const(name string, value uint64) { w.number(name, value) }

func (w *writer) Computed(name string, offset, size int) {
	if w.err != nil {
		return
	}
	if f := &w.cur; !f.encoded {
		f.encoded, f.start = true, len(w.scratch)
		w.scratch, w.err = f.e.AppendBinary(w.scratch)
		f.end = len(w.scratch)
	}
	if w.err != nil {
		return
	}
	b := w.scratch[w.cur.start:w.cur.end]
	if offset < 0 || offset+size > len(b) {
		w.fail(&openflow.EncodeError{Path: w.cur.info.Name + "." + name, Err: openflow.ErrLength})
		return
	}
	w.number(name, beUint(b[offset:offset+size]))
}

func beUint(b []byte) (v uint64) {
	for _, c := range b {
		v = v<<8 | uint64(c)
	}
	return v
}

func (w *writer) Uint(name string, p openflow.Uint) { w.number(name, p.Get()) }

func (w *writer) Hex(name string, p openflow.Uint) { w.number(name, p.Get()) }

func (w *writer) Rare(name string, p openflow.Uint) {
	if p.Get() != 0 {
		w.Uint(name, p)
	}
}

func (w *writer) Enum(name string, p openflow.Uint, _ openflow.Stringer) { w.number(name, p.Get()) }

func (w *writer) Bits(name string, p openflow.Uint, _ func()) { w.number(name, p.Get()) }

func (w *writer) Int(name string, p *int32) {
	w.name(name)
	w.b = strconv.AppendInt(w.b, int64(*p), 10)
}

func (w *writer) Uint128(name string, p *openflow.Uint128) {
	w.name(name)
	w.b = appendUint128(w.b, *p)
}

func (w *writer) MAC(name string, p *openflow.MAC) {
	w.name(name)
	w.b = appendString(w.b, p.String())
}

func (w *writer) Addr(name string, p *netip.Addr, _ int) {
	w.name(name)
	if !p.IsValid() {
		w.b = append(w.b, "null"...)
		return
	}
	w.b = appendString(w.b, p.String())
}

func (w *writer) Text(name string, p openflow.Text) {
	w.name(name)
	w.b = appendString(w.b, trimmed(p))
}

// trimmed returns the text of an array without the NULs at its end. Bytes behind a NUL in the middle belong to it.
func trimmed(p openflow.Text) string {
	var b []byte
	switch p := p.(type) {
	case *openflow.String16:
		b = p[:]
	case *openflow.String32:
		b = p[:]
	case *openflow.String64:
		b = p[:]
	case *openflow.String256:
		b = p[:]
	default:
		return p.String()
	}
	return string(bytes.TrimRight(b, "\x00"))
}

func (w *writer) String(name string, p *[]byte) {
	w.name(name)
	w.b = appendString(w.b, string(*p))
}

func (w *writer) Bytes(name string, p *[]byte) { w.Array(name, *p) }

func (w *writer) Rest(name string, p *[]byte) {
	if len(*p) > 0 {
		w.Array(name, *p)
	}
}

func (w *writer) Array(name string, p []byte) {
	w.name(name)
	w.b = appendBase64(w.b, p)
}

func (w *writer) Uints(name string, l openflow.UintList) {
	w.list(name, l.Len(), func(i int) { w.b = strconv.AppendUint(w.b, l.At(i), 10) })
}

// list appends an attribute that is an array of n items.
func (w *writer) list(name string, n int, item func(i int)) {
	w.name(name)
	w.array(n, item)
}

func (w *writer) array(n int, item func(i int)) {
	if !w.enter(1) {
		return
	}
	w.b = append(w.b, '[')
	for i := range n {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		item(i)
	}
	w.b = append(w.b, ']')
	w.depth--
}

func (w *writer) Struct(name string, e openflow.Element) {
	w.name(name)
	w.element(e)
}

func (w *writer) List(name string, l openflow.List) {
	w.list(name, l.Len(), func(i int) { w.element(l.At(i)) })
}

func (w *writer) Message(name string, p *openflow.Message) {
	w.name(name)
	w.element(*p)
}
