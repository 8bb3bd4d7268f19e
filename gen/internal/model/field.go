package model

// A Field is one match or statistics field.
type Field struct {
	Pos        Pos
	Name       string // eth_dst
	GoName     string // EthDst; the key is FieldEthDst
	JSON       string
	Doc        string
	Number     uint8
	ExpType    uint16 // Two bytes behind the experimenter id, when HasExpType.
	HasExpType bool
	Type       ScalarType
	Size       int // Bytes of the value; the most bytes when Variable.
	Variable   bool
	Bits       int // Significant bits.
	Enum       *Enum
	Pair       bool // The value is two 32-bit numbers (OXS durations).
	Maskable   bool
	ReadOnly   bool
	Needs      []Need
	Same       *Field // The field that holds what this one holds too, or nil.
	Shift      int    // By how many bits the value is shifted left in Same; to the right when negative.
	Table      *FieldTable
}

// A Need is a prerequisite: Field must be matched with one of Values (not with them when Not); no Values stand for any.
type Need struct {
	Field  *Field
	Not    bool
	Values []uint64
}

// Header is the field's 32-bit TLV header without mask.
func (f *Field) Header() uint32 {
	n := f.Size
	if f.Table.Class == 0xffff {
		n += 4
		if f.HasExpType {
			n += 2
		}
	}
	return uint32(f.Table.Class)<<16 | uint32(f.Number)<<9 | uint32(n)
}

// Width is the number of significant bits of the value.
func (f *Field) Width() int {
	if f.Bits > 0 {
		return f.Bits
	}
	return 8 * f.Size
}
