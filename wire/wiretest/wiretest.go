// Package wiretest checks the fixtures of specs; generated tests call it.
package wiretest

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
)

// Example verifies that the bytes of text, in hexadecimal, decode to the type that info describes, and that what they decode to encodes to the same
// bytes, and its copy too.
func Example(t *testing.T, info *openflow.TypeInfo, decode func(b []byte) (openflow.Element, error), text string) {
	t.Helper()
	t.Run(info.Name, func(t *testing.T) {
		want, err := hex.DecodeString(strings.Join(strings.Fields(text), ""))
		if err != nil {
			t.Fatal(err)
		}
		m, err := decode(want)
		if err != nil {
			t.Fatal(err)
		}
		if m.Info() != info {
			t.Errorf("decoded to %s", m.Info().Name)
		}
		for _, m := range []openflow.Element{m, m.CloneElement()} {
			if got, err := m.AppendBinary(nil); err != nil || !bytes.Equal(got, want) {
				t.Errorf("encoded to %x, %v; want %x", got, err, want)
			}
		}
	})
}

// Only returns the one element of a list that was decoded.
func Only[E openflow.Element, L ~[]E](list L, err error) (openflow.Element, error) {
	if err == nil && len(list) != 1 {
		err = fmt.Errorf("%d elements, want 1", len(list))
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}
