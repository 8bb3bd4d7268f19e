//go:build interop

package interop

import (
	"errors"
	"io"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// protocols are all versions.
var protocols = []*openflow.Protocol{openflow10.Protocol, openflow12.Protocol, openflow13.Protocol, openflow14.Protocol, openflow15.Protocol}

// ofVersion is a version as ovs-ofctl's option -O names it.
func ofVersion(v openflow.Version) string {
	return "OpenFlow" + strings.ReplaceAll(v.String(), ".", "")
}

// A fakeSwitch is a switch of one version for a run of ovs-ofctl: it answers what it is asked with samples, and keeps what comes.
type fakeSwitch struct {
	p       *openflow.Protocol
	answers map[string]openflow.Message // By the name of the reply.

	mu       sync.Mutex
	received [][]byte
	err      error
}

func newFakeSwitch(p *openflow.Protocol) *fakeSwitch {
	s := &fakeSwitch{p: p, answers: map[string]openflow.Message{}}
	for _, info := range p.Types {
		s.answers[info.Name] = sample.Build(p, info, sample.Minimal)
	}
	return s
}

// run runs ovs-ofctl for some seconds at most with args, of which TARGET becomes the switch's address. It returns what it prints and the messages that
// it sends, without hello.
func (s *fakeSwitch) run(t *testing.T, seconds int, args ...string) (output string, received [][]byte, err error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.received, s.err = nil, nil
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { s.serve(c) })
		}
	})
	full := []string{"-t", strconv.Itoa(seconds), "--no-names", "-O", ofVersion(s.p.Version)}
	for _, a := range args {
		full = append(full, strings.ReplaceAll(a, "TARGET", "tcp:"+l.Addr().String()))
	}
	out, err := exec.Command("ovs-ofctl", full...).CombinedOutput()
	l.Close()
	serving.Wait()
	if s.err != nil {
		t.Errorf("%v %q: %v", s.p.Version, args, s.err)
	}
	return string(out), s.received, err
}

// serve talks to one connection until its end.
func (s *fakeSwitch) serve(c net.Conn) {
	defer c.Close()
	hello, err := s.p.Hello(1, []openflow.Version{s.p.Version}).AppendBinary(nil)
	if err == nil {
		_, err = c.Write(hello)
	}
	for err == nil {
		var b []byte
		if b, err = readMessage(c); err != nil || b[1] == 0 {
			continue
		}
		s.mu.Lock()
		s.received = append(s.received, b)
		s.mu.Unlock()
		err = s.answer(c, b)
	}
	var opErr *net.OpError
	if !errors.Is(err, io.EOF) && !errors.As(err, &opErr) {
		s.mu.Lock()
		s.err = err
		s.mu.Unlock()
	}
}

// answer sends the reply to a request.
func (s *fakeSwitch) answer(c net.Conn, b []byte) error {
	m, err := s.p.Unmarshal(b)
	if err != nil || m.Info().Reply == nil {
		return err
	}
	reply, err := s.answers[m.Info().Reply.Name].AppendBinary(nil)
	if err != nil {
		return err
	}
	copy(reply[4:8], b[4:8])
	_, err = c.Write(reply)
	return err
}

// readMessage reads one message.
func readMessage(r io.Reader) ([]byte, error) {
	b := make([]byte, openflow.HeaderLen)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, err
	}
	h, err := openflow.ParseHeader(b)
	if err != nil {
		return nil, err
	}
	b = append(b, make([]byte, int(h.Length)-openflow.HeaderLen)...)
	_, err = io.ReadFull(r, b[openflow.HeaderLen:])
	return b, err
}
