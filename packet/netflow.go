package packet

import (
	"net/netip"
	"slices"

	"github.com/ofwire/openflow"
)

// NetFlow is a datagram of NetFlow version 5, as switches send it to collectors. Version 9 and IPFIX are payload.
type NetFlow struct {
	Count        Computed // How many flows follow; routers send 30 at most.
	Uptime       uint32   // In milliseconds, as First and Last of flows.
	Seconds      uint32   // Since 1970.
	Nanoseconds  uint32
	Sequence     uint32 // How many flows were sent before.
	EngineType   uint8
	EngineID     uint8
	SamplingMode uint8  // 2 bits.
	SamplingRate uint16 // 14 bits.
	Flows        []NetFlowRecord
}

// A NetFlowRecord is one flow. The zero Addr is written as 0.0.0.0.
type NetFlowRecord struct {
	Src, Dst, NextHop netip.Addr
	Input, Output     uint16 // ifIndex of the ports.
	Packets, Octets   uint32
	First, Last       uint32
	SrcPort, DstPort  uint16
	Pad1              uint8
	TCPFlags          uint8
	Protocol          IPProtocol
	TOS               uint8
	SrcAS, DstAS      uint16
	SrcMask, DstMask  uint8 // Lengths of prefixes.
	Pad2              uint16
}

const (
	netflowVersion   = 5
	netflowLen       = 24
	netflowRecordLen = 48
)

var (
	protocolNetFlow = Protocol{Name: "netflow", New: func() Layer { return new(NetFlow) }}

	// protocolAnyNetFlow leaves other versions as payload.
	protocolAnyNetFlow = Protocol{Name: "netflow", choose: func(b []byte) *Protocol {
		if len(b) >= 2 && be.Uint16(b) != netflowVersion {
			return nil
		}
		return &protocolNetFlow
	}}
)

// Info describes the protocol: NetFlow.
func (*NetFlow) Info() *Protocol { return &protocolNetFlow }

// DecodeLayer reads the datagram. Where there are less flows than Count says, those that are there stay, with the error openflow.ErrLength.
func (l *NetFlow) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < netflowLen {
		return x, openflow.ErrTruncated
	}
	if be.Uint16(b) != netflowVersion {
		return x, openflow.ErrVersion
	}
	count, sampling := int(be.Uint16(b[2:])), be.Uint16(b[22:])
	*l = NetFlow{
		Count: Received(uint32(count)), Uptime: be.Uint32(b[4:]), Seconds: be.Uint32(b[8:]), Nanoseconds: be.Uint32(b[12:]), Sequence: be.Uint32(b[16:]),
		EngineType: b[20], EngineID: b[21], SamplingMode: uint8(sampling >> 14), SamplingRate: sampling & 0x3fff,
	}
	a := arenaOf[NetFlowRecord](d)
	a.begin(cap(b) / netflowRecordLen)
	at := netflowLen
	for ; count > 0 && len(b)-at >= netflowRecordLen; count-- {
		a.add(decodeNetFlow((*[netflowRecordLen]byte)(b[at:])))
		at += netflowRecordLen
	}
	if count > 0 {
		err = openflow.ErrLength
	}
	l.Flows = a.list()
	x.Header = at
	return x, err
}

func decodeNetFlow(b *[netflowRecordLen]byte) NetFlowRecord {
	return NetFlowRecord{
		Src: addr4(b[0:4]), Dst: addr4(b[4:8]), NextHop: addr4(b[8:12]), Input: be.Uint16(b[12:]), Output: be.Uint16(b[14:]),
		Packets: be.Uint32(b[16:]), Octets: be.Uint32(b[20:]), First: be.Uint32(b[24:]), Last: be.Uint32(b[28:]),
		SrcPort: be.Uint16(b[32:]), DstPort: be.Uint16(b[34:]), Pad1: b[36], TCPFlags: b[37], Protocol: IPProtocol(b[38]), TOS: b[39],
		SrcAS: be.Uint16(b[40:]), DstAS: be.Uint16(b[42:]), SrcMask: b[44], DstMask: b[45], Pad2: be.Uint16(b[46:]),
	}
}

// HeaderLen is 24 and 48 for each flow.
func (l *NetFlow) HeaderLen() int { return netflowLen + netflowRecordLen*len(l.Flows) }

