package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"github.com/ofwire/openflow/gen/internal/emit"
	"github.com/ofwire/openflow/gen/internal/model"
)

// standardPath is the import path of a version's package, without the version's digits.
const standardPath = "github.com/ofwire/openflow/openflow"

// generate emits the Go files of a package. An outside vendor's is named after its directory.
func generate(p *model.Package, dir string) ([]emit.File, error) {
	digits := strings.ReplaceAll(p.Version.String(), ".", "")
	if p.Imported == nil {
		return emit.Package(p, emit.Options{Package: "openflow" + digits})
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	return emit.Package(p, emit.Options{Package: filepath.Base(abs), Standard: standardPath + digits})
}

// published are the versions whose packages the module has.
var published = []model.Version{model.V10, model.V12, model.V13, model.V14, model.V15}

// generateAll writes the packages that the options ask for.
func generateAll(s *model.Spec, o *options) error {
	if o.version != "" {
		v, _ := model.ParseVersion(o.version)
		return writePackage(s.Package(v), o.out)
	}
	for _, v := range published {
		dir := "openflow" + strings.ReplaceAll(v.String(), ".", "")
		if err := writePackage(s.Package(v), filepath.Join(o.out, dir)); err != nil {
			return err
		}
	}
	return nil
}

// marker begins every generated file; only files with it are ever deleted.
const marker = "// Code generated "

// writePackage writes the files of a package that changed and deletes generated files that are stale.
func writePackage(p *model.Package, dir string) error {
	files, err := generate(p, dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	fresh := map[string]bool{}
	for _, f := range files {
		fresh[f.Name] = true
		name := filepath.Join(dir, f.Name)
		if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, f.Data) {
			continue
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			return err
		}
	}
	return deleteStale(dir, fresh)
}

// deleteStale removes the generated files of a directory that are not fresh.
func deleteStale(dir string, fresh map[string]bool) error {
	var names []string
	for _, pattern := range []string{"*_gen.go", "*_gen_test.go"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return err
		}
		names = append(names, found...)
	}
	for _, name := range names {
		if fresh[filepath.Base(name)] {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if !bytes.HasPrefix(data, []byte(marker)) {
			continue
		}
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	return nil
}
