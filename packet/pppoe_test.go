package packet_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func padi() *packet.PPPoED {
	return &packet.PPPoED{Code: packet.PPPoEInitiation, Tags: []packet.PPPoETag{
		{Type: packet.PPPoETagServiceName}, {Type: packet.PPPoETagHostUniq, Value: []byte{1, 2, 3}},
	}}
}

func TestPPPoED(t *testing.T) {
	offer := &packet.PPPoED{Code: packet.PPPoEOffer, Tags: []packet.PPPoETag{
		{Type: packet.PPPoETagServiceName, Value: []byte("isp")}, {Type: packet.PPPoETagACName, Value: []byte("ac-1")},
		{Type: packet.PPPoETagMaxPayload, Value: []byte{0x05, 0xdc}}, {Type: 0xfffe, Value: bytes.Repeat([]byte{7}, 300)}, {Type: packet.PPPoETagEnd},
	}}
	for _, x := range []built{
		{
			name: "initiation", layers: []packet.Layer{&packet.Ethernet{Dst: packet.Broadcast, Src: mac1}, padi()},
			hex: "ffffffffffff020000000001" + "8863" + "11090000000b" + "01010000" + "01030003010203",
		},
		{name: "offer with an end", layers: []packet.Layer{eth(), offer}},
		{name: "termination", layers: []packet.Layer{eth(), &packet.VLAN{ID: 7}, &packet.PPPoED{Code: packet.PPPoETermination, Session: 0x1234}}},
		{name: "end with a value", layers: []packet.Layer{eth(), &packet.PPPoED{Tags: []packet.PPPoETag{{Value: []byte("x")}}}}},
	} {
		x.run(t)
	}
	if x, ok := offer.Find(packet.PPPoETagACName); !ok || string(x.Value) != "ac-1" {
		t.Errorf("%v %v", x, ok)
	}
	if _, ok := offer.Find(packet.PPPoETagACCookie); ok {
		t.Error("found a cookie")
	}
}

func TestPPPoE(t *testing.T) {
	session := func(l ...packet.Layer) []packet.Layer {
		return append([]packet.Layer{eth(), &packet.PPPoE{Session: 0x1234}}, l...)
	}
	for _, x := range []built{
		{
			name: "IPv4", layers: session(&packet.PPP{}, v4()),
			hex: "020000000002020000000001" + "8864" + "110012340016" + "0021" + "4500001400000000" + "4000f6e6c0000201c0000202",
		},
		{name: "IPv6", layers: session(&packet.PPP{}, emptyV6())},
		{name: "compressed", layers: session(&packet.PPP{Compressed: true}, v4()), want: session(&packet.PPP{Protocol: packet.PPPIPv4, Compressed: true}, v4())},
		{name: "MPLS", layers: session(&packet.PPP{}, packet.NewMPLS(16), v4())},
		{name: "MPLS, multicast", layers: session(&packet.PPP{Protocol: packet.PPPMPLSMulticast}, packet.NewMPLS(16), v4())},
		{name: "EAP", layers: session(&packet.PPP{}, &packet.EAP{Code: packet.EAPSuccess, ID: 1})},
		{name: "LCP", layers: session(&packet.PPP{Protocol: packet.PPPLCP})},
		{name: "compressed, unknown", layers: session(&packet.PPP{Protocol: 0xff, Compressed: true})},
		{name: "an even number", layers: session(&packet.PPP{Protocol: 0x0020})},
		{name: "empty", layers: session()},
	} {
		x.run(t)
	}
	lcp := packet.Payload{1, 1, 0, 4}
	p := packet.Unmarshal(frame(t, grown(30), session(&packet.PPP{Protocol: packet.PPPLCP}, lcp)...))
	if p.Err != nil || !bytes.Equal(p.Payload, lcp) || len(p.Trailer) != 30 {
		t.Error(p)
	}
	if b := frame(t, same, &packet.PPP{}, packet.NewARP(packet.ARPReply, mac1, ip1, mac2, ip2)[1]); b[0] != 0 || b[1] != 0 {
		t.Errorf("a number for ARP: %x", b[:2])
	}
	control := frame(t, same, eth(), &packet.PPPoE{Code: packet.PPPoETermination}, &packet.PPP{Protocol: packet.PPPIPv4}, v4())
	if p := packet.Unmarshal(control); len(p.Layers) != 2 || len(p.Payload) != 22 || p.Err != nil {
		t.Error(p)
	}
}

