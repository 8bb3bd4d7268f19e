package main

import (
	"encoding/binary"
	"strconv"
	"strings"
	"unicode"

	"github.com/ofwire/openflow"
)

// A codec decodes the messages of several versions.
type codec struct {
	known   map[openflow.Version]*version
	highest *version
}

type version struct {
	protocol *openflow.Protocol
	decoder  openflow.Decoder
}

func newCodec(protocols []*openflow.Protocol) *codec {
	c := &codec{known: make(map[openflow.Version]*version)}
	for _, p := range protocols {
		v := &version{protocol: p, decoder: p.NewDecoder(nil)}
		c.known[p.Version] = v
		if c.highest == nil || p.Version > c.highest.protocol.Version {
			c.highest = v
		}
	}
	return c
}

// commonTypes are the message types that all versions share, by number.
func commonTypes() [4]string { return [...]string{"hello", "error", "echo_request", "echo_reply"} }

// version returns the version that decodes messages with such a header, or nil. Those of versions above all known ones that all versions share
// go to the highest.
func (c *codec) version(h openflow.Header) *version {
	if v := c.known[h.Version]; v != nil {
		return v
	}
	if c.highest != nil && h.Version > c.highest.protocol.Version && int(h.Type) < len(commonTypes()) {
		return c.highest
	}
	return nil
}

// decode decodes one message, which is valid until the next call. One of an unknown version becomes an Opaque.
func (c *codec) decode(b []byte) (openflow.Message, error) {
	h, err := openflow.ParseHeader(b)
	if err != nil {
		return nil, err
	}
	if int(h.Length) > len(b) {
		return nil, &openflow.DecodeError{Offset: len(b), Path: "Header.Length", Code: openflow.BadRequestLen, Err: openflow.ErrTruncated}
	}
	if v := c.version(h); v != nil {
		return v.decoder.Decode(b)
	}
	m := new(openflow.Opaque)
	if err := m.Decode(b); err != nil {
		return nil, err
	}
	return m, nil
}

// multipartTypeEnd is the offset behind the type in a multipart message.
const multipartTypeEnd = openflow.HeaderLen + 2

// typeName returns the name of the message type that b begins with: that of the decoded message m or, when it is nil, what the header tells.
func (c *codec) typeName(h openflow.Header, b []byte, m openflow.Message) string {
	if names := commonTypes(); int(h.Type) < len(names) {
		return names[h.Type]
	}
	if m != nil {
		if _, opaque := m.(*openflow.Opaque); !opaque {
			return snake(m.Info().Name)
		}
	} else if v := c.version(h); v != nil {
		if name := typeOf(v.protocol, h, b); name != "" {
			return name
		}
	}
	return "unknown_" + strconv.Itoa(int(h.Type))
}

// typeOf returns the name of the type that the header asks for, with the multipart type behind it; the shortest where experimenters share it.
func typeOf(p *openflow.Protocol, h openflow.Header, b []byte) string {
	var name string
	for _, t := range p.Types {
		if t.Type != h.Type {
			continue
		}
		if t.Multipart && (len(b) < multipartTypeEnd || binary.BigEndian.Uint16(b[openflow.HeaderLen:]) != t.MultipartType) {
			continue
		}
		if name == "" || len(t.Name) < len(name) {
			name = t.Name
		}
	}
	return snake(name)
}

// snake turns a Go name into the spec's: PortStatsReply is port_stats_reply, NXFlowModTableID is nx_flow_mod_table_id.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 {
			afterLower := !unicode.IsUpper(runes[i-1])
			beforeLower := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if afterLower || beforeLower {
				b.WriteByte('_')
			}
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
