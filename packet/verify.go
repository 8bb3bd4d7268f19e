package packet

import (
	"errors"
	"hash/crc32"
	"math/bits"
	"strconv"
)

// A ChecksumError tells of a checksum that is wrong.
type ChecksumError struct {
	Layer     string // The name of its protocol.
	Offset    int    // Of the checksum, from the start of the frame.
	Got, Want uint32 // What stands there, and what is right. They have 16 bits but for SCTP.
}

// Error returns one line: layer, offset, what is there and what is right.
func (e *ChecksumError) Error() string {
	got, want := strconv.FormatUint(uint64(e.Got), 16), strconv.FormatUint(uint64(e.Want), 16)
	return "packet: " + e.Layer + " checksum at " + strconv.Itoa(e.Offset) + " is 0x" + got + ", want 0x" + want
}

// VerifyChecksums compares the checksums in a frame with the right ones: those of IPv4, TCP, UDP, SCTP, ICMP, ICMPv6, IGMP, GRE, VRRP, and of OSPF with its
// link state advertisements. Frame is what p was decoded from, and p has not been changed since. The result is nil, or has a *ChecksumError for each that is
// wrong, outermost first: errors.As finds the first, and the method Unwrap() []error all.
//
// What cannot be verified is taken for right: checksums over bytes that are not there, as in a packet-in with the first bytes of a frame, over fragments and
// packets whose length is 0, over payload that was not decoded, those of UDP that were not computed, and those of OSPF with cryptographic authentication. A UDP
// datagram in IPv6 must have one, unless a tunnel is in it (RFC 6935). Frames that were captured where they were sent may have checksums that the network
// card was to compute.
//
// It allocates nothing unless a checksum is wrong.
func (p *Packet) VerifyChecksums(frame []byte) error {
	v := verifier{frame: frame, end: len(frame)}
	for i, l := range p.Layers {
		n := headerLen(l)
		if n < 0 || n > v.end-v.at {
			break
		}
		if !v.layer(p.Layers, i, n) {
			break
		}
		v.at += n
	}
	return errors.Join(v.bad...)
}

// A verifier is at a layer of a frame.
type verifier struct {
	frame []byte
	at    int // Where the layer begins.
	end   int // Where its payload ends.
	bad   []error
}

// layer verifies layers[i], whose header has n bytes. It reports whether layers within can be verified.
func (v *verifier) layer(layers []Layer, i, n int) bool {
	switch l := layers[i].(type) {
	case *Ethernet:
		v.endsLLC(n, l.EtherType, l.Length)
	case *VLAN:
		v.endsLLC(n, l.EtherType, l.Length)
	case *PPPoE:
		v.ends(n + int(l.Length.Value()))
	case *GTPU:
		v.ends(gtpuLen + int(l.Length.Value()))
	case *IPv4:
		v.sum(l, 10, sum(v.frame[v.at:v.at+n]))
		return !l.isFragment() && l.Length.Value() != 0 && v.ends(int(l.Length.Value()))
	case *IPv6:
		return l.Length.Value() != 0 && v.ends(n+int(l.Length.Value()))
	case *IPv6Fragment:
		return !l.isFragment()
	case *TCP:
		v.pseudo(layers, i, IPProtocolTCP, 16)
	case *UDP:
		if !v.ends(int(l.Length.Value())) {
			return false
		}
		if l.Checksum.Value() != 0 || mustHaveChecksum(layers, i) {
			v.pseudo(layers, i, IPProtocolUDP, 6)
		}
	case *ICMPv6:
		v.pseudo(layers, i, IPProtocolICMPv6, 2)
	case *ICMP, *IGMP:
		v.sum(l, 2, sum(v.rest()))
	case *SCTP:
		v.sctp(l)
	case *GRE:
		if l.Flags&GREChecksum != 0 {
			v.sum(l, greLen, sum(v.rest()))
		}
	case *OSPF:
		v.ospf(l)
	case *VRRP:
		if l.Version == 3 {
			v.pseudo(layers, i, IPProtocolVRRP, 6)
		} else {
			v.sum(l, 6, sum(v.rest()))
		}
	}
	return true
}

