package fuzz

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
)

// maxText is the size of the largest text that is read: with longer ones a fuzzer does little.
const maxText = 16 << 10

// FuzzReadJSON reads anything as the JSON of a message of one version. What reads and encodes is written, and comes back as the same bytes. The seeds are
// samples.
func FuzzReadJSON(f *testing.F) {
	for _, p := range protocols {
		for _, b := range seeds(f, p) {
			m, err := p.Unmarshal(b)
			if err != nil {
				f.Fatalf("%v: %x", err, b)
			}
			text, err := ofjson.Marshal(m)
			if err != nil {
				f.Fatalf("%s: %v", m.Info().Name, err)
			}
			f.Add(byte(p.Version), text)
		}
	}
	f.Fuzz(func(t *testing.T, version byte, text []byte) {
		if len(text) > maxText {
			return
		}
		for _, p := range protocols {
			if p.Version == openflow.Version(version) {
				if err := checkJSON(p, text); err != nil {
					t.Errorf("%v\n%s", err, text)
				}
			}
		}
	})
}

func checkJSON(p *openflow.Protocol, text []byte) error {
	m, err := ofjson.Unmarshal(p, text)
	if err != nil {
		return nil
	}
	b, err := m.MarshalBinary()
	if err != nil {
		return nil
	}
	again, err := ofjson.Marshal(m)
	if err != nil {
		return fmt.Errorf("what was read is not written: %w", err)
	}
	back, err := ofjson.Unmarshal(p, again)
	if err != nil {
		return fmt.Errorf("what was written is not read: %w\n%s", err, again)
	}
	if got, err := back.MarshalBinary(); err != nil || !bytes.Equal(got, b) {
		return fmt.Errorf("written and read encodes to\n%x, %w; want\n%x\n%s", got, err, b, again)
	}
	return nil
}
