//go:build interop

package interop

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
)

// An oskenMessage is a message as os-ken has it.
type oskenMessage struct {
	Class string
	XID   uint32
	Wire  string
	JSON  json.RawMessage
}

// An oskenLine is one of testdata/osken_controller.py.
type oskenLine struct {
	DPID    uint64
	Phase   string
	Sent    []oskenMessage
	Barrier uint32
	Error   string
	Got     *oskenMessage
}

// An oskenController is a running os-ken, which tells what it does.
type oskenController struct {
	addr    string // For switches.
	control net.Conn
	lines   *bufio.Reader
	log     func() string
}

// startOsken runs os-ken until the end of the test.
func startOsken(t *testing.T, python string) *oskenController {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c := &oskenController{addr: freeAddr(t)}
	_, port, _ := net.SplitHostPort(c.addr)
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	c.log = func() string {
		text, _ := os.ReadFile(file.Name())
		return string(text)
	}
	cmd := exec.Command(python, "-m", "os_ken.cmd.manager", "--ofp-listen-host", "127.0.0.1", "--ofp-tcp-listen-port", port, "testdata/osken_controller.py")
	cmd.Env = append(os.Environ(), "OSKEN_CONTROL="+l.Addr().String(), "PYTHONDONTWRITEBYTECODE=1")
	cmd.Stdout, cmd.Stderr = file, file
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	l.(*net.TCPListener).SetDeadline(time.Now().Add(patience))
	if c.control, err = l.Accept(); err != nil {
		t.Fatalf("os-ken does not start: %v\n%s", err, c.log())
	}
	t.Cleanup(func() { c.control.Close() })
	c.lines = bufio.NewReader(c.control)
	return c
}

// An oskenSession is a simulated switch that os-ken controls.
type oskenSession struct {
	*oskenController
	t          *testing.T
	sw         *oftest.Switch
	conn       *ofnet.Conn // The switch's side.
	comparison oskenComparison
	checks     int
}

// connect has os-ken control a switch that offers versions, of which want is agreed on.
func (c *oskenController) connect(t *testing.T, id openflow.DatapathID, want *openflow.Protocol, offer ...*openflow.Protocol) *oskenSession {
	t.Helper()
	s := &oskenSession{oskenController: c, t: t, comparison: oskenComparison{t: t, p: want, limits: oskenLimits}}
	s.sw = &oftest.Switch{DatapathID: id, Ports: []uint32{1, 2, 3}, Tables: 3, Protocols: offer, Config: ofnet.Config{EchoInterval: -1}}
	eventually(t, "os-ken listens", func() (ok bool) {
		var err error
		s.conn, err = s.sw.Dial(t.Context(), "tcp", c.addr)
		return err == nil
	})
	t.Cleanup(func() { s.conn.Close() })
	if s.conn.Protocol() != want {
		t.Errorf("version %v, want %v", s.conn.Version(), want.Version)
	}
	for {
		line := s.next()
		if line.Got != nil {
			s.compare(line.Got)
		}
		if line.Phase == "main" && line.DPID == uint64(id) {
			s.checks++
			return s
		}
	}
}

// next returns what os-ken says next.
func (s *oskenSession) next() oskenLine {
	s.t.Helper()
	s.control.SetReadDeadline(time.Now().Add(patience))
	text, err := s.lines.ReadBytes('\n')
	if err != nil {
		s.t.Fatalf("os-ken says nothing: %v\n%s", err, s.log())
	}
	var line oskenLine
	if err := json.Unmarshal(text, &line); err != nil {
		s.t.Fatal(err)
	}
	return line
}

