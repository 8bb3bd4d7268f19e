// Command learningswitch is a controller that makes switches of OpenFlow 1.0 and 1.3 learn where hosts are.
//
// A switch begins without flows: what it receives goes to the controller, which notes on which port the sender is. Where the destination is known, the
// controller adds a flow for that ingress port, source and destination, and sends the frame on; otherwise the frame goes to all ports but that which it
// came from. So two hosts that talk soon have a flow for each direction, and their frames pass the controller by. A flow ends after a minute
// without frames, and when its destination moves to another port or the port goes down. Frames to the addresses that no bridge forwards,
// such as LLDP, are dropped.
//
// A switch may have auxiliary connections: packet-ins are taken over all of them, the answers go over the main one.
//
// With -listen it serves switches until it is interrupted, and logs the hosts that it learns; each switch speaks the higher version that it can.
// With -debug it tells of itself over HTTP: its memory at /debug/vars, profiles at /debug/pprof. Without -listen it shows itself at work, in both
// versions: the controller and a simulated switch in one process, whose two hosts talk to each other, with all messages on the screen. The exit status
// is 0 when that worked, or when the server was interrupted; 1 when something failed; 2 when the command line is wrong.
//
// What is learned and decided is in learn.go, what follows from it in controller.go: neither knows a version. The files of10.go and of13.go translate.
package main

import (
	"context"
	"errors"
	_ "expvar"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	_ "net/http/pprof" // For -debug, as is expvar.
	"os"
	"os/signal"
	"time"

	"github.com/ofwire/openflow/ofnet"
)

func main() {
	listen := flag.String("listen", "", "address to serve switches on, such as :6653; none is a demonstration")
	debug := flag.String("debug", "", "address to serve memory statistics and profiles on over HTTP, such as localhost:6060")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "learningswitch: unexpected argument %q\n", flag.Arg(0))
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if *listen != "" {
		err = serve(ctx, os.Stdout, *listen, *debug)
	} else {
		err = demo(ctx, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "learningswitch:", err)
		os.Exit(1)
	}
}

// serve serves switches until ctx ends. It fails when an address cannot be listened on; no address for debug serves nothing there.
func serve(ctx context.Context, w io.Writer, addr, debug string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(w, nil))
	if debug != "" {
		d, err := net.Listen("tcp", debug)
		if err != nil {
			l.Close()
			return err
		}
		defer d.Close()
		go http.Serve(d, nil)
		log.Info("debug", "addr", d.Addr().String())
	}
	srv := &ofnet.Server{
		Protocols: protocols(),
		Handler:   newController(log),
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
