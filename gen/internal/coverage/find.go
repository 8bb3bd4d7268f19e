package coverage

import (
	"strconv"
	"strings"

	"github.com/ofwire/openflow/gen/internal/model"
)

// number reads a number of the inventory: decimal or 0x….
func number(s string) (uint64, bool) {
	n, err := strconv.ParseUint(s, 0, 64)
	return n, err == nil
}

// vendor returns the experimenter that a parent names behind a blank, as "experimenter 0x4f4e4600", or 0.
func vendor(parent string) uint64 {
	_, id, _ := strings.Cut(parent, " ")
	n, _ := number(id)
	return n
}

// memberOf returns the member of a family with a tag, or with a vendor's subtype where vendor is not 0.
func (j *judge) memberOf(family string, vendor, code uint64) string {
	for _, s := range j.p.Structs {
		if s.Family == nil || s.Family.Name != family {
			continue
		}
		if s.Vendor == nil && vendor == 0 && s.Tag == code || s.Vendor != nil && uint64(s.Vendor.ID) == vendor && s.Sub == code {
			return s.GoName
		}
	}
	return ""
}

func (j *judge) message(r Row) string {
	switch r.Name {
	case "multipart_request", "multipart_reply", "stats_request", "stats_reply":
		_, way, _ := strings.Cut(r.Name, "_")
		for _, f := range j.p.Families {
			if f.Builtin && f.Name == "multipart_"+way {
				return "the types of the family, and " + f.GoName + "Unknown"
			}
		}
	}
	code, ok := number(r.Code)
	if !ok {
		return ""
	}
	return j.memberOf("message", vendor(r.Parent), code)
}

func (j *judge) multipart(r Row) string {
	code, ok := number(r.Code)
	if !ok {
		return ""
	}
	family := "multipart_reply"
	if strings.HasSuffix(r.Name, "_request") {
		family = "multipart_request"
	}
	return j.memberOf(family, vendor(r.Parent), code)
}

// member finds an action or an instruction.
func (j *judge) member(family string, r Row) string {
	code, ok := number(r.Code)
	if !ok {
		return ""
	}
	return j.memberOf(family, vendor(r.Parent), code)
}

// property finds a member of the family that the name begins with.
func (j *judge) property(r Row) string {
	code, ok := number(r.Code)
	if !ok {
		return ""
	}
	for _, f := range j.p.Families {
		if f.Builtin || !strings.HasPrefix(r.Name, strings.TrimPrefix(f.Name, "nx_")+"_") {
			continue
		}
		for _, s := range j.p.Structs {
			if s.Family == f && s.Tag == code && (s.Vendor == nil || r.Version == "nx") {
				return s.GoName
			}
		}
	}
	return ""
}

// field finds a match field, or all fields of a range such as 40-103.
func (j *judge) field(r Row) string {
	if r.Code == "0xffff" {
		return "openflow.FieldID with an experimenter"
	}
	parts := strings.Split(r.Code, "/")
	class, ok := number(parts[0])
	if !ok || len(parts) < 2 {
		return ""
	}
	var experimenter, expType uint64
	if len(parts) > 2 {
		experimenter, _ = number(parts[2])
	}
	if len(parts) > 3 {
		expType, _ = number(parts[3])
	}
	from, to, isRange := strings.Cut(parts[1], "-")
	if !isRange {
		to = from
	}
	first, _ := number(from)
	last, ok := number(to)
	found := ""
	for n := first; ok && n <= last; n++ {
		x := j.oneField(r, class, n, experimenter, expType)
		if x == "" {
			return ""
		}
		if found == "" {
			found = "Field" + x
		} else if n == last {
			found += " to Field" + x
		}
	}
	return found
}

// oneField finds a field by number. Two fields of one number differ in length, which the note begins with.
func (j *judge) oneField(r Row, class, n, experimenter, expType uint64) string {
	size, _, _ := strings.Cut(r.Note, " byte")
	bytes, known := number(size)
	for _, t := range j.p.Tables {
		if uint64(t.Class) != class || uint64(t.Experimenter) != experimenter {
			continue
		}
		for _, x := range t.Fields {
			if uint64(x.Number) == n && uint64(x.ExpType) == expType && (!known || x.Variable || uint64(x.Size) == bytes) {
				return x.GoName
			}
		}
	}
	return ""
}

// enum finds an enumeration by the prefix of its constants, which the parent is.
func (j *judge) enum(r Row) string {
	if r.Parent == "ONFERR" {
		for _, x := range j.p.Errors {
			if x.Vendor != nil {
				return "the " + x.Vendor.Prefix + "Err constants"
			}
		}
	}
	name, prefix := r.Name, r.Parent+"_"
	switch r.Parent {
	case "OFPC_FRAG":
		prefix = "OFPC_"
	case "OFPSF":
		prefix = "OFPSF_REPLY_"
	case "OFP_NO_BUFFER":
		prefix = "OFP_"
	}
	var found []string
	for _, x := range j.p.Enums {
		if x.Name == name {
			return x.GoName
		}
		if x.Prefix == prefix {
			found = append(found, x.GoName)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return ""
}

// errorCode finds an error type, as 1, or a code of it, as 1,6; of a vendor the number that stands in place of a code.
func (j *judge) errorCode(r Row) string {
	if id := vendor(r.Parent); id != 0 {
		return j.vendorError(r, id)
	}
	typ, code, isCode := strings.Cut(r.Code, ",")
	t, _ := number(typ)
	c, _ := number(code)
	if !isCode {
		for _, x := range j.p.Enums {
			if x.Name == "error_type" {
				return constant(x.Consts, t)
			}
		}
		return ""
	}
	for _, x := range j.p.Errors {
		if x.Vendor == nil && uint64(x.Type) == t {
			if name := constant(x.Consts, c); name != "" {
				return "Err" + strings.TrimSuffix(x.GoName, "Code") + strings.TrimPrefix(name, x.GoName)
			}
		}
	}
	return ""
}

func (j *judge) vendorError(r Row, id uint64) string {
	code, ok := number(r.Code)
	if !ok {
		return ""
	}
	for _, x := range j.p.Errors {
		if x.Vendor != nil && uint64(x.Vendor.ID) == id {
			if name := constant(x.Consts, code); name != "" {
				p := x.Vendor.Prefix
				return p + "Err" + strings.TrimPrefix(strings.TrimSuffix(x.GoName, "Code"), p) + strings.TrimPrefix(name, x.GoName)
			}
		}
	}
	return ""
}

// constant returns the Go name of a value.
func constant(list []*model.Const, v uint64) string {
	for _, c := range list {
		if c.Value == v {
			return c.GoName
		}
	}
	return ""
}