func TestP14PPPoE(t *testing.T) {
	discovery := []packet.Layer{eth(), padi()}
	end := &packet.PPPoED{Tags: []packet.PPPoETag{{}}}
	session := []packet.Layer{eth(), &packet.PPPoE{Session: 1}, &packet.PPP{}, v4()}
	for _, m := range []malformed{
		{name: "padded", frame: frame(t, grown(29), discovery...), layers: "ethernet pppoed", trailer: 29},
		{name: "5 bytes", frame: frame(t, cut(19), discovery...), layers: "ethernet", err: openflow.ErrTruncated, truncated: true, at: "pppoed at 14"},
		{name: "version 2", frame: frame(t, put(14, 0x21), discovery...), layers: "ethernet", err: openflow.ErrVersion, at: "pppoed at 14"},
		{name: "type 0", frame: frame(t, put(14, 0x10), discovery...), layers: "ethernet", err: openflow.ErrVersion, at: "pppoed at 14"},
		{name: "length 0", frame: frame(t, put(18, 0, 0), discovery...), layers: "ethernet pppoed", trailer: 11},
		{name: "length 1", frame: frame(t, put(18, 0, 1), discovery...), layers: "ethernet pppoed", err: openflow.ErrLength, trailer: 10, at: "pppoed at 14"},
		{name: "length 10", frame: frame(t, put(18, 0, 10), discovery...), layers: "ethernet pppoed", err: openflow.ErrLength, trailer: 1, at: "pppoed at 14"},
		{
			name: "length 255", frame: frame(t, put(18, 0, 255), discovery...), layers: "ethernet pppoed", err: openflow.ErrTruncated, truncated: true,
			at: "pppoed at 14",
		},
		{name: "length 255 with an end", frame: frame(t, put(18, 0, 255), eth(), end), layers: "ethernet pppoed", truncated: true},
		{name: "behind the end", frame: frame(t, same, eth(), end, packet.Payload("abc")), layers: "ethernet pppoed"},
		{name: "tag of length 1", frame: frame(t, put(22, 0, 1), discovery...), layers: "ethernet pppoed", err: openflow.ErrLength, at: "pppoed at 14"},
		{name: "tag of length 255", frame: frame(t, put(22, 0, 255), discovery...), layers: "ethernet pppoed", err: openflow.ErrLength, at: "pppoed at 14"},
		{name: "second tag of length 4", frame: frame(t, put(26, 0, 4), discovery...), layers: "ethernet pppoed", err: openflow.ErrLength, at: "pppoed at 14"},
		{
			name: "second tag cut off", frame: frame(t, cut(30), discovery...), layers: "ethernet pppoed", err: openflow.ErrTruncated, truncated: true,
			at: "pppoed at 14",
		},

		{name: "session, padded", frame: frame(t, grown(18), session...), layers: "ethernet pppoe ppp ipv4", trailer: 18},
		{name: "session, 5 bytes", frame: frame(t, cut(19), session...), layers: "ethernet", err: openflow.ErrTruncated, truncated: true, at: "pppoe at 14"},
		{name: "session, version 3", frame: frame(t, put(14, 0x31), session...), layers: "ethernet", err: openflow.ErrVersion, at: "pppoe at 14"},
		{name: "session, length 0", frame: frame(t, put(18, 0, 0), session...), layers: "ethernet pppoe", trailer: 22},
		{
			name: "session, length 1", frame: frame(t, put(18, 0, 1), session...), layers: "ethernet pppoe", err: openflow.ErrTruncated, truncated: true,
			trailer: 21, at: "ppp at 20",
		},
		{name: "session, length 2", frame: frame(t, put(18, 0, 2), session...), layers: "ethernet pppoe ppp", trailer: 20},
		{
			name: "session, length 3", frame: frame(t, put(18, 0, 3), session...), layers: "ethernet pppoe ppp", err: openflow.ErrTruncated, truncated: true,
			trailer: 19, at: "ipv4 at 22",
		},
		{name: "session, length 255", frame: frame(t, put(18, 0, 255), session...), layers: "ethernet pppoe ppp ipv4", truncated: true},
		{name: "session, nothing inside", frame: frame(t, cut(20), session...), layers: "ethernet pppoe", truncated: true},
		{name: "session, IPv4 that is none", frame: frame(t, put(22, 0x60), session...), layers: "ethernet pppoe ppp", err: openflow.ErrVersion, at: "ipv4 at 22"},
	} {
		m.run(t)
	}
	// The tags before the one that does not fit stay, and it is payload.
	p := packet.Unmarshal(frame(t, put(26, 0, 4), discovery...))
	if l := packet.Get[*packet.PPPoED](p); len(l.Tags) != 1 || !bytes.Equal(p.Payload, []byte{1, 3, 0, 4, 1, 2, 3}) {
		t.Error(p)
	}
	if p := packet.Unmarshal(frame(t, same, eth(), end, packet.Payload("abc"))); string(p.Payload) != "abc" {
		t.Error(p)
	}
}

