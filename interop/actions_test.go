//go:build interop

package interop

import (
	"cmp"
	_ "embed"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
)

// actionTable has a line for each action or instruction, of which the columns are: the versions and what the flow matches, what ovs-ofctl reads, the
// JSON of ours and, where it is not what ovs-ofctl reads, what it prints. What ovs-ofctl prints only has a dash in place of what it reads.
//
//go:embed testdata/actions.txt
var actionTable string

// A span is a range of versions: all, 1.0, 1.3-1.4, 1.2-.
type span struct{ from, to openflow.Version }

func parseSpan(s string) (span, error) {
	if s == "all" {
		return span{openflow.Version10, openflow.Version15}, nil
	}
	from, to, ranged := strings.Cut(s, "-")
	if !ranged {
		to = from
	} else if to == "" {
		to = "1.5"
	}
	var r span
	for _, p := range protocols {
		if p.Version.String() == from {
			r.from = p.Version
		}
		if p.Version.String() == to {
			r.to = p.Version
		}
	}
	if r.from == 0 || r.to == 0 {
		return r, fmt.Errorf("versions %q", s)
	}
	return r, nil
}

func (s span) has(v openflow.Version) bool { return s.from <= v && v <= s.to }

// matchWords are the matches of the tables: what ovs-ofctl reads and prints, and the fields.
var matchWords = map[string]struct {
	text   string
	fields []want
}{
	"":        {},
	"ip":      {"ip", []want{{"eth_type", 0x0800, 0}}},
	"ipv6":    {"ipv6", []want{{"eth_type", 0x86dd, 0}}},
	"mpls":    {"mpls", []want{{"eth_type", 0x8847, 0}}},
	"nsh":     {"dl_type=0x894f", []want{{"eth_type", 0x894f, 0}}},
	"tcp":     {"tcp", []want{{"eth_type", 0x0800, 0}, {"ip_proto", 6, 0}}},
	"udp":     {"udp", []want{{"eth_type", 0x0800, 0}, {"ip_proto", 17, 0}}},
	"vlan":    {"vlan_tci=0x1000/0x1000", []want{{"vlan_vid", 0x1000, 0x1000}}},
	"tracked": {"ct_state=+est+trk,ip", []want{{"eth_type", 0x0800, 0}, {"ct_state", 0x22, 0x22}}},
}

// A want is a field of a match by the name of 1.3.
type want struct {
	name        string
	value, mask uint64
}

// nxmNames are the names of NXM, which is 1.0's way, for what has another there.
var nxmNames = map[string]string{"vlan_vid": "vlan_tci"}

// field returns the field of a version.
func (w want) field(p *openflow.Protocol) (openflow.Field, error) {
	info := p.Fields.ByName(w.name)
	if p.Version == openflow.Version10 {
		if nxm := p.Fields.ByName(cmp.Or(nxmNames[w.name], w.name+"_nxm")); nxm != nil {
			info = nxm
		}
	}
	if info == nil {
		return openflow.Field{}, fmt.Errorf("%v has no field %s", p.Version, w.name)
	}
	bytes := func(v uint64) []byte { return binary.BigEndian.AppendUint64(nil, v)[8-info.Size:] }
	if w.mask == 0 {
		return openflow.MakeField(info.ID, bytes(w.value))
	}
	return openflow.MakeField(info.ID|1<<8, append(bytes(w.value), bytes(w.mask)...))
}

// actionPairs are the lines of the table that a version has.
func actionPairs(t *testing.T, p *openflow.Protocol) []pair {
	t.Helper()
	var list []pair
	for n, line := range strings.Split(strings.TrimSpace(actionTable), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(line, " | ")
		if len(columns) < 3 {
			t.Fatalf("actions.txt:%d: %d columns", n+1, len(columns))
		}
		versions, match, _ := strings.Cut(columns[0], " ")
		in, err := parseSpan(versions)
		word, ok := matchWords[match]
		if err != nil || !ok {
			t.Fatalf("actions.txt:%d: %v, match %q", n+1, err, match)
		}
		if !in.has(p.Version) {
			continue
		}
		var fields []openflow.Field
		for _, w := range word.fields {
			f, err := w.field(p)
			if err != nil {
				t.Fatalf("actions.txt:%d: %v", n+1, err)
			}
			fields = append(fields, f)
		}
		m, err := flowOf(p, fields, columns[2])
		if err != nil {
			t.Fatalf("actions.txt:%d: %v: %v", n+1, p.Version, err)
		}
		c := pair{name: fmt.Sprintf("%v actions.txt:%d", p.Version, n+1), m: m, whole: true}
		if columns[1] != "-" {
			c.input = strings.TrimPrefix(word.text+",actions="+columns[1], ",")
		}
		text := columns[1]
		if len(columns) > 3 {
			text = columns[3]
		}
		c.printed = strings.Join(strings.Fields("ADD "+word.text+" actions="+text), " ")
		list = append(list, c)
	}
	return list
}

// testActions compares each action with what ovs-ofctl makes of its text, and prints of it, in each version. It returns the number of pairs.
func testActions(t *testing.T) int {
	t.Helper()
	pairs := 0
	for _, p := range protocols {
		printed, encoded := checkFlows(t, p, actionPairs(t, p))
		t.Logf("%v: %d printed, %d encoded", p.Version, printed, encoded)
		pairs += encoded
	}
	for _, p := range protocols {
		for _, info := range p.Elements {
			action := strings.HasPrefix(info.Name, "Action") || strings.HasPrefix(info.Name, "NXAction")
			known := !strings.Contains(info.JSON, "Unknown") && info.Name != "ActionID"
			if action && known && !strings.Contains(actionTable, `"`+info.JSON+`"`) && ovsLimits[info.Name] == "" {
				t.Errorf("%v: actions.txt has no %s", p.Version, info.JSON)
			}
		}
	}
	count(t, "actions", pairs, "")
	return pairs
}
