package codectest

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
)

// testAppend encodes each message behind others, into memory full of garbage.
func testAppend(t *testing.T, p *openflow.Protocol) {
	for name, m := range messages(t, p) {
		want, err := m.AppendBinary(nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, start := range []int{0, 1, 3, 8, 13} {
			for _, room := range []int{0, len(want) / 2, len(want), 2 * len(want)} {
				buf := bytes.Repeat([]byte{0xa5}, start+room)[:start]
				got, err := m.AppendBinary(buf)
				if err != nil || !bytes.Equal(got[start:], want) {
					t.Fatalf("%s at offset %d with room for %d: %v\n%x\nwant\n%x", name, start, room, err, got[start:], want)
				}
				if strings.Trim(string(got[:start]), "\xa5") != "" {
					t.Fatalf("%s changed what was before it: %x", name, got[:start])
				}
			}
		}
		if got, err := m.MarshalBinary(); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: MarshalBinary gives %x, %v; want %x", name, got, err, want)
		}
	}
}

// refuses verifies that a message does not encode for a reason, and that the buffer comes back as it was. It returns the error.
func refuses(t *testing.T, name string, m openflow.Message, reason error) *openflow.EncodeError {
	t.Helper()
	prefix := []byte("what was there")
	got, err := m.AppendBinary(append(make([]byte, 0, 1<<18), prefix...))
	var e *openflow.EncodeError
	if !errors.As(err, &e) || !errors.Is(err, reason) || !strings.HasPrefix(e.Path, m.Info().Name) {
		t.Errorf("%s: %v; want %s: %v", name, err, m.Info().Name, reason)
		return &openflow.EncodeError{}
	}
	if !bytes.Equal(got, prefix) {
		t.Errorf("%s: the buffer came back with %d bytes, want the %d that were there", name, len(got), len(prefix))
	}
	return e
}

// testNil encodes nil messages, and samples in which one element is nil.
func testNil(t *testing.T, p *openflow.Protocol) {
	n := 0
	for _, info := range p.Types {
		typ := reflect.TypeOf(sample.Build(p, info, sample.Minimal))
		refuses(t, info.Name, reflect.Zero(typ).Interface().(openflow.Message), openflow.ErrNil)
		m := sample.Build(p, info, sample.Full)
		eachInterface(reflect.ValueOf(m), func(v reflect.Value) {
			n++
			was := reflect.ValueOf(v.Interface())
			for _, none := range []reflect.Value{reflect.Zero(v.Type()), reflect.Zero(was.Type())} {
				v.Set(none)
				if e := refuses(t, info.Name+" with a nil "+v.Type().Name(), m, openflow.ErrNil); strings.HasSuffix(e.Path, ".") {
					t.Errorf("the path %q is not one", e.Path)
				}
			}
			v.Set(was)
		})
	}
	t.Logf("%d nil elements", n)
}

// testTooLong encodes messages with lists, and data, that no length can tell.
func testTooLong(t *testing.T, p *openflow.Protocol) {
	if testing.Short() {
		t.Skip("run in full only: it encodes some 100 MB, for which the race detector takes minutes")
	}
	n := 0
	for name, m := range sample.Crowded(p, 140000) {
		n++
		refuses(t, name, m, openflow.ErrTooLong)
	}
	report(t, n)
}

// testTooWide sets each number of each message to the largest of its Go type: it is refused by name, or comes back.
func testTooWide(t *testing.T, p *openflow.Protocol) {
	refused, absent, taken := 0, 0, 0
	for _, info := range p.Types {
		m := sample.Build(p, info, sample.Typical)
		eachNumber(reflect.ValueOf(m), func(name string, v reflect.Value) {
			was := v.Uint()
			v.SetUint(1<<v.Type().Bits() - 1)
			if b, err := m.AppendBinary(nil); err == nil {
				taken++
				if again, err := p.Unmarshal(b); err == nil {
					if got, err := again.AppendBinary(nil); err != nil || !bytes.Equal(got, b) {
						t.Errorf("%s with the largest %s comes back as %x, %v; want %x", info.Name, name, got, err, b)
					}
				}
			} else if errors.Is(err, openflow.ErrUnused) {
				absent++ // NothingIsLost tries these.
			} else if refused++; !strings.HasSuffix(refuses(t, info.Name+" with the largest "+name, m, openflow.ErrValue).Path, "."+name) {
				t.Errorf("%s with the largest %s: %v does not name it", info.Name, name, err)
			}
			v.SetUint(was)
		})
	}
	t.Logf("%d refused, %d absent, %d taken", refused, absent, taken)
}
