//go:build interop

package interop

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"iter"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
	"github.com/ofwire/openflow/internal/vectors"
	"github.com/ofwire/openflow/ofjson"
)

// An oskenQuestion and an oskenAnswer are lines of testdata/osken_codec.py.
type oskenQuestion struct {
	name string
	Wire string          `json:"bytes"`
	JSON json.RawMessage `json:"json"`
}

type oskenAnswer struct {
	Parsed      json.RawMessage
	Again, Made string
	Errors      map[string]string
}

// An oskenLimit is a kind of difference from os-ken that is os-ken's, or meant to be.
type oskenLimit struct {
	versions string // Those that have it, all where there are none.
	pattern  string // Of what oskenComparison says.
	why      string

	re   *regexp.Regexp
	uses int
}

// TestOskenCodec gives messages of all types to os-ken: what it parses must be what our JSON says, and what it encodes, of the parsed message and of our
// JSON, must be our bytes. Differences are listed in osken_limits_test.go.
func TestOskenCodec(t *testing.T) {
	python := needOsken(t)
	parsed, encoded, versions := 0, 0, 0
	for _, p := range protocols {
		t.Run(p.Version.String(), func(t *testing.T) {
			c := &oskenComparison{t: t, p: p, limits: oskenLimits}
			questions := oskenQuestions(t, p)
			for i, a := range askOsken(t, python, strconv.Itoa(int(p.Version)), questions) {
				c.compare(questions[i], a)
			}
			t.Logf("%d messages: os-ken parses %d and encodes %d as they are", len(questions), c.parsed, c.encoded)
			parsed, encoded, versions = parsed+c.parsed, encoded+c.encoded, versions+1
		})
	}
	if versions == len(protocols) {
		allUsed(t, oskenLimits, false)
	}
	count(t, "osken-parse", parsed, "")
	count(t, "osken-encode", encoded, "")
}

