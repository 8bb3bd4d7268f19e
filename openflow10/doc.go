// Package openflow10 is OpenFlow 1.0: all messages of the standard's version 1.0, of both directions, with the extensions of
// Nicira and Open vSwitch, and of Netronome.
//
// The code is generated from the files in spec/. docs/coverage.md lists what is there. A comment that cites the document of another version is about a thing
// that this version has too.
//
// # Matches
//
// A [Match] has a fixed form: twelve fields, and Wildcards, which tells the fields that do not count. [NewMatch] leaves all of them out, and so do
// NewFlowMod and the statistics requests; the zero Match is the one flow whose fields are all zero. To match a field, set it and clear its bit:
//
//	m := openflow10.NewMatch()
//	m.Wildcards &^= openflow10.FlowWildcardsDLType
//	m.DLType = 0x0800
//	m.SetNWDst(netip.MustParsePrefix("10.0.0.0/8"))
//
// Of the network addresses Wildcards counts the low bits that do not matter: see [Match.SetNWSrc] and [Match.SetNWDst]. The match fields in this package
// are those of the Nicira extensions.
//
// # Names
//
// Names are those of the later versions where the thing is the same: what 1.0 calls statistics is a multipart, such as [FlowStatsRequest] of the type
// [MultipartTypeFlow]. Experimenters are still vendors here: [Vendor], [ActionVendor], [VendorRequest] and [VendorReply].
//
// # Encoding and decoding
//
// A message is a struct; its zero value can be encoded. NewFlowMod and the like set the standard's defaults, which are not all zero. A type without such
// a function has zeros for defaults. AppendBinary appends the wire form to a slice, MarshalBinary returns it in fresh memory. Neither changes the message.
//
// [Unmarshal] returns a message that the caller owns. A [Decoder] lends the message: it is valid until the next Decode, and as long as the bytes do not
// change. In the steady state a Decoder allocates nothing. Clone what is to be kept.
//
// All that varies is an interface: a type switch tells messages, actions and properties apart. What is not known is kept as data, and encodes to the bytes
// that it came from. Decoding checks the structure; it does not check what the values mean.
//
// # Other versions
//
// [Protocol] holds what code needs that works with several versions. Package ofnet takes it.
package openflow10
