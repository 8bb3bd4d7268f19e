//go:build interop

package interop

import (
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
	"github.com/ofwire/openflow/openflow13"
)

// sampleCases are the samples of all types of 1.3, without those that are wild: these have elements that no one knows.
func sampleCases(*testing.T) []testCase { return samplesOf(openflow13.Protocol) }

func samplesOf(p *openflow.Protocol) []testCase {
	var list []testCase
	for _, info := range p.Types {
		for v := sample.Minimal; v <= sample.Full && !info.Opaque; v++ {
			list = append(list, testCase{name: "sample " + info.Name + "/" + sample.Names[v], m: sample.Build(p, info, v)})
		}
	}
	return list
}

// TestSamples gives the samples of each version to ovs-ofctl and to tshark.
func TestSamples(t *testing.T) {
	need(t, "ovs-ofctl", "tshark")
	for _, p := range protocols {
		list := samplesOf(p)
		var messages [][]byte
		for _, c := range list {
			b, err := c.m.AppendBinary(nil)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			messages = append(messages, b)
		}
		for i, text := range printed(t, messages) {
			if text == "" || strings.Contains(text, "***") {
				t.Logf("OVS %v %s: %.150q %d", p.Version, list[i].name, body(text), len(messages[i]))
			}
		}
		if p.Version == openflow.Version12 {
			continue
		}
		for i, row := range tshark(t, messages) {
			if problem := tsharkProblems(row["_ws.malformed"], row["_ws.expert.message"]); problem != "" {
				t.Logf("TSHARK %v %s: %s", p.Version, list[i].name, problem)
			}
		}
	}
}
