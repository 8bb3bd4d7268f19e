package oftest

import (
	"fmt"
	"slices"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// Bits of a port's configuration, and what all versions have of the modes of a link; see features.
const (
	configDown       = 1 << 0
	configNoRecv     = 1 << 2
	configNoFwd      = 1 << 5
	configNoPacketIn = 1 << 6
	stateLinkDown    = 1 << 0
	stateLive        = 1 << 2
	mode1GB          = 1 << 5
)

// A port is what the switch knows of a port.
type port struct {
	no        portNo
	mac       openflow.MAC
	config    uint64
	down      bool // The link.
	advertise uint64
	since     time.Time
	host      *Host

	rxPackets, txPackets, rxBytes, txBytes, rxDropped, txDropped uint64
}

func (p *port) live() bool { return !p.down && p.config&configDown == 0 }

// newPort returns a port as it is at first.
func (s *Switch) newPort(no uint32) *port {
	id := uint64(s.DatapathID)
	return &port{
		no: portNo(no), mac: openflow.MAC{2, byte(id >> 16), byte(id >> 8), byte(id), byte(no >> 8), byte(no)}, advertise: mode1GB,
		since: time.Now(), host: &Host{sw: s, port: no},
	}
}

// port returns a port, or nil.
func (s *state) port(no portNo) *port {
	i, ok := slices.BinarySearchFunc(s.ports, no, comparePort)
	if !ok {
		return nil
	}
	return s.ports[i]
}

func comparePort(p *port, no portNo) int {
	switch {
	case p.no < no:
		return -1
	case p.no > no:
		return 1
	}
	return 0
}

// source returns the description of a port for a message of the version.
func (d *dialect) port(p *port) source {
	state := uint64(0)
	if !p.live() {
		state = stateLinkDown
	} else if d.Version >= openflow.Version12 {
		state = stateLive
	}
	const speed = 1e6 // In kb/s.
	copper := uint64(1 << 11)
	if d.Version == openflow.Version10 {
		copper = 1 << 7
	}
	from := source{
		"port_no": p.no, "hw_addr": number(p.mac[:]).Lo, "name": p.name(), "config": p.config, "state": state,
		"curr": mode1GB | copper, "advertised": p.advertise | copper, "supported": mode1GB | copper, "peer": uint64(0),
		"curr_speed": uint64(speed), "max_speed": uint64(speed),
	}
	if d.has("PortDescPropEthernet") {
		from["properties"] = []item{{"PortDescPropEthernet", from}}
	}
	return from
}

func (p *port) name() string {
	if p.no == portLocal {
		return "local"
	}
	return fmt.Sprintf("port%d", p.no)
}

// ports returns the descriptions of the ports.
func (x *exchange) portItems() (items []item) {
	for _, p := range x.sw.ports {
		items = append(items, item{"Port", x.d.port(p)})
	}
	return items
}

// AddPort plugs a host into a new port, and tells the controllers. It reports whether the number was free.
func (s *Switch) AddPort(no uint32) bool {
	added := false
	s.do(nil, func(x *exchange) {
		i, found := slices.BinarySearchFunc(s.ports, portNo(no), comparePort)
		if !found {
			s.ports = slices.Insert(s.ports, i, s.newPort(no))
			x.portStatus(s.ports[i], openflow.PortAdded)
			added = true
		}
	})
	return added
}

// RemovePort removes a port, and tells the controllers. It reports whether there was one. Flows that output to it stay.
func (s *Switch) RemovePort(no uint32) bool {
	removed := false
	s.do(nil, func(x *exchange) {
		i, found := slices.BinarySearchFunc(s.ports, portNo(no), comparePort)
		if found {
			p := s.ports[i]
			s.ports = slices.Delete(s.ports, i, i+1)
			x.portStatus(p, openflow.PortDeleted)
			removed = true
		}
	})
	return removed
}

// SetLink makes the link of a port go up or down, and tells the controllers when that is a change. It reports whether there is such a port.
func (s *Switch) SetLink(no uint32, up bool) bool {
	found := false
	s.do(nil, func(x *exchange) {
		p := s.state.port(portNo(no))
		if found = p != nil; found && p.down == up {
			p.down = !up
			x.portStatus(p, openflow.PortModified)
		}
	})
	return found
}

// portStatus tells the controllers of a change.
func (x *exchange) portStatus(p *port, reason openflow.PortReason) {
	x.async(asyncPortStatus, uint64(reason), nil, func(ses *session) (string, source) {
		from := ses.d.port(p)
		from["reason"] = uint64(reason)
		return "PortStatus", from
	})
}

// portMod does what a port-mod asks for.
func (x *exchange) portMod() openflow.ErrorCode {
	var no portNo
	var mac, config, mask, advertise uint64
	to := sink{"port_no": &no, "hw_addr": &mac, "config": &config, "mask": &mask, "advertise": &advertise}
	to["properties"] = func(e openflow.Element) { read(e, sink{"advertise": &advertise}) }
	read(x.m, to)
	p := x.sw.port(no)
	known := uint64(configDown | configNoRecv | configNoFwd | configNoPacketIn)
	if x.d.Version == openflow.Version10 {
		known = 0x7f
	}
	switch {
	case p == nil:
		return openflow15.ErrPortModFailedBadPort
	case mac != number(p.mac[:]).Lo:
		return openflow15.ErrPortModFailedBadHWAddr
	case mask&^known != 0:
		return openflow15.ErrPortModFailedBadConfig
	}
	changed := (p.config ^ config) & mask
	p.config ^= changed
	if advertise &= mode1GB; advertise != 0 {
		p.advertise = advertise
	}
	if changed != 0 {
		x.portStatus(p, openflow.PortModified)
	}
	return 0
}

// portStats tells the counters of a port, or of all.
func (x *exchange) portStats() openflow.ErrorCode {
	no := portNo(portAny)
	read(x.m, sink{"port_no": &no})
	if no != portAny && x.sw.port(no) == nil {
		return openflow15.ErrBadRequestBadPort
	}
	var items []item
	for _, p := range x.sw.ports {
		if no != portAny && no != p.no {
			continue
		}
		from := source{
			"port_no": p.no, "rx_packets": p.rxPackets, "tx_packets": p.txPackets, "rx_bytes": p.rxBytes, "tx_bytes": p.txBytes,
			"rx_dropped": p.rxDropped, "tx_dropped": p.txDropped,
		}
		addAge(from, p.since)
		from["properties"] = []item{{"PortStatsPropEthernet", nil}}
		items = append(items, item{"PortStats", from})
	}
	return x.parts("PortStatsReply", items)
}

// portDesc describes the ports.
func (x *exchange) portDesc() openflow.ErrorCode {
	no := portNo(portAny)
	read(x.m, sink{"port_no": &no})
	var items []item
	for _, p := range x.sw.ports {
		if no == portAny || no == p.no {
			items = append(items, item{"Port", x.d.port(p)})
		}
	}
	return x.parts("PortDescReply", items)
}
