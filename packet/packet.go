package packet

import (
	"iter"
	"slices"
)

// A Packet is a frame taken apart: layers from the outermost to the innermost, and what follows them.
type Packet struct {
	Layers  []Layer
	Payload []byte // What follows the last layer and belongs to it.
	// Trailer is what follows the payload in the frame: padding, or a checksum of the link. Append leaves it out.
	Trailer []byte
	// Err is nil, or a *LayerError: the layer after the last one does not parse. Its bytes are in Payload.
	Err error
	// Truncated tells that there is less than a layer promises: the frame was cut off, as in a packet-in of which a switch has sent the first bytes, or a length
	// is wrong. It is not set for what a fragment leaves to the next ones. AppendBinary makes a shorter packet of what is there.
	Truncated bool
}

// Unmarshal takes an Ethernet frame apart. It copies the frame: the packet shares no memory with it, and belongs to the caller. It never fails as a whole:
// see Packet.Err. Use a Decoder for frames that begin with another layer, for own protocols, and for speed.
func Unmarshal(frame []byte) *Packet { return new(Decoder).decodeCopy(frame) }

// Get returns the first layer of a type, or nil:
//
//	if ip := packet.Get[*packet.IPv4](p); ip != nil {
func Get[T Layer](p *Packet) T {
	for _, l := range p.Layers {
		if t, ok := l.(T); ok {
			return t
		}
	}
	var none T
	return none
}

// All returns the layers of a type, outermost first.
func All[T Layer](p *Packet) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, l := range p.Layers {
			if t, ok := l.(T); ok && !yield(t) {
				return
			}
		}
	}
}

// Clone returns a packet that shares no memory with p.
func (p *Packet) Clone() *Packet {
	c := *p
	c.Payload, c.Trailer = slices.Clone(p.Payload), slices.Clone(p.Trailer)
	c.Layers = make([]Layer, len(p.Layers))
	for i, l := range p.Layers {
		c.Layers[i] = l.CloneLayer()
	}
	if e, ok := p.Err.(*LayerError); ok {
		e := *e
		c.Err = &e
	}
	return &c
}

// AppendBinary appends the packet to b, with lengths and checksums computed as Append does. The Trailer is left out. As for Append, the frame that a Decoder
// was given must not be in the spare room of b. On error it returns b as it was.
func (p *Packet) AppendBinary(b []byte) ([]byte, error) {
	return encode(b, p, 0)
}

// MarshalBinary is AppendBinary into fresh memory.
func (p *Packet) MarshalBinary() ([]byte, error) { return p.AppendBinary(nil) }

// AppendReceived appends the packet as it was received, with the lengths and checksums that it had, right or wrong, and the Trailer. What was not received is
// computed. A decoded packet that was not changed gives the frame again, byte for byte.
func (p *Packet) AppendReceived(b []byte) ([]byte, error) {
	out, err := encode(b, p, keepReceived)
	if err == nil {
		out = append(out, p.Trailer...)
	}
	return out, err
}
