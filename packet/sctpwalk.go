package packet

import (
	"bytes"

	"github.com/ofwire/openflow"
)

// sctpChunkClasses are os-ken's names of the types.
var sctpChunkClasses = [...]string{
	"chunk_data", "chunk_init", "chunk_init_ack", "chunk_sack", "chunk_heartbeat", "chunk_heartbeat_ack", "chunk_abort", "chunk_shutdown",
	"chunk_shutdown_ack", "chunk_error", "chunk_cookie_echo", "chunk_cookie_ack", "chunk_ecn_echo", "chunk_cwr", "chunk_shutdown_complete",
}

// sctpChunkUnknown is the class of chunks of other types, and of those whose value is not as it should be.
const sctpChunkUnknown = "chunk_unknown"

// Class names the chunk in JSON.
func (c *SCTPChunk) Class() string {
	if int(c.Type) >= len(sctpChunkClasses) {
		return sctpChunkUnknown
	}
	ok := true
	switch c.Type {
	case SCTPData:
		_, ok = c.Data()
	case SCTPInit, SCTPInitAck:
		_, ok = c.Init()
	case SCTPSack:
		_, ok = c.Sack()
	case SCTPHeartbeat, SCTPHeartbeatAck:
		_, ok = c.Heartbeat()
	case SCTPAbort, SCTPError:
		_, ok = c.Causes()
	case SCTPShutdown, SCTPECNEcho, SCTPCWR:
		ok = len(c.Value) == 4
	case SCTPShutdownAck, SCTPCookieAck, SCTPShutdownComplete:
		ok = len(c.Value) == 0
	}
	if !ok {
		return sctpChunkUnknown
	}
	return sctpChunkClasses[c.Type]
}

// SetClass makes an empty chunk of a class.
func (c *SCTPChunk) SetClass(class string) bool {
	for i, name := range sctpChunkClasses {
		if name != class {
			continue
		}
		*c = SCTPChunk{Type: SCTPChunkType(i)}
		switch c.Type {
		case SCTPData:
			*c = SCTPChunkData(0, SCTPDataChunk{})
		case SCTPInit, SCTPInitAck:
			*c = SCTPChunkInit(c.Type, SCTPInitChunk{})
		case SCTPSack:
			*c = SCTPChunkSack(SCTPSackChunk{})
		case SCTPHeartbeat, SCTPHeartbeatAck:
			*c = SCTPChunkHeartbeat(c.Type, nil)
		case SCTPShutdown, SCTPECNEcho, SCTPCWR:
			c.Value = make([]byte, 4)
		}
		return true
	}
	*c = SCTPChunk{Type: 255}
	return class == sctpChunkUnknown
}

// Walk shows the fields to v.
func (c *SCTPChunk) Walk(v Visitor) {
	class := c.Class()
	bit := func(shift, width uint) openflow.Uint { return &bitField{&c.Flags, shift, width} }
	switch {
	case class == sctpChunkUnknown:
		v.Uint("type", (*openflow.U8)(&c.Type))
		v.Uint("flags", (*openflow.U8)(&c.Flags))
	case c.Type == SCTPData:
		v.Rare("flags", bit(3, 5))
		v.Uint("unordered", bit(2, 1))
		v.Uint("begin", bit(1, 1))
		v.Uint("end", bit(0, 1))
	case c.Type == SCTPAbort, c.Type == SCTPShutdownComplete:
		v.Rare("flags", bit(1, 7))
		v.Uint("tflag", bit(0, 1))
	default:
		v.Uint("flags", (*openflow.U8)(&c.Flags))
	}
	length := walkSCTPLength(v, len(c.Value))
	if class == sctpChunkUnknown {
		v.Bytes("value", &c.Value)
	} else {
		c.walkValue(v, length)
	}
	padding := bytes.TrimRight(c.Padding[:], "\x00")
	v.RareBytes("padding", &padding)
	if v.Reading() {
		copy(c.Padding[:], padding)
	}
}

// walkSCTPLength shows the length of a chunk or a cause with a value of n bytes; it returns the length that was read.
func walkSCTPLength(v Visitor, n int) int {
	if !v.Reading() {
		v.Derived("length", uint64(sctpTLVLen+n))
		return 0
	}
	var length uint16
	v.Uint("length", (*openflow.U16)(&length))
	return int(length)
}

// padTLVs fills up a value whose length counts the padding of the last element in it, as some do.
func padTLVs(value []byte, length int) []byte {
	if n := align4(len(value)); length == sctpTLVLen+n {
		return append(value, make([]byte, n-len(value))...)
	}
	return value
}

