package coverage

import (
	"slices"
	"strings"

	"github.com/ofwire/openflow/gen/internal/model"
)

// A substitute is what a struct of the documents is here when no spec declares it, and how to tell that a package has it.
type substitute struct {
	words string
	in    func(j *judge) bool
}

// The vendors' numbers.
const (
	nicira = 0x2320
	onf    = 0x4f4e4600
)

// Structs of the documents that are something else here: a family's member, or part of the generator and of package wire.
var (
	// builtin are those that no spec declares.
	builtin = map[string]substitute{
		"ofp_header":              {"openflow.Header", family("message", 0)},
		"multipart_header":        {"built in: the type, flags and padding of all multipart types", family("multipart_request", 0)},
		"stats_header":            {"built in: the type, flags and padding of all multipart types", family("multipart_request", 0)},
		"match":                   {"Match", item(model.ItemMatch)},
		"stats":                   {"built in: []openflow.Field", item(model.ItemStats)},
		"header_type":             {"FieldPacketType: its value holds both halves", func(j *judge) bool { return j.oneField(Row{}, 0x8000, 44, 0, 0) != "" }},
		"oxm_header":              {"openflow.FieldID", table(0x8000)},
		"oxm_experimenter_header": {"openflow.FieldID", table(0xffff)},
		"oxm_id":                  {"openflow.FieldID", item(model.ItemOXMIDs)},
		"onf_experimenter_header": {"built in: the experimenter and subtype of the vendor's messages", subtype(onf, "message", 4)},
		"action_header":           {"built in: the framing of family action", family("action", 4)},
		"instruction_header":      {"built in: the framing of family instruction", family("instruction", 4)},
		"hello_elem_header":       {"built in: the framing of family hello_elem", family("hello_elem", 4)},
		"queue_prop_header":       {"built in: the framing of family queue_prop", family("queue_prop", 8)},
		"meter_band_header":       {"built in: the framing of family meter_band", family("meter_band", 4)},
		"flow_update_header":      {"built in: the framing of family flow_update", family("flow_update", 4)},
		"onf_flow_update_header":  {"built in: the framing of family onf_flow_update", family("onf_flow_update", 4)},
		"prop_header":             {"built in: type and length of all families of properties", family("port_desc_prop", 4)},
		"nx_header":               {"built in: the experimenter and subtype of the vendor's messages", subtype(nicira, "message", 4)},
		"nx_stats_header_1.0":     {"built in: the vendor, subtype and padding of the vendor's multipart types", statsHeader(true)},
		"nx_stats_header_1.1+":    {"built in: the experimenter and type of the vendor's multipart types", statsHeader(false)},
		"nx_action_header":        {"built in: the experimenter and subtype of the vendor's actions", subtype(nicira, "action", 2)},
		"nx_match":                {"built in: []openflow.Field, as in NXFlowMod", bareMatch},
		"nxm_header":              {"openflow.FieldID", func(j *judge) bool { return table(0)(j) && table(1)(j) }},
		"nx_flow_update_header":   {"built in: the framing of family nx_flow_update", family("nx_flow_update", 4)},
		"nx_ed_prop_header":       {"built in: the framing of family nx_ed_prop", family("nx_ed_prop", 4)},
		"nx_vendor_error":         {"ErrorMsg with Vendor, VendorType and VendorCode", vendorErrorBody},
	}
	// others are declared under another name: a family and a member's name, or a struct's. All of a list must be there.
	others = map[string][]string{
		"experimenter_header":           {"message experimenter"},
		"experimenter_multipart_header": {"multipart_request experimenter", "multipart_reply experimenter"},
		"error_msg":                     {"message error"},
		"error_experimenter_msg":        {"message error"},
		"switch_config":                 {"message set_config", "message get_config_reply"},
		"switch_features":               {"message features_reply"},
		"action_experimenter_header":    {"action experimenter"},
		"desc_stats":                    {"struct desc"},
		"phy_port":                      {"struct port"},
		"flow_stats_request":            {"multipart_request flow_stats"},
		"port_stats_request":            {"multipart_request port_stats"},
		"queue_stats_request":           {"multipart_request queue_stats"},
		"group_stats_request":           {"multipart_request group_stats"},
		"meter_multipart_request":       {"multipart_request meter_stats"},
		"port_desc_request":             {"multipart_request port_desc"},
		"group_desc_request":            {"multipart_request group_desc"},
		"bundle_features_request":       {"multipart_request bundle_features"},
		"async_config":                  {"message set_async", "message get_async_reply"},
		"role_request":                  {"message role_request", "message role_reply"},
		"role_status":                   {"message role_status"},
		"bundle_ctrl":                   {"message bundle_control"},
		"bundle_add":                    {"message bundle_add_message"},
		"queue_desc_request":            {"multipart_request queue_desc"},
		"flow_update_full":              {"flow_update initial", "flow_update added", "flow_update removed", "flow_update modified"},
		"flow_update_abbrev":            {"flow_update abbrev"},
		"flow_update_paused":            {"flow_update paused", "flow_update resumed"},
		"prop_experimenter":             {"port_desc_prop experimenter", "port_mod_prop experimenter", "port_stats_prop experimenter"},
		"onf_flow_update_full":          {"onf_flow_update added", "onf_flow_update deleted", "onf_flow_update modified"},
		"onf_flow_update_abbrev":        {"onf_flow_update abbrev"},
		"nx_flow_update_full":           {"nx_flow_update added", "nx_flow_update deleted", "nx_flow_update modified"},
		"nx_flow_update_abbrev":         {"nx_flow_update abbrev"},
		"nx_flow_mod_spec":              {"struct nx_flow_spec"},

		"ntr_group_prop_selection_method": {"group_prop selection_method"},
		"intel_port_stats_rfc2819":        {"port_stats_prop rfc2819"},
		"intel_port_custom_stats":         {"port_stats_prop custom", "struct intel_custom_stat"},
	}
)

