//go:build interop

package interop

import (
	"reflect"
	"strings"

	"github.com/ofwire/openflow"
)

// ovsLimits are the elements that ovs-ofctl 3.1 refuses, and why. A message that holds one is not read by it.
var ovsLimits = map[string]string{
	"ActionCopyTTLOut": "not in Open vSwitch",
	"ActionCopyTTLIn":  "not in Open vSwitch",
	"ActionPushPBB":    "not in Open vSwitch",
	"ActionPopPBB":     "not in Open vSwitch",

	"ActionSetNWECN":      "an action of 1.1",
	"ActionSetMPLSTC":     "an action of 1.1",
	"ActionSetMPLSLabel":  "an action of 1.1",
	"NXActionSample4":     "since Open vSwitch 3.4",
	"NXActionDebugSlow":   "in Open vSwitch's own tests only",
	"NXActionDebugRecirc": "in Open vSwitch's own tests only",

	"ActionExperimenter":      "the experimenter is none that Open vSwitch knows",
	"InstructionExperimenter": "Open vSwitch has none",
	"MeterBandExperimenter":   "Open vSwitch has none",
	"Experimenter":            "the experimenter is none that Open vSwitch knows",
	"ExperimenterRequest":     "the experimenter is none that Open vSwitch knows",
	"ExperimenterReply":       "the experimenter is none that Open vSwitch knows",
}

// ovsFields are the fields that ovs-ofctl 3.1 does not take in a match.
var ovsFields = set(`in_phy_port pbb_isid pbb_uca ipv6_exthdr cookie xxreg4 xxreg5 xxreg6 xxreg7
	reg16 reg17 reg18 reg19 reg20 reg21 reg22 reg23 reg24 reg25 reg26 reg27 reg28 reg29 reg30 reg31`)

// ovsReadOnly are the fields that Open vSwitch lets no action write.
var ovsReadOnly = set(`in_port eth_type eth_type_nxm ip_proto ip_proto_nxm ip_frag tcp_flags tcp_flags_nxm mpls_bos dp_hash dp_hash_nxm recirc_id conj_id
	ct_state ct_zone ct_mark ct_label ct_nw_proto ct_nw_src ct_nw_dst ct_ipv6_src ct_ipv6_dst ct_tp_src ct_tp_dst gtpu_flags gtpu_msgtype nsh_mdtype
	nsh_np actset_output`)

// ovsSamples are samples with values that Open vSwitch refuses.
var ovsSamples = map[string]string{
	"sample ErrorMsg/typical":              "holds data that is no message",
	"sample ErrorMsg/full":                 "holds data that is no message",
	"sample ONFFlowMonitorRequest/typical": "asks for no event",
	"sample ONFFlowMonitorRequest/full":    "asks for no event",
	"sample TableFeaturesRequest/typical":  "lacks properties",
	"sample TableFeaturesRequest/full":     "has a mask where Open vSwitch wants none",
	"sample NXPacketIn2/minimal":           "has no packet",
	"sample NXPacketIn2/typical":           "has a packet of another length than it tells",
	"sample NXPacketIn2/full":              "has a continuation that no switch made: its properties are private to it",
	"sample NXResume/minimal":              "has no packet",
	"sample NXResume/typical":              "has a packet of another length than it tells",
	"sample NXResume/full":                 "has a continuation that no switch made: its properties are private to it",
	"sample NXSetAsyncConfig2/full":        "has bits that are no reasons",
	"sample TableFeaturesReply/minimal":    "has no table",
	"sample TableFeaturesReply/typical":    "lacks properties",
	"sample TableFeaturesReply/full":       "has a mask where Open vSwitch wants none",
}

// ovsLimit returns why ovs-ofctl refuses a message, or nothing.
func ovsLimit(c testCase) string {
	if reason := ovsSamples[c.name]; reason != "" {
		return reason
	}
	if name, ok := strings.CutPrefix(c.name, "set_field "); ok && ovsReadOnly[name] {
		return "no action may write " + name
	}
	for _, name := range elements(c.m) {
		if reason := ovsLimits[name]; reason != "" {
			return name + ": " + reason
		}
		if ovsFields[name] {
			return "field " + name + " is not in Open vSwitch 3.1"
		}
	}
	return ""
}

// elements returns the names of all elements of a message, and of its match fields.
func elements(m openflow.Message) []string {
	var names []string
	collect(reflect.ValueOf(m), &names)
	return names
}

var (
	elementType = reflect.TypeFor[openflow.Element]()
	fieldType   = reflect.TypeFor[openflow.Field]()
)