func (c *SCTPChunk) walkValue(v Visitor, length int) {
	set := func(x SCTPChunk) {
		if v.Reading() {
			c.Value = padTLVs(x.Value, length)
		}
	}
	switch c.Type {
	case SCTPData:
		x, _ := c.Data()
		v.Uint("tsn", (*openflow.U32)(&x.TSN))
		v.Uint("sid", (*openflow.U16)(&x.Stream))
		v.Uint("seq", (*openflow.U16)(&x.Seq))
		v.Uint("payload_id", (*openflow.U32)(&x.Protocol))
		v.Bytes("payload_data", &x.Data)
		if v.Reading() {
			c.Value = SCTPChunkData(0, x).Value
		}
	case SCTPInit, SCTPInitAck:
		x, _ := c.Init()
		v.Uint("init_tag", (*openflow.U32)(&x.Tag))
		v.Uint("a_rwnd", (*openflow.U32)(&x.Window))
		v.Uint("os", (*openflow.U16)(&x.OutStreams))
		v.Uint("mis", (*openflow.U16)(&x.InStreams))
		v.Uint("i_tsn", (*openflow.U32)(&x.TSN))
		v.List("params", (*sctpParamList)(&x.Params))
		set(SCTPChunkInit(c.Type, x))
	case SCTPSack:
		c.walkSack(v)
	case SCTPHeartbeat, SCTPHeartbeatAck:
		info, _ := c.Heartbeat()
		p := SCTPParam{SCTPParamHeartbeat, info}
		v.Object("info", &p)
		set(SCTPChunkHeartbeat(c.Type, p.Value))
	case SCTPAbort, SCTPError:
		causes, _ := c.Causes()
		v.List("causes", (*sctpCauseList)(&causes))
		set(SCTPChunkError(c.Type, 0, causes...))
	case SCTPShutdown, SCTPECNEcho, SCTPCWR:
		name := "low_tsn"
		if c.Type == SCTPShutdown {
			name = "tsn_ack"
		}
		tsn := be.Uint32(c.Value)
		v.Uint(name, (*openflow.U32)(&tsn))
		if v.Reading() {
			c.Value = be.AppendUint32(nil, tsn)
		}
	case SCTPCookieEcho:
		v.Bytes("cookie", &c.Value)
	}
}

func (c *SCTPChunk) walkSack(v Visitor) {
	x, _ := c.Sack()
	v.Uint("tsn_ack", (*openflow.U32)(&x.TSN))
	v.Uint("a_rwnd", (*openflow.U32)(&x.Window))
	v.Derived("gapack_num", uint64(len(x.Gaps)))
	v.Derived("duptsn_num", uint64(len(x.Duplicates)))
	v.Tuples("gapacks", sctpGaps{&x.Gaps}, 2)
	v.Uints("duptsns", sctpUints[uint32]{&x.Duplicates})
	if v.Reading() {
		c.Value = SCTPChunkSack(x).Value
	}
}

// sctpGaps are the edges of gaps as numbers.
type sctpGaps struct{ list *[]SCTPGap }

func (l sctpGaps) Len() int { return 2 * len(*l.list) }

func (l sctpGaps) At(i int) uint64 {
	g := (*l.list)[i/2]
	if i%2 == 0 {
		return uint64(g.First)
	}
	return uint64(g.Last)
}

func (l sctpGaps) Set(list []uint64) error {
	var edges []uint16
	if err := (sctpUints[uint16]{&edges}).Set(list); err != nil {
		return err
	}
	*l.list = nil
	for i := 1; i < len(edges); i += 2 {
		*l.list = append(*l.list, SCTPGap{edges[i-1], edges[i]})
	}
	return nil
}

// sctpUints is a list of numbers of up to 32 bits.
type sctpUints[T uint16 | uint32] struct{ list *[]T }

func (l sctpUints[T]) Len() int        { return len(*l.list) }
func (l sctpUints[T]) At(i int) uint64 { return uint64((*l.list)[i]) }

func (l sctpUints[T]) Set(list []uint64) error {
	*l.list = nil
	for _, x := range list {
		if uint64(T(x)) != x {
			return openflow.ErrValue
		}
		*l.list = append(*l.list, T(x))
	}
	return nil
}

type sctpChunkList []SCTPChunk

func (l *sctpChunkList) Len() int                 { return len(*l) }
func (l *sctpChunkList) At(i int) Element         { return &(*l)[i] }
func (l *sctpChunkList) Add(class string) Element { return addChoice((*[]SCTPChunk)(l), class) }
