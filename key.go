package openflow

import "net/netip"

// Keys are constants of the version packages, one for each field: they make a Field from a Go value and find a field in a match. A key is the
// field's FieldID without mask bit.
type (
	// IntKey is the key of a number of 1 to 8 bytes.
	IntKey[T ~uint8 | ~uint16 | ~uint32 | ~uint64] FieldID
	// MACKey is the key of an Ethernet address.
	MACKey FieldID
	// IPKey is the key of an IPv4 or IPv6 address, as its length says.
	IPKey FieldID
	// Uint128Key is the key of a number of 16 bytes.
	Uint128Key FieldID
	// BytesKey is the key of a value of variable length.
	BytesKey FieldID
)

// find returns the first field of the id, whatever its mask, or nil.
func find(m []Field, id FieldID) *Field {
	for i := range m {
		if f := &m[i]; f.id == id || f.id.Key() == id.Key() && f.keyed(id) {
			return f
		}
	}
	return nil
}

// keyed reports whether the payload has the length that id gives, doubled by a mask.
func (f *Field) keyed(id FieldID) bool { return f.holds(id.PayloadLen() + 4 - id.Len()) }

// holds reports whether the value has n bytes.
func (f *Field) holds(n int) bool {
	if f.HasMask() {
		n *= 2
	}
	return f.payloadLen() == n
}

// bytesAt returns size bytes of the payload from offset as a number; size is at most 8.
func (f *Field) bytesAt(offset, size int) uint64 {
	i, shift := offset/8, offset%8*8
	w := f.word[i] << shift
	if shift != 0 && i < 3 {
		w |= f.word[i+1] >> (64 - shift)
	}
	return w >> (64 - 8*size)
}

// putAt stores size bytes of the payload at offset, which are zero before.
func (f *Field) putAt(offset, size int, v uint64) {
	i, shift := offset/8, offset%8*8
	v <<= 64 - 8*size
	f.word[i] |= v >> shift
	if shift != 0 && i < 3 {
		f.word[i+1] |= v << (64 - shift)
	}
}

func masked(id FieldID) Field {
	head := FieldID(id.Len() - 4)
	n := FieldID(id.PayloadLen()) - head
	return Field{id: id&^0xff | 1<<8 | (2*n + head)}
}

func exact(id FieldID) Field { return Field{id: id} }

// ID returns the field's id.
func (k IntKey[T]) ID() FieldID { return FieldID(k) }

func (k IntKey[T]) size() int { return FieldID(k).PayloadLen() + 4 - FieldID(k).Len() }

// Exact returns the field with a value and no mask.
func (k IntKey[T]) Exact(v T) Field {
	f := exact(FieldID(k))
	f.word[0] = uint64(v) << (64 - 8*k.size())
	return f
}

// Masked returns the field with a value and the mask of the bits that count.
func (k IntKey[T]) Masked(v, mask T) Field {
	f, n := masked(FieldID(k)), k.size()
	f.putAt(0, n, uint64(v))
	f.putAt(n, n, uint64(mask))
	return f
}

// Get returns the value and the mask of the first such field of a match. The mask of an unmasked field has all bits set.
func (k IntKey[T]) Get(m []Field) (value, mask T, ok bool) {
	f := find(m, FieldID(k))
	if f == nil {
		return 0, 0, false
	}
	n := k.size()
	if !f.HasMask() {
		return T(f.bytesAt(0, n)), ^T(0), true
	}
	return T(f.bytesAt(0, n)), T(f.bytesAt(n, n)), true
}

// ID returns the field's id.
func (k MACKey) ID() FieldID { return FieldID(k) }

// Exact returns the field with a value and no mask.
func (k MACKey) Exact(v MAC) Field {
	f := exact(FieldID(k))
	f.putAt(0, 6, macBits(v))
	return f
}

// Masked returns the field with a value and the mask of the bits that count.
func (k MACKey) Masked(v, mask MAC) Field {
	f := masked(FieldID(k))
	f.putAt(0, 6, macBits(v))
	f.putAt(6, 6, macBits(mask))
	return f
}

// Get returns the value and the mask of the first such field of a match. The mask of an unmasked field is ff:ff:ff:ff:ff:ff.
func (k MACKey) Get(m []Field) (value, mask MAC, ok bool) {
	f := find(m, FieldID(k))
	if f == nil {
		return MAC{}, MAC{}, false
	}
	mask = MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	if f.HasMask() {
		mask = macOf(f.bytesAt(6, 6))
	}
	return macOf(f.bytesAt(0, 6)), mask, true
}

func macBits(m MAC) uint64 {
	return uint64(be.Uint16(m[:]))<<32 | uint64(be.Uint32(m[2:]))
}

func macOf(v uint64) MAC {
	return MAC{byte(v >> 40), byte(v >> 32), byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}
}

// ID returns the field's id.
func (k IPKey) ID() FieldID { return FieldID(k) }

func (k IPKey) size() int { return FieldID(k).PayloadLen() + 4 - FieldID(k).Len() }

