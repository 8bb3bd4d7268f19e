package coverage

import (
	"fmt"
	"sort"
	"strings"
)

// reasons tell why rows are not covered, by name. There may be ten at most.
var reasons = map[string]string{
	"onft_table_status":       "EXT-192; its subtype number is not verified",
	"onft_table_mod_eviction": "EXT-192; its subtype number is not verified",
	"is_sync (1.3)":           "EXT-232; its number is not verified",
}

// Covered returns the list of covered rows, one a line, sorted.
func (j Judges) Covered(rows []Row) string {
	var lines []string
	for _, r := range rows {
		if Exists(r) && j.Find(r) != "" {
			line := r.key()
			if r.Kind == "oxm" {
				line += "\t" + r.Note
			}
			lines = append(lines, line+"\n")
		}
	}
	sort.Strings(lines)
	return strings.Join(lines, "")
}

// Markdown returns the report on all rows.
func (j Judges) Markdown(rows []Row) string {
	var b strings.Builder
	b.WriteString(`# Coverage

What the specs have of all that the OpenFlow documents and the vendors' sources define. The inventory of 1.0 to 1.5, of the Nicira (nx) and of the ONF
extensions is kept outside the project; this page is written by ` + "`go test ./gen/internal/coverage -update`" + ` where it is at hand. A row that was covered
stays so: ` + "`gen/internal/coverage/testdata/covered.txt`" + ` lists them for the test.

Generated; do not edit.

## Summary

Covered of all, per version and kind. "later" is what belongs to versions that the project does not have.

`)
	j.summary(&b, rows)
	for _, v := range []string{"1.0", "1.2", "1.3", "1.4", "1.5", "onf", "nx"} {
		fmt.Fprintf(&b, "\n## %s\n\n| kind | name | code | covered | note |\n|---|---|---|---|---|\n", title(v))
		for _, r := range rows {
			if r.Version == v && Exists(r) {
				j.row(&b, r)
			}
		}
	}
	return b.String()
}

func title(version string) string {
	switch version {
	case "onf":
		return "ONF extensions"
	case "nx":
		return "Nicira extensions"
	}
	return "OpenFlow " + version
}

// row writes the line of one row.
func (j Judges) row(b *strings.Builder, r Row) {
	covered, note := "no", reasons[r.Name]
	if found := j.Find(r); found != "" {
		covered, note = "yes", found
	}
	fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", r.Kind, r.Name, r.Code, covered, note)
}

// kinds are the columns of the summary.
var kinds = []string{"message", "multipart", "struct", "action", "instruction", "property", "oxm", "oxs", "enum", "errcode"}

// summary writes the table of counts.
func (j Judges) summary(b *strings.Builder, rows []Row) {
	type count struct{ covered, wanted, later int }
	counts := map[string]*count{}
	var versions []string
	for _, r := range rows {
		key := r.Version + " " + r.Kind
		for _, k := range []string{key, r.Version} {
			if counts[k] == nil {
				counts[k] = new(count)
				if k == r.Version {
					versions = append(versions, k)
				}
			}
			c := counts[k]
			switch {
			case !Exists(r):
				c.later++
			case j.Find(r) != "":
				c.covered++
				c.wanted++
			default:
				c.wanted++
			}
		}
	}
	fmt.Fprintf(b, "| version | all | %s |\n|%s\n", strings.Join(kinds, " | "), strings.Repeat("---|", len(kinds)+2))
	for _, v := range versions {
		fmt.Fprintf(b, "| %s |", v)
		for _, k := range append([]string{""}, kinds...) {
			c := counts[strings.TrimSpace(v+" "+k)]
			switch {
			case c == nil:
				b.WriteString(" |")
			case c.wanted == 0:
				fmt.Fprintf(b, " %d later |", c.later)
			case c.later == 0:
				fmt.Fprintf(b, " %d of %d |", c.covered, c.wanted)
			default:
				fmt.Fprintf(b, " %d of %d, %d later |", c.covered, c.wanted, c.later)
			}
		}
		b.WriteString("\n")
	}
}
