package packet

import (
	"bytes"
	"net/netip"
	"strconv"

	"github.com/ofwire/openflow"
)

// maxTextBytes is how many bytes of data text shows.
const maxTextBytes = 64

// String returns the packet as one line of text for people:
//
//	ethernet{dst=… src=… ethertype=0x0800} ipv4{ttl=64 proto=6 …} tcp{…} payload=0a0b
//
// Numbers that are 0, empty lists and data are left out. Of data longer than 64 bytes the first 64 are shown.
func (p *Packet) String() string { return string(p.AppendText(nil)) }

// AppendText appends what String returns to b.
func (p *Packet) AppendText(b []byte) []byte {
	t := &printer{b: b}
	for _, l := range p.Layers {
		t.space()
		t.b = append(append(t.b, l.Info().Name...), '{')
		l.Walk(t)
		t.b = append(t.b, '}')
	}
	t.Bytes("payload", &p.Payload)
	t.Bytes("trailer", &p.Trailer)
	if p.Truncated {
		t.word("truncated")
	}
	if p.Err != nil {
		t.word("error=" + strconv.Quote(p.Err.Error()))
	}
	return t.b
}

// Format returns one layer as text.
func Format(l Layer) string {
	p := Packet{Layers: []Layer{l}}
	return p.String()
}

// A printer is the Visitor that writes text.
type printer struct{ b []byte }

func (t *printer) Reading() bool { return false }

func (t *printer) Invalid(string, error) {}

func (t *printer) space() {
	if n := len(t.b); n > 0 && t.b[n-1] != '{' && t.b[n-1] != '[' {
		t.b = append(t.b, ' ')
	}
}

func (t *printer) word(s string) {
	t.space()
	t.b = append(t.b, s...)
}

func (t *printer) field(name, text string) {
	t.word(name)
	t.b = append(append(t.b, '='), text...)
}

func (t *printer) Uint(name string, p openflow.Uint) {
	if x := p.Get(); x != 0 {
		t.field(name, strconv.FormatUint(x, 10))
	}
}

func (t *printer) Hex(name string, p openflow.Uint) {
	if x := p.Get(); x != 0 {
		s := strconv.FormatUint(x, 16)
		for len(s) < 2*p.Size() {
			s = "0" + s
		}
		t.field(name, "0x"+s)
	}
}

func (t *printer) Rare(name string, p openflow.Uint) { t.Hex(name, p) }

func (t *printer) Enum(name string, p openflow.Uint, text openflow.Stringer) {
	if s := text.String(); s != "" {
		t.field(name, s)
	}
}

func (t *printer) Computed(name string, p *Computed) {
	if *p != 0 {
		t.field(name, p.String())
	}
}

func (t *printer) Derived(string, uint64) {}

func (t *printer) DerivedBytes(string, []byte) {}

func (t *printer) Const(string, int) {}

func (t *printer) Scaled(name string, p openflow.Uint, unit int) {
	if x := p.Get(); x != 0 {
		t.field(name, strconv.FormatFloat(float64(x)/float64(unit), 'f', -1, 64))
	}
}

func (t *printer) MAC(name string, p *openflow.MAC) { t.field(name, p.String()) }

func (t *printer) Addr(name string, p *netip.Addr, _ int) {
	if p.IsValid() {
		t.field(name, p.String())
	}
}

func (t *printer) Addrs(name string, p *[]netip.Addr, _ int) {
	if len(*p) == 0 {
		return
	}
	t.field(name, "[")
	for _, a := range *p {
		t.word(a.String())
	}
	t.b = append(t.b, ']')
}

func (t *printer) Base64Addr(name string, p *netip.Addr, size int) { t.Addr(name, p, size) }

func (t *printer) Base64Addrs(name string, p *[]netip.Addr, size int) { t.Addrs(name, p, size) }

func (t *printer) Uints(name string, l openflow.UintList) {
	if l.Len() == 0 {
		return
	}
	t.field(name, "[")
	for i := range l.Len() {
		t.word(strconv.FormatUint(l.At(i), 10))
	}
	t.b = append(t.b, ']')
}

func (t *printer) Tuples(name string, l openflow.UintList, n int) {
	if l.Len() == 0 {
		return
	}
	t.field(name, "[")
	for i := range l.Len() {
		if i%n == 0 {
			t.space()
		} else {
			t.b = append(t.b, '-')
		}
		t.b = strconv.AppendUint(t.b, l.At(i), 10)
	}
	t.b = append(t.b, ']')
}

func (t *printer) Bytes(name string, p *[]byte) {
	b := *p
	if len(b) == 0 {
		return
	}
	t.field(name, "")
	for _, x := range b[:min(len(b), maxTextBytes)] {
		const digits = "0123456789abcdef"
		t.b = append(t.b, digits[x>>4], digits[x&15])
	}
	if len(b) > maxTextBytes {
		t.b = append(t.b, "…("+strconv.Itoa(len(b))+" bytes)"...)
	}
}

func (t *printer) RareBytes(name string, p *[]byte) { t.Bytes(name, p) }

func (t *printer) Array(name string, p []byte) {
	for _, x := range p {
		if x != 0 {
			t.Bytes(name, &p)
			return
		}
	}
}

func (t *printer) String(name string, p *[]byte) {
	if s := bytes.TrimRight(*p, "\x00"); len(s) > 0 {
		t.field(name, strconv.Quote(string(s)))
	}
}

func (t *printer) Object(name string, e Element) {
	t.field(name, e.Class()+"{")
	e.Walk(t)
	t.b = append(t.b, '}')
}

func (t *printer) List(name string, l List) {
	if l.Len() == 0 {
		return
	}
	t.field(name, "[")
	for i := range l.Len() {
		e := l.At(i)
		t.word(e.Class() + "{")
		e.Walk(t)
		t.b = append(t.b, '}')
	}
	t.b = append(t.b, ']')
}

func (t *printer) Payload(string) {}

// flagNames returns the names of the bits that are set, with + between them; bits without a name are a number.
func flagNames(x uint64, names ...string) string {
	s := ""
	for i, name := range names {
		if x&(1<<i) != 0 && name != "" {
			s += "+" + name
			x &^= 1 << i
		}
	}
	if x != 0 {
		s += "+0x" + strconv.FormatUint(x, 16)
	}
	if s == "" {
		return ""
	}
	return s[1:]
}