// Exact returns the field with an address and no mask. An address of the other family gives a field that does not encode: AppendBinary of the
// message fails with ErrValue.
func (k IPKey) Exact(a netip.Addr) Field {
	f := exact(FieldID(k))
	f.putIP(0, k.size(), a)
	return f
}

// Masked returns the field with an address and the mask of the bits that count, as for Exact.
func (k IPKey) Masked(a, mask netip.Addr) Field {
	f, n := masked(FieldID(k)), k.size()
	f.putIP(0, n, a)
	f.putIP(n, n, mask)
	return f
}

// Prefix returns the field with the mask of a prefix; the address bits behind the prefix are cleared, as switches ask. A prefix of all bits gives
// an unmasked field.
func (k IPKey) Prefix(p netip.Prefix) Field {
	p = p.Masked()
	if p.IsSingleIP() {
		return k.Exact(p.Addr())
	}
	f, n := masked(FieldID(k)), k.size()
	f.putIP(0, n, p.Addr())
	for i, left := 0, p.Bits(); left > 0; i, left = i+1, left-8 {
		f.putAt(n+i, 1, uint64(0xff)<<max(0, 8-left)&0xff)
	}
	return f
}

// Get returns the address and the mask of the first such field of a match. The mask of an unmasked field has all bits set.
func (k IPKey) Get(m []Field) (addr, mask netip.Addr, ok bool) {
	f := find(m, FieldID(k))
	if f == nil {
		return netip.Addr{}, netip.Addr{}, false
	}
	n := k.size()
	if f.HasMask() {
		return f.ipAt(0, n), f.ipAt(n, n), true
	}
	ones := Field{word: [4]uint64{1<<64 - 1, 1<<64 - 1}}
	return f.ipAt(0, n), ones.ipAt(0, n), true
}

// putIP stores an address of size bytes; one of the other family makes the field invalid.
func (f *Field) putIP(offset, size int, a netip.Addr) {
	switch {
	case size == 4 && a.Is4():
		v := a.As4()
		f.putAt(offset, 4, uint64(be.Uint32(v[:])))
	case size == 16 && a.Is6():
		v := a.As16()
		f.putAt(offset, 8, be.Uint64(v[:]))
		f.putAt(offset+8, 8, be.Uint64(v[8:]))
	default:
		f.long = &invalid
	}
}

// invalid marks a field that a key could not make.
var invalid []byte

func (f *Field) ipAt(offset, size int) netip.Addr {
	if size == 4 {
		var v [4]byte
		be.PutUint32(v[:], uint32(f.bytesAt(offset, 4)))
		return netip.AddrFrom4(v)
	}
	var v [16]byte
	be.PutUint64(v[:], f.bytesAt(offset, 8))
	be.PutUint64(v[8:], f.bytesAt(offset+8, 8))
	return netip.AddrFrom16(v)
}

// ID returns the field's id.
func (k Uint128Key) ID() FieldID { return FieldID(k) }

// Exact returns the field with a value and no mask.
func (k Uint128Key) Exact(v Uint128) Field {
	f := exact(FieldID(k))
	f.word[0], f.word[1] = v.Hi, v.Lo
	return f
}

// Masked returns the field with a value and the mask of the bits that count.
func (k Uint128Key) Masked(v, mask Uint128) Field {
	f := masked(FieldID(k))
	f.word = [4]uint64{v.Hi, v.Lo, mask.Hi, mask.Lo}
	return f
}

// Get returns the value and the mask of the first such field of a match. The mask of an unmasked field has all bits set.
func (k Uint128Key) Get(m []Field) (value, mask Uint128, ok bool) {
	f := find(m, FieldID(k))
	if f == nil {
		return Uint128{}, Uint128{}, false
	}
	mask = Uint128{1<<64 - 1, 1<<64 - 1}
	if f.HasMask() {
		mask = Uint128{f.word[2], f.word[3]}
	}
	return Uint128{f.word[0], f.word[1]}, mask, true
}

// ID returns the field's id.
func (k BytesKey) ID() FieldID { return FieldID(k) }

// Exact returns the field with a value, which it copies, and no mask.
func (k BytesKey) Exact(v []byte) (Field, error) { return MakeField(FieldID(k), v) }

// Masked returns the field with a value and a mask of the same length, both copied.
func (k BytesKey) Masked(v, mask []byte) (Field, error) {
	if len(v) != len(mask) {
		return Field{}, &EncodeError{Path: "Field", Err: ErrMask}
	}
	p := append(append(make([]byte, 0, 2*len(v)), v...), mask...)
	return MakeField(FieldID(k)|1<<8, p)
}

// Get returns the value and the mask, nil without one, of the first such field of a match, in fresh memory.
func (k BytesKey) Get(m []Field) (value, mask []byte, ok bool) {
	for i := range m {
		if f := &m[i]; f.ID().Key() == FieldID(k).Key() {
			return f.Value(), f.Mask(), true
		}
	}
	return nil, nil, false
}
