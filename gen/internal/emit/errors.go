package emit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// errorSet prints the constants of one error type, or of a vendor's errors.
func (e *emitter) errorSet(f *jen.File, x *model.ErrorSet) {
	if x.Vendor != nil {
		e.vendorErrors(f, x)
		return
	}
	doc := fmt.Sprintf("Errors of type %d.", x.Type)
	if first, rest, ok := strings.Cut(x.Doc, " "); ok && first == x.GoName {
		doc = fmt.Sprintf("Error codes of type %d: what the code %s", x.Type, rest)
	}
	e.constants(f, errorDoc(doc), func(b *body) {
		for _, c := range x.Consts {
			b.line(constDoc(c), "%s openflow.ErrorCode = %d<<16 | %d", errorName(x, c), x.Type, c.Value)
		}
	})
}

// errorDoc words the comment of an error set: its spec says that the code tells something.
func errorDoc(doc string) string {
	return strings.Replace(doc, "what the code tells ", "they tell ", 1)
}

// errorName is the Go name of an error: ErrBadActionBadLen.
func errorName(x *model.ErrorSet, c *model.Const) string {
	set := strings.TrimSuffix(x.GoName, "Code")
	prefix := "Err"
	if x.Vendor != nil {
		prefix = x.Vendor.Prefix + "Err"
		set = strings.TrimPrefix(set, x.Vendor.Prefix)
	}
	return prefix + set + strings.TrimPrefix(c.GoName, x.GoName)
}

// vendorErrors prints the experimenter types of a vendor's errors; in 1.0, which has none, their types and codes.
func (e *emitter) vendorErrors(f *jen.File, x *model.ErrorSet) {
	doc := "Experimenter types of errors of the vendor " + x.Vendor.Name + ": the Code of an error message of type 0xffff."
	if len(x.Consts) > 0 && x.Consts[0].Pair {
		doc = "Errors of the vendor " + x.Vendor.Name + ": the type and the code that follow its number in an error message."
	}
	if _, rest, ok := strings.Cut(x.Doc, " "); ok && strings.HasPrefix(rest, "tells ") {
		doc = strings.TrimSuffix(doc, ".") + ".\nThey tell " + strings.TrimPrefix(rest, "tells ")
	}
	e.constants(f, doc, func(b *body) {
		for _, c := range x.Consts {
			if c.Pair {
				b.line(constDoc(c), "%s openflow.ErrorCode = %d<<16 | %d", errorName(x, c), c.Value>>16, c.Value&0xffff)
				continue
			}
			b.line(constDoc(c), "%s uint16 = %d", errorName(x, c), c.Value)
		}
	})
}

// errorNames prints nothing: errors_gen.go is the file of errors.of, so nameErrors goes to protocol_gen.go.
func (e *emitter) errorNames(*jen.File) {}

// nameErrors prints errorName, which names the type and the code of an error, and a function for the codes of each type.
func (e *emitter) nameErrors(f *jen.File) {
	var sets []*model.ErrorSet
	for _, x := range e.p.Errors {
		if x.Vendor == nil {
			sets = append(sets, x)
		}
	}
	doc := "errorName returns the standard's names of an error's type and code, and decimal numbers where there are none."
	e.function(f, doc, "errorName(c openflow.ErrorCode) (typ, code string)", func(b *body) {
		b.block(func(b *body) { e.errorTypes(b, sets) }, "switch c.Type()")
		b.block(func(b *body) { b.add("typ = strconv.Itoa(int(c.Type()))") }, `if typ == ""`)
		b.block(func(b *body) { b.add("code = strconv.Itoa(int(c.Code()))") }, `if code == ""`)
		b.add("return typ, code")
	})
	for _, x := range sets {
		head := fmt.Sprintf("%s(code uint16) string", codeNames(x))
		e.function(f, "", head, func(b *body) {
			b.block(func(b *body) {
				for _, c := range x.Consts {
					if !c.Alias {
						b.cases(func(b *body) { b.add("return %q", c.Full) }, "%d", c.Value)
					}
				}
			}, "switch code")
			b.add(`return ""`)
		})
	}
}

