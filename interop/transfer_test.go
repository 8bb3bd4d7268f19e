//go:build interop

package interop

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/openflow13"
)

// transferred are the messages of 1.3 that a version reads too, by way of JSON, with what ovs-ofctl prints of them.
func transferred(t *testing.T, p *openflow.Protocol) []testCase {
	t.Helper()
	var list []testCase
	for _, part := range [][]testCase{groupCases(), meterCases(), controllerCases(), switchCases(), multipartRequestCases(), multipartReplyCases(), onfCases()} {
		for _, c := range part {
			text, err := ofjson.Marshal(c.m)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			m, err := ofjson.Unmarshal(p, text)
			if err != nil || len(c.want) == 0 {
				continue // The version has another form of it.
			}
			name := fmt.Sprintf("%v %s", p.Version, c.name)
			if transferLimits[name] != "" || transferLimits[c.name] != "" {
				continue
			}
			list = append(list, testCase{name: name, m: m, want: c.want})
		}
	}
	return list
}

// TestTransferred gives messages of 1.3's form in other versions to ovs-ofctl, which must print what is in them.
func TestTransferred(t *testing.T) {
	need(t, "ovs-ofctl")
	n := 0
	for _, p := range protocols {
		if p == openflow13.Protocol {
			continue // TestOfctl has it.
		}
		list := transferred(t, p)
		var messages [][]byte
		for _, c := range list {
			b, err := c.m.AppendBinary(nil)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			messages = append(messages, b)
		}
		for i, text := range printed(t, messages) {
			n++
			if strings.Contains(text, "***") {
				t.Errorf("%s: ovs-ofctl refuses %x\n%.300s", list[i].name, messages[i], text)
				continue
			}
			for _, want := range list[i].want {
				if !strings.Contains(text, want) {
					t.Errorf("%s: ovs-ofctl does not print %q:\n%.600s", list[i].name, want, text)
				}
			}
		}
		t.Logf("%v: %d", p.Version, len(list))
	}
	count(t, "transferred", n, "")
}
