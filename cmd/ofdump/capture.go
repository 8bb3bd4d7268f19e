package main

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

const (
	maxPacket = 16 << 20 // The longest packet, or block of pcapng, that is taken from a capture.
	readAhead = 64 << 10
)

var errNoCapture = errors.New("neither pcap nor pcapng")

// A captureReader reads the packets of a capture file.
type captureReader struct {
	pcap *pcapgo.Reader
	ng   *pcapgo.NgReader
}

// openCapture tells pcap from pcapng by the first bytes. Either may be compressed with gzip.
func openCapture(in io.Reader) (*captureReader, error) {
	r := bufio.NewReaderSize(in, readAhead)
	if b, _ := r.Peek(2); string(b) == "\x1f\x8b" {
		plain, err := gzip.NewReader(r)
		if err != nil {
			return nil, err
		}
		r = bufio.NewReaderSize(plain, readAhead)
	}
	b, err := r.Peek(4)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if len(b) < 4 {
		return nil, errNoCapture
	}
	c := new(captureReader)
	switch binary.BigEndian.Uint32(b) {
	case 0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1:
		c.pcap, err = pcapgo.NewReader(r)
		if err == nil {
			c.pcap.SetSnaplen(min(c.pcap.Snaplen(), maxPacket)) // What it takes in one piece.
		}
	case blockSection:
		c.ng, err = pcapgo.NewNgReader(&blockReader{r: r}, pcapgo.NgReaderOptions{WantMixedLinkType: true})
	default:
		err = errNoCapture
	}
	return c, unexpected(err)
}

// next returns the next packet, which is valid until the next call, and the link it was seen on. The error is io.EOF behind the last one.
func (c *captureReader) next() (b []byte, info gopacket.CaptureInfo, link layers.LinkType, err error) {
	if c.pcap != nil {
		b, info, err = c.pcap.ZeroCopyReadPacketData()
		if info.CaptureLength != 0 { // The end comes too early behind the header of a packet.
			err = unexpected(err)
		}
		return b, info, c.pcap.LinkType(), err
	}
	if b, info, err = c.ng.ZeroCopyReadPacketData(); err == nil {
		link, _ = info.AncillaryData[0].(layers.LinkType)
	}
	return b, info, link, err
}

// unexpected turns io.EOF into io.ErrUnexpectedEOF.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// readCapture dumps the messages of the TCP streams in a capture.
func (d *dumper) readCapture(in io.Reader) error {
	c, err := openCapture(in)
	if err != nil {
		return err
	}
	s := newStreams(d)
	links := newLinkDecoder(d.ports)
	skipped := map[layers.LinkType]int{}
	for d.err == nil {
		b, info, link, err := c.next()
		if err != nil {
			s.close()
			if err != io.EOF {
				return err
			}
			break
		}
		seg, known := links.decode(b, link)
		switch {
		case !known:
			skipped[link]++
		case seg != nil:
			seg.time = stamp{info.Timestamp}
			s.segment(seg)
		}
	}
	if d.err != nil {
		return d.err
	}
	var unread []error
	for _, link := range slices.Sorted(maps.Keys(skipped)) {
		unread = append(unread, fmt.Errorf("%d packets of link type %d (%v) cannot be read", skipped[link], int(link), link))
	}
	return errors.Join(unread...)
}
