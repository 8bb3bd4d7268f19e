package emit

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// examples prints a test of the fixtures of a spec file: what they decode to encodes to the same bytes, and so does its copy.
func (e *emitter) examples(f *jen.File, sf *model.File) {
	var messages []*model.Struct
	members := map[*model.Family][]*model.Struct{}
	var families []*model.Family
	for _, s := range sf.Structs {
		switch {
		case len(s.Examples) == 0:
		case isMessage(s):
			messages = append(messages, s)
		case s.Family != nil:
			if members[s.Family] == nil {
				families = append(families, s.Family)
			}
			members[s.Family] = append(members[s.Family], s)
		}
	}
	file := plainCamel(sf.Name)
	if len(messages) > 0 {
		e.exampleTest(f, "Test"+file+"Messages", messages, e.decodeMessages)
	}
	for _, fam := range families {
		e.exampleTest(f, "Test"+file+listName(fam), members[fam], func(b *body) {
			if fam.Outer != e.p {
				e.extendedDecoder(b)
				b.add("d.Scope(len(b))")
				b.add("return wiretest.Only(d.Decode%s(b))", listName(fam))
			} else {
				b.add("return wiretest.Only(Unmarshal%s(b))", listName(fam))
			}
		})
	}
}

// decodeMessages prints the decoding of a message; in a vendor's package the standard's decoder knows it by extension.
func (e *emitter) decodeMessages(b *body) {
	if e.vendor() {
		e.extendedDecoder(b)
		b.add("return d.Decode(b)")
	} else {
		b.add("return Unmarshal(b)")
	}
}

// extendedDecoder prints a decoder of the standard that knows the package's types.
func (e *emitter) extendedDecoder(b *body) {
	b.add("var known openflow.Extensions")
	b.add("Register(&known)")
	b.add("d := %s.Decoder{Extensions: &known}", e.standardName())
}

// exampleTest prints one test over the fixtures of structs; decode prints the statements that decode the bytes b.
func (e *emitter) exampleTest(f *jen.File, name string, structs []*model.Struct, decode func(*body)) {
	e.function(f, "", name+"(t *testing.T)", func(b *body) {
		b.block(decode, "decode := func(b []byte) (openflow.Element, error)")
		for _, s := range structs {
			for _, x := range s.Examples {
				e.exampleText(b, s, x.Hex)
			}
		}
	})
}

// exampleText prints the check of one fixture: 40 bytes a line.
func (e *emitter) exampleText(b *body, s *model.Struct, data []byte) {
	const perLine = 40
	if len(data) <= perLine {
		b.add("wiretest.Example(t, &info%s, decode, `% x`)", s.GoName, data)
		return
	}
	var lines []string
	for len(data) > 0 {
		n := min(perLine, len(data))
		lines = append(lines, fmt.Sprintf("% x", data[:n]))
		data = data[n:]
	}
	b.add("wiretest.Example(t, &info%s, decode, `%s`)", s.GoName, strings.Join(lines, "\n"))
}