// rest is the layer with its payload.
func (v *verifier) rest() []byte { return v.frame[v.at:v.end] }

// endsLLC is ends for a header of n bytes with a length of 802.3, if there is one.
func (v *verifier) endsLLC(n int, t EtherType, length Computed) {
	if t == 0 {
		v.ends(n + int(length.Value()))
	}
}

// ends sets where the payload ends by a length of the layer. It reports false if that is behind the end of what is there.
func (v *verifier) ends(length int) bool {
	if length > v.end-v.at {
		return false
	}
	v.end = v.at + length
	return true
}

// sum verifies an Internet checksum at an offset of the layer. S is the sum of all that it covers, itself among it.
func (v *verifier) sum(l Layer, offset int, s uint64) {
	got := be.Uint16(v.frame[v.at+offset:])
	_, isUDP := l.(*UDP)
	if fold(s) == 0 && !(isUDP && got == 0) {
		return
	}
	if s < uint64(got) {
		s += 0xffff // The sum is the same.
	}
	want := fold(s - uint64(got))
	if isUDP && want == 0 {
		want = 0xffff
	}
	v.wrong(l, offset, uint32(got), uint32(want))
}

// pseudo verifies the checksum of layers[i] over the pseudo header of IP too. Without IP around it the layer is taken for right.
func (v *verifier) pseudo(layers []Layer, i int, p IPProtocol, offset int) {
	if s, ok := pseudoSum(layers[:i]); ok {
		v.sum(layers[i], offset, s+uint64(p)+uint64(v.end-v.at)+sum(v.rest()))
	}
}

// mustHaveChecksum reports whether the UDP datagram layers[i] is in IPv6, and no tunnel.
func mustHaveChecksum(layers []Layer, i int) bool {
	if i+1 < len(layers) {
		if _, isGTPU := layers[i+1].(*GTPU); isGTPU || layers[i+1].Info().tunnel {
			return false
		}
	}
	for i--; i >= 0; i-- {
		switch layers[i].(type) {
		case *IPv4:
			return false
		case *IPv6:
			return true
		}
	}
	return false
}

// zeroChecksum is what the checksum of SCTP is for its own sake.
var zeroChecksum [4]byte

// sctp verifies the checksum.
func (v *verifier) sctp(l *SCTP) {
	b, table := v.rest(), crc32.MakeTable(crc32.Castagnoli)
	crc := crc32.Update(0, table, b[:8])
	crc = crc32.Update(crc, table, zeroChecksum[:])
	crc = crc32.Update(crc, table, b[sctpLen:])
	if got, want := be.Uint32(b[8:]), bits.ReverseBytes32(crc); got != want {
		v.wrong(l, 8, got, want)
	}
}

// ospf verifies the checksum over all but the authentication, and those of whole link state advertisements.
func (v *verifier) ospf(l *OSPF) {
	length := int(l.Length.Value())
	if length > v.end-v.at || length < ospfLen {
		return
	}
	b := v.frame[v.at : v.at+length]
	if l.AuthType != OSPFCryptographic {
		v.sum(l, 12, sum(b[:16])+sum(b[ospfLen:]))
	}
	if l.Type != OSPFTypeUpdate {
		return
	}
	at := ospfLen + ospfCountLen
	for i := range l.LSAs {
		size := ospfLSALen + len(l.LSAs[i].Body)
		if at+size > len(b) {
			return
		}
		if got, want := be.Uint16(b[at+16:]), FletcherChecksum(b[at+2:at+size], 14); got == 0 || !sameFletcher(got, want) {
			v.wrong(l, at+16, uint32(got), uint32(want))
		}
		at += size
	}
}

// sameFletcher reports whether two checksums are the same: in each of their bytes 0 and 255 are.
func sameFletcher(x, y uint16) bool { return x>>8%255 == y>>8%255 && x&0xff%255 == y&0xff%255 }

// wrong notes a checksum at an offset of the layer.
func (v *verifier) wrong(l Layer, offset int, got, want uint32) {
	v.bad = append(v.bad, &ChecksumError{Layer: l.Info().Name, Offset: v.at + offset, Got: got, Want: want})
}
