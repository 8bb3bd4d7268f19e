package openflow

import (
	"errors"
	"strconv"
	"strings"
)

// What is wrong with bytes that do not decode, or with messages that do not encode. DecodeError and EncodeError wrap one of them.
var (
	ErrTruncated = errors.New("truncated")                            // Less bytes than the layout needs.
	ErrLength    = errors.New("bad length")                           // A length field that cannot be right.
	ErrTrailing  = errors.New("trailing bytes")                       // More bytes than the layout has.
	ErrAlign     = errors.New("length is not aligned")                // A length that must be a multiple of 4 or 8.
	ErrType      = errors.New("unknown type")                         // A type that has no meaning there.
	ErrVersion   = errors.New("wrong version")                        // A version byte that is not the codec's.
	ErrDepth     = errors.New("nested too deep")                      // Beyond the decoder's MaxDepth.
	ErrValue     = errors.New("value out of range")                   // Wider than its bits, or not allowed.
	ErrMask      = errors.New("bad mask")                             // A mask where none may be, or of the wrong form.
	ErrDuplicate = errors.New("duplicate")                            // Twice what may be there once.
	ErrPrereq    = errors.New("missing prerequisite")                 // A match field without the one that it depends on.
	ErrNil       = errors.New("nil element")                          // A nil pointer or interface in a message to encode.
	ErrUnused    = errors.New("set, but another field leaves it out") // A field to encode whose condition on another does not hold.
	ErrTooLong   = errors.New("does not fit a length field")          // More than a length field can tell.
)

// An ErrorCode is what OpenFlow answers to a message that it does not take: the type and the code of an error message. The names and,
// from version to version, the numbers differ; Protocol.ErrorName tells them.
type ErrorCode uint32

// NewErrorCode packs the type and the code of an error message.
func NewErrorCode(typ, code uint16) ErrorCode { return ErrorCode(typ)<<16 | ErrorCode(code) }

// Type returns the error message's type field.
func (c ErrorCode) Type() uint16 { return uint16(c >> 16) }

// Code returns the error message's code field.
func (c ErrorCode) Code() uint16 { return uint16(c) }

// String returns the two numbers, as in 2/5.
func (c ErrorCode) String() string {
	return strconv.Itoa(int(c.Type())) + "/" + strconv.Itoa(int(c.Code()))
}

// Error codes that have the same numbers in all versions.
const (
	BadRequestVersion ErrorCode = 1<<16 | 0 // OFPET_BAD_REQUEST, OFPBRC_BAD_VERSION
	BadRequestType    ErrorCode = 1<<16 | 1 // OFPET_BAD_REQUEST, OFPBRC_BAD_TYPE
	BadRequestLen     ErrorCode = 1<<16 | 6 // OFPET_BAD_REQUEST, OFPBRC_BAD_LEN
)

// A DecodeError tells why bytes do not decode, and where.
type DecodeError struct {
	Offset int       // Of the offending byte, from the start of the message.
	Path   string    // The Go path of the field: FlowMod.Instructions[1].Actions[0].Len.
	Code   ErrorCode // What OpenFlow answers to such a message.
	Err    error     // One of the Err values of this package.
}

// Error returns one line: the path, the offset and the reason.
func (e *DecodeError) Error() string {
	return "openflow: " + e.Path + " at offset " + strconv.Itoa(e.Offset) + ": " + e.Err.Error()
}

// Unwrap returns Err.
func (e *DecodeError) Unwrap() error { return e.Err }

// An EncodeError tells which field of a message cannot be encoded.
type EncodeError struct {
	Path string // FlowMod.Instructions[1].Actions[0]
	Err  error  // One of the Err values of this package.
}

// Error returns one line: the path and the reason.
func (e *EncodeError) Error() string { return "openflow: " + e.Path + ": " + e.Err.Error() }

// Unwrap returns Err.
func (e *EncodeError) Unwrap() error { return e.Err }

// A CheckError tells which match field breaks a rule of the standard.
type CheckError struct {
	Index int    // In the match.
	Field string // The field's name: tcp_dst.
	Code  ErrorCode
	Err   error // ErrPrereq, ErrDuplicate, ErrValue, ErrMask or ErrLength.
}

// Error returns one line: the field and the reason.
func (e *CheckError) Error() string {
	return "openflow: match field " + strconv.Itoa(e.Index) + " (" + e.Field + "): " + e.Err.Error()
}

// Unwrap returns Err.
func (e *CheckError) Unwrap() error { return e.Err }

// joinPath puts a step before a path: "Actions" and "[0].Len" give Actions[0].Len, "FlowMod" and "Match" give FlowMod.Match.
func joinPath(step, path string) string {
	if step == "" || path == "" || strings.HasPrefix(path, "[") {
		return step + path
	}
	return step + "." + path
}

// Within moves an error of a part into the whole: the part begins at offset and is the field or element named step.
// Errors of other types pass unchanged. Generated code calls it on its way out of a failed decode, never on success.
func Within(err error, offset int, step string) error {
	switch e := err.(type) {
	case *DecodeError:
		e.Offset += offset
		e.Path = joinPath(step, e.Path)
	case *EncodeError:
		e.Path = joinPath(step, e.Path)
	}
	return err
}

// WithinIndex is Within for element i of the list named step.
func WithinIndex(err error, offset int, step string, i int) error {
	return Within(err, offset, step+"["+strconv.Itoa(i)+"]")
}
