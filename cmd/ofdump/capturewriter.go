package main

import (
	"io"
	"net/netip"
	"slices"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

const (
	maxSegment = 0xffff - 40 // Bytes that a TCP segment carries in IPv4.
	ackEvery   = 1 << 20     // Bytes that one side sends until the other acknowledges them, when it sends nothing itself.
)

// A captureWriter writes messages, in TCP connections that are made up, or the payloads of messages to a capture file.
type captureWriter struct {
	write func(gopacket.CaptureInfo, []byte) error
	flush func() error
	ports []uint16 // Of OpenFlow.
	conns map[int]*conn
	buf   []byte
}

// A conn is a TCP connection that is written.
type conn struct {
	ends [2]end // That of the side that listens is the first.
	last time.Time
}

// An end is one side of a connection.
type end struct {
	mac   openflow.MAC
	addr  netip.AddrPort
	seq   uint32 // Of the next byte.
	acked uint32 // What the other side has acknowledged.
}

// newCaptureWriter writes the head of a file.
func newCaptureWriter(format string, ports []uint16, out io.Writer) (*captureWriter, error) {
	c := &captureWriter{ports: ports, conns: make(map[int]*conn)}
	if format == "pcapng" {
		w, err := pcapgo.NewNgWriterInterface(out, pcapgo.NgInterface{Name: "ofdump", LinkType: layers.LinkTypeEthernet, TimestampResolution: 9},
			pcapgo.NgWriterOptions{SectionInfo: pcapgo.NgSectionInfo{Application: "ofdump"}})
		if err != nil {
			return nil, err
		}
		c.write, c.flush = w.WritePacket, w.Flush
		return c, nil
	}
	w := pcapgo.NewWriterNanos(out)
	c.write, c.flush = w.WritePacket, func() error { return nil }
	return c, w.WriteFileHeader(1<<18, layers.LinkTypeEthernet)
}

// when is the time of what stands at a place: 1970 where it has none.
func when(at *origin) time.Time {
	if at.Time.IsZero() {
		return time.Unix(0, 0)
	}
	return at.Time.Time
}

// message writes a message; m is nil where it did not decode. One whose length is wrong is left out, as it would hide those behind it.
func (c *captureWriter) message(at *origin, b []byte, m openflow.Message) error {
	if h, err := openflow.ParseHeader(b); err != nil || int(h.Length) != len(b) {
		return nil
	}
	k := c.conns[at.Stream]
	if k == nil {
		k = c.newConn(at)
		c.conns[at.Stream] = k
		k.last = when(at)
		if err := c.open(k); err != nil {
			return err
		}
	}
	k.last = when(at)
	from := 1
	switch {
	case at.Src == k.ends[0].addr:
		from = 0
	case !at.Src.IsValid() && m != nil && m.Info().Direction == openflow.FromController:
		from = 0
	}
	for len(b) > maxSegment {
		if err := c.segment(k, from, packet.TCPAck, b[:maxSegment]); err != nil {
			return err
		}
		b = b[maxSegment:]
	}
	err := c.segment(k, from, packet.TCPAck|packet.TCPPsh, b)
	if e := &k.ends[from]; err == nil && e.seq-e.acked >= ackEvery {
		err = c.segment(k, 1-from, packet.TCPAck, nil)
	}
	return err
}

// newConn returns the connection of a stream. Where the input has no addresses, they are of the network for benchmarks, 198.18.0.0/15.
func (c *captureWriter) newConn(at *origin) *conn {
	listener, other := at.Dst, at.Src
	if !listener.IsValid() {
		listener, other = netip.MustParseAddrPort("198.18.0.1:6653"), netip.MustParseAddrPort("198.19.0.1:49152")
	} else if slices.Contains(c.ports, other.Port()) {
		listener, other = other, listener
	}
	first := uint32(at.Stream) << 20 // Those of other connections with the same ports differ.
	return &conn{ends: [2]end{
		{mac: openflow.MAC{2, 0, 0, 0, 0, 1}, addr: listener, seq: first},
		{mac: openflow.MAC{2, 0, 0, 0, 0, 2}, addr: other, seq: first + 1<<19},
	}}
}

// open writes the packets that open a connection.
func (c *captureWriter) open(k *conn) error {
	err := c.segment(k, 1, packet.TCPSyn, nil)
	if err == nil {
		err = c.segment(k, 0, packet.TCPSyn|packet.TCPAck, nil)
	}
	if err == nil {
		err = c.segment(k, 1, packet.TCPAck, nil)
	}
	return err
}

// end writes the packets that close a stream's connection, if it has one.
func (c *captureWriter) end(stream int) error {
	k := c.conns[stream]
	if k == nil {
		return nil
	}
	delete(c.conns, stream)
	err := c.segment(k, 1, packet.TCPFin|packet.TCPAck, nil)
	if err == nil {
		err = c.segment(k, 0, packet.TCPFin|packet.TCPAck, nil)
	}
	if err == nil {
		err = c.segment(k, 1, packet.TCPAck, nil)
	}
	return err
}

// segment writes a TCP segment of one side.
func (c *captureWriter) segment(k *conn, from int, flags packet.TCPFlags, b []byte) error {
	e, other := &k.ends[from], &k.ends[1-from]
	t := &packet.TCP{SrcPort: e.addr.Port(), DstPort: other.addr.Port(), Seq: e.seq, Flags: flags, Window: 0xffff}
	if flags&packet.TCPSyn != 0 {
		t.Options = []packet.TCPOption{packet.TCPOptionMSS(maxSegment), packet.TCPOptionWindowScale(7)} // The window is 8 MiB.
	}
	if flags&packet.TCPAck != 0 {
		t.Ack = other.seq
		other.acked = other.seq
	}
	e.seq += uint32(len(b))
	if flags&(packet.TCPSyn|packet.TCPFin) != 0 {
		e.seq++
	}
	var ip packet.Layer = packet.NewIPv6(e.addr.Addr(), other.addr.Addr())
	if e.addr.Addr().Is4() {
		ip = packet.NewIPv4(e.addr.Addr(), other.addr.Addr())
	}
	var err error
	if c.buf, err = packet.Append(c.buf[:0], &packet.Ethernet{Dst: other.mac, Src: e.mac}, ip, t, packet.Payload(b)); err != nil {
		return err
	}
	return c.write(gopacket.CaptureInfo{Timestamp: k.last, CaptureLength: len(c.buf), Length: len(c.buf)}, c.buf)
}

// payload writes the payload of a message. One without an Ethernet header gets one.
func (c *captureWriter) payload(at *origin, p *payload) error {
	b, length := p.data, p.length
	if p.bare {
		var err error
		if c.buf, err = packet.Append(c.buf[:0], &packet.Ethernet{EtherType: p.etherType}, packet.Payload(b)); err != nil {
			return err
		}
		length += len(c.buf) - len(b)
		b = c.buf
	}
	return c.write(gopacket.CaptureInfo{Timestamp: when(at), CaptureLength: len(b), Length: length}, b)
}

// close ends the connections that are open, and the file.
func (c *captureWriter) close() error {
	for stream := range c.conns {
		if err := c.end(stream); err != nil {
			return err
		}
	}
	return c.flush()
}
