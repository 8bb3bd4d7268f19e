package ofjson

import (
	"net/netip"
	"reflect"
	"slices"
	"strconv"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// MarshalPacket returns the JSON of a packet in the shape of os-ken's to_jsondict:
//
//	{"Packet":{"protocols":[{"ethernet":{"dst":"…","src":"…","ethertype":2048}},{"ipv4":{…}},"cGF5bG9hZA=="]}}
//
// Each layer is an object of its protocol's name. The payload is base64 and comes last; padding behind it is the attribute trailer, which os-ken does not have.
// Lengths and checksums are those that were received; those that are yet to be computed are null.
func MarshalPacket(p *packet.Packet) ([]byte, error) { return (&Options{}).AppendPacket(nil, p) }

// AppendPacket appends the JSON of a packet to b. On error it returns b as it was.
func (o *Options) AppendPacket(b []byte, p *packet.Packet) ([]byte, error) {
	list := &node{kind: array}
	p = plainPayload(p)
	w := &packetWriter{packet: p}
	s := &messages{opts: o}
	for _, l := range p.Layers {
		if v := reflect.ValueOf(l); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
			return b, &openflow.EncodeError{Path: "Packet", Err: openflow.ErrNil}
		}
		body := s.layer(l)
		if body == nil {
			body = w.element(l.Walk)
		}
		list.items = append(list.items, wrap(l.Info().Name, body))
	}
	joinExtensions(list)
	if len(p.Payload) > 0 && !w.payload {
		list.items = append(list.items, base64Node(p.Payload))
	}
	body := &node{kind: object}
	body.set("protocols", list)
	if len(p.Trailer) > 0 {
		body.set("trailer", base64Node(p.Trailer))
	}
	return wrap("Packet", body).append(b), nil
}

// plainPayload returns the packet without layers of bytes at its end; they are part of the payload.
func plainPayload(p *packet.Packet) *packet.Packet {
	for n := len(p.Layers) - 1; n >= 0; n-- {
		b, ok := p.Layers[n].(packet.Payload)
		if !ok {
			break
		}
		p = &packet.Packet{Layers: p.Layers[:n], Payload: slices.Concat(b, p.Payload), Trailer: p.Trailer}
	}
	return p
}

// wrap puts a class name around a value.
func wrap(class string, n *node) *node {
	if class == "" {
		return n
	}
	return &node{kind: object, keys: []string{class}, items: []*node{n}}
}

func textNode(s string) *node { return &node{kind: text, text: s} }

func numberNode(s string) *node { return &node{kind: number, text: s} }

func uintNode(x uint64) *node { return numberNode(strconv.FormatUint(x, 10)) }

func base64Node(b []byte) *node {
	quoted := appendBase64(nil, b)
	return textNode(string(quoted[1 : len(quoted)-1]))
}

// A packetWriter is the packet.Visitor that makes a tree.
type packetWriter struct {
	packet  *packet.Packet
	payload bool  // The payload is in the tree.
	body    *node // Of the element that is being written.
}

// element returns the attributes that walk shows.
func (w *packetWriter) element(walk func(packet.Visitor)) *node {
	outer := w.body
	body := &node{kind: object}
	w.body = body
	walk(w)
	w.body = outer
	return body
}

func (w *packetWriter) Reading() bool { return false }

func (w *packetWriter) Invalid(string, error) {}

func (w *packetWriter) Uint(name string, p openflow.Uint) { w.body.set(name, uintNode(p.Get())) }

func (w *packetWriter) Hex(name string, p openflow.Uint) { w.Uint(name, p) }

func (w *packetWriter) Rare(name string, p openflow.Uint) {
	if p.Get() != 0 {
		w.Uint(name, p)
	}
}

func (w *packetWriter) Enum(name string, p openflow.Uint, _ openflow.Stringer) { w.Uint(name, p) }

func (w *packetWriter) Computed(name string, p *packet.Computed) {
	n := &node{}
	if p.IsReceived() || p.IsFixed() {
		n = uintNode(uint64(p.Value()))
	}
	w.body.set(name, n)
}

func (w *packetWriter) Derived(name string, value uint64) { w.body.set(name, uintNode(value)) }

func (w *packetWriter) DerivedBytes(name string, value []byte) {
	if value == nil {
		w.body.set(name, &node{})
		return
	}
	w.body.set(name, base64Node(value))
}

func (w *packetWriter) Const(name string, value int) {
	w.body.set(name, numberNode(strconv.Itoa(value)))
}