func collect(v reflect.Value, names *[]string) {
	if v.CanInterface() && v.Kind() == reflect.Pointer && v.Type().Implements(elementType) {
		*names = append(*names, v.Interface().(openflow.Element).Info().Name)
	}
	if v.Type() == fieldType {
		f := v.Interface().(openflow.Field)
		*names = append(*names, fieldName(f.ID()))
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			collect(v.Elem(), names)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			collect(v.Index(i), names)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			collect(v.Field(i), names)
		}
	}
}

// tsharkLimits are the elements that tshark 4.0 marks as malformed, and why.
var tsharkLimits = map[string]string{
	"MeterBandExperimenter": "tshark reads on behind the body of an experimenter's band",
	"ExperimenterReply":     "tshark reads on behind the body of an experimenter's multipart reply",
	"NXIPFIXBridgeReply":    "tshark reads on behind the body of an experimenter's multipart reply",
	"NXIPFIXFlowReply":      "tshark reads on behind the body of an experimenter's multipart reply",
	"ONFFlowMonitorReply":   "tshark reads on behind the body of an experimenter's multipart reply",
}

// tsharkSamples are samples with values that tshark marks.
var tsharkSamples = map[string]string{
	"sample ErrorMsg/typical": "holds data that is no message",
	"sample ErrorMsg/full":    "holds data that is no message",
}

// tsharkLimit returns why tshark marks a message, or nothing.
func tsharkLimit(c testCase) string {
	if reason := tsharkSamples[c.name]; reason != "" {
		return reason
	}
	for _, name := range elements(c.m) {
		if reason := tsharkLimits[name]; reason != "" {
			return name + ": " + reason
		}
	}
	return ""
}

// tsharkProblems returns what tshark marks in a message, without the notes that it leaves at what it does not decode: bodies of experimenters and of
// match fields of other classes.
func tsharkProblems(malformed, experts string) string {
	for _, note := range []string{"Unknown OXM body.", "Experimenter action body.", "Experimenter instruction body.", "Experimenter body.",
		"Experimenter error body.", "Experimenter multipart request body.", "Message data not dissected yet", "Action not dissected yet",
		"Unknown async config prop body.", "Experimenter bundle prop body.", "Unknown table mod prop body."} {
		experts = strings.ReplaceAll(experts, note, "")
	}
	return malformed + strings.Trim(experts, ",")
}

// recordedLimits are recorded messages that we refuse: all are of a controller that errs.
var recordedLimits = map[string]string{
	"of12:652": "the match is of OpenFlow 1.1's type",
	"of13:735": "the match is of OpenFlow 1.1's type",
	"of13:788": "the match is of OpenFlow 1.1's type",
	"of14:435": "the match is of OpenFlow 1.1's type",
	"of15:767": "the match is of OpenFlow 1.1's type",
}

// transferLimits are messages of 1.3's form that do not mean the same in another version.
var transferLimits = map[string]string{
	"hello":                    "it tells the version",
	"error":                    "its data is a message of 1.3",
	"1.0 hello bare":           "it offers the version alone",
	"1.2 hello bare":           "it offers the versions up to its own, of which 1.3 is none",
	"1.0 port_mod":             "the bits of features are others",
	"1.2 error experimenter":   "bundles begin with 1.3",
	"1.4 error experimenter":   "bundles have errors of the standard",
	"1.5 error experimenter":   "bundles have errors of the standard",
	"1.5 group_mod ALL":        "the command wants a bucket",
	"1.5 group_mod delete":     "the command wants a bucket",
	"1.5 meter_features reply": "Open vSwitch 3.1 knows that of 1.3 only",
}

// tsharkTypes are the messages of other versions that tshark 4.0 marks in some sample. Those of 1.0 are shorter than it believes: they carry an empty
// packet, or a command without actions. Of 1.4 and 1.5 it reads on behind properties, statistics and bodies of experimenters, and takes what is
// there for more of them.
var tsharkTypes = map[string]map[string]bool{
	"1.0": set(`FlowMod PacketIn PacketOut`),
	"1.4": set(`BundleAddMessage BundleControl ErrorMsg FlowMonitorRequest NXIPFIXBridgeReply NXIPFIXFlowReply PortStatsReply PortStatus
		QueueDescReply QueueStatsReply`),
	"1.5": set(`AggregateStatsRequest BundleAddMessage BundleFeaturesReply ControllerStatus ControllerStatusReply ErrorMsg FlowDescReply
		FlowDescRequest FlowMod FlowMonitorReply FlowMonitorRequest FlowRemoved FlowStatsReply FlowStatsRequest GroupDescReply GroupMod
		NXIPFIXBridgeReply NXIPFIXFlowReply PacketIn PacketOut PortDescReply PortStatsReply PortStatus QueueDescReply QueueStatsReply
		RequestForward TableFeaturesReply TableFeaturesRequest`),
}
