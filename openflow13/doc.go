// Package openflow13 is OpenFlow 1.3: all messages of the standard's version 1.3.5, of both directions, with the ONF extensions for 1.3 and
// those of Nicira and Open vSwitch.
//
// The code is generated from the files in spec/. docs/coverage.md lists what is there. A comment that cites the document of another version is about a thing
// that this version has too.
//
// # Encoding
//
// A message is a struct; its zero value can be encoded. NewFlowMod and the like set the standard's defaults, which are not all zero. A type without such
// a function has zeros for defaults, as GroupMod has here: NewGroupMod is of 1.5 only.
//
// AppendBinary appends the wire form to a slice, MarshalBinary returns it in fresh memory. Neither changes the message.
//
// # Decoding
//
// [Unmarshal] returns a message that the caller owns. It copies what it keeps of the bytes.
//
// A [Decoder] lends the message: it is valid until the next Decode, and as long as the bytes do not change. In the steady state a Decoder allocates
// nothing. Clone what is to be kept:
//
//	var d openflow13.Decoder
//	m, err := d.Decode(frame)
//	…
//	kept := m.CloneElement()
//
// All that varies is an interface: a type switch tells messages, actions, instructions and properties apart. What is not known is kept as data: messages
// of unknown type are *openflow.Opaque, actions of unknown type *ActionUnknown, those of unknown experimenters *ActionExperimenter, and so on. They encode to
// the bytes that they came from.
//
// Decoding checks the structure: lengths, framing and the length of match fields. It does not check what the values mean; [Match.Check] does that for matches,
// and Open vSwitch's rules for the rest are the switch's business.
//
// # Other versions
//
// [Protocol] holds what code needs that works with several versions. Package ofnet takes it.
package openflow13
