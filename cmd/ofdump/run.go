package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/ofwire/openflow"
)

// Exit statuses.
const (
	exitOK     = 0
	exitFailed = 1 // Some message did not decode, or did not encode to the same bytes.
	exitUsage  = 2 // Wrong command line, or unreadable input.
)

// options are what the command line asks for.
type options struct {
	in, format string
	verify     bool
	files      []string
}

// parseArgs reads the command line. It tells the user what is wrong with it.
func parseArgs(args []string, stderr io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("ofdump", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprintln(stderr, "usage: ofdump [-in hex|bin|pcap] [-format text|json] [-verify] [file…]")
		f.PrintDefaults()
	}
	f.StringVar(&o.in, "in", "hex", "form of the input: `hex`, a message a line; bin, messages back to back; pcap, a capture")
	f.StringVar(&o.format, "format", "text", "form of the output: `text` or json, a line a message")
	f.BoolVar(&o.verify, "verify", false, "encode each message again and compare")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	o.files = f.Args()
	var err error
	switch {
	case o.in == "pcap":
		err = errors.New("-in pcap is not supported yet")
	case o.in != "hex" && o.in != "bin":
		err = fmt.Errorf("-in must be hex, bin or pcap, not %q", o.in)
	case o.format != "text" && o.format != "json":
		err = fmt.Errorf("-format must be text or json, not %q", o.format)
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
	out := bufio.NewWriter(stdout)
	d := &dumper{codec: newCodec(known), verify: o.verify, out: out, print: printText}
	if o.format == "json" {
		d.print = printJSON
	}
	err = d.all(o, stdin)
	if e := out.Flush(); err == nil {
		err = e
	}
	if err != nil {
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
	if o.in == "bin" {
		read = d.readBinary
	}
	if len(o.files) == 0 {
		return read(stdin)
	}
	for _, name := range o.files {
		if err := readFile(name, read); err != nil {
			return err
		}
	}
	return nil
}

func readFile(name string, read func(io.Reader) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := read(f); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
