package packet_test

import (
	"bytes"
	"testing"

	"github.com/ofwire/openflow/packet"
)

// TestVLANStack puts tags on frames that were decoded, and takes them off.
func TestVLANStack(t *testing.T) {
	for name, layers := range map[string][]packet.Layer{
		"ipv4":         {eth(), v4(), &packet.UDP{SrcPort: 1}, packet.Payload("x")},
		"802.3":        {eth(), &packet.LLC{DSAP: 2, Control: 3}, packet.Payload("x")},
		"unknown type": {&packet.Ethernet{EtherType: 0x88b5}, packet.Payload("x")},
		"no type":      {eth()},
	} {
		plain := frame(t, same, layers...)
		outer, inner := &packet.VLAN{Service: true, ID: 100}, &packet.VLAN{ID: 7, Priority: 3}
		head, last := *layers[0].(*packet.Ethernet), *inner
		head.EtherType, last.EtherType = 0, head.EtherType
		tagged := frame(t, same, append([]packet.Layer{&head, outer, &last}, layers[1:]...)...)
		var d packet.Decoder
		p := d.Decode(plain)
		if p.PopVLAN() != nil || !p.PushVLAN(inner) || !p.PushVLAN(outer) {
			t.Errorf("%s: %v", name, p)
		}
		if got, err := p.MarshalBinary(); err != nil || !bytes.Equal(got, tagged) {
			t.Errorf("%s: put on: %x %v, want %x", name, got, err, tagged)
		}
		p = d.Decode(tagged)
		first, second := p.PopVLAN(), p.PopVLAN()
		if first == nil || first.ID != 100 || !first.Service || second == nil || second.ID != 7 || p.PopVLAN() != nil {
			t.Errorf("%s: taken off: %v %v", name, first, second)
		}
		if got, err := p.MarshalBinary(); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%s: taken off: %x %v, want %x", name, got, err, plain)
		}
	}
	for _, p := range []*packet.Packet{{}, {Layers: []packet.Layer{v4(), &packet.VLAN{}}}} {
		if p.PushVLAN(&packet.VLAN{}) || p.PopVLAN() != nil {
			t.Error(p)
		}
	}
}
