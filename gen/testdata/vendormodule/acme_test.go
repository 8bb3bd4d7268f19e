package acme

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"example.com/acme/acme13"
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/openflow13"
)

// known returns extensions that hold the package's types.
func known() *openflow.Extensions {
	var x openflow.Extensions
	acme13.Register(&x)
	return &x
}

// paint is an action of the vendor's; color is a match with the vendor's field.
var (
	paint = &acme13.AcmeActionPaint{Color: 2, Coats: 3, Budget: 1000}
	color = openflow13.Match{openflow13.FieldEthType.Exact(0x0800), acme13.FieldAcmeColor.Masked(0x0102, 0x0fff)}
)

// messages are messages that hold something of the vendor's.
var messages = map[string]openflow.Message{
	"standard": &openflow13.FlowMod{
		XID: 1, Match: color,
		Instructions: openflow13.Instructions{&openflow13.InstructionApplyActions{
			Actions: openflow13.Actions{&openflow13.ActionOutput{Port: 1}, paint, paint},
		}},
	},
	"stock": &acme13.AcmeStock{XID: 2, Warehouse: 9, Match: color, Actions: openflow13.Actions{paint, &openflow13.ActionPopVLAN{}}},
	"crate": &acme13.AcmeCrate{
		XID: 3,
		Parts: acme13.Parts{
			&acme13.PartBolt{Number: 5},
			&acme13.PartKit{Parts: acme13.Parts{&acme13.PartBolt{Number: 6}, &acme13.PartKit{}}},
			&acme13.PartUnknown{Type: 9, Body: []byte{1, 2, 3, 4}},
		},
		Boxes:   []acme13.Box{{ID: 1, Owner: openflow.MAC{2, 0, 0, 0, 0, 1}}},
		Shelves: []acme13.Shelf{{Color: acme13.ColorGreen, Things: []uint32{1, 2}}, {Things: []uint32{3}}},
	},
	"nested": &openflow13.PacketOut{XID: 7, Actions: openflow13.Actions{
		&openflow13.ActionOutput{Port: 1},
		&acme13.AcmeActionWrap{
			Box:   acme13.Box{ID: 4},
			Parts: acme13.Parts{&acme13.PartBolt{Number: 1}, &acme13.PartTool{Actions: openflow13.Actions{paint, &openflow13.ActionOutput{Port: 2}}}},
			Actions: openflow13.Actions{
				&openflow13.ActionOutput{Port: 3},
				&acme13.AcmeActionWrap{Actions: openflow13.Actions{&openflow13.ActionOutput{Port: 4}, &openflow13.ActionOutput{Port: 5}, paint}},
				&openflow13.ActionOutput{Port: 6},
			},
		},
		&openflow13.ActionOutput{Port: 7},
		paint,
	}},
	"plan": &acme13.AcmePlan{
		XID: 4, First: acme13.ColorGreen, IDs: []openflow.FieldID{acme13.FieldAcmeColor.ID()},
		Port:    openflow13.Port{PortNo: 7, HWAddr: openflow.MAC{2}},
		Buckets: []openflow13.Bucket{{Weight: 1, Actions: openflow13.Actions{paint}}, {Weight: 2}},
	},
	"table request": &acme13.AcmeTableRequest{XID: 5, Table: 3},
	"table reply":   &acme13.AcmeTableReply{XID: 6, Boxes: []acme13.Box{{ID: 1}, {ID: 2}}},
}

// each runs a test on the bytes of each message.
func each(t *testing.T, test func(t *testing.T, m openflow.Message, wire []byte)) {
	for name, m := range messages {
		t.Run(name, func(t *testing.T) {
			b, err := m.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			test(t, m, b)
		})
	}
}

// same checks that an element encodes to want.
func same(t *testing.T, e openflow.Element, want []byte) {
	t.Helper()
	if got, err := e.AppendBinary(nil); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s encodes to\n%x, %v\n%x", e.Info().Name, got, err, want)
	}
}

// TestKnown decodes with the extensions, twice into the same memory, and checks types, bytes, copies and JSON.
func TestKnown(t *testing.T) {
	d := openflow13.Decoder{Extensions: known()}
	each(t, func(t *testing.T, m openflow.Message, wire []byte) {
		for range 2 {
			got, err := d.Decode(wire)
			if err != nil {
				t.Fatal(err)
			}
			if got.Info() != m.Info() {
				t.Fatalf("decoded to %s", got.Info().Name)
			}
			same(t, got, wire)
			clone := got.CloneElement()
			if _, err := d.Decode(wire); err != nil {
				t.Fatal(err)
			}
			same(t, clone, wire)
		}
		own := reflect.New(reflect.TypeOf(m).Elem()).Interface().(openflow.Message)
		if err := own.UnmarshalBinary(wire); err != nil {
			t.Fatal(err)
		}
		same(t, own, wire)
		options := ofjson.Options{Extensions: known(), XID: true}
		text, err := options.Append(nil, m)
		if err != nil {
			t.Fatal(err)
		}
		back, err := options.Unmarshal(openflow13.Protocol, text)
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		same(t, back, wire)
	})
}

