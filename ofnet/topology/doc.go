// Package topology finds out how switches are connected: which switches and ports there are, which ports are the two ends of a link, and where hosts are.
//
// A Topology watches the connections of an ofnet.Switches, in all versions of OpenFlow at once. It publishes what changes on a bus.Bus, and answers
// questions, as requests on the bus and as methods:
//
//	var b bus.Bus
//	topo, err := topology.New(&b, topology.Config{})
//	…
//	defer topo.Close()
//	switches := &ofnet.Switches{Handler: &mux}
//	topo.Attach(switches)
//	srv := ofnet.Server{Protocols: protocols, Handler: switches}
//
// # Links
//
// Each switch gets a flow of priority 65535 that brings frames of EtherType 0x88cc, LLDP, to the controller. The Topology sends an LLDP frame out of each
// port that is up, soon when the port is new and then about once a second, or with many ports as often as Config.SendGuard allows. Where the frame
// comes in on another switch there is a link. It has one direction: a cable is two links. A link ends when one of its ports goes down or away, when its
// frames come in elsewhere, and when none has come for Config.LinkTimeout.
//
// The frames are those of os-ken, with a tag that nobody can make who has not seen the frame of that port; see Config.Untagged. Frames without
// the right tag, malformed ones and the LLDP of others change nothing. What no tag prevents: someone with a hand in two ports who carries a frame from one
// to the other makes them look like a link.
//
// # Hosts
//
// A host is a MAC address. It is where its last ARP or IP packet came from, among the packet-ins from ports that are not known to be ends of links. The
// Topology has no flows for them: packet-ins come when the program has some, such as the table-miss flow of a learning switch. A host that is silent is
// not forgotten; when there are Config.MaxHosts, that which was silent for longest is.
//
// # Events
//
// They are SwitchEnter, SwitchLeave, SwitchReconnected, PortAdd, PortDelete, PortModify, LinkAdd, LinkDelete, HostAdd, HostDelete and HostMove. All
// come from one bus.App, called "topology", in the order of the changes. While a subscriber's queue is full, changes wait, and with them the handlers
// of the connections that brought them: a subscriber that may be slow should have bus.App.DropNewest, and ask when it was.
package topology