// EncodeLayer writes the datagram.
func (l *NetFlow) EncodeLayer(b []byte, e Encoding) error {
	count, err := l.Count.or16(len(l.Flows), e.flags)
	if err != nil {
		return err
	}
	if l.SamplingMode > 3 || l.SamplingRate > 0x3fff {
		return openflow.ErrValue
	}
	be.PutUint16(b, netflowVersion)
	be.PutUint16(b[2:], count)
	for i, x := range [...]uint32{l.Uptime, l.Seconds, l.Nanoseconds, l.Sequence} {
		be.PutUint32(b[4+4*i:], x)
	}
	b[20], b[21] = l.EngineType, l.EngineID
	be.PutUint16(b[22:], uint16(l.SamplingMode)<<14|l.SamplingRate)
	for i := range l.Flows {
		if !l.Flows[i].encode(b[netflowLen+netflowRecordLen*i:]) {
			return openflow.ErrValue
		}
	}
	return nil
}

// encode writes a flow. It reports false when an address is of IPv6.
func (r *NetFlowRecord) encode(b []byte) bool {
	be.PutUint16(b[12:], r.Input)
	be.PutUint16(b[14:], r.Output)
	for i, x := range [...]uint32{r.Packets, r.Octets, r.First, r.Last} {
		be.PutUint32(b[16+4*i:], x)
	}
	be.PutUint16(b[32:], r.SrcPort)
	be.PutUint16(b[34:], r.DstPort)
	b[36], b[37], b[38], b[39] = r.Pad1, r.TCPFlags, byte(r.Protocol), r.TOS
	be.PutUint16(b[40:], r.SrcAS)
	be.PutUint16(b[42:], r.DstAS)
	b[44], b[45] = r.SrcMask, r.DstMask
	be.PutUint16(b[46:], r.Pad2)
	return putAddrs(b, r.Src, r.Dst, r.NextHop)
}

// Walk shows the fields to v.
func (l *NetFlow) Walk(v Visitor) {
	v.Const("version", netflowVersion)
	v.Computed("count", &l.Count)
	v.Uint("sys_uptime", (*openflow.U32)(&l.Uptime))
	v.Uint("unix_secs", (*openflow.U32)(&l.Seconds))
	v.Uint("unix_nsecs", (*openflow.U32)(&l.Nanoseconds))
	v.Uint("flow_sequence", (*openflow.U32)(&l.Sequence))
	v.Uint("engine_type", (*openflow.U8)(&l.EngineType))
	v.Uint("engine_id", (*openflow.U8)(&l.EngineID))
	v.Uint("sampling_mode", (*openflow.U8)(&l.SamplingMode))
	v.Uint("sampling_interval", (*openflow.U16)(&l.SamplingRate))
	v.List("flows", (*netflowList)(&l.Flows))
}

// Class names the flow in JSON.
func (r *NetFlowRecord) Class() string { return "flow" }

// Walk shows the fields to v.
func (r *NetFlowRecord) Walk(v Visitor) {
	v.Addr("srcaddr", &r.Src, 4)
	v.Addr("dstaddr", &r.Dst, 4)
	v.Addr("nexthop", &r.NextHop, 4)
	v.Uint("input", (*openflow.U16)(&r.Input))
	v.Uint("output", (*openflow.U16)(&r.Output))
	v.Uint("dPkts", (*openflow.U32)(&r.Packets))
	v.Uint("dOctets", (*openflow.U32)(&r.Octets))
	v.Uint("first", (*openflow.U32)(&r.First))
	v.Uint("last", (*openflow.U32)(&r.Last))
	v.Uint("srcport", (*openflow.U16)(&r.SrcPort))
	v.Uint("dstport", (*openflow.U16)(&r.DstPort))
	v.Rare("pad1", (*openflow.U8)(&r.Pad1))
	v.Hex("tcp_flags", (*openflow.U8)(&r.TCPFlags))
	v.Uint("prot", (*openflow.U8)(&r.Protocol))
	v.Uint("tos", (*openflow.U8)(&r.TOS))
	v.Uint("src_as", (*openflow.U16)(&r.SrcAS))
	v.Uint("dst_as", (*openflow.U16)(&r.DstAS))
	v.Uint("src_mask", (*openflow.U8)(&r.SrcMask))
	v.Uint("dst_mask", (*openflow.U8)(&r.DstMask))
	v.Rare("pad2", (*openflow.U16)(&r.Pad2))
}

type netflowList []NetFlowRecord

func (l *netflowList) Len() int                 { return len(*l) }
func (l *netflowList) At(i int) Element         { return &(*l)[i] }
func (l *netflowList) Add(class string) Element { return addTo((*[]NetFlowRecord)(l), class == "flow") }

// CloneLayer returns a copy.
func (l *NetFlow) CloneLayer() Layer {
	c := *l
	c.Flows = slices.Clone(l.Flows)
	return &c
}