func TestPPPoETooLong(t *testing.T) {
	tag := func(n int, length packet.Computed) []packet.Layer {
		return []packet.Layer{&packet.PPPoED{Length: length, Tags: []packet.PPPoETag{{Value: make([]byte, n)}}}}
	}
	for name, c := range map[string]struct {
		layers []packet.Layer
		want   error
	}{
		"tag of 65536 bytes":      {tag(1<<16, packet.Fixed(0)), openflow.ErrTooLong},
		"tags of 65536 bytes":     {tag(1<<16-4, 0), openflow.ErrTooLong},
		"tags of 65535 bytes":     {tag(1<<16-5, 0), nil},
		"payload of 65536 bytes":  {[]packet.Layer{&packet.PPPoE{}, packet.Payload(make([]byte, 1<<16))}, openflow.ErrTooLong},
		"even and compressed":     {[]packet.Layer{&packet.PPP{Protocol: 0x20, Compressed: true}}, openflow.ErrValue},
		"long and compressed":     {[]packet.Layer{&packet.PPP{Protocol: packet.PPPLCP, Compressed: true}}, openflow.ErrValue},
		"number of a second byte": {[]packet.Layer{&packet.PPP{Protocol: 0x0121}}, openflow.ErrValue},
	} {
		if _, err := packet.Append(nil, c.layers...); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestPPPNames(t *testing.T) {
	checkNames(t, map[string]fmt.Stringer{
		"session":            packet.PPPoESession,
		"padi":               packet.PPPoEInitiation,
		"pado":               packet.PPPoEOffer,
		"padr":               packet.PPPoERequest,
		"pads":               packet.PPPoEConfirm,
		"padt":               packet.PPPoETermination,
		"padq":               packet.PPPoEQuality,
		"211":                packet.PPPoECode(211),
		"end":                packet.PPPoETagEnd,
		"service-name":       packet.PPPoETagServiceName,
		"ac-name":            packet.PPPoETagACName,
		"host-uniq":          packet.PPPoETagHostUniq,
		"ac-cookie":          packet.PPPoETagACCookie,
		"vendor-specific":    packet.PPPoETagVendorSpecific,
		"credits":            packet.PPPoETagCredits,
		"metrics":            packet.PPPoETagMetrics,
		"sequence":           packet.PPPoETagSequence,
		"credit-scale":       packet.PPPoETagCreditScale,
		"relay-session":      packet.PPPoETagRelaySession,
		"max-payload":        packet.PPPoETagMaxPayload,
		"service-name-error": packet.PPPoETagServiceNameError,
		"ac-system-error":    packet.PPPoETagACSystemError,
		"generic-error":      packet.PPPoETagGenericError,
		"0xfffe":             packet.PPPoETagType(0xfffe),
		"ipv4":               packet.PPPIPv4,
		"ipv6":               packet.PPPIPv6,
		"mpls":               packet.PPPMPLS,
		"mpls-multicast":     packet.PPPMPLSMulticast,
		"ipcp":               packet.PPPIPCP,
		"ipv6cp":             packet.PPPIPv6CP,
		"ccp":                packet.PPPCCP,
		"lcp":                packet.PPPLCP,
		"pap":                packet.PPPPAP,
		"lqr":                packet.PPPLQR,
		"chap":               packet.PPPCHAP,
		"eap":                packet.PPPEAP,
		"0x00ff":             packet.PPPProtocol(0xff),
	})
}
