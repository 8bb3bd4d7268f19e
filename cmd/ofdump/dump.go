package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
)

// A dumper prints messages.
type dumper struct {
	codec  *codec
	verify bool
	out    *bufio.Writer
	print  func(b []byte, r *record) ([]byte, error)

	n      int
	failed bool  // Some message did not decode, or did not encode to the same bytes.
	err    error // Of the output.
	line   []byte
}

// A record is what is printed of one message. Its JSON is that of the command.
type record struct {
	N         int             `json:"n"`
	Version   string          `json:"version,omitempty"`
	Type      string          `json:"type,omitempty"`
	XID       *uint32         `json:"xid,omitempty"`
	Length    *int            `json:"length,omitempty"`
	OK        bool            `json:"ok"`
	Opaque    bool            `json:"opaque,omitempty"`
	Roundtrip string          `json:"roundtrip,omitempty"`
	Reencoded string          `json:"reencoded,omitempty"`
	Error     *failure        `json:"error,omitempty"`
	Message   json.RawMessage `json:"message,omitempty"`

	message openflow.Message
}

// A failure tells why a message did not decode.
type failure struct {
	Offset int    `json:"offset"`
	Path   string `json:"path"`
	Reason string `json:"reason"`
	Type   string `json:"type,omitempty"`
	Code   string `json:"code,omitempty"`
}

// message decodes and prints a message.
func (d *dumper) message(b []byte) {
	m, err := d.codec.decode(b)
	if err != nil {
		d.badMessage(b, err)
		return
	}
	r := d.record(b, m)
	r.OK, r.Opaque, r.message = true, m.Info().Opaque, m
	if d.verify {
		d.roundtrip(r, b)
	}
	d.write(r)
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
	r := &record{N: d.n}
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
		r.OK, r.Message, r.message = false, nil, nil
		r.Error = &failure{Reason: "cannot be printed: " + err.Error()}
		d.line, _ = d.print(d.line[:0], r)
	}
	_, d.err = d.out.Write(append(d.line, '\n'))
}

// flush hands the output on when no input is waiting.
func (d *dumper) flush(waiting int) error {
	if d.err == nil && waiting == 0 {
		d.err = d.out.Flush()
	}
	return d.err
}

// printJSON appends a record as a JSON object.
func printJSON(b []byte, r *record) ([]byte, error) {
	if r.message != nil {
		var err error
		if r.Message, err = ofjson.Marshal(r.message); err != nil {
			return b, err
		}
	}
	line := bytes.NewBuffer(b)
	e := json.NewEncoder(line)
	e.SetEscapeHTML(false)
	err := e.Encode(r)
	return bytes.TrimRight(line.Bytes(), "\n"), err
}

// printText appends a record as text: number, version, and the message or what is wrong with it.
func printText(b []byte, r *record) ([]byte, error) {
	b = fmt.Appendf(b, "%d", r.N)
	if r.Version != "" {
		b = append(append(b, ' '), r.Version...)
	}
	if r.message == nil {
		if r.Type != "" {
			b = fmt.Appendf(b, " %s xid=%d length=%d", r.Type, *r.XID, *r.Length)
		}
		b = append(b, ": error"...)
	} else {
		b = openflow.AppendText(append(b, ' '), r.message)
	}
	if r.Opaque {
		b = append(b, " opaque"...)
	}
	if r.Roundtrip != "" {
		b = append(append(b, " roundtrip="...), r.Roundtrip...)
	}
	if r.Reencoded != "" {
		b = append(append(b, " reencoded="...), r.Reencoded...)
	}
	if f := r.Error; f != nil {
		b = fmt.Appendf(b, " at offset %d", f.Offset)
		if f.Path != "" {
			b = append(append(b, " in "...), f.Path...)
		}
		b = append(append(b, ": "...), f.Reason...)
		if f.Type != "" {
			b = fmt.Appendf(b, " (%s %s)", f.Type, f.Code)
		}
	}
	return b, nil
}
