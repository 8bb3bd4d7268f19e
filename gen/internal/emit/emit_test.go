package emit_test

import (
	"bytes"
	"flag"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/ofwire/openflow/gen/internal/emit"
	"github.com/ofwire/openflow/gen/internal/model"
	"github.com/ofwire/openflow/gen/internal/syntax"
)

var update = flag.Bool("update", false, "write the wanted Go of testdata/*.txtar")

// parse parses one spec.
func parse(t *testing.T, name string, src []byte) *syntax.File {
	t.Helper()
	f, errs := syntax.Parse(name, src)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return f
}

// parseFile parses a spec file under testdata or spec.
func parseFile(t *testing.T, name string) *syntax.File {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, filepath.Base(name), src)
}

// load builds the model of 1.3.
func load(t *testing.T, files, imported []*syntax.File) *model.Package {
	t.Helper()
	s, errs := model.Load(files, imported)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return s.Package(model.V13)
}

// standard are the files of the specs of this tree.
func standard(t *testing.T) []*syntax.File {
	t.Helper()
	names, err := filepath.Glob("../../../spec/*.of")
	if err != nil || len(names) == 0 {
		t.Fatal("no specs", err)
	}
	var files []*syntax.File
	for _, name := range names {
		files = append(files, parseFile(t, name))
	}
	return files
}

// TestGolden emits the specs of testdata/*.txtar and compares what comes of the case's own file with the Go that the archive holds. All that is emitted
// must compile, which takes its time: with -short it is not tried.
func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no cases", err)
	}
	imports := importer.ForCompiler(token.NewFileSet(), "source", nil)
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files, own := emitCase(t, a.Files[0])
			if !testing.Short() {
				compile(t, imports, files)
			}
			if *update {
				a.Files = append(a.Files[:1], own...)
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			compare(t, a.Files[1:], own)
		})
	}
}

// emitCase emits a spec: together with base.of, or as an outside vendor's. Own is what comes of the case itself.
func emitCase(t *testing.T, spec txtar.File) (files []emit.File, own []txtar.File) {
	t.Helper()
	src := parse(t, spec.Name, spec.Data)
	options := emit.Options{Package: "openflow13"}
	var p *model.Package
	if vendor := len(src.Imports) > 0; vendor {
		options = emit.Options{Package: "acme13", Standard: "github.com/ofwire/openflow/openflow13"}
		p = load(t, []*syntax.File{src}, standard(t))
	} else {
		p = load(t, []*syntax.File{src, parseFile(t, "testdata/base.of")}, nil)
	}
	files, err := emit.Package(p, options)
	if err != nil {
		t.Fatal(err)
	}
	base := strings.TrimSuffix(spec.Name, ".of")
	for _, f := range files {
		if f.Name == base+"_gen.go" || f.Name == "register_gen.go" {
			own = append(own, txtar.File{Name: f.Name, Data: f.Data})
		}
	}
	return files, own
}

// compile checks the types of a package.
func compile(t *testing.T, imports types.Importer, files []emit.File) {
	t.Helper()
	set := token.NewFileSet()
	var parsed []*ast.File
	for _, f := range files {
		if strings.HasSuffix(f.Name, "_test.go") {
			continue
		}
		x, err := parser.ParseFile(set, f.Name, f.Data, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, x)
	}
	config := types.Config{Importer: imports, Error: func(err error) { t.Error(err) }}
	_, _ = config.Check("openflow13", set, parsed, nil) // Errors go to t.
}

// compare reports the first line that differs of each file.
func compare(t *testing.T, want, got []txtar.File) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d files, want %d; -update writes them", len(got), len(want))
	}
	for i := range got {
		g, w := bytes.Split(got[i].Data, []byte("\n")), bytes.Split(want[i].Data, []byte("\n"))
		for n := range max(len(g), len(w)) {
			if n >= len(g) || n >= len(w) || !bytes.Equal(g[n], w[n]) {
				t.Errorf("%s differs in line %d; go test ./gen/internal/emit -update writes the new one\ngot  %s\nwant %s", got[i].Name, n+1, line(g, n), line(w, n))
				break
			}
		}
	}
}

func line(lines [][]byte, n int) []byte {
	if n < len(lines) {
		return lines[n]
	}
	return []byte("(end)")
}

// TestCurrent emits the specs of this tree twice. Both results are the same, and the same as the files of openflow13.
func TestCurrent(t *testing.T) {
	first, second := emitStandard(t), emitStandard(t)
	fresh := map[string]bool{}
	for i, f := range first {
		fresh[f.Name] = true
		if second[i].Name != f.Name || !bytes.Equal(second[i].Data, f.Data) {
			t.Errorf("%s is another the second time", f.Name)
		}
		old, err := os.ReadFile(filepath.Join("../../../openflow13", f.Name))
		if err != nil || !bytes.Equal(old, f.Data) {
			t.Errorf("openflow13/%s is not current: run go run ./gen (%v)", f.Name, err)
		}
	}
	names, err := filepath.Glob("../../../openflow13/*_gen*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if !fresh[filepath.Base(name)] {
			t.Errorf("%s is generated no more: run go run ./gen", name)
		}
	}
}

func emitStandard(t *testing.T) []emit.File {
	t.Helper()
	files, err := emit.Package(load(t, standard(t), nil), emit.Options{Package: "openflow13"})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
