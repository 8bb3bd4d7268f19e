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

// vendor returns the experimenter that a parent ends in, as "experimenter 0x4f4e4600", or 0.
func vendor(parent string) uint64 {
	n, _ := number(parent[strings.LastIndexByte(parent, ' ')+1:])
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
		return j.obsolete("nxt_subtype", "message", r)
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

// action finds an action.
func (j *judge) action(r Row) string {
	code, ok := number(r.Code)
	if !ok {
		return ""
	}
	if x := j.memberOf("action", vendor(r.Parent), code); x != "" {
		return x
	}
	return j.obsolete("nxast_subtype", "action", r)
}

// instruction finds an instruction.
func (j *judge) instruction(r Row) string {
	code, ok := number(r.Code)
	if !ok {
		return ""
	}
	return j.memberOf("instruction", vendor(r.Parent), code)
}

// obsolete finds Nicira's numbers that an enumeration names, calls obsolete, and that no member of a family has.
func (j *judge) obsolete(enum, family string, r Row) string {
	first, last, ok := span(r.Code)
	if !ok || vendor(r.Parent) != nicira {
		return ""
	}
	var names []string
	for _, x := range j.p.Enums {
		for _, c := range x.Consts {
			if x.Name == enum && first <= c.Value && c.Value <= last && strings.HasPrefix(c.Doc, "Obsolete") && j.memberOf(family, nicira, c.Value) == "" {
				names = append(names, c.GoName)
			}
		}
	}
	if uint64(len(names)) != last-first+1 {
		return ""
	}
	if len(names) > 1 {
		names = []string{names[0], names[len(names)-1]}
	}
	return strings.Join(names, " to ") + ", obsolete: decodes as an unknown " + family
}

// span reads a number, or two as 40-103.
func span(s string) (first, last uint64, ok bool) {
	from, to, isRange := strings.Cut(s, "-")
	if !isRange {
		to = from
	}
	first, ok1 := number(from)
	last, ok2 := number(to)
	return first, last, ok1 && ok2
}

// property finds a member of the family that the name begins with. A code of two numbers is of a vendor and its number in the family that the parent
// is, or of a class and a number within it.
func (j *judge) property(r Row) string {
	upper, lower, isPair := strings.Cut(r.Code, "/")
	code, ok := number(upper)
	if isPair {
		n, ok2 := number(lower)
		if family(r.Parent, 0)(j) {
			return j.memberOf(r.Parent, code, n)
		}
		code, ok = code<<8|n, ok && ok2
	}
	if !ok {
		return ""
	}
	for _, s := range j.p.Structs {
		if s.Family == nil || s.Family.Builtin || s.Tag != code || s.Vendor != nil && r.Version != "nx" {
			continue
		}
		name := strings.TrimPrefix(s.Family.Name, "nx_")
		if strings.HasPrefix(r.Name, name+"_") || strings.TrimSuffix(name, "prop")+s.Name == r.Name {
			return s.GoName
		}
	}
	return ""
}

// field finds a match field, or all fields of a range such as 40-103.
func (j *judge) field(r Row) string {
	if r.Code == "0xffff" {
		if r.Kind == "oxm" && table(0xffff)(j) || r.Kind == "oxs" && item(model.ItemStats)(j) {
			return "openflow.FieldID with an experimenter"
		}
		return ""
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
	first, last, ok := span(parts[1])
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
			if x.Vendor != nil && x.Vendor.ID == onf {
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
		code, ok := number(r.Code)
		if !ok {
			return ""
		}
		return j.vendorError(id, code, false, "")
	}
	typ, code, isCode := strings.Cut(r.Code, ",")
	t, _ := number(typ)
	c, _ := number(code)
	if strings.HasSuffix(r.Parent, " nx_vendor_error") { // A type and a code of Nicira's own, by name: the name ends in the versions.
		name, _, _ := strings.Cut(r.Name, " (")
		return j.vendorError(nicira, t<<16|c, true, strings.ToUpper(name))
	}
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

// vendorError finds a vendor's error by its number, which may be a pair, and by its full name where one is given.
func (j *judge) vendorError(id, number uint64, pair bool, full string) string {
	for _, x := range j.p.Errors {
		if x.Vendor == nil || uint64(x.Vendor.ID) != id {
			continue
		}
		for _, c := range x.Consts {
			if c.Value == number && c.Pair == pair && (full == "" || c.Full == full) {
				p := x.Vendor.Prefix
				return p + "Err" + strings.TrimPrefix(strings.TrimSuffix(x.GoName, "Code"), p) + strings.TrimPrefix(c.GoName, x.GoName)
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
