package model_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/ofwire/openflow/gen/internal/model"
	"github.com/ofwire/openflow/gen/internal/syntax"
)

// TestDump compares the dump of a small spec with its golden; go test -args update rewrites it.
func TestDump(t *testing.T) {
	src, err := os.ReadFile("testdata/dump/small.of")
	if err != nil {
		t.Fatal(err)
	}
	f, errs := syntax.Parse("small.of", src)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	s, errs := model.Load([]*syntax.File{f}, nil)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	var got bytes.Buffer
	if err := model.Dump(&got, s.Package(model.V13)); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/dump/small.txt"
	if flag.Arg(0) == "update" {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the dump differs from %s:\n%s", golden, &got)
	}
}
