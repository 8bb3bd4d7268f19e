package model_test

import (
	"bytes"
	"io/fs"
	"os"
	"testing"

	"github.com/ofwire/openflow/gen/internal/model"
	"github.com/ofwire/openflow/gen/internal/syntax"
	"github.com/ofwire/openflow/spec"
)

// maxSpec is the size of the largest file that is parsed: to make a larger one small takes a fuzzer longer than to find it.
const maxSpec = 4096

// FuzzSpec parses anything as a spec file, formats and checks it. What parses is printed so that it parses again, to the same text. The seeds are the
// short files of the standard and the bad ones of the tests.
func FuzzSpec(f *testing.F) {
	for _, seeds := range []struct {
		files fs.FS
		names string
	}{{spec.Files, "*.of"}, {os.DirFS("testdata"), "bad/*.of"}} {
		names, err := fs.Glob(seeds.files, seeds.names)
		if err != nil || len(names) == 0 {
			f.Fatalf("no files %s: %v", seeds.names, err)
		}
		for _, name := range names {
			src, err := fs.ReadFile(seeds.files, name)
			if err != nil {
				f.Fatal(err)
			}
			if len(src) <= maxSpec {
				f.Add(src)
			}
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > maxSpec {
			return
		}
		file, errs := syntax.Parse("fuzz.of", src)
		if len(errs) > 0 || bytes.Contains(src, []byte("\r")) {
			return
		}
		text := syntax.Format(file)
		again, errs := syntax.Parse("fuzz.of", text)
		if len(errs) > 0 {
			t.Fatalf("what was printed does not parse: %v\n%s", errs, text)
		}
		if second := syntax.Format(again); !bytes.Equal(second, text) {
			t.Fatalf("printed the second time:\n%s\nwant\n%s", second, text)
		}
		s, errs := model.Load([]*syntax.File{file}, nil)
		if s == nil && len(errs) == 0 {
			t.Fatal("neither a spec nor errors")
		}
	})
}
