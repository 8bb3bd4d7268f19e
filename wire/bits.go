package wire

import "github.com/ofwire/openflow"

// Bits is a word of packed members as an openflow.Uint.
type Bits []Packed

// A Packed is a member of a word: Width bits from Shift on, counted from the lowest, which hold the number plus Bias.
type Packed struct {
	Number       openflow.Uint
	Shift, Width uint
	Bias         int
}

func (p *Packed) mask() uint64 { return 1<<p.Width - 1 }

// Get returns the word.
func (b Bits) Get() (v uint64) {
	for i := range b {
		p := &b[i]
		v |= (p.Number.Get() + uint64(p.Bias)) & p.mask() << p.Shift
	}
	return v
}

// Set stores the members of a word. It fails with openflow.ErrValue when a bit is set that no member has.
func (b Bits) Set(v uint64) error {
	rest := v
	for i := range b {
		rest &^= b[i].mask() << b[i].Shift
	}
	if rest != 0 {
		return openflow.ErrValue
	}
	for i := range b {
		p := &b[i]
		if err := p.Number.Set(v>>p.Shift&p.mask() - uint64(p.Bias)); err != nil {
			return err
		}
	}
	return nil
}

// Size is the bytes of the word up to its first member.
func (b Bits) Size() int {
	n := uint(0)
	for i := range b {
		n = max(n, b[i].Shift+b[i].Width)
	}
	return int(n+7) / 8
}
