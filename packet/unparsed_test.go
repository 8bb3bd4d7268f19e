package packet_test

import (
	"strings"
	"testing"

	"github.com/ofwire/openflow/packet"
)

// unparsed are bytes of a protocol that has no layer in this package, and that is wrong.
type unparsed struct {
	name string
	data string
}

// run expects that the bytes are payload, whole, and no error.
func (u unparsed) run(t *testing.T, layers ...packet.Layer) {
	t.Helper()
	var names []string
	for _, l := range layers {
		names = append(names, l.Info().Name)
	}
	layers = append(layers, packet.Payload(u.data))
	malformed{name: u.name, frame: frame(t, same, layers...), layers: strings.Join(names, " ")}.run(t)
	if p := packet.Unmarshal(frame(t, same, layers...)); string(p.Payload) != u.data {
		t.Errorf("%s: payload %q", u.name, p.Payload)
	}
}

// TestP12DNS has DNS in UDP and TCP. It is not taken apart: golang.org/x/net/dns/dnsmessage does that.
func TestP12DNS(t *testing.T) {
	header := "\x12\x34\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00"
	name, class := "\x01a\x00", "\x00\x01\x00\x01"
	ttl := "\x00\x00\x00\x01"
	for _, u := range []unparsed{
		{"empty", ""},
		{"11 bytes", header[:11]},
		{"counts of 65535", "\x12\x34\x81\x80" + strings.Repeat("\xff", 8)},
		{"pointer to itself", header + "\xc0\x0c" + class},
		{"two pointers to each other", header + "\xc0\x0e\xc0\x0c" + class},
		{"pointer behind the end", header + "\xff\xff" + class},
		{"pointer of one byte", header + "\xc0"},
		{"name past the end", header + "\x3fabc"},
		{"name without end", header + strings.Repeat("\x01a", 200)},
		{"label of type 2", header + "\x80a\x00" + class},
		{"data past the end", header + name + class + name + class + ttl + "\xff\xff\x01"},
		{"address of 0 bytes", header + name + class + name + class + ttl + "\x00\x00"},
		{"SVCB with parameters cut off", header + name + class + name + "\x00\x40\x00\x01" + ttl + "\x00\x08\x00\x01\x00\x00\x01\xff\xff\x02"},
	} {
		u.run(t, eth(), v4(), &packet.UDP{SrcPort: 40000, DstPort: 53})
		u.run(t, eth(), v6(), &packet.UDP{SrcPort: 53, DstPort: 40000})
		u.run(t, eth(), v6(), &packet.UDP{SrcPort: 5353, DstPort: 5353})
		u.run(t, eth(), v4(), &packet.TCP{SrcPort: 40000, DstPort: 53})
	}
}

// TestP13BGP has BGP in TCP, which is not taken apart.
func TestP13BGP(t *testing.T) {
	marker := strings.Repeat("\xff", 16)
	update := func(attributes string) string {
		return marker + "\x00" + string([]byte{byte(23 + len(attributes))}) + "\x02\x00\x00\x00" + string([]byte{byte(len(attributes))}) + attributes
	}
	for _, u := range []unparsed{
		{"15 bytes of marker", marker[:15]},
		{"length 0", marker + "\x00\x00\x04"},
		{"length 18", marker + "\x00\x12\x04"},
		{"length 65535", marker + "\xff\xff\x04"},
		{"type 0", marker + "\x00\x13\x00"},
		{"attributes of length 0", update(strings.Repeat("\x40\x01\x00", 8))},
		{"attribute past the end", update("\x40\x02\xff")},
		{"extended length cut off", update("\x50\x02\x00")},
		{"next hop of length 0", update("\x80\x0e\x05\x00\x01\x01\x00\x00")},
		{"extended community of 7 bytes", update("\xc0\x10\x07" + strings.Repeat("\x00", 7))},
		{"withdrawn routes past the end", marker + "\x00\x17\x02\xff\xff\x00\x00"},
		{"labels without bottom", update("\x80\x0e\x0c\x00\x01\x04\x00\x00\x38\x00\x00\x10\x00\x00\x20")},
		{"open with a parameter past the end", marker + "\x00\x1f\x01\x04\xfd\xe8\x00\xb4\x01\x02\x03\x04\x02\x02\xff"},
	} {
		u.run(t, eth(), v4(), &packet.TCP{SrcPort: 40000, DstPort: 179})
		u.run(t, eth(), v6(), &packet.TCP{SrcPort: 179, DstPort: 40000})
	}
}

// TestP14CDP has Cisco's discovery protocol behind SNAP, which is not taken apart.
func TestP14CDP(t *testing.T) {
	for _, u := range []unparsed{
		{"1 byte", "\x02"},
		{"TLV of length 0", "\x02\xb4\x00\x00" + strings.Repeat("\x00\x01\x00\x00", 4)},
		{"TLV of length 3", "\x02\xb4\x00\x00\x00\x01\x00\x03"},
		{"TLV past the end", "\x02\xb4\x00\x00\x00\x01\xff\xff"},
		{"addresses past the end", "\x02\xb4\x00\x00\x00\x02\x00\x08\xff\xff\xff\xff"},
		{"address of 65535 bytes", "\x02\xb4\x00\x00\x00\x02\x00\x0d\x00\x00\x00\x01\x01\x01\xcc\xff\xff"},
	} {
		u.run(t, eth(), &packet.LLC{DSAP: packet.LLCSNAP, SSAP: packet.LLCSNAP, Control: 3, OUI: 0x00000c, Type: 0x2000})
	}
}

// TestP10STT has the stateless transport tunnel in what looks like TCP, which is not taken apart: its frames go on in segments that follow.
func TestP10STT(t *testing.T) {
	for _, u := range []unparsed{
		{"17 bytes", strings.Repeat("\x00", 17)},
		{"offset behind the end", "\x00\x02\xff\x00\x05\xb4" + strings.Repeat("\x00", 12)},
		{"version 255", "\xff" + strings.Repeat("\x00", 17) + "frame"},
		{"looks like OpenFlow", "\x04\x00\x00\x08\x00\x00\x00\x01"},
	} {
		u.run(t, eth(), v4(), &packet.TCP{SrcPort: 40000, DstPort: 7471, Seq: 1 << 16, Ack: 7})
	}
}
