// Command switchsim simulates switches, to try a controller or to put load on it. The switches connect to the controller, again when it goes away, until
// the program is interrupted:
//
//	switchsim -version 1.3 -ports 4 -switches 10 tcp:127.0.0.1:6653
//
// With -talk, a host on a port of each switch sends a frame to one on the next port every so often. The exit status is 0 after an interrupt, and 2 when
// the command line is wrong.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

func main() {
	sim := &simulation{log: slog.New(slog.NewTextHandler(os.Stderr, nil)), retry: time.Second}
	versions := flag.String("version", "all", "versions to offer: all, or some of 1.0,1.2,1.3,1.4,1.5")
	flag.IntVar(&sim.switches, "switches", 1, "number of switches")
	flag.IntVar(&sim.ports, "ports", 4, "ports of each switch")
	first := flag.String("dpid", "1", "datapath id of the first switch; the others count on")
	flag.DurationVar(&sim.talk, "talk", 0, "time between frames of a switch's hosts; 0 is none")
	flag.Parse()
	err := sim.target(flag.Args())
	if err == nil {
		sim.protocols, err = parseVersions(*versions)
	}
	if err == nil {
		sim.first, err = openflow.ParseDatapathID(*first)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "switchsim:", err)
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	sim.run(ctx)
}

// parseVersions reads a list of versions.
func parseVersions(text string) (list []*openflow.Protocol, err error) {
	all := []*openflow.Protocol{openflow10.Protocol, openflow12.Protocol, openflow13.Protocol, openflow14.Protocol, openflow15.Protocol}
	if text == "all" {
		return all, nil
	}
next:
	for name := range strings.SplitSeq(text, ",") {
		for _, p := range all {
			if p.Version.String() == name {
				list = append(list, p)
				continue next
			}
		}
		return nil, fmt.Errorf("no version %q", name)
	}
	return list, nil
}

// target reads the controller's address: tcp:host:port or unix:path.
func (sim *simulation) target(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("%d arguments, want the address of a controller", len(args))
	}
	var ok bool
	if sim.network, sim.addr, ok = strings.Cut(args[0], ":"); !ok || sim.network != "tcp" && sim.network != "unix" {
		return fmt.Errorf("address %q is not of the form tcp:host:port or unix:path", args[0])
	}
	return nil
}
