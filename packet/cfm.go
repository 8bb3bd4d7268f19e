package packet

import (
	"slices"

	"github.com/ofwire/openflow"
)

// CFM is a message of connectivity fault management. IEEE 802.1Q clause 21. Fields that the message's Opcode does not have are not written.
type CFM struct {
	Level   uint8 // Of the maintenance domain, 3 bits.
	Version uint8 // 5 bits.
	Opcode  CFMOpcode
	// Flags are, by the opcode: of a continuity check CFMRDI and the interval in the lowest 3 bits, CFMUseFDBOnly of a link trace, and of its reply CFMFwdYes and
	// CFMTerminalMEP too. Others are reserved.
	Flags uint8
	// Sequence is the sequence number of a continuity check, and the transaction identifier of other messages.
	Sequence uint32

	MEPID    uint16   // Of a continuity check, as are MAID and Counters.
	MAID     CFMMAID  // Names of the maintenance domain and association.
	Counters [16]byte // Defined by ITU-T Y.1731; else 0.

	TTL            uint8        // Of a link trace, and of its reply.
	Origin, Target openflow.MAC // Of a link trace.
	RelayAction    uint8        // Of the reply to a link trace.

	// Fixed is what stands between the header and the TLVs in messages of other opcodes, and behind the fields of those that are known.
	Fixed []byte
	TLVs  []CFMTLV // Without the end TLV.
	// NoEnd leaves out the end TLV, as messages do that are cut off.
	NoEnd bool
}

// A CFMOpcode is the type of a message.
type CFMOpcode uint8

// Opcodes of CFM.
const (
	CFMContinuityCheck CFMOpcode = 1
	CFMLoopbackReply   CFMOpcode = 2
	CFMLoopback        CFMOpcode = 3
	CFMLinkTraceReply  CFMOpcode = 4
	CFMLinkTrace       CFMOpcode = 5
)

// String returns the name, or the number.
func (o CFMOpcode) String() string {
	return nameOf(uint64(o), "", "continuity-check", "loopback-reply", "loopback", "link-trace-reply", "link-trace")
}

// Flags of CFM.
const (
	CFMRDI         = 0x80
	CFMUseFDBOnly  = 0x80
	CFMFwdYes      = 0x40
	CFMTerminalMEP = 0x20
)

const (
	cfmLen      = 4
	cfmCheckLen = 70 // Of the fields of a continuity check behind the header; the others follow.
	cfmLoopLen  = 4
	cfmReplyLen = 6
	cfmTraceLen = 17
	maxCFMValue = 0xffff
)

var protocolCFM = Protocol{Name: "cfm", New: func() Layer { return new(CFM) }, EtherType: EtherTypeCFM}

// Info describes the protocol: CFM.
func (*CFM) Info() *Protocol { return &protocolCFM }

// fieldsLen is the bytes of the fields of an opcode, behind the header.
func (o CFMOpcode) fieldsLen() int {
	switch o {
	case CFMContinuityCheck:
		return cfmCheckLen
	case CFMLoopback, CFMLoopbackReply:
		return cfmLoopLen
	case CFMLinkTraceReply:
		return cfmReplyLen
	case CFMLinkTrace:
		return cfmTraceLen
	}
	return 0
}

// DecodeLayer reads the message with its TLVs. What follows the end TLV is padding. Where a TLV does not fit, those before it stay, with the error
// openflow.ErrLength.
func (l *CFM) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < cfmLen {
		return x, openflow.ErrTruncated
	}
	op := CFMOpcode(b[1])
	fields, at := op.fieldsLen(), cfmLen+int(b[3])
	if int(b[3]) < fields {
		return x, openflow.ErrLength
	}
	if len(b) < at {
		return x, openflow.ErrTruncated
	}
	*l = CFM{Level: b[0] >> 5, Version: b[0] & 31, Opcode: op, Flags: b[2]}
	l.decodeFields(b[cfmLen:])
	if f := cfmLen + fields; f < at {
		l.Fixed = b[f:at:at]
	}
	a := arenaOf[CFMTLV](d)
	a.begin(cap(b) / 3)
	l.NoEnd = true
	for at < len(b) {
		if b[at] == 0 {
			l.NoEnd = false
			at++
			x.End = at
			break
		}
		if len(b)-at < 3 || len(b)-at < 3+int(be.Uint16(b[at+1:])) {
			err = openflow.ErrLength
			break
		}
		n := 3 + int(be.Uint16(b[at+1:]))
		a.add(CFMTLV{CFMTLVType(b[at]), b[at+3 : at+n : at+n]})
		at += n
	}
	l.TLVs = a.list()
	x.Header = at
	return x, err
}

