package codectest

import (
	"strings"
	"testing"
)

// TestDepsOfModule verifies that the generator's libraries stay in the generator.
func TestDepsOfModule(t *testing.T) {
	const module = "github.com/ofwire/openflow"
	n := 0
	for _, line := range goList(t, "-f", `{{.ImportPath}}={{join .Imports ","}}`, module+"/...") {
		pkg, imports, _ := strings.Cut(line, "=")
		if strings.HasPrefix(pkg, module+"/gen") {
			continue
		}
		n++
		for _, name := range strings.Split(imports, ",") {
			if strings.Contains(name, "jennifer") || strings.HasPrefix(name, "golang.org/x/tools") || strings.HasPrefix(name, module+"/gen") {
				t.Errorf("%s imports %s, which is for the generator", pkg, name)
			}
		}
	}
	if n < 5 {
		t.Errorf("%d packages outside gen, want 5 or more: is the list right?", n)
	}
}
