package openflow13_test

import (
	"bytes"
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
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
func checkMemory(t *testing.T, name string, b []byte) {
	t.Helper()
	var err error
	n := uint64(math.MaxUint64)
	for range 3 { // What other goroutines allocate in the meantime counts too.
		if n > bound(len(b)) {
			d := new(openflow13.Decoder)
			n = min(n, allocated(func() { _, err = d.Decode(b) }))
		}
	}
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
	flowMod   = "\x04\x0e\x00\x00\x00\x00\x00\x01" + "01234567890123456789012345678901234567\x00\x00"
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
	"queue properties":           queueProperties("\x12\x34\x00\x08\x00\x00\x00\x00"),
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

// queueProperties is a reply with one queue.
func queueProperties(piece string) []byte {
	b := filled("\x04\x17\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00"+strings.Repeat("\x00", 16), piece)
	be.PutUint16(b[24:], uint16(len(b)-16))
	return b
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

// nested puts a message into bundle messages, level upon level.
func nested(levels int) []byte {
	b := []byte("\x04\x14\x00\x08\x00\x00\x00\x01")
	for range levels {
		head := []byte("\x04\x04\x00\x00\x00\x00\x00\x01\x4f\x4e\x46\x00\x00\x00\x08\xfd\x00\x00\x00\x01\x00\x00\x00\x00")
		b = append(head, b...)
		be.PutUint16(b[2:], uint16(len(b)))
	}
	return b
}

// TestDepth puts messages into messages: one level is legal, more are refused at any limit.
func TestDepth(t *testing.T) {
	for _, limit := range []int{0, 1, 2, 100000} {
		d := openflow13.Decoder{MaxDepth: limit}
		for range 2 { // The decoder is as good after ErrDepth as before.
			if m, err := d.Decode(nested(1)); err != nil {
				t.Errorf("a message in a message, limit %d: %v", limit, err)
			} else if got, err := m.AppendBinary(nil); err != nil || !bytes.Equal(got, nested(1)) {
				t.Errorf("a message in a message came back as %x, %v", got, err)
			}
			for _, levels := range []int{2, 3, 16, 17, 2700} {
				_, err := d.Decode(nested(levels))
				if !errors.Is(err, openflow.ErrDepth) {
					t.Errorf("%d levels with a limit of %d: %v, want ErrDepth", levels, limit, err)
				} else if e := decodeError(err, 65535); e != nil {
					t.Errorf("%d levels: %v", levels, e)
				}
			}
		}
	}
	for _, levels := range []int{1, 2, 5, 2700} {
		checkMemory(t, "nested messages", nested(levels))
	}
}
