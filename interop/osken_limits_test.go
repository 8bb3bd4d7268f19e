//go:build interop

package interop

// Why os-ken differs. Numbers such as DF-45 and k7 are those of its known defects in the shared folder's reference.
const (
	whyClass     = "os-ken does not know the class"
	whyField     = "os-ken does not know the field: its JSON has the number, and base64"
	whySignature = "os-ken's constructor does not take what its to_jsondict shows"
	whyShape     = "our JSON has another shape here, as package ofjson says"
	whyWords     = "os-ken has experimenters' data as a list of 32-bit numbers, and none of other lengths (DF-11)"
	whyUnknown   = "os-ken has one class for all properties that it does not know, which takes the rest of the list and cannot be encoded (DF-08, DF-09)"
	whyEndless   = "os-ken loops for ever, or until its memory is full (DF-02, DF-03, DF-07, DF-42)"
)

// oskenLimits are the differences from os-ken: its defects, and where our JSON has another shape. The first that matches counts.
var oskenLimits = []oskenLimit{
	// All versions: what os-ken cannot do at all.
	{pattern: ` raises AttributeError: module 'os_ken\.ofproto\.ofproto_v1_\d_parser' has no attribute '`, why: whyClass},
	{pattern: ` message raises (TypeError: 'NoneType' object is not callable|AttributeError: 'NoneType' object has no attribute '(parser|cls_body))`,
		why: whyClass},
	{pattern: ` (again|made) has no body$`, why: "os-ken has no encoder (DF-04, DF-06)"},
	{pattern: ` raises KeyError: 'unknown OX[MS] field`, why: whyField},
	{versions: "1.0 1.2", pattern: ` made raises TypeError: \S+\.__init__\(\) got an unexpected keyword argument '`, why: whySignature},
	{pattern: ` made raises TypeError: (generate\.<locals>\.NX\w+|NX\w+|ONFBundleCtrlMsg|` +
		`OFP(Echo\w+|InstructionId|MeterBandExperimenter|MultipartReply|SwitchFeatures))\.__`,
		why: whySignature},
	{pattern: ` made raises TypeError: OFP\w+\.__(init|new)__\(\) got an unexpected keyword argument '(no_stats|no_features|body)'`, why: whyShape},
	{versions: "1.3", pattern: `^ONFBundleAddMessage/.* made raises TypeError: OFP\w+\.__init__\(\) missing .* 'datapath'`,
		why: "os-ken makes no message inside another here"},
	{pattern: ` message raises (Hang|MemoryError)`, why: whyEndless},

	// Headers and messages.
	{pattern: `^(EchoRequest|EchoReply|ErrorMsg|Hello)/wild(-b)? (parsed \.OFP\w+\.version extra: 1$|(again|made) is 0\d(.*), want 01)`,
		why: "the header keeps another version"},
	{pattern: `^Hello/.* parsed \.OFPHello\.elements is .*Unknown`, why: "os-ken drops elements that it does not know"},
	{pattern: `^Hello/.* message raises error: unpack_from`, why: "os-ken does not pad elements (DF-03)"},
	{versions: "1.0 1.2", pattern: ` parsed \.OFPHello\.elements extra`, why: "a hello of any version may have elements"},
	{pattern: `^FeaturesReply/wild parsed \.OFPSwitchFeatures\.reserved extra`, why: "os-ken takes it for padding"},
	{versions: "1.0 1.2", pattern: ` parsed \.OFPSwitchFeatures\.ports is `, why: whyShape},
	{pattern: `^ErrorMsg/\w+ (parsed \.OFPErrorMsg\.(code is \d+, want <nil>|exp_type missing)|made raises error: required argument)`, why: whyShape},
	{pattern: `^PacketIn/data a parsed \.OFPPacketIn\.data is 0A==, want $`, why: "os-ken cuts the data to total_len"},
	{pattern: `^PacketOut/(minimal|data a) made raises AssertionError`, why: "os-ken demands a port, and no data with a buffer (DF-37)"},
	{versions: "1.4 1.5", pattern: `^PortMod/\w+ made raises error: argument out of range`, why: "fl_offset is signed"},

	// Fields and matches.
	{pattern: `xmId\.type is \S+, want field_\d+$`, why: whyField},
	{pattern: `OX[MS]Tlv\.(field is \w+, want field_\d+|(value|mask) is \S+, want [\w+/]+=*)$`, why: whyField},
	{pattern: `( message raises Exception: Unexpected OXM payload length 8 for |OxmId\.type is cookie, want )mpls_ttl`,
		why: "two fields of NXM have number 30, and os-ken knows one"},
	{pattern: `^(FlowMod/\w+/mask|FlowMod/.*OFPActionSetFielda|PacketOut/.*OFPActionSetFielda) (message|made) raises AssertionError`,
		why: "no mask in os-ken's set_field (DF-45)"},
	{pattern: `(/match|/stats|/thresholds|/fields|/oxm_values) [a-d] (message|made) raises (AssertionError|error: 'I' format)`,
		why: "no experimenters' fields, nor empty ones (DF-26, k15)"},
	{pattern: `oxm_ids [a-d] made (raises error: 'I' format|raises AttributeError: type object 'UnknownType'|is )`, why: "the same, and lengths of 0 (DF-27)"},

	// Elements of experimenters, and unknown ones.
	{pattern: `Experimenter\.data is \S*, want \[`, why: whyWords},
	{pattern: `Prop\w*Experimenter(a|/data a) made is `, why: whyWords},
	{pattern: ` message raises error: unpack_from requires a buffer of at least \d+ bytes for unpacking \d+ bytes at offset \d+`, why: whyWords},
	{pattern: `(OFPPropUnknown missing|Prop\w*(Unknown|Experimenter) extra)|OFPPropUnknown' (object )?has no attribute|PropUnknown' object has no attribute`,
		why: whyUnknown},
	{pattern: `/(wild|\S* ?\S*Unknowna|.*Unknown/data a) message raises (AssertionError|KeyError: \d+)`,
		why: "os-ken fails for elements that it does not know (DF-30, DF-44)"},
	{pattern: `Experimenter (missing, want map\[data:.* experimenter:(5453|5440|43521)|extra)|(Ntr|NtrCompat|Intel)\w+ extra`, why: whyClass},
	{pattern: `(Action|Instruction)Id\.experimenter extra`, why: "os-ken drops it (DF-25)"},

	// Multipart messages.
	{pattern: ` message raises AttributeError: 'super' object has no attribute 'parser'`, why: "os-ken fails for statistics that it does not know (DF-19)"},
	{versions: "1.3 1.4 1.5", pattern: `\.(OFPExperimenterStatsReply (missing|extra)|NX\w+Reply extra|ONFFlowMonitorReply extra)`, why: whyClass},
	{versions: "1.3 1.4 1.5", pattern: `\.OFP(MeterFeatures|Experimenter)StatsReply\.(body|experimenter|exp_type|data) `, why: whyShape},
	{versions: "1.3", pattern: `^ONFFlowMonitorRequest/.* made is `, why: "os-ken has no header before the match; Open vSwitch has one (decisions.md)"},
	{versions: "1.4 1.5", pattern: `^FlowMonitorReply/(typical|.*OFPFlowUpdate\S+|.*/instructions \w+) (message|made) raises AssertionError`,
		why: "os-ken mixes up the events (DF-34, k1)"},
	{versions: "1.5", pattern: `\.OFPAggregateStats\.length missing`, why: "os-ken shows the length of the statistics there too"},
	{versions: "1.5", pattern: `\.OFPControllerStatusStats\.properties is `, why: "os-ken reads on in the next entry (k3)"},
	{versions: "1.5", pattern: `\.OFPAsyncConfigPropReasons extra`, why: "os-ken does not know the types 12 to 15 (k11)"},
	{versions: "1.4 1.5", pattern: `^RequestForward/.*( again raises AssertionError| made | parsed \S+request is .*, want <nil>$)`,
		why: "the message inside has an xid of its own; os-ken has null where it does not parse (DF-36, k13)"},
	{pattern: `made raises AttributeError: 'dict' object has no attribute 'serialize'`, why: "os-ken knows the experimenter's property by another class"},
	{pattern: ` made raises (binascii\.)?Error: (Incorrect padding|Invalid base64)`, why: "from_jsondict takes names of fields, and all text of 1.0, for base64"},

	{versions: "1.4 1.5", pattern: `^live parsed \.OFPFlowMonitorRequest\.`, why: whyShape},

	// Nicira's messages and actions.
	{pattern: `\.(NXTPacketIn2|NXTSetPacketInFormatMsg|ONFBundleCtrlMsg)\.(\w+ missing|properties\S+ (missing|extra))|\.NXTPacketIn2PropCookie\.`,
		why: "properties are a list, as on the wire"},
	{pattern: `NXActionController2PropUnknown' has no attribute|message raises KeyError: 3$`,
		why: "os-ken does not know what newer versions of Open vSwitch have (k7)"},
	{pattern: `\]\.(NXActionUnknown missing|OFPActionExperimenter missing|(NX|OFP)Action\w+ extra|NXActionEncapEther missing)`, why: whyClass},
	{pattern: `\.NXAction(Note\.note|NAT\.range_\w+|RegLoad2\.\w+|Bundle\.(slave_type|ofs_nbits|dst)) (is|missing|extra)`, why: whyShape},
	{pattern: `/actions \S*NXActionNotea? ?\S* ?a? made raises AssertionError`, why: "os-ken's note is a list of numbers"},
	{versions: "1.5", pattern: `OFPActionCopyFielda message raises AssertionError`, why: "os-ken takes the padding for a third field (k2)"},
	{versions: "1.3 1.4 1.5", pattern: `^(MeterMod/bands|MeterDescReply/|MeterConfigReply/).*Experimenter/data a message raises AssertionError`,
		why: "os-ken's band has no data (DF-31)"},
	{versions: "1.2", pattern: `^FlowMod/.* again is `, why: "os-ken reads Nicira's actions of 1.2 without what is in them"},
	{versions: "1.2", pattern: `^(\w+/full|FlowMod/.*OFPAction(Vlan|Set)\w+) message raises AssertionError`, why: "os-ken does not know the actions of 1.1"},
	{versions: "1.2", pattern: `^AggregateStatsReply/\w+ made raises AssertionError`, why: whyShape},
	{versions: "1.2", pattern: `\.OFP(StatsReply missing|\w+StatsReply extra)`, why: whyShape},
	{versions: "1.2", pattern: `\.OFPSwitchFeatures\.reserved extra`, why: "os-ken takes it for padding"},

	// OpenFlow 1.0.
	{versions: "1.0", pattern: ` parsed raises TypeError: Object of type NX\w+ is not JSON`, why: "os-ken has no JSON of Nicira's matches"},
	{versions: "1.0", pattern: ` again raises TypeError: can't concat NXT`, why: "os-ken cannot encode them"},
	{versions: "1.0", pattern: ` message raises (RuntimeError: No active exception|OFPMalformedMessage)`,
		why: "os-ken fails for fields that it does not know, and for empty matches"},
	{versions: "1.0", pattern: `\.(OFPVendorStatsReply|NX\w+StatsReply)\.\w+ (extra|missing)|\.(OFPVendor missing|NXTRoleReply extra)`, why: whyClass},
	{versions: "1.0", pattern: `\.(OFP|NX)AggregateStatsReply\.body is `, why: whyShape},
	{versions: "1.0", pattern: `\.NXFlowStats\.(idle_age|hard_age|match|fields) `,
		why: "ages are one more on the wire, which os-ken shows; whose matches have no JSON"},
	{versions: "1.0", pattern: `\.\w+Action\w+\.(type|len) extra`, why: "os-ken does not show it"},
	{versions: "1.0", pattern: `^FlowMod/actions NXAction(RegLoad2|StackPush|StackPop|Bundle)a again is `, why: "os-ken does not pad (DL-03, k6)"},
	{versions: "1.0", pattern: `^FlowMod/actions OFPActionVendorUnknown/data a made is `, why: "os-ken does not pad"},
}
