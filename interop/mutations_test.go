//go:build interop

package interop

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/vectors"
)

// mutationsEach is how many mutations TestMutations makes of a message.
const mutationsEach = 12

// A leniency is one of ovs-ofctl's: where an error is that it does not see, and why.
type leniency struct {
	path   *regexp.Regexp
	reason string
}

var leniencies = []leniency{
	{regexp.MustCompile(`^NX(SetControllerID|CTFlushZone)$`), "the printer does not look at zeros that the switch demands"},
	{regexp.MustCompile(`\.Properties`), "properties are read as far as they are known, and what is behind their fields is skipped"},
	{regexp.MustCompile(`\.Stats\[\d+\]$`), "a field of another length is one that is not known"},
	{regexp.MustCompile(`^GroupStatsReply\.Body\[\d+\]\.(BucketStats|Length)$`), "a length may have more than the buckets"},
	{regexp.MustCompile(`\.Actions\[\d+\]$`), "zeros at the end of a bundle action are not looked at"},
}

// TestMutations changes a byte each of messages that Open vSwitch and this codec take: what Open vSwitch then still takes, the codec takes too, but for what
// is listed, and encodes to what Open vSwitch prints the same way. Where both refuse it, most errors are the same; others differ in where the fault is seen:
// a length that runs over its element is a fault of the element, or of what is behind it.
func TestMutations(t *testing.T) {
	need(t, "ovs-ofctl")
	var list [][]byte
	for _, b := range vectorMessages(t) {
		if _, err := decode(b); err == nil {
			list = append(list, b)
		}
	}
	known := slices.DeleteFunc(verdicts(t, list), func(v verdict) bool { return v.err != "" })
	random := rand.New(rand.NewPCG(1, 2))
	var mutated [][]byte
	for _, v := range known {
		for range mutationsEach {
			mutated = append(mutated, mutate(random, v.wire))
		}
	}
	taken, both, agree := 0, 0, 0
	var changed, again [][]byte
	for _, v := range verdicts(t, mutated) {
		m, err := decode(v.wire)
		var e *openflow.DecodeError
		errors.As(err, &e)
		switch {
		case v.err == "" && e == nil:
			taken++
			if b, err := m.AppendBinary(nil); err != nil {
				t.Errorf("%x does not encode: %v", v.wire, err)
			} else if !bytes.Equal(b, v.wire) {
				changed, again = append(changed, v.wire), append(again, b)
			}
		case v.err == "":
			if !slices.ContainsFunc(leniencies, func(l leniency) bool { return l.path.MatchString(e.Path) }) {
				t.Errorf("Open vSwitch takes what is refused: %v\n%x\n%s", e, v.wire, v.text)
			}
		case e != nil:
			both++
			if _, code := protocol(v.wire).ErrorName(e.Code); code == v.err {
				agree++
			}
		}
	}
	sameTexts(t, changed, again)
	t.Logf("%d messages; both take %d mutations and refuse %d, %d of them with the same error", len(known), taken, both, agree)
	if 2*agree < both {
		t.Errorf("only %d of %d errors are the same", agree, both)
	}
	count(t, "mutations", taken+both, "")
}

// sameTexts verifies that messages say the same before and after the codec made other bytes of them: padding is zero then.
func sameTexts(t *testing.T, before, after [][]byte) {
	t.Helper()
	old, now := verdicts(t, before), verdicts(t, after)
	if len(old) != len(now) {
		t.Fatalf("ovs-ofctl speaks of %d messages, and of %d", len(old), len(now))
	}
	for i := range old {
		if old[i].text != now[i].text {
			t.Errorf("%x and\n%x are not the same:\n%s%s", old[i].wire, now[i].wire, old[i].text, now[i].text)
		}
	}
	t.Logf("%d mutations were of what means nothing", len(old))
}

