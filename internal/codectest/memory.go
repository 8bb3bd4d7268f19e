package codectest

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
)

// allocated returns the bytes that f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// bound is the most that the decoding of n bytes may allocate.
func bound(n int) uint64 { return uint64(16*n + 4096) }

// checkMemory decodes with a fresh Decoder and compares what that allocates with the bound.
func checkMemory(t *testing.T, p *openflow.Protocol, name string, b []byte) {
	t.Helper()
	var err error
	n := uint64(math.MaxUint64)
	for range 3 { // What other goroutines allocate in the meantime counts too.
		if n > bound(len(b)) {
			d := p.NewDecoder(nil)
			n = min(n, allocated(func() { _, err = d.Decode(b) }))
		}
	}
	if n > bound(len(b)) {
		t.Errorf("%s: %d bytes take %d bytes of memory (%v), the bound is %d", name, len(b), n, err, bound(len(b)))
	}
}

// testMemory decodes the samples.
func testMemory(t *testing.T, p *openflow.Protocol) {
	for name, b := range samples(t, p) {
		checkMemory(t, p, name, b)
	}
}

// crowded returns messages of about size bytes, each filled by one list.
func crowded(p *openflow.Protocol, size int) map[string][]byte {
	list := map[string][]byte{}
	for name, m := range sample.Crowded(p, size) {
		if b, err := m.AppendBinary(nil); err == nil {
			list[name] = b
		}
	}
	return list
}

// testCrowded decodes messages of nearly 64 KiB with as many elements as bytes can tell, and parts of them.
func testCrowded(t *testing.T, p *openflow.Protocol) {
	size := 65000
	if testing.Short() {
		size = 8000
	}
	n := 0
	for name, b := range crowded(p, size) {
		n++
		m, err := p.Unmarshal(b)
		if err != nil {
			t.Errorf("%s does not decode, so it shows nothing: %v\n%.200x", name, err, b)
			continue
		}
		if got, err := m.AppendBinary(nil); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%s comes back as %d bytes, %v; want the same %d", name, len(got), err, len(b))
		}
		checkMemory(t, p, name, b)
		for _, n := range []int{2000, 5000, 20000} {
			if n < len(b) {
				checkMemory(t, p, name+", cut", patched(b[:n]))
			}
		}
	}
	report(t, n)
}

// holders are the typical samples that hold a message, with what is before it.
func holders(t *testing.T, p *openflow.Protocol) map[string][]byte {
	t.Helper()
	list := map[string][]byte{}
	inner := p.BarrierRequest(0x5eedf00d)
	mark, err := inner.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range p.Types {
		m := sample.Build(p, info, sample.Minimal)
		if !sample.PutMessage(m, inner) {
			continue
		}
		b, err := m.MarshalBinary()
		if err != nil {
			t.Fatalf("%s: %v", info.Name, err)
		}
		if at := bytes.Index(b, mark); at >= 0 && at+len(mark) == len(b) {
			list[info.Name] = b[:at]
		}
	}
	return list
}

// nested puts a message into others, level upon level.
func nested(v openflow.Version, head []byte, levels int) []byte {
	b := append(bytes.Repeat(head, levels), byte(v), 2, 0, 8, 0, 0, 0, 1)
	for i := range levels {
		at := i * len(head)
		be.PutUint16(b[at+2:], uint16(len(b)-at))
	}
	return b
}

// testDepth puts messages into messages: one level is legal, more are refused at any limit.
func testDepth(t *testing.T, p *openflow.Protocol) {
	n := 0
	for name, head := range holders(t, p) {
		for _, limit := range []int64{0, 1, 2, 100000} {
			n++
			d := p.NewDecoder(nil)
			reflect.ValueOf(d).Elem().FieldByName("MaxDepth").SetInt(limit)
			if err := checkDepth(p.Version, d, head); err != nil {
				t.Errorf("%s, limit %d: %v", name, limit, err)
			}
		}
		for _, levels := range []int{1, 2, 5, 60000 / len(head)} {
			checkMemory(t, p, "nested "+name, nested(p.Version, head, levels))
		}
	}
	t.Logf("%d decoders", n)
}

func checkDepth(v openflow.Version, d openflow.Decoder, head []byte) error {
	for range 2 { // The decoder is as good after ErrDepth as before.
		one := nested(v, head, 1)
		m, err := d.Decode(one)
		if err != nil {
			return fmt.Errorf("a message in a message: %w", err)
		}
		if got, err := m.AppendBinary(nil); err != nil || !bytes.Equal(got, one) {
			return fmt.Errorf("a message in a message came back as %x, %w", got, err)
		}
		for _, levels := range []int{2, 3, 16, 17, 60000 / len(head)} {
			_, err := d.Decode(nested(v, head, levels))
			if !errors.Is(err, openflow.ErrDepth) {
				return fmt.Errorf("%d levels: %w, want ErrDepth", levels, err)
			}
			if err := decodeError(err, 65535); err != nil {
				return fmt.Errorf("%d levels: %w", levels, err)
			}
		}
	}
	return nil
}
