package packet

// SCTPDataChunk is what a chunk of data holds. RFC 9260 §3.3.1.
type SCTPDataChunk struct {
	TSN         uint32 // The transmission sequence number.
	Stream, Seq uint16
	Protocol    uint32 // The payload protocol's identifier.
	Data        []byte
}

// Flags of chunks: the first three of SCTPData, the other of SCTPAbort and SCTPShutdownComplete.
const (
	SCTPEnd       uint8 = 0x01
	SCTPBegin     uint8 = 0x02
	SCTPUnordered uint8 = 0x04
	SCTPNoTag     uint8 = 0x01 // The sender had no tag of its own, and reflects the receiver's.
)

const (
	sctpDataLen = 12
	sctpInitLen = 16
	sctpSackLen = 12
)

// SCTPChunkData returns a chunk of data. Flags are SCTPBegin|SCTPEnd for a whole message.
func SCTPChunkData(flags uint8, x SCTPDataChunk) SCTPChunk {
	b := be.AppendUint32(make([]byte, 0, sctpDataLen+len(x.Data)), x.TSN)
	b = be.AppendUint16(be.AppendUint16(b, x.Stream), x.Seq)
	return SCTPChunk{Type: SCTPData, Flags: flags, Value: append(be.AppendUint32(b, x.Protocol), x.Data...)}
}

// Data takes a chunk of data apart; its data is part of c.
func (c SCTPChunk) Data() (x SCTPDataChunk, ok bool) {
	b := c.Value
	if c.Type != SCTPData || len(b) < sctpDataLen {
		return x, false
	}
	return SCTPDataChunk{be.Uint32(b), be.Uint16(b[4:]), be.Uint16(b[6:]), be.Uint32(b[8:]), b[sctpDataLen:]}, true
}

// SCTPInitChunk is what SCTPInit and SCTPInitAck hold. RFC 9260 §3.3.2.
type SCTPInitChunk struct {
	Tag        uint32
	Window     uint32 // The receiver's window in bytes.
	OutStreams uint16
	InStreams  uint16
	TSN        uint32
	Params     []SCTPParam
}

// SCTPChunkInit returns an SCTPInit, or an SCTPInitAck.
func SCTPChunkInit(t SCTPChunkType, x SCTPInitChunk) SCTPChunk {
	b := be.AppendUint32(be.AppendUint32(nil, x.Tag), x.Window)
	b = be.AppendUint32(be.AppendUint16(be.AppendUint16(b, x.OutStreams), x.InStreams), x.TSN)
	return SCTPChunk{Type: t, Value: appendTLVs(b, x.Params, splitParam)}
}

// Init takes an SCTPInit or SCTPInitAck apart, in fresh memory; false where a parameter does not parse.
func (c SCTPChunk) Init() (x SCTPInitChunk, ok bool) {
	b := c.Value
	if c.Type != SCTPInit && c.Type != SCTPInitAck || len(b) < sctpInitLen {
		return x, false
	}
	x = SCTPInitChunk{be.Uint32(b), be.Uint32(b[4:]), be.Uint16(b[8:]), be.Uint16(b[10:]), be.Uint32(b[12:]), nil}
	x.Params, ok = parseTLVs(b[sctpInitLen:], joinParam)
	return x, ok
}

// SCTPSackChunk is what a selective acknowledgment holds. RFC 9260 §3.3.4.
type SCTPSackChunk struct {
	TSN        uint32 // All up to this one have been received.
	Window     uint32 // The receiver's window in bytes.
	Gaps       []SCTPGap
	Duplicates []uint32
}

// An SCTPGap is the first and the last TSN of a block that has been received, from the TSN of the acknowledgment.
type SCTPGap struct{ First, Last uint16 }

// SCTPChunkSack returns a selective acknowledgment.
func SCTPChunkSack(x SCTPSackChunk) SCTPChunk {
	b := be.AppendUint32(be.AppendUint32(nil, x.TSN), x.Window)
	b = be.AppendUint16(be.AppendUint16(b, uint16(len(x.Gaps))), uint16(len(x.Duplicates)))
	for _, g := range x.Gaps {
		b = be.AppendUint16(be.AppendUint16(b, g.First), g.Last)
	}
	for _, d := range x.Duplicates {
		b = be.AppendUint32(b, d)
	}
	return SCTPChunk{Type: SCTPSack, Value: b}
}

// Sack takes a selective acknowledgment apart, in fresh memory; false where the counts do not fit.
func (c SCTPChunk) Sack() (x SCTPSackChunk, ok bool) {
	b := c.Value
	if c.Type != SCTPSack || len(b) < sctpSackLen {
		return x, false
	}
	gaps, duplicates := int(be.Uint16(b[8:])), int(be.Uint16(b[10:]))
	if len(b) != sctpSackLen+4*(gaps+duplicates) {
		return x, false
	}
	x = SCTPSackChunk{TSN: be.Uint32(b), Window: be.Uint32(b[4:])}
	b = b[sctpSackLen:]
	for ; gaps > 0; gaps, b = gaps-1, b[4:] {
		x.Gaps = append(x.Gaps, SCTPGap{be.Uint16(b), be.Uint16(b[2:])})
	}
	for ; len(b) > 0; b = b[4:] {
		x.Duplicates = append(x.Duplicates, be.Uint32(b))
	}
	return x, true
}

// SCTPChunkHeartbeat returns an SCTPHeartbeat, or an SCTPHeartbeatAck.
func SCTPChunkHeartbeat(t SCTPChunkType, info []byte) SCTPChunk {
	return SCTPChunk{Type: t, Value: appendTLVs(nil, []SCTPParam{{SCTPParamHeartbeat, info}}, splitParam)}
}

// Heartbeat returns the information in a heartbeat.
func (c SCTPChunk) Heartbeat() (info []byte, ok bool) {
	if c.Type != SCTPHeartbeat && c.Type != SCTPHeartbeatAck {
		return nil, false
	}
	p, ok := parseTLVs(c.Value, joinParam)
	if !ok || len(p) != 1 || p[0].Type != SCTPParamHeartbeat {
		return nil, false
	}
	return p[0].Value, true
}

// SCTPChunkError returns an SCTPError, or an SCTPAbort.
func SCTPChunkError(t SCTPChunkType, flags uint8, causes ...SCTPCause) SCTPChunk {
	return SCTPChunk{Type: t, Flags: flags, Value: appendTLVs(nil, causes, splitCause)}
}

// Causes returns the causes of an SCTPError or SCTPAbort, in fresh memory; false where one does not parse.
func (c SCTPChunk) Causes() ([]SCTPCause, bool) {
	if c.Type != SCTPError && c.Type != SCTPAbort {
		return nil, false
	}
	return parseTLVs(c.Value, joinCause)
}
