package openflow

// This file is the wire form of fields, which generated code reaches through FieldBuffer, AppendFields and package wire.

// countFields returns how many TLVs fill b, or -1 where one runs over its end.
func countFields(b []byte) int {
	n := 0
	for ; len(b) > 0; n++ {
		if len(b) < 4 || 4+int(b[3]) > len(b) {
			return -1
		}
		b = b[4+int(b[3]):]
	}
	return n
}

// topBytes are the masks of the first 0 to 8 bytes of a word.
var topBytes = [16]uint64{0, 0xff << 56, 0xffff << 48, 0xffffff << 40, 0xffffffff << 32, 0xffffffffff << 24, 0xffffffffffff << 16, 0xffffffffffffff << 8, 1<<64 - 1}

// parseField reads the one TLV at the start of b into f and returns its length and payload, which is in f when it has up to 32 bytes.
func (t *FieldTable) parseField(f *Field, b []byte, lenient bool) (int, []byte, error) {
	if len(b) < 4 {
		return 0, nil, &DecodeError{Offset: len(b), Code: t.BadLen, Err: ErrTruncated}
	}
	h := be.Uint32(b)
	size := 4 + int(h&0xff)
	if size > len(b) {
		return 0, nil, &DecodeError{Offset: 3, Code: t.BadLen, Err: ErrLength}
	}
	*f = Field{id: FieldID(h)}
	p := b[4:size:size]
	if h>>16 == ClassExperimenter {
		if len(p) < 4 {
			return 0, nil, &DecodeError{Offset: 3, Code: t.BadLen, Err: ErrLength}
		}
		f.id |= FieldID(be.Uint32(p)) << 32
		p = p[4:]
	}
	if !lenient {
		if err := t.checkLen(f.ID(), len(p)); err != nil {
			return 0, nil, err
		}
	}
	if len(p) <= 32 {
		f.pack(p)
	}
	return size, p, nil
}

// checkLen verifies the payload's length of a known field.
func (t *FieldTable) checkLen(id FieldID, payload int) error {
	if id.HasMask() && payload%2 != 0 {
		return &DecodeError{Offset: 3, Code: t.BadLen, Err: ErrLength}
	}
	info := t.Lookup(id)
	if info == nil {
		return nil
	}
	size := payload
	if id.HasMask() {
		size /= 2
	}
	if size != int(info.Size) && (!info.Variable || size > int(info.Size)) {
		return &DecodeError{Offset: 3, Code: t.BadLen, Err: ErrLength}
	}
	return nil
}

// AppendFields appends the TLVs of fields. It fails with ErrValue at a field that a key was given a wrong address for, and returns b then.
func AppendFields(b []byte, fields []Field) ([]byte, error) {
	start := len(b)
	for i := range fields {
		f := &fields[i]
		n, at := f.id.PayloadLen(), len(b)
		if n <= 8 && cap(b)-at >= 12 && f.long == nil && f.id.Class() != ClassExperimenter {
			b = b[:at+12]
			be.PutUint32(b[at:], f.id.Header())
			be.PutUint64(b[at+4:], f.word[0])
			b = b[:at+4+n]
			continue
		}
		var err error
		if b, err = f.AppendBinary(b); err != nil {
			return b[:start], WithinIndex(err, 0, "", i)
		}
	}
	return b, nil
}

// AppendBinary appends the TLV to b.
func (f *Field) AppendBinary(b []byte) ([]byte, error) {
	if f.long != nil && len(*f.long) <= 32 {
		return b, &EncodeError{Err: ErrValue}
	}
	b, _ = f.id.AppendBinary(b)
	return f.AppendPayload(b), nil
}

// AppendBinary appends the header, and the experimenter where there is one.
func (id FieldID) AppendBinary(b []byte) ([]byte, error) {
	b = be.AppendUint32(b, id.Header())
	if id.Class() == ClassExperimenter {
		b = be.AppendUint32(b, id.Experimenter())
	}
	return b, nil
}
