package wire

import "github.com/ofwire/openflow"

// DefaultMaxDepth is how deep elements may nest when a decoder does not say.
const DefaultMaxDepth = 16

// A Scope is what one decoding shares with its elements: memory to lend, limits, and the extensions in use. Each Decoder holds one.
type Scope struct {
	// Extensions are the third parties' elements that the decoder knows; nil is none.
	Extensions *openflow.Extensions
	// Decoder is the version's Decoder that the scope belongs to.
	Decoder any

	epoch uint32
	depth int
	size  int // Bytes of the message.

	fields Run[openflow.Field]
	long   Slab[[]byte]
}

// Begin starts the decoding of a message of size bytes: all that the slabs lent is free again.
func (sc *Scope) Begin(size, maxDepth int) {
	sc.epoch++
	sc.size = size
	sc.depth = maxDepth
	if maxDepth == 0 {
		sc.depth = DefaultMaxDepth
	}
}

// Enter goes one level of nesting down. It fails with ErrDepth below the last one.
func (sc *Scope) Enter() error {
	if sc.depth == 0 {
		return &openflow.DecodeError{Err: openflow.ErrDepth, Code: openflow.BadRequestLen}
	}
	sc.depth--
	return nil
}

// Leave goes back up.
func (sc *Scope) Leave() { sc.depth++ }

// Room is the most elements of at least min bytes that the message can hold.
func (sc *Scope) Room(min int) int { return sc.size / min }

// Fields decodes the TLVs of b from offset at up to offset end, as openflow.FieldTable.DecodeFields does, into lent memory.
func (sc *Scope) Fields(t *openflow.FieldTable, b []byte, at, end int, lenient bool) ([]openflow.Field, error) {
	n, next, err := t.DecodeFields(sc.fields.Open(sc), b, at, end, lenient)
	if err != nil {
		return nil, err
	}
	if next != end {
		return sc.countedFields(t, b, at, end, lenient)
	}
	return sc.fields.Close(n), nil
}

// countedFields is Fields where the lent memory was too small.
func (sc *Scope) countedFields(t *openflow.FieldTable, b []byte, at, end int, lenient bool) ([]openflow.Field, error) {
	n, err := openflow.CountFields(b[at:end], t.BadLen)
	if err != nil {
		return nil, openflow.Within(err, at, "")
	}
	fields := sc.fields.Take(sc, n, sc.size/4)
	_, _, err = t.DecodeFields(fields, b, at, end, lenient)
	return fields, err
}

// Match decodes the ofp_match at offset at of b: type, length, TLVs and the padding to a multiple of 8. It returns the fields and the offset
// behind the padding.
func (sc *Scope) Match(t *openflow.FieldTable, b []byte, at int, lenient bool) (fields []openflow.Field, next int, err error) {
	if len(b)-at < 8 {
		return nil, 0, &openflow.DecodeError{Offset: len(b), Path: "Match", Code: t.BadLen, Err: openflow.ErrTruncated}
	}
	if typ := be.Uint16(b[at:]); typ != 1 {
		return nil, 0, &openflow.DecodeError{Offset: at, Path: "Match.Type", Code: t.BadType, Err: openflow.ErrType}
	}
	n := int(be.Uint16(b[at+2:]))
	next = at + (n+7)&^7
	if n < 4 || next > len(b) {
		return nil, 0, &openflow.DecodeError{Offset: at + 2, Path: "Match.Length", Code: t.BadLen, Err: openflow.ErrLength}
	}
	fields, err = sc.Fields(t, b, at+4, at+n, lenient)
	if err != nil {
		return nil, 0, openflow.Within(err, 0, "Match")
	}
	return fields, next, nil
}

// Field decodes the one TLV at the start of b, as openflow.FieldTable.DecodeField does.
func (sc *Scope) Field(t *openflow.FieldTable, f *openflow.Field, b []byte) (int, error) {
	return t.DecodeField(f, b, false)
}
