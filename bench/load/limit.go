package load

import (
	"io"
	"net"
)

// ServeLimit is the controller that nothing written in Go can be much faster than: it learns nothing, answers each packet-in from templates, a
// flow-mod and a packet-out, and writes once for each read. It serves until l ends.
func ServeLimit(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer conn.Close()
			_ = newLimit(conn).run() // The switch has gone.
		}()
	}
}

type limit struct {
	conn    io.ReadWriter
	out     []byte
	greeted bool
	is10    bool
	flowMod []byte // Templates.
	pktOut  []byte
}

func newLimit(conn io.ReadWriter) *limit { return &limit{conn: conn} }

func (l *limit) run() error {
	buf, have := make([]byte, 256<<10), 0
	for {
		n, err := l.conn.Read(buf[have:])
		if err != nil {
			return err
		}
		b := buf[:have+n]
		l.out = l.out[:0]
		for len(b) >= headerLen {
			n := int(be.Uint16(b[2:]))
			if n < headerLen || n > len(b) {
				break
			}
			l.handle(b[:n])
			b = b[n:]
		}
		if len(l.out) > 0 {
			if _, err := l.conn.Write(l.out); err != nil {
				return err
			}
		}
		have = copy(buf, b)
	}
}

func (l *limit) handle(m []byte) {
	switch {
	case m[1] == typeHello && !l.greeted:
		l.greeted, l.is10 = true, m[0] == 1
		l.makeTemplates(m[0])
		l.out = append(l.out, m[0], typeHello, 0, headerLen, 0, 0, 0, 1, m[0], typeFeaturesRequest, 0, headerLen, 0, 0, 0, 2)
	case m[1] == typePacketIn && l.is10 && len(m) > 18+ethernetLen:
		l.answer10(m[8:12], m[14:16], m[18:])
	case m[1] == typePacketIn && !l.is10 && len(m) > 42+ethernetLen:
		l.answer13(m[8:12], m[32:36], m[42:])
	}
}

const ethernetLen = 14

func (l *limit) makeTemplates(version byte) {
	l.flowMod, l.pktOut = make([]byte, 80), make([]byte, 24)
	if l.is10 {
		be.PutUint32(l.flowMod[8:], 0x3ffff2) // All but the ingress port and the addresses is wildcarded.
		be.PutUint32(l.flowMod[64:], noBuffer)
		be.PutUint16(l.flowMod[68:], 0xffff) // No output port.
		be.PutUint16(l.flowMod[74:], 8)      // Length of the output action, whose port follows.
		be.PutUint16(l.pktOut[14:], 8)       // Length of the actions.
		be.PutUint16(l.pktOut[18:], 8)       // Output.
	} else {
		l.flowMod, l.pktOut = make([]byte, 104), make([]byte, 40)
		be.PutUint32(l.flowMod[32:], noBuffer)
		be.PutUint64(l.flowMod[36:], 1<<64-1) // No output port, no group.
		be.PutUint32(l.flowMod[48:], 1<<16|32)
		be.PutUint32(l.flowMod[52:], inPortOXM)
		be.PutUint32(l.flowMod[60:], 0x80000606) // eth_dst
		be.PutUint32(l.flowMod[70:], 0x80000806) // eth_src
		be.PutUint32(l.flowMod[80:], 4<<16|24)   // Apply actions.
		be.PutUint32(l.flowMod[88:], 16)         // Output.
		be.PutUint16(l.pktOut[16:], 16)
		be.PutUint16(l.pktOut[26:], 16) // Output.
	}
	l.flowMod[0], l.flowMod[1], l.flowMod[3] = version, typeFlowMod, byte(len(l.flowMod))
	l.pktOut[0], l.pktOut[1] = version, typePacketOut
}

func (l *limit) answer10(buffer, inPort, frame []byte) {
	port := 1 + frame[5]%ports
	start := len(l.out)
	l.out = append(l.out, l.flowMod...)
	q := l.out[start:]
	copy(q[12:14], inPort)
	copy(q[14:20], frame[6:12])
	copy(q[20:26], frame[:6])
	q[77] = port
	start = len(l.out)
	l.out = append(append(l.out, l.pktOut...), frame...)
	q = l.out[start:]
	be.PutUint16(q[2:], uint16(len(q)))
	copy(q[8:12], buffer)
	copy(q[12:14], inPort)
	q[21] = port
}

func (l *limit) answer13(buffer, inPort, frame []byte) {
	port := 1 + frame[5]%ports
	start := len(l.out)
	l.out = append(l.out, l.flowMod...)
	q := l.out[start:]
	copy(q[56:60], inPort)
	copy(q[64:70], frame[:6])
	copy(q[74:80], frame[6:12])
	q[95] = port
	start = len(l.out)
	l.out = append(append(l.out, l.pktOut...), frame...)
	q = l.out[start:]
	be.PutUint16(q[2:], uint16(len(q)))
	copy(q[8:12], buffer)
	copy(q[12:16], inPort)
	q[31] = port
}
