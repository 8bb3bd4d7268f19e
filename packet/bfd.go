package packet

import (
	"slices"

	"github.com/ofwire/openflow"
)

// BFD is a control packet of Bidirectional Forwarding Detection. RFC 5880 §4.1.
type BFD struct {
	Version    uint8 // 1; 3 bits.
	Diagnostic BFDDiagnostic
	State      BFDState
	Flags      BFDFlags
	DetectMult uint8
	Length     Computed // Of the whole packet.
	MyDiscr    uint32
	YourDiscr  uint32
	// Intervals are in microseconds.
	DesiredMinTX, RequiredMinRX, RequiredMinEchoRX uint32
	// Auth is there with the flag BFDAuthPresent.
	Auth BFDAuth
}

// BFDAuth is the authentication section of a BFD packet. RFC 5880 §4.2–4.4.
type BFDAuth struct {
	Type     BFDAuthType
	KeyID    uint8  // Of the types that are known.
	Reserved uint8  // Of the types with a digest, as Sequence.
	Sequence uint32 // The receiver's guard against replay.
	// Data is the password, of 1 to 16 bytes, or the digest of 16 or 20; of other types it is all that follows the length.
	Data []byte
}

// A BFDDiagnostic tells why the state changed last, in 5 bits.
type BFDDiagnostic uint8

// String returns the name, or the number.
func (x BFDDiagnostic) String() string {
	return nameOf(uint64(x), "none", "detection-time-expired", "echo-failed", "neighbor-down", "forwarding-reset", "path-down", "concatenated-path-down",
		"administratively-down", "reverse-path-down")
}

// A BFDState is the state of a session, in 2 bits.
type BFDState uint8

// States of BFD.
const (
	BFDAdminDown BFDState = iota
	BFDDown
	BFDInit
	BFDUp
)

// String returns the name.
func (s BFDState) String() string { return nameOf(uint64(s), "admin-down", "down", "init", "up") }

// BFDFlags are the 6 bits behind the state.
type BFDFlags uint8

// Flags of BFD.
const (
	BFDMultipoint BFDFlags = 1 << iota
	BFDDemand
	BFDAuthPresent
	BFDControlPlaneIndependent
	BFDFinal
	BFDPoll
)

// String returns the names of the flags.
func (f BFDFlags) String() string {
	return flagNames(uint64(f), "multipoint", "demand", "auth", "control-plane-independent", "final", "poll")
}

// A BFDAuthType is the type of an authentication section.
type BFDAuthType uint8

// Types of authentication.
const (
	BFDSimplePassword      BFDAuthType = 1
	BFDKeyedMD5            BFDAuthType = 2
	BFDMeticulousKeyedMD5  BFDAuthType = 3
	BFDKeyedSHA1           BFDAuthType = 4
	BFDMeticulousKeyedSHA1 BFDAuthType = 5
)

const (
	bfdLen           = 24
	bfdAuthLen       = 2 // Type and length.
	bfdPasswordLen   = 3 // Before the password.
	bfdDigestLen     = 8 // Before the digest.
	maxBFDPassword   = 16
	bfdUnknownMaxLen = 255 - bfdLen - bfdAuthLen
)

var protocolBFD = Protocol{Name: "bfd", New: func() Layer { return &BFD{Version: 1} }}

// Info describes the protocol: BFD.
func (*BFD) Info() *Protocol { return &protocolBFD }

// DecodeLayer reads the packet with its authentication section. What lies behind Length is no part of it.
func (l *BFD) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < bfdLen {
		return x, openflow.ErrTruncated
	}
	length := int(b[3])
	if length < bfdLen {
		return x, openflow.ErrLength
	}
	var auth BFDAuth
	n := bfdLen
	if BFDFlags(b[1])&BFDAuthPresent != 0 {
		size, err := auth.decode(b[bfdLen:min(length, len(b))])
		if err != nil {
			if len(b) < length {
				err = openflow.ErrTruncated
			}
			return x, err
		}
		n += size
	}
	*l = BFD{
		Version: b[0] >> 5, Diagnostic: BFDDiagnostic(b[0] & 31), State: BFDState(b[1] >> 6), Flags: BFDFlags(b[1] & 63), DetectMult: b[2],
		Length: Received(uint32(length)), MyDiscr: be.Uint32(b[4:]), YourDiscr: be.Uint32(b[8:]),
		DesiredMinTX: be.Uint32(b[12:]), RequiredMinRX: be.Uint32(b[16:]), RequiredMinEchoRX: be.Uint32(b[20:]), Auth: auth,
	}
	return Decoded{Header: n, End: d.end(length, b)}, nil
}

