package openflow

import "strconv"

// A FieldBuffer lends the memory of the matches that a decoding makes. Package wire holds one in each Scope.
type FieldBuffer struct {
	chunk []Field
	used  int32 // Of the chunk.
	full  int32 // Fields lent of earlier chunks.
	size  int   // Bytes of the message.

	long     [][]byte // Payloads of more than 32 bytes.
	longUsed int      // Of long.
}

// Reset takes all fields back, for the decoding of a message of size bytes.
func (fb *FieldBuffer) Reset(size int) {
	fb.used, fb.full, fb.longUsed, fb.size = 0, 0, 0, size
}

// keep lends memory for a payload that a field points to.
func (fb *FieldBuffer) keep(payload []byte) *[]byte {
	if fb.longUsed == len(fb.long) {
		fb.long, fb.longUsed = make([][]byte, 2*len(fb.long)+1), 0
	}
	p := &fb.long[fb.longUsed]
	fb.longUsed++
	*p = payload
	return p
}

// MatchEnd returns the offset behind the last TLV of the ofp_match at offset at of b, or -1 when its type is not OXM, or its length, with the padding,
// cannot be.
func MatchEnd(b []byte, at int) int {
	if len(b)-at < 8 || be.Uint16(b[at:]) != 1 {
		return -1
	}
	n := int(be.Uint16(b[at+2:]))
	if n < 4 || (n+7)&^7 > len(b)-at {
		return -1
	}
	return at + n
}

// Fields decodes the TLVs of b from offset at up to offset end. A field that t knows must have the length that t gives, unless lenient. Payloads of
// more than 32 bytes are not copied.
//
// The loop reads the leading TLVs that ShortField takes, as many as the chunk has room for; to do so it looks beyond end.
func (fb *FieldBuffer) Fields(t *FieldTable, b []byte, at, end int, lenient bool) ([]Field, error) {
	rest, short := b[at:end:len(b)], t.Short
	fields := fb.chunk[fb.used:len(fb.chunk):len(fb.chunk)]
	n := 0
	for n < len(fields) && cap(rest) >= 12 {
		p := rest[:12]
		h := be.Uint32(p)
		size := int(4 + h&0xff)
		if short[h>>8&0xff] != h || size > len(rest) {
			break
		}
		f := &fields[n]
		f.id = FieldID(h)
		f.word = [4]uint64{be.Uint64(p[4:]) & topBytes[h&15]}
		if f.long != nil {
			f.long = nil
		}
		n++
		if size == len(rest) {
			fb.used += int32(n)
			return fields[:n:n], nil
		}
		rest = rest[size:]
	}
	return fb.rest(t, rest, n, end, lenient)
}

// ShortField decodes the one TLV at the start of b into f and returns its length, if it is one of t.Short and 8 bytes follow its header; else it returns 0.
func (t *FieldTable) ShortField(f *Field, b []byte) int {
	if len(b) < 12 {
		return 0
	}
	h := be.Uint32(b)
	if t.Short[h>>8&0xff] != h {
		return 0
	}
	*f = Field{id: FieldID(h), word: [4]uint64{be.Uint64(b[4:]) & topBytes[h&15]}}
	return 4 + int(h&0xff)
}

// Field decodes the one TLV at the start of b into f and returns its length, as Fields does.
func (fb *FieldBuffer) Field(t *FieldTable, f *Field, b []byte, lenient bool) (int, error) {
	if size := t.ShortField(f, b); size > 0 {
		return size, nil
	}
	size, payload, err := t.parseField(f, b, lenient)
	if len(payload) > 32 {
		f.long = fb.keep(payload)
	}
	return size, err
}

// rest decodes TLVs of any kind, which fill b up to offset end of the message, behind the n that are already read.
func (fb *FieldBuffer) rest(t *FieldTable, b []byte, n, end int, lenient bool) ([]Field, error) {
	dst := fb.chunk[fb.used:]
	for ; len(b) > 0; n++ {
		if n == len(dst) {
			more := countFields(b)
			if more < 0 {
				return nil, t.firstError(b, n, end, lenient)
			}
			dst = fb.grow(n, more)
		}
		size, err := fb.Field(t, &dst[n], b, lenient)
		if err != nil {
			return nil, Within(err, end-len(b), "["+strconv.Itoa(n)+"]")
		}
		b = b[size:]
	}
	fb.used += int32(n)
	return dst[:n:n], nil
}

// firstError is the error of b, of which a TLV runs over the end: the one that rest meets first where it has room, so that an error does not depend
// on what was decoded before.
func (t *FieldTable) firstError(b []byte, n, end int, lenient bool) error {
	for ; ; n++ {
		var f Field
		size, _, err := t.parseField(&f, b, lenient)
		if err != nil {
			return Within(err, end-len(b), "["+strconv.Itoa(n)+"]")
		}
		b = b[size:]
	}
}

// grow makes room for more fields behind n that are in use at the open end. No chunk is larger than what the message can still hold.
func (fb *FieldBuffer) grow(n, more int) []Field {
	head := fb.chunk[fb.used : int(fb.used)+n]
	fb.full += fb.used
	fb.chunk = make([]Field, max(n+more, min(2*len(fb.chunk), fb.size/4-int(fb.full))))
	fb.used = 0
	copy(fb.chunk, head)
	return fb.chunk
}

// BadMatch is the error of a match whose type or length is wrong.
func (t *FieldTable) BadMatch(b []byte, at int) error {
	switch {
	case len(b)-at < 8:
		return &DecodeError{Offset: len(b), Path: "Match", Code: t.BadLen, Err: ErrTruncated}
	case be.Uint16(b[at:]) != 1:
		return &DecodeError{Offset: at, Path: "Match.Type", Code: t.BadType, Err: ErrType}
	}
	return &DecodeError{Offset: at + 2, Path: "Match.Length", Code: t.BadLen, Err: ErrLength}
}
