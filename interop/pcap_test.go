//go:build interop

package interop

import (
	"encoding/binary"
	"os"
	"testing"
)

// Offsets and sizes of what a frame has before the message.
const (
	ethernetLen = 14
	ipv4Len     = 20
	tcpLen      = 20
	headersLen  = ethernetLen + ipv4Len + tcpLen
)

// writeCapture writes messages into a capture file, each in a TCP segment of its own connection with port 6653. Checksums are 0.
func writeCapture(t *testing.T, path string, messages [][]byte) {
	t.Helper()
	le := binary.LittleEndian
	file := le.AppendUint32(nil, 0xa1b2c3d4)
	file = le.AppendUint16(file, 2) // Version 2.4.
	file = le.AppendUint16(file, 4)
	file = append(file, make([]byte, 8)...)
	file = le.AppendUint32(file, 1<<17)
	file = le.AppendUint32(file, 1) // Ethernet.
	for i, m := range messages {
		n := headersLen + len(m)
		file = le.AppendUint32(file, uint32(i/1000))
		file = le.AppendUint32(file, uint32(i%1000))
		file = le.AppendUint32(file, uint32(n))
		file = le.AppendUint32(file, uint32(n))
		file = append(file, headers(i, len(m))...)
		file = append(file, m...)
	}
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
}

// headers returns Ethernet, IPv4 and TCP of connection i, which goes to port 6653 and carries n bytes.
func headers(i, n int) []byte {
	b := make([]byte, headersLen)
	b[5], b[11] = 2, 1
	be.PutUint16(b[12:], 0x0800)

	ip := b[ethernetLen:]
	ip[0] = 0x45
	be.PutUint16(ip[2:], uint16(ipv4Len+tcpLen+n))
	ip[8], ip[9] = 64, 6
	copy(ip[12:], []byte{10, 1, byte(i >> 8), byte(i), 10, 2, 0, 1})

	tcp := ip[ipv4Len:]
	be.PutUint16(tcp, 40000)
	be.PutUint16(tcp[2:], 6653)
	be.PutUint32(tcp[4:], 1)
	be.PutUint32(tcp[8:], 1)
	tcp[12], tcp[13] = tcpLen/4<<4, 0x18
	be.PutUint16(tcp[14:], 0xffff)
	return b
}
