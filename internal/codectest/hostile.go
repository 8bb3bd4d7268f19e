package codectest

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/ofwire/openflow"
)

// try decodes bytes that may be anything. It must not panic; what decodes must encode, and what does not must say why.
func try(d openflow.Decoder, b []byte) error {
	m, err := d.Decode(b)
	if err != nil {
		if err := decodeError(err, len(b)); err != nil {
			return fmt.Errorf("%w\n%x", err, b)
		}
		return nil
	}
	if m == nil {
		return fmt.Errorf("neither message nor error\n%x", b)
	}
	if got, err := m.AppendBinary(nil); err != nil || len(got) > len(b) {
		return fmt.Errorf("%d bytes decode and encode to %d bytes, %w\n%x", len(b), len(got), err, b)
	}
	return nil
}

// stride lets tests of long messages look at some of the offsets only. The first 200 are all among them.
func stride(i, n int) bool {
	if testing.Short() {
		return i < 64 || i%(n/50+1) == 0
	}
	return i < 200 || n < 1000 || i%(n/200) == 0
}

// patched returns b with the length of its header set to the bytes that there are.
func patched(b []byte) []byte {
	c := bytes.Clone(b)
	if len(c) >= 4 {
		be.PutUint16(c[2:], uint16(len(c)))
	}
	return c
}

// testPrefixes decodes all that a message can be cut to, and one byte more than a message.
func testPrefixes(t *testing.T, p *openflow.Protocol) {
	d := p.NewDecoder(nil)
	for name, b := range samples(t, p) {
		if err := prefixes(d, b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		long := append(bytes.Clone(b), 0)
		if _, err := d.Decode(long); err == nil {
			t.Errorf("%s with a byte behind it decodes", name)
		}
		if err := try(d, patched(long)); err != nil {
			t.Errorf("%s with a byte behind it: %v", name, err)
		}
	}
}

// prefixes decodes all prefixes of a message, as they are and with the length in the header put right.
func prefixes(d openflow.Decoder, b []byte) error {
	for n := range b {
		if !stride(n, len(b)) {
			continue
		}
		if err := try(d, patched(b[:n])); err != nil {
			return err
		}
		_, err := d.Decode(b[:n:n])
		if err == nil {
			return fmt.Errorf("cut to %d bytes it decodes, its header says %d", n, len(b))
		}
		if err := decodeError(err, n); err != nil {
			return fmt.Errorf("cut to %d bytes: %w", n, err)
		}
	}
	return nil
}

// testFlippedBytes sets every byte, those of lengths among them, to what it is not.
func testFlippedBytes(t *testing.T, p *openflow.Protocol) {
	d := p.NewDecoder(nil)
	for name, b := range samples(t, p) {
		if err := flips(d, bytes.Clone(b)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func flips(d openflow.Decoder, b []byte) error {
	for i, was := range b {
		if !stride(i, len(b)) {
			continue
		}
		for _, x := range []byte{was + 1, was - 1, 0, 255, ^was, was ^ 8} {
			b[i] = x
			if err := try(d, b); err != nil {
				return fmt.Errorf("byte %d: %w", i, err)
			}
		}
		b[i] = was
	}
	return nil
}

// testBytesThatMatter verifies that no byte but padding is lost: of each message, a change of a byte is refused, or comes back, or was of padding.
func testBytesThatMatter(t *testing.T, p *openflow.Protocol) {
	d := p.NewDecoder(nil)
	padding := 0
	for name, b := range samples(t, p) {
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
					checkDirt(t, fmt.Sprintf("%s, byte %d", name, i), got, c)
				}
			}
			c[i] = b[i]
		}
	}
	t.Logf("%d bytes of padding", padding)
}
