package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// register prints the function by which a vendor's package adds its types to Extensions.
func (e *emitter) register(f *jen.File) {
	f.Line()
	f.Add(e.code("var be = binary.BigEndian"))
	e.function(f, fmt.Sprintf("Register adds the package's messages, actions, properties and match fields of OpenFlow %s to x.", e.p.Version),
		"Register(x *openflow.Extensions)", func(b *body) {
			for _, s := range e.p.Structs {
				if s.Vendor == nil || s.Family == nil {
					continue
				}
				offset, size := subtypeAt(s)
				b.add("wire.Register[%s](x, openflow.Extension{Version: %s, Family: %q, Tag: %s, Experimenter: %#x, Subtype: %s, SubtypeOffset: %d, SubtypeSize: %d})",
					s.GoName, e.versionName(), s.Family.Name, num(s.Tag), s.Vendor.ID, num(s.Sub), offset, size)
			}
			if len(e.p.Tables) > 0 {
				b.add("x.AddFields(extensionFields...)")
			}
		})
	e.elements(f)
	e.memoryStruct(f, "memory is what a decoder lends to this package: as many of each type as needed.")
	for _, s := range e.listed() {
		e.structList(f, s)
	}
	e.extensionFields(f)
}

// subtypeAt tells where a vendor's subtype lies: the last constant of the leading items.
func subtypeAt(s *model.Struct) (offset, size int) {
	if !s.HasSub {
		return 0, 0
	}
	for _, it := range s.Items {
		if it.Kind == model.ItemConst {
			offset, size = it.Offset, it.Size
		}
	}
	return offset, size
}
