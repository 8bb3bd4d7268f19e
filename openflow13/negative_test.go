package openflow13_test

import (
	"bytes"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/vectors"
	"github.com/ofwire/openflow/openflow13"
)

// Why records marked invalid are taken on purpose.
const (
	isValue   = "the fault is a value: enums and flags are open"
	isRule    = "the fault is against a rule on fields, which Match.Check verifies and decoding does not"
	isState   = "the fault is against what the switch can do or has seen before, not in the layout"
	isUnknown = "unknown is kept as data"
	isOpaque  = "the fault lies in a Nicira body, which openflow13 alone keeps as data"
)

// accepted are the classes of records marked invalid that decode on purpose: the error that the source expects, and the type that we decode to. They
// come back byte for byte.
var accepted = map[string]string{
	"OFPACFC_INVALID Experimenter":              isOpaque,
	"OFPACFC_UNSUPPORTED Experimenter":          isOpaque,
	"OFPBPC_BAD_LEN Experimenter":               isOpaque,
	"OFPBRC_BAD_LEN Experimenter":               isOpaque,
	"OFPBRC_BAD_LEN ExperimenterRequest":        isOpaque,
	"OFPBRC_EPERM Experimenter":                 isOpaque,
	"OFPBAC_BAD_TYPE FlowMod":                   isUnknown,
	"OFPBAC_BAD_VENDOR FlowMod":                 isUnknown,
	"OFPBAC_BAD_VENDOR_TYPE FlowMod":            isUnknown,
	"OFPBIC_BAD_EXPERIMENTER FlowMod":           isUnknown,
	"OFPBIC_UNKNOWN_INST FlowMod":               isUnknown,
	"OFPBMC_BAD_FIELD FlowMod":                  isUnknown,
	"OFPBRC_BAD_STAT MultipartRequestUnknown":   isUnknown,
	"OFPBRC_BAD_SUBTYPE ExperimenterRequest":    isUnknown,
	"OFPBRC_BAD_TYPE Opaque":                    isUnknown,
	"OFPBRC_BAD_VENDOR ExperimenterRequest":     isUnknown,
	"OFPMMFC_BAD_BAND MeterMod":                 isUnknown,
	"OFPBAC_BAD_ARGUMENT FlowMod":               isValue,
	"OFPBAC_BAD_OUT_PORT FlowMod":               isValue,
	"OFPBAC_BAD_OUT_PORT PacketOut":             isValue,
	"OFPBAC_BAD_SET_TYPE FlowMod":               isValue,
	"OFPBAC_BAD_SET_TYPE PacketOut":             isValue,
	"OFPBAC_BAD_SET_MASK FlowMod":               isValue,
	"OFPBRC_BAD_PORT PacketOut":                 isValue,
	"OFPFMFC_BAD_COMMAND FlowMod":               isValue,
	"OFPFMFC_BAD_FLAGS FlowMod":                 isValue,
	"OFPGMFC_BAD_COMMAND GroupMod":              isValue,
	"OFPGMFC_BAD_TYPE GroupMod":                 isValue,
	"OFPMMFC_BAD_COMMAND MeterMod":              isValue,
	"OFPMMFC_BAD_FLAGS MeterMod":                isValue,
	"OFPMOFC_BAD_FLAGS ONFFlowMonitorRequest":   isValue,
	"OFPSCFC_BAD_FLAGS SetConfig":               isValue,
	"OFPBAC_BAD_SET_ARGUMENT FlowMod":           isRule,
	"OFPBAC_MATCH_INCONSISTENT FlowMod":         isRule,
	"OFPBMC_BAD_MASK FlowMod":                   isRule,
	"OFPBMC_BAD_PREREQ FlowMod":                 isRule,
	"OFPBMC_BAD_VALUE FlowMod":                  isRule,
	"OFPBMC_BAD_WILDCARDS FlowMod":              isRule,
	"OFPBMC_DUP_FIELD FlowMod":                  isRule,
	"OFPBFC_MSG_BAD_XID ONFBundleAddMessage":    isState,
	"OFPBIC_BAD_TABLE_ID FlowMod":               isState,
	"OFPBIC_DUP_INST FlowMod":                   isState,
	"OFPFMFC_BAD_TABLE_ID FlowMod":              isState,
	"OFPGMFC_INVALID_GROUP GroupMod":            isState,
	"OFPTFFC_BAD_FEATURES TableFeaturesRequest": isState,
}

