package emit

import "github.com/dave/jennifer/jen"

// hasPackets reports whether there is all that packetFunctions needs.
func (s *session) hasPackets() bool {
	return s.packetIn != nil && s.packetOut != nil && s.output != nil
}

// packetFunctions prints what a packet-in tells in all versions, and the packet-out that sends a frame out of ports. The port that a packet came in on is a
// field of the message, or one of its match.
func (s *session) packetFunctions(e *emitter, f *jen.File) {
	e.function(f, "packetIn returns what a PacketIn tells.", "packetIn(m openflow.Message) (openflow.PacketIn, bool)", func(b *body) {
		b.add("p, ok := m.(*%s)", s.packetIn.GoName)
		b.block(func(b *body) { b.add("return openflow.PacketIn{}, false") }, "if !ok")
		in := "openflow.WidePort(uint16(p.InPort))"
		if findField(s.packetIn, "match") != nil {
			b.add("in, _, _ := FieldInPort.Get(p.Match)")
			in = "uint32(in)"
		}
		more := ""
		if findField(s.packetIn, "table_id") != nil {
			more += ", TableID: uint8(p.TableID)"
		}
		if findField(s.packetIn, "cookie") != nil {
			more += ", Cookie: p.Cookie"
		}
		b.add("return openflow.PacketIn{BufferID: uint32(p.BufferID), TotalLen: p.TotalLen, InPort: %s, Reason: uint8(p.Reason)%s, Data: p.Data}, true", in, more)
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
