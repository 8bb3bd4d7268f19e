// Command gen turns the spec files into Go.
//
//	go run ./gen                                      generate all version packages
//	go run ./gen -check                               only check the specs
//	go run ./gen -fmt [-w] [file.of …]                print the specs formatted, or write them back
//	go run ./gen -dump 1.3                            print all layouts of a version
//	go run ./gen -version 1.3 -out dir [-vendor file.of]   generate one version, or an outside vendor's package
//
// Everything wrong with the specs is reported as file:line:col and message; the exit status is 1 then, 2 for wrong usage.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ofwire/openflow/gen/internal/model"
	"github.com/ofwire/openflow/gen/internal/syntax"
	"github.com/ofwire/openflow/spec"
)

func main() {
	err := run(os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var errUsage = errors.New("wrong usage")

// options are the command line.
type options struct {
	check, format, write bool
	dump, version        string
	dir, out             string
	vendors              fileList
	args                 []string
}

// fileList is a flag that may stand several times.
type fileList []string

func (l *fileList) String() string { return strings.Join(*l, ",") }

func (l *fileList) Set(s string) error {
	*l = append(*l, s)
	return nil
}

// run is main with its surroundings as parameters.
func run(args []string, stdout, stderr io.Writer) error {
	o, err := parseOptions(args, stderr)
	if err != nil {
		return err
	}
	if o.format {
		return formatFiles(stdout, o)
	}
	s, err := load(o)
	if err != nil {
		return err
	}
	switch {
	case o.check:
		return nil
	case o.dump != "":
		v, _ := model.ParseVersion(o.dump)
		return model.Dump(stdout, s.Package(v))
	}
	return generateAll(s, o)
}

func parseOptions(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	flags := flag.NewFlagSet("gen", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.BoolVar(&o.check, "check", false, "check the specs and write nothing")
	flags.BoolVar(&o.format, "fmt", false, "format the specs (those given, else all of -spec) to standard output")
	flags.BoolVar(&o.write, "w", false, "with -fmt: write the files back where they differ")
	flags.StringVar(&o.dump, "dump", "", "print the layouts of a `version`, such as 1.3")
	flags.StringVar(&o.version, "version", "", "generate only this `version`, into -out")
	flags.StringVar(&o.dir, "spec", "", "`directory` of the specs instead of those built in; -fmt takes ./spec without it")
	flags.StringVar(&o.out, "out", "", "`directory` to write to: of the package with -version, else the parent of all (default .)")
	flags.Var(&o.vendors, "vendor", "spec `file` of an outside vendor, to generate instead of the standard; may be repeated")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, err
		}
		return nil, fmt.Errorf("%w: %v", errUsage, err)
	}
	o.args = flags.Args()
	for _, text := range []string{o.dump, o.version} {
		if _, ok := model.ParseVersion(text); text != "" && !ok {
			return nil, fmt.Errorf("%w: unknown version %s: want 1.0, 1.2, 1.3, 1.4 or 1.5", errUsage, text)
		}
	}
	switch {
	case o.write && !o.format:
		return nil, fmt.Errorf("%w: -w goes with -fmt", errUsage)
	case len(o.args) > 0 && !o.format:
		return nil, fmt.Errorf("%w: unexpected argument %s", errUsage, o.args[0])
	case o.version != "" && o.out == "":
		return nil, fmt.Errorf("%w: -version needs -out", errUsage)
	case len(o.vendors) > 0 && o.version == "" && !o.check && o.dump == "":
		return nil, fmt.Errorf("%w: -vendor needs -version and -out", errUsage)
	}
	return o, nil
}

// load parses and checks the standard specs, and the vendor's where there is one.
func load(o *options) (*model.Spec, error) {
	source, prefix := fs.FS(spec.Files), "spec"
	if o.dir != "" {
		source, prefix = os.DirFS(o.dir), o.dir
	}
	files, errs, err := parseDir(source, prefix)
	if err != nil {
		return nil, err
	}
	if len(o.vendors) == 0 {
		if len(errs) > 0 {
			return nil, errs
		}
		s, errs := model.Load(files, nil)
		return s, errs.Err()
	}
	var own []*syntax.File
	for _, name := range o.vendors {
		src, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f, bad := syntax.Parse(name, src)
		own, errs = append(own, f), append(errs, bad...)
	}
	if len(errs) > 0 {
		errs.Sort()
		return nil, errs
	}
	s, errs := model.Load(own, files)
	return s, errs.Err()
}

// parseDir parses all spec files of a directory.
func parseDir(source fs.FS, prefix string) ([]*syntax.File, syntax.ErrorList, error) {
	names, err := fs.Glob(source, "*.of")
	if err != nil {
		return nil, nil, err
	}
	if len(names) == 0 {
		return nil, nil, fmt.Errorf("no spec files in %s", prefix)
	}
	var files []*syntax.File
	var errs syntax.ErrorList
	for _, name := range names {
		src, err := fs.ReadFile(source, name)
		if err != nil {
			return nil, nil, err
		}
		f, bad := syntax.Parse(filepath.ToSlash(filepath.Join(prefix, name)), src)
		files, errs = append(files, f), append(errs, bad...)
	}
	errs.Sort()
	return files, errs, nil
}