// negatives are the files with records that are marked invalid, by kind. Live traffic is read beside them.
var negatives = []suite{
	{"openflow-negative.jsonl", []string{"message"}},
	{"openflow.jsonl", []string{"message"}},
	{"ovs-actions.jsonl", []string{"actions", "nxm"}},
}

func TestNegative(t *testing.T) {
	vectors.Dir(t) // Skips or fails the test where there are none.
	used := map[string]int{}
	for _, s := range negatives {
		for _, kind := range s.kinds {
			t.Run(s.file+"/"+kind, func(t *testing.T) { negative(t, load(t, s.file, kind), used) })
		}
	}
	t.Run("ovs-live", func(t *testing.T) { negative(t, vectors.Live(t, "of13"), used) })
	for class := range accepted {
		if used[class] == 0 {
			t.Errorf("no record of class %q was taken: it is listed for nothing", class)
		}
	}
	t.Logf("%d classes of records are taken on purpose", len(used))
}

// negative decodes what is marked invalid: it is refused with a complete error, or of a class that is taken on purpose.
func negative(t *testing.T, list []vectors.Record, used map[string]int) {
	t.Helper()
	refused, taken := 0, 0
	for _, r := range list {
		if r.Valid {
			continue
		}
		m, err := openflow13.Unmarshal(r.Wire)
		if err != nil {
			if e := decodeError(err, len(r.Wire)); e != nil {
				t.Errorf("%s (%s): %v", r.ID, r.ExpectError, e)
			}
			refused++
			continue
		}
		class := r.ExpectError + " " + m.Info().Name
		if accepted[class] == "" {
			t.Errorf("%s decodes; want %s\n%x", r.ID, class, r.Wire)
		}
		used[class]++
		taken++
		if got, err := m.AppendBinary(nil); err != nil || !bytes.Equal(got, r.Wire) {
			t.Errorf("%s (%s) encoded to\n%x, %v; want\n%x", r.ID, class, got, err, r.Wire)
		}
	}
	report(t, refused+taken)
	t.Logf("%d refused, %d taken", refused, taken)
}

// TestErrorNames compares Protocol.ErrorName with the names that Open vSwitch gives.
func TestErrorNames(t *testing.T) {
	n := 0
	for _, e := range vectors.ErrorNames(t, "1.3") {
		if e.Vendor != 0 {
			continue
		}
		n++
		typ, code := errorName(e.Type, e.Code)
		if code != e.Name && notOfOVS[e.Name] != code {
			t.Errorf("%d/%d is %s %s, want %s", e.Type, e.Code, typ, code, e.Name)
		}
	}
	report(t, n)
	if typ, code := errorName(777, 888); typ != "777" || code != "888" {
		t.Errorf("an unknown error is %s %s, want the numbers", typ, code)
	}
}

// notOfOVS are names that Open vSwitch changed, or has of another version, with those of the standard.
var notOfOVS = map[string]string{
	"OFPBRC_BAD_STAT":        "OFPBRC_BAD_MULTIPART",
	"OFPBRC_BAD_VENDOR":      "OFPBRC_BAD_EXPERIMENTER",
	"OFPBRC_BAD_SUBTYPE":     "OFPBRC_BAD_EXP_TYPE",
	"OFPBRC_IS_SECONDARY":    "OFPBRC_IS_SLAVE",
	"OFPBAC_BAD_VENDOR":      "OFPBAC_BAD_EXPERIMENTER",
	"OFPBAC_BAD_VENDOR_TYPE": "OFPBAC_BAD_EXP_TYPE",
	"OFPBPC_BAD_TYPE":        "OFPTFFC_BAD_TYPE",
	"OFPBPC_BAD_LEN":         "OFPTFFC_BAD_LEN",
	"OFPBPC_BAD_VALUE":       "OFPTFFC_BAD_ARGUMENT",
}

func errorName(typ, code uint16) (string, string) {
	return openflow13.Protocol.ErrorName(openflow.NewErrorCode(typ, code))
}
