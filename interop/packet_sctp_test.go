//go:build interop

package interop

import (
	"fmt"

	"github.com/ofwire/openflow/packet"
)

// sctpFrames are frames of SCTP with chunks of all types, their parameters and causes.
func sctpFrames() []builtFrame {
	var list []builtFrame
	for _, v := range extremes(3) {
		add := func(name string, chunks ...packet.SCTPChunk) {
			list = append(list, builtFrame{name: fmt.Sprintf("sctp %s %s", name, v.name), layers: on4(
				&packet.SCTP{SrcPort: v.u16(), DstPort: v.u16(), Tag: v.u32(), Chunks: chunks})})
		}
		for n := range 5 { // All lengths of padding.
			add(fmt.Sprintf("data of %d bytes", n+1), packet.SCTPChunkData(uint8(v.bits(3)), packet.SCTPDataChunk{
				TSN: v.u32(), Stream: v.u16(), Seq: v.u16(), Protocol: v.u32() &^ 0xffff, Data: v.data(n + 1)}))
		}
		for _, typ := range []packet.SCTPChunkType{packet.SCTPInit, packet.SCTPInitAck} {
			init := packet.SCTPInitChunk{Tag: v.u32(), Window: v.u32(), OutStreams: v.u16(), InStreams: v.u16(), TSN: v.u32()}
			if typ == packet.SCTPInitAck {
				init.Params = []packet.SCTPParam{{Type: packet.SCTPParamStateCookie, Value: v.data(13)}}
			}
			add(typ.String(), packet.SCTPChunkInit(typ, init))
			init.Params = append(init.Params, packet.SCTPParamIP(v.ip4()), packet.SCTPParamIP(v.ip6()),
				packet.SCTPParam{Type: packet.SCTPParamCookiePreserve, Value: v.data(4)},
				packet.SCTPParam{Type: packet.SCTPParamHostName, Value: []byte("host.example\x00")},
				packet.SCTPParam{Type: packet.SCTPParamAddressTypes, Value: []byte{0, 5, 0, 6}},
				packet.SCTPParam{Type: packet.SCTPParamECN})
			add(typ.String()+" with parameters", packet.SCTPChunkInit(typ, init))
		}
		add("sack", packet.SCTPChunkSack(packet.SCTPSackChunk{TSN: v.u32(), Window: v.u32()}))
		add("sack with lists", packet.SCTPChunkSack(packet.SCTPSackChunk{TSN: v.u32(), Window: v.u32() | 1<<16,
			Gaps: []packet.SCTPGap{{First: 2, Last: 3}, {First: 5 + uint16(v.bits(4)), Last: 30 + uint16(v.bits(4))}}, Duplicates: []uint32{v.u32(), v.u32(), v.u32()}}))
		add("heartbeat", packet.SCTPChunkHeartbeat(packet.SCTPHeartbeat, v.data(9)))
		add("heartbeat ack", packet.SCTPChunkHeartbeat(packet.SCTPHeartbeatAck, v.data(20)))
		add("abort", packet.SCTPChunkError(packet.SCTPAbort, uint8(v.bits(1))))
		add("abort with a reason", packet.SCTPChunkError(packet.SCTPAbort, 0, packet.SCTPCause{Code: packet.SCTPCauseUserAbort, Value: v.data(7)}))
		add("shutdown", packet.SCTPChunk{Type: packet.SCTPShutdown, Value: v.data(4)})
		add("shutdown ack", packet.SCTPChunk{Type: packet.SCTPShutdownAck})
		add("shutdown complete", packet.SCTPChunk{Type: packet.SCTPShutdownComplete, Flags: uint8(v.bits(1))})
		add("cookie echo", packet.SCTPChunk{Type: packet.SCTPCookieEcho, Value: v.data(11)})
		add("cookie ack and data", packet.SCTPChunk{Type: packet.SCTPCookieAck},
			packet.SCTPChunkData(packet.SCTPBegin|packet.SCTPEnd, packet.SCTPDataChunk{Data: v.data(3)}))
		add("ecn echo and cwr", packet.SCTPChunk{Type: packet.SCTPECNEcho, Value: v.data(4)}, packet.SCTPChunk{Type: packet.SCTPCWR, Value: v.data(4)})
		add("unknown", packet.SCTPChunk{Type: 0x3e, Flags: v.u8(), Value: v.data(6)})
		add("error", packet.SCTPChunkError(packet.SCTPError, 0, sctpCauses(v)...))
	}
	return list
}

