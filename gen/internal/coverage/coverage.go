// Package coverage compares the specs with an inventory of all that the OpenFlow documents and the vendors' sources define.
//
// The inventory itself is not part of the project. What the specs covered when it was last read is in testdata/covered.txt: a row of that list
// that the specs lose fails the test, with or without the inventory.
package coverage

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/ofwire/openflow/gen/internal/model"
)

// A Row is one item of the inventory.
type Row struct {
	Version string // 1.0 to 1.5, nx or onf.
	Kind    string // message, multipart, struct, action, instruction, oxm, property, enum, errcode.
	Name    string
	Code    string
	Parent  string
	Note    string
}

// key is what stands for a row in the list of covered rows.
func (r Row) key() string {
	return strings.Join([]string{r.Version, r.Kind, r.Name, r.Code, r.Parent}, "\t")
}

// ReadRows reads rows of tab-separated columns: version, kind, name, code, parent and, in the last one, a note. Lines without a tab, and the line of
// titles, are skipped.
func ReadRows(r io.Reader) ([]Row, error) {
	var rows []Row
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		cells := strings.Split(lines.Text(), "\t")
		if len(cells) == 1 || cells[0] == "version" {
			continue
		}
		if len(cells) < 5 {
			return nil, fmt.Errorf("line %d: %d columns", n, len(cells))
		}
		row := Row{Version: cells[0], Kind: cells[1], Name: cells[2], Code: cells[3], Parent: cells[4]}
		if len(cells) > 5 {
			row.Note = cells[len(cells)-1]
		}
		rows = append(rows, row)
	}
	return rows, lines.Err()
}

// versions are those of the project, newest first.
var versions = []string{"1.5", "1.4", "1.3", "1.2", "1.0"}

// inVersion reports whether a name that ends in versions, as (1.2) or (1.3-1.4), is in a version. A name without is in all.
func inVersion(name, version string) bool {
	_, in, ok := strings.Cut(name, " (")
	if !ok {
		return true
	}
	first, last, ok := strings.Cut(strings.TrimSuffix(in, ")"), "-")
	if !ok {
		last = first
	}
	return first <= version && version <= last
}

// Judges decide which rows the packages of all versions cover.
type Judges map[string]*judge

// A judge decides that for one version's package.
type judge struct {
	p *model.Package
}

// NewJudges returns Judges for the packages of a spec.
func NewJudges(s *model.Spec) Judges {
	j := Judges{}
	for _, v := range model.Versions {
		j[v.String()] = &judge{s.Package(v)}
	}
	return j
}

// Exists reports whether a row is of a version that the project has: 1.1 is known by name only.
func Exists(r Row) bool {
	for _, v := range versions {
		if r.Version == v || (r.Version == "nx" || r.Version == "onf") && inVersion(r.Name, v) {
			return true
		}
	}
	return false
}

// Find returns what covers a row; it is empty when nothing does. Extensions are looked for in all versions that the row is of.
func (j Judges) Find(r Row) string {
	if one := j[r.Version]; one != nil {
		return one.find(r)
	}
	for _, v := range versions {
		if inVersion(r.Name, v) {
			if found := j[v].find(r); found != "" {
				return found
			}
		}
	}
	return ""
}

// find returns what covers a row, in words or as a Go name; it is empty when nothing does.
func (j *judge) find(r Row) string {
	switch r.Kind {
	case "message":
		return j.message(r)
	case "multipart":
		return j.multipart(r)
	case "struct":
		return j.structure(r)
	case "action":
		return j.action(r)
	case "instruction":
		return j.instruction(r)
	case "property":
		return j.property(r)
	case "oxm", "oxs":
		return j.field(r)
	case "enum":
		return j.enum(r)
	case "errcode":
		return j.errorCode(r)
	}
	return ""
}
