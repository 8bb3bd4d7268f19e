//go:build interop

package interop

import (
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

// TestTsharkVersions gives the samples of the other versions that tshark dissects to it.
func TestTsharkVersions(t *testing.T) {
	need(t, "tshark")
	clean, marked := 0, 0
	for _, p := range protocols {
		if p == openflow13.Protocol || p.Version == openflow.Version12 {
			continue // TestTshark has 1.3; tshark has no 1.2.
		}
		list := samplesOf(p)
		var messages [][]byte
		for _, c := range list {
			b, err := c.m.AppendBinary(nil)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			messages = append(messages, b)
		}
		for i, row := range tshark(t, messages) {
			problem := tsharkProblems(row["_ws.malformed"], row["_ws.expert.message"])
			switch {
			case problem == "":
				clean++
			case tsharkTypes[p.Version.String()][list[i].m.Info().Name]:
				marked++
			default:
				t.Errorf("%v %s: tshark marks %x: %s", p.Version, list[i].name, messages[i], problem)
			}
		}
	}
	t.Logf("%d marked for the listed reasons", marked)
	count(t, "tshark-versions", clean, "")
}