// sctpCauses are causes of all codes.
func sctpCauses(v *values) []packet.SCTPCause {
	tlv := []byte{0x80, 0x3e, 0, 6, 1, 2} // A parameter of an unknown type.
	return []packet.SCTPCause{
		{Code: packet.SCTPCauseInvalidStream, Value: append(v.data(2), 0, 0)},
		{Code: packet.SCTPCauseMissingParam, Value: []byte{0, 0, 0, 2, 0, 7, 0, 5}},
		{Code: packet.SCTPCauseStaleCookie, Value: v.data(4)},
		{Code: packet.SCTPCauseOutOfResource},
		{Code: packet.SCTPCauseUnresolvableAddress, Value: append([]byte{0, 5, 0, 8}, v.data(4)...)},
		{Code: packet.SCTPCauseUnrecognizedChunk, Value: []byte{0x3e, 0, 0, 4}},
		{Code: packet.SCTPCauseInvalidParam},
		{Code: packet.SCTPCauseUnrecognizedParam, Value: tlv},
		{Code: packet.SCTPCauseNoUserData, Value: v.data(4)},
		{Code: packet.SCTPCauseCookieInShutdown},
		{Code: packet.SCTPCauseRestart, Value: append([]byte{0, 5, 0, 8}, v.data(4)...)},
		{Code: packet.SCTPCauseProtocolViolation, Value: v.data(5)},
	}
}

func expectSCTP(p *place, l *packet.SCTP) {
	p.add("sctp.srcport", l.SrcPort)
	p.add("sctp.dstport", l.DstPort)
	p.add("sctp.verification_tag", l.Tag)
	p.add("sctp.checksum.status", checksumGood)
	for _, c := range l.Chunks {
		expectSCTPChunk(p, c)
	}
}

func expectSCTPChunk(p *place, c packet.SCTPChunk) {
	p.add("sctp.chunk_type", c.Type)
	p.add("sctp.chunk_flags", c.Flags)
	p.add("sctp.chunk_length", 4+len(c.Value))
	if n := -len(c.Value) & 3; n > 0 {
		p.add("sctp.chunk_padding", c.Padding[:n])
	}
	if data, ok := c.Data(); ok {
		p.add("sctp.data_tsn_raw", data.TSN)
		p.add("sctp.data_sid", data.Stream)
		p.add("sctp.data_ssn", data.Seq)
		p.add("sctp.data_payload_proto_id", data.Protocol)
	}
	if init, ok := c.Init(); ok {
		name := "sctp.init_"
		if c.Type == packet.SCTPInitAck {
			name = "sctp.initack_"
		}
		p.add(name+"initiate_tag", init.Tag)
		p.add("sctp.initiate_tag", init.Tag)
		p.add(name+"credit", init.Window)
		p.add(name+"nr_out_streams", init.OutStreams)
		p.add(name+"nr_in_streams", init.InStreams)
		p.add(name+"initial_tsn", init.TSN)
		for _, x := range init.Params {
			expectSCTPParam(p, x)
		}
	}
	if sack, ok := c.Sack(); ok {
		p.add("sctp.sack_cumulative_tsn_ack_raw", sack.TSN)
		p.add("sctp.sack_a_rwnd", sack.Window)
		p.add("sctp.sack_number_of_gap_blocks", len(sack.Gaps))
		p.add("sctp.sack_number_of_duplicated_tsns", len(sack.Duplicates))
		for _, g := range sack.Gaps {
			p.add("sctp.sack_gap_block_start", g.First)
			p.add("sctp.sack_gap_block_end", g.Last)
		}
		for _, d := range sack.Duplicates {
			p.add("sctp.sack_duplicate_tsn", d)
		}
	}
	if info, ok := c.Heartbeat(); ok {
		p.add("sctp.parameter_type", packet.SCTPParamHeartbeat)
		p.add("sctp.parameter_length", 4+len(info))
		p.add("sctp.parameter_heartbeat_information", info)
	}
	switch c.Type {
	case packet.SCTPShutdown:
		p.add("sctp.shutdown_cumulative_tsn_ack", be.Uint32(c.Value))
	case packet.SCTPShutdownComplete:
		p.add("sctp.shutdown_complete_t_bit", c.Flags&packet.SCTPNoTag)
	case packet.SCTPAbort:
		p.add("sctp.abort_t_bit", c.Flags&packet.SCTPNoTag)
	case packet.SCTPCookieEcho:
		p.add("sctp.cookie", c.Value)
	case packet.SCTPECNEcho:
		p.add("sctp.ecne_lowest_tsn", be.Uint32(c.Value))
	case packet.SCTPCWR:
		p.add("sctp.cwr_lowest_tsn", be.Uint32(c.Value))
	case 0x3e:
		p.add("sctp.chunk_value", c.Value)
	}
	causes, _ := c.Causes()
	for _, x := range causes {
		expectSCTPCause(p, x)
	}
}

