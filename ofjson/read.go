package ofjson

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/ofwire/openflow"
)

// A reader is the Visitor that stores what JSON says.
type reader struct {
	opts     *Options
	protocol *openflow.Protocol
	err      error
	path     []string
	cur      scope
}

// A scope is what the reader knows of the element that it fills.
type scope struct {
	obj  *node // Its attributes.
	used []bool
	info *openflow.TypeInfo
	xid  *uint32 // Of the message that the element is or is in.
}

func (r *reader) fail(n *node, err error) {
	if r.err == nil {
		r.err = &Error{Offset: n.offset, Path: strings.Join(r.path, ""), Err: err}
	}
}

// at does something one step further down the path.
func (r *reader) at(step string, do func()) {
	r.path = append(r.path, step)
	do()
	r.path = r.path[:len(r.path)-1]
}

func (r *reader) index(i int, do func()) { r.at("["+strconv.Itoa(i)+"]", do) }

// class takes {"Class": body} apart.
func (r *reader) class(n *node) (class string, body *node, ok bool) {
	class, body, ok = n.only()
	if !ok || body.kind != object {
		r.fail(n, ErrType)
		return "", nil, false
	}
	class, body = r.unshape(class, body)
	return class, body, r.err == nil
}

// attr returns the function that tells types apart which share a class.
func attr(body *node) func(name string) uint64 {
	return func(name string) uint64 {
		if n := body.get(name); n != nil {
			v, _ := n.uint()
			return v
		}
		return 0
	}
}

// message reads {"Class": body} as a message, or returns nil.
func (r *reader) message(n *node) openflow.Message {
	class, body, ok := r.class(n)
	if !ok {
		return nil
	}
	m := r.newMessage(class, body)
	if m == nil {
		r.fail(n, fmt.Errorf("%w %q", ErrClass, class))
		return nil
	}
	if len(r.path) > 0 {
		r.fill(m, body)
		return m
	}
	r.at(class, func() { r.fill(m, body) })
	return m
}

func (r *reader) newMessage(class string, body *node) openflow.Message {
	if class == (*openflow.Opaque)(nil).Info().JSON {
		return new(openflow.Opaque)
	}
	if m := r.protocol.NewMessage(class, attr(body)); m != nil {
		return m
	}
	m, _ := r.newExtension(class, true).(openflow.Message)
	return m
}

// newExtension returns an empty element of a third party's class, or nil.
func (r *reader) newExtension(class string, message bool) openflow.Element {
	x := r.opts.Extensions
	for i := range x.Len() {
		if e := x.At(i); e.Version == r.protocol.Version && e.Info.JSON == class && e.Info.Message == message {
			return e.New()
		}
	}
	return nil
}

// fill stores the attributes of body in e.
func (r *reader) fill(e openflow.Element, body *node) {
	outer := r.cur
	r.cur = scope{obj: body, used: make([]bool, len(body.keys)), info: e.Info(), xid: outer.xid}
	e.Walk(r)
	for i, used := range r.cur.used {
		if !used {
			r.at("."+body.keys[i], func() { r.fail(body.items[i], ErrAttribute) })
		}
	}
	r.cur = outer
}

// with looks up an attribute and, unless it is missing or null, reads it.
func (r *reader) with(name string, read func(n *node) error) {
	if r.err != nil {
		return
	}
	for i, k := range r.cur.obj.keys {
		if k != name {
			continue
		}
		r.cur.used[i] = true
		n := r.cur.obj.items[i]
		if n.kind == null {
			return
		}
		r.at("."+name, func() {
			if err := read(n); err != nil {
				r.fail(n, err)
			}
		})
		return
	}
}

// XID reads the header's transaction id; a message inside another has that of the outer one unless it says otherwise.
func (r *reader) XID(p *uint32) {
	if r.cur.xid != nil {
		*p = *r.cur.xid
	}
	r.Uint("xid", (*openflow.U32)(p))
	r.cur.xid = p
}

func (r *reader) Version(p *openflow.Version) {
	if *p == 0 && r.cur.info.Version == 0 {
		*p = r.protocol.Version
	}
	r.Uint("version", (*openflow.U8)(p))
}

