package openflow_test

import (
	"os"
	"strings"
	"testing"
)

// TestReadme checks that the README shows code that is tested: the body of Example, and a vendor's action of gen/testdata.
func TestReadme(t *testing.T) {
	readme := read(t, "README.md")
	_, code, _ := strings.Cut(readme, "```go\n")
	code, _, ok := strings.Cut(code, "```")
	if !ok || !strings.Contains(strings.ReplaceAll(read(t, "example_test.go"), "\n\t", "\n"), code) {
		t.Error("the example is not that of example_test.go")
	}
	_, action, _ := strings.Cut(readme, "```\n// AcmeActionPaint")
	action, _, ok = strings.Cut(action, "```")
	if !ok || !strings.Contains(read(t, "gen/testdata/vendormodule/acme.of"), action) {
		t.Error("the action is not that of gen/testdata/vendormodule/acme.of")
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
