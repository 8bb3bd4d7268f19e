package packet_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/packet"
)

// TestRare decodes and encodes packets whose layers have no memory of their own in a Decoder: nothing is allocated for them, and clones share nothing.
func TestRare(t *testing.T) {
	user := []packet.Layer{v4(), &packet.UDP{SrcPort: 1, DstPort: 2}}
	md5 := packet.Payload("\x040123")
	for name, layers := range map[string][]packet.Layer{
		"GTP-U":       append(overUDP(packet.GTPUPort, packet.NewGTPU(1, pduSession(), pduSession())), user...),
		"ERSPAN I":    append(mirrored(0, packet.EtherTypeERSPAN, eth()), user...),
		"ERSPAN II":   append(mirrored(packet.GRESeq, packet.EtherTypeERSPAN, erspan2(), eth()), user...),
		"ERSPAN III":  append(mirrored(packet.GRESeq, packet.EtherTypeERSPAN3, erspan3(), eth()), user...),
		"discovery":   {eth(), &packet.PPPoED{Tags: slices.Repeat(padi().Tags, 10)}},
		"session":     append([]packet.Layer{eth(), &packet.PPPoE{Session: 1}, &packet.PPP{}}, user...),
		"EAP":         {eth(), &packet.EAPOL{Version: 1}, &packet.EAP{Code: packet.EAPRequest, Type: packet.EAPMD5}, md5},
		"EAPOL start": {eth(), &packet.EAPOL{Version: 1, Type: packet.EAPOLStart}},
	} {
		b := frame(t, same, layers...)
		noAllocations(t, name, b)
		owns(t, name, b)
	}
}

// TestRareText has the names of fields in text and in JSON.
func TestRareText(t *testing.T) {
	gtp := packet.NewGTPU(5, pduSession())
	gtp.Flags, gtp.Seq, gtp.NPDU, gtp.Length = packet.GTPSequence|packet.GTPExtensions, 6, 7, packet.Received(8)
	three := erspan3()
	three.Subheader, three.Platform, three.PlatformInfo = true, 5, 6
	discovery := padi()
	discovery.Session, discovery.Length = 9, packet.Received(11)
	for _, x := range []struct {
		layer      packet.Layer
		text, json string
	}{
		{
			gtp,
			"gtpu{flags=sequence+extensions message_type=g-pdu length=8 teid=0x00000005 seq_number=6 n_pdu_number=7 extensions=[extension{type=pdu-session data=0009}]}",
			`{"gtpu":{"version":1,"protocol_type":1,"flags":6,"message_type":255,"length":8,"teid":5,"seq_number":6,"n_pdu_number":7,` +
				`"extensions":[{"extension":{"type":133,"length":1,"data":"AAk="}}]}}`,
		},
		{
			&packet.GTPU{Type: packet.GTPEndMarker}, "gtpu{message_type=end-marker}",
			`{"gtpu":{"version":1,"protocol_type":1,"flags":0,"message_type":254,"length":null,"teid":0}}`,
		},
		{
			erspan2(), "erspan2{vlan=2748 cos=5 en=preserved session_id=682 index=703710}",
			`{"erspan2":{"version":1,"vlan":2748,"cos":5,"en":3,"t":0,"session_id":682,"index":703710}}`,
		},
		{
			three,
			"erspan3{vlan=2748 cos=5 bso=good session_id=682 timestamp=16909060 sgt=4660 ft=ethernet hw_id=42 d=1 gra=1ns o=1 platform_id=5 " +
				"platform_info=0x0000000000000006}",
			`{"erspan3":{"version":2,"vlan":2748,"cos":5,"bso":0,"t":0,"session_id":682,"timestamp":16909060,"sgt":4660,"p":0,"ft":0,"hw_id":42,"d":1,"gra":2,"o":1,` +
				`"platform_id":5,"platform_info":6}}`,
		},
		{
			discovery, "pppoed{code=padi session_id=9 length=11 tags=[tag{type=service-name} tag{type=host-uniq value=010203}]}",
			`{"pppoed":{"version":1,"type":1,"code":9,"session_id":9,"length":11,"tags":[{"tag":{"type":257,"length":0,"value":""}},` +
				`{"tag":{"type":259,"length":3,"value":"AQID"}}]}}`,
		},
		{&packet.PPPoE{Session: 9}, "pppoe{code=session session_id=9}", `{"pppoe":{"version":1,"type":1,"code":0,"session_id":9,"length":null}}`},
		{&packet.PPP{Protocol: packet.PPPIPv4, Compressed: true}, "ppp{protocol=ipv4 compressed=0x01}", `{"ppp":{"protocol":33,"compressed":1}}`},
		{&packet.EAPOL{Version: 2, Type: packet.EAPOLKey}, "eapol{version=2 type=key}", `{"eapol":{"version":2,"type":3,"length":null}}`},
		{
			&packet.EAP{Code: packet.EAPRequest, ID: 7, Type: packet.EAPIdentity}, "eap{code=request id=7 type=identity}",
			`{"eap":{"code":1,"id":7,"length":null,"type":1}}`,
		},
		{&packet.EAP{Code: packet.EAPSuccess, ID: 7}, "eap{code=success id=7}", `{"eap":{"code":3,"id":7,"length":null}}`},
	} {
		if got := packet.Format(x.layer); got != x.text {
			t.Errorf("\ngot  %s\nwant %s", got, x.text)
		}
		got, err := ofjson.MarshalPacket(&packet.Packet{Layers: []packet.Layer{x.layer}})
		if want := `{"Packet":{"protocols":[` + x.json + `]}}`; err != nil || string(got) != want {
			t.Errorf("%v\ngot  %s\nwant %s", err, got, want)
		}
		back, err := ofjson.UnmarshalPacket(got)
		if err != nil || !strings.Contains(back.String(), strings.TrimSuffix(x.text, "}")) {
			t.Errorf("from JSON: %v %v, was %s", back, err, x.text)
		}
	}
}
