package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestVendorModule does what a vendor does: in a module outside this repository it generates a package from specs with actions, messages and a match
// field, and runs that module's tests. Specs and tests are in testdata/vendormodule.
func TestVendorModule(t *testing.T) {
	if testing.Short() {
		t.Skip("builds another module")
	}
	repo, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile("../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/vendormodule")); err != nil {
		t.Fatal(err)
	}
	goMod := fmt.Sprintf("module example.com/acme\n\ngo 1.25.0\n\nrequire github.com/ofwire/openflow v0.0.0\n\nreplace github.com/ofwire/openflow => %s\n", repo)
	for name, text := range map[string]string{"go.mod": goMod, "go.sum": string(sum)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range []string{"get -tool github.com/ofwire/openflow/gen", "generate ./...", "vet ./...", "test ./..."} {
		cmd := exec.Command("go", strings.Fields(args)...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", args, err, out)
		}
	}
}

// TestVendorBrevity checks what the documentation promises: a vendor's action is less than ten lines of spec.
func TestVendorBrevity(t *testing.T) {
	src, err := os.ReadFile("testdata/vendormodule/acme.of")
	if err != nil {
		t.Fatal(err)
	}
	_, action, ok := strings.Cut(string(src), "// AcmeActionPaint")
	if !ok {
		t.Fatal("no action paint")
	}
	action, _, _ = strings.Cut(action, "\n\n")
	if n := strings.Count(action, "\n") + 1; n >= 10 {
		t.Errorf("the action has %d lines", n)
	}
}
