package packet_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// TestAllClasses expects a test for each of the classes P1 to P17 of malformed packets: TestP, the number, and what it is of. The tests of captures, P15,
// are those of ofdump.
func TestAllClasses(t *testing.T) {
	name := regexp.MustCompile(`(?m)^func TestP(\d+)[A-Z]`)
	seen := make(map[string]bool)
	for _, dir := range []string{".", "../cmd/ofdump"} {
		files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range name.FindAllSubmatch(b, -1) {
				seen[string(m[1])] = true
			}
		}
	}
	for n := 1; n <= 17; n++ {
		if !seen[strconv.Itoa(n)] {
			t.Errorf("no test of P%d", n)
		}
	}
}
