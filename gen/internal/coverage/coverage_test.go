package coverage

import (
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ofwire/openflow/gen/internal/model"
	"github.com/ofwire/openflow/gen/internal/syntax"
	"github.com/ofwire/openflow/spec"
)

var update = flag.Bool("update", false, "write docs/coverage.md and testdata/covered.txt")

const (
	coveredFile = "testdata/covered.txt"
	reportFile  = "../../../docs/coverage.md"
)

// judges loads the specs of this tree.
func judges(t *testing.T) Judges {
	t.Helper()
	names, err := fs.Glob(spec.Files, "*.of")
	if err != nil {
		t.Fatal(err)
	}
	var files []*syntax.File
	for _, name := range names {
		src, err := fs.ReadFile(spec.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		f, errs := syntax.Parse(name, src)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		files = append(files, f)
	}
	s, errs := model.Load(files, nil)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return NewJudges(s)
}

// readRows reads a file of rows.
func readRows(t *testing.T, name string) []Row {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := ReadRows(f)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return rows
}

// inventory returns the path of the inventory. Without it the test is skipped, or fails where OFWIRE_REQUIRE_SHARED is 1.
func inventory(t *testing.T) string {
	t.Helper()
	shared := os.Getenv("OFWIRE_SHARED")
	if shared == "" {
		shared = "../../../../shared"
	}
	name := filepath.Join(shared, "reference/inventory.tsv")
	_, err := os.Stat(name)
	if err != nil && os.Getenv("OFWIRE_REQUIRE_SHARED") == "1" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skipf("no shared folder: %v", err)
	}
	return name
}

// TestNothingLost fails for each row of the list that the specs cover no more.
func TestNothingLost(t *testing.T) {
	if *update {
		t.Skip("the list is being written")
	}
	j, rows := judges(t), readRows(t, coveredFile)
	if len(rows) == 0 {
		t.Fatal("the list is empty")
	}
	for _, r := range rows {
		if j.Find(r) == "" {
			t.Errorf("%s %s %s (%s) is covered no more", r.Version, r.Kind, r.Name, r.Code)
		}
	}
}

// TestReport compares the list and the report with the inventory, or writes them.
func TestReport(t *testing.T) {
	j, rows := judges(t), readRows(t, inventory(t))
	for name, want := range map[string]string{coveredFile: j.Covered(rows), reportFile: j.Markdown(rows)} {
		if *update {
			if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(name)
		if err != nil || string(got) != want {
			t.Errorf("%s is not current: run go test ./gen/internal/coverage -update (%v)", name, err)
		}
	}
	missing, all, covered := map[string]string{}, map[string]int{}, map[string]int{}
	for _, r := range rows {
		if !Exists(r) {
			continue
		}
		all[r.Version]++
		if j.Find(r) != "" {
			covered[r.Version]++
		} else if reasons[r.Name] == "" {
			missing[r.Version] += r.key() + "\n"
		}
	}
	for _, v := range slices.Sorted(maps.Keys(all)) {
		t.Logf("%s: %d of %d", v, covered[v], all[v])
	}
	for _, v := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("%s: %d rows are not covered, and no reason is given:\n%s", v, strings.Count(missing[v], "\n"), missing[v])
		if dir := os.Getenv("COVERAGE_MISSING"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, "missing-"+v+".txt"), []byte(missing[v]), 0o644); err != nil {
				t.Error(err)
			}
		}
	}
	if len(reasons) > 10 {
		t.Errorf("%d reasons for rows that are not covered, want 10 at most", len(reasons))
	}
}

// TestJudge checks that rows that do not exist are not found.
func TestJudge(t *testing.T) {
	const rows = `1.3	message	nothing	200	ofp_header
1.3	multipart	nothing_request	77	multipart_request
1.3	struct	nothing	-	-
1.3	action	action_nothing	99	action
1.3	property	queue_prop_nothing	9	queue_prop
1.3	oxm	oxm_nothing	0x8000/127	oxm_openflow_basic
1.3	oxm	oxm_in_port	0x8000/0	oxm_openflow_basic	y	8 bytes, no mask
1.3	enum	nothing	u8	OFPNOTHING
1.3	errcode	bad_request.nothing	1,99	bad_request
onf	message	onft_nothing	1	experimenter 0x4f4e4600
onf	oxm	oxm_onf_tcp_flags (1.1)	0xffff/42/0x4f4e4600	oxm_experimenter
1.0	oxm	oxm_eth_dst	0x8000/3	oxm_openflow_basic
1.0	struct	oxm_id	4+	table_feature
1.2	struct	prop_header	4+	-
1.4	struct	stats	4+	-
1.4	struct	header_type	4	oxm_packet_type
nx	message	nxt_obsolete_9-10	9-10	experimenter 0x2320
nx	action	nx_action_nothing	99	action_experimenter 0x2320
nx	property	ct_flush_tuple_src	1	ct_flush tuple
nx	property	ntr_selection_method	0x154e/1	group_prop
nx	property	ed_prop_nsh_nothing	4/3	nx_action_encap
nx	struct	intel_port_stats_rfc2819	184	port_stats_prop experimenter 0xaa02
nx	errcode	ofpbrc_bad_table_id (1.0)	1,511	error 0xb0c2 nx_vendor_error
nx	errcode	ofpbrc_bad_table_id (1.2)	1,512	error 0xb0c2 nx_vendor_error
`
	list, err := ReadRows(strings.NewReader(rows))
	if err != nil || len(list) != strings.Count(rows, "\n") {
		t.Fatalf("%d rows, %v", len(list), err)
	}
	j := judges(t)
	for _, r := range list {
		if found := j.Find(r); found != "" {
			t.Errorf("%s %s is %s", r.Kind, r.Name, found)
		}
	}
}
