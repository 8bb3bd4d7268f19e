//go:build interop

package interop

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/ofwire/openflow/internal/vectors"
	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/packet"
)

// oskenPacketLimits are the differences from os-ken's packets.
var oskenPacketLimits = []oskenLimit{
	{pattern: ` stops before (eapol|vrrpv[23]|gtpu|bfd|nsh|pppoed?|sflow|netflow|marker|erspan[23]|auth)$`,
		why: "os-ken does not have the protocol, or not there"},
	{pattern: ` stops before (sctp|OSPF\w+|RstBPDUs|vxlan)$`, why: "os-ken does not have all chunks, authentications and versions of it"},
	{pattern: `^((ipv4|ipv6|gre|mpls) in |ip\w+ with ip|ipv6 tunnel|snap with |gre of |stack ).* stops before (ipv4|ipv6|gre|mpls|ethernet)$`, why: "not there"},
	{pattern: `^(arp rarp\S+|mpls multicast) \w+( \d)? parsed stops before (arp|mpls)$`, why: "os-ken does not have the EtherType"},

	{pattern: `^(snap|padded llc|ipv6 options experimental of 255).* parsed \[\d\] is `,
		why: "os-ken has SNAP and padding in the payload, and headers of other lengths (DL-13)"},
	{pattern: ` fragment .* parsed \[\d\] is \S+ want map\[udp:`, why: "os-ken decodes fragments behind the first"},
	{pattern: ` message raises (AssertionError|TypeError: object of type 'NoneType' has no len)`,
		why: "os-ken refuses what it does not know: routing types, home addresses, flags (DL-13, DL-19, DL-20)"},
	{pattern: `\]\.\S+ extra: `, why: "os-ken leaves it out: reserved fields, keys and what newer standards have"},
	{pattern: `\.tcp\.bits is \d+, want \d+$`, why: "os-ken has the low six (DL-08)"},
	{pattern: `\.tcp\.option is `, why: "os-ken has an option for each zero at the end"},
	{pattern: `\.dhcp6\.((hop_count|link_address|peer_address|transaction_id) missing|\w+_address is \S+, want \w+=*$)`,
		why: "os-ken shows the fields of relays and clients both, the addresses in base64 of their text"},
	{pattern: `\.dhcp\.options\.options\.option_list is `, why: "os-ken ends at the first pad (DL-14)"},
	{pattern: `\.icmpv6\.data\.nd_router_advert\.options`, why: "os-ken has the options that it does not know, and those behind the first, in bytes"},
	{pattern: `\.icmp(v6)?\.data is map\[.* want [\w+/]+=*$`, why: "os-ken has bytes"},
	{pattern: `^openflow .* parsed (raises TypeError|.*\.openflow\.msg)`, why: "os-ken takes versions and headers for one another"},
	{pattern: `\.geneve\.options`, why: "os-ken takes the reserved bits for the option's length"},
	{pattern: `\.chunk_init_ack\.params is `, why: "os-ken does not pad parameters"},
	{pattern: `\.LocalOpaqueLSA\.`, why: "os-ken mixes up the arguments of its constructor"},
	{pattern: `^ipv6 options .* parsed \[2\]\.udp\.`, why: "the header's length is another (DL-13)"},
	{pattern: `\.ipv6\.ext_hdrs\[\d\]\.(hop|dst)_opts\.data`, why: "os-ken has an option for each byte of padding"},
	{pattern: `\.llc\.control\.ControlFormat[IS]\.pf_bit is `, why: "os-ken takes another bit"},
	{pattern: `^(mpls with ipv6|bpdu configuration|sctp unknown|gre of pptp) .* parsed  is \[`,
		why: "os-ken loses the layer that it fails on, and takes IPv4 to be behind MPLS"},
	{pattern: `^bootp .*\.dhcp\.options missing`, why: "os-ken has options there where there is no magic cookie"},
	{pattern: `\.gre\.version is `, why: "os-ken has the flag of acknowledgments in it"},
}

// TestOskenPackets gives frames of all protocols to os-ken: what it parses must be what our JSON says, as far as it has the protocols. What it encodes is
// only counted: it pads frames, and makes nothing of JSON with a payload.
func TestOskenPackets(t *testing.T) {
	python := needOsken(t)
	options := ofjson.Options{OpenFlow: protocols}
	var questions []oskenQuestion
	for _, f := range builtFrames() {
		if _, ok := f.layers[0].(*packet.Ethernet); !ok {
			continue
		}
		wire := payloadOf(f.layers...)
		text, err := options.AppendPacket(nil, packet.Unmarshal(wire))
		if err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		questions = append(questions, oskenQuestion{name: f.name, Wire: hex.EncodeToString(wire), JSON: text})
	}
	c := &oskenComparison{t: t, limits: oskenPacketLimits}
	for i, a := range askOsken(t, python, "packet", questions) {
		q := questions[i]
		for _, step := range []string{"message", "parsed"} {
			if text := a.Errors[step]; text != "" {
				c.say(q.name, step, "raises "+text)
			}
		}
		if a.Parsed != nil {
			list, stop := packetDifferences(layersOf(t, q.JSON), layersOf(t, a.Parsed))
			if stop != "" {
				c.say(q.name, "parsed", "stops before "+stop)
			}
			for _, d := range list {
				c.say(q.name, "parsed", d)
			}
			if len(list) == 0 {
				c.parsed++
			}
		}
		for _, wire := range []string{a.Again, a.Made} {
			if wire == q.Wire {
				c.encoded++
			}
		}
	}
	allUsed(t, oskenPacketLimits, false)
	t.Logf("of %d frames; os-ken encodes %d as they are", len(questions), c.encoded)
	count(t, "osken-packets", c.parsed, "")
}

// packetDifferences compares layers up to where os-ken has bytes: stop is the layer there, or "". A payload of zeros is not compared, as os-ken drops it
// (DL-21).
func packetDifferences(ours, theirs []any) (list []string, stop string) {
	if n := len(theirs); len(ours) == n+1 && zeros(ours[n]) {
		ours = ours[:n]
	}
	for i, x := range theirs {
		if _, known := x.(map[string]any); known || i >= len(ours) {
			continue
		}
		layer, _ := ours[i].(map[string]any)
		for stop = range layer {
			ours, theirs = ours[:i], theirs[:i]
		}
		break
	}
	return vectors.Differences("", any(ours), any(theirs)), stop
}

// zeros reports whether a layer is a payload that is nothing but zeros.
func zeros(layer any) bool {
	text, ok := layer.(string)
	data, err := base64.StdEncoding.DecodeString(text)
	return ok && err == nil && len(bytes.Trim(data, "\x00")) == 0
}

// layersOf returns the layers in JSON, without what says nothing.
func layersOf(t *testing.T, text []byte) []any {
	t.Helper()
	var p struct{ Packet struct{ Protocols []any } }
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatal(err)
	}
	plain(p.Packet.Protocols)
	return p.Packet.Protocols
}

// plain makes empty lists and texts null, and removes the bytes of LLDP's TLVs, which os-ken shows beside what is in them.
func plain(x any) any {
	switch x := x.(type) {
	case string:
		if x == "" {
			return nil
		}
	case []any:
		if len(x) == 0 {
			return nil
		}
		for i := range x {
			x[i] = plain(x[i])
		}
	case map[string]any:
		delete(x, "tlv_info")
		if x["msg"] != nil { // OpenFlow, whose header is not in os-ken's JSON.
			delete(x, "version")
			delete(x, "xid")
		}
		for k := range x {
			x[k] = plain(x[k])
		}
	}
	return x
}
