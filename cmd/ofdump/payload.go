package main

import (
	"encoding/json"
	"errors"
	"reflect"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/openflow15"
	"github.com/ofwire/openflow/packet"
)

// A payload is the packet that a packet-in or packet-out carries, or its beginning.
type payload struct {
	data      []byte
	length    int // Of the whole packet.
	etherType packet.EtherType
	bare      bool // There is no Ethernet header: the packet begins with what etherType tells.
}

// payloadOf returns the payload of a message, or of the message in one that adds to a bundle, or nil. All versions give these messages and their fields the
// same names, so reflection saves a case for each of six messages of five versions.
func payloadOf(m openflow.Message) *payload {
	p := new(payload)
	v := reflect.ValueOf(m).Elem()
	switch m.Info().Name {
	case "PacketIn", "PacketOut", "NXPacketIn":
		p.take(v)
	case "BundleAddMessage", "ONFBundleAddMessage":
		if inner, ok := v.FieldByName("Message").Interface().(openflow.Message); ok {
			return payloadOf(inner)
		}
	case "NXPacketIn2", "NXResume":
		for list, i := v.FieldByName("Properties"), 0; i < list.Len(); i++ {
			e := list.Index(i).Interface().(openflow.Element)
			switch e.Info().Name {
			case "NXPacketIn2PropPacket", "NXPacketIn2PropFullLen", "NXPacketIn2PropMetadata":
				p.take(reflect.ValueOf(e).Elem())
			}
		}
	}
	if len(p.data) == 0 {
		return nil
	}
	p.length = max(p.length, len(p.data))
	return p
}

// take looks at the fields of a message or property.
func (p *payload) take(v reflect.Value) {
	for i := range v.NumField() {
		switch f := v.Field(i); v.Type().Field(i).Name {
		case "Data":
			p.data = f.Bytes()
		case "TotalLen", "FullLen":
			p.length = int(f.Uint())
		case "Match", "Fields":
			if list := reflect.TypeFor[[]openflow.Field](); f.CanConvert(list) {
				p.takeType(f.Convert(list).Interface().([]openflow.Field))
			}
		}
	}
}

// takeType looks at the field packet_type: OpenFlow 1.5, section 7.2.3.11. Its first half is 1 where the second is the EtherType of a packet without Ethernet.
func (p *payload) takeType(fields []openflow.Field) {
	if v, _, ok := openflow15.FieldPacketType.Get(fields); ok && v>>16 == 1 {
		p.bare, p.etherType = true, packet.EtherType(v)
	}
}

// A printedPacket is what is printed of a payload.
type printedPacket struct {
	Packet    json.RawMessage `json:"packet,omitempty"`
	Truncated bool            `json:"packet_truncated,omitempty"`
	Err       *packetFailure  `json:"packet_error,omitempty"`

	packet *packet.Packet // Valid until the next payload.
}

// A packetFailure tells which layer of a packet does not parse.
type packetFailure struct {
	Layer  string `json:"layer"`
	Offset int    `json:"offset"`
	Reason string `json:"reason"`
}

// decode takes a payload apart.
func (p *payload) decode(d *packet.Decoder) printedPacket {
	d.First = nil
	if p.bare {
		if d.First = d.EtherType(p.etherType); d.First == nil {
			return printedPacket{packet: &packet.Packet{Payload: p.data}}
		}
	}
	x := printedPacket{packet: d.Decode(p.data)}
	x.packet.Truncated = x.packet.Truncated || len(p.data) < p.length
	x.Truncated = x.packet.Truncated
	if e := (*packet.LayerError)(nil); errors.As(x.packet.Err, &e) {
		x.Err = &packetFailure{Layer: e.Layer, Offset: e.Offset, Reason: e.Err.Error()}
	}
	return x
}

// json fills in what JSON has of the packet.
func (x *printedPacket) json() (err error) {
	if x.packet != nil {
		x.Packet, err = ofjson.MarshalPacket(x.packet)
	}
	return err
}
