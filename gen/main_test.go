package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// gen runs the command and returns its output and error.
func gen(args ...string) (string, error) {
	var out, diag bytes.Buffer
	err := run(args, &out, &diag)
	return out.String(), err
}

// TestDump prints a version of a spec directory.
func TestDump(t *testing.T) {
	out, err := gen("-spec", "testdata", "-dump", "1.3")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"package openflow, OpenFlow 1.3", "message hello = 0, Go Hello"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// TestCheck checks the specs of this tree, and reports errors of others.
func TestCheck(t *testing.T) {
	if _, err := gen("-check"); err != nil {
		t.Error(err)
	}
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.of")
	if err := os.WriteFile(bad, []byte("package openflow\n\nstruct x {\n    y z\n}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := gen("-check", "-spec", dir)
	want := bad + ":3:1: struct x has no documentation\n" + bad + ":4:5: unknown type y"
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// TestVendor checks an outside vendor's spec against that of testdata.
func TestVendor(t *testing.T) {
	out, err := gen("-spec", "testdata", "-vendor", "testdata/vendor/acme.of", "-dump", "1.3")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out, "package acme, OpenFlow 1.3") || !strings.Contains(out, "Go AcmeNote") || strings.Contains(out, "Go Hello,") {
		t.Errorf("got\n%s", out)
	}
}

// TestFormat formats to standard output and in place.
func TestFormat(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.of")
	if err := os.WriteFile(name, []byte("package   openflow\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := gen("-fmt", name); err != nil || out != "package openflow\n" {
		t.Errorf("%q, %v", out, err)
	}
	if out, err := gen("-fmt", "-w", name); err != nil || out != name+"\n" {
		t.Errorf("%q, %v", out, err)
	}
	if out, err := gen("-fmt", "-w", name); err != nil || out != "" {
		t.Errorf("a formatted file was written: %q, %v", out, err)
	}
}

// TestUsage checks that wrong usage is told from wrong specs.
func TestUsage(t *testing.T) {
	for _, args := range [][]string{
		{"-dump", "1.1"}, {"-w"}, {"x.of"}, {"-version", "1.3"}, {"-vendor", "x.of"}, {"-nothing"},
	} {
		if _, err := gen(args...); !errors.Is(err, errUsage) {
			t.Errorf("%v: %v", args, err)
		}
	}
}

// TestStale checks that only generated files that are no longer made are deleted.
func TestStale(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"old_gen.go": marker + "by gen. DO NOT EDIT.\n", "hand_gen.go": "package x\n", "doc.go": marker, "new_gen.go": marker,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := deleteStale(dir, map[string]bool{"new_gen.go": true}); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 3 {
		t.Errorf("left %v, %v", left, err)
	}
}
