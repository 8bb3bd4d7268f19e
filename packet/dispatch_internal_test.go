package packet

import "testing"

// TestPortSets expects the set of each transport to have the ports that udpPort and tcpPort know, and few others.
func TestPortSets(t *testing.T) {
	for name, x := range map[string]struct {
		set  portSet
		find func(uint16) *Protocol
	}{"udp": {udpPorts, udpPort}, "tcp": {tcpPorts, tcpPort}} {
		known, spare := 0, 0
		for port := range 65536 {
			switch has := x.set.has(uint16(port), uint16(port)); {
			case x.find(uint16(port)) != nil:
				known++
				if !has {
					t.Errorf("%s port %d is not in the set", name, port)
				}
			case has:
				spare++
			}
		}
		if spare > 65536/2 {
			t.Errorf("%s: %d ports in the set have no protocol, %d have one", name, spare, known)
		}
	}
}
