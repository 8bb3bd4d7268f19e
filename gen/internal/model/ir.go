// Package model turns parsed spec files into the flat form that the emitters print: one Package per version, names
// and references resolved, version ranges applied, layouts solved.
package model

// A Version is an OpenFlow wire version as it stands in the message header.
type Version uint8

// The versions that the project speaks.
const (
	V10 Version = 1
	V12 Version = 3
	V13 Version = 4
	V14 Version = 5
	V15 Version = 6
)

// Versions lists all versions, oldest first.
var Versions = []Version{V10, V12, V13, V14, V15}

// A Package is all that one version has of the specs: of the standard and its in-tree vendors, or of one outside vendor.
type Package struct {
	Version Version
	Spec    string  // The name in the package line: openflow, or the outside vendor's.
	Files   []*File // In order of name.

	// What the files declare, in order of file and line, each once.
	Enums    []*Enum
	Structs  []*Struct // All kinds.
	Families []*Family // Including the built-in message, multipart_request and multipart_reply.
	Tables   []*FieldTable
	Errors   []*ErrorSet
	Vendors  []*Vendor

	// Imported is the package of the standard declarations, when this one is an outside vendor's; references may lead there.
	Imported *Package

	errorOf map[*Struct]*ErrorRef // What ErrorOf found.
}

// A File is one spec file's part of a Package.
type File struct {
	Name     string // Base name without extension: flow_mod.
	Doc      string // The comment above the package line.
	Enums    []*Enum
	Structs  []*Struct
	Families []*Family
	Tables   []*FieldTable
	Errors   []*ErrorSet
	Vendors  []*Vendor
}

// Pos is a place in a spec file.
type Pos struct {
	File      string
	Line, Col int
}

// A Vendor is an experimenter.
type Vendor struct {
	Pos    Pos
	Name   string
	ID     uint32
	Prefix string // Of Go names: NX.
	JSON   string // Of JSON class names: NX.
	Doc    string
	// SubtypeSize gives for a family's name the bytes of the subtype field that follows the family's key fields; 0 or absent is none.
	SubtypeSize map[string]int
	// SubtypeName is that field's name.
	SubtypeName map[string]string
	// SubtypePad are the bytes of padding behind it.
	SubtypePad map[string]int
}

// EnumKind tells enumerations, bit sets and quantities apart.
type EnumKind uint8

// The kinds of Enum.
const (
	EnumValues EnumKind = iota // enum
	EnumFlags                  // flags
	EnumNumber                 // number
)

// An Enum is an enum, flags or number declaration.
type Enum struct {
	Pos    Pos
	Kind   EnumKind
	Name   string
	GoName string
	Doc    string
	Size   int    // Bytes on the wire in this version.
	Prefix string // Of the standard's constant names: OFPFC_.
	Consts []*Const
	Outer  *Package // The package that declares it.
}

// A Const is one named value of an Enum or ErrorSet.
type Const struct {
	Pos    Pos
	Name   string // ADD
	GoName string // FlowModCommandAdd
	Full   string // OFPFC_ADD
	Value  uint64
	Mask   uint64 // Of flags: the member's bits; Value itself for a single bit.
	Pair   bool   // Of a vendor's errors in 1.0: Value is an error type, shifted by 16 bits, and a code.
	Alias  bool   // A second name of an earlier value.
	Doc    string // The trailing comment, or the one above.
}

// StructKind tells what a Struct stands for.
type StructKind uint8

// The kinds of Struct.
const (
	KindStruct           StructKind = iota // A plain struct.
	KindMessage                            // A message.
	KindMultipartRequest                   // A member of multipart_request.
	KindMultipartReply                     // A member of multipart_reply.
	KindVariant                            // A member of a tlv family.
)

// Direction tells who sends a message.
type Direction uint8

// The directions.
const (
	FromBoth Direction = iota
	FromController
	FromSwitch
)

