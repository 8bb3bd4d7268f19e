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
				b.add("d.Scope(len(want))")
				b.add("list, err := d.Decode%s(want)", listName(fam))
			} else {
				b.add("list, err := Unmarshal%s(want)", listName(fam))
			}
			b.block(func(b *body) { b.add("t.Fatalf(\"%%d elements, error %%v\", len(list), err)") }, "if err != nil || len(list) != 1")
			b.add("m := list[0]")
		})
	}
}

// decodeMessages prints the decoding of a message; in a vendor's package the standard's decoder knows it by extension.
func (e *emitter) decodeMessages(b *body) {
	if e.vendor() {
		e.extendedDecoder(b)
		b.add("m, err := d.Decode(want)")
	} else {
		b.add("m, err := Unmarshal(want)")
	}
	b.block(func(b *body) { b.add("t.Fatal(err)") }, "if err != nil")
}

// extendedDecoder prints a decoder of the standard that knows the package's types.
func (e *emitter) extendedDecoder(b *body) {
	b.add("var known openflow.Extensions")
	b.add("Register(&known)")
	b.add("d := %s.Decoder{Extensions: &known}", e.standardName())
}

// exampleTest prints one test over the fixtures of structs; decode prints the statements that make m of the bytes want.
func (e *emitter) exampleTest(f *jen.File, name string, structs []*model.Struct, decode func(*body)) {
	e.function(f, "", name+"(t *testing.T)", func(b *body) {
		b.lines = append(b.lines, e.code("examples := []struct").Block(
			e.code("info *openflow.TypeInfo"), e.code("text string"),
		).Block(e.lines(func(b *body) {
			for _, s := range structs {
				for _, x := range s.Examples {
					b.lines = append(b.lines, e.exampleText(s, x.Hex))
				}
			}
		})...))
		b.block(func(b *body) {
			inner := &body{e: e}
			inner.add("want, err := hex.DecodeString(strings.Join(strings.Fields(x.text), \"\"))")
			inner.block(func(b *body) { b.add("t.Fatal(err)") }, "if err != nil")
			decode(inner)
			inner.block(func(b *body) { b.add("t.Errorf(\"decoded to %%s\", m.Info().Name)") }, "if m.Info() != x.info")
			inner.block(func(b *body) {
				b.add("got, err := m.AppendBinary(nil)")
				b.block(func(b *body) { b.add("t.Errorf(\"encoded to %%x, %%v; want %%x\", got, err, want)") }, "if err != nil || !bytes.Equal(got, want)")
			}, "for _, m := range []openflow.Element{m, m.CloneElement()}")
			b.lines = append(b.lines, jen.Id("t").Dot("Run").Call(jen.Id("x.info.Name"), jen.Func().Params(jen.Id("t *testing.T")).Block(inner.lines...)))
		}, "for _, x := range examples")
	})
}

// exampleText is one element of the table of fixtures: 16 bytes a line.
func (e *emitter) exampleText(s *model.Struct, data []byte) jen.Code {
	var lines []string
	for len(data) > 0 {
		n := min(16, len(data))
		lines = append(lines, fmt.Sprintf("% x", data[:n]))
		data = data[n:]
	}
	return e.code("{&info%s, `%s`},", s.GoName, strings.Join(lines, "\n"))
}
