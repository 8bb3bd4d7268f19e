package openflow_test

import (
	"bytes"
	"testing"

	"github.com/ofwire/openflow"
)

// TestFieldBufferErrors verifies that what is wrong with a match is told the same way, whatever memory there is from earlier ones.
func TestFieldBufferErrors(t *testing.T) {
	good := []byte("\x80\x00\x18\x04\x0a\x00\x00\x01")
	for _, test := range []struct{ name, b, want string }{
		{"a short field before one that runs over the end", "\x80\x00\x18\x00\x80\x00\x18\x44\x0a", "openflow: [0] at offset 3: bad length"},
		{"the second runs over the end", string(good) + "\x80\x00\x18\x44\x0a", "openflow: [1] at offset 11: bad length"},
		{"the third ends in its header", string(good) + string(good) + "\x80\x00", "openflow: [2] at offset 18: truncated"},
	} {
		var used, fresh openflow.FieldBuffer
		many := bytes.Repeat(good, 8)
		used.Reset(len(many))
		if _, err := used.Fields(&textTable, many, 0, len(many), false); err != nil {
			t.Fatal(err)
		}
		for name, fb := range map[string]*openflow.FieldBuffer{"used": &used, "fresh": &fresh} {
			fb.Reset(len(test.b))
			if _, err := fb.Fields(&textTable, []byte(test.b), 0, len(test.b), false); err == nil || err.Error() != test.want {
				t.Errorf("%s, %s: %v, want %s", test.name, name, err, test.want)
			}
		}
	}
}
