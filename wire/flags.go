package wire

import (
	"strconv"
	"strings"
)

// A Name is the name of a number.
type Name struct {
	Value uint64
	Name  string
}

// NameString returns the name of x, or the number where it has none.
func NameString(x uint64, names []Name) string {
	if name := FindName(x, names); name != "" {
		return name
	}
	return strconv.FormatUint(x, 10)
}

// FindName returns the name of x, or "" where it has none.
func FindName(x uint64, names []Name) string {
	for i := range names {
		if names[i].Value == x {
			return names[i].Name
		}
	}
	return ""
}

// A Flag is a value of some bits of a set, with its name. A Mask of 0 is the bits of Value.
type Flag struct {
	Value, Mask uint64
	Name        string
}

// FlagString returns the names of what is set in x, joined by |. Bits without a name follow in hexadecimal. Of values that are zero, the name is
// only shown when all of x is. A bit is named once, by the first of flags that has it.
func FlagString(x uint64, flags []Flag) string {
	var b strings.Builder
	rest, named := x, uint64(0)
	for _, f := range flags {
		mask := f.Mask | f.Value
		if x&mask == f.Value && named&mask == 0 && (f.Value != 0 || x == 0 && b.Len() == 0) {
			if b.Len() > 0 {
				b.WriteByte('|')
			}
			b.WriteString(f.Name)
			rest &^= mask
			named |= mask
		}
	}
	switch {
	case rest == 0 && b.Len() == 0:
		return "0"
	case rest == 0:
		return b.String()
	case b.Len() > 0:
		b.WriteByte('|')
	}
	b.WriteString("0x" + strconv.FormatUint(rest, 16))
	return b.String()
}
