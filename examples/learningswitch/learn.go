package main

import (
	"maps"

	"github.com/ofwire/openflow"
)

// hosts are the ports on which the hosts of a switch were seen. Ports have the numbers of 1.3; see openflow.WidePort for those of 1.0.
type hosts map[openflow.MAC]uint32

// maxHosts is how many hosts are known of a switch. One more, and they are all learned anew: senders that are made up cannot fill the memory.
const maxHosts = 1 << 16

// An action is what a switch does with a frame.
type action uint8

const (
	drop    action = iota
	flood          // Send it everywhere but back.
	forward        // Send it to its destination, and those that follow it too.
)

// A decision is what becomes of a frame.
type decision struct {
	src, dst openflow.MAC
	action   action
	out      uint32 // Port to forward to.
	learned  bool   // The sender was not known on this port.
	moved    bool   // It was known on another one.
}

const ethernetLen = 14

// decide learns where the sender of a frame is, and decides where the frame goes. In steady state it allocates nothing.
func (h hosts) decide(in uint32, frame []byte) decision {
	if len(frame) < ethernetLen {
		return decision{}
	}
	d := decision{dst: openflow.MAC(frame[:6]), src: openflow.MAC(frame[6:12])}
	if port, known := h[d.src]; !d.src.IsMulticast() && (!known || port != in) {
		if !known && len(h) >= maxHosts {
			clear(h)
		}
		h[d.src] = in
		d.learned, d.moved = true, known
	}
	out, known := h[d.dst]
	switch {
	case bridgeGroup(d.dst):
	case !known:
		d.action = flood
	case out != in: // Otherwise it has been there.
		d.action, d.out = forward, out
	}
	return d
}

// forget removes the hosts on a port.
func (h hosts) forget(port uint32) {
	maps.DeleteFunc(h, func(_ openflow.MAC, p uint32) bool { return p == port })
}

// bridgeGroup reports whether an address is one of those that no bridge forwards, 01:80:c2:00:00:00 to 0f: spanning tree, LLDP. IEEE 802.1Q §8.6.3.
func bridgeGroup(m openflow.MAC) bool {
	return [5]byte(m[:5]) == [5]byte{0x01, 0x80, 0xc2} && m[5] < 0x10
}
