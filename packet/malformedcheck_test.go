package packet_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/ofwire/openflow/packet"
)

// A malformed is a frame that is not right, and what is to be known of it.
type malformed struct {
	name      string
	frame     []byte
	layers    string // The names of the layers that are left.
	err       error
	truncated bool
	trailer   int
	at        string // The layer that fails and its offset, where it matters: "ipv4 at 14".
}

// run decodes the frame by itself and behind others: the layers before the wrong one are there, the rest is payload, the error tells where the wrong one
// begins, and the frame can be had back.
func (m malformed) run(t *testing.T) {
	t.Helper()
	t.Run(m.name, func(t *testing.T) {
		var d packet.Decoder
		check(t, &d, m.frame)
		p := d.Decode(m.frame)
		var names []string
		for _, l := range p.Layers {
			names = append(names, l.Info().Name)
		}
		if got := strings.Join(names, " "); got != m.layers {
			t.Errorf("layers %q, want %q", got, m.layers)
		}
		if !errors.Is(p.Err, m.err) || (p.Err == nil) != (m.err == nil) {
			t.Errorf("error %v, want %v", p.Err, m.err)
		}
		if m.at != "" && (p.Err == nil || !strings.HasPrefix(p.Err.Error(), "packet: "+m.at+": ")) {
			t.Errorf("error %v, want it at %s", p.Err, m.at)
		}
		if p.Truncated != m.truncated {
			t.Errorf("truncated %v", p.Truncated)
		}
		if len(p.Trailer) != m.trailer {
			t.Errorf("trailer of %d bytes, want %d", len(p.Trailer), m.trailer)
		}
		checkRest(t, m.frame, p)
	})
}

// checkRest expects all bytes behind the layers to be payload, but for the trailer, and the error to tell of a layer that begins there; or of the last one,
// which is there as far as it could be read.
func checkRest(t *testing.T, frame []byte, p *packet.Packet) {
	t.Helper()
	last, rest := 0, 0
	for _, l := range p.Layers {
		last, rest = rest, rest+l.HeaderLen()
	}
	if got, want := p.Payload, frame[rest:len(frame)-len(p.Trailer)]; !bytes.Equal(got, want) {
		t.Errorf("payload %x, want %x", got, want)
	}
	if p.Err == nil {
		return
	}
	var e *packet.LayerError
	if !errors.As(p.Err, &e) || e.Err == nil || e.Layer == "" {
		t.Fatalf("error %#v tells no layer or no reason", p.Err)
	}
	kept := false
	if n := len(p.Layers); n > 0 && e.Offset == last {
		kept = strings.HasPrefix(strings.ToLower(p.Layers[n-1].Info().Name), e.Layer) // An OSPFLSUpd is ospf.
	}
	if e.Offset != rest && !kept {
		t.Errorf("%v: the layer begins at %d", e, rest)
	}
	if !strings.Contains(e.Error(), e.Layer) || !strings.Contains(e.Error(), e.Err.Error()) {
		t.Errorf("%q does not tell layer and reason", e)
	}
}
