package codectest

import (
	"errors"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/wire"
)

// nesting are the heads of actions that hold actions.
var nesting = map[string]string{
	"clone": "\xff\xff\x00\x00" + nicira + "\x00\x2a" + zeros[:6],
	"ct":    "\xff\xff\x00\x00" + nicira + "\x00\x23" + zeros + zeros[:6],
}

// testNestedActions puts actions into actions, as deep as a decoder goes and one level deeper.
func testNestedActions(t *testing.T, p *openflow.Protocol) {
	d := p.NewDecoder(nil)
	for name, head := range nesting {
		action := ""
		for depth := 1; depth <= wire.DefaultMaxDepth+1; depth++ {
			b := []byte(head + action)
			be.PutUint16(b[2:], uint16(len(b)))
			action = string(b)
			b = packetOut(p.Version, b)
			_, err := d.Decode(b)
			if depth <= wire.DefaultMaxDepth {
				if err != nil {
					t.Errorf("%s at depth %d: %v", name, depth, err)
				}
				continue
			}
			var e *openflow.DecodeError
			if !errors.As(err, &e) || !errors.Is(err, openflow.ErrDepth) {
				t.Errorf("%s at depth %d: %v, want ErrDepth", name, depth, err)
			} else if strings.Count(e.Path, "Actions[0]") < wire.DefaultMaxDepth || e.Offset < (depth-1)*len(head) || e.Code == 0 {
				t.Errorf("%s at depth %d: %v (%v) does not say where", name, depth, err, e.Code)
			}
		}
	}
}
