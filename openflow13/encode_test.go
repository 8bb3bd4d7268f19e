package openflow13_test

import (
	"bytes"
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
	"github.com/ofwire/openflow/openflow13"
)

// refuse are messages that cannot be encoded, with the whole path that the error names and its reason. The tests of all versions try all lists: see TestCodec.
var refuse = []struct {
	name, path string
	reason     error
	m          openflow.Message
}{
	{"nil message", "FlowMod", openflow.ErrNil, (*openflow13.FlowMod)(nil)},
	{"nil opaque message", "Opaque", openflow.ErrNil, (*openflow.Opaque)(nil)},
	{"nil unknown multipart", "MultipartRequestUnknown", openflow.ErrNil, (*openflow13.MultipartRequestUnknown)(nil)},
	{"nil action", "PacketOut.Actions[1]", openflow.ErrNil, packetOutOf(&openflow13.ActionPopVLAN{}, nil)},
	{"typed nil action", "PacketOut.Actions[0]", openflow.ErrNil, packetOutOf((*openflow13.ActionOutput)(nil))},
	{"typed nil unknown action", "PacketOut.Actions[0]", openflow.ErrNil, packetOutOf((*openflow13.ActionUnknown)(nil))},
	{"nil instruction", "FlowMod.Instructions[0]", openflow.ErrNil, flowModOf(nil)},
	{"typed nil instruction", "FlowMod.Instructions[0]", openflow.ErrNil, flowModOf((*openflow13.InstructionMeter)(nil))},
	{"nil action in an instruction", "FlowMod.Instructions[1].Actions[0]", openflow.ErrNil,
		flowModOf(&openflow13.InstructionGotoTable{}, &openflow13.InstructionApplyActions{Actions: openflow13.Actions{nil}})},
	{"nil action in a bucket", "GroupMod.Buckets[1].Actions[0]", openflow.ErrNil,
		&openflow13.GroupMod{Buckets: []openflow13.Bucket{{}, {Actions: openflow13.Actions{nil}}}}},
	{"nil hello element", "Hello.Elements[0]", openflow.ErrNil, &openflow13.Hello{Elements: openflow13.HelloElems{nil}}},
	{"nil meter band", "MeterMod.Bands[0]", openflow.ErrNil, &openflow13.MeterMod{Bands: openflow13.MeterBands{nil}}},
	{"nil queue property", "QueueGetConfigReply.Queues[0].Properties[0]", openflow.ErrNil,
		&openflow13.QueueGetConfigReply{Queues: []openflow13.PacketQueue{{Properties: openflow13.QueueProps{nil}}}}},
	{"nil table feature", "TableFeaturesReply.Body[0].Properties[0]", openflow.ErrNil,
		&openflow13.TableFeaturesReply{Body: []openflow13.TableFeatures{{Properties: openflow13.TableFeatureProps{nil}}}}},
	{"nil inner message", "ONFBundleAddMessage.Message", openflow.ErrNil, &openflow13.ONFBundleAddMessage{}},
	{"typed nil inner message", "ONFBundleAddMessage.Message.FlowMod", openflow.ErrNil, &openflow13.ONFBundleAddMessage{Message: (*openflow13.FlowMod)(nil)}},
	{"fault in an inner message", "ONFBundleAddMessage.Message.FlowMod.Instructions[0]", openflow.ErrNil,
		&openflow13.ONFBundleAddMessage{Message: flowModOf(nil)}},
	{"nil flow update", "ONFFlowMonitorReply.Body[0]", openflow.ErrNil, &openflow13.ONFFlowMonitorReply{Body: openflow13.ONFFlowUpdates{nil}}},

	{"message too long", "EchoRequest", openflow.ErrTooLong, &openflow13.EchoRequest{Data: make([]byte, 65528)}},
	{"opaque message too long", "Opaque", openflow.ErrTooLong, &openflow.Opaque{Version: 4, Type: 99, Body: make([]byte, 65528)}},
	{"unknown multipart too long", "MultipartReplyUnknown", openflow.ErrTooLong, &openflow13.MultipartReplyUnknown{Type: 99, Body: make([]byte, 65520)}},
	{"error too long", "ErrorMsg", openflow.ErrTooLong, &openflow13.ErrorMsg{Data: make([]byte, 65524)}},
	{"packet too long", "PacketOut", openflow.ErrTooLong, &openflow13.PacketOut{Data: make([]byte, 65512)}},
	{"actions too long", "PacketOut.Actions", openflow.ErrTooLong, packetOutOf(many(8192)...)},
	{"action too long", "PacketOut.Actions[0]", openflow.ErrTooLong, packetOutOf(&openflow13.ActionUnknown{Type: 99, Body: make([]byte, 65532)})},
	{"experimenter action too long", "PacketOut.Actions[0]", openflow.ErrTooLong, packetOutOf(&openflow13.ActionExperimenter{Data: make([]byte, 65528)})},
	{"instruction too long", "FlowMod.Instructions[0]", openflow.ErrTooLong, flowModOf(&openflow13.InstructionApplyActions{Actions: many(8191)})},
	{"bucket too long", "GroupMod.Buckets[0]", openflow.ErrTooLong, &openflow13.GroupMod{Buckets: []openflow13.Bucket{{Actions: many(8190)}}}},
	{"match too long", "FlowMod.Match", openflow.ErrTooLong, &openflow13.FlowMod{Match: make(openflow13.Match, 16383)}},
	{"bundle too long", "ONFBundleAddMessage", openflow.ErrTooLong, &openflow13.ONFBundleAddMessage{Message: &openflow13.EchoRequest{Data: make([]byte, 65510)}}},
	{"hello element too long", "Hello.Elements[0]", openflow.ErrTooLong,
		&openflow13.Hello{Elements: openflow13.HelloElems{&openflow13.HelloElemVersionBitmap{Versions: make([]uint32, 16383)}}}},
	{"flow too long", "FlowStatsReply.Body[0]", openflow.ErrTooLong,
		&openflow13.FlowStatsReply{Body: []openflow13.FlowStats{{Instructions: openflow13.Instructions{&openflow13.InstructionApplyActions{Actions: many(8185)}}}}}},
	{"table feature too long", "TableFeaturesReply.Body[0].Properties[0]", openflow.ErrTooLong,
		&openflow13.TableFeaturesReply{Body: []openflow13.TableFeatures{{Properties: openflow13.TableFeatureProps{
			&openflow13.TableFeaturePropMatch{OXMIDs: make([]openflow.FieldID, 16383)}}}}}},

	{"IPv6 address in an IPv4 field", "FlowMod.Match[1]", openflow.ErrValue,
		&openflow13.FlowMod{Match: openflow13.Match{openflow13.FieldEthType.Exact(0x800), openflow13.FieldIPv4Src.Exact(netip.MustParseAddr("::1"))}}},
	{"IPv4 address in an IPv6 field", "FlowMod.Match[0]", openflow.ErrValue,
		&openflow13.FlowMod{Match: openflow13.Match{openflow13.FieldIPv6Dst.Exact(netip.MustParseAddr("10.0.0.1"))}}},
	{"IPv4 prefix in an IPv6 field", "FlowMod.Match[0]", openflow.ErrValue,
		&openflow13.FlowMod{Match: openflow13.Match{openflow13.FieldIPv6Dst.Prefix(netip.MustParsePrefix("10.0.0.0/8"))}}},
	{"mapped address in an IPv4 field", "FlowMod.Match[0]", openflow.ErrValue,
		&openflow13.FlowMod{Match: openflow13.Match{openflow13.FieldIPv4Dst.Exact(netip.MustParseAddr("::ffff:10.0.0.1"))}}},
	{"no address in a field", "FlowMod.Match[0]", openflow.ErrValue,
		&openflow13.FlowMod{Match: openflow13.Match{openflow13.FieldIPv4Dst.Exact(netip.Addr{})}}},
	{"wrong address in a set-field", "PacketOut.Actions[0].Field", openflow.ErrValue,
		packetOutOf(&openflow13.ActionSetField{Field: openflow13.FieldIPv4Src.Exact(netip.MustParseAddr("::1"))})},

	{"address of a NAT that says it has none", "FlowMod.Instructions[0].Actions[0].Actions[0].RangeIPv4Min", openflow.ErrUnused,
		flowModOf(&openflow13.InstructionApplyActions{Actions: openflow13.Actions{
			&openflow13.NXActionCT{Actions: openflow13.Actions{&openflow13.NXActionNAT{RangeIPv4Min: netip.MustParseAddr("10.0.0.1")}}}}})},
	{"zone beside a field for it", "PacketOut.Actions[0].Zone", openflow.ErrUnused,
		packetOutOf(&openflow13.NXActionCT{ZoneSrc: openflow.FieldID(openflow13.FieldReg0), ZoneNBits: 16, Zone: 9})},
	{"width of a zone that is a number", "PacketOut.Actions[0].ZoneNBits", openflow.ErrUnused, packetOutOf(&openflow13.NXActionCT{Zone: 9, ZoneNBits: 16})},
	{"value of a spec that takes a field", "PacketOut.Actions[0].Specs[0].Value", openflow.ErrUnused,
		packetOutOf(&openflow13.NXActionLearn{Specs: []openflow13.NXFlowSpec{{NBits: 16, Value: []byte{1}}}})},
	{"experimenter of a standard error", "ErrorMsg.Experimenter", openflow.ErrUnused, &openflow13.ErrorMsg{Type: openflow13.ErrorTypeBadRequest, Experimenter: 7}},
}

