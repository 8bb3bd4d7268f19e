package main

import (
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// A decoder finds the messages in the bytes of one direction, and prints them.
type decoder struct {
	print   func(format string, args ...any)
	pending []byte // The beginning of a message.
	lost    bool   // No beginning can be found any more.
}

// bytes takes what has come, in pieces of any length.
func (d *decoder) bytes(b []byte) {
	if d.lost {
		return
	}
	d.pending = append(d.pending, b...)
	rest := d.pending
	for len(rest) >= openflow.HeaderLen {
		h, err := openflow.ParseHeader(rest)
		if err != nil {
			d.print("%d bytes that are no message: %v; what follows is passed on unseen", len(rest), err)
			d.lost, d.pending = true, nil
			return
		}
		if int(h.Length) > len(rest) {
			break
		}
		d.message(h, rest[:h.Length])
		rest = rest[h.Length:]
	}
	d.pending = append(d.pending[:0], rest...)
}

func (d *decoder) message(h openflow.Header, b []byte) {
	m, err := unmarshal(h.Version, b)
	if err != nil {
		d.print("%v type=%d xid=%d length=%d: error %v: %x", h.Version, h.Type, h.XID, h.Length, err, b)
		return
	}
	d.print("%v %v", h.Version, openflow.Format(m))
}

// unmarshal decodes a message. One of an unknown version is no error.
func unmarshal(v openflow.Version, b []byte) (openflow.Message, error) {
	for _, p := range []*openflow.Protocol{openflow10.Protocol, openflow12.Protocol, openflow13.Protocol, openflow14.Protocol, openflow15.Protocol} {
		if p.Version == v {
			return p.Unmarshal(b)
		}
	}
	m := new(openflow.Opaque)
	return m, m.Decode(b)
}
