package model_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ofwire/openflow/gen/internal/model"
	"github.com/ofwire/openflow/gen/internal/syntax"
)

// TestBadSpecs compares all errors of each file in testdata/bad with the messages that stand behind //! on their lines.
func TestBadSpecs(t *testing.T) {
	names, err := filepath.Glob("testdata/bad/*.of")
	if err != nil || len(names) == 0 {
		t.Fatal("no files", err)
	}
	total := 0
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			wanted := wantedErrors(string(src))
			total += len(wanted)
			got := allErrors(filepath.Base(name), src)
			for _, e := range got {
				w := located{e.Pos.Line, e.Msg}
				if i := slices.Index(wanted, w); i >= 0 {
					wanted = slices.Delete(wanted, i, i+1)
					continue
				}
				t.Errorf("unwanted: %v", e)
			}
			for _, w := range wanted {
				t.Errorf("missing: line %d: %s", w.line, w.msg)
			}
		})
	}
	if total < 100 {
		t.Errorf("only %d messages are wanted in all", total)
	}
}

// located is a message on a line.
type located struct {
	line int
	msg  string
}

// wantedErrors collects the messages behind //!.
func wantedErrors(src string) []located {
	var list []located
	for i, line := range strings.Split(src, "\n") {
		for _, msg := range strings.Split(line, "//!")[1:] {
			list = append(list, located{i + 1, strings.TrimSpace(msg)})
		}
	}
	return list
}

// allErrors returns the errors of the parser, or those of the model when there are none.
func allErrors(name string, src []byte) syntax.ErrorList {
	f, errs := syntax.Parse(name, src)
	if len(errs) > 0 {
		return errs
	}
	_, errs = model.Load([]*syntax.File{f}, nil)
	return errs
}
