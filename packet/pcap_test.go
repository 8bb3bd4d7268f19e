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

// A capturedFrame is a frame of a capture file.
type capturedFrame struct {
	file  string
	frame []byte
}

// captured returns the Ethernet frames of the shared captures.
func captured(t *testing.T) (list []capturedFrame) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(vectors.Dir(t), "pcap", "*.pcap"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		link, frames := pcapFrames(t, b)
		if link != 1 {
			continue
		}
		for _, f := range frames {
			list = append(list, capturedFrame{filepath.Base(file), f})
		}
	}
	return list
}

// TestCaptures decodes all frames of the shared captures and expects AppendReceived to give them back, and that most parse.
func TestCaptures(t *testing.T) {
	var d packet.Decoder
	frames, bad := captured(t), 0
	for _, f := range frames {
		check(t, &d, f.frame)
		if p := d.Decode(f.frame); p.Err != nil || p.Truncated {
			bad++
			t.Logf("%s: %v", f.file, p)
		}
	}
	t.Logf("%d frames, %d with an error", len(frames), bad)
	if len(frames) < 200 || bad > 10 {
		t.Error("not as it was")
	}
}
