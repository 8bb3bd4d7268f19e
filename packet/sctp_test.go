package packet_test

import (
	"errors"
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func sctp(chunks ...packet.SCTPChunk) *packet.SCTP {
	return &packet.SCTP{SrcPort: 5000, DstPort: 6000, Tag: 9, Chunks: chunks}
}

var (
	sctpParams = []packet.SCTPParam{
		packet.SCTPParamIP(ip1), packet.SCTPParamIP(ip61), {Type: packet.SCTPParamStateCookie, Value: []byte("abc")},
		{Type: packet.SCTPParamUnrecognized, Value: []byte{255, 255, 0, 4}}, {Type: packet.SCTPParamCookiePreserve, Value: []byte{0, 0, 1, 0}},
		{Type: packet.SCTPParamHostName, Value: []byte("host\x00")}, {Type: packet.SCTPParamAddressTypes, Value: []byte{0, 5, 0, 6, 0, 11}},
		{Type: packet.SCTPParamECN}, {Type: 0xc000, Value: []byte{0, 1, 2, 3}},
	}
	sctpCauses = []packet.SCTPCause{
		{Code: packet.SCTPCauseInvalidStream, Value: []byte{0, 7, 0, 0}}, {Code: packet.SCTPCauseMissingParam, Value: []byte{0, 0, 0, 1, 0, 7}},
		{Code: packet.SCTPCauseStaleCookie, Value: []byte{0, 0, 0, 1}}, {Code: packet.SCTPCauseOutOfResource},
		{Code: packet.SCTPCauseUnresolvableAddress, Value: []byte{0, 11, 0, 7, 'a', 'b', 0}},
		{Code: packet.SCTPCauseUnrecognizedChunk, Value: []byte{255, 0, 0, 4}}, {Code: packet.SCTPCauseInvalidParam},
		{Code: packet.SCTPCauseUnrecognizedParam, Value: []byte{255, 255, 0, 4}}, {Code: packet.SCTPCauseNoUserData, Value: []byte{0, 0, 0, 9}},
		{Code: packet.SCTPCauseCookieInShutdown}, {Code: packet.SCTPCauseRestart, Value: []byte{0, 5, 0, 8, 192, 0, 2, 1}},
		{Code: packet.SCTPCauseUserAbort, Value: []byte("why")}, {Code: packet.SCTPCauseProtocolViolation, Value: []byte("what")},
		{Code: 0xc0, Value: []byte("new")},
	}
)

func TestSCTP(t *testing.T) {
	init := packet.SCTPInitChunk{Tag: 1, Window: 65535, OutStreams: 10, InStreams: 11, TSN: 5}
	data := packet.SCTPDataChunk{TSN: 1, Stream: 2, Seq: 3, Protocol: 4, Data: []byte("abcde")}
	params := init
	params.Params = sctpParams
	tsn := []byte{0, 0, 0, 77}
	for _, x := range []built{
		{
			name: "data", layers: overIPv4(sctp(packet.SCTPChunkData(packet.SCTPBegin|packet.SCTPEnd, data))),
			hex: "020000000002020000000001" + "0800" + "4500003800000000" + "4084f63ec0000201c0000202" + "1388177000000009268c9de2" +
				"00030015" + "00000001" + "00020003" + "00000004" + "6162636465000000",
		},
		{name: "no chunks over IPv6", layers: overIPv6(sctp())},
		{name: "init", layers: overIPv4(sctp(packet.SCTPChunkInit(packet.SCTPInit, params)))},
		{name: "init ack", layers: overIPv4(sctp(packet.SCTPChunkInit(packet.SCTPInitAck, init)))},
		{name: "sack", layers: overIPv4(sctp(packet.SCTPChunkSack(packet.SCTPSackChunk{
			TSN: 1, Window: 2, Gaps: []packet.SCTPGap{{First: 2, Last: 3}, {First: 10, Last: 12}}, Duplicates: []uint32{7, 8, 9},
		})))},
		{name: "heartbeats", layers: overIPv4(sctp(
			packet.SCTPChunkHeartbeat(packet.SCTPHeartbeat, []byte("abcde")), packet.SCTPChunkHeartbeat(packet.SCTPHeartbeatAck, []byte("abcdefgh")),
		))},
		{name: "abort", layers: overIPv4(sctp(packet.SCTPChunkError(packet.SCTPAbort, packet.SCTPNoTag, sctpCauses...)))},
		{name: "error", layers: overIPv4(sctp(packet.SCTPChunkError(packet.SCTPError, 0, sctpCauses[:3]...)))},
		{name: "shutdown", layers: overIPv4(sctp(
			packet.SCTPChunk{Type: packet.SCTPShutdown, Value: tsn}, packet.SCTPChunk{Type: packet.SCTPShutdownAck},
			packet.SCTPChunk{Type: packet.SCTPShutdownComplete, Flags: packet.SCTPNoTag},
		))},
		{name: "cookies and congestion", layers: overIPv4(sctp(
			packet.SCTPChunk{Type: packet.SCTPCookieEcho, Value: []byte("biscuit")}, packet.SCTPChunk{Type: packet.SCTPCookieAck},
			packet.SCTPChunk{Type: packet.SCTPECNEcho, Value: tsn}, packet.SCTPChunk{Type: packet.SCTPCWR, Value: tsn},
		))},
		{name: "padding that is not zeros", layers: overIPv4(sctp(packet.SCTPChunk{Type: packet.SCTPCookieEcho, Value: []byte("abc"), Padding: [3]byte{1}}))},
		{name: "another chunk", layers: overIPv4(sctp(packet.SCTPChunk{Type: 192, Flags: 255, Value: []byte("abc")}))},
	} {
		x.run(t)
	}
}

// TestSCTPChecksum has the CRC that RFC 3720 gives for 32 zeros.
func TestSCTPChecksum(t *testing.T) {
	if got := packet.SCTPChecksum(make([]byte, 32)); got != 0xaa36918a {
		t.Errorf("%#x", got)
	}
}

// TestSCTPParts takes chunks apart again.
func TestSCTPParts(t *testing.T) {
	data := packet.SCTPDataChunk{TSN: 1, Stream: 2, Seq: 3, Protocol: 4, Data: []byte("abc")}
	if got, ok := packet.SCTPChunkData(0, data).Data(); !ok || !cmp.Equal(got, data) {
		t.Error(got, ok)
	}
	init := packet.SCTPInitChunk{Tag: 1, Window: 2, OutStreams: 3, InStreams: 4, TSN: 5, Params: sctpParams}
	got, ok := packet.SCTPChunkInit(packet.SCTPInitAck, init).Init()
	if diff := cmp.Diff(init, got, compare); !ok || diff != "" {
		t.Error(ok, diff)
	}
	if a, ok := got.Params[1].Addr(); !ok || a != ip61 {
		t.Error(a, ok)
	}
	if a, ok := got.Params[2].Addr(); ok {
		t.Error(a)
	}
	sack := packet.SCTPSackChunk{TSN: 1, Window: 2, Gaps: []packet.SCTPGap{{First: 1, Last: 2}}, Duplicates: []uint32{3}}
	if got, ok := packet.SCTPChunkSack(sack).Sack(); !ok || !cmp.Equal(got, sack) {
		t.Error(got, ok)
	}
	if got, ok := packet.SCTPChunkHeartbeat(packet.SCTPHeartbeat, []byte("abc")).Heartbeat(); !ok || string(got) != "abc" {
		t.Error(got, ok)
	}
	causes, ok := packet.SCTPChunkError(packet.SCTPAbort, 0, sctpCauses...).Causes()
	if diff := cmp.Diff(sctpCauses, causes, compare); !ok || diff != "" {
		t.Error(ok, diff)
	}
	params, ok := causes[10].Params()
	if want := []packet.SCTPParam{packet.SCTPParamIP(netip.MustParseAddr("192.0.2.1"))}; !ok || !cmp.Equal(params, want) {
		t.Error(params, ok)
	}
	if _, ok := causes[0].Params(); ok {
		t.Error("parameters in a cause that has none")
	}
	// Chunks of other types, and values that are too short or do not parse, are none of these.
	for _, c := range []packet.SCTPChunk{
		{Type: packet.SCTPCookieAck}, {Type: packet.SCTPData, Value: make([]byte, 11)}, {Type: packet.SCTPInit, Value: make([]byte, 17)},
		{Type: packet.SCTPSack, Value: append(make([]byte, 11), 1)}, {Type: packet.SCTPHeartbeat}, {Type: packet.SCTPError, Value: []byte{0, 1, 0, 3}},
		{Type: packet.SCTPError, Value: []byte{0, 1, 0, 9, 0, 0, 0, 0}}, {Type: packet.SCTPError, Value: []byte{0, 1, 0, 5, 0, 1, 0, 0}},
	} {
		_, ok1 := c.Data()
		_, ok2 := c.Init()
		_, ok3 := c.Sack()
		_, ok4 := c.Heartbeat()
		if _, ok5 := c.Causes(); ok1 || ok2 || ok3 || ok4 || ok5 {
			t.Errorf("%+v: %v %v %v %v %v", c, ok1, ok2, ok3, ok4, ok5)
		}
	}
}

func TestP5SCTP(t *testing.T) {
	two := overIPv4(sctp(packet.SCTPChunk{Type: packet.SCTPCookieEcho, Value: []byte("abcd")}, packet.SCTPChunk{Type: packet.SCTPCookieAck}))
	one := overIPv4(sctp(packet.SCTPChunk{Value: []byte("abc")}))
	for _, m := range []malformed{
		{name: "11 bytes", frame: frame(t, cut(45), two...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true},
		{name: "chunk length 0", frame: frame(t, put(48, 0, 0), two...), layers: "ethernet ipv4 sctp", err: openflow.ErrLength},
		{name: "chunk length 3", frame: frame(t, put(48, 0, 3), two...), layers: "ethernet ipv4 sctp", err: openflow.ErrLength},
		{name: "second chunk length 0", frame: frame(t, put(56, 0, 0), two...), layers: "ethernet ipv4 sctp", err: openflow.ErrLength},
		{name: "chunk behind the end", frame: frame(t, put(56, 255, 255), two...), layers: "ethernet ipv4 sctp", err: openflow.ErrTruncated, truncated: true},
		{name: "chunk of 3 bytes", frame: frame(t, cut(57), two...), layers: "ethernet ipv4 sctp", err: openflow.ErrTruncated, truncated: true},
		{name: "padding cut off", frame: frame(t, cut(53), one...), layers: "ethernet ipv4 sctp", err: openflow.ErrTruncated, truncated: true},
	} {
		m.run(t)
	}
	p := packet.Unmarshal(frame(t, put(56, 0, 0), two...))
	if l := packet.Get[*packet.SCTP](p); len(l.Chunks) != 1 || !slices.Equal(p.Payload, []byte{11, 0, 0, 0}) {
		t.Error(p)
	}
	if _, err := packet.Append(nil, sctp(packet.SCTPChunk{Value: make([]byte, 65532)})); !errors.Is(err, openflow.ErrTooLong) {
		t.Error(err)
	}
}
