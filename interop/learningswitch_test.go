//go:build interop

package interop

import (
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ofwire/openflow"
)

// TestLearningSwitch lets the example control a bridge over which two hosts talk, in each version that it speaks.
func TestLearningSwitch(t *testing.T) {
	checks := 0
	for _, version := range []string{"10", "13"} {
		t.Run(version, func(t *testing.T) {
			addr := freeAddr(t)
			cmd, log := startLearningSwitch(t, addr)
			l := &learning{testbed: startTestbed(t), version: version, log: log, checks: &checks}
			l.run("bridge", "br0", version, "tcp:"+addr)
			for _, port := range []string{"p1", "p2", "p3"} {
				l.run("port", "br0", port)
			}
			l.run("wait", "br0", "10")
			l.talk()
			l.move()
			l.interrupt(cmd)
		})
	}
	count(t, "learningswitch", checks, "")
}

// A learning is a bridge that the example controls.
type learning struct {
	*testbed
	version string
	log     func() string // Of the example.
	checks  *int
}

// check waits until a condition holds, and counts it.
func (l *learning) check(what string, ok func() bool) {
	l.t.Helper()
	eventually(l.t, what+"\n"+l.log()+"\n"+l.flows(), ok)
	*l.checks++
}

func (l *learning) flows() string { return l.run("flows", "br0", l.version) }

// has returns whether there is such a flow.
func (l *learning) has(pattern string) func() bool {
	return func() bool { return regexp.MustCompile(pattern).MatchString(l.flows()) }
}

// number returns whether there are n flows, beside the table-miss flow.
func (l *learning) number(n int) func() bool {
	return func() bool { return strings.Count(l.flows(), "priority=10,") == n }
}

// left returns whether a frame has left a port.
func (l *learning) left(port, frame string) func() bool {
	return func() bool { return slices.Contains(l.sent(port), frame) }
}

// never checks that a frame that has come elsewhere has not left a port.
func (l *learning) never(port, frame string) {
	l.t.Helper()
	if l.left(port, frame)() {
		l.t.Errorf("%s left %s too", frame, port)
	}
	*l.checks++
}

// broadcast is the address of all hosts.
var broadcast = openflow.MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}

// Patterns of the flows between the hosts.
var (
	flowThere = `priority=10,in_port=(1|p1),dl_src=` + mac1.String() + `,dl_dst=` + mac2.String() + ` actions=output:(2|p2)`
	flowBack  = `priority=10,in_port=(2|p2),dl_src=` + mac2.String() + `,dl_dst=` + mac1.String() + ` actions=output:(1|p1)`
)

// talk has the hosts on p1 and p2 exchange frames.
func (l *learning) talk() {
	const missed = `n_packets=%d, .*priority=0 actions=CONTROLLER:65535`
	if l.version != "10" {
		l.check("the table-miss flow", l.has(fmt.Sprintf(missed, 0)))
	}
	question := ethernet(broadcast, mac1, 0x0806, frame[14:])
	answer := ethernet(mac1, mac2, 0x0806, frame[14:])
	l.run("inject", "p1", question)
	l.check("the question leaves p2", l.left("p2", question))
	l.check("the question leaves p3", l.left("p3", question))
	l.never("p1", question)

	l.run("inject", "p2", answer)
	l.check("the answer leaves p1", l.left("p1", answer))
	l.never("p3", answer)
	l.check("a flow from p2 to p1", l.has(flowBack))

	first, second := ethernet(mac2, mac1, 0x0800, ipv4TCP()), ethernet(mac2, mac1, 0x0800, append(ipv4TCP(), 1))
	l.run("inject", "p1", first)
	l.check("the first frame leaves p2", l.left("p2", first))
	l.check("a flow from p1 to p2", l.has(flowThere))
	l.check("no other flow", l.number(2))

	l.run("inject", "p1", second)
	l.check("the second frame leaves p2", l.left("p2", second))
	l.run("appctl", "time/warp", "1100") // Counters of the datapath come to the flows once a second.
	l.check("the second frame is counted by the flow", l.has(`n_packets=1, .*`+flowThere))
	if l.version != "10" {
		l.check("three packet-ins", l.has(fmt.Sprintf(missed, 3)))
	}
}

// move has the host on p2 move to p3, and then that on p1 lose its link.
func (l *learning) move() {
	again := ethernet(broadcast, mac2, 0x0806, frame[14:])
	l.run("inject", "p3", again)
	l.check("the frame from p3 leaves p1", l.left("p1", again))
	l.check("no flow to where the host was", func() bool { return !l.has(flowThere)() })
	data := ethernet(mac2, mac1, 0x0800, append(ipv4TCP(), 2))
	l.run("inject", "p1", data)
	l.check("data leaves p3", l.left("p3", data))
	l.never("p2", data)
	l.check("a flow each way", l.number(2))
	l.run("link", "p1", "down")
	l.check("no flow to the port that is down", func() bool { return !l.has(flowBack)() })
}

// interrupt ends the example.
func (l *learning) interrupt(cmd *exec.Cmd) {
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		l.t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			l.t.Errorf("learningswitch ended with %v\n%s", err, l.log())
		}
	case <-time.After(patience):
		l.t.Errorf("learningswitch does not end\n%s", l.log())
	}
	*l.checks++
}

// startLearningSwitch builds the example and runs it. The second result returns its log.
func startLearningSwitch(t *testing.T, addr string) (cmd *exec.Cmd, log func() string) {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "learningswitch")
	if out, err := exec.Command("go", "build", "-o", program, "../examples/learningswitch").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	file, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	cmd = exec.Command(program, "-listen", addr)
	cmd.Stdout, cmd.Stderr = file, file
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() }) // It has ended by then, unless the test failed.
	return cmd, func() string {
		text, _ := os.ReadFile(file.Name())
		return string(text)
	}
}

// ethernet returns a frame in hexadecimal.
func ethernet(dst, src openflow.MAC, ethType uint16, payload []byte) string {
	b := append(dst[:], src[:]...)
	b = append(be.AppendUint16(b, ethType), payload...)
	return hex.EncodeToString(append(b, make([]byte, max(0, 60-len(b)))...))
}

// ipv4TCP returns a packet.
func ipv4TCP() []byte { return headers(0, 0)[ethernetLen:] }
