//go:build interop

package interop

// Why os-ken differs. Numbers such as DF-45 and k7 are those of its known defects in the shared folder's reference.
const (
	noClass   = "os-ken does not know the class"
	noField   = "os-ken does not know the field: its JSON has the number, and base64"
	signature = "os-ken's constructor does not take what its to_jsondict shows"
	shape     = "our JSON has another shape here, as package ofjson says"
	words     = "os-ken has experimenters' data as a list of 32-bit numbers, and none of other lengths (DF-11)"
	unknown   = "os-ken has one class for all properties that it does not know, which takes the rest of the list and cannot be encoded (DF-08, DF-09)"
	endless   = "os-ken loops for ever, or until its memory is full (DF-02, DF-03, DF-07, DF-42)"
)

// oskenLimits are the differences from os-ken: its defects, and where our JSON has another shape. The first that matches counts.
var oskenLimits = []oskenLimit{
	// All versions: what os-ken cannot do at all.
	{pattern: ` raises AttributeError: module 'os_ken\.ofproto\.ofproto_v1_\d_parser' has no attribute '`, why: noClass},
	{pattern: ` message raises (TypeError: 'NoneType' object is not callable|AttributeError: 'NoneType' object has no attribute '(parser|cls_body))`, why: noClass},
	{pattern: ` (again|made) has no body$`, why: "os-ken has no encoder (DF-04, DF-06)"},
	{pattern: ` raises KeyError: 'unknown OX[MS] field`, why: noField},
	{pattern: ` made raises TypeError: \S+__(init|new)__\(\) (got an unexpected keyword|missing 1 required positional) argument '`, why: signature},
	{pattern: ` message raises (Hang|MemoryError)`, why: endless},

	// Headers and messages.
	{pattern: `^(EchoRequest|EchoReply|ErrorMsg|Hello)/wild(-b)? (parsed \.OFP\w+\.version extra: 1$|(again|made) is 0\d(.*), want 01)`, why: "the header keeps another version"},
	{pattern: `^Hello/.* parsed \.OFPHello\.elements is .*Unknown`, why: "os-ken drops elements that it does not know"},
	{pattern: `^Hello/.* message raises error: unpack_from`, why: "os-ken does not pad elements (DF-03)"},
	{versions: "1.0 1.2", pattern: ` parsed \.OFPHello\.elements extra`, why: "a hello of any version may have elements"},
	{pattern: `^FeaturesReply/wild parsed \.OFPSwitchFeatures\.reserved extra`, why: "os-ken takes it for padding"},
	{versions: "1.0 1.2", pattern: ` parsed \.OFPSwitchFeatures\.ports is `, why: shape},
	{pattern: `^ErrorMsg/\w+ (parsed \.OFPErrorMsg\.(code is \d+, want <nil>|exp_type missing)|made raises error: required argument)`, why: shape},
	{pattern: `^PacketIn/data a parsed \.OFPPacketIn\.data is 0A==, want $`, why: "os-ken cuts the data to total_len"},
	{pattern: `^PacketOut/(minimal|data a) made raises AssertionError`, why: "os-ken demands a port, and no data with a buffer (DF-37)"},
	{versions: "1.4 1.5", pattern: `^PortMod/\w+ made raises error: argument out of range`, why: "fl_offset is signed"},

	// Fields and matches.
	{pattern: ` raises KeyError: 'unknown OXM field number`, why: noField},
	{pattern: `xmId\.type is \S+, want field_\d+$`, why: noField},
	{pattern: `OX[MS]Tlv\.(field is \w+, want field_\d+|(value|mask) is \S+, want [\w+/]+=*)$`, why: noField},
	{pattern: `( message raises Exception: Unexpected OXM payload length 8 for |OxmId\.type is cookie, want )mpls_ttl`, why: "two fields of NXM have number 30, and os-ken knows one"},
	{pattern: `^(FlowMod/\w+/mask|FlowMod/.*OFPActionSetFielda|PacketOut/.*OFPActionSetFielda) (message|made) raises AssertionError`, why: "no mask in os-ken's set_field (DF-45)"},
	{pattern: `(/match|/stats|/thresholds|/fields) [a-d] (message|made) raises (AssertionError|error: 'I' format)`, why: "no experimenters' fields, nor empty ones (DF-26, k15)"},
	{pattern: `oxm_ids [a-d] made (raises error: 'I' format|raises AttributeError: type object 'UnknownType'|is )`, why: "the same, and lengths of 0 (DF-27)"},

	// Elements of experimenters, and unknown ones.
	{pattern: `Experimenter\.data is \S+, want \[`, why: words},
	{pattern: `Prop\w*Experimenter(a|/data a) made is `, why: words},
	{pattern: ` message raises error: unpack_from requires a buffer of at least \d+ bytes for unpacking \d+ bytes at offset \d+`, why: words},
	{pattern: `(OFPPropUnknown missing|Prop\w*(Unknown|Experimenter) extra)|OFPPropUnknown' (object )?has no attribute|PropUnknown' object has no attribute`, why: unknown},
	{pattern: `/(wild|\S* ?\S*Unknowna|.*Unknown/data a) message raises (AssertionError|KeyError: \d+)`, why: "os-ken fails for elements that it does not know (DF-30, DF-44)"},
	{pattern: `Experimenter (missing, want map\[data:.* experimenter:(5453|5440|43521)|extra)|(Ntr|NtrCompat|Intel)\w+ extra`, why: noClass},
	{pattern: `(Action|Instruction)Id\.experimenter extra`, why: "os-ken drops it (DF-25)"},
}