// decodeFields reads the fields of the opcode.
func (l *CFM) decodeFields(b []byte) {
	switch l.Opcode {
	case CFMContinuityCheck:
		l.Sequence, l.MEPID = be.Uint32(b), be.Uint16(b[4:])
		l.MAID, l.Counters = CFMMAID(b[6:]), [16]byte(b[54:])
	case CFMLoopback, CFMLoopbackReply:
		l.Sequence = be.Uint32(b)
	case CFMLinkTraceReply:
		l.Sequence, l.TTL, l.RelayAction = be.Uint32(b), b[4], b[5]
	case CFMLinkTrace:
		l.Sequence, l.TTL, l.Origin, l.Target = be.Uint32(b), b[4], openflow.MAC(b[5:]), openflow.MAC(b[11:])
	}
}

// HeaderLen is the bytes of the message with its TLVs.
func (l *CFM) HeaderLen() int {
	n := cfmLen + l.Opcode.fieldsLen() + len(l.Fixed) + 3*len(l.TLVs)
	for i := range l.TLVs {
		n += len(l.TLVs[i].Value)
	}
	if !l.NoEnd {
		n++
	}
	return n
}

// EncodeLayer writes the message.
func (l *CFM) EncodeLayer(b []byte, _ Encoding) error {
	fields := l.Opcode.fieldsLen()
	offset := fields + len(l.Fixed)
	if l.Level > 7 || l.Version > 31 {
		return openflow.ErrValue
	}
	if offset > 255 {
		return openflow.ErrTooLong
	}
	b[0], b[1], b[2], b[3] = l.Level<<5|l.Version, byte(l.Opcode), l.Flags, byte(offset)
	l.encodeFields(b[cfmLen:])
	copy(b[cfmLen+fields:], l.Fixed)
	b = b[cfmLen+offset:]
	for i := range l.TLVs {
		t := &l.TLVs[i]
		if len(t.Value) > maxCFMValue {
			return openflow.ErrTooLong
		}
		if t.Type == CFMEnd {
			return openflow.ErrValue
		}
		b[0] = byte(t.Type)
		be.PutUint16(b[1:], uint16(len(t.Value)))
		b = b[3+copy(b[3:], t.Value):]
	}
	if !l.NoEnd {
		b[0] = byte(CFMEnd)
	}
	return nil
}

// encodeFields writes the fields of the opcode.
func (l *CFM) encodeFields(b []byte) {
	if l.Opcode.fieldsLen() == 0 {
		return
	}
	be.PutUint32(b, l.Sequence)
	switch l.Opcode {
	case CFMContinuityCheck:
		be.PutUint16(b[4:], l.MEPID)
		copy(b[6:], l.MAID[:])
		copy(b[54:], l.Counters[:])
	case CFMLinkTraceReply:
		b[4], b[5] = l.TTL, l.RelayAction
	case CFMLinkTrace:
		b[4] = l.TTL
		*(*openflow.MAC)(b[5:]), *(*openflow.MAC)(b[11:]) = l.Origin, l.Target
	}
}

// Find returns the first TLV of a type.
func (l *CFM) Find(t CFMTLVType) (CFMTLV, bool) {
	for i := range l.TLVs {
		if l.TLVs[i].Type == t {
			return l.TLVs[i], true
		}
	}
	return CFMTLV{}, false
}

// CloneLayer returns a copy.
func (l *CFM) CloneLayer() Layer {
	c := *l
	c.Fixed = slices.Clone(l.Fixed)
	c.TLVs = slices.Clone(l.TLVs)
	for i := range c.TLVs {
		c.TLVs[i].Value = slices.Clone(c.TLVs[i].Value)
	}
	return &c
}

// A CFMMAID is the names of a maintenance domain and of a maintenance association in it, 48 bytes.
type CFMMAID [48]byte

// Formats of names in a CFMMAID.
const (
	CFMDomainNone   = 1 // There is no name of a domain.
	CFMDomainString = 4
	CFMShortVLAN    = 1
	CFMShortString  = 2
)

// NewCFMMAID returns the names of a domain and of an association with their formats. The domain has none with CFMDomainNone. It reports false when they do
// not fit.
func NewCFMMAID(domainFormat uint8, domain []byte, shortFormat uint8, short []byte) (m CFMMAID, ok bool) {
	b := []byte{domainFormat}
	if domainFormat != CFMDomainNone {
		b = append(append(b, byte(len(domain))), domain...)
	}
	b = append(append(b, shortFormat, byte(len(short))), short...)
	return m, copy(m[:], b) == len(b) && len(domain) < len(m) && len(short) < len(m)
}

// Names takes the names apart; the slices are part of m. It reports false when lengths do not fit, or when there is more than zeros behind them.
func (m *CFMMAID) Names() (domainFormat uint8, domain []byte, shortFormat uint8, short []byte, ok bool) {
	b := m[1:]
	if domainFormat = m[0]; domainFormat != CFMDomainNone {
		n := 1 + int(b[0])
		if n > len(b)-2 {
			return 0, nil, 0, nil, false
		}
		domain, b = b[1:n], b[n:]
	}
	shortFormat = b[0]
	n := 2 + int(b[1])
	if n > len(b) || !isZero(b[n:]) {
		return 0, nil, 0, nil, false
	}
	return domainFormat, domain, shortFormat, b[2:n], true
}
