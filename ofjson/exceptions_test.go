package ofjson_test

// refused are records that do not decode, by id, with the reason.
var refused = map[string]string{
	"oxm-1.5-47f198828e7a":     "a known field without a value",
	"struct-1.0-73cf3480444c":  "a unit test's dummy: the property ends early",
	"message-1.0-3521711f60f5": "disputed: bytes behind the message's end; Open vSwitch refuses it too",
	"action-1.0-c297e5fb556a":  "a unit test's dummy: the action has a wrong length",
}

// Why JSON differs.
const (
	omitted  = "os-ken does not show it; reading does not need it"
	none     = "os-ken has null for no data when it has made the message itself; reading takes null"
	words    = "os-ken has a list of numbers, which data of odd length does not have (k11); base64 like all data"
	inherits = "os-ken's NXT messages inherit an attribute that has no meaning"
)

// exceptions are the differences from os-ken's JSON that are meant to be.
var exceptions = []*exception{
	{versions: "1.0", pattern: `Action\w+\.(type|len) extra`, why: omitted},
	{versions: "1.0", pattern: `^\.OFPPacketOut\.actions_len extra`, why: omitted},
	{versions: "1.0 1.2", pattern: `^\.OFPHello\.elements extra: \[\]`, why: "a hello of any version may have elements"},
	{versions: "1.0", pattern: `^\.NXT\w+\.data missing, want <nil>`, why: inherits},
	{versions: "1.0 1.2", pattern: `^\.OFPSwitchFeatures\.ports is `, why: "ports are a list in the order of the message; os-ken has an object by number"},
	{versions: "1.2", pattern: `^\.OFP\w+StatsRequest\.type extra`, why: omitted},
	{versions: "1.2", pattern: `^\.OFP\w*StatsReply (extra|missing)`,
		why: "the replies of 1.2 have classes of their own, as in all other versions; os-ken has OFPStatsReply for all"},
	{versions: "1.2", pattern: `^\.OFPGroupFeaturesStats\.length missing, want 40`, why: "not on the wire"},
	{versions: "1.2", pattern: `^\.OFPPortMod\.hw_addr is 00:11:00:00:11:11, want 00-11-00-00-11-11`, why: "os-ken keeps the text that the message was made of"},
	{pattern: `^\.OFPSwitchFeatures\.reserved extra`, why: omitted},
	{pattern: `\.data is , want <nil>`, why: none},
	{pattern: `Prop\w*Experimenter\.data is `, why: words},
	{pattern: `^\.OFPErrorMsg\.(code is \d+, want <nil>|exp_type missing)`, why: "code holds an experimenter error's exp_type"},
	{pattern: `\.(OFPActionExperimenterUnknown extra|(NXActionUnknown|OFPActionExperimenter) missing)`,
		why: "an action of an unknown experimenter or subtype has one class: the subtype is in data"},
	{versions: "1.3", pattern: `^\.OFPMeterFeaturesStatsReply\.body is map`, why: "there is one; os-ken has a list of one"},
	{versions: "1.3", pattern: `^\.OFPExperimenterStatsReply\.(body missing|(experimenter|exp_type|data) extra)`,
		why: "in line, as in requests; os-ken has it in body, as OFPExperimenterMultipart"},
	{versions: "1.3", pattern: `\.OFPMeterBandExperimenter\.data extra`, why: "os-ken cannot have data there (k12)"},
	{versions: "1.4", pattern: `^\.OFPHello\.elements is \[\], want `, why: "os-ken shows elements that it has not encoded (k9)"},
	{versions: "1.4", pattern: `^\.OFPRequestForward\.request\.OFPMeterMod\.xid extra`, why: "the message inside has an xid of its own"},
	{versions: "1.5", pattern: `^\.OFPFlowMonitorRequest\.`, why: "a request has a list of monitors; os-ken's has one, in line"},
	{versions: "1.5", pattern: `^\[0\]\.OXMTlv\.(field is field_\d+, want (actset_output|pbb_uca)|(value|mask) is \S+, want \d+$)`,
		why: "a unit test of os-ken with a table of its own: these are the experimenter fields of older versions"},
	{versions: "1.0", pattern: `^\.OFPActionSet(Dl|Nw|Tp)(Src|Dst) (extra|missing)`, why: "a unit test's dummy: the type is that of the other direction"},
	{versions: "1.0", pattern: `^\.NXActionBundle\.(dst|ofs_nbits) missing, want 0`, why: "reserved in this action"},
	{versions: "1.0", pattern: `^\.NXActionBundle\.slave_type is `, why: "a field, by name; os-ken has the number of its header, which reading takes"},
	{versions: "1.0", pattern: `^\.NXActionResubmit\.table_id extra`, why: "a unit test's dummy: os-ken takes the byte for padding"},
	{pattern: `\.NXActionDecTtlCntIds\.n_controllers extra`, why: omitted},
	{pattern: `\.NXActionController2\.`, why: "properties are a list, as on the wire; os-ken loses their order and those that it does not know (k7)"},
}
