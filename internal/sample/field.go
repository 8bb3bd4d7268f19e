package sample

import (
	"iter"
	"slices"
	"strings"

	"github.com/ofwire/openflow"
)

// Matches returns a match for each field that the protocol knows, without mask and, where the field may have one, with mask; the field is the last
// one of the match and its prerequisites come before it. Names are as in eth_dst and eth_dst/mask.
func Matches(p *openflow.Protocol) iter.Seq2[string, []openflow.Field] {
	return func(yield func(string, []openflow.Field) bool) {
		for i := range p.Fields.Fields {
			info := &p.Fields.Fields[i]
			if isStat(info) {
				continue
			}
			if !yield(info.Name, match(p.Fields, info, false)) {
				return
			}
			if info.Maskable && !yield(info.Name+"/mask", match(p.Fields, info, true)) {
				return
			}
		}
	}
}

// Field returns a field of the table with a value, and with a mask if masked.
func Field(info *openflow.FieldInfo, masked bool) openflow.Field { return field(info, masked, nil) }

// match returns a field after its prerequisites.
func match(t *openflow.FieldTable, info *openflow.FieldInfo, masked bool) []openflow.Field {
	v6 := strings.HasPrefix(info.Name, "ipv6_") || strings.HasPrefix(info.Name, "icmpv6_")
	return append(needs(t, info, v6, nil), field(info, masked, nil))
}

// needs appends the prerequisites of a field that list does not have, theirs first. Where IPv4 and IPv6 will do, v6 tells which.
func needs(t *openflow.FieldTable, info *openflow.FieldInfo, v6 bool, list []openflow.Field) []openflow.Field {
next:
	for _, n := range info.Needs {
		need := t.Lookup(n.ID)
		if need == nil {
			continue
		}
		for i := range list {
			if list[i].ID().Key() == n.ID {
				continue next
			}
		}
		list = needs(t, need, v6, list)
		switch {
		case n.Not:
			list = append(list, field(need, false, nil))
		case v6 && slices.Contains(n.Values, ethTypeIPv6):
			list = append(list, field(need, false, &ethTypeIPv6))
		default:
			list = append(list, field(need, false, &n.Values[0]))
		}
	}
	return list
}

var ethTypeIPv6 = uint64(0x86dd)

// field returns a field with a value of its own, or the given one.
func field(info *openflow.FieldInfo, masked bool, number *uint64) openflow.Field {
	size := sizeOf(info)
	value := valueOf(info, size, number)
	payload := value
	id := info.ID
	if masked {
		id |= 1 << 8
		mask := maskOf(info, size)
		for i := range value {
			value[i] &= mask[i]
		}
		payload = append(value, mask...)
	}
	f, err := openflow.MakeField(id, payload)
	if err != nil {
		panic("sample: " + info.Name + ": " + err.Error())
	}
	return f
}

// sizeOf is the bytes of a value; of those that vary, some are long and some are odd.
func sizeOf(info *openflow.FieldInfo) int {
	if !info.Variable {
		return int(info.Size)
	}
	return []int{int(info.Size), 1, 17, 4, 33, 16}[info.ID.Number()%6]
}

func valueOf(info *openflow.FieldInfo, size int, number *uint64) []byte {
	b := make([]byte, size)
	known, ok := fieldValues[info.Name]
	if number != nil {
		known, ok = *number, true
	}
	switch {
	case ok:
		putNumber(b, known)
	case info.Kind == openflow.KindMAC:
		copy(b, []byte{2, 0, 0, 0, 0, byte(info.ID.Number()) + 1})
	case info.Kind == openflow.KindIPv4:
		copy(b, []byte{10, 1, 2, byte(info.ID.Number()) + 1})
	case info.Kind == openflow.KindIPv6:
		copy(b, []byte{0x20, 1, 0x0d, 0xb8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, byte(info.ID.Number()) + 1})
	case info.Kind == openflow.KindInt:
		putNumber(b, (0x0807060504030200|uint64(info.ID.Number())+1)&bitsOf(info))
	default:
		for i := range b {
			b[i] = byte(i + 1)
		}
	}
	if info.ExpType {
		b[0], b[1] = byte(expTypes[info.Name]>>8), byte(expTypes[info.Name])
	}
	return b
}

// maskOf is a mask of the upper half of the bits, or of all of few bits.
func maskOf(info *openflow.FieldInfo, size int) []byte {
	b := make([]byte, size)
	switch {
	case info.Kind == openflow.KindInt && size <= 8:
		all := bitsOf(info)
		if all > 0xff {
			all &^= 0xff
		}
		putNumber(b, all)
	default:
		for i := range b[:(size+1)/2] {
			b[i] = 0xff
		}
	}
	return b
}

// bitsOf are the bits of a number that may be set.
func bitsOf(info *openflow.FieldInfo) uint64 {
	switch {
	case info.Bits != 0 && info.Bits < 64:
		return 1<<info.Bits - 1
	case info.Size < 8:
		return 1<<(8*info.Size) - 1
	}
	return 1<<64 - 1
}

// putNumber stores the low bytes of a number.
func putNumber(b []byte, v uint64) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = byte(v)
		v >>= 8
	}
}

// fieldID is a field's TLV header, with its length.
func fieldID(info *openflow.FieldInfo, masked bool) openflow.FieldID {
	f := field(info, masked, nil)
	return f.ID()
}

// FieldID returns the id of a field, by name, with length; 0 where there is none.
func FieldID(t *openflow.FieldTable, name string) openflow.FieldID {
	info := t.ByName(name)
	if info == nil {
		return 0
	}
	return fieldID(info, false)
}
