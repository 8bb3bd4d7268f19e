package packet

import (
	"hash/crc32"
	"math/bits"
	"slices"

	"github.com/ofwire/openflow"
)

// SCTP is a packet of the Stream Control Transmission Protocol. RFC 9260.
type SCTP struct {
	SrcPort, DstPort uint16
	Tag              uint32 // The verification tag.
	// Checksum is the CRC32c of the packet, as its four bytes stand in the header.
	Checksum Computed
	Chunks   []SCTPChunk
}

// An SCTPChunk is one chunk of an SCTP packet. The functions that begin with SCTPChunk make them, methods take them apart.
type SCTPChunk struct {
	Type    SCTPChunkType
	Flags   uint8
	Padding [3]byte // What fills the chunk up to a multiple of 4 bytes, as far as it is needed: zeros, but peers may send others.
	Value   []byte  // Up to 65531 bytes.
}

// An SCTPChunkType tells what a chunk holds.
type SCTPChunkType uint8

// Types of chunks.
const (
	SCTPData             SCTPChunkType = 0
	SCTPInit             SCTPChunkType = 1
	SCTPInitAck          SCTPChunkType = 2
	SCTPSack             SCTPChunkType = 3
	SCTPHeartbeat        SCTPChunkType = 4
	SCTPHeartbeatAck     SCTPChunkType = 5
	SCTPAbort            SCTPChunkType = 6
	SCTPShutdown         SCTPChunkType = 7
	SCTPShutdownAck      SCTPChunkType = 8
	SCTPError            SCTPChunkType = 9
	SCTPCookieEcho       SCTPChunkType = 10
	SCTPCookieAck        SCTPChunkType = 11
	SCTPECNEcho          SCTPChunkType = 12
	SCTPCWR              SCTPChunkType = 13
	SCTPShutdownComplete SCTPChunkType = 14
)

// String returns the name, or the number.
func (t SCTPChunkType) String() string {
	return nameOf(uint64(t), "data", "init", "init-ack", "sack", "heartbeat", "heartbeat-ack", "abort", "shutdown", "shutdown-ack", "error",
		"cookie-echo", "cookie-ack", "ecn-echo", "cwr", "shutdown-complete")
}

const (
	sctpLen    = 12
	sctpTLVLen = 4 // Type and length of chunks, parameters and causes.
	maxSCTPTLV = 0xffff
)

var protocolSCTP = Protocol{Name: "sctp", New: func() Layer { return new(SCTP) }, IPProtocol: IPProtocolSCTP}

// Info describes the protocol: SCTP.
func (*SCTP) Info() *Protocol { return &protocolSCTP }

// DecodeLayer reads the header and the chunks. Where a chunk does not fit, those before it stay.
func (l *SCTP) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < sctpLen {
		return x, openflow.ErrTruncated
	}
	l.SrcPort, l.DstPort = be.Uint16(b), be.Uint16(b[2:])
	l.Tag, l.Checksum = be.Uint32(b[4:]), Received(be.Uint32(b[8:]))
	a := arenaOf[SCTPChunk](d)
	a.begin(cap(b) / sctpTLVLen)
	at := sctpLen
	for at < len(b) {
		c := b[at:]
		if len(c) < sctpTLVLen {
			err = openflow.ErrTruncated
			break
		}
		n := int(be.Uint16(c[2:]))
		if n < sctpTLVLen {
			err = openflow.ErrLength
			break
		}
		end := align4(n)
		if end > len(c) {
			err = openflow.ErrTruncated
			break
		}
		chunk := SCTPChunk{Type: SCTPChunkType(c[0]), Flags: c[1], Value: c[sctpTLVLen:n:n]}
		copy(chunk.Padding[:], c[n:end])
		a.add(chunk)
		at += end
	}
	l.Chunks = a.list()
	x.Header = at
	return x, err
}

// align4 rounds up to a multiple of 4.
func align4(n int) int { return (n + 3) &^ 3 }

// HeaderLen is the bytes of header and chunks.
func (l *SCTP) HeaderLen() int {
	n := sctpLen
	for i := range l.Chunks {
		n += align4(sctpTLVLen + len(l.Chunks[i].Value))
	}
	return n
}

// EncodeLayer writes the packet.
func (l *SCTP) EncodeLayer(b []byte, e Encoding) error {
	be.PutUint32(b, uint32(l.SrcPort)<<16|uint32(l.DstPort))
	be.PutUint32(b[4:], l.Tag)
	be.PutUint32(b[8:], 0)
	at := b[sctpLen:]
	for i := range l.Chunks {
		c := &l.Chunks[i]
		n := sctpTLVLen + len(c.Value)
		if n > maxSCTPTLV {
			return openflow.ErrTooLong
		}
		end := align4(n)
		be.PutUint32(at, uint32(c.Type)<<24|uint32(c.Flags)<<16|uint32(n))
		copy(at[sctpTLVLen:], c.Value)
		copy(at[n:end], c.Padding[:])
		at = at[end:]
	}
	checksum := l.Checksum.Value()
	if !l.Checksum.keeps(e.flags) {
		checksum = SCTPChecksum(b)
	}
	be.PutUint32(b[8:], checksum)
	return nil
}

// SCTPChecksum returns the CRC32c of an SCTP packet whose checksum field is 0, as its bytes stand in that field.
func SCTPChecksum(b []byte) uint32 {
	return bits.ReverseBytes32(crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)))
}

// Walk shows the fields to v.
func (l *SCTP) Walk(v Visitor) {
	v.Uint("src_port", (*openflow.U16)(&l.SrcPort))
	v.Uint("dst_port", (*openflow.U16)(&l.DstPort))
	v.Hex("vtag", (*openflow.U32)(&l.Tag))
	v.Computed("csum", &l.Checksum)
	v.List("chunks", (*sctpChunkList)(&l.Chunks))
}

// CloneLayer returns a copy.
func (l *SCTP) CloneLayer() Layer {
	c := *l
	c.Chunks = slices.Clone(l.Chunks)
	for i := range c.Chunks {
		c.Chunks[i].Value = slices.Clone(c.Chunks[i].Value)
	}
	return &c
}
