package packet_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func authenticator() *packet.Ethernet { return &packet.Ethernet{Dst: packet.EAPOLGroup, Src: mac1} }

func TestEAPOL(t *testing.T) {
	for _, x := range []built{
		{
			name: "start", layers: []packet.Layer{authenticator(), &packet.EAPOL{Version: 2, Type: packet.EAPOLStart}},
			hex: "0180c2000003020000000001" + "888e" + "02010000",
		},
		{
			name: "EAP", layers: []packet.Layer{eth(), &packet.EAPOL{Version: 1}, &packet.EAP{Code: packet.EAPRequest, ID: 7, Type: packet.EAPIdentity}},
			hex: "020000000002020000000001" + "888e" + "01000005" + "0107000501",
		},
		{name: "logoff in a tag", layers: []packet.Layer{authenticator(), &packet.VLAN{}, &packet.EAPOL{Version: 3, Type: packet.EAPOLLogoff}}},
		{name: "nothing of EAP", layers: []packet.Layer{authenticator(), &packet.EAPOL{Version: 255}}},
	} {
		x.run(t)
	}
	key := packet.Payload(strings.Repeat("\x02\x00\x8a", 33))
	b := frame(t, grown(7), eth(), &packet.EAPOL{Version: 2, Type: packet.EAPOLKey}, key)
	p := packet.Unmarshal(b)
	if p.Err != nil || len(p.Layers) != 2 || !bytes.Equal(p.Payload, key) || len(p.Trailer) != 7 {
		t.Error(p)
	}
	attack(t, b, packet.Of[*packet.Ethernet]())
}

func TestP14EAPOL(t *testing.T) {
	start := []packet.Layer{authenticator(), &packet.EAPOL{Version: 2, Type: packet.EAPOLStart}}
	key := []packet.Layer{eth(), &packet.EAPOL{Version: 2, Type: packet.EAPOLKey}, packet.Payload("abcd")}
	for _, m := range []malformed{
		{name: "padded", frame: frame(t, grown(42), start...), layers: "ethernet eapol", trailer: 42},
		{name: "3 bytes", frame: frame(t, cut(17), start...), layers: "ethernet", err: openflow.ErrTruncated, truncated: true, at: "eapol at 14"},
		{name: "no bytes", frame: frame(t, cut(14), start...), layers: "ethernet", err: openflow.ErrTruncated, truncated: true, at: "eapol at 14"},
		{name: "body of length 255 that is not there", frame: frame(t, put(16, 0, 255), start...), layers: "ethernet eapol", truncated: true},
		{name: "EAP that is not there", frame: frame(t, put(15, 0, 0, 1), start...), layers: "ethernet eapol", truncated: true},
		{name: "key of length 0", frame: frame(t, put(16, 0, 0), key...), layers: "ethernet eapol", trailer: 4},
		{name: "key of length 1", frame: frame(t, put(16, 0, 1), key...), layers: "ethernet eapol", trailer: 3},
		{name: "key of length 255", frame: frame(t, put(16, 0, 255), key...), layers: "ethernet eapol", truncated: true},
		{name: "key of length 65535", frame: frame(t, put(16, 255, 255), key...), layers: "ethernet eapol", truncated: true},
		{name: "type 255", frame: frame(t, put(15, 255), key...), layers: "ethernet eapol"},
	} {
		m.run(t)
	}
	if _, err := packet.Append(nil, &packet.EAPOL{}, packet.Payload(make([]byte, 1<<16))); err == nil {
		t.Error("65536 bytes are encoded")
	}
}
