//go:build interop

package interop

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ofwire/openflow/packet"
)

// A builtFrame is a frame made of layers. What tshark must find in it follows from them: see expect.
type builtFrame struct {
	name   string
	layers []packet.Layer
	// quoted are the layers of a packet in the payload, which tshark dissects and package packet does not: what an ICMP error is about, what sFlow has sampled.
	quoted []packet.Layer
}

// builtFrames are all frames.
func builtFrames() []builtFrame {
	return slices.Concat(linkFrames(), tagFrames(), controlFrames(), cfmFrames(), ipv4Frames(), ipv6Frames(), transportFrames(), icmpFrames(), igmpFrames(),
		icmpv6Frames(), sctpFrames(), tunnelFrames(), accessFrames(), routingFrames(), ospfFrames(), dhcpFrames(), collectorFrames(), stackFrames())
}

// packetMarks are the marks of tshark that are no mistakes of the frames: a part of the message, in frames whose names begin with a text.
var packetMarks = []struct{ frames, message, reason string }{
	{"tcp ", "Connection reset (RST)", "tshark warns of each RST"},
	{"eapol md5 ", "Vulnerable to MITM attacks", "tshark warns of EAP-MD5, which is weak"},
}

// Least numbers of the suite.
const (
	leastFrames    = 300
	leastProtocols = 30
)

// TestPacketTshark builds frames of all protocols of package packet. tshark must find in them the values that were put in, checksums that are right and
// nothing that is malformed; decoding must give them back.
func TestPacketTshark(t *testing.T) {
	need(t, "tshark")
	frames := builtFrames()
	seen := map[*packet.Protocol]bool{}
	for i := range frames {
		for _, l := range frames[i].layers {
			seen[l.Info()] = true
		}
		decodeBuilt(t, &frames[i])
	}
	used := make([]int, len(packetMarks))
	problems, values := examine(t, frames, used)
	for i, list := range problems {
		for _, p := range list {
			t.Errorf("%s: %s\n%x", frames[i].name, p, payloadOf(frames[i].layers...))
		}
	}
	for i, n := range used {
		if n == 0 {
			t.Errorf("no frame has the mark %q: %s", packetMarks[i].message, packetMarks[i].reason)
		}
	}
	protocols := 0
	for _, p := range packet.Protocols() {
		if seen[p] {
			protocols++
		} else {
			t.Errorf("no frame has %s", p.Name)
		}
	}
	if len(frames) < leastFrames || protocols < leastProtocols {
		t.Errorf("%d frames of %d protocols, want %d and %d", len(frames), protocols, leastFrames, leastProtocols)
	}
	count(t, "packet-tshark", len(frames), fmt.Sprintf(" (frames, of %d protocols, with %d values)", protocols, values))
}

// TestPacketTsharkObjects builds frames with wrong checksums and lengths: each must be objected to, or the other test would not find what is wrong.
func TestPacketTsharkObjects(t *testing.T) {
	need(t, "tshark")
	wrong := packet.Fixed(0x1234)
	v := typical(1)[0]
	table := []struct {
		name, says string // Says is a part of what is wrong.
		layers     []packet.Layer
	}{
		{"ipv4", "ip.checksum.status", onEthernet(&packet.IPv4{TTL: 64, Src: host4A, Dst: host4B, Checksum: wrong}, &packet.UDP{SrcPort: 49152, DstPort: 49153})},
		{"udp", "udp.checksum.status", on4(&packet.UDP{SrcPort: 49152, DstPort: 49153, Checksum: wrong})},
		{"udp over ipv6", "udp.checksum.status", on6(&packet.UDP{SrcPort: 49152, DstPort: 49153, Checksum: wrong})},
		{"tcp", "tcp.checksum.status", on4(&packet.TCP{SrcPort: 49152, DstPort: 49153, Checksum: wrong})},
		{"sctp", "sctp.checksum.status", on4(&packet.SCTP{Checksum: wrong, Chunks: []packet.SCTPChunk{{Type: packet.SCTPCookieAck}}})},
		{"icmp", "icmp.checksum.status", on4(&packet.ICMP{Type: packet.ICMPEchoRequest, Checksum: wrong})},
		{"icmpv6", "icmpv6.checksum.status", on6(&packet.ICMPv6{Type: packet.ICMPv6EchoRequest, Checksum: wrong})},
		{"igmp", "igmp.checksum.status", on4(&packet.IGMP{Type: packet.IGMPQuery, Checksum: wrong})},
		{"gre", "gre.checksum.status", on4(&packet.GRE{Flags: packet.GREChecksum, Checksum: wrong}, packet.NewIPv4(host4A, host4B))},
		{"vrrp", "vrrp.checksum.status", on4(&packet.VRRP{Version: 2, Type: packet.VRRPAdvertisement, Checksum: wrong})},
		{"ospf", "ospf.checksum", on4(&packet.OSPF{Type: packet.OSPFTypeHello, Checksum: wrong})},
		{"lsa", "ospf.lsa.chksum", on4(&packet.OSPF{Type: packet.OSPFTypeUpdate, LSAs: []packet.OSPFLSA{
			{Type: packet.OSPFNetworkLSA, Checksum: wrong, Body: packet.OSPFNetworkBody(v.ip4(), v.ip4())}}})},
		{"length of udp", fieldMalformed, on4(&packet.UDP{SrcPort: 49152, DstPort: 49153, Length: packet.Fixed(7)})},
		{"length of ipv4", "exceeds packet length", onEthernet(
			&packet.IPv4{TTL: 64, Src: host4A, Dst: host4B, Length: packet.Fixed(100)}, &packet.UDP{SrcPort: 49152, DstPort: 49153})},
	}
	var frames []builtFrame
	for _, x := range table {
		frames = append(frames, builtFrame{name: x.name, layers: x.layers})
	}
	problems, _ := examine(t, frames, make([]int, len(packetMarks)))
	for i, list := range problems {
		if !strings.Contains(strings.Join(list, "\n"), table[i].says) {
			t.Errorf("%s: no objection with %q, but %q", table[i].name, table[i].says, list)
		}
	}
}