// nameVendorErrors prints the table of the names of vendors' errors, if there are any.
func (e *emitter) nameVendorErrors(f *jen.File) {
	var list []string
	for _, x := range e.p.Errors {
		for _, c := range x.Consts {
			if x.Vendor != nil && !c.Alias {
				list = append(list, fmt.Sprintf("{Value: %s, Name: %q},", value(uint64(x.Vendor.ID)<<32|c.Value), c.Full))
			}
		}
	}
	if !e.hasVendorErrors() {
		return
	}
	e.function(f, "vendorErrorName returns the name of an error that a vendor defines, or \"\".", "vendorErrorName(vendor, code uint32) string", func(b *body) {
		b.add("return wire.FindName(uint64(vendor)<<32|uint64(code), vendorErrors[:])")
	})
	doc := "vendorErrors are the names of vendors' errors, by vendor and number."
	e.declare(f, doc, "var vendorErrors = [...]wire.Name", func(b *body) { b.packed(2, list) })
}

// errorCodeField is the field of error messages whose names errorText has; nil where there is no such message.
func (e *emitter) errorCodeField() *model.Item {
	if s := e.findStruct(model.KindMessage, "error"); s != nil && e.opts.Standard == "" {
		return findField(s, "code")
	}
	return nil
}

// errorText prints the type that names the code of an error message.
func (e *emitter) errorText(f *jen.File) {
	s := e.findStruct(model.KindMessage, "error")
	e.single(f, "errorText is an error message whose String is the name of its code.", "type errorText %s", s.GoName)
	e.function(f, "", "(t *errorText) String() string", func(b *body) {
		if e.hasVendorErrors() {
			vendor, code := "t.Experimenter", "uint32(t.Code)"
			if findField(s, "experimenter") == nil {
				vendor, code = "t.Vendor", "uint32(t.VendorType)<<16|uint32(t.VendorCode)"
			}
			b.block(func(b *body) { b.add("return name") }, `if name := vendorErrorName(%s, %s); name != ""`, vendor, code)
		}
		b.add("_, code := errorName(openflow.NewErrorCode(uint16(t.Type), t.Code))")
		b.add("return code")
	})
}

// hasVendorErrors reports whether nameVendorErrors prints anything.
func (e *emitter) hasVendorErrors() bool {
	return slices.ContainsFunc(e.p.Errors, func(x *model.ErrorSet) bool { return x.Vendor != nil })
}

// errorTypes prints the cases of the error types: those of the catalogue, and those that only have a name.
func (e *emitter) errorTypes(b *body, sets []*model.ErrorSet) {
	types := e.findEnum("error_type")
	names := map[uint16]string{}
	if types != nil {
		for _, c := range types.Consts {
			if !c.Alias {
				names[uint16(c.Value)] = c.Full
			}
		}
	}
	for _, x := range sets {
		name := names[x.Type]
		if name == "" {
			name = "OFPET_" + strings.ToUpper(x.Name)
		}
		delete(names, x.Type)
		b.cases(func(b *body) { b.add("typ, code = %q, %s(c.Code())", name, codeNames(x)) }, "%d", x.Type)
	}
	if types == nil {
		return
	}
	for _, c := range types.Consts {
		if names[uint16(c.Value)] == c.Full {
			b.cases(func(b *body) { b.add("typ = %q", c.Full) }, "%s", value(c.Value))
		}
	}
}

// codeNames is the function that names the codes of a type.
func codeNames(x *model.ErrorSet) string { return lower(x.GoName) + "Name" }

// matchError is a code of the error type BAD_MATCH, as an expression; 1.0 has none and answers a bad length.
func (e *emitter) matchError(name string) string {
	for _, x := range e.p.Errors {
		if c := findConst(x.Consts, name); x.Name == "bad_match" && x.Vendor == nil && c != nil {
			return errorName(x, c)
		}
	}
	return "openflow.BadRequestLen"
}
