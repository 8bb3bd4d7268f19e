package fuzz

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
	"github.com/ofwire/openflow/openflow13"
)

var update = flag.Bool("update", false, "write the corpus")

// targets are the fuzz targets whose corpus is made of the messages of a protocol.
var targets = map[string]*openflow.Protocol{"FuzzDecode13": openflow13.Protocol}

// seeds returns the corpus of a target by file name: each type typical and, where they differ and are not too long for mutations to hit anything, full
// and wild.
func seeds(t *testing.T, p *openflow.Protocol) map[string]string {
	t.Helper()
	files := map[string]string{}
	last := 0
	for name, m := range sample.Messages(p) {
		b, err := m.AppendBinary(nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		typ, variant, _ := strings.Cut(name, "/")
		switch {
		case variant == "minimal", variant != "typical" && (len(b) == last || len(b) > 3000):
			continue
		}
		last = len(b)
		files[typ+"-"+variant] = fmt.Sprintf("go test fuzz v1\n[]byte(%q)\n", b)
	}
	return files
}

// TestWriteCorpus writes the corpus with -update, and else verifies that it is current. Files of other names are findings and stay.
func TestWriteCorpus(t *testing.T) {
	for target, p := range targets {
		dir := filepath.Join("testdata", "fuzz", target)
		files := seeds(t, p)
		if n := len(files); n < 60 || n > 150 {
			t.Errorf("%s has %d seeds, want 60 to 150", target, n)
		}
		if *update {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		for name, text := range files {
			path := filepath.Join(dir, name)
			if *update {
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if got, err := os.ReadFile(path); err != nil || string(got) != text {
				t.Errorf("%s is not current (%v): run this test with -update", path, err)
			}
		}
	}
}
