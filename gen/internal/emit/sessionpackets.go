package emit

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// hasPackets reports whether there is all that packetFunctions needs.
func (s *session) hasPackets() bool {
	return s.packetIn != nil && s.packetOut != nil && s.output != nil
}

// packetParts are the members of openflow.PacketIn, each with the field that tells it, the property that has this field where there are properties, and how
// it becomes the member.
var packetParts = []struct{ member, field, property, value string }{
	{"BufferID", "buffer_id", "buffer_id", "uint32(%s)"},
	{"TotalLen", "total_len", "", "%s"},
	{"TotalLen", "full_len", "full_len", "uint16(min(%s, 0xffff))"},
	{"InPort", "in_port", "", "openflow.WidePort(uint16(%s))"},
	{"InPort", "match", "", "wire.InPort(%s, FieldInPort, FieldNXMInPort)"},
	{"InPort", "fields", "metadata", "wire.InPort(%s, FieldInPort, FieldNXMInPort)"},
	{"Reason", "reason", "reason", "uint8(%s)"},
	{"TableID", "table_id", "table_id", "uint8(%s)"},
	{"Cookie", "cookie", "cookie", "%s"},
	{"Data", "data", "packet", "%s"},
}

// packetFunctions prints what a packet-in tells in all versions, the standard's or one of Nicira's, and the packet-out that sends a frame out of ports.
func (s *session) packetFunctions(e *emitter, f *jen.File) {
	e.function(f, "packetIn returns what a packet-in tells.", "packetIn(m openflow.Message) (openflow.PacketIn, bool)", func(b *body) {
		b.block(func(b *body) {
			for _, m := range []*model.Struct{s.packetIn, s.nxPacketIn} {
				if m != nil {
					b.cases(func(b *body) { b.add("return openflow.PacketIn{%s}, true", literal(m)) }, "*%s", m.GoName)
				}
			}
			if s.nxPacketIn2 != nil {
				b.cases(func(b *body) { s.packetProperties(e, b) }, "*%s", s.nxPacketIn2.GoName)
			}
		}, "switch p := m.(type)")
		b.add("return openflow.PacketIn{}, false")
	})
	e.function(f, "packetOut sends a packet out of ports.", "packetOut(xid uint32, p openflow.PacketOut) openflow.Message", func(b *body) {
		b.add("m := New%s()", s.packetOut.GoName)
		b.add("m.XID, m.Data = xid, p.Data")
		b.block(func(b *body) { b.add("m.BufferID = BufferID(p.BufferID)") }, "if p.Data == nil")
		if findField(s.packetOut, "match") != nil {
			b.add("m.Match = Match{FieldInPort.Exact(PortNoController)}")
			b.block(func(b *body) { b.add("m.Match[0] = FieldInPort.Exact(PortNo(p.InPort))") }, "if p.InPort != 0")
		} else {
			b.block(func(b *body) { b.add("m.InPort = PortNo(p.InPort)") }, "if p.InPort != 0")
		}
		b.block(func(b *body) {
			b.add("output := New%s()", s.output.GoName)
			b.add("output.Port = PortNo(no)")
			b.add("m.Actions = append(m.Actions, output)")
		}, "for _, no := range p.Ports")
		b.add("return m")
	})
}

// literal lists what the fields of a message tell of a packet.
func literal(m *model.Struct) string {
	var parts []string
	for _, x := range packetParts {
		if it := findField(m, x.field); it != nil {
			parts = append(parts, x.member+": "+fmt.Sprintf(x.value, "p."+it.GoName))
		}
	}
	return strings.Join(parts, ", ")
}

// packetProperties prints what the properties of a message tell of a packet. What none tells has the value that Open vSwitch leaves out.
func (s *session) packetProperties(e *emitter, b *body) {
	list := findField(s.nxPacketIn2, "properties")
	b.add("in := openflow.PacketIn{BufferID: openflow.NoBuffer, Cookie: ^uint64(0)}")
	b.block(func(b *body) {
		b.block(func(b *body) {
			for _, v := range e.p.Structs {
				for _, x := range packetParts {
					if it := findField(v, x.field); v.Family == list.Family && v.Name == x.property && it != nil {
						b.cases(func(b *body) { b.add("in.%s = "+x.value, x.member, "x."+it.GoName) }, "*%s", v.GoName)
					}
				}
			}
		}, "switch x := x.(type)")
	}, "for _, x := range p.%s", list.GoName)
	b.block(func(b *body) { b.add("in.TotalLen = uint16(len(in.Data))") }, "if in.TotalLen == 0")
	b.add("return in, true")
}
