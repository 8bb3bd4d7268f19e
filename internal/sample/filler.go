package sample

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/ofwire/openflow"
)

// A filler is a Visitor that writes.
type filler struct {
	p        *openflow.Protocol
	known    *knowledge
	fields   []openflow.Field // All matches are these, and the last is what is set; nil lets the filler choose.
	variant  int
	arm      int // Which member of a family, where one only can be, and which shape of the message.
	arms     int // Most members of such a family, or shapes.
	xid      uint32
	top      *openflow.TypeInfo
	elements []openflow.Element // Outermost first.
	path     []string           // Their class names.
	turn     map[string]int     // How often values of a name were used.
	number   uint64             // Counts numbers, for values that differ.
	data     map[string]*[]byte // Of the innermost element, by name.
	ids      map[string]*openflow.FieldID
	tail     *[]byte // The data that it ends with.
	allDone  bool    // A match with all fields was made.
	trials   *trials
}

func (f *filler) element(e openflow.Element) {
	f.elements = append(f.elements, e)
	f.path = append(f.path, e.Info().JSON)
	if len(f.path) == 1 && f.variant != Minimal {
		f.arms = f.known.ways(e)
	}
	data, ids := f.data, f.ids
	f.tail, f.data, f.ids = nil, nil, nil
	e.Walk(f)
	for name, p := range f.ids {
		if refuses(e, name) {
			*p = fieldID(&f.p.Fields.Fields[0], false) // There is no room for an experimenter.
		}
	}
	for name, p := range f.data {
		resize(e, name, p)
		widen(e, p)
	}
	if f.tail != nil {
		f.fit(e, f.tail)
	}
	f.tail, f.data, f.ids = nil, data, ids
	f.path = f.path[:len(f.path)-1]
	f.elements = f.elements[:len(f.elements)-1]
}

// refuses reports whether an element does not encode for what a field holds.
func refuses(e openflow.Element, name string) bool {
	_, err := e.AppendBinary(nil)
	var x *openflow.EncodeError
	return errors.As(err, &x) && x.Err == openflow.ErrValue && fieldName(x.Path[strings.LastIndexByte(x.Path, '.')+1:]) == fieldName(name)
}

// resize gives data whose length other fields tell that length, and leaves out bits that do not count.
func resize(e openflow.Element, name string, data *[]byte) {
	was := *data
	for n := 0; n < 256 && refuses(e, name); n++ {
		if *data = pattern(n); refuses(e, name) {
			*data = make([]byte, n)
		}
	}
	if refuses(e, name) {
		*data = was
	}
}

// widen puts zeros before a number that has fewer bytes than it takes on the wire: it comes back with them.
func widen(e openflow.Element, data *[]byte) {
	b, err := e.AppendBinary(nil)
	if err != nil {
		return
	}
	for range 256 {
		was := *data
		*data = append([]byte{0}, was...)
		if longer, err := e.AppendBinary(nil); err != nil || len(longer) != len(b) {
			*data = was
			return
		}
	}
}

// fit lengthens the data at the end of an element whose own length counts the padding behind it, until there is none: it would come back as data.
func (f *filler) fit(e openflow.Element, data *[]byte) {
	t := trace(e, nil)
	b, err := e.AppendBinary(nil)
	if err != nil || t.length.size == 0 {
		return
	}
	length := 0
	for _, x := range b[t.length.offset:][:t.length.size] {
		length = length<<8 | int(x)
	}
	if length != len(b) {
		return
	}
	for {
		*data = append(*data, byte(len(*data)))
		if longer, err := e.AppendBinary(nil); err != nil || len(longer) != len(b) {
			*data = (*data)[:len(*data)-1]
			return
		}
	}
}

func (f *filler) class() string { return f.path[len(f.path)-1] }

// next counts the uses of a name.
func (f *filler) next(name string) int {
	if f.turn == nil {
		f.turn = map[string]int{}
	}
	f.turn[name]++
	return f.turn[name] - 1
}

func (f *filler) XID(p *uint32) { *p = f.xid }

// Version stays the codec's own but for wild messages, which come of 1.0.
func (f *filler) Version(p *openflow.Version) {
	if f.variant == Wild && f.p.Version != openflow.Version10 {
		*p = openflow.Version10
	}
}

func (f *filler) Const(string, uint64)      {}
func (f *filler) Computed(string, int, int) {}

func (f *filler) Uint(name string, p openflow.Uint) { f.uint(name, p, 1000) }
func (f *filler) Hex(name string, p openflow.Uint)  { f.uint(name, p, 0x1122334455667700) }

func (f *filler) Enum(name string, p openflow.Uint, _ openflow.Stringer) { f.uint(name, p, 1) }

func (f *filler) uint(name string, p openflow.Uint, base uint64) {
	unknown := strings.Contains(f.class(), "Unknown") && name != "flags"
	v := uint64(0)
	if f.variant != Minimal || unknown {
		v = f.value(name, base, unknown)
	}
	if err := p.Set(f.trials.fit(name, v, 8*p.Size())); err != nil {
		panic("sample: " + f.class() + "." + name + ": " + err.Error())
	}
}

