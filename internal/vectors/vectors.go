// Package vectors reads the wire vectors of the shared folder, for tests. The folder is no part of the module: where it is missing, tests that need it
// are skipped with that reason, or fail when the environment has OFWIRE_REQUIRE_SHARED=1.
package vectors

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A Record is one line of a file of vectors, with what tests use of it.
type Record struct {
	ID          string          // Unique in the file; of ovs-live the file and the line.
	Kind        string          // message, match, oxm, nxm, action, actions, instruction, instructions, …
	Type        string          // Of messages: OFPT_FLOW_MOD.
	Wire        []byte          // The bytes.
	Valid       bool            // False where a decoder should refuse the bytes.
	Disputed    bool            // Valid for the source, refused by Open vSwitch.
	ExpectError string          // The reason of the refusal.
	ExpectJSON  json.RawMessage // What os-ken shows.
}

// Dir returns the path of the vectors. It skips or fails the test when there are none.
func Dir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("OFWIRE_SHARED")
	if dir == "" {
		dir = filepath.Join(moduleDir(t), "..", "shared")
	}
	dir = filepath.Join(dir, "vectors")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("OFWIRE_REQUIRE_SHARED") == "1" {
			t.Fatalf("OFWIRE_REQUIRE_SHARED is set and there are no vectors: %v", err)
		}
		t.Skipf("no vectors, set OFWIRE_SHARED to the shared folder: %v", err)
	}
	return dir
}

// moduleDir returns the folder of go.mod: that of the test, or one above.
func moduleDir(t testing.TB) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("the test does not run in the module")
		}
		dir = up
	}
}

// Load returns the records of a file, such as openflow.jsonl, for an OpenFlow version such as 1.3.
func Load(t testing.TB, file, version string) []Record {
	t.Helper()
	var list []Record
	lines(t, filepath.Join(Dir(t), file), func(line int, text []byte) {
		var r struct {
			ID          string          `json:"id"`
			Kind        string          `json:"kind"`
			Type        string          `json:"type"`
			Version     string          `json:"version"`
			Versions    []string        `json:"versions"`
			Hex         string          `json:"hex"`
			Valid       bool            `json:"valid"`
			Disputed    bool            `json:"disputed"`
			ExpectError string          `json:"expect_error"`
			ExpectJSON  json.RawMessage `json:"expect_json"`
		}
		parse(t, file, line, text, &r)
		if r.Version == version || slices.Contains(r.Versions, version) {
			wire := unhex(t, file, line, r.Hex)
			list = append(list, Record{r.ID, r.Kind, r.Type, wire, r.Valid, r.Disputed, r.ExpectError, r.ExpectJSON})
		}
	})
	return list
}

// Live returns the messages of what Open vSwitch and its peers sent, from a file such as of13 and, under sessions, from all files that begin with that
// name. A message has no type there but its name; sessions have no names, and no mark at what is bad.
func Live(t testing.TB, name string) []Record {
	t.Helper()
	dir := filepath.Join(Dir(t), "ovs-live")
	sessions, err := filepath.Glob(filepath.Join(dir, "sessions", name+"-*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var list []Record
	bad := map[string]string{}
	for _, path := range append([]string{filepath.Join(dir, name+".jsonl")}, sessions...) {
		file := strings.TrimSuffix(filepath.Base(path), ".jsonl")
		lines(t, path, func(line int, text []byte) {
			var r struct {
				Name string `json:"name"`
				Bad  string `json:"bad"`
				Hex  string `json:"hex"`
			}
			parse(t, file, line, text, &r)
			wire := unhex(t, file, line, r.Hex)
			if r.Bad != "" {
				bad[withoutXID(wire)] = r.Bad
			} else {
				r.Bad = bad[withoutXID(wire)]
			}
			list = append(list, Record{
				ID: fmt.Sprintf("%s:%d", file, line), Kind: "message", Type: r.Name, Wire: wire, Valid: r.Bad == "", ExpectError: r.Bad,
			})
		})
	}
	return list
}

// withoutXID is a message with its transaction id taken out.
func withoutXID(wire []byte) string {
	if len(wire) < 8 {
		return string(wire)
	}
	return string(wire[:4]) + string(wire[8:])
}

// An ErrorName is what Open vSwitch calls an error's type and code.
type ErrorName struct {
	Name, Version string
	Vendor        uint32
	Type, Code    uint16
}

// ErrorNames returns the rows of the error catalogue for an OpenFlow version.
func ErrorNames(t testing.TB, version string) []ErrorName {
	t.Helper()
	var list []ErrorName
	lines(t, filepath.Join(Dir(t), "error-codes.jsonl"), func(line int, text []byte) {
		var e ErrorName
		parse(t, "error-codes.jsonl", line, text, &e)
		if e.Version == version {
			list = append(list, e)
		}
	})
	return list
}

// lines calls f with each line of a file, numbered from 1.
func lines(t testing.TB, path string, f func(line int, text []byte)) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	s := bufio.NewScanner(file)
	s.Buffer(nil, 1<<24)
	n := 0
	for s.Scan() {
		n++
		f(n, s.Bytes())
	}
	if err := s.Err(); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if n == 0 {
		t.Fatalf("%s is empty", path)
	}
}

func parse(t testing.TB, file string, line int, text []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(text, v); err != nil {
		t.Fatalf("%s:%d: %v", file, line, err)
	}
}

func unhex(t testing.TB, file string, line int, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatalf("%s:%d: %v", file, line, err)
	}
	return b
}
