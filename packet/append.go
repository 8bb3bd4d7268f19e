package packet

import (
	"reflect"
	"slices"

	"github.com/ofwire/openflow"
)

// Append appends a packet of these layers, from the outermost to the innermost, to b. Use a Payload for the bytes behind the last header.
//
// Lengths and checksums are computed, unless they are Fixed. A field that tells which layer follows, such as an EtherType, is filled in where it is
// 0. The layers do not change. Nothing else is looked at: Append makes wrong packets too, where fields say so.
//
// The bytes that layers and payload hold must not lie in the spare room of b, as those of a frame that was decoded in place do: they would be overwritten.
//
// On error, a *LayerError, it returns b as it was.
func Append(b []byte, layers ...Layer) ([]byte, error) {
	p := Packet{Layers: layers}
	if n := len(layers) - 1; n >= 0 {
		if payload, ok := layers[n].(Payload); ok {
			p.Layers, p.Payload = layers[:n], payload
		}
	}
	return encode(b, &p, 0)
}

// encodeAll appends a packet. It writes the headers from the innermost to the outermost, as each covers what lies within.
func encodeAll(b []byte, p *Packet, flags encodingFlags) ([]byte, error) {
	layers, payload := p.Layers, p.Payload
	start, size := len(b), len(payload)
	fragment := len(layers)
	for i, l := range layers {
		n := headerLen(l)
		if n < 0 {
			return b, &LayerError{Layer: "packet", Offset: i, Err: openflow.ErrNil}
		}
		if fragment > i && isFragment(l) {
			fragment = i
		}
		size += n
	}
	out := slices.Grow(b, size)[:start+size]
	at := start + size - len(payload)
	copy(out[at:], payload)
	var next *Protocol
	for i := len(layers) - 1; i >= 0; i-- {
		e := Encoding{HeaderLen: headerLen(layers[i]), Next: next, flags: flags}
		if i > fragment {
			e.flags |= keepReceived
		}
		at -= e.HeaderLen
		var err error
		if next, err = encodeLayer(out[at:], layers, i, e); err != nil {
			return b, &LayerError{Layer: layers[i].Info().Name, Offset: i, Err: err}
		}
		if eth, ok := layers[i].(*Ethernet); ok && eth.Pad && flags&keepReceived == 0 {
			out = append(out, make([]byte, max(0, MinFrameLen-(len(out)-at)))...)
		}
	}
	return out, nil
}

// headerLen returns the bytes of a layer's header, or -1 for a layer that is nil.
func headerLen(l Layer) int {
	switch l := l.(type) {
	case *Ethernet:
		if l != nil {
			return ethernetLen
		}
	case *VLAN:
		if l != nil {
			return vlanLen
		}
	case *ARP:
		if l != nil {
			return arpLen
		}
	case *IPv4:
		if l != nil {
			return l.HeaderLen()
		}
	case *IPv6:
		if l != nil {
			return ipv6Len
		}
	case *TCP:
		if l != nil {
			return l.HeaderLen()
		}
	case *UDP:
		if l != nil {
			return udpLen
		}
	default:
		if v := reflect.ValueOf(l); v.IsValid() && (v.Kind() != reflect.Pointer || !v.IsNil()) {
			return l.HeaderLen()
		}
	}
	return -1
}

// isFragment reports whether what follows a layer is a fragment.
func isFragment(l Layer) bool {
	switch l := l.(type) {
	case *IPv4:
		return l.isFragment()
	case *IPv6Fragment:
		return l.isFragment()
	}
	return false
}

// encodeLayer writes the header of layers[i] to the start of b, and returns the layer's protocol.
func encodeLayer(b []byte, layers []Layer, i int, e Encoding) (*Protocol, error) {
	switch l := layers[i].(type) {
	case *Ethernet:
		return &protocolEthernet, l.EncodeLayer(b, e)
	case *VLAN:
		return l.Info(), l.EncodeLayer(b, e)
	case *ARP:
		return l.Info(), l.EncodeLayer(b, e)
	case *IPv4:
		return &protocolIPv4, l.EncodeLayer(b, e)
	case *IPv6:
		return &protocolIPv6, l.EncodeLayer(b, e)
	case *TCP:
		e.addPseudo(layers[:i])
		return &protocolTCP, l.EncodeLayer(b, e)
	case *UDP:
		e.addPseudo(layers[:i])
		return &protocolUDP, l.EncodeLayer(b, e)
	case Payload:
		return nil, l.EncodeLayer(b, e)
	}
	l := layers[i]
	p := l.Info()
	if p.Pseudo {
		e.addPseudo(layers[:i])
	}
	return p, l.EncodeLayer(b, e)
}

// addPseudo adds the pseudo header of the layers outside.
func (e *Encoding) addPseudo(outside []Layer) {
	var ok bool
	if e.Pseudo, ok = pseudoSum(outside); !ok {
		e.flags |= noPseudo
	}
}

// checksum returns what to write into a 16-bit checksum field over b and a sum of words, which has the pseudo header in it: the field's own value if it is to
// be kept. It is ErrNoIP where the pseudo header is not known.
func (f encodingFlags) checksum(c Computed, s uint64, b []byte) (uint16, error) {
	if c.keeps(f) {
		return c.or16(0, f)
	}
	if f&noPseudo != 0 {
		return 0, ErrNoIP
	}
	return fold(s + sum(b)), nil
}