// vectorMessages are the valid messages of the vectors whose header tells their length.
func vectorMessages(t *testing.T) (list [][]byte) {
	shared(t, "vectors")
	for _, file := range []string{"openflow.jsonl", "ovs-generated.jsonl", "osken-generated.jsonl"} {
		for _, p := range protocols {
			for _, r := range vectors.Load(t, file, p.Version.String()) {
				if h, err := openflow.ParseHeader(r.Wire); r.Kind == "message" && r.Valid && err == nil && int(h.Length) == len(r.Wire) && h.Version == p.Version &&
					len(r.Wire) > openflow.HeaderLen {
					list = append(list, r.Wire)
				}
			}
		}
	}
	return list
}

// protocol is that of a message of any version.
func protocol(b []byte) *openflow.Protocol {
	return protocols[slices.IndexFunc(protocols, func(p *openflow.Protocol) bool { return b[0] == byte(p.Version) })]
}

func decode(b []byte) (openflow.Message, error) { return protocol(b).Unmarshal(b) }

// mutate returns a copy of b with one byte behind the header changed.
func mutate(random *rand.Rand, b []byte) []byte {
	b = bytes.Clone(b)
	body := b[openflow.HeaderLen:]
	if random.IntN(2) == 0 {
		body = body[:min(len(body), 40)] // Where most lengths are.
	}
	x := &body[random.IntN(len(body))]
	switch random.IntN(6) {
	case 0:
		*x++
	case 1:
		*x--
	case 2:
		*x = 0
	case 3:
		*x = 0xff
	case 4:
		*x ^= 1 << random.IntN(8)
	case 5:
		*x = byte(random.IntN(32))
	}
	return b
}

// A verdict is what ovs-ofctl says of a message.
type verdict struct {
	wire []byte
	text string
	err  string // The name of the error, or "".
}

// firstXID begins transaction ids that messages inside messages hardly have.
const firstXID = 0x5a500000

var (
	xidOfText   = regexp.MustCompile(`^\S+ .*\(xid=0x([0-9a-f]+)\)`)
	xidOfDump   = regexp.MustCompile(`^00000000  .. .. .. .. (.. .. .. ..)`)
	errorOfText = regexp.MustCompile(`\*\*\*decode error: ([^*]+)\*\*\*`)
)

// verdicts asks ovs-ofctl for messages, whose transaction ids tell them apart in what it prints. Those that it says nothing of are left out.
func verdicts(t *testing.T, list [][]byte) []verdict {
	t.Helper()
	var all []byte
	for i, b := range list {
		b = bytes.Clone(b)
		be.PutUint32(b[4:], firstXID+uint32(i))
		all = append(all, b...)
	}
	path := filepath.Join(t.TempDir(), "messages")
	if err := os.WriteFile(path, all, 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("ovs-ofctl", "ofp-parse", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	texts := make([]string, len(list))
	at, refused := -1, ""
	for line := range strings.Lines(string(out)) {
		if m := xidOfText.FindStringSubmatch(line); m != nil {
			if xid, _ := strconv.ParseUint(m[1], 16, 32); xid >= firstXID && xid < firstXID+uint64(len(list)) {
				at = int(xid - firstXID)
			}
		}
		if strings.HasPrefix(line, "***decode error") {
			at, refused = -1, line // Whose error that is, the dump behind it tells.
		} else if m := xidOfDump.FindStringSubmatch(line); m != nil && refused != "" {
			if xid, _ := strconv.ParseUint(strings.ReplaceAll(m[1], " ", ""), 16, 32); xid >= firstXID && xid < firstXID+uint64(len(list)) {
				at = int(xid - firstXID)
				texts[at] += refused
			}
			refused = ""
		}
		if at >= 0 {
			texts[at] += line
		}
	}
	var said []verdict
	for i, b := range list {
		if texts[i] == "" {
			continue
		}
		v := verdict{wire: b, text: texts[i]}
		if m := errorOfText.FindStringSubmatch(v.text); m != nil {
			v.err = m[1]
		}
		said = append(said, v)
	}
	return said
}