// TestValues checks what the decoder makes of an action and of a field.
func TestValues(t *testing.T) {
	b, err := messages["stock"].MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	d := openflow13.Decoder{Extensions: known()}
	m, err := d.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	stock := m.(*acme13.AcmeStock)
	if p, ok := stock.Actions[0].(*acme13.AcmeActionPaint); !ok || *p != *paint || stock.Warehouse != 9 || stock.XID != 2 {
		t.Errorf("%s", openflow.Format(m))
	}
	if v, mask, ok := acme13.FieldAcmeColor.Get(stock.Match); v != 0x0102 || mask != 0x0fff || !ok {
		t.Errorf("%#x, %#x, %v", v, mask, ok)
	}
	text, err := (&ofjson.Options{Extensions: known()}).Append(nil, m)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`{"AcmeStock":{`, `{"AcmeActionPaint":{`, `"budget":1000`, `{"field":"acme_color","mask":4095,"value":258}`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	if p := acme13.NewAcmeActionPaint(); p.Coats != 1 {
		t.Errorf("%d coats", p.Coats)
	}
}

// TestAllocations checks that the steady state allocates nothing, either way.
func TestAllocations(t *testing.T) {
	d := openflow13.Decoder{Extensions: known()}
	each(t, func(t *testing.T, m openflow.Message, wire []byte) {
		decode := testing.AllocsPerRun(100, func() {
			if _, err := d.Decode(wire); err != nil {
				t.Fatal(err)
			}
		})
		out := make([]byte, 0, len(wire))
		encode := testing.AllocsPerRun(100, func() {
			if _, err := m.AppendBinary(out); err != nil {
				t.Fatal(err)
			}
		})
		if decode != 0 || encode != 0 {
			t.Errorf("%v allocations to decode, %v to encode", decode, encode)
		}
	})
}

// TestUnknown decodes without the extensions: nothing is lost.
func TestUnknown(t *testing.T) {
	each(t, func(t *testing.T, m openflow.Message, wire []byte) {
		got, err := openflow13.Unmarshal(wire)
		if err != nil {
			t.Fatal(err)
		}
		if opaque := !strings.HasPrefix(m.Info().JSON, "OFP"); got.Info().Opaque != opaque {
			t.Errorf("decoded to %s", got.Info().Name)
		}
		same(t, got, wire)
	})
}

// TestOther changes the experimenter or the subtype: the message is not the vendor's any more.
func TestOther(t *testing.T) {
	wire, err := messages["stock"].MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	d := openflow13.Decoder{Extensions: known()}
	for _, at := range []int{8, 15} {
		b := bytes.Clone(wire)
		b[at] ^= 0x40
		m, err := d.Decode(b)
		if err != nil || !m.Info().Opaque {
			t.Errorf("%v, %v", m, err)
		}
		if err := new(acme13.AcmeStock).UnmarshalBinary(b); !errors.Is(err, openflow.ErrType) {
			t.Errorf("UnmarshalBinary: %v", err)
		}
	}
}

// TestDamaged decodes all prefixes, and all bytes changed: errors are errors, and what decodes encodes.
func TestDamaged(t *testing.T) {
	d := openflow13.Decoder{Extensions: known()}
	each(t, func(t *testing.T, m openflow.Message, wire []byte) {
		for n := range wire {
			b := bytes.Clone(wire[:n])
			if len(b) >= 4 {
				b[2], b[3] = byte(n>>8), byte(n)
			}
			decodable(t, &d, b)
			for _, delta := range []byte{1, 255, 128} {
				b := bytes.Clone(wire)
				b[n] += delta
				decodable(t, &d, b)
			}
		}
	})
}

// decodable checks that b is refused, or decodes to what encodes.
func decodable(t *testing.T, d *openflow13.Decoder, b []byte) {
	m, err := d.Decode(b)
	if err != nil {
		if bad := (*openflow.DecodeError)(nil); !errors.As(err, &bad) {
			t.Errorf("%x: %v", b, err)
		}
		return
	}
	if again, err := m.AppendBinary(nil); err != nil || len(again) != len(b) {
		t.Errorf("%x: decoded, but encodes to %x, %v", b, again, err)
	}
}

// TestDepth checks that the vendor's own nesting is bounded.
func TestDepth(t *testing.T) {
	var parts acme13.Parts
	for range 20 {
		parts = acme13.Parts{&acme13.PartKit{Parts: parts}}
	}
	b, err := (&acme13.AcmeCrate{Parts: parts}).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	d := openflow13.Decoder{Extensions: known()}
	if _, err := d.Decode(b); !errors.Is(err, openflow.ErrDepth) {
		t.Errorf("20 levels: %v", err)
	}
}