// oskenQuestions are the samples of a version, a message for each class in each list, and messages with each match field, alone and in an action too.
func oskenQuestions(t *testing.T, p *openflow.Protocol) (list []oskenQuestion) {
	t.Helper()
	add := func(name string, m openflow.Message) {
		text, err := ofjson.Marshal(m)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		wire, err := m.AppendBinary(nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		list = append(list, oskenQuestion{name: name, Wire: hex.EncodeToString(wire), JSON: text})
	}
	for _, s := range []iter.Seq2[string, openflow.Message]{sample.Messages(p), sample.Crowded(p, 1), sample.FieldMessages(p)} {
		for name, m := range s {
			add(name, m)
		}
	}
	for name, m := range sample.FieldMessages(p) {
		text, err := ofjson.Marshal(m)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var o map[string]map[string]any
		if err := unmarshalNumbers(text, &o); err != nil {
			t.Fatal(err)
		}
		for class := range o {
			delete(o[class], "instructions")
			delete(o[class], "actions")
			text, _ = json.Marshal(o)
		}
		alone, err := ofjson.Unmarshal(p, text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		add(name+"/alone", alone)
	}
	return list
}

// askOsken returns the answers of a codec of os-ken's: the number of a version, or packet.
func askOsken(t *testing.T, python, codec string, questions []oskenQuestion) (answers []oskenAnswer) {
	t.Helper()
	var in bytes.Buffer
	for _, q := range questions {
		if err := json.NewEncoder(&in).Encode(q); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(python, "testdata/osken_codec.py", codec)
	cmd.Stdin = &in
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("os-ken: %v\n%s", err, log.Bytes()[max(0, log.Len()-1000):])
	}
	for line := range bytes.Lines(out) {
		var a oskenAnswer
		if err := json.Unmarshal(line, &a); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, a)
	}
	if len(answers) != len(questions) {
		t.Fatalf("%d answers to %d questions", len(answers), len(questions))
	}
	return answers
}

// allUsed fails for limits that nothing has matched: those of a live controller, or the others.
func allUsed(t *testing.T, limits []oskenLimit, live bool) {
	t.Helper()
	for _, x := range limits {
		if x.uses == 0 && strings.HasPrefix(x.pattern, "^live") == live {
			t.Errorf("nothing is %q", x.pattern)
		}
	}
}

// An oskenComparison compares os-ken with one version, or with packets where it is nil.
type oskenComparison struct {
	t               *testing.T
	p               *openflow.Protocol
	limits          []oskenLimit
	parsed, encoded int
}

// compare compares all that os-ken has made of a message.
func (c *oskenComparison) compare(q oskenQuestion, a oskenAnswer) {
	for step, text := range a.Errors {
		c.say(q.name, step, "raises "+text)
	}
	if a.Parsed != nil {
		list := c.differences(q, a.Parsed)
		for _, d := range list {
			c.say(q.name, "parsed", d)
		}
		if len(list) == 0 {
			c.parsed++
		}
	}
	for step, wire := range map[string]string{"again": a.Again, "made": a.Made} {
		switch {
		case wire == q.Wire:
			c.encoded++
		case len(wire) == 2*openflow.HeaderLen:
			c.say(q.name, step, "has no body")
		case wire != "":
			c.say(q.name, step, "is "+wire+", want "+q.Wire)
		}
	}
}

// live compares a message that os-ken has received or sent with ours.
func (c *oskenComparison) live(ours openflow.Message, m *oskenMessage) {
	text, err := ofjson.Marshal(ours)
	if err != nil {
		c.t.Fatalf("%s: %v", m.Class, err)
	}
	if wire, err := ours.AppendBinary(nil); err != nil || hex.EncodeToString(wire) != m.Wire {
		c.t.Errorf("%s is %s, and ours %x, %v", m.Class, m.Wire, wire, err)
	}
	for _, d := range c.differences(oskenQuestion{Wire: m.Wire, JSON: text}, m.JSON) {
		c.say("live", "parsed", d)
	}
}

// say reports a difference, unless it is listed.
func (c *oskenComparison) say(name, step, difference string) {
	c.t.Helper()
	text := name + " " + step + " " + difference
	for i := range c.limits {
		x := &c.limits[i]
		if x.re == nil {
			x.re = regexp.MustCompile(x.pattern)
		}
		if (x.versions == "" || strings.Contains(x.versions, c.p.Version.String())) && x.re.MatchString(text) {
			x.uses++
			return
		}
	}
	c.t.Errorf("%.600s", text)
}

// differences returns where our JSON differs from os-ken's. Where ofjson makes the same bytes of both, only numbers count, as it does not look at lengths.
func (c *oskenComparison) differences(q oskenQuestion, theirs json.RawMessage) []string {
	var got, want any
	if err := unmarshalNumbers(q.JSON, &got); err != nil {
		c.t.Fatal(err)
	}
	if err := unmarshalNumbers(theirs, &want); err != nil {
		c.t.Fatal(err)
	}
	list := vectors.Differences("", got, want)
	if len(list) == 0 || !c.same(q, theirs) {
		return list
	}
	var numbers []string
	for _, d := range list {
		if numberDiffers.MatchString(d) {
			numbers = append(numbers, d)
		}
	}
	return numbers
}

var numberDiffers = regexp.MustCompile(` is \d+, want \d+$`)

// same reports whether ofjson makes the bytes of q from JSON, which has no xid.
func (c *oskenComparison) same(q oskenQuestion, theirs json.RawMessage) bool {
	m, err := ofjson.Unmarshal(c.p, theirs)
	if err != nil {
		return false
	}
	wire, err := m.AppendBinary(nil)
	return err == nil && hex.EncodeToString(wire[:4]) == q.Wire[:8] && hex.EncodeToString(wire[8:]) == q.Wire[16:]
}

// unmarshalNumbers is json.Unmarshal that keeps numbers as they are written.
func unmarshalNumbers(text []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return d.Decode(v)
}
