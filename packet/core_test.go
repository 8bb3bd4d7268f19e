package packet_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ofwire/openflow/packet"
)

func benchFrames(t testing.TB) map[string][]byte {
	files, _ := filepath.Glob("../bench/testdata/pkt_*.hex")
	m := map[string][]byte{}
	for _, f := range files {
		raw, _ := os.ReadFile(f)
		b, err := hex.DecodeString(strings.Join(strings.Fields(string(raw)), ""))
		if err != nil {
			t.Fatal(err)
		}
		m[strings.TrimSuffix(filepath.Base(f), ".hex")] = b
	}
	return m
}

func TestBenchFrames(t *testing.T) {
	for name, b := range benchFrames(t) {
		p := packet.Unmarshal(b)
		t.Log(name, p)
		if p.Err != nil {
			t.Error(p.Err)
		}
		got, err := p.AppendReceived(nil)
		if err != nil || !bytes.Equal(got, b) {
			t.Errorf("%s: %x %v", name, got, err)
		}
		got, err = p.AppendBinary(nil)
		if err != nil || !bytes.Equal(got, b[:len(b)-len(p.Trailer)]) {
			t.Errorf("%s: %x %v", name, got, err)
		}
		var d packet.Decoder
		d.Decode(b)
		if n := testing.AllocsPerRun(100, func() { d.Decode(b) }); n != 0 {
			t.Errorf("%s: %v allocs", name, n)
		}
		buf := make([]byte, 0, 4096)
		if n := testing.AllocsPerRun(100, func() { p.AppendBinary(buf) }); n != 0 {
			t.Errorf("%s: %v allocs", name, n)
		}
	}
}
