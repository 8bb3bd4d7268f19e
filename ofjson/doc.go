// Package ofjson writes messages as JSON in the shape of os-ken's to_jsondict, and reads it back:
//
//	{"OFPFlowMod":{"cookie":1,"match":{"OFPMatch":{"type":1,"length":12,"oxm_fields":[{"OXMTlv":{"field":"in_port","mask":null,"value":1}}]}},…}}
//
// It works for all versions and for third parties' types, by way of their Walk methods.
//
//   - An element is an object with one key, its class name, whose value holds the attributes.
//   - Numbers, enumerations and flags are JSON integers of any size. Addresses are text. Data is base64.
//   - Lengths and counts are written as they stand in the encoding. They are not looked at in reading.
//   - A match field has its name, value and mask, null where it has none. A field that is not known is called field_n, where n is the class
//     times 128 plus the number, plus the experimenter times 2^23 where it has one; its value and mask are base64.
//   - Text in fixed arrays loses its trailing NULs. A byte that is not part of valid UTF-8 is written as the private character U+EF00 + byte; so
//     are the bytes of characters from U+EF80 to U+EFFF themselves, so that all text reads back as it was.
//   - The header is not part of the JSON, as in os-ken. There are two exceptions: "version" where a message keeps a version that is not its
//     type's own, and "xid" where a message inside another has a different one. Options.XID writes "xid" always. Both may be given in reading.
//   - A field that an action names is its name, or an object where the header has another length than the field's value. In reading it may be the number of
//     the header too.
//   - First bit and width of a Nicira action's field are one number, ofs_nbits. A part of a learn action is an NXFlowSpecMatch, NXFlowSpecLoad or
//     NXFlowSpecOutput: src is a pair of field and first bit, or a number; dst is such a pair.
//
// What os-ken does not have is named by the same rules. Where os-ken's shape is not that of all versions, or loses something, it is another here:
//
//   - OpenFlow 1.0 and 1.2 have the shape of 1.3: the ports of OFPSwitchFeatures are a list, each statistics reply of 1.2 has a class of its own, such as
//     OFPFlowStatsReply, and requests and actions have their type.
//   - Data of experimenters' properties is base64, not a list of numbers.
//   - An experimenter error has its exp_type in code.
//   - What an experimenter multipart holds stands in line; so do the meter features, which are no list.
//   - An OFPFlowMonitorRequest has a list of monitors in body.
//   - An action of a known experimenter with a subtype that is not known is an OFPActionExperimenterUnknown.
//   - NXActionController2 has a list of properties, OFPActionCopyField has src and dst, NXActionRegLoad2 has a whole field.
//
// In packets, a layer of OpenFlow holds the message of the class that it has, of the versions in Options.OpenFlow:
//
//	{"openflow":{"msg":{"OFPEchoRequest":{"data":"cGluZw=="}},"version":4,"xid":7}}
//
// Version and xid, which os-ken leaves out, make the bytes the same again; in reading, the default is the first of Options.OpenFlow, and 0. As in os-ken, an
// OFPUnparseableMsg holds the bytes of messages of unknown versions and types, and of those that do not parse. So it does here for those that would be encoded
// to other bytes, as with padding that is not 0.
//
// What has no place in JSON is lost: words of zeros at the end of a hello's bitmap, and the reserved bit in the header of a statistics field.
//
// Reading takes null, or nothing, for a zero value. It refuses what it does not know. JSON may nest 64 deep, which is more than a message
// that a Decoder makes with its default depth needs.
package ofjson

import (
	"errors"
	"strconv"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// maxDepth is how deep JSON objects and arrays may nest.
const maxDepth = 64

// Options change what is written and what is known. The zero value is that of Marshal and Unmarshal.
type Options struct {
	// Extensions are the third parties' messages, elements and match fields to know; nil is none.
	Extensions *openflow.Extensions
	// Protocols are the third parties' protocols to know in packets.
	Protocols []*packet.Protocol
	// OpenFlow are the versions whose messages are shown decoded in packets, such as openflow13.Protocol. Messages of other versions stay bytes, in an
	// OFPUnparseableMsg; so do all with MarshalPacket and UnmarshalPacket.
	OpenFlow []*openflow.Protocol
	// XID writes the header's transaction id too, as the attribute xid.
	XID bool
}

// Marshal returns the JSON of a message or any other element in fresh memory. It fails where the element cannot be encoded, as the
// lengths are taken from its encoding.
func Marshal(e openflow.Element) ([]byte, error) { return (&Options{}).Append(nil, e) }

// Append appends the JSON of a message or any other element to b. On error it returns b as it was.
func (o *Options) Append(b []byte, e openflow.Element) ([]byte, error) {
	w := &writer{b: b, opts: o}
	w.element(e)
	if w.err != nil {
		return b, w.err
	}
	return w.b, nil
}

// Unmarshal reads the JSON of one message of p's version. The message shares no memory with data. Errors are of type *Error.
func Unmarshal(p *openflow.Protocol, data []byte) (openflow.Message, error) {
	return (&Options{}).Unmarshal(p, data)
}

// Unmarshal reads the JSON of one message of p's version.
func (o *Options) Unmarshal(p *openflow.Protocol, data []byte) (openflow.Message, error) {
	root, err := parse(data)
	if err != nil {
		return nil, err
	}
	r := &reader{opts: o, protocol: p}
	m := r.message(root)
	if r.err != nil {
		return nil, r.err
	}
	return m, nil
}

// What may be wrong with JSON beside its syntax; openflow.ErrValue and others of that package occur too. Error wraps one of them.
var (
	ErrType      = errors.New("wrong JSON type")
	ErrClass     = errors.New("unknown class")
	ErrAttribute = errors.New("unknown attribute")
	ErrField     = errors.New("unknown match field")
	ErrConst     = errors.New("not the number that the class has")
	ErrDuplicate = errors.New("duplicate key")
	ErrTrailing  = errors.New("more than one JSON value")
)

// An Error tells where JSON is not that of a message.
type Error struct {
	Offset int64  // In the JSON text.
	Path   string // OFPFlowMod.instructions[0].actions[1].port; empty where the JSON itself is broken.
	Err    error
}

// Error returns one line: the path, the offset and the reason.
func (e *Error) Error() string {
	s := "ofjson: "
	if e.Path != "" {
		s += e.Path + " "
	}
	return s + "at offset " + strconv.FormatInt(e.Offset, 10) + ": " + e.Err.Error()
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }
