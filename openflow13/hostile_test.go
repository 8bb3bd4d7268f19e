package openflow13_test

import (
	"bytes"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
)

// try decodes bytes that may be anything. It must not panic; what decodes must encode, and what does not must say why.
func try(t *testing.T, d *openflow13.Decoder, name string, b []byte) {
	t.Helper()
	m, err := d.Decode(b)
	if err != nil {
		if e := decodeError(err, len(b)); e != nil {
			t.Errorf("%s: %v\n%x", name, e, b)
		}
		return
	}
	if m == nil {
		t.Errorf("%s: neither message nor error\n%x", name, b)
		return
	}
	if got, err := m.AppendBinary(nil); err != nil || len(got) > len(b) {
		t.Errorf("%s: %d bytes decode and encode to %d bytes, %v\n%x", name, len(b), len(got), err, b)
	}
}

// stride lets tests of long messages look at some of the offsets only. The first 200 are all among them.
func stride(i, n int) bool { return i < 200 || n < 1000 || i%(n/200) == 0 }

// patched returns b with the length of its header set to the bytes that there are.
func patched(b []byte) []byte {
	c := bytes.Clone(b)
	if len(c) >= 4 {
		be.PutUint16(c[2:], uint16(len(c)))
	}
	return c
}

func TestPrefixes(t *testing.T) {
	var d openflow13.Decoder
	for name, b := range samples(t) {
		for n := range b {
			if !stride(n, len(b)) {
				continue
			}
			try(t, &d, name, patched(b[:n]))
			if _, err := d.Decode(b[:n:n]); err == nil {
				t.Errorf("%s cut to %d bytes decodes, its header says %d", name, n, len(b))
			} else if e := decodeError(err, n); e != nil {
				t.Errorf("%s cut to %d bytes: %v", name, n, e)
			}
		}
		long := append(bytes.Clone(b), 0)
		if _, err := d.Decode(long); err == nil {
			t.Errorf("%s with a byte behind it decodes", name)
		}
		try(t, &d, name, patched(long))
	}
}

// TestFlippedBytes sets every byte, those of lengths among them, to what it is not.
func TestFlippedBytes(t *testing.T) {
	var d openflow13.Decoder
	for name, b := range samples(t) {
		c := bytes.Clone(b)
		for i, was := range b {
			if !stride(i, len(b)) {
				continue
			}
			for _, x := range []byte{was + 1, was - 1, 0, 255, ^was, was ^ 8} {
				c[i] = x
				try(t, &d, name, c)
			}
			c[i] = was
		}
	}
}

// TestBytesThatMatter verifies that no byte but padding is lost: of each message, a change of a byte is refused, or comes back, or was of padding.
func TestBytesThatMatter(t *testing.T) {
	var d openflow13.Decoder
	padding := 0
	for name, b := range samples(t) {
		c := bytes.Clone(b)
		for i := range b {
			if !stride(i, len(b)) {
				continue
			}
			c[i] ^= 0x55
			if m, err := d.Decode(c); err == nil {
				got, err := m.AppendBinary(nil)
				if err != nil {
					t.Errorf("%s, byte %d: %v", name, i, err)
				} else if !bytes.Equal(got, c) {
					padding++
					checkDirt(t, name, got, c)
				}
			}
			c[i] = b[i]
		}
	}
	t.Logf("%d bytes of padding", padding)
}

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
func checkMemory(t *testing.T, name string, b []byte) {
	t.Helper()
	d := new(openflow13.Decoder)
	var err error
	n := allocated(func() { _, err = d.Decode(b) })
	if n > bound(len(b)) {
		t.Errorf("%s: %d bytes take %d bytes of memory (%v), the bound is %d", name, len(b), n, err, bound(len(b)))
	}
}

func TestMemoryOfSamples(t *testing.T) {
	for name, b := range samples(t) {
		checkMemory(t, name, b)
	}
}

// filled repeats a piece behind a fixed part until the message has nearly 64 KiB, and sets the lengths at the offsets of the fixed part.
func filled(head, piece string, lengths ...int) []byte {
	b := append([]byte(head), bytes.Repeat([]byte(piece), (65528-len(head))/len(piece))...)
	be.PutUint16(b[2:], uint16(len(b)))
	for _, at := range lengths {
		be.PutUint16(b[at:], uint16(len(b)-at+2))
	}
	return b
}

const (
	flowMod   = "\x04\x0e\x00\x00\x00\x00\x00\x01" + "0123456789012345678901234567890123456789"
	packetOut = "\x04\x0d\x00\x00\x00\x00\x00\x01\xff\xff\xff\xff\x00\x00\x00\x01"
	multipart = "\x04\x13\x00\x00\x00\x00\x00\x01"
	noMatch   = "\x00\x01\x00\x04\x00\x00\x00\x00"
)

