package model_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ofwire/openflow/gen/internal/model"
	"github.com/ofwire/openflow/gen/internal/syntax"
)

// standard parses the specs of this tree.
func standard(t *testing.T) []*syntax.File {
	t.Helper()
	names, err := filepath.Glob("../../../spec/*.of")
	if err != nil || len(names) == 0 {
		t.Fatal("no spec files", err)
	}
	var files []*syntax.File
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, errs := syntax.Parse(filepath.Base(name), src)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		files = append(files, f)
	}
	return files
}

// TestStandard loads the specs of this tree and an outside vendor's that imports them.
func TestStandard(t *testing.T) {
	files := standard(t)
	if _, errs := model.Load(files, nil); len(errs) > 0 {
		t.Fatal(errs)
	}
	const outside = `package acme
import "openflow"

// Acme is a vendor.
vendor acme = 0x00aabbcc go Acme json Acme {
    action { tag u16 subtype }
}

// AcmeActionPaint paints the packet.
action paint = 1 @1.2+ {
    u16     colour
    port_no port = ANY
    match   match
}

// Fields of Acme.
oxm acme = 0xffff @1.3+ {
    colour = 1 : u16 needs eth_type == 0x0800
}
`
	f, errs := syntax.Parse("acme.of", []byte(outside))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	s, errs := model.Load([]*syntax.File{f}, files)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	p := s.Package(model.V13)
	if p.Imported == nil || len(p.Structs) != 1 || len(p.Families) != 0 {
		t.Fatalf("%d structs, %d families", len(p.Structs), len(p.Families))
	}
	paint := p.Structs[0]
	if paint.GoName != "AcmeActionPaint" || paint.Family.Outer != p.Imported || paint.Fixed != 16 {
		t.Errorf("%s: %d fixed bytes", paint.GoName, paint.Fixed)
	}
	for _, m := range paint.Family.Members {
		if m == paint {
			t.Error("the imported family was changed")
		}
	}
	if need := p.Tables[0].Fields[0].Needs[0]; need.Field.Table.Outer != p.Imported {
		t.Error("the prerequisite is not the standard's field")
	}
}
