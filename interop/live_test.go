//go:build interop

package interop

import (
	"bytes"
	"fmt"
	"net"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/vectors"
	"github.com/ofwire/openflow/ofjson"
)

// understood reports what of a message of a real peer is not decoded: its bytes come back in encoding, and nothing of it is opaque.
func understood(p *openflow.Protocol, wire []byte) (openflow.Message, error) {
	m, err := p.Unmarshal(wire)
	if err != nil {
		return nil, err
	}
	again, err := m.AppendBinary(nil)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again, wire) {
		return nil, fmt.Errorf("encodes to\n%x, came as\n%x", again, wire)
	}
	if names := opaqueParts(m); names != nil {
		return nil, fmt.Errorf("%v in %s", names, openflow.Format(m))
	}
	return m, nil
}

// opaqueParts returns the names of the elements of a message whose type is not known.
func opaqueParts(m openflow.Message) []string {
	var opaque []string
	for _, name := range elements(m) {
		if strings.Contains(name, "Unknown") || name == "Opaque" || name == "Experimenter" || name == "Vendor" ||
			strings.HasSuffix(name, "Experimenter") || strings.HasPrefix(name, "ExperimenterRe") || strings.HasPrefix(name, "VendorRe") {
			opaque = append(opaque, name)
		}
	}
	return opaque
}

// TestRecorded decodes all messages of recorded sessions of Open vSwitch.
func TestRecorded(t *testing.T) {
	shared(t, "vectors")
	n := 0
	for _, p := range protocols {
		file := "of" + strings.ReplaceAll(p.Version.String(), ".", "")
		for _, r := range vectors.Live(t, file) {
			if !r.Valid || r.Wire[0] != byte(p.Version) {
				continue
			}
			_, err := understood(p, r.Wire)
			if err != nil && recordedLimits[r.ID] == "" {
				t.Errorf("%s %s: %v", r.ID, r.Type, err)
				continue
			}
			n++
		}
	}
	count(t, "recorded", n, "")
}

// A livePeer is a connection to a bridge, on which all that comes is checked.
type livePeer struct {
	t     *testing.T
	p     *openflow.Protocol
	c     net.Conn
	xid   uint32
	seen  map[string]int
	total int

	mayFail map[uint32]bool
}

// send sends a message and returns its transaction id.
func (l *livePeer) send(m openflow.Message) uint32 {
	l.t.Helper()
	b, err := m.AppendBinary(nil)
	if err != nil {
		l.t.Fatalf("%s: %v", openflow.Format(m), err)
	}
	l.xid++
	be.PutUint32(b[4:], l.xid)
	if _, err := l.c.Write(b); err != nil {
		l.t.Fatal(err)
	}
	return l.xid
}

// read reads until a message is the last one.
func (l *livePeer) read(what string, last func(m openflow.Message, xid uint32) bool) {
	l.t.Helper()
	l.c.SetReadDeadline(time.Now().Add(patience))
	for {
		b, err := readMessage(l.c)
		if err != nil {
			l.t.Fatalf("%v: waiting for %s: %v", l.p.Version, what, err)
		}
		m, err := understood(l.p, b)
		if err != nil {
			l.t.Errorf("%v: %v", l.p.Version, err)
			continue
		}
		l.total++
		name := m.Info().Name
		l.seen[name]++
		if name == "EchoRequest" {
			l.send(l.p.EchoReply(0, nil))
		}
		if name == "ErrorMsg" && !l.mayFail[be.Uint32(b[4:])] {
			l.t.Errorf("%v: %s", l.p.Version, openflow.Format(m))
		}
		if last(m, be.Uint32(b[4:])) {
			return
		}
	}
}

// barrier sends a barrier and reads until its reply.
func (l *livePeer) barrier() {
	l.t.Helper()
	xid := l.send(l.p.BarrierRequest(0))
	l.read("barrier", func(m openflow.Message, x uint32) bool { return m.Info().Name == "BarrierReply" && x == xid })
}

// event reads until a message of the type has come.
func (l *livePeer) event(name string) {
	l.t.Helper()
	if l.seen[name] == 0 {
		l.read(name, func(m openflow.Message, _ uint32) bool { return m.Info().Name == name })
	}
}

// liveActions are what the flow of a session does, by the text of the table of actions.
var liveActions = []string{"ct(commit,zone=1,exec(load:0x2a->NXM_NX_CT_MARK[]))", "clone(resubmit(,3))", "resubmit(1,2)",
	"learn(table=9,delete_learned,eth_type=0x800,ip_proto=6,load:0x5->NXM_NX_REG3[0..7])", "ct(commit,nat(src=10.0.0.240-10.0.0.255:32768-65535,random))",
	"controller(userdata=01.02.03.04.05,pause)", "conjunction(7,1/3)", "dec_ttl(1,2)", "note:01.02.03.04.05.06", "multipath(eth_src,50,modulo_n,1,0,NXM_NX_REG0[])"}

