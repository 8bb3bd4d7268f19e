package packet

import (
	"net/netip"
	"slices"

	"github.com/ofwire/openflow"
)

// SFlow is a datagram of sFlow version 5, as switches send it to collectors. https://sflow.org/sflow_version_5.txt
type SFlow struct {
	Agent    netip.Addr // IPv4 or IPv6; the zero Addr is 0.0.0.0.
	SubAgent uint32
	Sequence uint32
	Uptime   uint32   // In milliseconds.
	Count    Computed // How many samples follow.
	Samples  []SFlowSample
}

// An SFlowSample is one sample of a datagram. Its methods take it apart.
type SFlowSample struct {
	Format SFlowFormat
	Data   []byte // Without the padding to a multiple of 4 bytes, which Append adds.
}

// An SFlowFormat tells what a sample or a record is: the number of an enterprise in the upper 20 bits, 0 for the standard's, and its format in the lower 12.
type SFlowFormat uint32

// Formats of samples.
const (
	SFlowFlowSample            SFlowFormat = 1
	SFlowCounterSample         SFlowFormat = 2
	SFlowExpandedFlowSample    SFlowFormat = 3
	SFlowExpandedCounterSample SFlowFormat = 4
)

// Formats of records: in flow samples, and, at last, in counter samples.
const (
	SFlowRecordRawHeader      SFlowFormat = 1
	SFlowRecordExtendedSwitch SFlowFormat = 1001
	SFlowRecordExtendedRouter SFlowFormat = 1002
	SFlowRecordInterface      SFlowFormat = 1
)

const (
	sflowVersion   = 5
	sflowIPv4      = 1
	sflowIPv6      = 2
	sflowHeaderLen = 24 // Without the agent's address.
)

var protocolSFlow = Protocol{Name: "sflow", New: func() Layer { return new(SFlow) }}

// Info describes the protocol: sFlow.
func (*SFlow) Info() *Protocol { return &protocolSFlow }

// DecodeLayer reads the datagram. Where a sample does not fit, those before it stay, with the error openflow.ErrLength.
func (l *SFlow) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < sflowHeaderLen+4 {
		return x, openflow.ErrTruncated
	}
	if be.Uint32(b) != sflowVersion {
		return x, openflow.ErrVersion
	}
	var agent netip.Addr
	at := 8
	switch be.Uint32(b[4:]) {
	case sflowIPv4:
		agent = addr4(b[at:])
		at += 4
	case sflowIPv6:
		if len(b) < sflowHeaderLen+16 {
			return x, openflow.ErrTruncated
		}
		agent = netip.AddrFrom16([16]byte(b[at:]))
		at += 16
	default:
		return x, openflow.ErrType
	}
	count := be.Uint32(b[at+12:])
	*l = SFlow{Agent: agent, SubAgent: be.Uint32(b[at:]), Sequence: be.Uint32(b[at+4:]), Uptime: be.Uint32(b[at+8:]), Count: Received(count)}
	at += 16
	a := arenaOf[SFlowSample](d)
	a.begin(cap(b) / 8)
	for range count {
		format, data, ok := nextSFlow(b[at:])
		end := at + 8 + align4(len(data))
		if !ok || end > len(b) || !isZero(b[at+8+len(data):end]) {
			err = openflow.ErrLength
			break
		}
		a.add(SFlowSample{format, data})
		at = end
	}
	l.Samples = a.list()
	x.Header = at
	return x, err
}

// nextSFlow returns the sample or the record at the start of b.
func nextSFlow(b []byte) (f SFlowFormat, data []byte, ok bool) {
	if len(b) < 8 || uint64(be.Uint32(b[4:])) > uint64(len(b)-8) {
		return 0, nil, false
	}
	n := 8 + int(be.Uint32(b[4:]))
	return SFlowFormat(be.Uint32(b)), b[8:n:n], true
}

// HeaderLen is the bytes of the datagram.
func (l *SFlow) HeaderLen() int {
	n := sflowHeaderLen + 4 + 8*len(l.Samples)
	if l.Agent.Is6() {
		n += 12
	}
	for i := range l.Samples {
		n += align4(len(l.Samples[i].Data))
	}
	return n
}

// EncodeLayer writes the datagram.
func (l *SFlow) EncodeLayer(b []byte, e Encoding) error {
	be.PutUint32(b, sflowVersion)
	if l.Agent.Is6() {
		be.PutUint32(b[4:], sflowIPv6)
		*(*[16]byte)(b[8:]) = l.Agent.As16()
		b = b[24:]
	} else {
		be.PutUint32(b[4:], sflowIPv4)
		be.PutUint32(b[8:], word4(l.Agent))
		b = b[12:]
	}
	count := l.Count.Value()
	if !l.Count.keeps(e.flags) {
		count = uint32(len(l.Samples))
	}
	for i, x := range [...]uint32{l.SubAgent, l.Sequence, l.Uptime, count} {
		be.PutUint32(b[4*i:], x)
	}
	b = b[16:]
	for i := range l.Samples {
		s := &l.Samples[i]
		be.PutUint32(b, uint32(s.Format))
		be.PutUint32(b[4:], uint32(len(s.Data)))
		n := 8 + copy(b[8:], s.Data)
		clear(b[n:align4(n)])
		b = b[align4(n):]
	}
	return nil
}

// Walk shows the fields to v.
func (l *SFlow) Walk(v Visitor) {
	v.Const("version", sflowVersion)
	v.Addr("agent", &l.Agent, 0)
	v.Uint("sub_agent", (*openflow.U32)(&l.SubAgent))
	v.Uint("sequence", (*openflow.U32)(&l.Sequence))
	v.Uint("uptime", (*openflow.U32)(&l.Uptime))
	v.Computed("count", &l.Count)
	v.List("samples", (*sflowSampleList)(&l.Samples))
}

// Class names the sample in JSON.
func (s *SFlowSample) Class() string { return "sample" }

// Walk shows the fields to v.
func (s *SFlowSample) Walk(v Visitor) {
	v.Uint("format", (*openflow.U32)(&s.Format))
	v.Bytes("data", &s.Data)
}

type sflowSampleList []SFlowSample

func (l *sflowSampleList) Len() int         { return len(*l) }
func (l *sflowSampleList) At(i int) Element { return &(*l)[i] }
func (l *sflowSampleList) Add(class string) Element {
	return addTo((*[]SFlowSample)(l), class == "sample")
}

// CloneLayer returns a copy.
func (l *SFlow) CloneLayer() Layer {
	c := *l
	c.Samples = slices.Clone(l.Samples)
	for i := range c.Samples {
		c.Samples[i].Data = slices.Clone(c.Samples[i].Data)
	}
	return &c
}
