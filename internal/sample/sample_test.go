package sample

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
)

var protocols = []*openflow.Protocol{openflow13.Protocol}

// generated returns the JSON names of the types that the generated files of a package describe, each as often as there are types, without messages.
func generated(t *testing.T, pattern string) map[string]int {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no generated files at %s: %v", pattern, err)
	}
	count := map[string]int{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if sel, ok := lit.Type.(*ast.SelectorExpr); !ok || sel.Sel.Name != "TypeInfo" {
				return true
			}
			if json, message := describe(lit); !message {
				count[json]++
			}
			return true
		})
	}
	return count
}

// describe reads the fields of a TypeInfo literal.
func describe(lit *ast.CompositeLit) (json string, message bool) {
	for _, e := range lit.Elts {
		kv := e.(*ast.KeyValueExpr)
		switch kv.Key.(*ast.Ident).Name {
		case "JSON":
			json, _ = strconv.Unquote(kv.Value.(*ast.BasicLit).Value)
		case "Message":
			message = true
		}
	}
	return json, message
}

func TestClasses(t *testing.T) {
	listed := map[string]int{}
	for _, c := range classes {
		listed[c.name]++
	}
	types := generated(t, "../../openflow13/*_gen.go")
	for name, n := range types {
		if listed[name] < n && !slices.Contains(inline, name) {
			t.Errorf("%s: %d generated types, %d classes listed", name, n, listed[name])
		}
	}
	for name := range listed {
		if types[name] == 0 {
			t.Errorf("%s is listed and no package has it", name)
		}
	}
}

// seen counts the classes that a message holds.
type seen struct {
	openflow.Visitor
	count map[string]int
}

func (s seen) List(_ string, l openflow.List) {
	for i := range l.Len() {
		s.element(l.At(i))
	}
}

func (s seen) Struct(_ string, e openflow.Element) { s.element(e) }

func (s seen) element(e openflow.Element) {
	s.count[e.Info().Name]++
	e.Walk(seen{&filler{p: protocols[0], variant: Minimal, path: []string{"none"}}, s.count})
}

func TestMessagesHoldEveryType(t *testing.T) {
	for _, p := range protocols {
		names, held := map[string]bool{}, map[string]int{}
		for name, m := range Messages(p) {
			if m == nil {
				t.Fatalf("%s was not built", name)
			}
			if names[name] {
				t.Errorf("%s occurs twice", name)
			}
			names[name] = true
			seen{count: held}.element(m.CloneElement())
			b, err := m.AppendBinary(nil)
			if err != nil {
				t.Errorf("%s does not encode: %v", name, err)
			} else if n := int(b[2])<<8 | int(b[3]); n != len(b) {
				t.Errorf("%s is %d bytes, its header says %d", name, len(b), n)
			}
		}
		if want := len(p.Types) * Variants; len(names) < want {
			t.Errorf("%d messages, want %d or more", len(names), want)
		}
		for _, info := range p.Types {
			if held[info.Name] == 0 {
				t.Errorf("no message of type %s", info.Name)
			}
		}
		total := 0
		for range held {
			total++
		}
		elements := generated(t, "../../openflow13/*_gen.go")
		want := len(p.Types)
		for _, n := range elements {
			want += n
		}
		if total != want {
			t.Errorf("the messages hold %d types, want all %d", total, want)
		}
	}
}

func TestMatchesAreLegal(t *testing.T) {
	for _, p := range protocols {
		n := 0
		for name, m := range Matches(p) {
			n++
			if err := openflow.CheckMatch(m, p.Fields); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n < len(p.Fields.Fields) {
			t.Errorf("%d matches of %d fields", n, len(p.Fields.Fields))
		}
		for _, names := range [][]string{typicalMatch, fullMatch} {
			if m := named(p.Fields, names); len(m) != len(names) || openflow.CheckMatch(m, p.Fields) != nil {
				t.Errorf("of %v: %d fields, %v; want all, and legal ones", names, len(m), openflow.CheckMatch(m, p.Fields))
			}
		}
	}
}

func TestMatchesOfIPv6(t *testing.T) {
	ethTypes := map[string]uint64{"icmpv6_code": 0x86dd, "ipv6_nd_sll": 0x86dd, "tcp_dst": 0x0800}
	for name, m := range Matches(openflow13.Protocol) {
		if want, ok := ethTypes[name]; ok {
			if got, _, _ := openflow13.FieldEthType.Get(m); uint64(got) != want {
				t.Errorf("%s stands behind eth_type %#x, want %#x", name, got, want)
			}
		}
		if name == "tun_flags/mask" {
			if _, mask, _ := openflow13.FieldTunFlags.Get(m); mask == 0 {
				t.Error("the mask of tun_flags is zero")
			}
		}
	}
}

func TestBuildIsDeterministic(t *testing.T) {
	for _, p := range protocols {
		for _, info := range p.Types {
			for v := range Variants {
				a, err1 := Build(p, info, v).AppendBinary(nil)
				b, err2 := Build(p, info, v).AppendBinary(nil)
				if err1 != nil || err2 != nil || string(a) != string(b) {
					t.Errorf("%s, variant %d: two builds differ: %v, %v", info.Name, v, err1, err2)
				}
			}
		}
		if ByName(p, "FlowMod", Typical) == nil || ByName(p, "NoSuchMessage", Typical) != nil {
			t.Error("ByName does not find by name")
		}
	}
}
