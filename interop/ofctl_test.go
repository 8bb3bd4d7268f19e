//go:build interop

package interop

import (
	"encoding/binary"
	"encoding/hex"
	"os/exec"
	"strings"
	"testing"

	"github.com/ofwire/openflow/openflow13"
)

var be = binary.BigEndian

// TestOfctl gives all messages to ovs-ofctl, which must understand them and print what is in them.
func TestOfctl(t *testing.T) {
	need(t, "ovs-ofctl")
	covered := map[string]bool{}
	accepted, refused := 0, 0
	for _, c := range cases(t) {
		covered[c.m.Info().Name] = true
		out, err := exec.Command("ovs-ofctl", "ofp-print", hex.EncodeToString(c.wire)).CombinedOutput()
		text := string(out)
		reason := ovsLimit(c)
		failed := err != nil || strings.Contains(text, "***")
		switch {
		case failed && reason == "":
			t.Errorf("%s: ovs-ofctl refuses %x: %v\n%s", c.name, c.wire, err, text)
			continue
		case failed:
			refused++
			continue
		case reason != "" && !strings.HasPrefix(c.name, "sample "):
			t.Errorf("%s: ovs-ofctl accepts what is listed as %q:\n%s", c.name, reason, text)
			continue
		}
		accepted++
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: ovs-ofctl does not print %q:\n%s", c.name, want, text)
			}
		}
	}
	for _, info := range openflow13.Protocol.Types {
		if !covered[info.Name] && !info.Opaque {
			t.Errorf("no case of %s", info.Name)
		}
	}
	t.Logf("%d refused for the listed reasons", refused)
	count(t, "ofctl", accepted, "")
}
