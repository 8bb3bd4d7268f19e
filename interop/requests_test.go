//go:build interop

package interop

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
	"github.com/ofwire/openflow/ofjson"
)

// requestTable has a line for each message of an ovs-ofctl command, of which the columns are: the versions, the command, the JSON of ours, and how
// ovs-ofctl prints it, with single blanks.
//
//go:embed testdata/requests.txt
var requestTable string

// A request is a line of the table.
type request struct {
	pair
	command string
}

// requests are the lines of the table that a version has.
func requests(t *testing.T, p *openflow.Protocol) []request {
	t.Helper()
	var list []request
	for n, line := range strings.Split(strings.TrimSpace(requestTable), "\n") {
		columns := strings.SplitN(line, " | ", 4)
		in, err := parseSpan(columns[0])
		if err != nil || len(columns) != 4 {
			t.Fatalf("requests.txt:%d: %d columns, %v", n+1, len(columns), err)
		}
		if !in.has(p.Version) {
			continue
		}
		m, err := ofjson.Unmarshal(p, []byte(columns[2]))
		if err != nil {
			t.Fatalf("requests.txt:%d: %v: %v", n+1, p.Version, err)
		}
		list = append(list, request{pair{name: fmt.Sprintf("%v requests.txt:%d", p.Version, n+1), m: m, printed: columns[3], whole: true}, columns[1]})
	}
	return list
}

// testRequests compares what ovs-ofctl's commands send with ours, in each version, and what it prints of ours with what it should. It returns the
// number of pairs.
func testRequests(t *testing.T) int {
	t.Helper()
	var pairs atomic.Int64
	t.Run("versions", func(t *testing.T) {
		for _, p := range protocols {
			t.Run(p.Version.String(), func(t *testing.T) {
				t.Parallel()
				pairs.Add(int64(checkRequests(t, p)))
			})
		}
	})
	count(t, "requests", int(pairs.Load()), "")
	return int(pairs.Load())
}

func checkRequests(t *testing.T, p *openflow.Protocol) int {
	t.Helper()
	s := newFakeSwitch(p)
	if m := sample.ByName(p, "TableDescReply", sample.Typical); m != nil {
		s.answers["TableDescReply"] = m // Ovs-ofctl wants to know the table that it changes.
	}
	sent := map[string][][]byte{}
	var good []pair
	for _, r := range requests(t, p) {
		if _, ok := sent[r.command]; !ok {
			seconds := 3
			if strings.Contains(r.command, "monitor") { // It waits for messages, so that the time limit ends it.
				seconds = 1
			}
			sent[r.command] = s.sent(t, seconds, r.command)
		}
		err := oneEquals(p, sent[r.command], r.m)
		if err != nil { // A busy machine may have taken longer to start it.
			sent[r.command] = s.sent(t, 20, r.command)
			err = oneEquals(p, sent[r.command], r.m)
		}
		if err != nil {
			t.Errorf("%s: %s: %v", r.name, r.command, err)
			continue
		}
		good = append(good, r.pair)
	}
	return checkPrinted(t, good)
}

// sent returns the messages that a command sends. They tell whether it has worked: samples are not always the answers that it wants.
func (s *fakeSwitch) sent(t *testing.T, seconds int, command string) [][]byte {
	t.Helper()
	_, messages, _ := s.run(t, seconds, strings.Fields(command)...)
	return messages
}

// oneEquals wants one of the messages to be m.
func oneEquals(p *openflow.Protocol, messages [][]byte, m openflow.Message) error {
	err := errors.New("ovs-ofctl sends nothing")
	for _, b := range messages {
		if err = equalWire(p, b, m); err == nil {
			break
		}
	}
	return err
}
