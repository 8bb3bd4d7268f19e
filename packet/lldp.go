package packet

import (
	"slices"

	"github.com/ofwire/openflow"
)

// LLDP is a data unit of the Link Layer Discovery Protocol. IEEE 802.1AB.
type LLDP struct {
	// TLVs are in wire order: chassis id, port id, time to live, others, and LLDPEnd at last. Nothing is added to them.
	TLVs []LLDPTLV
}

// An LLDPTLV is one element of LLDP. The functions that begin with LLDP make them, methods take them apart.
type LLDPTLV struct {
	Type  LLDPType
	Value []byte // Up to 511 bytes.
}

// An LLDPType tells what a TLV holds, in 7 bits.
type LLDPType uint8

// Types of TLVs.
const (
	LLDPTypeEnd                LLDPType = 0
	LLDPTypeChassisID          LLDPType = 1
	LLDPTypePortID             LLDPType = 2
	LLDPTypeTTL                LLDPType = 3
	LLDPTypePortDescription    LLDPType = 4
	LLDPTypeSystemName         LLDPType = 5
	LLDPTypeSystemDescription  LLDPType = 6
	LLDPTypeSystemCapabilities LLDPType = 7
	LLDPTypeManagementAddress  LLDPType = 8
	LLDPTypeOrganization       LLDPType = 127
)

// String returns the name, or the number.
func (t LLDPType) String() string {
	if t == LLDPTypeOrganization {
		return "organization"
	}
	return nameOf(uint64(t), "end", "chassis-id", "port-id", "ttl", "port-description", "system-name", "system-description", "system-capabilities",
		"management-address")
}

const maxLLDPValue = 511

var protocolLLDP = Protocol{Name: "lldp", New: func() Layer { return new(LLDP) }, kind: kindLLDP, EtherType: EtherTypeLLDP}

// Info describes the protocol: LLDP.
func (*LLDP) Info() *Protocol { return &protocolLLDP }

// DecodeLayer reads the TLVs up to the end TLV; what follows is padding. Where a TLV does not fit, or there is no end, the TLVs before stay.
func (l *LLDP) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	a := d.lldpTLVs.of(d)
	a.begin(0)
	i, room := len(a.buf), a.buf[:cap(a.buf)]
	left := b
	for {
		if len(left) < 2 {
			err = openflow.ErrTruncated
			break
		}
		h := be.Uint16(left)
		n := 2 + int(h&0x1ff)
		if n > len(left) {
			err = openflow.ErrLength
			break
		}
		if i == len(room) {
			room = append(make([]LLDPTLV, 0, i+countLLDP(left)), room...)
			room = room[:cap(room)]
		}
		t := &room[i]
		i++
		t.Type, t.Value = LLDPType(h>>9), left[2:n:n]
		if left = left[n:]; t.Type == LLDPTypeEnd {
			break
		}
	}
	a.buf = room[:i]
	l.TLVs = a.list()
	x.Header = len(b) - len(left)
	if err == nil {
		x.End = x.Header
	}
	return x, err
}

// countLLDP returns how many TLVs are at the start of b.
func countLLDP(b []byte) (count int) {
	for len(b) >= 2 {
		h := be.Uint16(b)
		n := 2 + int(h&0x1ff)
		if n > len(b) {
			break
		}
		count++
		if h>>9 == 0 {
			break
		}
		b = b[n:]
	}
	return count
}

// HeaderLen is the bytes of all TLVs.
func (l *LLDP) HeaderLen() int {
	n := 2 * len(l.TLVs)
	for i := range l.TLVs {
		n += len(l.TLVs[i].Value)
	}
	return n
}

// EncodeLayer writes the TLVs.
func (l *LLDP) EncodeLayer(b []byte, _ Encoding) error {
	b = b[:0]
	for _, t := range l.TLVs {
		if len(t.Value) > maxLLDPValue {
			return openflow.ErrTooLong
		}
		if t.Type > 127 {
			return openflow.ErrValue
		}
		b = append(be.AppendUint16(b, uint16(t.Type)<<9|uint16(len(t.Value))), t.Value...)
	}
	return nil
}

// Find returns the first TLV of a type.
func (l *LLDP) Find(t LLDPType) (LLDPTLV, bool) {
	if i := slices.IndexFunc(l.TLVs, func(x LLDPTLV) bool { return x.Type == t }); i >= 0 {
		return l.TLVs[i], true
	}
	return LLDPTLV{}, false
}

// Check reports what IEEE 802.1AB objects to: chassis id, port id and time to live must come first, in this order and once, and an empty end last.
// The error wraps openflow.ErrPrereq, openflow.ErrDuplicate or openflow.ErrLength.
func (l *LLDP) Check() error {
	for i, t := range l.TLVs {
		mandatory := t.Type >= LLDPTypeChassisID && t.Type <= LLDPTypeTTL
		switch {
		case i < 3 && int(t.Type) != i+1:
			return &LayerError{Layer: "lldp", Offset: i, Err: openflow.ErrPrereq}
		case i >= 3 && mandatory:
			return &LayerError{Layer: "lldp", Offset: i, Err: openflow.ErrDuplicate}
		case t.Type == LLDPTypeEnd && len(t.Value) > 0,
			mandatory && t.Type != LLDPTypeTTL && (len(t.Value) < 2 || len(t.Value) > 256), t.Type == LLDPTypeTTL && len(t.Value) < 2:
			return &LayerError{Layer: "lldp", Offset: i, Err: openflow.ErrLength}
		}
	}
	if n := len(l.TLVs); n < 4 || l.TLVs[n-1].Type != LLDPTypeEnd {
		return &LayerError{Layer: "lldp", Offset: n, Err: openflow.ErrPrereq}
	}
	return nil
}

// Walk shows the fields to v.
func (l *LLDP) Walk(v Visitor) { v.List("tlvs", (*lldpTLVList)(&l.TLVs)) }

// CloneLayer returns a copy.
func (l *LLDP) CloneLayer() Layer {
	c := &LLDP{TLVs: slices.Clone(l.TLVs)}
	for i := range c.TLVs {
		c.TLVs[i].Value = slices.Clone(c.TLVs[i].Value)
	}
	return c
}
