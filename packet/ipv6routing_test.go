package packet_test

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/packet"
)

func TestRoutingAddresses(t *testing.T) {
	addr := netip.MustParseAddr
	dst := addr("2001:db8:0:1::9")
	two := []netip.Addr{addr("2001:db8:0:1::1"), addr("2001:db8:0:1::2")}
	whole := func(typ uint8) *packet.IPv6Routing {
		r := new(packet.IPv6Routing)
		r.SetAddresses(typ, two...)
		return r
	}
	for _, c := range []struct {
		name string
		r    *packet.IPv6Routing
		want []netip.Addr
	}{
		{"type 0", whole(packet.RoutingSource), two},
		{"type 3", whole(packet.RoutingRPL), two},
		{"type 4", whole(packet.RoutingSegment), two},
		{"type 5", &packet.IPv6Routing{Type: 5, Data: whole(0).Data}, nil},
		{"type 3, prefixes of 8 and 15 bytes, 7 of padding",
			&packet.IPv6Routing{Type: 3, Data: []byte{0x8f, 0x70, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0}}, two},
		{"type 3, 7 of padding that Append adds", &packet.IPv6Routing{Type: 3, Data: []byte{0x8f, 0x70, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2}}, two},
		{"type 3, more padding than data", &packet.IPv6Routing{Type: 3, Data: []byte{0, 0xf0, 0, 0}}, nil},
		{"type 3, address cut off", &packet.IPv6Routing{Type: 3, Data: make([]byte, 14)}, nil},
		{"type 4, more segments than there are", &packet.IPv6Routing{Type: 4, Data: append([]byte{9}, whole(0).Data[1:]...)}, two},
		{"no data", &packet.IPv6Routing{}, nil},
	} {
		if got := c.r.Addresses(dst); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		text, err := ofjson.MarshalPacket(&packet.Packet{Layers: []packet.Layer{c.r}})
		if err != nil {
			t.Fatal(err)
		}
		p, err := ofjson.UnmarshalPacket(text)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := p.Layers[0].(*packet.IPv6Routing); got.Type != c.r.Type || !slices.Equal(got.Data, c.r.Data) {
			t.Errorf("%s: %s is %x, was %x", c.name, text, got.Data, c.r.Data)
		}
	}
}

// TestNoSegments makes a segment routing header without addresses: there is no entry 255.
func TestNoSegments(t *testing.T) {
	var l packet.IPv6Routing
	if l.SetAddresses(packet.RoutingSegment); l.Data[0] != 0 || len(l.Addresses(ip61)) != 0 {
		t.Errorf("%x", l.Data)
	}
}
