package packet_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/packet"
)

// TestLLCLength makes frames of 802.3: a length above 1500 would be read as an EtherType.
func TestLLCLength(t *testing.T) {
	for _, tags := range [][]packet.Layer{nil, {&packet.VLAN{ID: 1}}} {
		layers := func(n int) []packet.Layer {
			return append(append([]packet.Layer{eth()}, tags...), &packet.LLC{DSAP: 0x42, SSAP: 0x42, Control: 3}, packet.Payload(make([]byte, n-3)))
		}
		b, err := packet.Append(nil, layers(1500)...)
		if p := packet.Unmarshal(b); err != nil || p.Err != nil || packet.Get[*packet.LLC](p) == nil {
			t.Errorf("1500 bytes with %d tags: %v %v", len(tags), p, err)
		}
		if b, err = packet.Append(nil, layers(1501)...); !errors.Is(err, openflow.ErrTooLong) {
			t.Errorf("1501 bytes with %d tags: %v %v", len(tags), packet.Unmarshal(b), err)
		}
		p := packet.Unmarshal(frame(t, same, layers(3)...))
		p.Layers, p.Payload = p.Layers[:1+len(tags)], make([]byte, 2048)
		if b, err = p.AppendBinary(nil); !errors.Is(err, openflow.ErrTooLong) {
			t.Errorf("2048 bytes without LLC, with %d tags: %v %v", len(tags), packet.Unmarshal(b), err)
		}
	}
}

// TestLLCReplaced puts IPv4 in the place of LLC in a frame that had a length.
func TestLLCReplaced(t *testing.T) {
	p := packet.Unmarshal(frame(t, same, eth(), &packet.LLC{DSAP: 0x42, SSAP: 0x42, Control: 3}))
	p.Layers[1] = v4()
	got, err := p.AppendBinary(nil)
	if want := frame(t, same, eth(), v4()); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%x %v, want %x", got, err, want)
	}
}

// TestSNAPOrganization has SNAP with an organization's number: what follows has no EtherType there.
func TestSNAPOrganization(t *testing.T) {
	for oui, want := range map[uint32]packet.EtherType{0: packet.EtherTypeTransparentEthernet, 0x0080c2: 0} {
		p := packet.Unmarshal(frame(t, same, eth(), &packet.LLC{DSAP: packet.LLCSNAP, SSAP: packet.LLCSNAP, Control: 3, OUI: oui}, eth()))
		if l := packet.Get[*packet.LLC](p); l == nil || l.OUI != oui || l.Type != want {
			t.Errorf("%06x: %v", oui, p)
		}
	}
}

// TestEtherTypeFromJSON builds a packet, without numbers of the next layers, by way of JSON.
func TestEtherTypeFromJSON(t *testing.T) {
	layers := []packet.Layer{eth(), &packet.VLAN{ID: 1}, v4(), &packet.UDP{}}
	text, err := ofjson.MarshalPacket(&packet.Packet{Layers: layers})
	if err != nil {
		t.Fatal(err)
	}
	p, err := ofjson.UnmarshalPacket(text)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.MarshalBinary()
	if want := frame(t, same, layers...); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%x %v, want %x", got, err, want)
	}
}
