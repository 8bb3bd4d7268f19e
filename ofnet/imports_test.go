package ofnet

import (
	"go/build"
	"slices"
	"strings"
	"testing"
)

// TestImports wants no version package: a program links the versions that it lists.
func TestImports(t *testing.T) {
	p, err := build.ImportDir(".", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range p.Imports {
		if strings.Contains(path, ".") && path != "github.com/ofwire/openflow" {
			t.Error("import of", path)
		}
	}
	if !slices.Contains(p.Imports, "github.com/ofwire/openflow") {
		t.Error("imports", p.Imports)
	}
}
