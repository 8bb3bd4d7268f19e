package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestDeps verifies that gopacket stays in this command.
func TestDeps(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}}={{join .Imports ","}}`, "github.com/ofwire/openflow/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var users []string
	for line := range strings.Lines(string(out)) {
		if pkg, imports, _ := strings.Cut(line, "="); strings.Contains(imports, "gopacket") {
			users = append(users, pkg)
		}
	}
	if got := strings.Join(users, " "); got != "github.com/ofwire/openflow/cmd/ofdump" {
		t.Errorf("gopacket is imported by %s", got)
	}
}