// compare compares a message with what we have of its bytes, and returns it as text.
func (s *oskenSession) compare(m *oskenMessage) string {
	s.t.Helper()
	wire, err := hex.DecodeString(m.Wire)
	if err != nil {
		s.t.Fatal(err)
	}
	ours, err := s.conn.Protocol().Unmarshal(wire)
	if err != nil {
		s.t.Fatalf("os-ken has %s of %s: %v", m.Class, m.Wire, err)
	}
	s.comparison.live(ours, m)
	s.checks++
	var v any
	if err := unmarshalNumbers(m.JSON, &v); err != nil {
		s.t.Fatal(err)
	}
	text, err := json.Marshal(v) // With sorted keys.
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// run has os-ken send messages, and returns what it got until all were done.
func (s *oskenSession) run(code string) (replies []string) {
	s.t.Helper()
	if err := json.NewEncoder(s.control).Encode(map[string]any{"dpid": uint64(s.sw.DatapathID), "code": code}); err != nil {
		s.t.Fatal(err)
	}
	var barrier uint32
	for sent := false; ; {
		line := s.next()
		switch {
		case line.Error != "":
			s.t.Fatalf("%s: %s", code, line.Error)
		case line.Phase != "":
			s.t.Fatalf("%s: the phase is %s\n%s", code, line.Phase, s.log())
		case line.Got == nil:
			barrier, sent = line.Barrier, true
			for i := range line.Sent {
				s.compare(&line.Sent[i])
			}
		case sent && line.Got.Class == "OFPBarrierReply" && line.Got.XID == barrier:
			return replies
		default:
			replies = append(replies, s.compare(line.Got))
		}
	}
}

// do has os-ken send messages, for which it must get one that matches want, or none where want is "".
func (s *oskenSession) do(code, want string) {
	s.t.Helper()
	got := s.run(code)
	if want == "" && len(got) > 0 || want != "" && (len(got) != 1 || !regexp.MustCompile(want).MatchString(got[0])) {
		s.t.Errorf("%s: os-ken got %s, want %s", code, got, want)
	}
	s.checks++
}

// event waits for a message that is no reply.
func (s *oskenSession) event(want string) {
	s.t.Helper()
	line := s.next()
	if line.Got == nil {
		s.t.Fatalf("os-ken says %+v, want %s\n%s", line, want, s.log())
	}
	if got := s.compare(line.Got); !regexp.MustCompile(want).MatchString(got) {
		s.t.Errorf("os-ken got %s, want %s", got, want)
	}
	s.checks++
}

// TestOskenController lets os-ken control a simulated switch in each version.
func TestOskenController(t *testing.T) {
	c := startOsken(t, needOsken(t))
	checks, versions := 0, 0
	for i, p := range protocols {
		t.Run(p.Version.String(), func(t *testing.T) {
			s := c.connect(t, openflow.DatapathID(0x1000+i), p, p)
			s.steps()
			s.events()
			s.echoes()
			s.end()
			checks, versions = checks+s.checks, versions+1
		})
	}
	if versions == len(protocols) {
		allUsed(t, oskenLimits, true)
	}
	for i, offer := range [][]*openflow.Protocol{protocols, {openflow10.Protocol, openflow13.Protocol}} { // The second has a gap.
		s := c.connect(t, openflow.DatapathID(0x2000+i), offer[len(offer)-1], offer...)
		s.end()
		checks += s.checks
	}
	if log := c.log(); strings.Contains(log, "Traceback") || strings.Contains(strings.ToLower(log), "error") {
		t.Errorf("os-ken complains:\n%s", log)
	}
	count(t, "osken-controller", checks, "")
}

// steps does what oskenSteps lists for the version.
func (s *oskenSession) steps() {
	s.t.Helper()
	for _, x := range oskenSteps {
		if x.versions == "" || strings.Contains(x.versions, s.conn.Version().String()) {
			s.do(x.code, x.want)
		}
	}
}

// events has the switch tell os-ken of packets and ports.
func (s *oskenSession) events() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	data, err := hex.DecodeString(ethernet(mac2, mac1, 0x0800, ipv4TCP()))
	if err != nil {
		s.t.Fatal(err)
	}
	actions, port := `instructions=[p.OFPInstructionActions(ofp.OFPIT_APPLY_ACTIONS, [p.OFPActionOutput(ofp.OFPP_CONTROLLER, 0xffff)])]`, `1`
	switch s.conn.Version() {
	case openflow.Version10:
		actions = `actions=[p.OFPActionOutput(ofp.OFPP_CONTROLLER, 0xffff)]`
	case openflow.Version15:
		port = `p.OFPMatch(in_port=1)`
	}
	s.do(`p.OFPFlowMod(dp, match=p.OFPMatch(in_port=1), priority=9, `+actions+`)`, "")
	if err := s.sw.Host(1).Send(data); err != nil {
		s.t.Fatal(err)
	}
	s.event(`^{"OFPPacketIn":{.*"data":"` + base64.StdEncoding.EncodeToString(data) + `".*"total_len":` + strconv.Itoa(len(data)))
	s.do(fmt.Sprintf(`p.OFPPacketOut(dp, 0xffffffff, %s, [p.OFPActionOutput(2)], bytes.fromhex('%x'))`, port, data), "")
	if got, err := s.sw.Host(2).Recv(ctx); err != nil || !bytes.Equal(got, data) {
		s.t.Errorf("the host got %x, %v, want %x", got, err, data)
	}
	s.sw.AddPort(7)
	s.event(oskenPort + `"port_no":7,.*"reason":0}}`)
	s.sw.SetLink(7, false)
	s.event(oskenPort + `"port_no":7,.*"reason":2}}`)
	s.sw.RemovePort(7)
	s.event(oskenPort + `"port_no":7,.*"reason":1}}`)
}

// echoes has both sides ask for an echo.
func (s *oskenSession) echoes() {
	s.t.Helper()
	s.do(`p.OFPEchoRequest(dp, b'ping')`, `^{"OFPEchoReply":{"data":"cGluZw=="`)
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	p := s.conn.Protocol()
	reply, err := s.conn.Do(ctx, p.EchoRequest(0, []byte("pong")))
	if err != nil {
		s.t.Fatal(err)
	}
	if wire, err := reply.AppendBinary(nil); err != nil || string(wire[openflow.HeaderLen:]) != "pong" {
		s.t.Errorf("the echo is %x, %v", wire, err)
	}
	s.event(`^{"OFPEchoRequest":{"data":"cG9uZw=="`)
}

// end closes the connection, which os-ken must see.
func (s *oskenSession) end() {
	s.t.Helper()
	s.conn.Close()
	if line := s.next(); line.Phase != "dead" || line.DPID != uint64(s.sw.DatapathID) {
		s.t.Errorf("os-ken says %+v, want the end", line)
	}
	s.checks++
}
