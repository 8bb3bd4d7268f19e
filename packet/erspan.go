package packet

import "github.com/ofwire/openflow"

// ERSPAN2 is the header of a mirrored frame, type II of ERSPAN, in GRE with the protocol EtherTypeERSPAN and a sequence number. The frame follows.
// Type I is GRE with this protocol and without a sequence number; it has no header. draft-foschiano-erspan.
type ERSPAN2 struct {
	VLAN      uint16      // Of the frame, 12 bits.
	COS       uint8       // The frame's priority, 3 bits.
	Trunk     ERSPANTrunk // 2 bits.
	Truncated bool        // The frame's end is left out.
	Session   uint16      // 10 bits.
	Reserved  uint16      // 12 bits.
	Index     uint32      // The port and direction of the mirroring, 20 bits.
}

// ERSPAN3 is the header of a mirrored frame, type III of ERSPAN, in GRE with the protocol EtherTypeERSPAN3. What FrameType tells follows.
// draft-foschiano-erspan.
type ERSPAN3 struct {
	VLAN      uint16        // Of the frame, 12 bits.
	COS       uint8         // The frame's priority, 3 bits.
	Quality   ERSPANQuality // BSO, 2 bits.
	Truncated bool          // The frame's end is left out.
	Session   uint16        // 10 bits.
	Timestamp uint32        // In units of Granularity.
	SGT       uint16        // The security group tag.
	PDU       bool          // P: the payload is a frame of an Ethernet protocol.
	FrameType ERSPANFrame   // FT, 5 bits.
	Hardware  uint8         // The mirroring engine in the system, 6 bits.
	Egress    bool          // D: the frame was mirrored when it went out.
	// Granularity is 2 bits.
	Granularity ERSPANGranularity
	// Subheader tells that the next two are there, 8 bytes behind the header.
	Subheader    bool
	Platform     uint8  // What kind of information it is, 6 bits.
	PlatformInfo uint64 // 58 bits.
}

// An ERSPANTrunk tells how a frame's VLAN was tagged.
type ERSPANTrunk uint8

// Tags of mirrored frames.
const (
	ERSPANUntagged  ERSPANTrunk = 0
	ERSPANISL       ERSPANTrunk = 1
	ERSPAN8021Q     ERSPANTrunk = 2
	ERSPANPreserved ERSPANTrunk = 3 // The tag is in the frame.
)

// String returns the name.
func (t ERSPANTrunk) String() string {
	return nameOf(uint64(t), "untagged", "isl", "802.1q", "preserved")
}

// An ERSPANQuality tells whether a frame was received well.
type ERSPANQuality uint8

// Frames that were received well, or not.
const (
	ERSPANGood      ERSPANQuality = 0 // Or not known.
	ERSPANShort     ERSPANQuality = 1
	ERSPANOversized ERSPANQuality = 2
	ERSPANBad       ERSPANQuality = 3 // With an error of its checksum, or alignment.
)

// String returns the name.
func (q ERSPANQuality) String() string {
	return nameOf(uint64(q), "good", "short", "oversized", "bad")
}

// An ERSPANFrame tells what was mirrored.
type ERSPANFrame uint8

// Types of frames. Others are reserved.
const (
	ERSPANEthernet ERSPANFrame = 0
	ERSPANIP       ERSPANFrame = 2
)

// String returns the name, or the number.
func (f ERSPANFrame) String() string { return nameOf(uint64(f), "ethernet", "", "ip") }

// An ERSPANGranularity is the unit of timestamps.
type ERSPANGranularity uint8

// Units of timestamps.
const (
	ERSPAN100Microseconds ERSPANGranularity = 0
	ERSPAN100Nanoseconds  ERSPANGranularity = 1
	ERSPANNanoseconds     ERSPANGranularity = 2 // The lower 32 bits of IEEE 1588's time.
	ERSPANPlatformUnit    ERSPANGranularity = 3
)

// String returns the name.
func (g ERSPANGranularity) String() string {
	return nameOf(uint64(g), "100us", "100ns", "1ns", "platform")
}

const (
	erspan2Len         = 8
	erspan3Len         = 12
	erspanSubheaderLen = 8
	erspan2Version     = 1 // Type II has the version 1, and type III has 2.
	erspan3Version     = 2
	maxERSPANPlatform  = 1<<58 - 1
)