// value is a number for a field.
func (f *filler) value(name string, base uint64, unknown bool) uint64 {
	f.number++
	if unknown {
		return unknownType
	}
	if ways := f.known.shapesOf(f.elements[len(f.elements)-1])[name]; len(ways) > 0 {
		turn := f.next(f.class()+"?"+name) + f.arm
		if f.variant != Typical {
			turn++
		}
		if n := turn % (len(ways) + 1); n > 0 {
			return ways[n-1]
		}
	}
	switch {
	case f.variant == Wild:
		return f.number * 0x9e3779b97f4a7c15
	case name == "flags" && len(f.path) == 1 && f.top.Multipart:
		return 0 // No MORE.
	case values[f.class()+"."+name] != nil:
		list := values[f.class()+"."+name]
		return list[f.next(f.class()+name)%len(list)]
	case values[name] != nil:
		return values[name][f.next(name)%len(values[name])]
	}
	return base + f.number
}

func (f *filler) Bits(_ string, _ openflow.Uint, members func()) { members() }

// Rare stays 0 but for wild messages.
func (f *filler) Rare(_ string, p openflow.Uint) {
	if f.variant == Wild {
		if err := p.Set(1); err != nil {
			panic("sample: " + err.Error())
		}
	}
}

func (f *filler) Int(_ string, p *int32) {
	if f.variant != Minimal {
		f.number++
		*p = -int32(f.number)
	}
}

func (f *filler) Uint128(_ string, p *openflow.Uint128) {
	if f.variant != Minimal {
		f.number++
		*p = openflow.Uint128{Hi: 0x0102030405060708 + f.number, Lo: 0x1112131415161718}
	}
}

func (f *filler) MAC(_ string, p *openflow.MAC) {
	if f.variant != Minimal {
		f.number++
		*p = openflow.MAC{2, 0, 0, 0, 1, byte(f.number)}
	}
}

func (f *filler) Addr(_ string, p *netip.Addr, size int) {
	if f.variant == Minimal {
		*p = netip.IPv4Unspecified() // As it comes back.
		if size == 16 {
			*p = netip.IPv6Unspecified()
		}
		return
	}
	f.number++
	*p = netip.AddrFrom4([4]byte{10, 0, 3, byte(f.number)})
	if size == 16 {
		*p = netip.AddrFrom16([16]byte{0x20, 1, 0x0d, 0xb8, 15: byte(f.number)})
	}
}

// Text is as long as the field takes where the message is wild.
func (f *filler) Text(name string, p openflow.Text) {
	if f.variant == Minimal {
		return
	}
	f.number++
	text := fmt.Sprintf("%.4s%d", name, f.number)
	if f.variant == Wild {
		text += strings.Repeat("x", 256-len(text))
	}
	for p.Set(text) != nil {
		text = text[:len(text)-1]
	}
}

func (f *filler) String(name string, p *[]byte) {
	if f.variant != Minimal {
		f.number++
		*p = fmt.Appendf(nil, "%s%d", name, f.number)
	}
}

func (f *filler) Bytes(name string, p *[]byte) {
	if f.data == nil {
		f.data = map[string]*[]byte{}
	}
	f.data[name] = p
	if names := trace(f.elements[len(f.elements)-1], nil).names; names[len(names)-1] == name {
		f.tail = p
	}
	if f.variant == Minimal {
		return
	}
	switch class := f.class(); {
	case strings.HasSuffix(class, "PacketIn") || strings.HasSuffix(class, "PacketOut"):
		*p = slices.Clone(frame)
	case strings.Contains(class, "ErrorMsg") || f.variant == Typical:
		*p = f.bytes(12)
	default:
		*p = f.bytes([]int{5, 13, 7}[f.next(name)%3])
	}
}

// Rest fills nothing: what is left has no meaning of its own.
func (f *filler) Rest(string, *[]byte) {}

func (f *filler) Array(_ string, p []byte) {
	if f.variant != Minimal {
		copy(p, pattern(len(p)))
	}
}

// bytes is a pattern whose end differs from that of other data of the message.
func (f *filler) bytes(n int) []byte {
	f.number++
	b := pattern(n)
	b[n-1] = byte(f.number)
	return b
}

// pattern is data that differs from byte to byte, and is never a header of version 1.0 to 1.5.
func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(0xd0 + i)
	}
	return b
}

func (f *filler) Uints(name string, l openflow.UintList) {
	if f.variant == Minimal {
		return
	}
	list := lists[name]
	if list == nil {
		list = []uint64{1, 2, 3}
	}
	v := list
	if n := l.Len(); n > 0 {
		v = nil
		for i := range n {
			v = append(v, list[i%len(list)])
		}
	} else if f.variant == Typical {
		v = list[:1]
	} else if f.variant == Wild {
		v = append([]uint64{0, 255}, list...)
	}
	if err := l.Set(v); err != nil {
		panic("sample: " + f.class() + "." + name + ": " + err.Error())
	}
}
