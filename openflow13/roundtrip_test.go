package openflow13_test

import (
	"bytes"
	"reflect"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
	"github.com/ofwire/openflow/openflow13"
)

// sameMessage compares messages. Field has an Equal of its own; whether a list is empty or nil is not told.
var sameMessage = cmpopts.EquateEmpty()

// samples are all messages of internal/sample, and flow mods with a match of each field, with their bytes.
func samples(t testing.TB) map[string][]byte {
	t.Helper()
	list := map[string][]byte{}
	for name, m := range messages(t) {
		b, err := m.AppendBinary(nil)
		if err != nil {
			t.Fatalf("%s does not encode: %v", name, err)
		}
		list[name] = b
	}
	return list
}

// messages are those of samples. They are in fresh memory.
func messages(t testing.TB) map[string]openflow.Message {
	t.Helper()
	list := map[string]openflow.Message{}
	for name, m := range sample.Messages(openflow13.Protocol) {
		list[name] = m
	}
	for name, match := range sample.Matches(openflow13.Protocol) {
		m := openflow13.NewFlowMod()
		m.Match = match
		set := openflow13.ActionSetField{Field: match[len(match)-1]}
		m.Instructions = openflow13.Instructions{&openflow13.InstructionApplyActions{Actions: openflow13.Actions{&set}}}
		list["FlowMod/"+name] = m
	}
	if n := len(openflow13.Protocol.Types) * sample.Variants; len(list) < n {
		t.Fatalf("%d samples, want %d or more", len(list), n)
	}
	return list
}

func TestSamplesRoundTrip(t *testing.T) {
	var d openflow13.Decoder
	n := 0
	for name, m := range messages(t) {
		n++
		before := m.CloneElement()
		b, err := m.AppendBinary(nil)
		if err != nil {
			t.Errorf("%s does not encode: %v", name, err)
			continue
		}
		if diff := cmp.Diff(before, openflow.Element(m), sameMessage); diff != "" {
			t.Errorf("encoding changed %s: %s", name, diff)
		}
		owned, err := openflow13.Unmarshal(b)
		if err != nil {
			t.Errorf("%s does not decode: %v\n%x", name, err, b)
			continue
		}
		if diff := cmp.Diff(m, owned, sameMessage); diff != "" {
			t.Errorf("%s came back changed (- sent, + came): %s", name, diff)
		}
		if again, err := owned.AppendBinary(nil); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%s encoded again to %x, %v; want %x", name, again, err, b)
		}
		borrowed, err := d.Decode(b)
		if err != nil {
			t.Errorf("%s: the Decoder, used before, fails: %v", name, err)
		} else if diff := cmp.Diff(owned, borrowed, sameMessage); diff != "" {
			t.Errorf("%s differs between Unmarshal (-) and Decoder (+): %s", name, diff)
		}
	}
	t.Logf("%d messages", n)
}

// TestUnmarshalOwns changes the input of a decoding afterwards, and decodes another message of the type.
func TestUnmarshalOwns(t *testing.T) {
	for name, b := range samples(t) {
		input := bytes.Clone(b)
		m, err := openflow13.Unmarshal(input)
		if err != nil {
			t.Errorf("%s does not decode: %v", name, err)
			continue
		}
		for i := range input {
			input[i] ^= 0xff
		}
		if got, err := m.AppendBinary(nil); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%s changed with its input: %v\n%x\nwant\n%x", name, err, got, b)
		}
	}
}

// TestUnmarshalBinary decodes each message by its own type's method and by those of all others, which must refuse it.
func TestUnmarshalBinary(t *testing.T) {
	all := samples(t)
	for name, b := range all {
		want, err := openflow13.Unmarshal(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, info := range openflow13.Protocol.Types {
			if want.Info() != info && len(b) > 1000 {
				continue // The others do not look that far.
			}
			m := sample.Build(openflow13.Protocol, info, sample.Typical)
			input := bytes.Clone(b)
			err = m.UnmarshalBinary(input)
			clear(input)
			switch own := want.Info() == info; {
			case own && err != nil:
				t.Errorf("%s does not decode by its own method: %v", name, err)
			case own:
				if diff := cmp.Diff(want, m, sameMessage); diff != "" {
					t.Errorf("%s: UnmarshalBinary into a used value differs: %s", name, diff)
				}
			case err == nil && !mayTake(info, want.Info()):
				t.Errorf("%s decodes as a %s", name, info.Name)
			case err != nil:
				if e := decodeError(err, len(b)); e != nil {
					t.Errorf("%s as a %s: %v", name, info.Name, e)
				}
			}
		}
	}
}

// mayTake reports whether a type's bytes are also those of another one: what is not known may hold anything of its header.
func mayTake(into, of *openflow.TypeInfo) bool {
	switch into.Name {
	case "Experimenter", "ExperimenterRequest", "ExperimenterReply", "MultipartRequestUnknown", "MultipartReplyUnknown":
		return into.Type == of.Type
	}
	return false
}

func TestCloneIsIndependent(t *testing.T) {
	for name, m := range messages(t) {
		want, err := m.AppendBinary(nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		clone := m.CloneElement()
		if diff := cmp.Diff(openflow.Element(m), clone, sameMessage); diff != "" {
			t.Errorf("the clone of %s differs: %s", name, diff)
		}
		if reflect.TypeOf(clone) != reflect.TypeOf(m) {
			t.Errorf("the clone of %s is a %T", name, clone)
		}
		scribble(reflect.ValueOf(clone))
		if got, err := m.AppendBinary(nil); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s shares memory with its clone: %v\n%x\nwant\n%x", name, err, got, want)
		}
	}
}

// scribble changes all memory that v leads to.
func scribble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			scribble(v.Elem())
		}
	case reflect.Struct:
		if f, ok := v.Addr().Interface().(*openflow.Field); ok {
			scribbleField(f)
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				scribble(v.Field(i))
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			scribble(v.Index(i))
		}
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(^v.Uint() & (1<<v.Type().Bits() - 1))
	}
}

// scribbleField takes a field's place; its long payload is reached by decoding alone, see TestDecoderCloneOutlives.
func scribbleField(f *openflow.Field) { *f = openflow13.FieldInPort.Exact(0xdeadbeef) }

// TestDecoderCloneOutlives clones what a Decoder lent and lets the Decoder, and the input, go on.
func TestDecoderCloneOutlives(t *testing.T) {
	var d openflow13.Decoder
	all := samples(t)
	for name, b := range all {
		input := bytes.Clone(b)
		m, err := d.Decode(input)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		clone := m.CloneElement()
		clear(input)
		for _, other := range []string{m.Info().Name + "/minimal", "FlowMod/wild", "TableFeaturesReply/wild"} {
			if _, err := d.Decode(all[other]); err != nil {
				t.Fatalf("%s: %v", other, err)
			}
		}
		if got, err := clone.AppendBinary(nil); err != nil || !bytes.Equal(got, b) {
			t.Errorf("the clone of %s changed with the decoder or its input: %v\n%x\nwant\n%x", name, err, got, b)
		}
	}
}

func TestConcurrentEncode(t *testing.T) {
	for name, m := range messages(t) {
		want, err := m.AppendBinary(nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				if got, err := m.AppendBinary(nil); err != nil || !bytes.Equal(got, want) {
					t.Errorf("%s, encoded by two at once: %x, %v; want %x", name, got, err, want)
				}
				_ = m.CloneElement()
			})
		}
		wg.Wait()
	}
}