func (r *reader) Const(name string, value uint64) {
	r.with(name, func(n *node) error {
		if v, err := n.uint(); err != nil {
			return err
		} else if v != value {
			return ErrConst
		}
		return nil
	})
}

func (r *reader) Computed(name string, _, _ int) { r.with(name, func(*node) error { return nil }) }

func (r *reader) Uint(name string, p openflow.Uint) {
	r.with(name, func(n *node) error {
		v, err := n.uint()
		if err != nil {
			return err
		}
		return p.Set(v)
	})
}

func (r *reader) Hex(name string, p openflow.Uint) { r.Uint(name, p) }

func (r *reader) Rare(name string, p openflow.Uint) { r.Uint(name, p) }

func (r *reader) Enum(name string, p openflow.Uint, _ openflow.Stringer) { r.Uint(name, p) }

func (r *reader) Bits(name string, p openflow.Uint, _ func()) { r.Uint(name, p) }

func (r *reader) Int(name string, p *int32) { store(r, name, p, (*node).int32) }

// store reads an attribute into p.
func store[T any](r *reader, name string, p *T, read func(*node) (T, error)) {
	r.with(name, func(n *node) error {
		v, err := read(n)
		if err == nil {
			*p = v
		}
		return err
	})
}

func (r *reader) Uint128(name string, p *openflow.Uint128) { store(r, name, p, (*node).uint128) }

func (r *reader) MAC(name string, p *openflow.MAC) { store(r, name, p, (*node).mac) }

func (r *reader) Addr(name string, p *netip.Addr, size int) {
	store(r, name, p, func(n *node) (netip.Addr, error) { return n.addr(size) })
}

func (r *reader) Text(name string, p openflow.Text) {
	r.with(name, func(n *node) error {
		s, err := n.string()
		if err != nil {
			return err
		}
		return p.Set(s)
	})
}

func (r *reader) String(name string, p *[]byte) {
	store(r, name, p, func(n *node) ([]byte, error) {
		s, err := n.string()
		return append([]byte(nil), s...), err
	})
}

func (r *reader) Rest(name string, p *[]byte) {
	r.Bytes(name, p)
}

func (r *reader) Bytes(name string, p *[]byte) { store(r, name, p, (*node).bytes) }

func (r *reader) Array(name string, p []byte) {
	r.with(name, func(n *node) error {
		b, err := n.bytes()
		if err == nil && len(b) != len(p) {
			err = openflow.ErrLength
		}
		if err == nil {
			copy(p, b)
		}
		return err
	})
}

func (r *reader) Uints(name string, l openflow.UintList) {
	r.with(name, func(n *node) error {
		v, err := n.uints()
		if err != nil {
			return err
		}
		return l.Set(v)
	})
}

func (r *reader) Struct(name string, e openflow.Element) {
	r.with(name, func(n *node) error {
		want := e.Info().JSON
		if want == "" {
			if n.kind != object {
				return ErrType
			}
			r.fill(e, n)
			return nil
		}
		class, body, ok := r.class(n)
		if ok && class != want {
			return fmt.Errorf("%w %q, want %s", ErrClass, class, want)
		}
		if ok {
			r.fill(e, body)
		}
		return nil
	})
}

// A list that takes elements of third parties has this method; it reports whether the element is of the right family.
type extensible interface {
	AddElement(e openflow.Element) bool
}

func (r *reader) List(name string, l openflow.List) {
	r.with(name, func(n *node) error {
		if n.kind != array {
			return ErrType
		}
		for i, item := range n.items {
			r.index(i, func() { r.add(l, item) })
		}
		return nil
	})
}

// add reads an element and appends it to l.
func (r *reader) add(l openflow.List, n *node) {
	class, body, ok := r.class(n)
	if !ok || r.err != nil {
		return
	}
	e := l.Add(class, attr(body))
	if x, ok := l.(extensible); ok && e == nil {
		if e = r.newExtension(class, false); e != nil && !x.AddElement(e) {
			e = nil
		}
	}
	if e == nil {
		r.fail(n, fmt.Errorf("%w %q", ErrClass, class))
		return
	}
	r.fill(e, body)
}

func (r *reader) Message(name string, p *openflow.Message) {
	r.with(name, func(n *node) error {
		if m := r.message(n); m != nil {
			*p = m
		}
		return nil
	})
}
