package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// A dumper prints messages.
type dumper struct {
	codec   *codec
	verify  bool
	packets bool     // Payloads are printed, or, where the output is a capture, written instead of messages.
	ports   []uint16 // Of OpenFlow, in captures.
	out     *bufio.Writer
	print   func(b []byte, r *record) ([]byte, error)
	capture *captureWriter // Takes the messages, where the output is a capture. What is wrong is printed to log then.
	log     io.Writer

	at      origin // Of what is printed next.
	streams int    // So far.
	n       int
	failed  bool  // Some message did not decode, or did not encode to the same bytes, or bytes of a stream are missing.
	err     error // Of the output.
	line    []byte
	frames  packet.Decoder
}

// newDumper returns a dumper that does as the options say.
func newDumper(known []*openflow.Protocol, o options, stdout, stderr io.Writer) *dumper {
	d := &dumper{codec: newCodec(known), verify: o.verify, packets: o.packets, ports: o.ports, out: bufio.NewWriter(stdout)}
	switch o.format {
	case "json":
		d.print = printJSON
		return d
	case "pcap", "pcapng":
		d.capture, d.err = newCaptureWriter(o.format, o.ports, d.out)
		d.log = stderr
	}
	d.print = textPrinter(len(o.files) > 1)
	return d
}

// close ends the output. It returns the error of the input or output.
func (d *dumper) close() error {
	if d.capture != nil {
		if err := d.capture.close(); d.err == nil {
			d.err = err
		}
	}
	if err := d.out.Flush(); d.err == nil {
		d.err = err
	}
	return d.err
}

// message decodes and prints a message. It reports whether it is one that is known.
func (d *dumper) message(b []byte) (known bool) {
	m, err := d.codec.decode(b)
	if err != nil {
		d.badMessage(b, err)
		d.captureMessage(b, nil)
		return false
	}
	r := d.record(b, m)
	r.OK, r.Opaque, r.message = true, m.Info().Opaque, m
	if d.verify {
		d.roundtrip(r, b)
	}
	if d.capture != nil {
		d.captureMessage(b, m)
		if r.Error == nil && r.Reencoded == "" {
			return !r.Opaque
		}
	} else if d.packets {
		if p := payloadOf(m); p != nil {
			r.printedPacket = p.decode(&d.frames)
		}
	}
	d.write(r)
	return !r.Opaque
}

// gap prints that a stream has a gap.
func (d *dumper) gap(g gap) {
	d.failed = true
	d.write(&record{origin: d.at, Gap: &g})
}

// tls prints that a stream is one of TLS.
func (d *dumper) tls() { d.write(&record{origin: d.at, OK: true, TLS: true}) }

// streamEnds tells that a stream has no more messages.
func (d *dumper) streamEnds(number int) {
	if d.capture != nil && d.err == nil {
		d.err = d.capture.end(number)
	}
}

// captureMessage writes a message, where the output is a capture. M is nil where it did not decode.
func (d *dumper) captureMessage(b []byte, m openflow.Message) {
	if d.capture == nil || d.err != nil {
		return
	}
	if !d.packets {
		d.err = d.capture.message(&d.at, b, m)
	} else if m != nil {
		if p := payloadOf(m); p != nil {
			d.err = d.capture.payload(&d.at, p)
		}
	}
}

// roundtrip encodes the message of a record again.
func (d *dumper) roundtrip(r *record, b []byte) {
	again, err := r.message.MarshalBinary()
	if err == nil && bytes.Equal(again, b) {
		r.Roundtrip = "same"
		return
	}
	d.failed = true
	r.Roundtrip = "differs"
	if err != nil {
		r.Error = &failure{Reason: "does not encode: " + err.Error()}
		return
	}
	r.Reencoded = hex.EncodeToString(again)
}

// bad prints the error of input that is no message, of which b has been read.
func (d *dumper) bad(b []byte, offset int, err error) {
	d.badMessage(b, &openflow.DecodeError{Offset: offset, Err: err})
}

// badMessage prints the error of bytes that do not decode.
func (d *dumper) badMessage(b []byte, err error) {
	r := d.record(b, nil)
	r.Error = &failure{Reason: err.Error()}
	if e := (*openflow.DecodeError)(nil); errors.As(err, &e) {
		r.Error = &failure{Offset: e.Offset, Path: e.Path, Reason: e.Err.Error()}
		if decoded := e.Path != ""; decoded && len(b) >= openflow.HeaderLen { // OpenFlow has no answer to what was no message at all.
			h, _ := openflow.ParseHeader(b)
			r.Error.Type, r.Error.Code = d.codec.errorName(h, e.Code)
		}
	}
	d.failed = true
	d.write(r)
}

// errorName returns the names of an error's type and code in the header's version, or numbers.
func (c *codec) errorName(h openflow.Header, code openflow.ErrorCode) (typ, name string) {
	if v := c.version(h); v != nil {
		return v.protocol.ErrorName(code)
	}
	if code == openflow.BadRequestLen {
		return "OFPET_BAD_REQUEST", "OFPBRC_BAD_LEN"
	}
	return fmt.Sprint(code.Type()), fmt.Sprint(code.Code())
}

// record returns the part of a record that the header tells.
func (d *dumper) record(b []byte, m openflow.Message) *record {
	d.n++
	r := &record{N: d.n, origin: d.at}
	if len(b) < openflow.HeaderLen {
		return r
	}
	h, _ := openflow.ParseHeader(b)
	length := int(h.Length)
	r.Version, r.XID, r.Length = h.Version.String(), &h.XID, &length
	r.Type = d.codec.typeName(h, b, m)
	return r
}

// write prints a record as a line. After an error of the output it does nothing.
func (d *dumper) write(r *record) {
	if d.err != nil {
		return
	}
	var err error
	if d.line, err = d.print(d.line[:0], r); err != nil {
		d.failed = true
		r.OK, r.Message, r.message, r.printedPacket = false, nil, nil, printedPacket{}
		r.Error = &failure{Reason: "cannot be printed: " + err.Error()}
		d.line, _ = d.print(d.line[:0], r)
	}
	var out io.Writer = d.out
	if d.capture != nil {
		out = d.log
	}
	_, d.err = out.Write(append(d.line, '\n'))
}

// A liveReader is the input of a dumper. All output is handed on before it waits for more.
type liveReader struct {
	in io.Reader
	d  *dumper
}

// Read reads from the input.
func (r liveReader) Read(b []byte) (int, error) {
	r.d.flush()
	return r.in.Read(b)
}

// flush hands the output on.
func (d *dumper) flush() {
	if d.err == nil && d.capture != nil {
		d.err = d.capture.flush()
	}
	if d.err == nil {
		d.err = d.out.Flush()
	}
}
