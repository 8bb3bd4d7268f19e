package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/ofwire/openflow"
)

// Exit statuses.
const (
	exitOK     = 0
	exitFailed = 1 // Some message did not decode, or did not encode to the same bytes, or bytes of a stream are missing.
	exitUsage  = 2 // Wrong command line, or unreadable input.
)

// options are what the command line asks for.
type options struct {
	in, format      string
	verify, packets bool
	ports           portList
	files           []string
}

// A portList is a flag that may be given several times.
type portList []uint16

// String returns what Set reads.
func (l *portList) String() string { return strings.Trim(fmt.Sprint([]uint16(*l)), "[]") }

// Set adds ports that commas separate.
func (l *portList) Set(s string) error {
	for text := range strings.SplitSeq(s, ",") {
		n, err := strconv.ParseUint(text, 10, 16)
		if err != nil || n == 0 {
			return errors.New("not a port")
		}
		*l = append(*l, uint16(n))
	}
	return nil
}

// defaultPorts are OpenFlow's: that of IANA, and that of versions before 1.3.2.
func defaultPorts() portList { return portList{6653, 6633} }

// parseArgs reads the command line. It tells the user what is wrong with it.
func parseArgs(args []string, stderr io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("ofdump", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprintln(stderr, "usage: ofdump [-in hex|bin|pcap] [-port N,…] [-format text|json|pcap|pcapng] [-packets] [-verify] [file…]")
		f.PrintDefaults()
	}
	f.StringVar(&o.in, "in", "hex", "form of the input: `hex`, a message a line; bin, messages back to back; pcap, a capture, pcapng too")
	f.Var(&o.ports, "port", "TCP `port` of OpenFlow in captures, several with commas; 6653,6633 by default")
	f.StringVar(&o.format, "format", "text", "form of the output: `text` or json, a line a message; pcap or pcapng, a capture")
	f.BoolVar(&o.packets, "packets", false, "decode the packets in packet-ins and packet-outs; to a capture write these instead of messages")
	f.BoolVar(&o.verify, "verify", false, "encode each message again and compare")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	o.files = f.Args()
	var err error
	switch {
	case !slices.Contains([]string{"hex", "bin", "pcap"}, o.in):
		err = fmt.Errorf("-in must be hex, bin or pcap, not %q", o.in)
	case !slices.Contains([]string{"text", "json", "pcap", "pcapng"}, o.format):
		err = fmt.Errorf("-format must be text, json, pcap or pcapng, not %q", o.format)
	case o.ports != nil && o.in != "pcap":
		err = errors.New("-port is of -in pcap")
	}
	if o.ports == nil {
		o.ports = defaultPorts()
	}
	if err != nil {
		fmt.Fprintln(stderr, "ofdump:", err)
	}
	return o, err
}

// run is the program; it returns the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return runWith(protocols(), args, stdin, stdout, stderr)
}

// runWith is run for the given versions of OpenFlow.
func runWith(known []*openflow.Protocol, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	o, err := parseArgs(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitOK
	}
	if err != nil {
		return exitUsage
	}
	d := newDumper(known, o, stdout, stderr)
	if d.err == nil {
		d.err = d.all(o, stdin)
	}
	if err := d.close(); err != nil {
		fmt.Fprintln(stderr, "ofdump:", err)
		return exitUsage
	}
	if d.failed {
		return exitFailed
	}
	return exitOK
}

// all dumps the files, or standard input. It fails at the first that cannot be read.
func (d *dumper) all(o options, stdin io.Reader) error {
	read := d.readHex
	switch o.in {
	case "bin":
		read = d.readBinary
	case "pcap":
		read = d.readCapture
	}
	if len(o.files) == 0 {
		return d.input("", stdin, read)
	}
	for _, name := range o.files {
		if err := d.file(name, read); err != nil {
			return err
		}
	}
	return nil
}

func (d *dumper) file(name string, read func(io.Reader) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return d.input(name, f, read)
}

// input dumps one input; that without a name is standard input.
func (d *dumper) input(name string, in io.Reader, read func(io.Reader) error) error {
	d.at = origin{File: name}
	err := read(liveReader{in, d})
	if err != nil && err != d.err {
		if name == "" {
			name = "stdin"
		}
		err = fmt.Errorf("%s: %w", name, err)
	}
	return err
}
