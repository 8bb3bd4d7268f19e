package ofjson

import (
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"strings"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// UnmarshalPacket reads the JSON of a packet. The packet shares no memory with data. Lengths and checksums are taken as received, so AppendReceived
// gives the bytes that MarshalPacket had; null, or nothing, is one to be computed. Errors are of type *Error.
func UnmarshalPacket(data []byte) (*packet.Packet, error) {
	return (&Options{}).UnmarshalPacket(data)
}

// UnmarshalPacket reads the JSON of a packet.
func (o *Options) UnmarshalPacket(data []byte) (*packet.Packet, error) {
	root, err := parse(data)
	if err != nil {
		return nil, err
	}
	r := &packetReader{opts: o, packet: new(packet.Packet)}
	r.at("Packet", func() {
		class, body, ok := root.only()
		if !ok || class != "Packet" || body.kind != object {
			r.fail(root, ErrType)
			return
		}
		r.fill(body, func(packet.Visitor) {
			r.with("protocols", r.protocols)
			r.with("trailer", func(n *node) (err error) {
				r.packet.Trailer, err = n.bytes()
				return err
			})
		})
	})
	if r.err != nil {
		return nil, r.err
	}
	return r.packet, nil
}

// A packetReader is the packet.Visitor that stores what JSON says.
type packetReader struct {
	opts   *Options
	packet *packet.Packet
	err    error
	path   []string
	body   *node // Of the element that is being filled.
	used   []bool
}

func (r *packetReader) fail(n *node, err error) {
	if r.err == nil {
		r.err = &Error{Offset: n.offset, Path: strings.Join(r.path, ""), Err: err}
	}
}

// at does something one step further down the path.
func (r *packetReader) at(step string, do func()) {
	r.path = append(r.path, step)
	do()
	r.path = r.path[:len(r.path)-1]
}

// fill has walk store the attributes of body, all of which it must know.
func (r *packetReader) fill(body *node, walk func(packet.Visitor)) {
	outer, used := r.body, r.used
	r.body, r.used = body, make([]bool, len(body.keys))
	walk(r)
	for i, ok := range r.used {
		if !ok {
			r.at("."+body.keys[i], func() { r.fail(body.items[i], ErrAttribute) })
		}
	}
	r.body, r.used = outer, used
}

// with looks up an attribute and, unless it is missing or null, reads it.
func (r *packetReader) with(name string, read func(n *node) error) {
	if r.err != nil {
		return
	}
	for i, k := range r.body.keys {
		if k != name {
			continue
		}
		r.used[i] = true
		if n := r.body.items[i]; n.kind != null {
			r.at("."+name, func() {
				if err := read(n); err != nil {
					r.fail(n, err)
				}
			})
		}
		return
	}
}

// protocols reads the layers, and the payload at the end.
func (r *packetReader) protocols(list *node) error {
	if list.kind != array {
		return ErrType
	}
	splitExtensions(list)
	for i, n := range list.items {
		if n.kind == text && i == len(list.items)-1 {
			b, err := n.bytes()
			r.packet.Payload = b
			return err
		}
		r.at("["+strconv.Itoa(i)+"]", func() { r.layer(n) })
	}
	return nil
}

func (r *packetReader) layer(n *node) {
	class, body, ok := n.only()
	if !ok || body.kind != object {
		r.fail(n, ErrType)
		return
	}
	l := r.newLayer(class)
	if l == nil {
		r.fail(n, fmt.Errorf("%w %q", ErrClass, class))
		return
	}
	r.at("."+class, func() {
		if m, ok := l.(*packet.OpenFlow); ok && r.openflow(m, body) {
			return
		}
		r.fill(body, l.Walk)
	})
	r.packet.Layers = append(r.packet.Layers, l)
}

// newLayer returns an empty layer of a class, or nil.
func (r *packetReader) newLayer(class string) packet.Layer {
	for _, list := range [][]*packet.Protocol{r.opts.Protocols, packet.Protocols()} {
		for _, p := range list {
			if p.Name == class {
				return p.New()
			}
		}
	}
	return nil
}

func (r *packetReader) Reading() bool { return true }

func (r *packetReader) Invalid(name string, err error) {
	r.with(name, func(*node) error { return err })
}

func (r *packetReader) Uint(name string, p openflow.Uint) {
	r.with(name, func(n *node) error {
		x, err := n.uint()
		if err != nil {
			return err
		}
		return p.Set(x)
	})
}

func (r *packetReader) Hex(name string, p openflow.Uint) { r.Uint(name, p) }

func (r *packetReader) Rare(name string, p openflow.Uint) { r.Uint(name, p) }

func (r *packetReader) Enum(name string, p openflow.Uint, _ openflow.Stringer) { r.Uint(name, p) }

func (r *packetReader) Computed(name string, p *packet.Computed) {
	r.with(name, func(n *node) error {
		x, err := n.uint()
		if err == nil && x > math.MaxUint32 {
			err = openflow.ErrValue
		}
		*p = packet.Received(uint32(x))
		return err
	})
}

// ignore takes note of an attribute that other fields tell.
func (r *packetReader) ignore(name string) { r.with(name, func(*node) error { return nil }) }

func (r *packetReader) Derived(name string, _ uint64) { r.ignore(name) }

func (r *packetReader) DerivedBytes(name string, _ []byte) { r.ignore(name) }

func (r *packetReader) Const(name string, value int) {
	r.with(name, func(n *node) error {
		switch {
		case n.kind != number:
			return ErrType
		case n.text != strconv.Itoa(value):
			return ErrConst
		}
		return nil
	})
}

func (r *packetReader) Scaled(name string, p openflow.Uint, unit int) {
	r.with(name, func(n *node) error {
		if n.kind != number {
			return ErrType
		}
		x, err := strconv.ParseFloat(n.text, 64)
		if err != nil || x < 0 || x*float64(unit) >= math.MaxUint64 {
			return openflow.ErrValue
		}
		return p.Set(uint64(math.Round(x * float64(unit))))
	})
}

// storePacket reads a value into p.
func storePacket[T any](r *packetReader, name string, p *T, read func(*node) (T, error)) {
	r.with(name, func(n *node) (err error) {
		v, err := read(n)
		if err == nil {
			*p = v
		}
		return err
	})
}

func (r *packetReader) MAC(name string, p *openflow.MAC) { storePacket(r, name, p, (*node).mac) }

func (r *packetReader) Addr(name string, p *netip.Addr, size int) {
	storePacket(r, name, p, func(n *node) (netip.Addr, error) { return n.packetAddr(size) })
}

// packetAddr reads an address of size bytes, or of any size.
func (n *node) packetAddr(size int) (netip.Addr, error) {
	a, err := n.addr(size)
	if err == nil && size == 16 && a.Is4() {
		err = openflow.ErrValue
	}
	return a, err
}

func (r *packetReader) Addrs(name string, p *[]netip.Addr, size int) {
	r.items(name, func(n *node) error {
		a, err := n.packetAddr(size)
		*p = append(*p, a)
		return err
	})
}

func (r *packetReader) Base64Addr(name string, p *netip.Addr, size int) {
	storePacket(r, name, p, func(n *node) (netip.Addr, error) { return n.base64Addr(size) })
}

// base64Addr reads an address whose text is in base64. An empty text is no address.
func (n *node) base64Addr(size int) (netip.Addr, error) {
	b, err := n.bytes()
	if err != nil || len(b) == 0 {
		return netip.Addr{}, err
	}
	return (&node{kind: text, text: string(b), offset: n.offset}).packetAddr(size)
}

func (r *packetReader) Base64Addrs(name string, p *[]netip.Addr, size int) {
	r.items(name, func(n *node) error {
		a, err := n.base64Addr(size)
		*p = append(*p, a)
		return err
	})
}

// items reads the elements of an array.
func (r *packetReader) items(name string, read func(n *node) error) {
	r.with(name, func(list *node) error {
		if list.kind != array {
			return ErrType
		}
		for i, n := range list.items {
			r.at("["+strconv.Itoa(i)+"]", func() {
				if err := read(n); err != nil {
					r.fail(n, err)
				}
			})
		}
		return nil
	})
}

func (r *packetReader) Uints(name string, l openflow.UintList) {
	r.with(name, func(n *node) error {
		v, err := n.uints()
		if err != nil {
			return err
		}
		return l.Set(v)
	})
}

func (r *packetReader) Tuples(name string, l openflow.UintList, size int) {
	var all []uint64
	r.items(name, func(n *node) error {
		v, err := n.uints()
		if err == nil && len(v) != size {
			err = ErrType
		}
		all = append(all, v...)
		return err
	})
	if r.err == nil && len(all) > 0 {
		r.with(name, func(*node) error { return l.Set(all) })
	}
}

func (r *packetReader) Bytes(name string, p *[]byte) { storePacket(r, name, p, (*node).bytes) }

func (r *packetReader) RareBytes(name string, p *[]byte) { r.Bytes(name, p) }

func (r *packetReader) Array(name string, p []byte) {
	r.with(name, func(n *node) error {
		b, err := n.bytes()
		if err == nil && len(b) != len(p) {
			err = openflow.ErrValue
		}
		copy(p, b)
		return err
	})
}

func (r *packetReader) String(name string, p *[]byte) {
	r.with(name, func(n *node) error {
		if n.kind != text {
			return ErrType
		}
		*p = []byte(n.text)
		return nil
	})
}

func (r *packetReader) Object(name string, e packet.Element) {
	r.with(name, func(n *node) error { return r.object(n, e) })
}

// object reads an element that is one of several classes, or has one, or none.
func (r *packetReader) object(n *node, e packet.Element) error {
	body := n
	choice, isChoice := e.(packet.Choice)
	if isChoice || e.Class() != "" {
		class, inner, ok := n.only()
		if !ok {
			return ErrType
		}
		if isChoice && !choice.SetClass(class) || !isChoice && class != e.Class() {
			return fmt.Errorf("%w %q", ErrClass, class)
		}
		body = inner
	}
	if body.kind != object {
		return ErrType
	}
	r.fill(body, e.Walk)
	return nil
}

func (r *packetReader) List(name string, l packet.List) {
	r.items(name, func(n *node) error {
		class, body := "", n
		if c, b, ok := n.only(); ok && b.kind == object {
			class, body = c, b
		}
		e := l.Add(class)
		if e == nil {
			return fmt.Errorf("%w %q", ErrClass, class)
		}
		if body.kind != object {
			return ErrType
		}
		r.fill(body, e.Walk)
		return nil
	})
}

func (r *packetReader) Payload(name string) { r.Bytes(name, &r.packet.Payload) }
