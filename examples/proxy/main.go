// Command proxy stands between switches and their controller, and prints what passes.
//
//	proxy [-listen address] [-controller address]
//
// Switches connect to the address of -listen, :6633 by default; for each of them the proxy connects to the controller, 127.0.0.1:6653 by default. It
// passes all bytes on as they come, whatever they are, and prints a line for each message: the time, the number of the connection, the direction,
// the version, and the message as ofdump -format text shows it.
//
//	10:04:05.000123 #1 switch > controller 1.3 Hello{xid=1 elements=[HelloElemVersionBitmap{versions=[1 4]}]}
//	10:04:05.000461 #1 controller > switch 1.3 FeaturesRequest{xid=2}
//
// Each message is decoded in the version that its header names: 1.0, 1.2, 1.3, 1.4 or 1.5. One that does not decode is printed as bytes, with the
// reason. When the beginning of the next message cannot be found any more, the proxy says so, and passes the rest of that direction on in silence.
//
// The exit status is 0 when it was interrupted; 1 when it cannot listen; 2 when the command line is wrong.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
)

func main() {
	listen := flag.String("listen", ":6633", "address to serve switches on")
	controller := flag.String("controller", "127.0.0.1:6653", "address of the controller")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "proxy: unexpected argument %q\n", flag.Arg(0))
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", *listen)
	if err == nil {
		err = (&proxy{controller: *controller, out: os.Stdout}).serve(ctx, l)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "proxy:", err)
		os.Exit(1)
	}
}
