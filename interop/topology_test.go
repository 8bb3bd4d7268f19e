//go:build interop

package interop

import (
	"encoding/hex"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/bus"
	"github.com/ofwire/openflow/ofnet/topology"
)

// A network is a ring of bridges, each of another version, that a Topology watches.
type network struct {
	*testbed
	topo     *topology.Topology
	switches ofnet.Switches
	ids      []openflow.DatapathID // Of the bridges br0, br1, ….
	links    []topology.Link       // Those of the ring.
	checks   int
}

// TestTopology has a Topology find the links between bridges, lose and find one again, and see a host move; LLDP that is made up changes nothing.
func TestTopology(t *testing.T) {
	n := &network{testbed: startTestbed(t)}
	var b bus.Bus
	defer b.Close()
	var err error
	if n.topo, err = topology.New(&b, topology.Config{}); err != nil {
		t.Fatal(err)
	}
	defer n.topo.Close()
	n.topo.Attach(&n.switches)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &ofnet.Server{Protocols: protocols, Handler: &n.switches}
	go srv.Serve(l)
	defer srv.Close()
	n.ring("tcp:" + l.Addr().String())
	n.check("all links are found", n.found(n.links))
	n.cut()
	n.forge()
	n.hosts()
	count(t, "topology", n.checks, "")
}

// check waits until a condition holds, and counts it.
func (n *network) check(what string, ok func() bool) {
	n.t.Helper()
	eventually(n.t, what, ok)
	n.checks++
}

// found returns whether the links are those that are known.
func (n *network) found(want []topology.Link) func() bool {
	return func() bool {
		got := n.topo.Links()
		for _, l := range want {
			if !slices.Contains(got, l) {
				return false
			}
		}
		return len(got) == len(want)
	}
}

// ring makes a bridge of each version, and patch ports from each to the next.
func (n *network) ring(target string) {
	n.t.Helper()
	for i, p := range protocols {
		id, err := openflow.ParseDatapathID(n.run("bridge", fmt.Sprint("br", i), strings.ReplaceAll(p.Version.String(), ".", ""), target))
		if err != nil {
			n.t.Fatal(err)
		}
		n.ids = append(n.ids, id)
	}
	for i := range protocols {
		n.patch(i)
	}
	n.run("port", "br0", "p1")
	n.run("port", "br1", "p2")
	n.check("all bridges are connected", func() bool { return n.switches.Len() == len(protocols) })
}

// patch connects a bridge with the next, and notes the links.
func (n *network) patch(i int) {
	n.t.Helper()
	j := (i + 1) % len(protocols)
	there, back := fmt.Sprintf("right%d", i), fmt.Sprintf("left%d", j)
	l := topology.Link{
		Src: topology.PortID{Switch: n.ids[i], No: n.port(i, there, "patch:"+back)},
		Dst: topology.PortID{Switch: n.ids[j], No: n.port(j, back, "patch:"+there)},
	}
	n.links = append(n.links, l, l.Reverse())
}

// port adds a port to a bridge, and returns its number.
func (n *network) port(bridge int, name string, args ...string) uint32 {
	n.t.Helper()
	no, err := strconv.ParseUint(n.run("port", append([]string{fmt.Sprint("br", bridge), name}, args...)...), 10, 32)
	if err != nil {
		n.t.Fatal(err)
	}
	return uint32(no)
}

// cut removes the ports of the first two links, and adds them again.
func (n *network) cut() {
	n.run("unport", "br0", "right0")
	n.run("unport", "br1", "left1")
	n.links = n.links[2:]
	n.check("two links are gone", n.found(n.links))
	n.patch(0)
	n.check("they are back", n.found(n.links))
}

// forge injects LLDP that is not the Topology's: of a link that there is not, with an end that is none, and frames of EtherType 0x8870.
func (n *network) forge() {
	chassis := "0216" + "07" + hex.EncodeToString([]byte("dpid:"+n.ids[3].String()))
	for _, rest := range []string{"040502000000010602007800" + "00", "04050200000001060200780001ff", "04050200000001" + "0602", ""} {
		for _, etherType := range []string{"88cc", "8870"} {
			frame := "0180c200000e" + "020000000001" + etherType + chassis + rest
			n.run("inject", "p1", frame+strings.Repeat("00", max(0, 60-len(frame)/2)))
		}
	}
	n.host("p1", mac1) // It comes behind them.
	n.check("made up LLDP makes no link", n.found(n.links))
	n.check("no switch is lost", func() bool { return n.switches.Len() == len(protocols) })
}

// host has a host ask who has an address.
func (n *network) host(port string, mac openflow.MAC) {
	n.t.Helper()
	n.run("inject", port, ethernet(broadcast, mac, 0x0806, append(append([]byte{0, 1, 8, 0, 6, 4, 0, 1}, mac[:]...), make([]byte, 14)...)))
	bridge := map[string]int{"p1": 0, "p2": 1}[port]
	n.check("the host is on "+port, func() bool {
		h, ok := n.topo.Host(mac)
		return ok && h.Port.Switch == n.ids[bridge]
	})
}

// hosts moves a host from one bridge to the next.
func (n *network) hosts() {
	n.host("p2", mac1)
	n.host("p1", mac1)
	n.run("link", "p1", "down")
	n.check("no host on a port that is down", func() bool { return len(n.topo.Hosts()) == 0 })
}
