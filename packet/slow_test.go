package packet_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func TestLACP(t *testing.T) {
	l := packet.LACP{
		Version: 1,
		Actor: packet.LACPSystem{
			SystemPriority: 0x8000, System: mac1, Key: 7, PortPriority: 0x8001, Port: 3,
			State: packet.LACPActivity | packet.LACPAggregation | packet.LACPSynchronization | packet.LACPExpired,
		},
		Partner: packet.LACPSystem{
			SystemPriority: 1, System: mac2, Key: 8, PortPriority: 2, Port: 4, State: packet.LACPTimeout, Reserved: [3]byte{1, 2, 3},
		},
		CollectorMaxDelay: 50000,
	}
	second := l
	second.Version, second.Reserved, second.Rest = 2, [12]byte{9}, bytes.Repeat([]byte{4, 2}, 26)
	for _, x := range []built{
		{
			name: "version 1", layers: []packet.Layer{eth(), &l},
			hex: "0200000000020200000000018809" + "0101" + "01148000020000000001000780010003" + "8d000000" + "021400010200000000020008000200040201" + "0203" +
				"0310c350" + strings.Repeat("00", 12+52),
		},
		{name: "version 2", layers: []packet.Layer{eth(), &second}},
	} {
		x.run(t)
	}
	if got := l.Actor.State.String(); got != "activity+aggregation+synchronization+expired" {
		t.Error(got)
	}
	if _, err := packet.Append(nil, &packet.LACP{Rest: make([]byte, 53)}); err == nil {
		t.Error("53 bytes of rest are encoded")
	}
}

func TestMarker(t *testing.T) {
	l := packet.Marker{Version: 1, Port: 3, System: mac1, Transaction: 0x01020304}
	response := l
	response.Response, response.Pad, response.Rest = true, 0xffff, bytes.Repeat([]byte{1}, 92)
	for _, x := range []built{
		{
			name: "information", layers: []packet.Layer{eth(), &l},
			hex: "0200000000020200000000018809" + "0201" + "01100003020000000001" + "010203040000" + strings.Repeat("00", 92),
		},
		{name: "response", layers: []packet.Layer{eth(), &response}},
	} {
		x.run(t)
	}
	if _, err := packet.Append(nil, &packet.Marker{Rest: make([]byte, 93)}); err == nil {
		t.Error("93 bytes of rest are encoded")
	}
}

func TestP13Slow(t *testing.T) {
	for _, m := range []malformed{
		{name: "padded", frame: frame(t, grown(4), eth(), &packet.LACP{}), layers: "ethernet lacp", trailer: 4},
		{name: "cut off", frame: frame(t, cut(123), eth(), &packet.LACP{}), layers: "ethernet", err: openflow.ErrTruncated, truncated: true},
		{name: "TLV of length 0", frame: frame(t, put(17, 0), eth(), &packet.LACP{}), layers: "ethernet", err: openflow.ErrLength},
		{name: "partner of length 255", frame: frame(t, put(37, 255), eth(), &packet.LACP{}), layers: "ethernet", err: openflow.ErrLength},
		{name: "marker of length 0", frame: frame(t, put(17, 0), eth(), &packet.Marker{}), layers: "ethernet", err: openflow.ErrLength},
		{name: "marker of type 3", frame: frame(t, put(16, 3), eth(), &packet.Marker{}), layers: "ethernet", err: openflow.ErrType},
		{name: "marker cut off", frame: frame(t, cut(123), eth(), &packet.Marker{}), layers: "ethernet", err: openflow.ErrTruncated, truncated: true},
		{name: "OAM", frame: frame(t, put(14, 3), eth(), &packet.LACP{}), layers: "ethernet"},
		{name: "no subtype", frame: frame(t, cut(14), eth(), &packet.LACP{}), layers: "ethernet"},
	} {
		m.run(t)
	}
}
