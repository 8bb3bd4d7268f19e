package codectest

import (
	"bytes"
	"reflect"
	"sync"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
)

// testRoundTrip encodes and decodes all samples: they come back equal, owned or borrowed, and encode to the same bytes again.
func testRoundTrip(t *testing.T, p *openflow.Protocol) {
	d := p.NewDecoder(nil)
	n := 0
	for name, m := range messages(t, p) {
		n++
		before := m.CloneElement()
		b, err := m.AppendBinary(nil)
		if err != nil {
			t.Errorf("%s does not encode: %v", name, err)
			continue
		}
		if diff := compare(before, m); diff != "" {
			t.Errorf("encoding changed %s: %s", name, diff)
		}
		owned, err := p.Unmarshal(b)
		if err != nil {
			t.Errorf("%s does not decode: %v\n%x", name, err, b)
			continue
		}
		if diff := compare(m, owned); diff != "" {
			t.Errorf("%s came back changed (- sent, + came): %s", name, diff)
		}
		if again, err := owned.AppendBinary(nil); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%s encoded again to %x, %v; want %x", name, again, err, b)
		}
		borrowed, err := d.Decode(b)
		if err != nil {
			t.Errorf("%s: the Decoder, used before, fails: %v", name, err)
		} else if diff := compare(owned, borrowed); diff != "" {
			t.Errorf("%s differs between Unmarshal (-) and Decoder (+): %s", name, diff)
		}
	}
	report(t, n)
}

// testUnmarshalOwns changes the input of a decoding afterwards.
func testUnmarshalOwns(t *testing.T, p *openflow.Protocol) {
	for name, b := range samples(t, p) {
		input := bytes.Clone(b)
		m, err := p.Unmarshal(input)
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

// testUnmarshalBinary decodes each message by its own type's method and by those of all others, which must refuse it.
func testUnmarshalBinary(t *testing.T, p *openflow.Protocol) {
	values := map[*openflow.TypeInfo]openflow.Message{}
	for _, info := range p.Types {
		values[info] = sample.Build(p, info, sample.Typical)
	}
	for name, b := range samples(t, p) {
		want, err := p.Unmarshal(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for info, m := range values {
			if want.Info() != info && len(b) > 1000 {
				continue // The others do not look that far.
			}
			input := bytes.Clone(b)
			err = m.UnmarshalBinary(input)
			clear(input)
			switch own := want.Info() == info; {
			case own && err != nil:
				t.Errorf("%s does not decode by its own method: %v", name, err)
			case own:
				if diff := compare(want, m); diff != "" {
					t.Errorf("%s: UnmarshalBinary into a used value differs: %s", name, diff)
				}
			case err == nil && !(info.Opaque && info.Type == want.Info().Type):
				t.Errorf("%s decodes as a %s", name, info.Name)
			case err != nil:
				if e := decodeError(err, len(b)); e != nil {
					t.Errorf("%s as a %s: %v", name, info.Name, e)
				}
			}
		}
	}
}

// testCloneIsIndependent changes all that a clone leads to.
func testCloneIsIndependent(t *testing.T, p *openflow.Protocol) {
	for name, m := range messages(t, p) {
		want, err := m.AppendBinary(nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		clone := m.CloneElement()
		if diff := compare(m, clone); diff != "" {
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

// scribble changes all memory that v leads to. Of a field it takes the place: its long payload is reached by decoding alone, see testCloneOutlives.
func scribble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			scribble(v.Elem())
		}
	case reflect.Struct:
		if f, ok := v.Addr().Interface().(*openflow.Field); ok {
			*f = openflow.IntKey[uint32](openflow.NewFieldID(0x80000004, 0)).Exact(0xdeadbeef)
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

// testCloneOutlives clones what a Decoder lent and lets the Decoder, and the input, go on.
func testCloneOutlives(t *testing.T, p *openflow.Protocol) {
	d := p.NewDecoder(nil)
	all := samples(t, p)
	for name, b := range all {
		input := bytes.Clone(b)
		m, err := d.Decode(input)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		clone := m.CloneElement()
		clear(input)
		for _, other := range []string{m.Info().Name + "/minimal", m.Info().Name + "/wild", "FlowMod/wild", "TableFeaturesReply/wild"} {
			if x, ok := all[other]; ok {
				if _, err := d.Decode(x); err != nil {
					t.Fatalf("%s: %v", other, err)
				}
			}
		}
		if got, err := clone.AppendBinary(nil); err != nil || !bytes.Equal(got, b) {
			t.Errorf("the clone of %s changed with the decoder or its input: %v\n%x\nwant\n%x", name, err, got, b)
		}
	}
}

// testConcurrentEncode encodes and clones each message in two goroutines.
func testConcurrentEncode(t *testing.T, p *openflow.Protocol) {
	for name, m := range messages(t, p) {
		want, err := m.AppendBinary(nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
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