// A Struct is a struct, a message or a member of a family. Its items cover every byte from offset 0: headers, tags, lengths and
// experimenter ids are items like all others.
type Struct struct {
	Pos      Pos
	Kind     StructKind
	Name     string
	GoName   string
	JSONName string
	Doc      string
	Outer    *Package
	File     string // Base name of the spec file.

	Family *Family // Of a member: the family (messages too). Nil for a plain struct.
	Tag    uint64  // The family's tag.
	Vendor *Vendor // Of a vendor's member; its Tag is that of the family's key member.
	Sub    uint64  // The vendor's subtype, or the value of the last key field.
	HasSub bool    // Sub stands.
	// KeyMember is set in the family's fallback for unknown experimenters: its items include some with Key set.
	KeyMember bool

	Twin *Struct // The first of several members that one declaration names, when this is another: their layouts differ in the tag alone.

	Direction  Direction
	Reply      *Struct // The answer to this request.
	AnyVersion bool    // The header's version byte is a field.

	Items  []*Item
	Fixed  int   // Bytes of the leading items whose offsets and sizes are static: the first window.
	Min    int   // Least size in bytes, final padding included.
	Size   int   // The size when it is always the same, else -1.
	Length *Item // The item that holds the struct's own length; nil without.
	Align  int   // Padding of the whole to a multiple of this; 1 or 0 is none.
	Inside bool  // The own length counts that padding.

	Examples []Example
}

// Unpadded is the size of a struct of one size, as its own length field says it: without the final padding where that does not count. Else -1.
func (s *Struct) Unpadded() int {
	if s.Size < 0 || s.Align <= 1 || s.Inside {
		return s.Size
	}
	last := s.Items[len(s.Items)-1]
	return last.Offset + last.Size
}

// An Example is a fixture of the spec.
type Example struct {
	Pos Pos
	Hex []byte
}

// A Family is a tagged union.
type Family struct {
	Pos     Pos
	Name    string // action
	GoName  string // Action
	Doc     string
	Outer   *Package
	TagName string
	TagOff  int // Offset and bytes of the tag.
	TagSize int
	LenName string
	LenOff  int
	LenSize int
	Header  int  // Bytes of tag, length and what padding belongs to them.
	Align   int  // 1 is none.
	Inside  bool // The length counts the padding.
	Min     int  // Least value of the length.
	Members []*Struct
	Error   *ErrorRef // For wrong framing.
	Value   *ErrorRef // For a value that is not allowed; nil is Error.
	Unknown *ErrorRef // For an unknown tag.
	Builtin bool      // message, multipart_request, multipart_reply
}

// An ErrorRef names an entry of the error catalogue.
type ErrorRef struct {
	Type, Code *Const
}

// An ErrorSet is the codes of one error type.
type ErrorSet struct {
	Pos    Pos
	Name   string // bad_action
	GoName string // BadActionCode
	Doc    string
	Prefix string
	Type   uint16  // The error type; of a vendor's set 0xffff.
	Vendor *Vendor // Of a vendor's set: Value of a Const is the exp_type.
	Consts []*Const
	Outer  *Package
}

// ItemKind tells what an Item is.
type ItemKind uint8

// The kinds of Item. "To end" means: to the end of the enclosing length, or of the Bound item when it is set.
const (
	ItemConst   ItemKind = iota // Fixed bytes: version, type, tag, experimenter, subtype. Value holds them.
	ItemLength                  // A computed length or count; see Measures.
	ItemPad                     // Size zero bytes, or up to a multiple of PadTo.
	ItemScalar                  // An integer, address or enum of Size bytes; see Type.
	ItemBits                    // A word of Size bytes with packed Members.
	ItemArray                   // Count integers of ElemSize bytes.
	ItemString                  // Size bytes of NUL-padded text.
	ItemFixed                   // bytes<N>: Size bytes.
	ItemBytes                   // Bytes to end.
	ItemText                    // Text to end.
	ItemBitmap                  // 32-bit words to end.
	ItemStruct                  // One Struct in line.
	ItemMember                  // One member of Family in line.
	ItemList                    // List of scalars (Type), of Struct or of Family members.
	ItemMessage                 // A whole message with its own header.
	ItemMatch                   // ofp_match with its padding.
	ItemOXM                     // One TLV.
	ItemOXMs                    // TLVs to end.
	ItemOXMID                   // One TLV header.
	ItemOXMIDs                  // TLV headers to end.
	ItemStats                   // ofp_stats with its padding.
	ItemOXSs                    // OXS TLVs to end.
	ItemOXSIDs                  // OXS headers to end.
	ItemEnd                     // No bytes: whether the struct ends here.
)

