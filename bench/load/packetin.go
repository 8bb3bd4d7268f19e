package load

import "time"

const (
	ports     = 4  // Of a switch. Host h is on port 1 + h%ports.
	seqAt     = 44 // Offset of the sequence number in a frame, in the payload of UDP.
	noBuffer  = 0xffffffff
	inPortOXM = 0x80000004
)

// makeTemplate makes the packet-in of which all are copies.
func (dp *datapath) makeTemplate() {
	const head10, head13, match13, pad13 = 18, 24, 16, 2
	size, totalLenAt := head10, 12
	dp.inPortAt = 14
	if !dp.is10 {
		size, dp.inPortAt = head13+match13+pad13, head13+8
	}
	dp.frameAt = size
	m := make([]byte, size+dp.c.Frame)
	m[0], m[1] = dp.version(), typePacketIn
	be.PutUint16(m[2:], uint16(len(m)))
	be.PutUint16(m[totalLenAt:], uint16(dp.c.Frame))
	if !dp.is10 {
		be.PutUint16(m[head13:], 1)    // A match of OXM fields
		be.PutUint16(m[head13+2:], 12) // of that many bytes
		be.PutUint32(m[head13+4:], inPortOXM)
	}
	putFrame(m[dp.frameAt:])
	dp.template = m
}

// putFrame writes a UDP packet of IPv4, without the addresses of Ethernet.
func putFrame(f []byte) {
	be.PutUint16(f[12:], 0x0800)
	ip := f[14:]
	ip[0], ip[8], ip[9] = 0x45, 64, 17
	be.PutUint16(ip[2:], uint16(len(ip)))
	copy(ip[12:], []byte{10, 0, 0, 1, 10, 0, 0, 2})
	var sum uint32
	for i := 0; i < 20; i += 2 {
		sum += uint32(be.Uint16(ip[i:]))
	}
	sum = sum>>16 + sum&0xffff
	be.PutUint16(ip[10:], ^uint16(sum+sum>>16))
	udp := ip[20:]
	be.PutUint16(udp, 1000)
	be.PutUint16(udp[2:], 2000)
	be.PutUint16(udp[4:], uint16(len(udp)))
}

// fill appends packet-ins until the window is full. Each goes from a host to the next one, which is on another port.
func (dp *datapath) fill() {
	now := time.Since(dp.epoch)
	for ; dp.outstanding < dp.c.Window; dp.outstanding++ {
		dp.seq++
		if dp.seq == 0 || dp.seq == noBuffer {
			dp.seq = 1
		}
		host := int(dp.seq) % dp.c.Hosts
		start := len(dp.out)
		dp.out = append(dp.out, dp.template...)
		m := dp.out[start:]
		be.PutUint32(m[4:], dp.seq)
		be.PutUint32(m[8:], noBuffer)
		if dp.c.Buffered {
			be.PutUint32(m[8:], dp.seq)
		}
		if port := 1 + host%ports; dp.is10 {
			be.PutUint16(m[dp.inPortAt:], uint16(port))
		} else {
			be.PutUint32(m[dp.inPortAt:], uint32(port))
		}
		frame := m[dp.frameAt:]
		dp.putMAC(frame, (host+1)%dp.c.Hosts)
		dp.putMAC(frame[6:], host)
		be.PutUint32(frame[seqAt:], dp.seq)
		dp.sent[dp.seq%ring] = sending{dp.seq, now}
	}
}

// putMAC writes the address of a host, which no other switch has.
func (dp *datapath) putMAC(b []byte, host int) {
	b[0], b[1] = 2, 0
	be.PutUint16(b[2:], uint16(dp.id))
	be.PutUint16(b[4:], uint16(host))
}

// answer notes the answer to a packet-in, unless it is none of ours or was answered before.
func (dp *datapath) answer(seq uint32, now time.Duration) {
	s := &dp.sent[seq%ring]
	if seq == 0 || s.seq != seq {
		return
	}
	s.seq = 0
	dp.outstanding = max(dp.outstanding-1, 0)
	if dp.phase.Load() == phaseMeasure {
		dp.answers++
		dp.latency.add(now - s.at)
	}
}
