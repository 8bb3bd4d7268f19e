package sample

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

var protocols = []*openflow.Protocol{openflow10.Protocol, openflow12.Protocol, openflow13.Protocol, openflow14.Protocol, openflow15.Protocol}

// eachProtocol runs a test for each version.
func eachProtocol(t *testing.T, f func(t *testing.T, p *openflow.Protocol)) {
	for _, p := range protocols {
		t.Run(p.Version.String(), func(t *testing.T) { f(t, p) })
	}
}

// generated counts the types that the generated files of a package describe.
func generated(t *testing.T, pattern string) int {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no generated files at %s: %v", pattern, err)
	}
	n := 0
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if lit, ok := node.(*ast.CompositeLit); ok {
				if sel, ok := lit.Type.(*ast.SelectorExpr); ok && sel.Sel.Name == "TypeInfo" {
					n++
				}
			}
			return true
		})
	}
	return n
}

// TestProtocolListsAllTypes compares Protocol.Types and Elements with the source.
func TestProtocolListsAllTypes(t *testing.T) {
	eachProtocol(t, func(t *testing.T, p *openflow.Protocol) {
		want := generated(t, "../../openflow"+strings.ReplaceAll(p.Version.String(), ".", "")+"/*_gen.go")
		if n := len(p.Types) + len(p.Elements); n != want {
			t.Errorf("the protocol lists %d types, its files describe %d", n, want)
		}
	})
}

// A census counts the values of each type, and the shapes in which it occurs.
type census struct {
	tracer
	count  map[string]int             // Values, by Go name.
	values map[string]map[string]bool // Their bytes.
	shapes map[string]map[string]bool
	sample map[string]openflow.Element // One empty element of each type.
}

func newCensus() *census {
	return &census{count: map[string]int{}, values: map[string]map[string]bool{}, shapes: map[string]map[string]bool{}, sample: map[string]openflow.Element{}}
}

func (c *census) element(e openflow.Element) {
	name := e.Info().Name
	if c.count[name]++; c.count[name] == 1 {
		c.values[name], c.shapes[name] = map[string]bool{}, map[string]bool{}
		c.sample[name] = reflect.New(reflect.TypeOf(e).Elem()).Interface().(openflow.Element)
	}
	b, err := e.AppendBinary(nil)
	if err == nil {
		c.values[name][string(b)] = true
	}
	c.shapes[name][trace(e, nil).shape()] = true
	e.Walk(c)
}

func (c *census) Struct(_ string, e openflow.Element) { c.element(e) }

func (c *census) List(_ string, l openflow.List) {
	for i := range l.Len() {
		c.element(l.At(i))
	}
}

// TestEveryType verifies that at least three values of each type are among the samples, all different where the type has anything that may differ, and that a
// field that is not always present is so in one of them and not in another.
func TestEveryType(t *testing.T) {
	eachProtocol(t, func(t *testing.T, p *openflow.Protocol) {
		names, c := map[string]bool{}, newCensus()
		for name, m := range Messages(p) {
			if m == nil {
				t.Fatalf("%s was not built", name)
			}
			if names[name] {
				t.Errorf("%s occurs twice", name)
			}
			names[name] = true
			b, err := m.AppendBinary(nil)
			if err != nil {
				t.Errorf("%s does not encode: %v", name, err)
			} else if n := int(b[2])<<8 | int(b[3]); n != len(b) {
				t.Errorf("%s is %d bytes, its header says %d", name, len(b), n)
			}
			c.element(m)
		}
		values := 0
		for _, info := range append(append([]*openflow.TypeInfo{}, p.Types...), p.Elements...) {
			n := c.count[info.Name]
			values += n
			if n < 3 {
				t.Errorf("%d values of %s, want 3 or more", n, info.Name)
				continue
			}
			empty := c.sample[info.Name]
			if want := c.least(info, empty); len(c.values[info.Name]) < want {
				t.Errorf("%d different values of %s, want %d or more", len(c.values[info.Name]), info.Name, want)
			}
			for name, list := range shapes(empty) {
				for _, v := range list {
					shape := trace(empty, map[string]uint64{name: v}).shape()
					if _, err := set(empty, name, v).AppendBinary(nil); errors.Is(err, openflow.ErrValue) {
						continue // The number is wider than its bits.
					}
					if !c.shapes[info.Name][shape] && !strings.Contains(info.Name, "Unknown") {
						t.Errorf("no %s with %s of %#x, which has the fields %s", info.Name, name, v, shape)
					}
				}
			}
		}
		t.Logf("%d messages, %d types, %d values", len(names), len(p.Types)+len(p.Elements), values)
	})
}

// least is how many different values of a type there can be, 3 at most.
func (c *census) least(info *openflow.TypeInfo, empty openflow.Element) int {
	x := trace(empty, nil)
	fixed := 0
	for _, name := range x.names {
		if name == "type" && info.Message || strings.HasPrefix(name, "len") {
			fixed++
		}
	}
	b, err := empty.AppendBinary(nil)
	switch {
	case info.Message:
		return 3 // Transaction ids differ.
	case err == nil && len(x.names) == x.consts+fixed && len(b) > 0:
		return 1
	}
	return 3
}

func TestMatchesAreLegal(t *testing.T) {
	eachProtocol(t, func(t *testing.T, p *openflow.Protocol) {
		n, fields := 0, 0
		for name, m := range Matches(p) {
			n++
			if err := openflow.CheckMatch(m, p.Fields); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		for i := range p.Fields.Fields {
			if !isStat(&p.Fields.Fields[i]) {
				fields++
			}
		}
		if n < fields {
			t.Errorf("%d matches of %d fields", n, fields)
		}
		for _, names := range [][]string{typicalMatch, fullMatch} {
			if m := some(p.Fields, names); fields > 0 && (len(m) < 2 || openflow.CheckMatch(m, p.Fields) != nil) {
				t.Errorf("of %v: %d fields, %v; want legal ones", names, len(m), openflow.CheckMatch(m, p.Fields))
			}
		}
		t.Logf("%d matches of %d fields", n, fields)
	})
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

func TestFieldMessages(t *testing.T) {
	eachProtocol(t, func(t *testing.T, p *openflow.Protocol) {
		n := 0
		for name, m := range FieldMessages(p) {
			n++
			if _, err := m.AppendBinary(nil); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		t.Logf("%d messages", n)
	})
}

func TestBuildIsDeterministic(t *testing.T) {
	eachProtocol(t, func(t *testing.T, p *openflow.Protocol) {
		for _, info := range p.Types {
			for v := range Variants {
				again, _ := buildWith(p, info, v, nil)
				a, err1 := Build(p, info, v).AppendBinary(nil)
				b, err2 := again.AppendBinary(nil)
				if err1 != nil || err2 != nil || string(a) != string(b) {
					t.Errorf("%s, variant %d: two builds differ: %v, %v", info.Name, v, err1, err2)
				}
			}
		}
		if ByName(p, "Hello", Typical) == nil || ByName(p, "NoSuchMessage", Typical) != nil {
			t.Error("ByName does not find by name")
		}
	})
}

// set returns a copy of an element with a number set.
func set(e openflow.Element, name string, v uint64) openflow.Element {
	c := e.CloneElement()
	c.Walk(&tracer{set: map[string]uint64{name: v}})
	return c
}