// ScalarType is the Go form of a scalar.
type ScalarType uint8

// The scalar types.
const (
	TypeUint ScalarType = iota
	TypeInt
	TypeMAC
	TypeIPv4
	TypeIPv6
	TypeIPv6Mapped
	TypeUint128
	TypeFieldID // A TLV header of 4 bytes.
)

// Measure tells what an ItemLength holds.
type Measure uint8

// The measures.
const (
	MeasureThis         Measure = iota // Bytes of the whole struct, with its final padding.
	MeasureThisUnpadded                // Without it.
	MeasureBytes                       // Bytes of the item Of.
	MeasureCount                       // Elements of the item Of.
)

// An Item is one piece of a struct's layout, in wire order.
type Item struct {
	Pos    Pos
	Kind   ItemKind
	Name   string
	GoName string // Empty when it is not a Go field.
	JSON   string
	Doc    string

	Offset int // From the start of the struct, or -1 after a part of variable size.
	Size   int // Bytes, or -1 when variable.

	Value     uint64     // ItemConst.
	Measures  Measure    // ItemLength.
	Of        *Item      // ItemLength: the item that it measures.
	Bound     *Item      // The ItemLength that bounds this item; nil is to end.
	Zero      bool       // ItemPad: receivers refuse other values.
	PadTo     int        // ItemPad: multiple from the struct's start.
	Until     int        // ItemPad: up to this offset.
	PadIf     *Item      // ItemPad: only when this list is not empty.
	Type      ScalarType // ItemScalar; ItemList and ItemArray of scalars.
	Bits      int        // Significant bits; 0 is all.
	Bias      int        // The wire holds value + Bias.
	Enum      *Enum      // ItemScalar, ItemArray, ItemList, bits members.
	Count     int        // ItemArray.
	ElemSize  int        // ItemArray; ItemList of scalars; of a bits member: bytes of its declared type.
	Struct    *Struct    // ItemStruct; ItemList of structs.
	Family    *Family    // ItemMember; ItemList of family members.
	UntilZero bool       // ItemList.
	WidthOf   *Item      // ItemBytes: a number of as many bits as this item tells.
	Lenient   bool       // ItemMatch, ItemOXMs, a list of a family whose rest goes to the next item, and an ItemLength that may be wrong.
	Key       bool       // Part of a nested union's discriminator.
	Hex       bool       // Printed in hexadecimal.
	Rare      bool       // Shown only when it is not 0.
	Members   []*Item    // ItemBits, most significant first; Size is 0, Bits and Shift say where.
	Shift     int        // A member's lowest bit.

	Default      uint64
	HasDefault   bool
	DefaultConst *Const // Set when the default was written as a constant.
	Cond         *Cond  // Present only when it holds.
	Limits       Limits
	Error        *ErrorRef // What answers when it does not decode and no part of it tells better.
}

// CondOp is the comparison of a Cond.
type CondOp uint8

// The comparisons.
const (
	CondEqual     CondOp = iota // Item == Value
	CondNotEqual                // Item != Value
	CondHas                     // Item has the bits of Value
	CondRoom                    // The enclosing length is at least Value bytes
	CondRemaining               // Bytes are left
	CondUnless                  // The struct does not end at Item
)

// A Cond says when an item is present.
type Cond struct {
	Op    CondOp
	Item  *Item // Nil for CondRoom and CondRemaining.
	Value uint64
}

// Limits are what Check verifies of a field.
type Limits struct {
	Min, Max           uint64
	HasMin, HasMax     bool
	Multiple           uint64
	Mask               uint64
	HasMask            bool
	Unique, Ordered    bool
	Requires, Excludes []string
}

// A FieldTable is an oxm or oxs declaration.
type FieldTable struct {
	Pos          Pos
	Name         string // openflow_basic
	GoName       string
	Doc          string
	OXS          bool
	Class        uint16
	Experimenter uint32 // Of class 0xffff.
	Vendor       *Vendor
	Fields       []*Field
	Outer        *Package
}
