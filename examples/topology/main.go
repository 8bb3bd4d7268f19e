// Command topology is a controller that prints how its switches are connected: switches, ports, links and hosts, as they come and go.
//
//	topology -listen :6653
//
// It speaks all versions, and leaves the work to package ofnet/topology. It forwards nothing and adds no flow but that for LLDP. So the hosts that it
// tells are those of switches of 1.0 and 1.2, which send frames without a flow to the controller, and of switches that others gave such a flow.
//
// It serves until it is interrupted; then the exit status is 0. It is 1 when the address cannot be listened on, and 2 when the command line is wrong.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/bus"
	"github.com/ofwire/openflow/ofnet/topology"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

func main() {
	listen := flag.String("listen", ":6653", "address to serve switches on")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "topology: unexpected argument %q\n", flag.Arg(0))
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", *listen)
	if err == nil {
		err = serve(ctx, os.Stdout, l)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "topology:", err)
		os.Exit(1)
	}
}

// serve serves switches until ctx ends, and prints what happens.
func serve(ctx context.Context, w io.Writer, l net.Listener) error {
	log := slog.New(slog.NewTextHandler(w, nil))
	b := bus.Bus{Logger: log}
	defer b.Close()
	topo, err := topology.New(&b, topology.Config{})
	if err != nil {
		return err
	}
	defer topo.Close()
	if err := b.Start(printer(log, topo)); err != nil {
		return err
	}
	switches := &ofnet.Switches{}
	topo.Attach(switches)
	srv := ofnet.Server{
		Protocols: []*openflow.Protocol{openflow10.Protocol, openflow12.Protocol, openflow13.Protocol, openflow14.Protocol, openflow15.Protocol},
		Handler:   switches,
		Config:    ofnet.Config{Logger: log},
	}
	done := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		done <- srv.Shutdown(limited)
	})
	log.Info("listening", "addr", l.Addr().String())
	if err := srv.Serve(l); !errors.Is(err, ofnet.ErrServerClosed) {
		return err
	}
	return <-done
}