// hostile are messages of nearly 64 KiB with as many elements as bytes can tell.
var hostile = map[string][]byte{
	"fields without value":       fixMatch(filled(flowMod+"\x00\x01\x00\x00", "\x12\x34\x00\x00")),
	"fields of an experimenter":  fixMatch(filled(flowMod+"\x00\x01\x00\x00", "\xff\xff\x00\x04\x00\xab\xcd\xef")),
	"fields of one byte":         fixMatch(filled(flowMod+"\x00\x01\x00\x00", "\x80\x00\x14\x01\x06")),
	"long fields":                fixMatch(filled(flowMod+"\x00\x01\x00\x00", "\x12\x34\x00\x21"+strings.Repeat("x", 33))),
	"unknown actions":            fixPacketOut(filled(packetOut+"\x00\x00\x00\x00\x00\x00\x00\x00", "\x12\x34\x00\x08\x00\x00\x00\x00")),
	"pop vlan":                   fixPacketOut(filled(packetOut+"\x00\x00\x00\x00\x00\x00\x00\x00", "\x00\x12\x00\x08\x00\x00\x00\x00")),
	"set queue":                  fixPacketOut(filled(packetOut+"\x00\x00\x00\x00\x00\x00\x00\x00", "\x00\x15\x00\x08\x00\x00\x00\x00")),
	"experimenter actions":       fixPacketOut(filled(packetOut+"\x00\x00\x00\x00\x00\x00\x00\x00", "\xff\xff\x00\x08\x00\xab\xcd\xef")),
	"set field of nothing":       fixPacketOut(filled(packetOut+"\x00\x00\x00\x00\x00\x00\x00\x00", "\x00\x19\x00\x08\x12\x34\x00\x00")),
	"empty apply-actions":        filled(flowMod+noMatch, "\x00\x04\x00\x08\x00\x00\x00\x00"),
	"goto-table":                 filled(flowMod+noMatch, "\x00\x01\x00\x08\x01\x00\x00\x00"),
	"unknown instructions":       filled(flowMod+noMatch, "\x12\x34\x00\x08\x00\x00\x00\x00"),
	"hello elements":             filled("\x04\x00\x00\x00\x00\x00\x00\x01", "\x12\x34\x00\x04\x00\x00\x00\x00"),
	"bitmaps":                    filled("\x04\x00\x00\x00\x00\x00\x00\x01", "\x00\x01\x00\x04\x00\x00\x00\x00"),
	"one bitmap":                 filled("\x04\x00\x00\x00\x00\x00\x00\x01\x00\x01\x00\x00", "\x00\x00\x00\x10", 10),
	"buckets":                    filled("\x04\x0f\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01", "\x00\x10"+strings.Repeat("\x00", 14)),
	"meter bands":                filled("\x04\x1d\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01", "\x12\x34\x00\x04"),
	"flow stats":                 filled(multipart+"\x00\x01\x00\x00\x00\x00\x00\x00", "\x00\x38"+strings.Repeat("\x00", 46)+noMatch),
	"group stats":                filled(multipart+"\x00\x06\x00\x00\x00\x00\x00\x00", "\x00\x28"+strings.Repeat("\x00", 38)),
	"group descriptions":         filled(multipart+"\x00\x07\x00\x00\x00\x00\x00\x00", "\x00\x08\x00\x00\x00\x00\x00\x01"),
	"meter stats":                filled(multipart+"\x00\x09\x00\x00\x00\x00\x00\x00", "\x00\x00\x00\x01\x00\x28"+strings.Repeat("\x00", 34)),
	"meter configurations":       filled(multipart+"\x00\x0a\x00\x00\x00\x00\x00\x00", "\x00\x08\x00\x00\x00\x00\x00\x01"),
	"queues":                     filled("\x04\x17\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00", "\x00\x00\x00\x01\x00\x00\x00\x01\x00\x10"+strings.Repeat("\x00", 6)),
	"queue properties":           filled("\x04\x17\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00", "\x12\x34\x00\x08\x00\x00\x00\x00", 24),
	"table feature properties":   tableFeatures("\x00\x00\x00\x04\x00\x00\x00\x00", 0),
	"unknown table features":     tableFeatures("\x12\x34\x00\x04\x00\x00\x00\x00", 0),
	"field ids":                  tableFeatures("\x80\x00\x00\x04", 8),
	"field ids of experimenters": tableFeatures("\xff\xff\x00\x04\x00\xab\xcd\xef", 8),
	"next tables":                tableFeatures("\x01\x02\x03\x04", 2),
	"action ids":                 tableFeatures("\x00\x00\x00\x04", 4),
	"instruction ids":            tableFeatures("\x00\x01\x00\x04", 0xff00),
	"flow monitors":              filled("\x04\x12\x00\x00\x00\x00\x00\x01\xff\xff\x00\x00\x00\x00\x00\x00\x4f\x4e\x46\x00\x00\x00\x07\x4e", "\x00\x00\x00\x01\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00"+noMatch),
	"flow updates":               filled("\x04\x13\x00\x00\x00\x00\x00\x01\xff\xff\x00\x00\x00\x00\x00\x00\x4f\x4e\x46\x00\x00\x00\x07\x4e", "\x00\x08\x00\x03\x00\x00\x00\x01"),
	"unknown flow updates":       filled("\x04\x13\x00\x00\x00\x00\x00\x01\xff\xff\x00\x00\x00\x00\x00\x00\x4f\x4e\x46\x00\x00\x00\x07\x4e", "\x00\x04\x12\x34"),
	"bundle properties":          filled("\x04\x04\x00\x00\x00\x00\x00\x01\x4f\x4e\x46\x00\x00\x00\x08\xfc\x00\x00\x00\x01\x00\x00\x00\x00", "\x12\x34\x00\x04\x00\x00\x00\x00"),
	"role properties":            filled("\x04\x04\x00\x00\x00\x00\x00\x01\x4f\x4e\x46\x00\x00\x00\x07\x77"+strings.Repeat("\x00", 16), "\x12\x34\x00\x04\x00\x00\x00\x00"),
}

