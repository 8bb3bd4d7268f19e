//go:build interop

package interop

import (
	"encoding/hex"
	"os"
	"os/exec"

	"strings"
	"testing"

	"github.com/ofwire/openflow/internal/sample"
	"github.com/ofwire/openflow/openflow13"
)

// sampleCases are the samples of all types, without those that are wild: these have elements that no one knows.
func sampleCases(t *testing.T) []testCase {
	var list []testCase
	for name, m := range sample.Messages(openflow13.Protocol) {
		if m.Info().Opaque || !strings.HasSuffix(name, "/minimal") && !strings.HasSuffix(name, "/typical") && !strings.HasSuffix(name, "/full") {
			continue
		}
		list = append(list, testCase{name: "sample " + name, m: m})
	}
	return list
}

func TestScratch(t *testing.T) {
	for _, c := range fieldCases(t) {
		wire, err := c.m.AppendBinary(nil)
		if err != nil {
			t.Error(c.name, err)
		}
		out, _ := exec.Command("ovs-ofctl", "ofp-print", hex.EncodeToString(wire)).CombinedOutput()
		if !strings.Contains(string(out), "***") {
			os.Stdout.WriteString(c.name + " @@ " + string(out))
		}
	}
}
