package ofjson_test

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/openflow13"
)

// A vector is what these tests use of a record of the shared vectors.
type vector struct {
	ID       string          `json:"id"`
	Kind     string          `json:"kind"`
	Type     string          `json:"type"`
	Version  string          `json:"version"`
	Versions []string        `json:"versions"`
	Hex      string          `json:"hex"`
	Valid    bool            `json:"valid"`
	JSON     json.RawMessage `json:"expect_json"`
}

// vectors returns the valid records of a kind for 1.3 that are in the shared folder. It skips the test where there is no such folder.
func vectors(t *testing.T, kind string, files ...string) []vector {
	t.Helper()
	dir := os.Getenv("OFWIRE_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	dir = filepath.Join(dir, "vectors")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no vectors, set OFWIRE_SHARED: %v", err)
	}
	var list []vector
	for _, name := range files {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for s := newScanner(f); s.Scan(); {
			var v vector
			if err := json.Unmarshal(s.Bytes(), &v); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if v.Valid && v.Kind == kind && (v.Version == "1.3" || slices.Contains(v.Versions, "1.3")) {
				list = append(list, v)
			}
		}
	}
	return list
}

func newScanner(f *os.File) *bufio.Scanner {
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<22)
	return s
}

// osken lists the records where our JSON is not os-ken's, and why.
var osken = map[string]string{
	"message-1.3-9450fc43bcfc": "the body of an experimenter multipart is in line; os-ken has it in body, as OFPExperimenterMultipart",
	"message-1.3-510e1853c8b1": "there is one meter features; os-ken has a list of one",
	"message-1.3-0f7cc4152eb8": "data of experimenter properties is base64, not a list of u32",
	"message-1.3-5229296e3c1c": "the same",
	"message-1.3-acd67cbcc1bd": "an experimenter error has its exp_type in code",
	"message-1.3-192ba10297d0": "os-ken does not show the reserved word",
	"message-1.3-28601029fc76": "os-ken does not show the data of an experimenter band",
	"message-1.3-27d45099cc76": "data of experimenter queue properties is base64, not a list of bytes",
}

// pending reports whether JSON has a Nicira action that package openflow13 does not have yet.
func pending(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			unknown := strings.HasPrefix(k, "NXAction") && openflow13.NewAction(k, func(string) uint64 { return 0 }) == nil
			if unknown || pending(x) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, pending)
	}
	return false
}

// TestVectorsExpected compares the JSON of the messages that os-ken has JSON for.
func TestVectorsExpected(t *testing.T) {
	n, missing := 0, 0
	for _, v := range vectors(t, "message", "openflow.jsonl", "osken-generated.jsonl") {
		if v.JSON == nil {
			continue
		}
		if pending(value(t, v.JSON)) {
			missing++
			continue
		}
		b, _ := hex.DecodeString(v.Hex)
		m, err := openflow13.Unmarshal(b)
		if err != nil {
			t.Errorf("%s %s: %v", v.ID, v.Type, err)
			continue
		}
		text, err := ofjson.Marshal(m)
		if err != nil {
			t.Errorf("%s %s: %v", v.ID, v.Type, err)
			continue
		}
		n++
		diffs := differences("", value(t, text), value(t, v.JSON))
		switch why := osken[v.ID]; {
		case why == "" && len(diffs) > 0:
			t.Errorf("%s %s: %q", v.ID, v.Type, diffs)
		case why != "" && len(diffs) == 0:
			t.Errorf("%s %s: is as expected, though listed: %s", v.ID, v.Type, why)
		}
		// What os-ken wrote is read too.
		if back, err := ofjson.Unmarshal(openflow13.Protocol, v.JSON); err != nil {
			if osken[v.ID] == "" {
				t.Errorf("%s %s: reading os-ken's JSON: %v", v.ID, v.Type, err)
			}
		} else if again, err := ofjson.Marshal(back); err != nil || osken[v.ID] == "" && !bytes.Equal(again, text) {
			t.Errorf("%s %s: os-ken's JSON reads as %s, %v", v.ID, v.Type, again, err)
		}
	}
	t.Logf("%d messages compared, %d with actions that are not there yet", n, missing)
}

// TestVectorsRoundTrip takes all messages by way of JSON to bytes.
func TestVectorsRoundTrip(t *testing.T) {
	n := 0
	o := ofjson.Options{XID: true}
	for _, v := range vectors(t, "message", "openflow.jsonl", "osken-generated.jsonl", "ovs-generated.jsonl") {
		b, _ := hex.DecodeString(v.Hex)
		m, err := openflow13.Unmarshal(b)
		if err != nil {
			t.Logf("%s %s does not decode: %v", v.ID, v.Type, err)
			continue
		}
		want, err := m.MarshalBinary()
		if err != nil {
			t.Logf("%s %s does not encode: %v", v.ID, v.Type, err)
			continue
		}
		if !bytes.Equal(want, b) {
			t.Logf("%s %s changes by decoding and encoding", v.ID, v.Type)
		}
		text, err := o.Append(nil, m)
		if err != nil {
			t.Errorf("%s %s: %v", v.ID, v.Type, err)
			continue
		}
		if !json.Valid(text) {
			t.Errorf("%s %s: not JSON: %s", v.ID, v.Type, text)
		}
		back, err := o.Unmarshal(openflow13.Protocol, text)
		if err != nil {
			t.Errorf("%s %s: %v in %s", v.ID, v.Type, err, text)
			continue
		}
		if got, err := back.MarshalBinary(); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s %s: %v\ngot  %x\nwant %x\n%s", v.ID, v.Type, err, got, want, text)
		}
		if openflow.Format(m) != openflow.Format(back) {
			t.Errorf("%s %s: text differs", v.ID, v.Type)
		}
		n++
	}
	t.Logf("%d messages by way of JSON", n)
}

// FuzzMessages takes what decodes by way of JSON to the bytes that it encodes to.
func FuzzMessages(f *testing.F) {
	for _, s := range []string{
		"0400000800000001", "0400001000000001000100080000001200000000", "0463000900000001ff",
		"0412001800000001777700000000000001020304", "04130018000000010000000000000000",
		"040e0050000000070000000000000001000000000000000001000000000080000fffffffffffffffffffffff00000000000100040000000000040018000000000077000800000000ffff0008000000ff",
	} {
		b, _ := hex.DecodeString(s)
		f.Add(b)
	}
	o := ofjson.Options{XID: true}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := openflow13.Unmarshal(b)
		if err != nil {
			return
		}
		trimBitmaps(m)
		want, err := m.MarshalBinary()
		if err != nil {
			return
		}
		text, err := o.Append(nil, m)
		if err != nil {
			t.Fatalf("%v of %x", err, b)
		}
		back, err := o.Unmarshal(openflow13.Protocol, text)
		if err != nil {
			t.Fatalf("%v in %s of %x", err, text, b)
		}
		if got, err := back.MarshalBinary(); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%v\ngot  %x\nwant %x\n%s", err, got, want, text)
		}
		openflow.Format(m)
	})
}

// trimBitmaps takes the trailing zero words off the version bitmaps of a hello: JSON has the numbers of the bits that are set, and so no place for them.
func trimBitmaps(m openflow.Message) {
	hello, ok := m.(*openflow13.Hello)
	if !ok {
		return
	}
	for _, e := range hello.Elements {
		if e, ok := e.(*openflow13.HelloElemVersionBitmap); ok {
			for len(e.Versions) > 0 && e.Versions[len(e.Versions)-1] == 0 {
				e.Versions = e.Versions[:len(e.Versions)-1]
			}
		}
	}
}
