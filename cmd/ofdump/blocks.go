package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Types of pcapng's blocks: draft-ietf-opsawg-pcapng.
const (
	blockSection        = 0x0a0d0d0a // The same in both byte orders.
	blockInterface      = 1
	blockObsoletePacket = 2
	blockSimplePacket   = 3
	blockPacket         = 6
)

// maxInterfaces is how many interfaces a section may have.
const maxInterfaces = 1 << 16

var (
	errBlockLength = errors.New("wrong length of a pcapng block")
	errBlockCut    = fmt.Errorf("pcapng block: %w", io.ErrUnexpectedEOF) // Package pcapgo takes the bare error for the end.
	errByteOrder   = errors.New("no byte order in the section header of pcapng")
)

// A blockReader is a pcapng file without the blocks that are of no use here. It looks at all lengths before package pcapgo does, which reads on behind the end of
// a block where they are wrong.
type blockReader struct {
	r          *bufio.Reader
	order      binary.ByteOrder
	block      bytes.Buffer
	interfaces int    // Of the section.
	snapLen    uint32 // Of its first interface.
}

// Read returns the bytes of one block at most.
func (r *blockReader) Read(p []byte) (int, error) {
	for r.block.Len() == 0 {
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	return r.block.Read(p)
}

// next reads a block. One of no use leaves nothing in the buffer.
func (r *blockReader) next() error {
	head, err := r.r.Peek(12)
	if len(head) < 12 {
		if err == io.EOF && len(head) > 0 {
			err = errBlockCut
		}
		return err
	}
	section := binary.BigEndian.Uint32(head) == blockSection
	if section {
		switch binary.BigEndian.Uint32(head[8:]) {
		case 0x1a2b3c4d:
			r.order = binary.BigEndian
		case 0x4d3c2b1a:
			r.order = binary.LittleEndian
		default:
			return errByteOrder
		}
		r.interfaces = 0
	}
	n := r.order.Uint32(head[4:])
	if n < 12 || n%4 != 0 {
		return errBlockLength
	}
	if n > maxPacket {
		return fmt.Errorf("pcapng block of %d bytes, more than %d", n, maxPacket)
	}
	r.block.Reset()
	if _, err := io.CopyN(&r.block, r.r, int64(n)); err != nil {
		r.block.Reset()
		if err == io.EOF {
			err = errBlockCut
		}
		return err
	}
	return r.check(r.block.Bytes())
}

// check looks at the lengths in a block.
func (r *blockReader) check(b []byte) error {
	body := len(b) - 4
	if r.order.Uint32(b[body:]) != uint32(len(b)) {
		return errBlockLength
	}
	options, captured := 0, uint32(0) // Where options begin, and the length of the packet before them.
	switch r.order.Uint32(b) {
	case blockSection:
		options = 24
	case blockInterface:
		if r.interfaces++; r.interfaces > maxInterfaces {
			return fmt.Errorf("more than %d interfaces", maxInterfaces)
		}
		if options = 16; body >= options && r.interfaces == 1 {
			r.snapLen = r.order.Uint32(b[12:])
		}
	case blockPacket, blockObsoletePacket:
		if options = 28; body >= options {
			captured = r.order.Uint32(b[20:])
		}
	case blockSimplePacket:
		if options = 12; body >= options {
			if captured = r.order.Uint32(b[8:]); r.snapLen != 0 {
				captured = min(captured, r.snapLen)
			}
		}
	default:
		r.block.Reset()
		return nil
	}
	if body < options || uint64(captured) > uint64(body-options) {
		return errBlockLength
	}
	return r.checkOptions(b[options+(int(captured)+3)&^3 : body])
}

// checkOptions looks at the lengths of options.
func (r *blockReader) checkOptions(b []byte) error {
	for len(b) >= 4 {
		n := 4 + (int(r.order.Uint16(b[2:]))+3)&^3
		if r.order.Uint16(b) == 0 {
			return nil
		}
		if n > len(b) {
			return errBlockLength
		}
		b = b[n:]
	}
	return nil
}
