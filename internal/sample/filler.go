package sample

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/ofwire/openflow"
)

// A filler is a Visitor that writes.
type filler struct {
	p       *openflow.Protocol
	variant int
	arm     int // Which member of a family, where one only can be.
	arms    int // Most members of such a family.
	xid     uint32
	top     *openflow.TypeInfo
	path    []string       // Class names, outermost first.
	turn    map[string]int // How often values of a name were used.
	number  uint64         // Counts numbers, for values that differ.
	typ     uint64         // The last number called type.
	allDone bool           // A match with all fields was made.
	narrow  map[string]int // How many bits the fields of these names take, by fieldName.
}

func (f *filler) element(e openflow.Element) {
	f.path = append(f.path, e.Info().JSON)
	e.Walk(f)
	f.path = f.path[:len(f.path)-1]
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
	unknown := strings.Contains(f.class(), "Unknown") && (name == "type" || name == "event" || name == "property")
	if f.variant == Minimal && !unknown {
		return
	}
	f.number++
	v := base + f.number
	if list, ok := values[f.class()+"."+name]; ok {
		v = list[f.next(f.class()+name)%len(list)]
	} else if list, ok := values[name]; ok {
		v = list[f.next(name)%len(list)]
	} else if f.variant == Wild {
		v = f.number * 0x9e3779b97f4a7c15
	}
	switch {
	case unknown:
		v = unknownType
	case name == "flags" && len(f.path) == 1 && f.top.Multipart && f.variant != Wild:
		v = 0 // No MORE.
	case name == "experimenter" && strings.HasSuffix(f.class(), "Id") && f.typ != 0xffff:
		v = 0 // Not there.
	}
	if name == "type" {
		f.typ = v
	}
	bits := 8 * p.Size()
	if n, ok := f.narrow[fieldName(name)]; ok {
		bits = min(bits, n)
	}
	if bits < 64 {
		v &= 1<<bits - 1
	}
	if err := p.Set(v); err != nil {
		panic("sample: " + f.class() + "." + name + ": " + err.Error())
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
	if f.variant == Minimal {
		return
	}
	if list, ok := inside[f.class()]; ok {
		*p = pattern(list[f.next(f.class())%len(list)])
		return
	}
	switch class := f.class(); {
	case strings.Contains(class, "PacketIn") || strings.Contains(class, "PacketOut"):
		*p = slices.Clone(frame)
	case strings.Contains(class, "ErrorMsg") || f.variant == Typical:
		*p = pattern(12)
	default:
		*p = pattern([]int{5, 13, 7}[f.next(name)%3])
	}
}

// Rest fills nothing: what is left has no meaning of its own.
func (f *filler) Rest(string, *[]byte) {}

func (f *filler) Array(_ string, p []byte) {
	if f.variant != Minimal {
		copy(p, pattern(len(p)))
	}
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
