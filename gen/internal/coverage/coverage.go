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

// Wanted reports whether a row is of what the project has so far: OpenFlow 1.3, the ONF extensions and the Nicira match fields.
func Wanted(r Row) bool {
	switch r.Version {
	case "1.3":
		return true
	case "onf":
		return inVersion(r.Name)
	case "nx":
		return r.Kind == "oxm"
	}
	return false
}

// inVersion reports whether a name that ends in versions, as (1.2) or (1.3-1.4), is in 1.3. A name without is.
func inVersion(name string) bool {
	_, in, ok := strings.Cut(name, " (")
	if !ok {
		return true
	}
	first, last, ok := strings.Cut(strings.TrimSuffix(in, ")"), "-")
	if !ok {
		last = first
	}
	return first <= "1.3" && "1.3" <= last
}

// A Judge decides which rows a version's package covers.
type Judge struct {
	p *model.Package
}

// NewJudge returns a Judge for a version's package.
func NewJudge(p *model.Package) *Judge { return &Judge{p} }

// Find returns what covers a row, in words or as a Go name; it is empty when nothing does.
func (j *Judge) Find(r Row) string {
	switch r.Kind {
	case "message":
		return j.message(r)
	case "multipart":
		return j.multipart(r)
	case "struct":
		return j.structure(r)
	case "action", "instruction":
		return j.member(r.Kind, r)
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
