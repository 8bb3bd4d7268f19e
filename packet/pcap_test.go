package packet_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/ofwire/openflow/internal/vectors"
	"github.com/ofwire/openflow/packet"
)

// pcapFrames returns the frames of a capture file and its link type.
func pcapFrames(t *testing.T, b []byte) (link uint32, frames [][]byte) {
	t.Helper()
	var order binary.ByteOrder = binary.LittleEndian
	if len(b) < 24 {
		t.Fatal("no capture")
	}
	if b[0] == 0xa1 {
		order = binary.BigEndian
	}
	link = order.Uint32(b[20:])
	for b = b[24:]; len(b) >= 16; {
		n := int(order.Uint32(b[8:]))
		if n > len(b)-16 {
			t.Fatal("frame behind the end")
		}
		frames = append(frames, b[16:16+n])
		b = b[16+n:]
	}
	return link, frames
}

// TestCaptures decodes all frames of the shared captures and expects AppendReceived to give them back, and that most parse.
func TestCaptures(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(vectors.Dir(t), "pcap", "*.pcap"))
	if err != nil {
		t.Fatal(err)
	}
	var d packet.Decoder
	n, bad := 0, 0
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		link, frames := pcapFrames(t, b)
		if link != 1 {
			continue
		}
		for _, frame := range frames {
			n++
			check(t, &d, frame)
			if p := d.Decode(frame); p.Err != nil || p.Truncated {
				bad++
				t.Logf("%s: %v", filepath.Base(file), p)
			}
		}
	}
	t.Logf("%d frames in %d files, %d with an error", n, len(files), bad)
	if n < 200 || bad > 10 {
		t.Error("not as it was")
	}
}
