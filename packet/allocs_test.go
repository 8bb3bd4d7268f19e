package packet_test

import (
	"slices"
	"testing"

	"github.com/ofwire/openflow/packet"
)

// TestNoAllocationsRare decodes and encodes packets whose layers a Decoder has no fields for.
func TestNoAllocationsRare(t *testing.T) {
	many := &packet.PPPoED{Tags: slices.Repeat(padi().Tags, 10)}
	for name, layers := range map[string][]packet.Layer{
		"GTP-U":       overUDP(packet.GTPUPort, packet.NewGTPU(1, pduSession(), pduSession()), v4(), &packet.UDP{SrcPort: 1, DstPort: 2}),
		"ERSPAN I":    mirrored(0, packet.EtherTypeERSPAN, eth(), v4()),
		"ERSPAN II":   mirrored(packet.GRESeq, packet.EtherTypeERSPAN, erspan2(), eth(), v4()),
		"ERSPAN III":  mirrored(packet.GRESeq, packet.EtherTypeERSPAN3, erspan3(), eth(), v4()),
		"discovery":   {eth(), many},
		"session":     {eth(), &packet.PPPoE{Session: 1}, &packet.PPP{}, v4(), &packet.UDP{SrcPort: 1, DstPort: 2}},
		"EAP":         {eth(), &packet.EAPOL{Version: 1}, &packet.EAP{Code: packet.EAPSuccess}},
		"EAPOL start": {eth(), &packet.EAPOL{Version: 1, Type: packet.EAPOLStart}},
	} {
		b := frame(t, same, layers...)
		var d packet.Decoder
		d.Decode(b)
		if n := testing.AllocsPerRun(100, func() { d.Decode(b) }); n != 0 {
			t.Errorf("%s: Decode allocates %v times", name, n)
		}
		p := packet.Unmarshal(b)
		buf := make([]byte, 0, 4096)
		if n := testing.AllocsPerRun(100, func() { _, _ = p.AppendBinary(buf) }); n != 0 {
			t.Errorf("%s: AppendBinary allocates %v times", name, n)
		}
		if n := testing.AllocsPerRun(100, func() { _, _ = packet.Append(buf, p.Layers...) }); n != 0 {
			t.Errorf("%s: Append allocates %v times", name, n)
		}
	}
}
