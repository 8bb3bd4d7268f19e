//go:build interop

package interop

import (
	"encoding/hex"
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

// TestLearningSwitch lets the example control a bridge over which two hosts talk.
func TestLearningSwitch(t *testing.T) {
	b := startTestbed(t)
	addr := freeAddr(t)
	cmd, log := startLearningSwitch(t, addr)
	b.bridge("tcp:" + addr)
	b.run("wait", "br0", "10")

	checks := 0
	check := func(what string, ok func() bool) {
		t.Helper()
		eventually(t, what+"\n"+log(), ok)
		checks++
	}
	flows := func() string { return b.run("flows", "br0", "13") }
	has := func(pattern string) func() bool {
		return func() bool { return regexp.MustCompile(pattern).MatchString(flows()) }
	}
	check("the table-miss flow", has(`n_packets=0, .*priority=0 actions=CONTROLLER:65535`))

	question := ethernet(openflow.MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, mac1, 0x0806, frame[14:])
	answer := ethernet(mac1, mac2, 0x0806, frame[14:])
	data := ethernet(mac2, mac1, 0x0800, ipv4TCP())
	left := func(port, frame string) func() bool {
		return func() bool { return slices.Contains(b.sent(port), frame) }
	}
	b.run("inject", "p1", question)
	check("the question leaves p2", left("p2", question))
	check("the question leaves p3", left("p3", question))
	if slices.Contains(b.sent("p1"), question) {
		t.Error("the question came back to p1")
	}
	checks++

	b.run("inject", "p2", answer)
	check("the answer leaves p1", left("p1", answer))
	if slices.Contains(b.sent("p3"), answer) {
		t.Error("the answer left p3 too")
	}
	checks++
	there := `priority=10,in_port=(1|p1),dl_src=` + mac1.String() + `,dl_dst=` + mac2.String() + ` actions=output:(2|p2)`
	back := `priority=10,in_port=(2|p2),dl_src=` + mac2.String() + `,dl_dst=` + mac1.String() + ` actions=output:(1|p1)`
	check("a flow from p1 to p2", has(there))
	check("a flow from p2 to p1", has(back))
	if n := strings.Count(flows(), "actions="); n != 3 {
		t.Errorf("%d flows, want 3:\n%s", n, flows())
	}
	checks++

	b.run("inject", "p1", data)
	check("data leaves p2", left("p2", data))
	b.run("appctl", "time/warp", "1100") // Counters of the datapath come to the flows once a second.
	check("data is counted by the flow", has(`n_packets=1, .*`+there))
	check("no third packet-in", has(`n_packets=2, .*priority=0 actions=CONTROLLER`))

	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("learningswitch ended with %v\n%s", err, log())
		}
	case <-time.After(10 * time.Second):
		t.Errorf("learningswitch does not end\n%s", log())
	}
	checks++
	count(t, "learningswitch", checks, "")
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
