package openflow13_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// goList returns the lines that go list prints.
func goList(t *testing.T, args ...string) []string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list"}, args...)...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %s: %v", strings.Join(args, " "), err)
	}
	lines := strings.Fields(string(out))
	if len(lines) == 0 {
		t.Fatalf("go list %s prints nothing", strings.Join(args, " "))
	}
	return lines
}

// TestDeps verifies that who only wants the codec does not get a network stack, TLS or JSON with it.
func TestDeps(t *testing.T) {
	deps := goList(t, "-deps", ".")
	for _, name := range []string{"net", "crypto/tls", "net/http", "encoding/json", "log", "log/slog", "os/exec", "html/template", "text/template", "regexp"} {
		if slices.Contains(deps, name) {
			t.Errorf("openflow13 depends on %s", name)
		}
	}
	for _, name := range deps {
		if first, _, _ := strings.Cut(name, "/"); strings.Contains(first, ".") && !strings.HasPrefix(name, "github.com/ofwire/openflow") {
			t.Errorf("openflow13 depends on %s, which is not of the standard library", name)
		}
	}
	if !slices.Contains(deps, "net/netip") {
		t.Error("openflow13 does not depend on net/netip: is the list right?")
	}
}

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
