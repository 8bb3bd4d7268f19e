package packet_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func TestEAP(t *testing.T) {
	over := func(l ...packet.Layer) []packet.Layer {
		return append([]packet.Layer{eth(), &packet.EAPOL{Version: 1}}, l...)
	}
	for _, x := range []built{
		{name: "success", layers: over(&packet.EAP{Code: packet.EAPSuccess, ID: 7}), hex: "020000000002020000000001" + "888e" + "01000004" + "03070004"},
		{name: "failure", layers: over(&packet.EAP{Code: packet.EAPFailure, ID: 255})},
		{name: "nak", layers: over(&packet.EAP{Code: packet.EAPResponse, ID: 1, Type: packet.EAPNak})},
		{name: "initiate", layers: over(&packet.EAP{Code: packet.EAPInitiate, ID: 1, Type: 2})},
		{name: "unknown code", layers: over(&packet.EAP{Code: 200, ID: 1})},
	} {
		x.run(t)
	}
	b := frame(t, grown(3), over(&packet.EAP{Code: packet.EAPResponse, ID: 1, Type: packet.EAPIdentity}, packet.Payload("user@example.org"))...)
	p := packet.Unmarshal(b)
	if l := packet.Get[*packet.EAP](p); p.Err != nil || l.Length.Value() != 21 || string(p.Payload) != "user@example.org" || len(p.Trailer) != 3 {
		t.Error(p)
	}
	attack(t, b, packet.Of[*packet.Ethernet]())
}

func TestP14EAP(t *testing.T) {
	request := []packet.Layer{eth(), &packet.EAPOL{Version: 1}, &packet.EAP{Code: packet.EAPRequest, ID: 1, Type: packet.EAPMD5}, packet.Payload("abcd")}
	success := []packet.Layer{eth(), &packet.EAPOL{Version: 1}, &packet.EAP{Code: packet.EAPSuccess, ID: 1}}
	const outside, whole = "ethernet eapol", "ethernet eapol eap"
	for _, m := range []malformed{
		{name: "length 0", frame: frame(t, put(20, 0, 0), request...), layers: outside, err: openflow.ErrLength, at: "eap at 18"},
		{name: "length 1", frame: frame(t, put(20, 0, 1), request...), layers: outside, err: openflow.ErrLength, at: "eap at 18"},
		{name: "length 3", frame: frame(t, put(20, 0, 3), success...), layers: outside, err: openflow.ErrLength, at: "eap at 18"},
		{name: "length 4, without the type", frame: frame(t, put(20, 0, 4), request...), layers: outside, err: openflow.ErrLength, at: "eap at 18"},
		{name: "length 5", frame: frame(t, put(20, 0, 5), request...), layers: whole, trailer: 4},
		{name: "length 255", frame: frame(t, put(20, 0, 255), request...), layers: whole, truncated: true},
		{name: "length 65535", frame: frame(t, put(20, 255, 255), request...), layers: whole, truncated: true},
		{name: "success with data", frame: frame(t, same, append(success, packet.Payload("abc"))...), layers: whole},
		{name: "3 bytes", frame: frame(t, put(16, 0, 3), request...), layers: outside, err: openflow.ErrTruncated, truncated: true, trailer: 6, at: "eap at 18"},
		{name: "1 byte", frame: frame(t, cut(19), request...), layers: outside, err: openflow.ErrTruncated, truncated: true, at: "eap at 18"},
		{name: "type cut off", frame: frame(t, cut(22), request...), layers: outside, err: openflow.ErrTruncated, truncated: true, at: "eap at 18"},
		{name: "outside shorter than inside", frame: frame(t, put(16, 0, 5), request...), layers: whole, truncated: true, trailer: 4},
		{name: "outside longer than inside", frame: frame(t, put(20, 0, 8), request...), layers: whole, trailer: 1},
	} {
		m.run(t)
	}
	// What is sent on has its lengths right.
	p := packet.Unmarshal(frame(t, put(20, 0, 255), request...))
	if got, err := p.AppendBinary(nil); err != nil || !bytes.Equal(got, frame(t, same, request...)) {
		t.Errorf("%x, %v", got, err)
	}
}

func TestEAPNames(t *testing.T) {
	checkNames(t, map[string]fmt.Stringer{
		"eap-packet":           packet.EAPOLPacket,
		"key":                  packet.EAPOLKey,
		"announcement-request": packet.EAPOLAnnouncementRequest,
		"9":                    packet.EAPOLType(9),
		"request":              packet.EAPRequest,
		"failure":              packet.EAPFailure,
		"finish":               packet.EAPFinish,
		"7":                    packet.EAPCode(7),
		"identity":             packet.EAPIdentity,
		"gtc":                  packet.EAPGTC,
		"tls":                  packet.EAPTLS,
		"leap":                 packet.EAPLEAP,
		"sim":                  packet.EAPSIM,
		"ttls":                 packet.EAPTTLS,
		"aka":                  packet.EAPAKA,
		"peap":                 packet.EAPPEAP,
		"mschapv2":             packet.EAPMSCHAPv2,
		"fast":                 packet.EAPFAST,
		"psk":                  packet.EAPPSK,
		"aka-prime":            packet.EAPAKAPrime,
		"pwd":                  packet.EAPPWD,
		"teap":                 packet.EAPTEAP,
		"expanded":             packet.EAPExpanded,
		"experimental":         packet.EAPExperimental,
		"200":                  packet.EAPType(200),
	})
}
