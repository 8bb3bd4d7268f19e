package codectest

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
)

// goList returns the words that go list prints.
func goList(t *testing.T, args ...string) []string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list"}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list %s: %v", strings.Join(args, " "), err)
	}
	words := strings.Fields(string(out))
	if len(words) == 0 {
		t.Fatalf("go list %s prints nothing", strings.Join(args, " "))
	}
	return words
}

// testDeps verifies that who only wants the codec does not get a network stack, TLS or JSON with it.
func testDeps(t *testing.T, p *openflow.Protocol) {
	deps := goList(t, "-deps", ".")
	for _, name := range []string{"net", "crypto/tls", "net/http", "encoding/json", "log", "log/slog", "os/exec", "html/template", "text/template", "regexp"} {
		if slices.Contains(deps, name) {
			t.Errorf("the codec of %s depends on %s", p.Version, name)
		}
	}
	for _, name := range deps {
		if first, _, _ := strings.Cut(name, "/"); strings.Contains(first, ".") && !strings.HasPrefix(name, "github.com/ofwire/openflow") {
			t.Errorf("the codec of %s depends on %s, which is not of the standard library", p.Version, name)
		}
	}
	if !slices.Contains(deps, "net/netip") {
		t.Errorf("the codec of %s does not depend on net/netip: is the list right?", p.Version)
	}
}
