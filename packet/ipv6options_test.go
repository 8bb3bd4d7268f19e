package packet_test

import (
	"testing"

	"github.com/ofwire/openflow/packet"
)

// TestPad1 has options between single bytes of padding; those in a row are one.
func TestPad1(t *testing.T) {
	header := func(options ...packet.IPv6Option) []packet.Layer {
		return []packet.Layer{v6(), &packet.IPv6Options{NextHeader: packet.IPProtocolNoNext, Options: options}}
	}
	alert, pad := packet.IPv6Option{Type: 5, Data: []byte{0, 0}}, packet.IPv6Option{}
	const addresses = "20010db8000000000000000000000001" + "20010db8000000000000000000000002"
	for _, x := range []built{
		{name: "one on each side", layers: header(pad, alert, pad), hex: "60000000" + "00080040" + addresses + "3b00" + "00" + "05020000" + "00"},
		{name: "six", layers: header(packet.IPv6Option{Data: make([]byte, 5)}), hex: "60000000" + "00080040" + addresses + "3b00" + "000000000000"},
		{name: "two", layers: header(alert, packet.IPv6Option{Data: []byte{0}})},
	} {
		x.run(t)
	}
	b := frame(t, same, header(alert, packet.IPv6Option{Data: []byte{255}})...)
	if b[46] != 0 || b[47] != 0 {
		t.Errorf("Pad1 is %x", b[46:])
	}
}
