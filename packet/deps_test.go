package packet_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestDeps verifies that the package brings no network stack, TLS or JSON with it.
func TestDeps(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	for _, name := range []string{"net", "crypto/tls", "encoding/json", "fmt", "log", "log/slog", "os", "regexp"} {
		if slices.Contains(deps, name) {
			t.Errorf("the package depends on %s", name)
		}
	}
	if !slices.Contains(deps, "net/netip") {
		t.Error("no net/netip: is the list right?")
	}
}