func packetOutOf(actions ...openflow13.Action) *openflow13.PacketOut {
	return &openflow13.PacketOut{Actions: actions}
}

func flowModOf(list ...openflow13.Instruction) *openflow13.FlowMod {
	return &openflow13.FlowMod{Instructions: list}
}

// many are n actions of 8 bytes.
func many(n int) openflow13.Actions {
	list := make(openflow13.Actions, n)
	for i := range list {
		list[i] = new(openflow13.ActionPopVLAN)
	}
	return list
}

func TestEncodeRefuses(t *testing.T) {
	prefix := []byte("what was there")
	for _, x := range refuse {
		buf := append(make([]byte, 0, 1<<17), prefix...)
		got, err := x.m.AppendBinary(buf)
		var e *openflow.EncodeError
		if !errors.As(err, &e) || !errors.Is(err, x.reason) || e.Path != x.path {
			t.Errorf("%s: %v; want %s: %v", x.name, err, x.path, x.reason)
		}
		if !bytes.Equal(got, prefix) {
			t.Errorf("%s: the buffer came back with %d bytes, want the %d that were there", x.name, len(got), len(prefix))
		}
	}
}

// TestEncodeEmpty encodes a field that another one leaves out and that is empty, but not nil: it counts as not set.
func TestEncodeEmpty(t *testing.T) {
	spec := openflow13.NXFlowSpec{NBits: 16, Value: []byte{}}
	if _, err := packetOutOf(&openflow13.NXActionLearn{Specs: []openflow13.NXFlowSpec{spec}}).MarshalBinary(); err != nil {
		t.Error(err)
	}
}

