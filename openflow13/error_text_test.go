package openflow13_test

import (
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
)

// TestErrorText has the names of errors of the standard, of vendors, and of nobody.
func TestErrorText(t *testing.T) {
	for _, tc := range []struct {
		m    *openflow13.ErrorMsg
		want string
	}{
		{&openflow13.ErrorMsg{Type: openflow13.ErrorTypeFlowModFailed, Code: 1}, "ErrorMsg{xid=0 type=FLOW_MOD_FAILED code=OFPFMFC_TABLE_FULL}"},
		{&openflow13.ErrorMsg{Type: openflow13.ErrorTypeExperimenter, Code: 2313, Experimenter: 0x4f4e4600},
			"ErrorMsg{xid=0 type=EXPERIMENTER code=OFPBFC_MSG_FAILED experimenter=0x4f4e4600}"},
		{&openflow13.ErrorMsg{Type: openflow13.ErrorTypeExperimenter, Code: 4, Experimenter: 0x2320},
			"ErrorMsg{xid=0 type=EXPERIMENTER code=NXBRC_MUST_BE_ZERO experimenter=0x2320}"},
		{&openflow13.ErrorMsg{Type: openflow13.ErrorTypeExperimenter, Code: 4, Experimenter: 7}, "ErrorMsg{xid=0 type=EXPERIMENTER code=4 experimenter=0x7}"},
		{&openflow13.ErrorMsg{Type: 99, Code: 98}, "ErrorMsg{xid=0 type=99 code=98}"},
	} {
		if got := openflow.Format(tc.m); got != tc.want {
			t.Errorf("%s, want %s", got, tc.want)
		}
	}
}
