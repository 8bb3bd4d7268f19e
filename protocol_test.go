package openflow_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// Reserved ports as all versions number them here.
const (
	portFlood      uint32 = 0xfffffffb
	portController uint32 = 0xfffffffd
)

// TestProtocolPacketIn has the packet-in of each version, and messages that are none.
func TestProtocolPacketIn(t *testing.T) {
	frame := []byte{1, 2, 3}
	in := openflow.PacketIn{BufferID: 7, TotalLen: 60, InPort: 5, Reason: 1, TableID: 3, Cookie: 9, Data: frame}
	without := func(change func(p *openflow.PacketIn)) openflow.PacketIn {
		p := in
		change(&p)
		return p
	}
	for _, c := range []struct {
		name     string
		protocol *openflow.Protocol
		m        openflow.Message
		want     openflow.PacketIn
	}{
		{"1.0", openflow10.Protocol, &openflow10.PacketIn{BufferID: 7, TotalLen: 60, InPort: 5, Reason: 1, Data: frame},
			without(func(p *openflow.PacketIn) { p.TableID, p.Cookie = 0, 0 })},
		{"1.0, from a reserved port", openflow10.Protocol, &openflow10.PacketIn{InPort: openflow10.PortNoLocal, BufferID: openflow10.BufferIDNone},
			openflow.PacketIn{InPort: 0xfffffffe, BufferID: openflow.NoBuffer}},
		{"1.2", openflow12.Protocol, &openflow12.PacketIn{BufferID: 7, TotalLen: 60, Reason: 1, TableID: 3, Data: frame,
			Match: openflow12.Match{openflow12.FieldInPort.Exact(5)}}, without(func(p *openflow.PacketIn) { p.Cookie = 0 })},
		{"1.3", openflow13.Protocol, &openflow13.PacketIn{BufferID: 7, TotalLen: 60, Reason: 1, TableID: 3, Cookie: 9, Data: frame,
			Match: openflow13.Match{openflow13.FieldMetadata.Exact(1), openflow13.FieldInPort.Exact(5)}}, in},
		{"1.3, without a port", openflow13.Protocol, &openflow13.PacketIn{BufferID: 7, TotalLen: 60, Reason: 1, TableID: 3, Cookie: 9, Data: frame},
			without(func(p *openflow.PacketIn) { p.InPort = 0 })},
		{"1.4", openflow14.Protocol, &openflow14.PacketIn{BufferID: 7, TotalLen: 60, Reason: 1, TableID: 3, Cookie: 9, Data: frame,
			Match: openflow14.Match{openflow14.FieldInPort.Exact(5)}}, in},
		{"1.5", openflow15.Protocol, &openflow15.PacketIn{BufferID: 7, TotalLen: 60, Reason: 1, TableID: 3, Cookie: 9, Data: frame,
			Match: openflow15.Match{openflow15.FieldInPort.Exact(5)}}, in},
	} {
		got, ok := c.protocol.PacketIn(c.m)
		if diff := cmp.Diff(c.want, got); !ok || diff != "" {
			t.Errorf("%s: %v %s", c.name, ok, diff)
		}
		if got, ok := c.protocol.PacketIn(c.protocol.BarrierRequest(1)); ok {
			t.Errorf("%s: a barrier is %v", c.name, got)
		}
	}
	if got, ok := openflow13.Protocol.PacketIn(&openflow14.PacketIn{}); ok {
		t.Errorf("a packet-in of 1.4 is %v in 1.3", got)
	}
}

// TestProtocolPacketOut has a frame, a buffered packet and one that is dropped, in each version.
func TestProtocolPacketOut(t *testing.T) {
	flood := openflow.PacketOut{InPort: 5, Ports: []uint32{2, portFlood}, Data: []byte{0xab}}
	buffered := openflow.PacketOut{BufferID: 7, InPort: portController, Ports: []uint32{2}}
	dropped := openflow.PacketOut{Data: []byte{0xab}}
	const (
		flooded = "actions=[Output{port=2 max_len=65509} Output{port=FLOOD max_len=65509}] data=(1)ab}"
		sent    = "actions=[Output{port=2 max_len=65509}]}"
	)
	for _, c := range []struct {
		protocol *openflow.Protocol
		p        openflow.PacketOut
		want     string
	}{
		{openflow10.Protocol, flood, "PacketOut{xid=1 buffer_id=NO_BUFFER in_port=5 " + flooded},
		{openflow12.Protocol, flood, "PacketOut{xid=1 buffer_id=NO_BUFFER in_port=5 " + flooded},
		{openflow13.Protocol, flood, "PacketOut{xid=1 buffer_id=NO_BUFFER in_port=5 " + flooded},
		{openflow14.Protocol, flood, "PacketOut{xid=1 buffer_id=NO_BUFFER in_port=5 " + flooded},
		{openflow15.Protocol, flood, "PacketOut{xid=1 buffer_id=NO_BUFFER match={in_port=5} " + flooded},
		{openflow10.Protocol, buffered, "PacketOut{xid=1 buffer_id=7 in_port=CONTROLLER " + sent},
		{openflow13.Protocol, buffered, "PacketOut{xid=1 buffer_id=7 in_port=CONTROLLER " + sent},
		{openflow15.Protocol, buffered, "PacketOut{xid=1 buffer_id=7 match={in_port=CONTROLLER} " + sent},
		{openflow10.Protocol, dropped, "PacketOut{xid=1 buffer_id=NO_BUFFER in_port=NONE data=(1)ab}"},
		{openflow13.Protocol, dropped, "PacketOut{xid=1 buffer_id=NO_BUFFER in_port=CONTROLLER data=(1)ab}"},
		{openflow15.Protocol, dropped, "PacketOut{xid=1 buffer_id=NO_BUFFER match={in_port=CONTROLLER} data=(1)ab}"},
	} {
		m := c.protocol.PacketOut(1, c.p)
		if got := openflow.Format(m); got != c.want {
			t.Errorf("%s: %s, want %s", c.protocol.Version, got, c.want)
		}
		if b, err := m.MarshalBinary(); err != nil {
			t.Errorf("%s: %v", c.want, err)
		} else if again, err := c.protocol.Unmarshal(b); err != nil || !cmp.Equal(again, m) {
			t.Errorf("%s: comes back as %v, %v", c.want, again, err)
		}
	}
}
