package capture

import (
	"encoding/binary"
	"time"
)

// The format is that of draft-ietf-opsawg-pcapng, little-endian. A block is its type, its length, a body in words of 32 bits, and the length again.
var le = binary.LittleEndian

const application = "github.com/ofwire/openflow/ofnet/capture"

// Types of blocks.
const (
	blockSection   = 0x0a0d0d0a
	blockInterface = 1
	blockPacket    = 6
)

// Options of blocks. The numbers from 2 on depend on the type of the block.
const (
	optEnd              = 0
	optComment          = 1
	optSectionUserAppl  = 4
	optInterfaceName    = 2
	optInterfaceDescr   = 3
	optInterfaceTSResol = 9
	optPacketFlags      = 2
)

const (
	linkEthernet = 1
	packetHead   = 28 // Of a packet block, before the packet.

	flagInbound  = 1
	flagOutbound = 2
)

// begin begins a block.
func (w *Writer) begin(typ uint32) {
	w.buf = le.AppendUint32(w.buf[:0], typ)
	w.buf = le.AppendUint32(w.buf, 0)
}

// end ends the options and the block, and writes it.
func (w *Writer) end() {
	w.buf = le.AppendUint32(w.buf, optEnd)
	n := uint32(len(w.buf) + 4)
	w.buf = le.AppendUint32(w.buf, n)
	le.PutUint32(w.buf[4:], n)
	w.writeBlock()
}

// option appends an option.
func (w *Writer) option(code uint16, value string) {
	value = value[:min(len(value), 0xffff)]
	w.buf = le.AppendUint16(w.buf, code)
	w.buf = le.AppendUint16(w.buf, uint16(len(value)))
	w.buf = append(w.buf, value...)
	w.pad()
}

// pad fills the last word.
func (w *Writer) pad() {
	for len(w.buf)%4 != 0 {
		w.buf = append(w.buf, 0)
	}
}

// section writes the head of the file.
func (w *Writer) section(comment string) {
	w.begin(blockSection)
	w.buf = le.AppendUint32(w.buf, 0x1a2b3c4d)
	w.buf = le.AppendUint16(w.buf, 1) // Version 1.0.
	w.buf = le.AppendUint16(w.buf, 0)
	w.buf = le.AppendUint64(w.buf, 1<<64-1) // The section's length is not known.
	w.option(optSectionUserAppl, application)
	w.option(optComment, comment)
	w.end()
}

// addInterface writes an interface and returns its number.
func (w *Writer) addInterface(name, description string) uint32 {
	w.begin(blockInterface)
	w.buf = le.AppendUint16(w.buf, linkEthernet)
	w.buf = le.AppendUint16(w.buf, 0)
	w.buf = le.AppendUint32(w.buf, 0) // No limit to the length of packets.
	w.option(optInterfaceName, name)
	w.option(optInterfaceDescr, description)
	w.option(optInterfaceTSResol, "\x09") // Nanoseconds.
	w.end()
	w.interfaces++
	return w.interfaces - 1
}

// beginPacket begins a packet that was seen now. The packet follows in the buffer.
func (w *Writer) beginPacket(iface uint32) {
	now := uint64(time.Now().UnixNano())
	w.begin(blockPacket)
	w.buf = le.AppendUint32(w.buf, iface)
	w.buf = le.AppendUint32(w.buf, uint32(now>>32))
	w.buf = le.AppendUint32(w.buf, uint32(now))
	w.buf = le.AppendUint64(w.buf, 0) // The lengths.
}

// endPacket ends a packet of which the buffer may have the beginning only.
func (w *Writer) endPacket(length int, from side, comment string) {
	le.PutUint32(w.buf[packetHead-8:], uint32(len(w.buf)-packetHead))
	le.PutUint32(w.buf[packetHead-4:], uint32(length))
	w.pad()
	w.buf = le.AppendUint16(w.buf, optPacketFlags)
	w.buf = le.AppendUint16(w.buf, 4)
	if from == local {
		w.buf = le.AppendUint32(w.buf, flagOutbound)
	} else {
		w.buf = le.AppendUint32(w.buf, flagInbound)
	}
	if comment != "" {
		w.option(optComment, comment)
	}
	w.end()
}