// TestSessions holds a session with a bridge in each version: all that it sends is decoded, with nothing opaque, and encodes to the same bytes.
func TestSessions(t *testing.T) {
	b := startTestbed(t)
	total := 0
	for _, p := range protocols {
		b.run("bridge", "br0", strings.ReplaceAll(p.Version.String(), ".", ""))
		if p.Version == openflow.Version10 {
			for _, port := range []string{"p1", "p2", "p3"} {
				b.run("port", "br0", port)
			}
		}
		var c net.Conn
		eventually(t, "the bridge listens", func() bool {
			var err error
			c, err = net.Dial("unix", filepath.Join(b.dir, "br0.mgmt"))
			return err == nil
		})
		l := &livePeer{t: t, p: p, c: c, seen: map[string]int{}, mayFail: map[uint32]bool{}}
		l.session(b)
		c.Close()
		t.Logf("%v: %d messages of %d types: %v", p.Version, l.total, len(l.seen), l.seen)
		total += l.total
	}
	count(t, "sessions", total, "")
}

// session does what a controller does, with the commands of the table of requests.
func (l *livePeer) session(b *testbed) {
	l.t.Helper()
	l.send(l.p.Hello(0, []openflow.Version{l.p.Version}))
	l.event("Hello")
	l.send(l.p.FeaturesRequest(0))
	l.event("FeaturesReply")
	l.send(l.p.EchoRequest(0, []byte("are you there")))
	l.event("EchoReply")
	setup := regexp.MustCompile(`^(monitor TARGET 65534|add-tlv-map TARGET .*len=124|add-group .*=77,.*bucket|add-meter .*=6,|get-frags|--bundle)`)
	queries := regexp.MustCompile(`^(show|dump-\S+|queue-stats|queue-get-config|meter-stats|meter-features) TARGET( ALL)?$`)
	packets := regexp.MustCompile(`^packet-out .*controller\(`)
	standard := regexp.MustCompile(`^-P standard`)
	l.commands(setup)
	l.flows()
	l.bundle()
	l.barrier()
	l.commands(queries)
	l.commands(packets)
	l.event("NXPacketIn2")
	l.commands(standard)
	l.commands(packets)
	l.event("PacketIn")
	b.run("link", "p2", "down")
	l.event("PortStatus")
	b.run("link", "p2", "up")
	l.commands(regexp.MustCompile(`^(del-flows|del-groups|del-meters|del-tlv-map) TARGET$`))
}

// commands sends the messages of commands, and reads until they are done.
func (l *livePeer) commands(which *regexp.Regexp) {
	l.t.Helper()
	var replies []string
	for _, r := range requests(l.t, l.p) {
		if which.MatchString(r.command) {
			if reply := r.m.Info().Reply; reply != nil && !strings.Contains(r.command, "ipfix") && !strings.Contains(r.command, "queue-get-config") {
				replies = append(replies, reply.Name)
			}
			xid := l.send(r.m)
			l.mayFail[xid] = strings.Contains(r.command, "ipfix") || strings.Contains(r.command, "queue") // They are not configured.
		}
	}
	l.barrier()
	for _, name := range replies {
		if l.seen[name] == 0 {
			l.t.Errorf("%v: no %s", l.p.Version, name)
		}
	}
}

// bundle commits a bundle of one flow mod, from 1.3 on.
func (l *livePeer) bundle() {
	l.t.Helper()
	class := "OFPBundle"
	switch {
	case l.p.Version < openflow.Version13:
		return
	case l.p.Version == openflow.Version13:
		class = "ONFBundle"
	}
	flow := strings.Replace(flowJSON(l.p.Version, ""), `"priority"`, fmt.Sprintf(`"xid":%d,"priority"`, l.xid+2), 1)
	for _, text := range []string{`CtrlMsg":{"type":0`, `AddMsg":{"message":` + flow, `CtrlMsg":{"type":4`} {
		m, err := ofjson.Unmarshal(l.p, []byte(`{"`+class+text+`,"bundle_id":7,"flags":3}}`))
		if err != nil {
			l.t.Fatal(err)
		}
		l.send(m)
	}
}

// flows adds flows with actions of Nicira's.
func (l *livePeer) flows() {
	l.t.Helper()
	for _, c := range actionPairs(l.t, l.p) {
		for i, text := range liveActions {
			if strings.HasSuffix(c.input, "actions="+text) {
				reflect.ValueOf(c.m).Elem().FieldByName("Priority").SetUint(uint64(100 + i))
				l.send(c.m)
			}
		}
	}
}
