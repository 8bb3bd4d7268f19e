// Command cbench loads controllers on this machine with packet-ins from simulated switches, and prints what came back.
//
//	cbench [flags] 'name=command line'…
//	cbench -limit address
//
// It starts each command, a controller. In the command line {addr} stands for the address to listen on, {port} for its port, and {debug}
// for an address on which to serve the variables of package expvar over HTTP: without that word the column of allocations is empty.
// The controllers run at the same time, but only one of them has something to do. For each version and each mode they are loaded in turn:
//
//	controller  version        mode  answers/s    p50      p99     p99.9       max  lost  flow-mods  own µs  cpu µs  allocs
//	    ofwire      1.3  throughput     512258  799µs  4.489ms   8.356ms   17.14ms     0      1.000    0.69    1.51  0.0001
//
// An answer is the packet-out with the frame of a packet-in; with -buffered it is the first flow-mod or packet-out with its buffer id. Its latency
// counts from when the packet-in was written. In latency mode each switch has one packet-in under way, in throughput mode as many as -window says.
// Lost are packet-ins without an answer in half a second. The last four columns are, for each answer: the flow-mods that came, the processor time of
// cbench and of the controller in microseconds, and the allocations of the controller.
//
// With -limit it is a controller itself: the limit of what one written in Go can do, which learns nothing and answers from templates.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/ofwire/openflow/bench/load"
)

func main() {
	var c load.Config
	flag.IntVar(&c.Switches, "switches", 8, "simulated switches, each a connection")
	flag.IntVar(&c.Hosts, "hosts", 1024, "hosts of each switch, a multiple of 4")
	flag.IntVar(&c.Window, "window", 64, "packet-ins of each switch that wait for an answer, in throughput mode")
	flag.IntVar(&c.Frame, "frame", 128, "bytes of a frame")
	flag.BoolVar(&c.Buffered, "buffered", false, "send packet-ins with buffer ids")
	flag.DurationVar(&c.Warmup, "warmup", time.Second, "time before the measuring")
	flag.DurationVar(&c.Time, "time", 5*time.Second, "time of the measuring")
	versions := flag.String("versions", "1.0,1.3", "versions to speak")
	modes := flag.String("modes", "throughput,latency", "what to measure")
	limit := flag.String("limit", "", "address to be the limit at")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if *limit != "" {
		err = serveLimit(ctx, *limit)
	} else {
		err = measure(ctx, os.Stdout, c, strings.Split(*versions, ","), strings.Split(*modes, ","), flag.Args())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "cbench:", err)
		os.Exit(1)
	}
}

func serveLimit(ctx context.Context, addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { l.Close() })
	if err := load.ServeLimit(l); ctx.Err() == nil {
		return err
	}
	return nil
}

// measure starts the controllers, loads them in turn, and prints a line for each run.
func measure(ctx context.Context, w io.Writer, c load.Config, versions, modes, commands []string) error {
	var list []*controller
	defer func() {
		for _, ctl := range list {
			ctl.stop()
		}
	}()
	for _, command := range commands {
		ctl, err := start(command)
		if err != nil {
			return err
		}
		list = append(list, ctl)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	defer t.Flush()
	fmt.Fprintln(t, "controller\tversion\tmode\tanswers/s\tp50\tp99\tp99.9\tmax\tlost\tflow-mods\town µs\tcpu µs\tallocs\t")
	for _, version := range versions {
		for _, mode := range modes {
			for _, ctl := range list {
				run := c
				run.Version, run.Addr, run.Debug, run.PID = version, ctl.addr, ctl.debug, ctl.cmd.Process.Pid
				switch mode {
				case "latency":
					run.Window = 1
				case "throughput":
				default:
					return fmt.Errorf("no mode %q: there are throughput and latency", mode)
				}
				r, err := load.Run(ctx, run)
				if err != nil {
					return fmt.Errorf("%s, %s, %s: %w", ctl.name, version, mode, err)
				}
				printResult(t, ctl.name, version, mode, r)
			}
		}
	}
	return nil
}

func printResult(w io.Writer, name, version, mode string, r *load.Result) {
	n := float64(max(r.Answers, 1))
	allocs := "-"
	if r.Allocations >= 0 {
		allocs = fmt.Sprintf("%.4f", float64(r.Allocations)/n)
	}
	us := func(q time.Duration) time.Duration { return q.Round(time.Microsecond) }
	fmt.Fprintf(w, "%s\t%s\t%s\t%.0f\t%v\t%v\t%v\t%v\t%d\t%.3f\t%.2f\t%.2f\t%s\t\n", name, version, mode, r.PerSecond(),
		us(r.Latency.Quantile(.5)), us(r.Latency.Quantile(.99)), us(r.Latency.Quantile(.999)), us(r.Latency.Max()),
		r.Lost, float64(r.FlowMods)/n, r.GeneratorCPU*1e6/n, r.ControllerCPU*1e6/n, allocs)
}
