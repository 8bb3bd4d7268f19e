package packet

import (
	"errors"
	"strconv"
)

// A Layer is one header of a packet, with all that belongs to it but its payload. The layers of this package are pointers to structs; other modules add their
// own with a Dispatch.
type Layer interface {
	// Info describes the kind of layer. It may be called on a nil pointer.
	Info() *Protocol
	// DecodeLayer reads the header at the start of b. B begins with the layer and ends where the layer outside ends its payload. All fields are set, whatever they
	// were before. What it keeps of b may alias b.
	//
	// On error the layer is left out of the packet and b becomes the payload; but with a header length it stays, with what could be read.
	DecodeLayer(b []byte, d *Decoder) (Decoded, error)
	// HeaderLen is the bytes that EncodeLayer writes.
	HeaderLen() int
	// EncodeLayer writes the header to the first bytes of b, as many as HeaderLen told. The rest of b is the payload, already written.
	// It does not change the layer.
	EncodeLayer(b []byte, e Encoding) error
	// Walk shows the fields to v, in wire order.
	Walk(v Visitor)
	// CloneLayer returns a copy that shares no memory with the layer.
	CloneLayer() Layer
}

// Decoded is what a layer tells the Decoder.
type Decoded struct {
	Header int // Bytes of the header. The payload follows.
	// End is where the payload ends, from the start of the header, or 0 where it takes all that there is. When it lies behind the end of the bytes the packet is
	// truncated.
	End  int
	Next *Protocol // What the payload is, or nil.
}

// A Protocol describes a kind of layer. There is one for each, so that their addresses can be compared.
type Protocol struct {
	Name string       // The name in text and JSON: ipv4. It is os-ken's, where os-ken has the protocol.
	New  func() Layer // Makes an empty layer.
	// EtherType and IPProtocol are the numbers that Append writes before the layer where the field that tells what follows is 0.
	EtherType  EtherType
	IPProtocol IPProtocol
	// Pseudo tells that the checksum covers the pseudo header of IP: EncodeLayer needs Encoding.Pseudo.
	Pseudo bool

	kind    kind
	message bool // Several may follow each other in the payload of the layer outside.
	tunnel  bool // In UDP the destination's port alone tells of it.
	// choose tells which protocol it is where the first bytes tell; nil is none. A protocol with choose has no layers of its own.
	choose func(b []byte) *Protocol
}

// Of returns the protocol of a type of layer: packet.Of[*packet.IPv4]().
func Of[T Layer]() *Protocol {
	var l T
	return l.Info()
}

// Encoding is what EncodeLayer is told of what is around the layer.
type Encoding struct {
	HeaderLen int       // What HeaderLen returned: the payload begins here.
	Next      *Protocol // The layer in the payload, or nil.
	Pseudo    uint64    // For protocols with Pseudo: the sum of the addresses of the IP header.
	flags     encodingFlags
}

type encodingFlags uint8

const (
	keepReceived encodingFlags = 1 << iota // Received lengths and checksums are written as they are.
	noPseudo                               // There is no IP header around the layer.
)

// Keeps reports whether a field is written as it is, not computed.
func (e Encoding) Keeps(c Computed) bool { return c.keeps(e.flags) }

// ErrNoIP is the error of a checksum over a pseudo header where no IP header is around the layer.
var ErrNoIP = errors.New("no IP header for the checksum")

// A LayerError tells which layer of a packet does not parse, or cannot be encoded.
type LayerError struct {
	Layer  string // The name of its protocol.
	Offset int    // Of the layer, from the start of the frame; in encoding the number of the layer.
	Err    error  // The reason: one of the errors of package openflow, or of this package.
}

// Error returns one line: layer, offset and reason.
func (e *LayerError) Error() string {
	return "packet: " + e.Layer + " at " + strconv.Itoa(e.Offset) + ": " + e.Err.Error()
}

// Unwrap returns Err.
func (e *LayerError) Unwrap() error { return e.Err }
