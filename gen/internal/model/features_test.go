package model_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/ofwire/openflow/gen/internal/model"
	"github.com/ofwire/openflow/gen/internal/syntax"
)

// A feature is what one small spec must say in the model.
type feature struct {
	*testing.T
	spec *model.Spec
	v    model.Version
}

// loadFeature loads testdata/features/name.of.
func loadFeature(t *testing.T, name string) *feature {
	t.Helper()
	src, err := os.ReadFile("testdata/features/" + name + ".of")
	if err != nil {
		t.Fatal(err)
	}
	file, errs := syntax.Parse(name+".of", src)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	spec, errs := model.Load([]*syntax.File{file}, nil)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return &feature{t, spec, model.V13}
}

// in returns the feature in another version.
func (f *feature) in(v model.Version) *feature { return &feature{f.T, f.spec, v} }

// st returns the struct of that Go name, nil without.
func (f *feature) st(goName string) *model.Struct {
	for _, s := range f.spec.Package(f.v).Structs {
		if s.GoName == goName {
			return s
		}
	}
	return nil
}

// item returns an item, or a member of a bits item, written Struct.name.
func (f *feature) item(path string) *model.Item {
	f.Helper()
	goName, name, _ := strings.Cut(path, ".")
	s := f.st(goName)
	if s == nil {
		f.Fatalf("no struct %s in %s", goName, f.v)
	}
	for _, it := range s.Items {
		for _, m := range append([]*model.Item{it}, it.Members...) {
			if m.Name == name {
				return m
			}
		}
	}
	f.Fatalf("no item %s in %s", path, f.v)
	return nil
}

// at checks offset and size of an item.
func (f *feature) at(path string, offset, size int) {
	f.Helper()
	if it := f.item(path); it.Offset != offset || it.Size != size {
		f.Errorf("%s: offset %d size %d, want %d and %d", path, it.Offset, it.Size, offset, size)
	}
}

// bytes checks the sizes of a struct.
func (f *feature) bytes(goName string, size, minimum, fixed int) {
	f.Helper()
	s := f.st(goName)
	if s == nil {
		f.Fatalf("no struct %s in %s", goName, f.v)
	}
	if s.Size != size || s.Min != minimum || s.Fixed != fixed {
		f.Errorf("%s: size %d min %d fixed %d, want %d, %d, %d", goName, s.Size, s.Min, s.Fixed, size, minimum, fixed)
	}
}

// kind checks the kind of an item.
func (f *feature) kind(path string, want model.ItemKind) {
	f.Helper()
	if got := f.item(path).Kind; got != want {
		f.Errorf("%s: kind %d, want %d", path, got, want)
	}
}

// is checks any value.
func (f *feature) is(what string, got, want any) {
	f.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		f.Errorf("%s: %v, want %v", what, got, want)
	}
}

// family returns a family by name.
func (f *feature) family(name string) *model.Family {
	for _, fam := range f.spec.Package(f.v).Families {
		if fam.Name == name {
			return fam
		}
	}
	f.Fatalf("no family %s", name)
	return nil
}

// enum returns the values of an enumeration, as NAME=value.
func (f *feature) enum(name string) string {
	for _, e := range f.spec.Package(f.v).Enums {
		if e.Name == name {
			var list []string
			for _, c := range e.Consts {
				list = append(list, fmt.Sprintf("%s=%d", c.Name, c.Value))
			}
			return strings.Join(list, " ")
		}
	}
	return "none"
}

// match returns a match field by name.
func (f *feature) match(name string) *model.Field {
	for _, t := range f.spec.Package(f.v).Tables {
		for _, field := range t.Fields {
			if field.Name == name {
				return field
			}
		}
	}
	f.Fatalf("no match field %s", name)
	return nil
}

// TestFeatures shows that each feature of openflow-wire.md §5 can be expressed.
func TestFeatures(t *testing.T) {
	tests := []func(*feature){
		scalars, addresses, fixedArrays, padPolicy, alignment, ownLength, lists, stepping, derived, nested,
		unknownTags, keys, headers, views, packed, biased, conditions, widths, embedded, context,
		recursion, bare, trailing, bitmaps, texts, ranges, formerPads, experimenters, enumerations, catalogue,
		defaults, constraints, fieldTables, directions, bodies, documentation, strictness, fixtures,
	}
	for i, test := range tests {
		name := fmt.Sprintf("F%d", i+1)
		t.Run(name, func(t *testing.T) { test(loadFeature(t, name)) })
	}
	if len(tests) != 38 {
		t.Errorf("%d features", len(tests))
	}
}
