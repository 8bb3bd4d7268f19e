package packet_test

import (
	"testing"

	"github.com/ofwire/openflow/packet"
)

// TestLLDPIDs takes chassis ids and port ids apart, whose subtypes have other numbers.
func TestLLDPIDs(t *testing.T) {
	chassis, port := packet.LLDPChassisID(packet.LLDPChassisMAC, mac1[:]), packet.LLDPPortID(packet.LLDPPortMAC, mac2[:])
	subtype, id, ok := chassis.ChassisID()
	if !ok || subtype != packet.LLDPChassisMAC || subtype.String() != "mac" || string(id) != string(mac1[:]) || chassis.Value[0] != 4 {
		t.Error(subtype, id, ok)
	}
	portSubtype, id, ok := port.PortID()
	if !ok || portSubtype != packet.LLDPPortMAC || portSubtype.String() != "mac" || string(id) != string(mac2[:]) || port.Value[0] != 3 {
		t.Error(portSubtype, id, ok)
	}
	if _, _, ok := chassis.PortID(); ok {
		t.Error("a chassis id is taken for a port id")
	}
	if _, _, ok := port.ChassisID(); ok {
		t.Error("a port id is taken for a chassis id")
	}
	if packet.LLDPChassisSubtype(8).String() != "8" || packet.LLDPPortLocal.String() != "local" {
		t.Error(packet.LLDPPortLocal)
	}
}