func (w *packetWriter) Scaled(name string, p openflow.Uint, unit int) {
	w.body.set(name, numberNode(strconv.FormatFloat(float64(p.Get())/float64(unit), 'f', -1, 64)))
}

func (w *packetWriter) MAC(name string, p *openflow.MAC) { w.body.set(name, textNode(p.String())) }

func (w *packetWriter) Addr(name string, p *netip.Addr, size int) {
	w.body.set(name, addrNode(*p, size))
}

func addrNode(a netip.Addr, size int) *node {
	switch {
	case a.IsValid():
		return textNode(a.String())
	case size == 4:
		return textNode("0.0.0.0")
	case size == 16:
		return textNode("::")
	}
	return &node{}
}

func (w *packetWriter) Addrs(name string, p *[]netip.Addr, size int) {
	list := &node{kind: array}
	for _, a := range *p {
		list.items = append(list.items, addrNode(a, size))
	}
	w.body.set(name, list)
}

func (w *packetWriter) Base64Addr(name string, p *netip.Addr, size int) {
	w.body.set(name, base64Addr(*p, size))
}

// base64Addr is an address as os-ken has some: the base64 of its text.
func base64Addr(a netip.Addr, size int) *node { return base64Node([]byte(addrNode(a, size).text)) }

func (w *packetWriter) Base64Addrs(name string, p *[]netip.Addr, size int) {
	list := &node{kind: array}
	for _, a := range *p {
		list.items = append(list.items, base64Addr(a, size))
	}
	w.body.set(name, list)
}

func (w *packetWriter) Uints(name string, l openflow.UintList) {
	list := &node{kind: array}
	for i := range l.Len() {
		list.items = append(list.items, uintNode(l.At(i)))
	}
	w.body.set(name, list)
}

func (w *packetWriter) Tuples(name string, l openflow.UintList, n int) {
	list := &node{kind: array}
	for i := range l.Len() {
		if i%n == 0 {
			list.items = append(list.items, &node{kind: array})
		}
		last := list.items[len(list.items)-1]
		last.items = append(last.items, uintNode(l.At(i)))
	}
	w.body.set(name, list)
}

func (w *packetWriter) Bytes(name string, p *[]byte) { w.body.set(name, base64Node(*p)) }

func (w *packetWriter) RareBytes(name string, p *[]byte) {
	if len(*p) > 0 {
		w.Bytes(name, p)
	}
}

func (w *packetWriter) Array(name string, p []byte) { w.body.set(name, base64Node(p)) }

func (w *packetWriter) String(name string, p *[]byte) { w.body.set(name, textNode(string(*p))) }

func (w *packetWriter) Object(name string, e packet.Element) {
	w.body.set(name, wrap(e.Class(), w.element(e.Walk)))
}

func (w *packetWriter) List(name string, l packet.List) {
	list := &node{kind: array}
	for i := range l.Len() {
		e := l.At(i)
		list.items = append(list.items, wrap(e.Class(), w.element(e.Walk)))
	}
	w.body.set(name, list)
}

func (w *packetWriter) Payload(name string) {
	w.payload = true
	w.body.set(name, base64Node(w.packet.Payload))
}

// joinExtensions moves the extension headers that follow an IPv6 header into its ext_hdrs, where os-ken has them.
func joinExtensions(list *node) {
	var joined []*node
	var into *node
	for _, n := range list.items {
		class, body, _ := n.only()
		switch {
		case class == "ipv6":
			into = &node{kind: array}
			body.set("ext_hdrs", into)
		case into != nil && isExtension(class):
			into.items = append(into.items, n)
			continue
		default:
			into = nil
		}
		joined = append(joined, n)
	}
	list.items = joined
}

// splitExtensions moves what is in the ext_hdrs of IPv6 headers behind them.
func splitExtensions(list *node) {
	var split []*node
	for _, n := range list.items {
		split = append(split, n)
		if class, body, ok := n.only(); ok && class == "ipv6" && body.kind == object {
			for i, key := range body.keys {
				if key == "ext_hdrs" && (body.items[i].kind == array || body.items[i].kind == null) {
					split = append(split, body.items[i].items...)
					body.keys = append(body.keys[:i:i], body.keys[i+1:]...)
					body.items = append(body.items[:i:i], body.items[i+1:]...)
					break
				}
			}
		}
	}
	list.items = split
}

// isExtension reports whether a class is that of an extension header of IPv6.
func isExtension(class string) bool {
	switch class {
	case "hop_opts", "dst_opts", "routing", "routing_type3", "fragment", "auth":
		return true
	}
	return false
}