// TestEncodeLongest encodes messages that just fit.
func TestEncodeLongest(t *testing.T) {
	for _, m := range []openflow.Message{
		&openflow13.EchoRequest{Data: make([]byte, 65527)},
		&openflow.Opaque{Version: 4, Type: 99, Body: make([]byte, 65527)},
		&openflow13.ErrorMsg{Data: make([]byte, 65523)},
		&openflow13.PacketOut{Data: make([]byte, 65511)},
		packetOutOf(many(8188)...),
		flowModOf(&openflow13.InstructionApplyActions{Actions: many(8183)}),
		&openflow13.MultipartReplyUnknown{Type: 99, Body: make([]byte, 65519)},
	} {
		b, err := m.AppendBinary(nil)
		if err != nil {
			t.Errorf("%T: %v", m, err)
			continue
		}
		if h, err := openflow.ParseHeader(b); err != nil || int(h.Length) != len(b) {
			t.Errorf("%T of %d bytes: header says %d; %v", m, len(b), h.Length, err)
		}
		if _, err := openflow13.Unmarshal(b); err != nil {
			t.Errorf("%T of %d bytes: %v", m, len(b), err)
		}
	}
}

func TestNamesTooLong(t *testing.T) {
	port := openflow13.Port{}
	if err := port.Name.Set(strings.Repeat("x", 17)); err == nil || port.Name != (openflow.String16{}) {
		t.Errorf("a name of 17 bytes in 16: %v, %q; want an error and no change", err, port.Name)
	}
	if err := port.Name.Set(strings.Repeat("x", 16)); err != nil {
		t.Errorf("a name of 16 bytes in 16: %v", err)
	}
	name := sample.ByName(openflow13.Protocol, "PortDescReply", sample.Wild).(*openflow13.PortDescReply).Body[0].Name.String()
	if len(name) < 15 || len(name) > 16 {
		t.Errorf("the sample's port name %q is not of 15 or 16 bytes", name)
	}
}

func TestValuesTooWide(t *testing.T) {
	m := sample.ByName(openflow13.Protocol, "FlowMod", sample.Minimal).(*openflow13.FlowMod)
	for _, x := range []struct {
		p    openflow.Uint
		most uint64
	}{
		{(*openflow.U8)(&m.TableID), 1<<8 - 1}, {(*openflow.U16)(&m.Priority), 1<<16 - 1},
		{(*openflow.U32)(&m.OutPort), 1<<32 - 1}, {(*openflow.U64)(&m.Cookie), 1<<64 - 1},
	} {
		if err := x.p.Set(x.most); err != nil || x.p.Get() != x.most {
			t.Errorf("%d bytes do not take %#x: %v", x.p.Size(), x.most, err)
		}
		if x.p.Size() == 8 {
			continue
		}
		if err := x.p.Set(x.most + 1); !errors.Is(err, openflow.ErrValue) || x.p.Get() != x.most {
			t.Errorf("%d bytes set to %#x: %v, now %#x; want ErrValue and no change", x.p.Size(), x.most+1, err, x.p.Get())
		}
	}
}
