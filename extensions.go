package openflow

// Extensions are the messages, actions, properties and match fields of third parties that a Decoder knows beside its own. Generated vendor packages
// have a function Register that adds theirs. The zero value is empty. Fill it before the first use; after that it may be shared.
type Extensions struct {
	elements []*Extension
	fields   []FieldInfo
}

// An Extension is one type of a third party's. Generated code makes them.
type Extension struct {
	Version                    Version
	Family                     string // The spec's name: action, message, multipart_reply.
	Tag                        uint64 // Of the family's experimenter member.
	Experimenter               uint32
	Subtype                    uint64
	SubtypeOffset, SubtypeSize int // Where the subtype lies in the wire form; size 0 is none.
	Info                       *TypeInfo
	New                        func() Element
	// NewPool returns what lends elements of the type to a Decoder: a pool of package wire.
	NewPool func() any
}

// Add adds a type.
func (x *Extensions) Add(e *Extension) { x.elements = append(x.elements, e) }

// AddFields adds match fields, for JSON. Text shows third parties' fields by class and number.
func (x *Extensions) AddFields(f ...FieldInfo) { x.fields = append(x.fields, f...) }

// Len returns the number of types.
func (x *Extensions) Len() int {
	if x == nil {
		return 0
	}
	return len(x.elements)
}

// At returns type i.
func (x *Extensions) At(i int) *Extension { return x.elements[i] }

// Find returns the number of the type that the wire form b of a family's experimenter member is of, or -1.
func (x *Extensions) Find(v Version, family string, tag uint64, experimenter uint32, b []byte) int {
	if x == nil {
		return -1
	}
	for i, e := range x.elements {
		if e.Experimenter == experimenter && e.Version == v && e.Family == family && e.Tag == tag && e.matches(b) {
			return i
		}
	}
	return -1
}

func (e *Extension) matches(b []byte) bool {
	end := e.SubtypeOffset + e.SubtypeSize
	if end > len(b) {
		return false
	}
	var sub uint64
	for _, x := range b[e.SubtypeOffset:end] {
		sub = sub<<8 | uint64(x)
	}
	return sub == e.Subtype
}

// NewElement returns an empty element of a class name of JSON, or nil.
func (x *Extensions) NewElement(v Version, family, class string) Element {
	if x == nil {
		return nil
	}
	for _, e := range x.elements {
		if e.Version == v && e.Family == family && e.Info.JSON == class {
			return e.New()
		}
	}
	return nil
}

// Field returns what is known of a field, or nil.
func (x *Extensions) Field(id FieldID) *FieldInfo {
	if x == nil {
		return nil
	}
	for i := range x.fields {
		if x.fields[i].ID == id.Key() {
			return &x.fields[i]
		}
	}
	return nil
}

// FieldByName returns the field of that name, in the standard's or the JSON form, or nil.
func (x *Extensions) FieldByName(name string) *FieldInfo {
	if x == nil {
		return nil
	}
	for i := range x.fields {
		if f := &x.fields[i]; f.Name == name || f.JSON == name {
			return f
		}
	}
	return nil
}
