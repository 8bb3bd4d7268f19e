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
	// Matches lends the memory of matches.
	Matches openflow.FieldBuffer

	epoch uint32 // The number of the decoding.
	depth int    // Levels of nesting that are left,
	top   int    // of so many.
	size  int    // Bytes of the message.
	peak  int    // The largest message of late.
	held  int    // The largest message that the memory was made for.

	ids    Run[openflow.FieldID]
	pools  []pool // Of the extensions.
	memory []any  // Of third-party packages: see Memory.
}

// Begin starts the decoding of a message of size bytes: all that was lent is free again.
func (sc *Scope) Begin(size int) {
	sc.epoch++
	sc.size = size
	if size > sc.peak {
		sc.peak = size
	}
	sc.Matches.Reset(size)
}

// Due reports whether the Decoder is to look after its memory: before the first decoding and then now and again.
func (sc *Scope) Due() bool { return sc.epoch&0x3ff == 0 }

// keepMemory is the size of messages for which memory is kept in any case.
const keepMemory = 4096

// Renew readies a Scope at the first call. At later ones it reports whether the memory was made for messages of more than four times the size of those
// that came since the last: the Decoder then drops it.
func (sc *Scope) Renew(decoder any, x *openflow.Extensions, maxDepth int) (drop bool) {
	if drop = sc.held > keepMemory && sc.held > 4*sc.peak; drop || sc.Decoder == nil {
		if maxDepth == 0 {
			maxDepth = DefaultMaxDepth
		}
		*sc = Scope{Decoder: decoder, Extensions: x, depth: maxDepth, top: maxDepth}
		return drop
	}
	sc.held, sc.peak = max(sc.held, sc.peak), 0
	return false
}

// Enter goes one level of nesting down, and reports whether there is one.
func (sc *Scope) Enter() bool {
	if sc.depth == 0 {
		return false
	}
	sc.depth--
	return true
}

// Leave goes back up.
func (sc *Scope) Leave() { sc.depth++ }

// Nested reports whether the decoding is inside a list of elements that may hold such a list. What the outer list has taken is not given back yet, so the
// inner one is counted and has a run of its own.
func (sc *Scope) Nested() bool { return sc.depth != sc.top }

// Room is the most elements of at least min bytes that the message can hold.
func (sc *Scope) Room(min uint) int { return int(uint(sc.size) / min) }

// Stats decodes the ofp_stats at offset at of b: a reserved half-word, length, OXS TLVs and the padding to a multiple of 8. It returns the fields and the
// offset behind the padding.
func (sc *Scope) Stats(t *openflow.FieldTable, b []byte, at int) (fields []openflow.Field, next int, err error) {
	if len(b)-at < 8 {
		return nil, 0, Truncated(len(b), "", openflow.BadRequestLen)
	}
	n := int(be.Uint16(b[at+2:]))
	next = at + RoundUp(n, 8)
	if n < 4 || next > len(b) {
		return nil, 0, BadLength(at+2, "Length", openflow.BadRequestLen)
	}
	fields, err = sc.Matches.Fields(t, b, at+4, at+n, false)
	return fields, next, err
}

// FieldIDs decodes the TLV headers that fill b into lent memory.
func (sc *Scope) FieldIDs(b []byte, code openflow.ErrorCode) ([]openflow.FieldID, error) {
	if len(b) == 0 {
		return nil, nil
	}
	ids := sc.ids.Take(sc, len(b)/4, sc.Room(4))
	n := 0
	rest := b[:len(b):len(b)]
	for ; len(rest) >= 8; n++ {
		h := be.Uint32(rest)
		if h>>16 == openflow.ClassExperimenter {
			ids[n] = openflow.NewFieldID(h, be.Uint32(rest[4:]))
			rest = rest[8:]
		} else {
			ids[n] = openflow.FieldID(h)
			rest = rest[4:]
		}
	}
	if len(rest) >= 4 && be.Uint16(rest) != openflow.ClassExperimenter {
		ids[n] = openflow.FieldID(be.Uint32(rest))
		n++
		rest = rest[4:]
	}
	if len(rest) > 0 {
		return nil, openflow.WithinIndex(Truncated(len(rest), "", code), len(b)-len(rest), "", n)
	}
	return sc.ids.Keep(ids, n), nil
}

// FieldID reads the TLV header at the start of b and returns its length: 4, or 8 with an experimenter.
func FieldID(b []byte, code openflow.ErrorCode) (openflow.FieldID, int, error) {
	if len(b) < 4 {
		return 0, 0, Truncated(len(b), "", code)
	}
	h := be.Uint32(b)
	if h>>16 != openflow.ClassExperimenter {
		return openflow.FieldID(h), 4, nil
	}
	if len(b) < 8 {
		return 0, 0, Truncated(len(b), "", code)
	}
	return openflow.NewFieldID(h, be.Uint32(b[4:])), 8, nil
}

// Uint8s copies b into lent memory.
func Uint8s[T ~uint8](r *Run[T], sc *Scope, b []byte) []T {
	if len(b) == 0 {
		return nil
	}
	list := r.Take(sc, len(b), sc.size)
	for i, x := range b {
		list[i] = T(x)
	}
	return list
}

// Uint16s decodes the 16-bit numbers that fill b into lent memory.
func Uint16s[T ~uint16](r *Run[T], sc *Scope, b []byte, code openflow.ErrorCode) ([]T, error) {
	if len(b)%2 != 0 {
		return nil, Truncated(len(b), "", code)
	}
	if len(b) == 0 {
		return nil, nil
	}
	list := r.Take(sc, len(b)/2, sc.Room(2))
	for i := range list {
		list[i] = T(be.Uint16(b[2*i : 2*i+2]))
	}
	return list, nil
}

// Uint32s decodes the 32-bit numbers that fill b into lent memory.
func Uint32s[T ~uint32](r *Run[T], sc *Scope, b []byte, code openflow.ErrorCode) ([]T, error) {
	if len(b)%4 != 0 {
		return nil, Truncated(len(b), "", code)
	}
	if len(b) == 0 {
		return nil, nil
	}
	list := r.Take(sc, len(b)/4, sc.Room(4))
	for i := range list {
		list[i] = T(be.Uint32(b[4*i : 4*i+4]))
	}
	return list, nil
}