// decode reads the section at the start of b and returns its length.
func (a *BFDAuth) decode(b []byte) (int, error) {
	if len(b) < bfdAuthLen || int(b[1]) > len(b) {
		return 0, openflow.ErrLength
	}
	*a = BFDAuth{Type: BFDAuthType(b[0])}
	n := int(b[1])
	head, size := a.layout()
	if n < head || size >= 0 && n != head+size || a.Type == BFDSimplePassword && n > head+maxBFDPassword {
		return 0, openflow.ErrLength
	}
	if head > bfdAuthLen {
		a.KeyID = b[2]
	}
	if head == bfdDigestLen {
		a.Reserved, a.Sequence = b[3], be.Uint32(b[4:])
	}
	a.Data = b[head:n:n]
	return n, nil
}

// layout returns the bytes before Data, and those of Data, or -1 for any number.
func (a *BFDAuth) layout() (head, size int) {
	switch a.Type {
	case BFDSimplePassword:
		return bfdPasswordLen, -1
	case BFDKeyedMD5, BFDMeticulousKeyedMD5:
		return bfdDigestLen, 16
	case BFDKeyedSHA1, BFDMeticulousKeyedSHA1:
		return bfdDigestLen, 20
	}
	return bfdAuthLen, -1
}

// len is the bytes of the section.
func (a *BFDAuth) len() int {
	head, _ := a.layout()
	return head + len(a.Data)
}

// HeaderLen is 24 and the authentication section.
func (l *BFD) HeaderLen() int {
	if l.Flags&BFDAuthPresent == 0 {
		return bfdLen
	}
	return bfdLen + l.Auth.len()
}

// EncodeLayer writes the packet.
func (l *BFD) EncodeLayer(b []byte, e Encoding) error {
	length, err := l.Length.or16(len(b), e.flags)
	switch {
	case err != nil:
		return err
	case length > 255:
		return openflow.ErrTooLong
	case l.Version > 7 || l.Diagnostic > 31 || l.State > 3 || l.Flags > 63:
		return openflow.ErrValue
	}
	b[0], b[1] = l.Version<<5|byte(l.Diagnostic), byte(l.State)<<6|byte(l.Flags)
	b[2], b[3] = l.DetectMult, byte(length)
	for i, x := range [...]uint32{l.MyDiscr, l.YourDiscr, l.DesiredMinTX, l.RequiredMinRX, l.RequiredMinEchoRX} {
		be.PutUint32(b[4+4*i:], x)
	}
	if l.Flags&BFDAuthPresent == 0 {
		return nil
	}
	return l.Auth.encode(b[bfdLen:e.HeaderLen])
}

func (a *BFDAuth) encode(b []byte) error {
	head, size := a.layout()
	switch {
	case size >= 0 && len(a.Data) != size:
		return openflow.ErrLength
	case a.Type == BFDSimplePassword && len(a.Data) > maxBFDPassword, len(a.Data) > bfdUnknownMaxLen:
		return openflow.ErrTooLong
	}
	b[0], b[1] = byte(a.Type), byte(len(b))
	if head > bfdAuthLen {
		b[2] = a.KeyID
	}
	if head == bfdDigestLen {
		b[3] = a.Reserved
		be.PutUint32(b[4:], a.Sequence)
	}
	copy(b[head:], a.Data)
	return nil
}

// CloneLayer returns a copy.
func (l *BFD) CloneLayer() Layer {
	c := *l
	c.Auth.Data = slices.Clone(l.Auth.Data)
	return &c
}
