// Package syntax reads and prints spec files: a scanner, a syntax tree, a parser that reports all errors, and a formatter.
// What the declarations mean is left to package model.
package syntax

import "strings"

// A File is one parsed spec file.
type File struct {
	Name    string
	Package *Clause // Nil when the file lacks it.
	Imports []*Clause
	Nodes   []Node // All of the file in order: *Clause, *Decl, *Example, *FreeComment.
}

// A Node is an element of a file or of a body.
type Node interface {
	lead() *Lead
}

// A Comment is the text behind two slashes.
type Comment struct {
	Pos  Pos
	Text string
}

// Lead is what all nodes have: the comments around them and whether a blank line stands before.
type Lead struct {
	Pos   Pos
	Blank bool       // A blank line stands before the node and its Doc.
	Doc   []*Comment // The lines directly above.
	Trail *Comment   // Behind the node, on its (first) line.
}

func (l *Lead) lead() *Lead { return l }

// DocText returns the comment above the node, else the one behind it.
func (l *Lead) DocText() string {
	if len(l.Doc) == 0 {
		if l.Trail == nil {
			return ""
		}
		return strings.TrimSpace(l.Trail.Text)
	}
	lines := make([]string, len(l.Doc))
	for i, c := range l.Doc {
		lines[i] = strings.TrimPrefix(c.Text, " ")
	}
	return strings.Join(lines, "\n")
}

// A FreeComment is a block of comment lines that belongs to no node.
type FreeComment struct {
	Lead // The lines are in Doc.
}

// A Clause is the package line or an import line.
type Clause struct {
	Lead
	Keyword string // package, import
	Name    string
}

// A Word is a name with its place; empty when it was not written.
type Word struct {
	Pos  Pos
	Text string
}

// A Range is the text of a version range without the @.
type Range struct {
	Pos  Pos
	Text string
}

// A Term is a number, perhaps shifted, or the name of a constant.
type Term struct {
	Pos   Pos
	Text  string // As written: 0x1f, 1 << 3, ANY.
	Name  bool
	Value uint64
}

// A Value is one or more terms joined by |, perhaps negative.
type Value struct {
	Pos   Pos
	Neg   bool
	Terms []Term
}

// String returns the value as it is written.
func (v *Value) String() string {
	texts := make([]string, len(v.Terms))
	for i, t := range v.Terms {
		texts[i] = t.Text
	}
	s := strings.Join(texts, " | ")
	if v.Neg {
		return "-" + s
	}
	return s
}

// A Ranged is a value that holds in some versions.
type Ranged struct {
	Value *Value
	Range *Range
}

// A Width is the wire type of an enumeration in some versions.
type Width struct {
	Type  Type
	Range *Range
}

// A MemberName is a name with its numbers.
type MemberName struct {
	Word
	Numbers []Ranged
}

// A Decl is a declaration with a body.
type Decl struct {
	Lead
	Keyword      string // enum, flags, number, struct, tlv, vendor, oxm, oxs, errors or the name of a family.
	Names        []*MemberName
	Widths       []Width
	Experimenter *Value
	Prefix       Word
	From         Word
	Reply        Word
	AnyVersion   bool
	Go, JSON     Word
	Range        *Range

	HasBody bool
	OneLine bool // The body stands on the head's line.
	Body    []Node
	Sizes   []*SizeClaim
	Close   *Comment // Behind the closing brace.
}

// Name returns the first name.
func (d *Decl) Name() Word {
	if len(d.Names) == 0 {
		return Word{Pos: d.Pos}
	}
	return d.Names[0].Word
}

// A SizeClaim is sizeof behind a body.
type SizeClaim struct {
	Pos    Pos
	Size   *Value
	Before Word
	Range  *Range
}

// An Example is a fixture of the declaration before it.
type Example struct {
	Lead
	Range *Range
	Lines []HexLine
}

// A HexLine is one line of an Example.
type HexLine struct {
	Pos     Pos
	Text    string
	Comment *Comment
}

// A Type is a type as written.
type Type struct {
	Pos   Pos
	Name  string
	Bits  *Value // u16:13
	Size  *Value // string<16>
	List  bool   // action[]
	Count *Value // u32[4]
	Most  *Value // u8..124
}

// String returns the type as it is written.
func (t *Type) String() string {
	s := t.Name
	if t.Bits != nil {
		s += ":" + t.Bits.String()
	}
	if t.Most != nil {
		s += ".." + t.Most.String()
	}
	if t.Size != nil {
		s += "<" + t.Size.String() + ">"
	}
	switch {
	case t.Count != nil:
		s += "[" + t.Count.String() + "]"
	case t.List:
		s += "[]"
	}
	return s
}

// FieldForm tells the forms of a field apart.
type FieldForm uint8

// The forms of Field.
const (
	FormPlain    FieldForm = iota
	FormPad                // pad 4
	FormPadTo              // pad to 8
	FormPadUntil           // pad until 24
	FormBits               // bits u16 name { … }
)

// A Field is a line of a struct, message or member.
type Field struct {
	Lead
	Form     FieldForm
	Type     Type
	Name     Word
	Default  *Value
	Measure  string // sizeof, count
	Of       Word   // What it measures.
	Pad      *Value
	Zero     bool // pad 4 zero
	Followed Word // pad to 8 if followed by x
	Attrs    []*Attr
	Range    *Range

	OneLine bool
	Body    []Node // Of bits.
	Close   *Comment
}

// An Attr is an attribute of a field: its name and what follows it.
type Attr struct {
	Pos   Pos
	Name  string
	Value *Value // bias, min, max, multiple, mask, exp_type; same: the bits to shift by
	Word  Word   // requires, excludes, go, json, same; error: the type
	Shift string // same: << or >>
	Code  Word   // error
	Cond  *Cond  // if, needs
}

// A Cond is a condition on a field: Field Op Values, Field alone or Op alone.
type Cond struct {
	Field  Word
	Op     string // ==, !=, has, room, remaining; empty for any value
	Values []*Value
}

// A Const is a line of an enumeration or of errors.
type Const struct {
	Lead
	Name    Word
	Value   *Value
	Code    *Value // Of a pair: what stands behind the comma.
	Of      *Value
	Aliases []Word
	Go      Word
	Range   *Range
}

// An OXMField is a line of an oxm or oxs table.
type OXMField struct {
	Lead
	Name   Word
	Last   *Value // xreg8..127: the last number of a run of names.
	Number *Value
	Type   Type
	Attrs  []*Attr
	Range  *Range
}

// A TLVLine is a line of a tlv body: tag, len, pad, align or error.
type TLVLine struct {
	Lead
	Keyword string
	Type    Type
	Name    Word
	Value   *Value // align, pad
	Mode    Word   // inside, after; unknown
	Error   [2]Word
	Range   *Range
}

// A VendorLine lists a family in a vendor's body.
type VendorLine struct {
	Lead
	Family Word
	Tag    *Type // Nil without a subtype.
	Name   Word
	Pad    *Value // Bytes of padding behind the subtype; nil without.
	Range  *Range
}
