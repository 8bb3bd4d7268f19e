package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// This file prints members of a family that share a body and differ in their tag: the code stands with the first, to which the others convert.

// twin prints a type that has the layout of another.
func (e *emitter) twin(f *jen.File, s *model.Struct) {
	first := s.Twin.GoName
	f.Line()
	comment(f, e.structDoc(s))
	f.Add(e.code("type %s %s", s.GoName, first))
	if hasDefaults(s) {
		e.single(f, e.newDoc(s), "func New%s() *%s { return (*%s)(New%s()) }", s.GoName, s.GoName, s.GoName, first)
	}
	e.marker(s.Family, s.GoName)
	e.method("func (m *%s) AppendBinary(b []byte) ([]byte, error) { return (*%s)(m).appendAs(b, %s) }", s.GoName, first, num(e.tagOf(s).Value))
	if e.vendor() {
		e.method("func (m *%s) DecodeElement(sc *wire.Scope, b []byte) error { return (*%s)(m).DecodeElement(sc, b) }", s.GoName, first)
	} else {
		e.method("func (m *%s) decode(b []byte, d *Decoder) error { return (*%s)(m).decode(b, d) }", s.GoName, first)
	}
	e.structInfo(f, s)
	e.method("func (m *%s) Walk(v openflow.Visitor) { (*%s)(m).walkAs(v, %s) }", s.GoName, first, num(e.tagOf(s).Value))
	e.method("func (m *%s) Clone() *%s { return (*%s)((*%s)(m).Clone()) }", s.GoName, s.GoName, s.GoName, first)
	e.cloneElement(s.GoName)
}

// tagOf returns the constant in which a type differs from its twins, or nil when it has none.
func (e *emitter) tagOf(s *model.Struct) *model.Item {
	first := s
	if s.Twin != nil {
		first = s.Twin
	}
	for _, o := range e.p.Structs {
		if o.Twin != first {
			continue
		}
		for i, it := range o.Items {
			if it.Kind == model.ItemConst && it.Value != first.Items[i].Value {
				return s.Items[i]
			}
		}
	}
	return nil
}
