//go:build interop

package interop

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A testbed is a private Open vSwitch with a bridge br0, made with the shared tool ovs-testbed.
type testbed struct {
	t    *testing.T
	tool string
	dir  string
}

// startTestbed starts an Open vSwitch that ends with the test.
func startTestbed(t *testing.T) *testbed {
	t.Helper()
	need(t, "ovs-ofctl", "ovs-vsctl")
	b := &testbed{t: t, tool: shared(t, "tools", "ovs-testbed")}
	out, err := exec.Command(b.tool, "check").CombinedOutput()
	if exit := new(exec.ExitError); errors.As(err, &exit) && exit.ExitCode() == 3 {
		missing(t, "OFWIRE_REQUIRE_TOOLS", "ovs-testbed: "+strings.TrimSpace(string(out)))
	} else if err != nil {
		t.Fatalf("ovs-testbed check: %v\n%s", err, out)
	}
	parent, err := os.MkdirTemp("", "ofw") // Short: names of unix sockets are.
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(parent) })
	b.dir = filepath.Join(parent, "b")
	b.run("start")
	t.Cleanup(func() { b.run("stop") })
	return b
}

// run runs a verb of the tool and returns what it prints.
func (b *testbed) run(verb string, args ...string) string {
	b.t.Helper()
	out, err := exec.Command(b.tool, append([]string{verb, b.dir}, args...)...).CombinedOutput()
	if err != nil {
		b.t.Fatalf("ovs-testbed %s %v: %v\n%s", verb, args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// bridge makes br0 of OpenFlow 1.3 with the ports p1, p2 and p3.
func (b *testbed) bridge(controller string) {
	b.t.Helper()
	b.run("bridge", "br0", "13", controller)
	for _, port := range []string{"p1", "p2", "p3"} {
		b.run("port", "br0", port)
	}
}

// sent returns the frames that have left a port, in hexadecimal.
func (b *testbed) sent(port string) []string {
	b.t.Helper()
	return strings.Fields(b.run("sent", port))
}

// patience is how long a step may take, on a busy machine too. What works takes a fraction of it.
const patience = time.Minute

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("timed out: " + what)
		}
	}
}

// freeAddr returns a loopback address that nothing listens on.
func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
