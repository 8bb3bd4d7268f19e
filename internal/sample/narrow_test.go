package sample

import (
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/wire"
)

// lamp is a BarrierRequest with a number of 12 bits, as the generator makes it of u16:12 wide_lamp.
type lamp struct {
	*openflow13.BarrierRequest
	WideLamp uint16
}

func (l *lamp) Walk(v openflow.Visitor) { v.Uint("wide_lamp", (*openflow.U16)(&l.WideLamp)) }

func (l *lamp) AppendBinary(b []byte) ([]byte, error) {
	if l.WideLamp > 0xfff {
		return b, wire.TooWide("BarrierRequest.WideLamp")
	}
	return l.BarrierRequest.AppendBinary(b)
}

func TestNarrowNumbers(t *testing.T) {
	p := *openflow13.Protocol
	info := (*openflow13.BarrierRequest)(nil).Info()
	var made *lamp
	p.NewMessage = func(string, func(string) uint64) openflow.Message {
		made = &lamp{BarrierRequest: &openflow13.BarrierRequest{}}
		return made
	}
	for v := range Variants {
		m := Build(&p, info, v)
		if _, err := m.AppendBinary(nil); err != nil {
			t.Errorf("%s: %v", Names[v], err)
		}
		if v != Minimal && made.WideLamp == 0 {
			t.Errorf("%s: the number is zero", Names[v])
		}
	}
}