// structure finds a struct by name, directly or by what stands for it.
func (j *judge) structure(r Row) string {
	id := vendor(r.Parent)
	if x := j.declared("struct "+r.Name, id); x != "" {
		return x
	}
	if x, ok := builtin[r.Name]; ok {
		if x.in(j) {
			return x.words
		}
		return ""
	}
	var found []string
	for _, name := range others[r.Name] {
		x := j.declared(name, id)
		if x == "" { // 1.0 calls an experimenter a vendor.
			x = j.declared(strings.Replace(name, " experimenter", " vendor", 1), id)
		}
		if x == "" {
			return ""
		}
		found = append(found, x)
	}
	return strings.Join(found, ", ")
}

// declared finds a declaration by its keyword and name: a member of a vendor where one is given, else of the standard before that of a vendor.
func (j *judge) declared(name string, vendor uint64) string {
	found := ""
	for _, s := range j.p.Structs {
		keyword := "struct"
		if s.Family != nil {
			keyword = s.Family.Name
		}
		if name != keyword+" "+s.Name || s.Family != nil && vendor != 0 && (s.Vendor == nil || uint64(s.Vendor.ID) != vendor) {
			continue
		}
		if found == "" || s.Vendor == nil {
			found = s.GoName
		}
	}
	return found
}

// family tells whether there is a family, with a header of so many bytes where that is not 0.
func family(name string, header int) func(*judge) bool {
	return func(j *judge) bool {
		return slices.ContainsFunc(j.p.Families, func(f *model.Family) bool { return f.Name == name && (header == 0 || f.Header == header) })
	}
}

// item tells whether a struct holds an item of a kind.
func item(kind model.ItemKind) func(*judge) bool {
	return func(j *judge) bool {
		return slices.ContainsFunc(j.p.Structs, func(s *model.Struct) bool {
			return slices.ContainsFunc(s.Items, func(it *model.Item) bool { return it.Kind == kind })
		})
	}
}

// table tells whether there are fields of a class.
func table(class uint16) func(*judge) bool {
	return func(j *judge) bool {
		return slices.ContainsFunc(j.p.Tables, func(t *model.FieldTable) bool { return uint16(t.Class) == class && len(t.Fields) > 0 })
	}
}

// subtype tells whether a vendor's members of a family have a subtype of so many bytes, and whether there are any.
func subtype(id uint32, family string, size int) func(*judge) bool {
	return func(j *judge) bool {
		return slices.ContainsFunc(j.p.Structs, func(s *model.Struct) bool {
			return s.Vendor != nil && s.Vendor.ID == id && s.Family.Name == family && s.Vendor.SubtypeSize[family] == size
		})
	}
}

// statsHeader tells whether Nicira's multipart types begin with 24 bytes, the last 4 of them padding or not.
func statsHeader(padded bool) func(*judge) bool {
	return func(j *judge) bool {
		s := j.member("multipart_request ipfix_bridge")
		if s == nil || s.Size != 24 {
			return false
		}
		last := s.Items[len(s.Items)-1]
		return last.Size == 4 && (last.Kind == model.ItemPad) == padded
	}
}

// bareMatch tells whether the match of Nicira's flow_mod is fields alone, their length apart.
func bareMatch(j *judge) bool {
	s := j.member("message flow_mod")
	return s != nil && slices.ContainsFunc(s.Items, func(it *model.Item) bool {
		return it.Kind == model.ItemOXMs && it.Bound != nil && it.Bound.Name == "match_len"
	})
}

// vendorErrorBody tells whether an error message holds a vendor's number, type and code.
func vendorErrorBody(j *judge) bool {
	for _, s := range j.p.Structs {
		if s.Kind == model.KindMessage && s.Vendor == nil && s.Name == "error" {
			has := func(name string) bool {
				return slices.ContainsFunc(s.Items, func(it *model.Item) bool { return it.Name == name })
			}
			return has("vendor") && has("vendor_type") && has("vendor_code")
		}
	}
	return false
}

// member returns a member of Nicira by the family and its name.
func (j *judge) member(name string) *model.Struct {
	for _, s := range j.p.Structs {
		if s.Vendor != nil && s.Vendor.ID == nicira && s.Family.Name+" "+s.Name == name {
			return s
		}
	}
	return nil
}
