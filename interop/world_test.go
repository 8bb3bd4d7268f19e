//go:build interop

package interop

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/ofnet"
)

// A world is a bridge br0 of one version with the ports p1, p2 and p3, and a controller of ours to which it connects.
type world struct {
	*testbed
	p       *openflow.Protocol
	version string // As the test-bed has it: 13.
	target  string // The controller, as the bridge has it: tcp:127.0.0.1:6653.
	srv     *ofnet.Server
	conns   chan *ofnet.Conn // In PhaseMain.
	conn    *ofnet.Conn      // The newest.
	sw      ofnet.Switches
	events  chan ofnet.SwitchEvent // Without those of phases.
	inbox   inbox
	checks  int
}

// An inbox collects the messages that come to handlers.
type inbox struct {
	mu   sync.Mutex
	list []openflow.Message
}

func (b *inbox) add(m openflow.Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = append(b.list, m)
}

// take removes the first message of a Go name that holds, and returns it, or nil.
func (b *inbox) take(name string, holds func(m openflow.Message) bool) openflow.Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, m := range b.list {
		if m.Info().Name == name && (holds == nil || holds(m)) {
			b.list = slices.Delete(b.list, i, i+1)
			return m
		}
	}
	return nil
}

// clear forgets all messages.
func (b *inbox) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = nil
}

// A setup tells in which worlds a scenario runs.
type setup struct {
	first  openflow.Version // And all later ones.
	secure bool             // Over TLS.
	config ofnet.Config     // Of the controller.
}

// each runs a scenario in each version.
func (s setup) each(t *testing.T, scenario func(w *world)) {
	b := startTestbed(t)
	var cfg *tls.Config
	if s.secure {
		cfg = controllerTLS(t, b.run("ssl"))
	}
	checks := 0
	for _, p := range protocols {
		if p.Version < s.first {
			continue
		}
		t.Run(p.Version.String(), func(t *testing.T) {
			bed := *b
			bed.t = t
			w := newWorld(&bed, p, cfg, s.config)
			defer w.close()
			scenario(w)
			checks += w.checks
		})
	}
	count(t, t.Name(), checks, "")
}

// controllerTLS is what a controller serves with the keys of a public key infrastructure as ovs-pki makes it.
func controllerTLS(t *testing.T, pki string) *tls.Config {
	t.Helper()
	cert, err := tls.LoadX509KeyPair(filepath.Join(pki, "controller-cert.pem"), filepath.Join(pki, "controller-key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	ca, err := os.ReadFile(filepath.Join(pki, "ca-cert.pem"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert, MinVersion: tls.VersionTLS12}
}

func newWorld(b *testbed, p *openflow.Protocol, cfg *tls.Config, config ofnet.Config) *world {
	w := &world{conns: make(chan *ofnet.Conn, 10), testbed: b, p: p, version: strings.ReplaceAll(p.Version.String(), ".", "")}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.t.Fatal(err)
	}
	w.target = "tcp:" + l.Addr().String()
	if cfg != nil {
		w.target = "ssl:" + l.Addr().String()
	}
	w.srv = &ofnet.Server{Protocols: protocols, Handler: w.handler(), TLSConfig: cfg, Config: config}
	go w.srv.Serve(l)
	b.run("bridge", "br0", w.version, w.target)
	for _, port := range []string{"p1", "p2", "p3"} {
		b.run("port", "br0", port)
	}
	w.connected()
	return w
}

// handler returns the handler of a controller: it fills the inbox, conns and events.
func (w *world) handler() ofnet.Handler {
	mux := &ofnet.Mux{Fallback: ofnet.HandlerFunc(func(_ context.Context, _ *ofnet.Conn, m openflow.Message) error {
		w.inbox.add(m.CloneElement().(openflow.Message))
		return nil
	})}
	ofnet.HandlePhase(mux, ofnet.PhaseMain, func(_ context.Context, c *ofnet.Conn) error {
		w.conns <- c
		return nil
	})
	w.events = make(chan ofnet.SwitchEvent, 1000)
	w.sw = ofnet.Switches{Handler: mux, Grace: time.Minute, Events: func(ev ofnet.SwitchEvent) {
		if _, ok := ev.(ofnet.PhaseChanged); !ok {
			w.events <- ev
		}
	}}
	return &w.sw
}

// told waits for an event of the registry, of a type, that holds.
func told[E ofnet.SwitchEvent](w *world, holds func(ev E) bool) {
	w.t.Helper()
	w.checks++
	timeout := time.After(patience)
	for {
		select {
		case ev := <-w.events:
			if e, ok := ev.(E); ok && (holds == nil || holds(e)) {
				return
			}
		case <-timeout:
			var none E
			w.t.Fatalf("no such %T", none)
		}
	}
}

// connected waits for the bridge's next connection.
func (w *world) connected() {
	w.t.Helper()
	select {
	case w.conn = <-w.conns:
	case <-time.After(patience):
		w.t.Fatal("the bridge does not connect")
	}
}

// close ends the controller and removes the bridge.
func (w *world) close() {
	w.srv.Close()
	w.run("vsctl", "del-br", "br0")
}

// ctx bounds one step.
func (w *world) ctx() context.Context {
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	w.t.Cleanup(cancel)
	return ctx
}

// check counts a check and reports it when it fails.
func (w *world) check(ok bool, format string, args ...any) {
	w.t.Helper()
	w.checks++
	if !ok {
		w.t.Errorf(format, args...)
	}
}

// must ends the scenario at an error.
func (w *world) must(what string, err error) {
	w.t.Helper()
	w.checks++
	if err != nil {
		w.t.Fatalf("%s: %v", what, err)
	}
}

// expect waits until a message of a Go name has come that holds, and returns it.
func (w *world) expect(name string, holds func(m openflow.Message) bool) openflow.Message {
	w.t.Helper()
	w.checks++
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if m := w.inbox.take(name, holds); m != nil {
			return m
		}
	}
	w.t.Fatalf("no such %s has come", name)
	return nil
}