var (
	protocolERSPAN2 = Protocol{Name: "erspan2", New: func() Layer { return new(ERSPAN2) }, EtherType: EtherTypeERSPAN}
	protocolERSPAN3 = Protocol{Name: "erspan3", New: func() Layer { return new(ERSPAN3) }, EtherType: EtherTypeERSPAN3}
)

// greProtocol returns the protocol in GRE: that of the EtherType; or ERSPAN, whose type tells the sequence number.
func (d *Decoder) greProtocol(l *GRE) *Protocol {
	if _, ok := d.Dispatch.EtherTypes[l.Protocol]; !ok {
		switch l.Protocol {
		case EtherTypeERSPAN:
			if l.Flags&GRESeq == 0 {
				return &protocolEthernet
			}
			return &protocolERSPAN2
		case EtherTypeERSPAN3:
			return &protocolERSPAN3
		}
	}
	return d.EtherType(l.Protocol)
}

// Info describes the protocol: type II of ERSPAN.
func (*ERSPAN2) Info() *Protocol { return &protocolERSPAN2 }

// DecodeLayer reads the 8 bytes of the header.
func (l *ERSPAN2) DecodeLayer(b []byte, _ *Decoder) (x Decoded, err error) {
	if len(b) < erspan2Len {
		return x, openflow.ErrTruncated
	}
	w := be.Uint32(b)
	if w>>28 != erspan2Version {
		return x, openflow.ErrVersion
	}
	index := be.Uint32(b[4:])
	*l = ERSPAN2{
		VLAN: uint16(w >> 16 & 0xfff), COS: uint8(w>>13) & 7, Trunk: ERSPANTrunk(w >> 11 & 3), Truncated: w>>10&1 != 0, Session: uint16(w & 0x3ff),
		Reserved: uint16(index >> 20), Index: index & 0xfffff,
	}
	x.Header = erspan2Len
	if len(b) > erspan2Len {
		x.Next = &protocolEthernet
	}
	return x, nil
}

// HeaderLen is 8.
func (*ERSPAN2) HeaderLen() int { return erspan2Len }

// EncodeLayer writes the header.
func (l *ERSPAN2) EncodeLayer(b []byte, _ Encoding) error {
	w, ok := erspanWord(erspan2Version, l.VLAN, l.COS, uint8(l.Trunk), l.Truncated, l.Session)
	if !ok || l.Reserved > 0xfff || l.Index > 0xfffff {
		return openflow.ErrValue
	}
	be.PutUint32(b, w)
	be.PutUint32(b[4:], uint32(l.Reserved)<<20|l.Index)
	return nil
}

// erspanWord returns the first 4 bytes of a header, and whether all fits.
func erspanWord(version uint32, vlan uint16, cos, two uint8, truncated bool, session uint16) (w uint32, ok bool) {
	w = version<<28 | uint32(vlan)<<16 | uint32(cos)<<13 | uint32(two)<<11 | bit32(truncated, 10) | uint32(session)
	return w, vlan <= 0xfff && cos <= 7 && two <= 3 && session <= 0x3ff
}

// Walk shows the fields to v. The names are this package's.
func (l *ERSPAN2) Walk(v Visitor) {
	v.Const("version", erspan2Version)
	v.Uint("vlan", (*openflow.U16)(&l.VLAN))
	v.Uint("cos", (*openflow.U8)(&l.COS))
	v.Enum("en", (*openflow.U8)(&l.Trunk), l.Trunk)
	v.Uint("t", (*openflow.Bool)(&l.Truncated))
	v.Uint("session_id", (*openflow.U16)(&l.Session))
	v.Rare("reserved", (*openflow.U16)(&l.Reserved))
	v.Uint("index", (*openflow.U32)(&l.Index))
}

// CloneLayer returns a copy.
func (l *ERSPAN2) CloneLayer() Layer {
	c := *l
	return &c
}

// Info describes the protocol: type III of ERSPAN.
func (*ERSPAN3) Info() *Protocol { return &protocolERSPAN3 }

