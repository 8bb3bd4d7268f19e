package packet

import "slices"

// A Payload is bytes in a list of layers, for Append. Decoding leaves them in Packet.Payload.
type Payload []byte

var protocolPayload = Protocol{Name: "payload", New: func() Layer { return Payload(nil) }}

// Info describes the protocol: bytes.
func (Payload) Info() *Protocol { return &protocolPayload }

// DecodeLayer leaves all bytes to the packet's payload.
func (Payload) DecodeLayer([]byte, *Decoder) (Decoded, error) { return Decoded{}, nil }

// HeaderLen is the number of bytes.
func (l Payload) HeaderLen() int { return len(l) }

// EncodeLayer writes the bytes.
func (l Payload) EncodeLayer(b []byte, _ Encoding) error {
	copy(b, l)
	return nil
}

// Walk shows the bytes.
func (l Payload) Walk(v Visitor) {
	b := []byte(l)
	v.Bytes("data", &b)
}

// CloneLayer returns a copy.
func (l Payload) CloneLayer() Layer { return Payload(slices.Clone(l)) }
