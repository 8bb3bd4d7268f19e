package load

import (
	"encoding/binary"
	"fmt"
	"time"
)

var be = binary.BigEndian

const headerLen = 8

// Message types. Those behind typeFlowMod have other numbers in 1.0 and 1.3.
const (
	typeHello           = 0
	typeError           = 1
	typeEchoRequest     = 2
	typeFeaturesRequest = 5
	typeGetConfig       = 7
	typePacketIn        = 10
	typePacketOut       = 13
	typeFlowMod         = 14
	typeStats10         = 16
	typeBarrier10       = 18
	typeMultipart13     = 18
	typeBarrier13       = 20
	typeRole13          = 24
)

func (dp *datapath) version() byte {
	if dp.is10 {
		return 1
	}
	return 4
}

// reply appends a message to what is to be written.
func (dp *datapath) reply(typ byte, xid uint32, body ...byte) {
	start := len(dp.out)
	dp.out = append(dp.out, dp.version(), typ, 0, 0, 0, 0, 0, 0)
	dp.out = append(dp.out, body...)
	be.PutUint16(dp.out[start+2:], uint16(len(dp.out)-start))
	be.PutUint32(dp.out[start+4:], xid)
}

// handle handles a message of the controller.
func (dp *datapath) handle(m []byte, now time.Duration) {
	measuring := dp.phase.Load() == phaseMeasure
	switch m[1] {
	case typeFlowMod:
		if measuring {
			dp.flowMods++
		}
		dp.flowMod(m, now)
	case typePacketOut:
		if measuring {
			dp.packetOuts++
		}
		dp.packetOut(m, now)
	case typeError:
		dp.errors++
	default:
		dp.question(m)
	}
}

func (dp *datapath) flowMod(m []byte, now time.Duration) {
	bufferAt := 32
	if dp.is10 {
		bufferAt = 64
	}
	if dp.c.Buffered && len(m) >= bufferAt+4 {
		dp.answer(be.Uint32(m[bufferAt:]), now)
	}
}

func (dp *datapath) packetOut(m []byte, now time.Duration) {
	actionsLenAt, actionsAt := 16, 24
	if dp.is10 {
		actionsLenAt, actionsAt = 14, 16
	}
	if len(m) < actionsAt {
		return
	}
	if dp.c.Buffered {
		dp.answer(be.Uint32(m[headerLen:]), now)
		return
	}
	frameAt := actionsAt + int(be.Uint16(m[actionsLenAt:]))
	if len(m) >= frameAt+seqAt+4 {
		dp.answer(be.Uint32(m[frameAt+seqAt:]), now)
	}
}

// question answers what a controller asks a switch.
func (dp *datapath) question(m []byte) {
	typ, xid, body := m[1], be.Uint32(m[4:]), m[headerLen:]
	switch {
	case typ == typeEchoRequest, typ == typeRole13 && !dp.is10:
		dp.reply(typ+1, xid, body...)
	case typ == typeFeaturesRequest:
		dp.features(xid)
	case typ == typeGetConfig:
		dp.reply(typ+1, xid, 0, 0, 0xff, 0xff)
	case typ == typeBarrier10 && dp.is10, typ == typeBarrier13 && !dp.is10:
		dp.reply(typ+1, xid)
	case typ == typeStats10 && dp.is10 && len(body) >= 4:
		dp.stats(typ, xid, body[:4])
	case typ == typeMultipart13 && !dp.is10 && len(body) >= 8:
		dp.stats(typ, xid, body[:8])
	}
}

// features answers a features request. In 1.0 the ports are listed there.
func (dp *datapath) features(xid uint32) {
	body := make([]byte, 24)
	be.PutUint64(body, dp.id)
	be.PutUint32(body[8:], 256) // Buffers.
	body[12] = 1                // Tables.
	if dp.is10 {
		be.PutUint32(body[20:], 0xfff) // Actions.
		body = dp.appendPorts(body)
	}
	dp.reply(typeFeaturesRequest+1, xid, body...)
	select {
	case <-dp.ready:
	default:
		close(dp.ready)
	}
}

// stats answers a request for a description or the ports, and others with nothing.
func (dp *datapath) stats(typ byte, xid uint32, head []byte) {
	const descKind, portDescKind, descLen = 0, 13, 1056
	body := make([]byte, len(head), descLen+len(head))
	copy(body, head[:2])
	switch be.Uint16(head) {
	case descKind:
		body = append(body, make([]byte, descLen)...)
	case portDescKind:
		body = dp.appendPorts(body)
	}
	dp.reply(typ+1, xid, body...)
}

// appendPorts appends the descriptions of the ports: 48 bytes in 1.0, 64 in 1.3.
func (dp *datapath) appendPorts(b []byte) []byte {
	for n := 1; n <= ports; n++ {
		var p []byte
		if dp.is10 {
			p = make([]byte, 48)
			be.PutUint16(p, uint16(n))
			dp.putPortMAC(p[2:], n)
			copy(p[8:], fmt.Sprintf("eth%d", n))
		} else {
			p = make([]byte, 64)
			be.PutUint32(p, uint32(n))
			dp.putPortMAC(p[8:], n)
			copy(p[16:], fmt.Sprintf("eth%d", n))
		}
		b = append(b, p...)
	}
	return b
}

func (dp *datapath) putPortMAC(b []byte, port int) {
	b[0], b[1] = 2, 1
	be.PutUint16(b[2:], uint16(dp.id))
	be.PutUint16(b[4:], uint16(port))
}