// DecodeLayer reads the 12 bytes of the header, and the 8 of the platform's where they are told of.
func (l *ERSPAN3) DecodeLayer(b []byte, _ *Decoder) (x Decoded, err error) {
	if len(b) < erspan3Len {
		return x, openflow.ErrTruncated
	}
	w, last := be.Uint32(b), be.Uint16(b[10:])
	if w>>28 != erspan3Version {
		return x, openflow.ErrVersion
	}
	*l = ERSPAN3{
		VLAN: uint16(w >> 16 & 0xfff), COS: uint8(w>>13) & 7, Quality: ERSPANQuality(w >> 11 & 3), Truncated: w>>10&1 != 0, Session: uint16(w & 0x3ff),
		Timestamp: be.Uint32(b[4:]), SGT: be.Uint16(b[8:]),
		PDU: last>>15 != 0, FrameType: ERSPANFrame(last >> 10 & 31), Hardware: uint8(last>>4) & 63, Egress: last>>3&1 != 0,
		Granularity: ERSPANGranularity(last >> 1 & 3), Subheader: last&1 != 0,
	}
	header := l.HeaderLen()
	if len(b) < header {
		return x, openflow.ErrTruncated
	}
	if l.Subheader {
		info := be.Uint64(b[erspan3Len:])
		l.Platform, l.PlatformInfo = uint8(info>>58), info&maxERSPANPlatform
	}
	x.Header = header
	switch {
	case len(b) == header:
	case l.FrameType == ERSPANEthernet:
		x.Next = &protocolEthernet
	case l.FrameType == ERSPANIP:
		x.Next = guessIP(b[header:])
	}
	return x, nil
}

// HeaderLen is 12, and 8 more with Subheader.
func (l *ERSPAN3) HeaderLen() int {
	if l.Subheader {
		return erspan3Len + erspanSubheaderLen
	}
	return erspan3Len
}

// EncodeLayer writes the header.
func (l *ERSPAN3) EncodeLayer(b []byte, _ Encoding) error {
	w, ok := erspanWord(erspan3Version, l.VLAN, l.COS, uint8(l.Quality), l.Truncated, l.Session)
	if !ok || l.FrameType > 31 || l.Hardware > 63 || l.Granularity > 3 || l.Platform > 63 || l.PlatformInfo > maxERSPANPlatform {
		return openflow.ErrValue
	}
	be.PutUint32(b, w)
	be.PutUint32(b[4:], l.Timestamp)
	last := bit32(l.PDU, 15) | uint32(l.FrameType)<<10 | uint32(l.Hardware)<<4 | bit32(l.Egress, 3) | uint32(l.Granularity)<<1 | bit32(l.Subheader, 0)
	be.PutUint32(b[8:], uint32(l.SGT)<<16|last)
	if l.Subheader {
		be.PutUint64(b[erspan3Len:], uint64(l.Platform)<<58|l.PlatformInfo)
	}
	return nil
}

// Walk shows the fields to v. The names are this package's.
func (l *ERSPAN3) Walk(v Visitor) {
	v.Const("version", erspan3Version)
	v.Uint("vlan", (*openflow.U16)(&l.VLAN))
	v.Uint("cos", (*openflow.U8)(&l.COS))
	v.Enum("bso", (*openflow.U8)(&l.Quality), l.Quality)
	v.Uint("t", (*openflow.Bool)(&l.Truncated))
	v.Uint("session_id", (*openflow.U16)(&l.Session))
	v.Uint("timestamp", (*openflow.U32)(&l.Timestamp))
	v.Uint("sgt", (*openflow.U16)(&l.SGT))
	v.Uint("p", (*openflow.Bool)(&l.PDU))
	v.Enum("ft", (*openflow.U8)(&l.FrameType), l.FrameType)
	v.Uint("hw_id", (*openflow.U8)(&l.Hardware))
	v.Uint("d", (*openflow.Bool)(&l.Egress))
	v.Enum("gra", (*openflow.U8)(&l.Granularity), l.Granularity)
	v.Uint("o", (*openflow.Bool)(&l.Subheader))
	if l.Subheader || v.Reading() {
		v.Uint("platform_id", (*openflow.U8)(&l.Platform))
		v.Hex("platform_info", (*openflow.U64)(&l.PlatformInfo))
	}
}

// CloneLayer returns a copy.
func (l *ERSPAN3) CloneLayer() Layer {
	c := *l
	return &c
}
