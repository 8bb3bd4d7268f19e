package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"strconv"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
)

// A record is what is printed of one message, or of a stream. Its JSON is that of the command.
type record struct {
	N int `json:"n,omitempty"` // Only messages have one.
	origin
	Version   string          `json:"version,omitempty"`
	Type      string          `json:"type,omitempty"`
	XID       *uint32         `json:"xid,omitempty"`
	Length    *int            `json:"length,omitempty"`
	OK        bool            `json:"ok"`
	Opaque    bool            `json:"opaque,omitempty"`
	Roundtrip string          `json:"roundtrip,omitempty"`
	Reencoded string          `json:"reencoded,omitempty"`
	Error     *failure        `json:"error,omitempty"`
	Gap       *gap            `json:"gap,omitempty"`
	TLS       bool            `json:"tls,omitempty"`
	Message   json.RawMessage `json:"message,omitempty"`
	printedPacket

	message openflow.Message
}

// An origin tells where something stands in the input, as far as that is known.
type origin struct {
	File   string         `json:"file,omitempty"` // Empty is standard input.
	Line   int            `json:"line,omitempty"` // Of hexadecimal input.
	Time   stamp          `json:"time,omitzero"`  // This and what follows is of captures.
	Stream int            `json:"stream,omitempty"`
	Src    netip.AddrPort `json:"src,omitzero"`
	Dst    netip.AddrPort `json:"dst,omitzero"`
}

// A failure tells why a message did not decode.
type failure struct {
	Offset int    `json:"offset"`
	Path   string `json:"path"`
	Reason string `json:"reason"`
	Type   string `json:"type,omitempty"`
	Code   string `json:"code,omitempty"`
}

// A gap counts bytes of a stream.
type gap struct {
	Missing int `json:"missing"` // In the capture.
	Skipped int `json:"skipped"` // In which no message was found.
}

// A stamp is a time in UTC with nine digits behind the point, so that text sorts.
type stamp struct{ time.Time }

const stampLayout = "2006-01-02T15:04:05.000000000Z07:00"

// AppendText appends the time.
func (t stamp) AppendText(b []byte) ([]byte, error) { return t.UTC().AppendFormat(b, stampLayout), nil }

// MarshalJSON returns the time as a string.
func (t stamp) MarshalJSON() ([]byte, error) {
	return append(t.UTC().AppendFormat([]byte{'"'}, stampLayout), '"'), nil
}

// printJSON appends a record as a JSON object.
func printJSON(b []byte, r *record) ([]byte, error) {
	if r.message != nil {
		var err error
		if r.Message, err = ofjson.Marshal(r.message); err != nil {
			return b, err
		}
		if err := r.json(); err != nil {
			return b, err
		}
	}
	line := bytes.NewBuffer(b)
	e := json.NewEncoder(line)
	e.SetEscapeHTML(false)
	err := e.Encode(r)
	return bytes.TrimRight(line.Bytes(), "\n"), err
}

// textPrinter returns a printer of text: number, place, version, and the message or what is wrong with it; a packet stands in a line of its own. The place is
// left out where everybody knows it, unless always is true.
func textPrinter(always bool) func([]byte, *record) ([]byte, error) {
	return func(b []byte, r *record) ([]byte, error) {
		if r.N == 0 {
			b = append(b, '-')
		} else {
			b = strconv.AppendInt(b, int64(r.N), 10)
		}
		b = r.appendText(b, always || r.Line > 0 && (r.Error != nil || r.Reencoded != ""))
		switch {
		case r.Gap != nil:
			return fmt.Appendf(b, ": gap: %d bytes missing, %d bytes skipped", r.Gap.Missing, r.Gap.Skipped), nil
		case r.TLS:
			return append(b, ": TLS"...), nil
		}
		return r.appendMessage(b), nil
	}
}

// appendText appends time and direction, and where place is true the file and line.
func (o *origin) appendText(b []byte, place bool) []byte {
	if place {
		name := o.File
		if name == "" {
			name = "stdin"
		}
		b = append(append(b, ' '), name...)
		if o.Line > 0 {
			b = strconv.AppendInt(append(b, ':'), int64(o.Line), 10)
		}
	}
	if !o.Time.IsZero() {
		b, _ = o.Time.AppendText(append(b, ' '))
	}
	if o.Src.IsValid() {
		b = o.Src.AppendTo(append(b, ' '))
		b = o.Dst.AppendTo(append(b, " > "...))
	}
	return b
}

// appendMessage appends the message, or what is wrong with it.
func (r *record) appendMessage(b []byte) []byte {
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
	if r.packet != nil {
		b = r.packet.AppendText(append(b, "\n   "...)) // AppendText puts a blank before each layer.
	}
	return b
}
