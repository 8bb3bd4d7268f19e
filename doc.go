// Package openflow is the vocabulary that all versions of OpenFlow share: versions and headers, match fields, errors, and what code needs that works
// with several versions.
//
// The messages themselves are in the version packages, such as openflow13. Their codecs are generated from the files in spec/. Package ofnet
// carries messages over connections, package ofjson writes and reads them as JSON.
//
// # Messages
//
// Each message is an ordinary struct. Version, type, lengths, counts and padding are computed when it is encoded, so they are no fields; the
// transaction id is. Every message is a [Message]; what it is made of are [Element] values. Encoding does not change a message, so one message may be sent to
// many switches at once.
//
// To compare two messages, compare their encodings. reflect.DeepEqual and the like also tell an empty list from nil, and see fields that are not encoded
// because another field says that they are not there.
//
// A version package decodes in two ways. Its Unmarshal returns memory that the caller owns. Its Decoder lends memory that it uses again: see [Decoder].
//
// What is not known is kept: messages of unknown type are [Opaque], and each family of elements, such as actions, has an Unknown type. All of them encode to the
// bytes that they came from. Third parties add their own messages, elements and match fields with [Extensions].
//
// # Match fields
//
// A [Field] is one match field with its value and mask. The version packages have a key for each field, a constant that makes a Field and finds one in
// a match:
//
//	m := openflow13.Match{openflow13.FieldEthType.Exact(0x0800), openflow13.FieldIPv4Dst.Prefix(p)}
//	value, mask, ok := openflow13.FieldIPv4Dst.Get(m)
//
// Open vSwitch's registers come in wider fields than they went out in; [Register] finds them.
//
// Switches write matches in their own way. [SameMatch] compares such matches, and [AppendMatchKey], the AppendKey of a Match, makes the key of a map
// that finds them.
//
// The order of a match is kept. [CheckMatch], or the Check method of a Match, tells what the standard would object to; decoding does not.
//
// # Errors
//
// Decoding fails with a [DecodeError], which tells the offset, the path of the field and the code by which OpenFlow answers. Encoding fails with an
// [EncodeError]. Both wrap one of the errors of this package, such as [ErrTruncated], so that errors.Is finds it.
//
// Nothing that is set gets lost: a field with a comment such as "Only where RangePresent has NXNATRangeIPv4Min" must be zero elsewhere, or encoding fails
// with [ErrUnused].
//
// # Text
//
// [Format] prints a message as one line for people, and so does package fmt, given a pointer. Numbers that are zero are left out; enumerations and addresses are not.
package openflow

//go:generate go run ./gen
