package model

import (
	"fmt"
	"path"
	"strings"

	"github.com/ofwire/openflow/gen/internal/syntax"
)

// A Spec is what a set of spec files says, of all versions.
type Spec struct {
	Name     string
	builders []*builder // In order of Versions.
}

// Package returns what the spec has in version v, nil for a version that the project does not speak.
func (s *Spec) Package(v Version) *Package {
	for i, w := range Versions {
		if v == w {
			return s.builders[i].pkg
		}
	}
	return nil
}

// A loader turns files into a Spec. It holds what does not depend on the version.
type loader struct {
	name    string
	decls   []*decl
	docs    map[string]string // The comment above the package line, by base name.
	vendors map[string]*syntax.Decl
	errs    map[place]*problem
	order   []*problem
}

// A decl is a declaration with its surroundings.
type decl struct {
	*syntax.Decl
	file     string // Base name.
	vendor   string // Of the vendor whose part of the file it stands in.
	in       set    // The versions that it is in.
	examples []*example
	names    []set // Of each name: the versions that it is in.
}

// An example is a fixture with its bytes.
type example struct {
	*syntax.Example
	in   set
	data []byte
	used bool
}

// A place is what makes an error the same in several versions.
type place struct {
	pos syntax.Pos
	msg string
}

// A problem is an error with the versions that have it.
type problem struct {
	place
	in, scope set // Scope are the versions that could have had it.
}

// Load builds the model of the files, which are one spec. Imported are the files that an import "openflow" takes in; nil for
// the standard itself. All errors of all files are returned, sorted.
func Load(files, imported []*syntax.File) (*Spec, syntax.ErrorList) {
	var std *Spec
	var errs syntax.ErrorList
	if len(imported) > 0 {
		std, errs = Load(imported, nil)
	}
	l := &loader{docs: map[string]string{}, vendors: map[string]*syntax.Decl{}, errs: map[place]*problem{}}
	if std != nil {
		for _, b := range std.builders {
			for name, d := range b.load.vendors {
				l.vendors[name] = d
			}
		}
	}
	l.collect(files, std)
	spec := &Spec{Name: l.name}
	for i, v := range Versions {
		b := newBuilder(l, v)
		if std != nil {
			b.imported = std.builders[i]
			b.pkg.Imported = b.imported.pkg
		}
		b.build()
		spec.builders = append(spec.builders, b)
	}
	l.unusedExamples()
	errs = append(errs, l.list()...)
	errs.Sort()
	return spec, errs
}

// errorf reports an error that does not depend on the version.
func (l *loader) errorf(pos syntax.Pos, format string, args ...any) {
	l.add(pos, all, all, fmt.Sprintf(format, args...))
}

// add reports an error of the versions in; scope are the versions that could have it.
func (l *loader) add(pos syntax.Pos, in, scope set, msg string) {
	key := place{pos, msg}
	p := l.errs[key]
	if p == nil {
		p = &problem{place: key}
		l.errs[key] = p
		l.order = append(l.order, p)
	}
	p.in |= in
	p.scope |= scope
}

// list returns the errors. The versions are named where not all have the error, or where the message asks for them.
func (l *loader) list() syntax.ErrorList {
	var errs syntax.ErrorList
	for _, p := range l.order {
		msg := p.msg
		if before, after, ok := strings.Cut(msg, "{versions}"); ok {
			msg = before + p.in.String() + after
		} else if p.in != p.scope {
			msg += " in " + p.in.String()
		}
		errs = append(errs, &syntax.Error{Pos: p.pos, Msg: msg})
	}
	return errs
}

// collect lists the declarations with their ranges, vendors and examples.
func (l *loader) collect(files []*syntax.File, std *Spec) {
	for _, f := range files {
		base := strings.TrimSuffix(path.Base(f.Name), ".of")
		if f.Package != nil {
			l.packageLine(f, base)
		}
		for _, imp := range f.Imports {
			if std == nil || imp.Name != std.Name {
				l.errorf(imp.Pos, "unknown package %q", imp.Name)
			}
		}
		l.file(f, base)
	}
}

func (l *loader) packageLine(f *syntax.File, base string) {
	if l.name == "" {
		l.name = f.Package.Name
	}
	if f.Package.Name != l.name {
		l.errorf(f.Package.Pos, "this file is of package %s, the others of %s", f.Package.Name, l.name)
	}
	l.docs[base] = above(&f.Package.Lead)
}

// file collects one file. The range of a vendor's line encloses the declarations after it.
func (l *loader) file(f *syntax.File, base string) {
	vendor, within := "", all
	var last *decl
	for _, n := range f.Nodes {
		switch n := n.(type) {
		case *syntax.Decl:
			if n.Keyword == "vendor" {
				vendor, within = n.Name().Text, all
				if n.HasBody || len(n.Names[0].Numbers) > 0 {
					l.vendors[vendor] = n
				}
			}
			last = &decl{Decl: n, file: base, vendor: vendor}
			l.declRange(last, within)
			if n.Keyword == "vendor" {
				within = last.in
			}
			l.decls = append(l.decls, last)
		case *syntax.Example:
			if last == nil {
				l.errorf(n.Pos, "the example stands behind no declaration")
				continue
			}
			l.example(last, n)
		}
	}
}

// declRange finds the versions of a declaration: those of its range, and of its numbers and widths where these have
// ranges, among the enclosing ones.
func (l *loader) declRange(d *decl, within set) {
	d.in = l.ranges(d.Range, within)
	if len(d.Widths) > 0 {
		widths := set(0)
		for _, w := range d.Widths {
			r := l.ranges(w.Range, d.in)
			if r&widths != 0 {
				l.errorf(w.Type.Pos, "%s has two widths in %s", d.Name().Text, r&widths)
			}
			widths |= r
		}
		d.in = widths
	}
	names := set(0)
	for _, m := range d.Names {
		in := d.in
		if len(m.Numbers) > 0 {
			in = 0
			for _, n := range m.Numbers {
				r := l.ranges(n.Range, d.in)
				if r&in != 0 {
					l.errorf(n.Value.Pos, "%s has two numbers in %s", m.Text, r&in)
				}
				in |= r
			}
		}
		d.names = append(d.names, in)
		names |= in
	}
	d.in = names
}

// above returns the comment lines above a node.
func above(lead *syntax.Lead) string {
	if len(lead.Doc) == 0 {
		return ""
	}
	return lead.DocText()
}

// behind returns the comment behind a node, else the one above it.
func behind(lead *syntax.Lead) string {
	if lead.Trail != nil {
		return strings.TrimSpace(lead.Trail.Text)
	}
	return above(lead)
}
