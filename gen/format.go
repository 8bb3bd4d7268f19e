package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/ofwire/openflow/gen/internal/syntax"
)

// formatFiles prints the files formatted, or writes back those that change. Files with errors stay as they are.
func formatFiles(stdout io.Writer, o *options) error {
	names := o.args
	if len(names) == 0 {
		dir := o.dir
		if dir == "" {
			dir = "spec"
		}
		var err error
		if names, err = filepath.Glob(filepath.Join(dir, "*.of")); err != nil {
			return err
		}
		if len(names) == 0 {
			return fmt.Errorf("no spec files in %s", dir)
		}
	}
	var errs syntax.ErrorList
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		f, bad := syntax.Parse(name, src)
		if len(bad) > 0 {
			errs = append(errs, bad...)
			continue
		}
		if err := putFormatted(stdout, o, name, src, syntax.Format(f)); err != nil {
			return err
		}
	}
	errs.Sort()
	return errs.Err()
}

// putFormatted prints the text, or with -w writes the file if it differs.
func putFormatted(stdout io.Writer, o *options, name string, old, text []byte) error {
	if !o.write {
		_, err := stdout.Write(text)
		return err
	}
	if bytes.Equal(old, text) {
		return nil
	}
	if _, err := fmt.Fprintln(stdout, name); err != nil {
		return err
	}
	return os.WriteFile(name, text, 0o644)
}
