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
	// quoted are the layers of the packet that is the payload of an ICMP error: tshark dissects it, package packet does not.
	quoted []packet.Layer
	// opaque leaves out the frame that comes back from bytes, where the decoder rightly finds other layers than those that were put in.
	opaque bool
}

// builtFrames are all frames.
func builtFrames() []builtFrame {
	return slices.Concat(linkFrames(), tagFrames(), ipv4Frames(), ipv6Frames(), transportFrames(), icmpFrames(), igmpFrames(), icmpv6Frames(),
		tunnelFrames(), sctpFrames(), controlFrames(), cfmFrames(), routingFrames(),
		ospfFrames(), dhcpFrames(), collectorFrames(), accessFrames())
}

// packetMarks are the marks of tshark that are right, or tshark's own mistakes: a part of the message in frames whose names begin with a text.
var packetMarks = []struct{ frames, message, reason string }{
	{"tcp ", "Connection reset (RST)", "tshark warns of each RST"},
	{"eapol md5 ", "Vulnerable to MITM attacks", "tshark warns of EAP-MD5, which is no more than weak"},
}

// unbuilt are the protocols that no frame is built of, and why.
var unbuilt = map[string]string{}

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
	var wires [][]byte
	var wants []*expectation
	seen := map[*packet.Protocol]bool{}
	for i := range frames {
		f := &frames[i]
		wire, err := packet.Append(nil, f.layers...)
		if err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		if !f.opaque {
			decodeBuilt(t, f, wire)
		}
		for _, l := range f.layers {
			seen[l.Info()] = true
		}
		wires = append(wires, wire)
		wants = append(wants, f.expect(wire))
	}
	rows := dissect(t, frames, wires, fieldNames(wants))
	values := 0
	marks := make([]int, len(packetMarks))
	for i := range frames {
		checkMarks(t, frames[i].name, rows[i], marks)
		for _, problem := range wants[i].compare(rows[i]) {
			t.Errorf("%s: %s\n%x", frames[i].name, problem, wires[i])
		}
		values += wants[i].count
	}
	for i, n := range marks {
		if n == 0 {
			t.Errorf("no frame has the mark %q: %s", packetMarks[i].message, packetMarks[i].reason)
		}
	}
	protocols := checkProtocols(t, seen)
	if len(frames) < leastFrames || protocols < leastProtocols {
		t.Errorf("%d frames of %d protocols, want %d and %d", len(frames), protocols, leastFrames, leastProtocols)
	}
	count(t, "packet-tshark", len(frames), fmt.Sprintf(" (frames, of %d protocols, with %d values)", protocols, values))
}

// decodeBuilt decodes a frame, which must give its layers, and again its bytes.
func decodeBuilt(t *testing.T, f *builtFrame, wire []byte) {
	t.Helper()
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

// checkMarks looks for what tshark objects to in a frame, and counts the marks that are listed.
func checkMarks(t *testing.T, name string, row map[string][]string, used []int) {
	t.Helper()
	for _, text := range row[fieldMalformed] {
		t.Errorf("%s: malformed: %s", name, text)
	}
	messages, severities := row[fieldMessage], row[fieldSeverity]
	if len(messages) != len(severities) {
		t.Errorf("%s: %d messages of %d severities", name, len(messages), len(severities))
		return
	}
	for i, text := range messages {
		if number(severities[i]) < severityWarning {
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
			t.Errorf("%s: tshark says: %s", name, text)
		}
	}
}

// checkProtocols expects each protocol of package packet to be in a frame, or in the list of those that are not. It returns the number of those that are.
func checkProtocols(t *testing.T, seen map[*packet.Protocol]bool) int {
	t.Helper()
	n := 0
	for _, p := range packet.Protocols() {
		_, listed := unbuilt[p.Name]
		switch {
		case !seen[p] && !listed:
			t.Errorf("no frame has %s", p.Name)
		case seen[p] && listed:
			t.Errorf("%s is in a frame, and in the list of those that are not", p.Name)
		case seen[p]:
			n++
		}
	}
	return n
}
