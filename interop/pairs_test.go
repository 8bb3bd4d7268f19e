//go:build interop

package interop

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
)

// A pair is a message of ours and the text that Open vSwitch has for it.
type pair struct {
	name    string
	m       openflow.Message
	printed string // A piece of what ovs-ofctl prints.
	whole   bool   // That piece is all that follows the header.
	input   string // What ovs-ofctl makes the message of; nothing where it cannot.
	field   string // The field that a match is about.
}

// header is the first line of a message that ovs-ofctl prints.
var header = regexp.MustCompile(`(?m)^(OFP|NX|ONF)\S+ .*\(xid=0x([0-9a-f]+)\):`)

// printed lets one ovs-ofctl print messages, and returns what it prints of each behind the header's type.
func printed(t *testing.T, messages [][]byte) []string {
	t.Helper()
	var all []byte
	for i, b := range messages {
		b = bytes.Clone(b)
		be.PutUint32(b[4:], uint32(i+1))
		all = append(all, b...)
	}
	path := filepath.Join(t.TempDir(), "messages")
	if err := os.WriteFile(path, all, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("ovs-ofctl", "--no-names", "ofp-parse", path).CombinedOutput()
	if err != nil {
		t.Fatalf("ovs-ofctl: %v\n%s", err, out)
	}
	texts := make([]string, len(messages))
	at := header.FindAllSubmatchIndex(out, -1)
	for i, m := range at {
		end := len(out)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		var xid int
		fmt.Sscanf(string(out[m[4]:m[5]]), "%x", &xid)
		if xid < 1 || xid > len(texts) {
			t.Fatalf("ovs-ofctl prints a message %d of %d", xid, len(texts))
		}
		texts[xid-1] += string(out[m[0]:end])
	}
	return texts
}

// body is what ovs-ofctl prints behind the header of a message, with single blanks.
func body(text string) string {
	_, text, _ = strings.Cut(text, "):")
	return strings.Join(strings.Fields(text), " ")
}

// checkPrinted gives the pairs' messages to ovs-ofctl, which must print their text. It returns how many it did.
func checkPrinted(t *testing.T, pairs []pair) int {
	t.Helper()
	messages := make([][]byte, len(pairs))
	for i, c := range pairs {
		var err error
		if messages[i], err = c.m.AppendBinary(nil); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
	}
	good := 0
	for i, text := range printed(t, messages) {
		c := pairs[i]
		got := body(text)
		switch {
		case text == "":
			t.Errorf("%s: ovs-ofctl does not print %x", c.name, messages[i])
		case strings.Contains(text, "***"):
			t.Errorf("%s: ovs-ofctl refuses %x\n%s", c.name, messages[i], text)
		case c.whole && got != c.printed, !strings.Contains(got, c.printed):
			t.Errorf("%s: ovs-ofctl prints %q, want %q", c.name, got, c.printed)
		default:
			good++
		}
	}
	return good
}

// checkEncoded compares what ovs-ofctl made of the pairs' text with the pairs' messages. It returns how many are equal.
func checkEncoded(t *testing.T, p *openflow.Protocol, pairs []pair, received [][]byte) int {
	t.Helper()
	if len(received) != len(pairs) {
		t.Errorf("%v: ovs-ofctl sends %d messages, want %d", p.Version, len(received), len(pairs))
		return 0
	}
	good := 0
	for i, c := range pairs {
		if err := equalWire(p, received[i], c.m); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		good++
	}
	return good
}

// equalWire reports where a message that came differs from one of ours, its transaction id apart: in its values or in its bytes.
func equalWire(p *openflow.Protocol, wire []byte, want openflow.Message) error {
	got, err := p.Unmarshal(wire)
	if err != nil {
		return fmt.Errorf("%x does not decode: %w", wire, err)
	}
	again, err := got.AppendBinary(nil)
	if err != nil || !bytes.Equal(again, wire) {
		return fmt.Errorf("encodes to\n%x (%v), came as\n%x", again, err, wire)
	}
	g, err := ofjson.Marshal(got)
	if err != nil {
		return err
	}
	w, err := ofjson.Marshal(want)
	if err != nil {
		return err
	}
	if !bytes.Equal(g, w) {
		return fmt.Errorf("decodes as\n%s, want\n%s", g, w)
	}
	ours, err := want.AppendBinary(nil)
	if err != nil {
		return err
	}
	if !bytes.Equal(ours[8:], wire[8:]) {
		return fmt.Errorf("ours is\n%x, came as\n%x", ours, wire)
	}
	return nil
}

// flowJSON is a flow mod with a list of instructions, or in 1.0 of actions.
func flowJSON(v openflow.Version, list string) string {
	if v == openflow.Version10 {
		return `{"NXTFlowMod":{"priority":32768,"buffer_id":4294967295,"out_port":65535,"match":[],"actions":[` + list + `]}}`
	}
	return `{"OFPFlowMod":{"priority":32768,"buffer_id":4294967295,"out_port":4294967295,"out_group":4294967295,` +
		`"match":{"OFPMatch":{"oxm_fields":[]}},"instructions":[` + list + `]}}`
}

// flowOf returns a flow mod, in 1.0 the one of Nicira, as ovs-ofctl adds it: with a match and the JSON of actions or instructions.
func flowOf(p *openflow.Protocol, match []openflow.Field, list string) (openflow.Message, error) {
	if p.Version != openflow.Version10 && list != "" && !strings.HasPrefix(list, `{"OFPInstruction`) {
		list = `{"OFPInstructionActions":{"type":4,"actions":[` + list + `]}}`
	}
	m, err := ofjson.Unmarshal(p, []byte(flowJSON(p.Version, list)))
	if err != nil {
		return nil, err
	}
	to := reflect.ValueOf(m).Elem().FieldByName("Match")
	to.Set(reflect.ValueOf(match).Convert(to.Type()))
	return m, nil
}

// checkFlows checks flow mods of one version both ways. It returns how many passed each way.
func checkFlows(t *testing.T, p *openflow.Protocol, pairs []pair) (printed, encoded int) {
	t.Helper()
	var lines []string
	var made []pair
	for _, c := range pairs {
		if c.input != "" {
			lines = append(lines, c.input)
			made = append(made, c)
		}
	}
	return checkPrinted(t, pairs), checkEncoded(t, p, made, addFlows(t, p, lines))
}

// addFlows returns the flow mods that ovs-ofctl makes of lines of text.
func addFlows(t *testing.T, p *openflow.Protocol, lines []string) [][]byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "flows")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"add-flows", "TARGET", path}
	if p.Version == openflow.Version10 {
		args = append([]string{"-F", "NXM"}, args...)
	}
	out, received, err := newFakeSwitch(p).run(t, 60, args...)
	if err != nil {
		t.Errorf("%v: ovs-ofctl add-flows: %v\n%s", p.Version, err, out)
	}
	var flows [][]byte
	for _, b := range received {
		if m, err := p.Unmarshal(b); err == nil && strings.HasSuffix(m.Info().Name, "FlowMod") {
			flows = append(flows, b)
		}
	}
	return flows
}

// minPairs is the least number of pairs of a value of ours and text of Open vSwitch.
const minPairs = 1500

// TestPairs compares ours with Open vSwitch both ways: what ovs-ofctl prints of our bytes, and what it encodes from text.
func TestPairs(t *testing.T) {
	need(t, "ovs-ofctl")
	pairs := 0
	t.Run("actions", func(t *testing.T) { pairs += testActions(t) })
	t.Run("fields", func(t *testing.T) { pairs += testFields(t) })
	t.Run("requests", func(t *testing.T) { pairs += testRequests(t) })
	t.Logf("pairs: %d", pairs)
	if pairs < minPairs {
		t.Errorf("%d pairs, want %d", pairs, minPairs)
	}
}
