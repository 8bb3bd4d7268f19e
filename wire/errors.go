package wire

import "github.com/ofwire/openflow"

// Truncated is the error of a part that ends too early, at offset n.
func Truncated(n int, path string, code openflow.ErrorCode) error {
	return &openflow.DecodeError{Offset: n, Path: path, Code: code, Err: openflow.ErrTruncated}
}

// Trailing is the error of bytes behind a part, from offset n on.
func Trailing(n int, path string, code openflow.ErrorCode) error {
	return &openflow.DecodeError{Offset: n, Path: path, Code: code, Err: openflow.ErrTrailing}
}

// BadSize is the error of a part of n bytes that always has want.
func BadSize(n, want int, path string, code openflow.ErrorCode) error {
	if n < want {
		return Truncated(n, path, code)
	}
	return Trailing(want, path, code)
}

// BadLength is the error of a length field at an offset.
func BadLength(offset int, path string, code openflow.ErrorCode) error {
	return &openflow.DecodeError{Offset: offset, Path: path, Code: code, Err: openflow.ErrLength}
}

// NotZero is the error of padding at an offset that should be zero.
func NotZero(offset int, path string, code openflow.ErrorCode) error {
	return &openflow.DecodeError{Offset: offset, Path: path, Code: code, Err: openflow.ErrValue}
}

// WithinCode is openflow.Within for a part whose malformation has a code of its own. Errors deeper in it that have one already keep theirs.
func WithinCode(err error, offset int, step string, code openflow.ErrorCode) error {
	if e, ok := err.(*openflow.DecodeError); ok && (e.Path == "" || e.Code == openflow.BadRequestLen) {
		e.Code = code
	}
	return openflow.Within(err, offset, step)
}

// Nil is the error of a nil element in a message to encode.
func Nil(path string) error { return &openflow.EncodeError{Path: path, Err: openflow.ErrNil} }

// TooLong is the error of a part that does not fit a length field.
func TooLong(path string) error { return &openflow.EncodeError{Path: path, Err: openflow.ErrTooLong} }

// TooWide is the error of a number that has more bits than its field.
func TooWide(path string) error { return &openflow.EncodeError{Path: path, Err: openflow.ErrValue} }

// Unused is the error of a field that is set although others say that it is absent.
func Unused(path string) error { return &openflow.EncodeError{Path: path, Err: openflow.ErrUnused} }

// BadAddr is the error of an address of the wrong family.
func BadAddr(path string) error { return &openflow.EncodeError{Path: path, Err: openflow.ErrValue} }

// TooDeep is the error of a message inside a message inside a message.
func TooDeep() error {
	return &openflow.DecodeError{Code: openflow.BadRequestLen, Err: openflow.ErrDepth}
}
