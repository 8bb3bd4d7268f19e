package syntax

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// sources returns the files to format: those of testdata and the specs of this tree.
func sources(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"testdata/*.of", "../model/testdata/features/*.of", "../../../spec/*.of"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	return names
}

// TestFormat checks that formatting is idempotent and that no word and no comment is lost.
func TestFormat(t *testing.T) {
	for _, name := range sources(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			f, errs := Parse(name, src)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			once := Format(f)
			g, errs := Parse(name, once)
			if len(errs) > 0 {
				t.Fatalf("the formatted text is wrong: %v\n%s", errs, once)
			}
			if twice := Format(g); !bytes.Equal(once, twice) {
				t.Errorf("formatting again changes:\n%s\nto\n%s", once, twice)
			}
			if a, b := words(src), words(once); !slices.Equal(a, b) {
				t.Errorf("words differ: %q, %q", a, b)
			}
		})
	}
}

// words returns the tokens of a text in order of size: the formatter may move ranges and attributes within a head.
func words(src []byte) []string {
	s := newScanner("", src, func(Pos, string) {})
	var list []string
	for {
		t := s.next()
		switch t.kind {
		case kEOF:
			slices.Sort(list)
			return list
		case kNewline:
		case kExample:
			for _, l := range t.lines {
				list = append(list, l.Text)
				if l.Comment != nil {
					list = append(list, l.Comment.Text)
				}
			}
		default:
			list = append(list, t.text)
		}
	}
}

// TestFormatGolden compares the formatted testdata with their goldens; go test -args update rewrites them.
func TestFormatGolden(t *testing.T) {
	src, err := os.ReadFile("testdata/ugly.of")
	if err != nil {
		t.Fatal(err)
	}
	f, errs := Parse("ugly.of", src)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	got := Format(f)
	const golden = "testdata/ugly.golden"
	if flag.Arg(0) == "update" {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("formatted differs from %s:\n%s", golden, got)
	}
}

// TestParsePrefixes feeds all prefixes of a file to the parser: it must end, and never claim that half a line is whole.
func TestParsePrefixes(t *testing.T) {
	src, err := os.ReadFile("testdata/ugly.of")
	if err != nil {
		t.Fatal(err)
	}
	for n := range src {
		f, _ := Parse("ugly.of", src[:n])
		Format(f)
		f, _ = Parse("ugly.of", append(bytes.Clone(src[:n]), src[min(n+7, len(src)):]...))
		Format(f)
	}
}
