package wire

import (
	"math/bits"

	"github.com/ofwire/openflow"
)

// A Pointer is a pointer to a generated struct.
type Pointer[T any] interface {
	*T
	openflow.Element
}

// Structs makes a List of a slice of structs. What Add returns is part of the slice: fill it before the next Add.
func Structs[T any, P Pointer[T]](p *[]T) openflow.List { return (*structs[T, P])(p) }

type structs[T any, P Pointer[T]] []T

// Len returns the number of structs.
func (l *structs[T, P]) Len() int { return len(*l) }

// At returns a pointer into the slice.
func (l *structs[T, P]) At(i int) openflow.Element { return P(&(*l)[i]) }

// Add appends a struct if the class is its own.
func (l *structs[T, P]) Add(class string, _ func(string) uint64) openflow.Element {
	if class != P(nil).Info().JSON {
		return nil
	}
	*l = append(*l, *new(T))
	return l.At(l.Len() - 1)
}

// Elements makes a List of a slice of a family's members. Create returns an empty member of a class of JSON, or nil.
func Elements[E openflow.Element, S ~[]E](p *S, create func(class string, attr func(string) uint64) E) openflow.List {
	return &elements[E, S]{p, create}
}

type elements[E openflow.Element, S ~[]E] struct {
	p      *S
	create func(string, func(string) uint64) E
}

// Len returns the number of members.
func (l *elements[E, S]) Len() int { return len(*l.p) }

// At returns a member; it is nil where the slice has nil.
func (l *elements[E, S]) At(i int) openflow.Element { return (*l.p)[i] }

// Add appends a member of the class.
func (l *elements[E, S]) Add(class string, attr func(string) uint64) openflow.Element {
	e := l.create(class, attr)
	if any(e) == nil {
		return nil
	}
	*l.p = append(*l.p, e)
	return e
}

// AddElement appends an element that was made elsewhere, if it is a member of the family.
func (l *elements[E, S]) AddElement(e openflow.Element) bool {
	x, ok := e.(E)
	if ok {
		*l.p = append(*l.p, x)
	}
	return ok
}

// Member makes a List of one member of a family, or of none while it is nil.
func Member[E openflow.Element](p *E, create func(class string, attr func(string) uint64) E) openflow.List {
	return &member[E]{p, create}
}

type member[E openflow.Element] struct {
	p      *E
	create func(string, func(string) uint64) E
}

// Len returns 1, or 0 for nil.
func (l *member[E]) Len() int {
	if any(*l.p) == nil {
		return 0
	}
	return 1
}

// At returns the member.
func (l *member[E]) At(int) openflow.Element { return *l.p }

// Add sets the member.
func (l *member[E]) Add(class string, attr func(string) uint64) openflow.Element {
	e := l.create(class, attr)
	if any(e) == nil {
		return nil
	}
	*l.p = e
	return e
}

// Uint is an unsigned integer type.
type Uint interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64
}

// Uints makes a UintList of a slice.
func Uints[T Uint](p *[]T) openflow.UintList { return (*uints[T])(p) }

type uints[T Uint] []T

// Len returns the number of numbers.
func (l *uints[T]) Len() int { return len(*l) }

// At returns a number.
func (l *uints[T]) At(i int) uint64 { return uint64((*l)[i]) }

// Set replaces the slice.
func (l *uints[T]) Set(v []uint64) error {
	s := make([]T, len(v))
	if err := setUints(s, v); err != nil {
		return err
	}
	*l = s
	return nil
}

// UintArray makes a UintList of all of an array.
func UintArray[T Uint](s []T) openflow.UintList { return uintArray[T](s) }

type uintArray[T Uint] []T

// Len returns the size of the array.
func (l uintArray[T]) Len() int { return len(l) }

// At returns a number.
func (l uintArray[T]) At(i int) uint64 { return uint64(l[i]) }

// Set stores numbers; there must be as many as the array has.
func (l uintArray[T]) Set(v []uint64) error {
	if len(v) != len(l) {
		return openflow.ErrValue
	}
	return setUints(l, v)
}

// setUints converts numbers; it changes nothing when one is too wide.
func setUints[T Uint](s []T, v []uint64) error {
	for _, x := range v {
		if uint64(T(x)) != x {
			return openflow.ErrValue
		}
	}
	for i, x := range v {
		s[i] = T(x)
	}
	return nil
}

// CloneFields returns a copy that shares no memory.
func CloneFields(fields []openflow.Field) []openflow.Field {
	if fields == nil {
		return nil
	}
	c := make([]openflow.Field, len(fields))
	for i := range fields {
		c[i] = fields[i].Clone()
	}
	return c
}

// CloneStructs returns a deep copy of a slice of structs.
func CloneStructs[T any, P Pointer[T]](s []T) []T {
	if s == nil {
		return nil
	}
	c := make([]T, len(s))
	for i := range s {
		c[i] = *P(&s[i]).CloneElement().(P)
	}
	return c
}

// Copy returns a plain copy of a value that holds no references; nil stays nil.
func Copy[T any](m *T) *T {
	if m == nil {
		return nil
	}
	c := *m
	return &c
}

// DeepCopy returns a copy, of which deep copies what a plain copy shares; nil stays nil.
func DeepCopy[T any](m *T, deep func(c *T)) *T {
	c := Copy(m)
	if c != nil {
		deep(c)
	}
	return c
}

// CloneElements returns a deep copy of a slice of a family's members. Nil members stay nil.
func CloneElements[E openflow.Element, S ~[]E](s S) S {
	if s == nil {
		return nil
	}
	c := make(S, len(s))
	for i, e := range s {
		c[i] = CloneElement(e)
	}
	return c
}

// CloneElement returns a deep copy of an element; nil stays nil.
func CloneElement[E openflow.Element](e E) E {
	if any(e) == nil {
		return e
	}
	return e.CloneElement().(E)
}

// Bitmap makes a list of a bitmap's words: of the numbers whose bits are set, bit i of word w being 32·w+i.
func Bitmap(p *[]uint32) openflow.UintList { return &bitmap{words: p} }

// A bitmap remembers where At was, so that reading all in order takes one pass: a hostile peer sends half a million bits.
type bitmap struct {
	words *[]uint32
	word  int // At goes on here.
	below int // Bits that are set in the words before it.
}

// Len returns the number of bits that are set.
func (l *bitmap) Len() int {
	n := 0
	for _, w := range *l.words {
		n += bits.OnesCount32(w)
	}
	return n
}

// At returns the number of the i-th bit that is set.
func (l *bitmap) At(i int) uint64 {
	if i < l.below {
		l.word, l.below = 0, 0
	}
	for ; l.word < len(*l.words); l.word++ {
		w := (*l.words)[l.word]
		n := bits.OnesCount32(w)
		if i < l.below+n {
			for range i - l.below {
				w &= w - 1
			}
			return uint64(32*l.word + bits.TrailingZeros32(w))
		}
		l.below += n
	}
	return 0
}

// maxBitmap is the highest number that a bitmap may hold: its words fill a message then.
const maxBitmap = 8 * 0xffff

// Set makes the words that hold the numbers.
func (l *bitmap) Set(v []uint64) error {
	var words []uint32
	for _, x := range v {
		if x > maxBitmap {
			return openflow.ErrValue
		}
		for uint64(len(words)) <= x/32 {
			words = append(words, 0)
		}
		words[x/32] |= 1 << (x % 32)
	}
	*l.words, l.word, l.below = words, 0, 0
	return nil
}
