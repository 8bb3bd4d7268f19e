package openflow

import "sort"

// A FieldKind tells how a field's bytes are read and printed.
type FieldKind uint8

// The kinds.
const (
	KindInt     FieldKind = iota // Number of 1 to 8 bytes.
	KindMAC                      // Ethernet address.
	KindIPv4                     // IPv4 address.
	KindIPv6                     // IPv6 address.
	KindUint128                  // Number of 16 bytes.
	KindBytes                    // Bytes of any number.
	KindPair                     // Two 32-bit numbers.
)

// A FieldInfo describes one field of a version's table.
type FieldInfo struct {
	ID       FieldID // Without mask bit and length.
	Name     string  // The standard's name in snake case: eth_dst.
	JSON     string  // The name in JSON where it is another.
	Kind     FieldKind
	Size     uint8 // Bytes of the value; the most where Variable.
	Bits     uint8 // Significant bits; 0 is all.
	Variable bool
	Maskable bool
	ReadOnly bool // No set-field action may write it.
	ExpType  bool // The value has two bytes of an experimenter type before it, which Size counts.
	Needs    []FieldNeed
	// Same is the field that holds what this one holds, under another name or as a part of more, with its length and without mask bit; 0 where the table has none.
	Same FieldID
	// Shift is by how many bits the value is shifted to the left in Same; to the right where negative.
	Shift int8
	// Text prints a value by name where it has one; nil prints the number.
	Text func(uint64) string
}

// A FieldNeed is a prerequisite: the match holds the field ID with one of Values, or, when Not, with none of them.
type FieldNeed struct {
	ID     FieldID
	Not    bool
	Values []uint64
}

// A FieldTable knows the fields of one version. Generated code makes one for each.
type FieldTable struct {
	// Short holds the headers of the fields of class 0x8000 whose payload has up to 8 bytes, unmasked and masked, by the header's second lowest byte: what
	// decodes on the fast way.
	Short *[256]uint32
	// Fields lists all, in order of ID.
	Fields []FieldInfo
	// BadType answers a match that is not of type OXM.
	BadType ErrorCode
	// BadLen answers a known field of a wrong length.
	BadLen ErrorCode
	// The other codes are those of Check. BadWildcards answers a value with bits that its mask leaves out.
	BadValue, BadMask, BadWildcards, BadPrereq, Duplicate ErrorCode
}

// Lookup returns what t knows of a field, by its id with or without mask bit and length, or nil.
func (t *FieldTable) Lookup(id FieldID) *FieldInfo {
	key := id.Key()
	i := sort.Search(len(t.Fields), func(i int) bool { return t.Fields[i].ID >= key })
	for ; i < len(t.Fields) && t.Fields[i].ID == key; i++ {
		if n := id.PayloadLen(); n == 0 || t.Fields[i].fits(id) || i+1 == len(t.Fields) || t.Fields[i+1].ID != key {
			return &t.Fields[i]
		}
	}
	return nil
}

// fits tells fields apart that share a number and differ in length: NXM_1 number 30 is the cookie or the MPLS TTL.
func (info *FieldInfo) fits(id FieldID) bool {
	n := id.PayloadLen() - (id.Len() - 4)
	if id.HasMask() {
		n /= 2
	}
	return n == int(info.Size)
}

// ByName returns the field of that name, in the standard's or the JSON form, or nil.
func (t *FieldTable) ByName(name string) *FieldInfo {
	for i := range t.Fields {
		if f := &t.Fields[i]; f.Name == name || f.JSON == name {
			return f
		}
	}
	return nil
}

// Format returns fields as text: name=value or name=value/mask, separated by blanks.
func (t *FieldTable) Format(fields []Field) string {
	p := &printer{}
	p.fields(fields, t)
	return string(p.b)
}
