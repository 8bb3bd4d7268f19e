package model_test

import (
	"strings"
	"testing"

	"github.com/ofwire/openflow/gen/internal/model"
	"github.com/ofwire/openflow/gen/internal/syntax"
)

const vendorSpec = `package openflow

// Gear is before the vendor's line.
struct gear {
    u8 a
}

// Acme makes gears.
vendor acme = 0xaabbcc @1.3+ {
    message { tag u32 subtype }
}

// Wheel has no range.
struct wheel {
    u8 a
}

// Axle has one.
struct axle @..1.3 {
    u8 a
}

// Tooth has a width for each of two versions.
number tooth : u8 @1.3 : u16 @1.4 {
}
`

// TestVendorRange shows that the range of a vendor's line encloses what comes after it, in that file.
func TestVendorRange(t *testing.T) {
	load := func(more string) (*model.Spec, syntax.ErrorList) {
		var files []*syntax.File
		for name, src := range map[string]string{"acme.of": vendorSpec + more, "other.of": "package openflow\n\n// Other is in a file of its own.\nstruct other {\n    u8 a\n}\n"} {
			file, errs := syntax.Parse(name, []byte(src))
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			files = append(files, file)
		}
		return model.Load(files, nil)
	}
	spec, errs := load("")
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	for v, want := range map[model.Version]string{
		model.V10: "Gear Other", model.V12: "Gear Other", model.V13: "acme Axle Gear Other Wheel", model.V14: "acme Gear Other Wheel", model.V15: "acme Gear Other Wheel",
	} {
		var got []string
		for _, x := range spec.Package(v).Vendors {
			got = append(got, x.Name)
		}
		for _, name := range []string{"Axle", "Gear", "Other", "Wheel"} {
			for _, s := range spec.Package(v).Structs {
				if s.GoName == name {
					got = append(got, name)
				}
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s has %s, want %s", v, s, want)
		}
	}
	_, errs = load("\n// Early is of a version that the vendor is not in.\nstruct early @1.0 {\n    u8 a\n}\n")
	if len(errs) != 1 || !strings.Contains(errs[0].Error(), "the range @1.0 lies outside of what encloses it: 1.3, 1.4, 1.5") {
		t.Errorf("a range outside of the vendor's: %v", errs)
	}
	_, errs = load("\nvendor acme @1.4+\n\n// Late is behind another line of the vendor.\nstruct late @1.3 {\n    u8 a\n}\n")
	if len(errs) != 1 || !strings.Contains(errs[0].Error(), "1.4, 1.5") {
		t.Errorf("a range outside of the second line's: %v", errs)
	}
}
