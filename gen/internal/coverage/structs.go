package coverage

import "strings"

// Structs of the documents that are something else here: a family's member, or part of the generator and of package wire.
var (
	// builtin are those that no spec declares.
	builtin = map[string]string{
		"ofp_header":              "openflow.Header",
		"multipart_header":        "built in: the type, flags and padding of all multipart types",
		"stats_header":            "built in: the type, flags and padding of all multipart types",
		"match":                   "Match",
		"stats":                   "built in: []openflow.Field",
		"header_type":             "FieldPacketType: its value holds both halves",
		"oxm_header":              "openflow.FieldID",
		"oxm_experimenter_header": "openflow.FieldID",
		"oxm_id":                  "openflow.FieldID",
		"onf_experimenter_header": "built in: the experimenter and subtype of all vendors' messages",
		"action_header":           "built in: the framing of family action",
		"instruction_header":      "built in: the framing of family instruction",
		"hello_elem_header":       "built in: the framing of family hello_elem",
		"queue_prop_header":       "built in: the framing of family queue_prop",
		"meter_band_header":       "built in: the framing of family meter_band",
		"flow_update_header":      "built in: the framing of family flow_update",
		"onf_flow_update_header":  "built in: the framing of family onf_flow_update",
		"prop_header":             "built in: type and length of all families of properties",
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
	}
)

// structure finds a struct by name, directly or by what stands for it.
func (j *judge) structure(r Row) string {
	if x := j.declared("struct " + r.Name); x != "" {
		return x
	}
	if family, ok := strings.CutSuffix(r.Name, "_header"); ok && builtin[r.Name] != "" {
		for _, f := range j.p.Families {
			if f.Name == family {
				return builtin[r.Name]
			}
		}
	}
	if x := builtin[r.Name]; x != "" && !strings.Contains(x, "framing") {
		return x
	}
	var found []string
	for _, name := range others[r.Name] {
		x := j.declared(name)
		if x == "" { // 1.0 calls an experimenter a vendor.
			x = j.declared(strings.Replace(name, " experimenter", " vendor", 1))
		}
		if x == "" {
			return ""
		}
		found = append(found, x)
	}
	return strings.Join(found, ", ")
}

// declared finds a declaration by its keyword and name, of the standard before that of a vendor.
func (j *judge) declared(name string) string {
	found := ""
	for _, s := range j.p.Structs {
		keyword := "struct"
		if s.Family != nil {
			keyword = s.Family.Name
		}
		if name == keyword+" "+s.Name && (found == "" || s.Vendor == nil) {
			found = s.GoName
		}
	}
	return found
}
