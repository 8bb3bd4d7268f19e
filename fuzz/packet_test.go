package fuzz

import (
	"bytes"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow15"
	"github.com/ofwire/openflow/packet"
)

// FuzzPacket decodes a frame in a Decoder that lends and in one that owns, encodes it again, and writes and reads its JSON. Its first byte chooses
// the protocol that the frame begins with; 0 is Ethernet.
func FuzzPacket(f *testing.F) {
	f.Add([]byte{0})
	for i, p := range packet.Protocols() {
		layers := []packet.Layer{p.New(), packet.Payload("payload")}
		if p.Pseudo {
			layers = append([]packet.Layer{new(packet.IPv4)}, layers...)
		}
		b, err := packet.Append([]byte{byte(i)}, layers...)
		if err != nil {
			f.Logf("%s: %v", p.Name, err)
			continue
		}
		f.Add(b)
	}
	versions := []*openflow.Protocol{openflow10.Protocol, openflow13.Protocol, openflow15.Protocol}
	var d packet.Decoder
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 {
			return
		}
		d.First = packet.Protocols()[int(b[0])%len(packet.Protocols())]
		b = b[1:]
		lent, owned := d.Decode(b), d.Unmarshal(b)
		if lent.String() != owned.String() {
			t.Errorf("%v is %v", lent, owned)
		}
		if got, err := lent.AppendReceived(nil); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%v: %v\nwant %x\ngot  %x", lent, err, b, got)
		}
		_, _ = lent.AppendBinary(nil)
		o := ofjson.Options{OpenFlow: versions}
		text, err := o.AppendPacket(nil, lent)
		if err != nil {
			t.Fatal(err)
		}
		back, err := o.UnmarshalPacket(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if got, err := back.AppendReceived(nil); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%v: %v\n%s\nwant %x\ngot  %x", lent, err, text, b, got)
		}
	})
}
