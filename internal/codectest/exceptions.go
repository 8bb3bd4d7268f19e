package codectest

// refused are records marked valid that we refuse, by id, with the reason. Disputed ones, which Open vSwitch refuses too, need none.
var refused = map[string]string{
	"message-1.5-3ba4b9aa8a4a":    "four bytes behind statistics that need no padding",
	"message-1.5-35b40b2a78ab":    "the same",
	"message-1.5-4e211dd8c43c":    "a request with statistics behind its match, which Open vSwitch does not look at",
	"message-1.5-ae429f0bf161":    "the bundle's header is a byte short",
	"message-1.5-b74fe02de353":    "the controller status says that it is of length 0",
	"oxm_header-1.5-404d0680915e": "a header with two bytes more, of ONF's exp_type: these belong to the value",
	"struct-1.0-73cf3480444c":     "the queue's length is less than its property",
	"of13:735":                    "a raw flow mod with an OFPMT_STANDARD match, which 1.3 deprecates and Open vSwitch answers with an error",
	"of13:788":                    "the same in a flow stats request",
	"of12:652":                    "the same of 1.2",
	"of14:435":                    "the same of 1.4",
	"of15:767":                    "the same of 1.5",
	"oxm-1.5-47f198828e7a":        "a known field without a value",
}

// differ are records that do not come back byte for byte, by id, with the reason. All of them differ in bytes that are zero in ours.
var differ = map[string]string{
	"match-1.2-3f7ca646bb99":   "the padding of the match is not zero",
	"message-1.0-3ccc57b32e8a": "the padding of the packet-in is not zero",
}

// Why records marked invalid are taken on purpose.
const (
	isValue   = "the fault is a value: enums and flags are open"
	isRule    = "the fault is against a rule on fields, which Match.Check verifies and decoding does not"
	isState   = "the fault is against what the switch can do or has seen before, not in the layout"
	isUnknown = "unknown is kept as data"
)

// accepted are the errors that the sources expect of records which decode on purpose, and come back byte for byte but for padding; or the ids of single records.
// Messages of unknown types and experimenters are taken whatever the error.
var accepted = map[string]string{
	"message-1.5-a4bc1e64ba28":    "an error of an unknown type and without data",
	"action-1.0-7fd4488ce99d":     "an action of another type than the test of the source wants",
	"action-1.0-b23d9763c338":     "the same",
	"OFPBAC_BAD_TYPE":             isUnknown,
	"OFPBAC_BAD_VENDOR":           isUnknown,
	"OFPBAC_BAD_VENDOR_TYPE":      isUnknown,
	"OFPBIC_BAD_EXPERIMENTER":     isUnknown,
	"OFPBIC_UNKNOWN_INST":         isUnknown,
	"OFPBPC_BAD_EXP_TYPE":         isUnknown,
	"OFPACFC_UNSUPPORTED":         isUnknown,
	"OFPBMC_BAD_FIELD":            isUnknown,
	"OFPMMFC_BAD_BAND":            isUnknown,
	"OFPBAC_BAD_ARGUMENT":         isValue,
	"OFPBAC_BAD_OUT_PORT":         isValue,
	"OFPBAC_BAD_SET_TYPE":         isValue,
	"OFPBAC_BAD_SET_MASK":         isValue,
	"OFPBRC_BAD_PORT":             isValue,
	"OFPBRC_EPERM":                isValue,
	"OFPACFC_INVALID":             isValue,
	"OFPFMFC_BAD_COMMAND":         isValue,
	"OFPFMFC_BAD_FLAGS":           isValue,
	"OFPGMFC_BAD_COMMAND":         isValue,
	"OFPGMFC_BAD_TYPE":            isValue,
	"OFPMMFC_BAD_COMMAND":         isValue,
	"OFPMMFC_BAD_FLAGS":           isValue,
	"OFPMOFC_BAD_FLAGS":           isValue,
	"OFPSCFC_BAD_FLAGS":           isValue,
	"OFPBAC_BAD_SET_ARGUMENT":     isRule,
	"OFPBAC_MATCH_INCONSISTENT":   isRule,
	"OFPBMC_BAD_MASK":             isRule,
	"OFPBMC_BAD_PREREQ":           isRule,
	"OFPBMC_BAD_VALUE":            isRule,
	"OFPBMC_BAD_WILDCARDS":        isRule,
	"OFPBMC_DUP_FIELD":            isRule,
	"OFPBRC_PIPELINE_FIELDS_ONLY": isRule,
	"OFPBAC_UNSUPPORTED_ORDER":    isState,
	"OFPBFC_MSG_BAD_XID":          isState,
	"OFPBFC_MSG_UNSUP":            isState,
	"OFPBIC_UNSUP_INST":           isState,
	"OFPBRC_BAD_STAT":             isState,
	"OFPFMFC_TABLE_FULL":          isState,
	"OFPGMFC_BAD_BUCKET":          isState,
	"OFPBIC_BAD_TABLE_ID":         isState,
	"OFPBIC_DUP_INST":             isState,
	"OFPFMFC_BAD_TABLE_ID":        isState,
	"OFPGMFC_INVALID_GROUP":       isState,
	"OFPTFFC_BAD_FEATURES":        isState,
}

// notOfOVS are names that Open vSwitch changed, or has of another version, with those of the standard.
var notOfOVS = map[string]string{
	"OFPBRC_BAD_STAT":        "OFPBRC_BAD_MULTIPART",
	"OFPBRC_BAD_VENDOR":      "OFPBRC_BAD_EXPERIMENTER",
	"OFPBRC_BAD_SUBTYPE":     "OFPBRC_BAD_EXP_TYPE OFPBRC_BAD_EXPERIMENTER_TYPE",
	"OFPBRC_IS_SECONDARY":    "OFPBRC_IS_SLAVE OFPBRC_EPERM",
	"OFPFMFC_TABLE_FULL":     "OFPFMFC_ALL_TABLES_FULL",
	"OFPTFFC_BAD_CAPA":       "OFPTFFC_BAD_CAP",
	"OFPBAC_BAD_VENDOR":      "OFPBAC_BAD_EXPERIMENTER",
	"OFPBAC_BAD_VENDOR_TYPE": "OFPBAC_BAD_EXP_TYPE OFPBAC_BAD_EXPERIMENTER_TYPE",
	"OFPBPC_BAD_TYPE":        "OFPTFFC_BAD_TYPE",
	"OFPBPC_BAD_LEN":         "OFPTFFC_BAD_LEN",
	"OFPBPC_BAD_VALUE":       "OFPTFFC_BAD_ARGUMENT",
}