// fixMatch sets the match's length of a flow mod that has nothing but fields, and drops what breaks its alignment.
func fixMatch(b []byte) []byte {
	n := len(b) - 48
	be.PutUint16(b[50:], uint16(n))
	b = append(b, make([]byte, (8-n%8)%8)...)
	be.PutUint16(b[2:], uint16(len(b)))
	return b
}

// fixPacketOut sets the length of the actions.
func fixPacketOut(b []byte) []byte {
	be.PutUint16(b[16:], uint16(len(b)-24))
	return b
}

// tableFeatures is a request with one table. Of type 0 it has many properties, else one with many ids; 0xff00 is type 0 with ids.
func tableFeatures(piece string, typ uint16) []byte {
	head := "\x04\x12\x00\x00\x00\x00\x00\x01\x00\x0c\x00\x00\x00\x00\x00\x00" + strings.Repeat("\x00", 64)
	if typ == 0 {
		return fixTable(filled(head, piece))
	}
	b := filled(head+"\x00\x00\x00\x00", piece)
	be.PutUint16(b[80:], typ&0xff)
	be.PutUint16(b[82:], uint16(len(b)-80))
	b = append(b, make([]byte, (8-len(b)%8)%8)...)
	be.PutUint16(b[2:], uint16(len(b)))
	return fixTable(b)
}

// fixTable sets the length of the one table.
func fixTable(b []byte) []byte {
	be.PutUint16(b[16:], uint16(len(b)-16))
	return b
}

// TestMemoryOfHostileMessages decodes what has the most elements for its bytes.
func TestMemoryOfHostileMessages(t *testing.T) {
	for name, b := range hostile {
		m, err := openflow13.Unmarshal(b)
		if err != nil {
			t.Errorf("%s does not decode, so it shows nothing: %v", name, err)
			continue
		}
		if got, err := m.AppendBinary(nil); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%s comes back as %d bytes, %v; want the same %d", name, len(got), err, len(b))
		}
		checkMemory(t, name, b)
		for _, n := range []int{2000, 5000, 20000} {
			checkMemory(t, name+", cut", patched(b[:n]))
		}
	}
}

// nested puts a message of n bytes into bundle messages, level upon level.
func nested(levels int) []byte {
	b := []byte("\x04\x14\x00\x08\x00\x00\x00\x01")
	for range levels {
		head := []byte("\x04\x04\x00\x00\x00\x00\x00\x01\x4f\x4e\x46\x00\x00\x00\x08\xfd\x00\x00\x00\x01\x00\x00\x00\x00")
		b = append(head, b...)
		be.PutUint16(b[2:], uint16(len(b)))
	}
	return b
}

func TestDepth(t *testing.T) {
	for _, limit := range []int{1, 2, 5, 0} {
		d := openflow13.Decoder{MaxDepth: limit}
		if limit == 0 {
			limit = 16
		}
		if m, err := d.Decode(nested(limit - 1)); err != nil {
			t.Errorf("%d levels with a limit of %d: %v", limit-1, limit, err)
		} else if got, err := m.AppendBinary(nil); err != nil || !bytes.Equal(got, nested(limit-1)) {
			t.Errorf("%d levels came back as %x, %v", limit-1, got, err)
		}
		for _, levels := range []int{limit, limit + 1, 2000} {
			_, err := d.Decode(nested(levels))
			if !errors.Is(err, openflow.ErrDepth) {
				t.Errorf("%d levels with a limit of %d: %v, want ErrDepth", levels, limit, err)
			} else if e := decodeError(err, 65535); e != nil {
				t.Errorf("%d levels: %v", levels, e)
			}
		}
		// The decoder is as good as before.
		if _, err := d.Decode(nested(limit - 1)); err != nil {
			t.Errorf("after ErrDepth: %v", err)
		}
	}
	for _, levels := range []int{1, 5, 15, 16, 2700} {
		checkMemory(t, "nested messages", nested(levels))
	}
}
