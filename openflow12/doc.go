// Package openflow12 is OpenFlow 1.2: all messages of the standard's version 1.2, of both directions, with the extensions of
// Nicira and Open vSwitch, and the match fields and errors of the ONF.
//
// The code is generated from the files in spec/. docs/coverage.md lists what is there. A comment that cites the document of another version is about a thing
// that this version has too.
//
// # What 1.2 has
//
// Matches are lists of fields, and actions stand in instructions, as in all later versions. The names are those of 1.3 where the thing is the same: what 1.2
// calls statistics is a multipart, such as [FlowStatsRequest] of the type [MultipartTypeFlow]. A [FeaturesReply] still lists the ports, [TableStats]
// tell what a table can do, and [PortDescRequest] is an addition of Open vSwitch. The actions that OpenFlow 1.1 had instead of set-field, such as
// [ActionSetVLANVID], are there because Open vSwitch takes them.
//
// # Encoding and decoding
//
// A message is a struct; its zero value can be encoded. NewFlowMod and the like set the standard's defaults, which are not all zero. A type without such
// a function has zeros for defaults, as GroupMod has here: NewGroupMod is of 1.5 only.
//
// AppendBinary appends the wire form to a slice, MarshalBinary returns it in fresh memory. Neither changes the message.
//
// [Unmarshal] returns a message that the caller owns. A [Decoder] lends the message: it is valid until the next Decode, and as long as the bytes do not
// change. In the steady state a Decoder allocates nothing. Clone what is to be kept.
//
// All that varies is an interface: a type switch tells messages, actions, instructions and properties apart. What is not known is kept as data, and encodes
// to the bytes that it came from. Decoding checks the structure: lengths, framing and the length of match fields. It does not check what the values mean;
// [Match.Check] does that for matches.
//
// # Other versions
//
// [Protocol] holds what code needs that works with several versions. Package ofnet takes it.
package openflow12
