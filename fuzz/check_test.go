package fuzz

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"runtime"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/ofwire/openflow"
)

// check decodes b, which may be anything, and verifies what a decoding promises. It returns the first promise that is broken.
func check(p *openflow.Protocol, b []byte) error {
	input := bytes.Clone(b)
	d := p.NewDecoder(nil)
	var borrowed openflow.Message
	var err error
	used, most := allocated(func() { borrowed, err = d.Decode(b) }), uint64(16*len(b)+4096)
	for range 3 { // What other goroutines allocate in the meantime counts too.
		if used > most {
			d = p.NewDecoder(nil)
			used = min(used, allocated(func() { borrowed, err = d.Decode(b) }))
		}
	}
	if used > most {
		return fmt.Errorf("decoding takes %d bytes of memory, want %d or less", used, most)
	}
	if !bytes.Equal(b, input) {
		return fmt.Errorf("decoding changed its input to %x", b)
	}
	owned, ownedErr := p.Unmarshal(b)
	if err != nil {
		if ownedErr == nil || ownedErr.Error() != err.Error() {
			return fmt.Errorf("Decoder says %w, Unmarshal %w", err, ownedErr)
		}
		return checkError(err, len(b))
	}
	if ownedErr != nil {
		return fmt.Errorf("Unmarshal fails and the Decoder does not: %w", ownedErr)
	}
	if diff := differ(owned, borrowed); diff != "" {
		return fmt.Errorf("Unmarshal (-) and Decoder (+) differ: %s", diff)
	}
	return checkEncoding(p, d, owned, b)
}

// checkEncoding encodes a message that came as b, and decodes that again.
func checkEncoding(p *openflow.Protocol, d openflow.Decoder, m openflow.Message, b []byte) error {
	got, err := m.AppendBinary(bytes.Repeat([]byte{0xa5}, 64+len(b))[:64])
	if err != nil {
		return fmt.Errorf("what was decoded does not encode: %w", err)
	}
	got = got[64:]
	class := nonCanonical(m, got, b)
	if class == "" && !bytes.Equal(got, b) {
		return fmt.Errorf("encoded to\n%x, want\n%x", got, b)
	}
	again, err := p.Unmarshal(got)
	if err != nil {
		return fmt.Errorf("what was encoded does not decode: %w\n%x", err, got)
	}
	if diff := differ(m, again); diff != "" {
		return fmt.Errorf("decoded again differs (%s): %s", class, diff)
	}
	second, err := again.CloneElement().AppendBinary(nil)
	if err != nil || !bytes.Equal(second, got) {
		return fmt.Errorf("encoded the second time to\n%x, %w; want\n%x", second, err, got)
	}
	if third, err := d.Decode(got); err != nil || differ(again, third) != "" {
		return fmt.Errorf("the Decoder, used again, gives another message: %w", err)
	}
	return nil
}

// differ shows how two messages differ; nil and empty lists are the same.
func differ(a, b openflow.Message) string {
	if reflect.DeepEqual(a, b) {
		return ""
	}
	return cmp.Diff(a, b, cmpopts.EquateEmpty(), cmpopts.EquateComparable(netip.Addr{}))
}

// The experimenter and subtype of actions that end in zeros, as many as there may be.
var learn, learn2 = []byte("\x00\x00\x23\x20\x00\x10"), []byte("\x00\x00\x23\x20\x00\x2d")

// nonCanonical names the class of an input that decodes and is not what we encode; "" is none.
func nonCanonical(m openflow.Message, got, came []byte) string {
	class, from := "", 0
	if (bytes.Contains(got, learn) || bytes.Contains(got, learn2)) && onlyZerosLost(got, came) {
		return "zeros behind the parts of a learn action"
	}
	if len(got) != len(came) {
		if !strings.HasSuffix(m.Info().Name, "BundleAddMessage") || (len(got)+7)&^7 != len(came) {
			return ""
		}
		class, from = "padding behind a bundled message without properties", 4
	}
	for i := from; i < len(got); i++ {
		if got[i] != came[i] {
			if got[i] != 0 {
				return ""
			}
			class = "padding that is not zero"
		}
	}
	return class
}

// onlyZerosLost reports whether got is came without some runs of 8 zeros, but for lengths, which are as much smaller, and padding that is not zero.
func onlyZerosLost(got, came []byte) bool {
	lost, i, j := len(came)-len(got), 0, 0
	shorter := func(i, j int) bool { // A length of 16 bits.
		if i < 0 || i+2 > len(got) || j+2 > len(came) {
			return false
		}
		n := int(binary.BigEndian.Uint16(came[j:])) - int(binary.BigEndian.Uint16(got[i:]))
		return n > 0 && n <= lost && n%8 == 0
	}
	for i < len(got) && j < len(came) {
		switch {
		case got[i] == came[j], shorter(i-1, j-1), got[i] == 0:
			i, j = i+1, j+1
		case shorter(i, j):
			i, j = i+2, j+2
		case bytes.HasPrefix(came[j:], make([]byte, 8)):
			j += 8
		default:
			return false
		}
	}
	rest := came[j:]
	return lost > 0 && lost%8 == 0 && i == len(got) && len(bytes.Trim(rest, "\x00")) == 0
}

// checkError verifies that an error is complete.
func checkError(err error, n int) error {
	var e *openflow.DecodeError
	switch {
	case !errors.As(err, &e):
		return fmt.Errorf("the error is a %T: %w", err, err)
	case e.Offset < 0 || e.Offset > n:
		return fmt.Errorf("the offset lies outside of %d bytes: %w", n, err)
	case e.Path == "" || e.Err == nil:
		return fmt.Errorf("path or reason are missing: %w", err)
	}
	return nil
}

// allocated returns the bytes that f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