func expectSCTPParam(p *place, x packet.SCTPParam) {
	p.add("sctp.parameter_type", x.Type)
	p.add("sctp.parameter_length", 4+len(x.Value))
	if a, ok := x.Addr(); ok {
		field := "sctp.parameter_ipv4_address"
		if a.Is6() {
			field = "sctp.parameter_ipv6_address"
		}
		p.add(field, a)
	}
	switch x.Type {
	case packet.SCTPParamStateCookie:
		p.add("sctp.parameter_state_cookie", x.Value)
	case packet.SCTPParamCookiePreserve:
		p.add("sctp.parameter_cookie_preservative_incr", be.Uint32(x.Value))
	case packet.SCTPParamHostName:
		p.add("sctp.parameter_hostname", string(x.Value[:len(x.Value)-1]))
	case packet.SCTPParamAddressTypes:
		p.add("sctp.parameter_supported_address_type", be.Uint16(x.Value), be.Uint16(x.Value[2:]))
	}
}

func expectSCTPCause(p *place, x packet.SCTPCause) {
	p.add("sctp.cause_code", x.Code)
	p.add("sctp.cause_length", 4+len(x.Value))
	params, _ := x.Params()
	for _, param := range params {
		expectSCTPParam(p, param)
	}
	switch x.Code {
	case packet.SCTPCauseInvalidStream:
		p.add("sctp.cause_stream_identifier", be.Uint16(x.Value))
	case packet.SCTPCauseMissingParam:
		p.add("sctp.cause_nr_of_missing_parameters", be.Uint32(x.Value))
		p.add("sctp.cause_missing_parameter_type", be.Uint16(x.Value[4:]), be.Uint16(x.Value[6:]))
	case packet.SCTPCauseStaleCookie:
		p.add("sctp.cause_measure_of_staleness", be.Uint32(x.Value))
	case packet.SCTPCauseUnrecognizedChunk:
		p.add("sctp.chunk_type", x.Value[0])
		p.add("sctp.chunk_flags", x.Value[1])
		p.add("sctp.chunk_length", be.Uint16(x.Value[2:]))
	case packet.SCTPCauseUnrecognizedParam:
		p.add("sctp.parameter_type", be.Uint16(x.Value))
		p.add("sctp.parameter_length", be.Uint16(x.Value[2:]))
	case packet.SCTPCauseNoUserData:
		p.add("sctp.cause_tsn", be.Uint32(x.Value))
	case packet.SCTPCauseUserAbort, packet.SCTPCauseProtocolViolation:
		p.add("sctp.cause_information", x.Value)
	}
}
