package traps

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var trapName = regexp.MustCompile(`^TestTrap([0-9]{2,3})_[A-Z]\w+$`)

// TestAllTraps verifies that each trap has one test, which says what the trap is.
func TestAllTraps(t *testing.T) {
	tests := map[int]string{}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || !strings.HasPrefix(f.Name.Name, "TestTrap") {
				continue
			}
			name := trapName.FindStringSubmatch(f.Name.Name)
			if name == nil {
				t.Errorf("%s is no name of a test of a trap", f.Name.Name)
				continue
			}
			n, _ := strconv.Atoi(name[1])
			if other, ok := tests[n]; ok {
				t.Errorf("%s and %s are of the same trap", other, f.Name.Name)
			}
			if f.Doc == nil {
				t.Errorf("%s does not say what the trap is", f.Name.Name)
			}
			tests[n] = f.Name.Name
		}
	}
	for n := 1; n <= 100; n++ {
		if tests[n] == "" {
			t.Errorf("trap %d has no test", n)
		}
		delete(tests, n)
	}
	for n, name := range tests {
		t.Errorf("%s: there is no trap %d", name, n)
	}
}
