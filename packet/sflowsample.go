package packet

import "iter"

// SFlowRecords are the records of a sample.
type SFlowRecords struct {
	Count uint32 // How many the sample says that it has.
	Data  []byte
}

// All returns the records that are there: their formats, and their data, which is part of the sample.
func (r SFlowRecords) All() iter.Seq2[SFlowFormat, []byte] {
	return func(yield func(SFlowFormat, []byte) bool) {
		b := r.Data
		for range r.Count {
			f, data, ok := nextSFlow(b)
			if !ok || !yield(f, data) {
				return
			}
			b = b[min(8+align4(len(data)), len(b)):]
		}
	}
}

// An SFlowPort is an interface. Format 0 is an ifIndex, 1 a reason to drop, 2 a number of interfaces.
type SFlowPort struct{ Format, Value uint32 }

// compactPort returns a port of 32 bits.
func compactPort(x uint32) SFlowPort { return SFlowPort{x >> 30, x & (1<<30 - 1)} }

// An SFlowFlow is a sampled packet.
type SFlowFlow struct {
	Sequence     uint32
	SourceType   uint32 // 0 is an ifIndex.
	SourceIndex  uint32
	SamplingRate uint32
	Pool         uint32 // How many packets could have been sampled.
	Drops        uint32
	Input        SFlowPort
	Output       SFlowPort
	Records      SFlowRecords
}

// Flow takes a flow sample, expanded or not, apart. It reports false for other samples, and for ones that are too short.
func (s SFlowSample) Flow() (x SFlowFlow, ok bool) {
	b := s.Data
	switch {
	case s.Format == SFlowFlowSample && len(b) >= 32:
		id := be.Uint32(b[4:])
		x = SFlowFlow{
			Sequence: be.Uint32(b), SourceType: id >> 24, SourceIndex: id & 0xffffff, SamplingRate: be.Uint32(b[8:]), Pool: be.Uint32(b[12:]),
			Drops: be.Uint32(b[16:]), Input: compactPort(be.Uint32(b[20:])), Output: compactPort(be.Uint32(b[24:])), Records: SFlowRecords{be.Uint32(b[28:]), b[32:]},
		}
	case s.Format == SFlowExpandedFlowSample && len(b) >= 44:
		x = SFlowFlow{
			Sequence: be.Uint32(b), SourceType: be.Uint32(b[4:]), SourceIndex: be.Uint32(b[8:]), SamplingRate: be.Uint32(b[12:]), Pool: be.Uint32(b[16:]),
			Drops: be.Uint32(b[20:]), Input: SFlowPort{be.Uint32(b[24:]), be.Uint32(b[28:])}, Output: SFlowPort{be.Uint32(b[32:]), be.Uint32(b[36:])},
			Records: SFlowRecords{be.Uint32(b[40:]), b[44:]},
		}
	default:
		return x, false
	}
	return x, true
}

// SFlowCounters are counters of a source.
type SFlowCounters struct {
	Sequence    uint32
	SourceType  uint32 // 0 is an ifIndex.
	SourceIndex uint32
	Records     SFlowRecords
}

// Counters takes a counter sample, expanded or not, apart. It reports false for other samples, and for ones that are too short.
func (s SFlowSample) Counters() (x SFlowCounters, ok bool) {
	b := s.Data
	switch {
	case s.Format == SFlowCounterSample && len(b) >= 12:
		id := be.Uint32(b[4:])
		return SFlowCounters{be.Uint32(b), id >> 24, id & 0xffffff, SFlowRecords{be.Uint32(b[8:]), b[12:]}}, true
	case s.Format == SFlowExpandedCounterSample && len(b) >= 16:
		return SFlowCounters{be.Uint32(b), be.Uint32(b[4:]), be.Uint32(b[8:]), SFlowRecords{be.Uint32(b[12:]), b[16:]}}, true
	}
	return x, false
}

// An SFlowRawHeader is the first bytes of a sampled packet: the record SFlowRecordRawHeader.
type SFlowRawHeader struct {
	Protocol    uint32 // 1 is Ethernet, 11 IPv4, 12 IPv6.
	FrameLength uint32 // Of the packet before sampling.
	Stripped    uint32 // Bytes that were taken away.
	Header      []byte
}

// DecodeSFlowRawHeader takes the data of a record apart; Header is part of it.
func DecodeSFlowRawHeader(b []byte) (x SFlowRawHeader, ok bool) {
	if len(b) < 16 || uint64(be.Uint32(b[12:])) > uint64(len(b)-16) {
		return x, false
	}
	n := 16 + int(be.Uint32(b[12:]))
	return SFlowRawHeader{be.Uint32(b), be.Uint32(b[4:]), be.Uint32(b[8:]), b[16:n:n]}, true
}

// An SFlowExtendedSwitch is the VLANs and priorities of a sampled packet: the record SFlowRecordExtendedSwitch.
type SFlowExtendedSwitch struct{ SrcVLAN, SrcPriority, DstVLAN, DstPriority uint32 }

// DecodeSFlowExtendedSwitch takes the data of a record apart.
func DecodeSFlowExtendedSwitch(b []byte) (x SFlowExtendedSwitch, ok bool) {
	if len(b) < 16 {
		return x, false
	}
	return SFlowExtendedSwitch{be.Uint32(b), be.Uint32(b[4:]), be.Uint32(b[8:]), be.Uint32(b[12:])}, true
}

// An SFlowInterface is the counters of an interface: the record SFlowRecordInterface.
type SFlowInterface struct {
	Index, Type uint32
	Speed       uint64 // In bits per second.
	Direction   uint32 // 1 full duplex, 2 half duplex, 3 in, 4 out.
	Status      uint32 // Bit 0 the administrative status, bit 1 the operational one: set for up.

	InOctets                                                                    uint64
	InUnicast, InMulticast, InBroadcast, InDiscards, InErrors, InUnknown        uint32
	OutOctets                                                                   uint64
	OutUnicast, OutMulticast, OutBroadcast, OutDiscards, OutErrors, Promiscuous uint32
}

// DecodeSFlowInterface takes the data of a record apart.
func DecodeSFlowInterface(b []byte) (x SFlowInterface, ok bool) {
	if len(b) < 88 {
		return x, false
	}
	u32 := func(at int) uint32 { return be.Uint32(b[at:]) }
	return SFlowInterface{
		Index: u32(0), Type: u32(4), Speed: be.Uint64(b[8:]), Direction: u32(16), Status: u32(20),
		InOctets: be.Uint64(b[24:]), InUnicast: u32(32), InMulticast: u32(36), InBroadcast: u32(40), InDiscards: u32(44), InErrors: u32(48), InUnknown: u32(52),
		OutOctets: be.Uint64(b[56:]), OutUnicast: u32(64), OutMulticast: u32(68), OutBroadcast: u32(72), OutDiscards: u32(76), OutErrors: u32(80),
		Promiscuous: u32(84),
	}, true
}
