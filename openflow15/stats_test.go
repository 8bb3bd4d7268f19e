package openflow15_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// frame decodes hex with blanks and puts the length into the header.
func frame(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	b[2], b[3] = byte(len(b)>>8), byte(len(b))
	return b
}

const flowRemoved = "060b0000 00000001 00000064 00000000 0000000000000000 0001000400000000"

func TestStats(t *testing.T) {
	for _, test := range []struct{ name, stats, want string }{
		{"empty", "00000004 00000000", "stats={}"},
		{"duration", "00000010 80020008 0000000100000002", "stats={duration=1,2}"},
		{"reserved bit", "00000010 80020108 0000000100000002", "stats={duration=1,2}"},
		{"experimenter", "0000000d ffff0405 00abcdef 01000000", "stats={0xffff:0x00abcdef:2=0x01}"},
		{"unassigned", "00000009 80020401 01000000 00000000", "stats={0x8002:2=0x01}"},
	} {
		b := frame(t, flowRemoved+test.stats)
		m, err := openflow15.Unmarshal(b)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if text := openflow.Format(m); !strings.Contains(text, test.want) {
			t.Errorf("%s: %s, want %s", test.name, text, test.want)
		}
		if out, err := m.AppendBinary(nil); err != nil || !bytes.Equal(out, b) {
			t.Errorf("%s: encodes to %x, %v", test.name, out, err)
		}
	}
	for name, stats := range map[string]string{
		"too short": "0000", "length below 4": "00000003 00000000", "length beyond": "00000011 80020008 0000000100000002", "no padding": "0000000c 80020604 00000001",
		"wrong size": "0000000a 80020602 00010000 00000000", "bytes behind": "00000004 00000000 00000000 00000000", "field beyond": "00000008 80020008",
	} {
		if m, err := openflow15.Unmarshal(frame(t, flowRemoved+stats)); err == nil {
			t.Errorf("%s: no error, %v", name, m)
		}
	}
}

// TestOptional decodes what peers leave out: it encodes to the same bytes.
func TestOptional(t *testing.T) {
	for _, short := range []string{flowRemoved, "06130000 00000001 000b000000000000 00000100 00000006 0000000f 04000000"} {
		b := frame(t, short)
		m, err := openflow15.Unmarshal(b)
		if err != nil {
			t.Error(err)
			continue
		}
		if out, err := m.AppendBinary(nil); err != nil || !bytes.Equal(out, b) {
			t.Errorf("encodes to %x, want %x, %v", out, b, err)
		}
	}
}

// TestAllocsOfText decodes text and statistics again and again.
func TestAllocsOfText(t *testing.T) {
	for _, text := range []string{
		flowRemoved + "00000028 80020008 0000000100000002 80020808 0000000000000001 80020a08 0000000000000001",
		"06230000 00000000 00280007 00000002 0101000000000000 00000016 746c733a3139322e302e322e313a36363533 0000",
	} {
		b := frame(t, text)
		var d openflow15.Decoder
		decode := func() {
			if _, err := d.Decode(b); err != nil {
				t.Fatal(err)
			}
		}
		decode()
		if n := testing.AllocsPerRun(20, decode); n != 0 {
			t.Errorf("%x: %v allocations, want 0", b, n)
		}
	}
}
