// Command learningswitch is a controller that makes OpenFlow 1.3 switches learn where hosts are.
//
// With -listen it serves switches until it is interrupted, and logs the flows that it adds. Without, it shows itself at work: the controller and a
// simulated switch in one process, whose two hosts talk to each other, with all messages on the screen. The exit status is 0 when
// that worked, or when the server was interrupted; 1 when something failed; 2 when the command line is wrong.
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
	"github.com/ofwire/openflow/openflow13"
)

func main() {
	listen := flag.String("listen", "", "address to serve switches on, such as :6653; none is a demonstration")
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
		err = serve(ctx, os.Stdout, *listen)
	} else {
		err = demo(ctx, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "learningswitch:", err)
		os.Exit(1)
	}
}

// serve serves switches until ctx ends. It fails when the address cannot be listened on.
func serve(ctx context.Context, w io.Writer, addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(w, nil))
	srv := &ofnet.Server{
		Protocols: []*openflow.Protocol{openflow13.Protocol},
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
