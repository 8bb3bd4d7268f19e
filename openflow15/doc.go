// Package openflow15 is OpenFlow 1.5: all messages of the standard's version 1.5.1, of both directions, with the extensions
// of Nicira and Open vSwitch, Netronome and Intel.
//
// The code is generated from the files in spec/. docs/coverage.md lists what is there. A comment that cites the document of another version is about a thing
// that this version has too.
//
// # Encoding
//
// A message is a struct; its zero value can be encoded. NewFlowMod and the like set the standard's defaults, which are not all zero. A type without such
// a function has zeros for defaults. GroupMod, which has none in other versions, has one here: the CommandBucketID of a literal is bucket 0.
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
//	var d openflow15.Decoder
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
// # Statistics
//
// What 1.5 tells of a flow, FlowRemoved.Stats for one, is a list of fields that are read as those of a match are: FieldPacketCount.Get(m.Stats). A switch
// sends those that it has.
//
// # Other versions
//
// [Protocol] holds what code needs that works with several versions. Package ofnet takes it.
package openflow15
