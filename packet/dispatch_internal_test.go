package packet

import "testing"

// TestPortSet expects the set to have the ports that udpPort knows, and no others but 0, which fills the places of none.
func TestPortSet(t *testing.T) {
	for port := uint16(1); port != 0; port++ {
		if has, known := udpPorts.has(port), udpPort(port) != nil; has != known {
			t.Errorf("port %d: in the set %v, known %v", port, has, known)
		}
	}
}