// examine lets tshark dissect frames. It returns what is wrong with each, and how many values were compared. Marks that are listed are counted in used.
func examine(t *testing.T, frames []builtFrame, used []int) (problems [][]string, values int) {
	t.Helper()
	var wires [][]byte
	var wants []*expectation
	for i := range frames {
		wire := payloadOf(frames[i].layers...)
		wires = append(wires, wire)
		wants = append(wants, frames[i].expect(wire))
	}
	for i, row := range dissect(t, frames, wires, fieldNames(wants)) {
		problems = append(problems, append(objections(frames[i].name, row, used), wants[i].compare(row)...))
		values += wants[i].count
	}
	return problems, values
}

// objections returns what tshark says of a frame beyond notes, and counts the marks that are listed.
func objections(name string, row map[string][]string, used []int) (list []string) {
	list = append(list, row[fieldMalformed]...)
	messages, severities := row[fieldMessage], row[fieldSeverity]
	if len(messages) != len(severities) {
		return append(list, fmt.Sprintf("%d messages of %d severities", len(messages), len(severities)))
	}
	for i, text := range messages {
		if printedNumber(severities[i]) < severityWarning {
			continue
		}
		listed := false
		for j, m := range packetMarks {
			if strings.HasPrefix(name, m.frames) && strings.Contains(text, m.message) {
				listed = true
				used[j]++
			}
		}
		if !listed {
			list = append(list, "tshark says: "+text)
		}
	}
	return list
}

// decodeBuilt decodes a frame, which must give its layers, and again its bytes.
func decodeBuilt(t *testing.T, f *builtFrame) {
	t.Helper()
	wire := []byte(payloadOf(f.layers...))
	d := packet.Decoder{First: f.layers[0].Info()}
	p := d.Unmarshal(wire)
	if p.Err != nil || p.Truncated {
		t.Errorf("%s: decoding: %v, truncated %v\n%x", f.name, p.Err, p.Truncated, wire)
		return
	}
	if got, want := protocolNames(p.Layers), protocolNames(f.layers); got != want {
		t.Errorf("%s: decoding gives %s, want %s\n%x", f.name, got, want, wire)
	}
	if again, err := p.AppendReceived(nil); err != nil || !bytes.Equal(again, wire) {
		t.Errorf("%s: received again: %v\nwant %x\ngot  %x", f.name, err, wire, again)
	}
	if again, err := p.AppendBinary(nil); err != nil || !bytes.Equal(again, wire[:len(wire)-len(p.Trailer)]) {
		t.Errorf("%s: computed again: %v\nwant %x\ngot  %x", f.name, err, wire, again)
	}
}

// protocolNames returns the names of layers but payloads.
func protocolNames(layers []packet.Layer) string {
	var names []string
	for _, l := range layers {
		if _, ok := l.(packet.Payload); !ok {
			names = append(names, l.Info().Name)
		}
	}
	return strings.Join(names, " ")
}
