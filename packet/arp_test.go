package packet_test

import (
	"slices"
	"testing"

	"github.com/ofwire/openflow/packet"
)

// TestRARP has the EtherType of reverse ARP in a frame and in a tag, and its addresses.
func TestRARP(t *testing.T) {
	for op, want := range map[packet.ARPOperation]packet.EtherType{
		packet.ARPRequest: packet.EtherTypeARP, packet.ARPReply: packet.EtherTypeARP,
		packet.RARPRequest: packet.EtherTypeRARP, packet.RARPReply: packet.EtherTypeRARP,
	} {
		layers := packet.NewARP(op, mac1, ip1, mac2, ip2)
		e := packet.Get[*packet.Ethernet](packet.Unmarshal(frame(t, same, layers...)))
		if request := op == packet.ARPRequest || op == packet.RARPRequest; e.EtherType != want || (e.Dst == packet.Broadcast) != request {
			t.Errorf("%v: %v", op, packet.Format(e))
		}
		tag := packet.Get[*packet.VLAN](packet.Unmarshal(frame(t, same, eth(), &packet.VLAN{}, layers[1])))
		if tag.EtherType != want {
			t.Errorf("%v in a tag: %v", op, packet.Format(tag))
		}
	}
}

// TestTagged puts a tag into the frames that functions make.
func TestTagged(t *testing.T) {
	for name, layers := range map[string][]packet.Layer{
		"arp":                packet.NewARP(packet.ARPRequest, mac1, ip1, mac2, ip2),
		"lldp":               packet.NewDiscovery(1, 2, mac1),
		"neighbor discovery": packet.NewNeighborSolicit(mac1, ip61, ip62),
		"vrrp":               packet.NewVRRP(3, 1, ip1).Frame(ip1),
	} {
		p := packet.Unmarshal(frame(t, same, slices.Insert(layers, 1, packet.Layer(&packet.VLAN{ID: 7}))...))
		if len(p.Layers) != len(layers)+1 || p.Err != nil || packet.Get[*packet.VLAN](p).ID != 7 {
			t.Errorf("%s: %v", name, p)
		}
	}
}
