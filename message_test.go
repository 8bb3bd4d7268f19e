package openflow_test

import (
	"bytes"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
)

// TestOpaqueOfKnownType sends a flow mod of one byte, which no FlowMod encodes to.
func TestOpaqueOfKnownType(t *testing.T) {
	m := &openflow.Opaque{Version: openflow.Version13, Type: 14, XID: 7, Body: []byte{1}}
	b, err := m.MarshalBinary()
	if want := []byte{4, 14, 0, 9, 0, 0, 0, 7, 1}; !bytes.Equal(b, want) || err != nil {
		t.Errorf("encoding is %x, %v, want %x", b, err, want)
	}
	if m, err := openflow13.Unmarshal(b); err == nil {
		t.Errorf("it decodes to %v", m)
	}
}