// msg makes a message of JSON.
func (w *world) msg(format string, args ...any) openflow.Message {
	w.t.Helper()
	m, err := ofjson.Unmarshal(w.p, fmt.Appendf(nil, format, args...))
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// flow makes a flow mod that matches all, with the JSON of its actions and Go fields by name.
func (w *world) flow(actions string, fields map[string]uint64) openflow.Message {
	w.t.Helper()
	return w.matching(nil, actions, fields)
}

// matching is flow with a match.
func (w *world) matching(match []openflow.Field, actions string, fields map[string]uint64) openflow.Message {
	w.t.Helper()
	m, err := flowOf(w.p, match, actions)
	if err != nil {
		w.t.Fatal(err)
	}
	for name, v := range fields {
		assign(m, name, v)
	}
	return m
}

// assign sets an unsigned field by its Go name.
func assign(m openflow.Element, name string, v uint64) {
	reflect.ValueOf(m).Elem().FieldByName(name).SetUint(v)
}

// get returns an unsigned field by its Go name.
func get(m any, name string) uint64 {
	return reflect.Indirect(reflect.ValueOf(m)).FieldByName(name).Uint()
}

// data returns the bytes of a field Data.
func data(m any) []byte { return reflect.Indirect(reflect.ValueOf(m)).FieldByName("Data").Bytes() }

// elems returns the elements of a list by its Go name.
func elems(m any, name string) (list []any) {
	v := reflect.Indirect(reflect.ValueOf(m)).FieldByName(name)
	for i := range v.Len() {
		list = append(list, v.Index(i).Addr().Interface())
	}
	return list
}

// out is the JSON of the action output.
func out(port uint32) string {
	return fmt.Sprintf(`{"OFPActionOutput":{"port":%d,"max_len":65535}}`, port)
}

// port returns a reserved port number in the version's width.
func (w *world) port(no uint32) uint32 {
	if w.p.Version == openflow.Version10 {
		return no & 0xffff
	}
	return no
}

const (
	portLocal      = 0xfffffffe
	portController = 0xfffffffd
	portAny        = 0xffffffff
	portFlood      = 0xfffffffb
	portInPort     = 0xfffffff8
)

// toController is the JSON of the action that makes a packet-in.
func (w *world) toController() string { return out(w.port(portController)) }

// packetOut makes a packet-out of a frame.
func (w *world) packetOut(inPort uint32, frame []byte, actions string) openflow.Message {
	w.t.Helper()
	in := fmt.Sprintf(`"in_port":%d`, w.port(inPort))
	if w.p.Version == openflow.Version15 {
		in = fmt.Sprintf(`"match":{"OFPMatch":{"oxm_fields":[{"OXMTlv":{"field":"in_port","mask":null,"value":%d}}]}}`, inPort)
	}
	m := w.msg(`{"OFPPacketOut":{"buffer_id":4294967295,%s,"actions":[%s]}}`, in, actions)
	reflect.ValueOf(m).Elem().FieldByName("Data").SetBytes(frame)
	return m
}

// allFlows makes a request for all flows.
func (w *world) allFlows() openflow.Message {
	class := "OFPFlowStatsRequest"
	switch w.p.Version {
	case openflow.Version10:
		return w.msg(`{"OFPFlowStatsRequest":{"match":{"OFPMatch":{"wildcards":4194303}},"table_id":255,"out_port":65535}}`)
	case openflow.Version15:
		class = "OFPFlowDescStatsRequest" // Open vSwitch has no flow statistics apart from it.
	}
	return w.msg(`{"%s":{"table_id":255,"out_port":4294967295,"out_group":4294967295,"match":{"OFPMatch":{"oxm_fields":[]}}}}`, class)
}

// stream collects what the parts of a reply list, and counts the parts.
func (w *world) stream(q openflow.Message) (list []any, parts int) {
	w.t.Helper()
	for m, err := range w.conn.Stream(w.ctx(), q) {
		w.must(q.Info().Name, err)
		list = append(list, elems(m.CloneElement(), "Body")...)
		parts++
	}
	return list, parts
}
