//go:build interop

package interop

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/capture"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow13"
)

// TestCapture captures sessions between a controller and the simulated switch, plain and TLS, on either side. tshark must find each message, and
// nothing wrong with it nor with what is below; ofdump must find the same.
func TestCapture(t *testing.T) {
	need(t, "tshark")
	ts := httptest.NewUnstartedServer(nil)
	ts.StartTLS()
	defer ts.Close()
	server, client := &tls.Config{Certificates: ts.TLS.Certificates}, &tls.Config{InsecureSkipVerify: true}
	program, cases := buildDump(t), 0
	for _, tt := range []struct {
		name, network, addr string
		server, client      *tls.Config
		role                ofnet.Role // Of the side that captures.
		port                uint16     // See Writer.Port; 0 tells tshark the port instead.
	}{
		{"tcp", "tcp", "127.0.0.1:0", nil, nil, ofnet.RoleController, 6653},
		{"tcp of the switch", "tcp", "127.0.0.1:0", nil, nil, ofnet.RoleSwitch, 6653},
		{"other port", "tcp", "127.0.0.1:0", nil, nil, ofnet.RoleController, 0},
		{"tcp6", "tcp", "[::1]:0", nil, nil, ofnet.RoleController, 6653},
		{"tls", "tcp", "127.0.0.1:0", server, client, ofnet.RoleController, 6653},
		{"tls of the switch", "tcp", "127.0.0.1:0", server, client, ofnet.RoleSwitch, 6653},
		{"unix", "unix", filepath.Join(t.TempDir(), "s"), nil, nil, ofnet.RoleController, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "session.pcapng")
			file, err := os.Create(path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			w := capture.NewWriter(file)
			w.Port = tt.port
			seen := new(seenMessages)
			trace := w.Trace(seen.trace())

			l, err := net.Listen(tt.network, tt.addr)
			if err != nil {
				t.Fatal(err)
			}
			d := ofnet.Dialer{Role: ofnet.RoleSwitch, Protocols: []*openflow.Protocol{openflow13.Protocol}, TLSConfig: tt.client}
			srv := &ofnet.Server{Protocols: d.Protocols, TLSConfig: tt.server}
			if tt.role == ofnet.RoleController {
				srv.Config.Trace = trace
			} else {
				d.Config.Trace = trace
			}
			runSession(t, l, srv, &d)
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			var decodeAs []string
			port := "6653"
			if _, own, err := net.SplitHostPort(l.Addr().String()); err == nil && tt.port == 0 {
				port, decodeAs = own, []string{"-d", "tcp.port==" + own + ",openflow"}
			}
			cases += checkCapture(t, path, seen, decodeAs)
			checkDump(t, program, path, seen, port)
		})
	}
	count(t, "capture", cases, " (messages)")
}

// seenMessages are the types, xids and lengths of messages: those that were received, and sent.
type seenMessages struct {
	mu sync.Mutex
	by [2][]string
}

func (s *seenMessages) add(direction int, h openflow.Header) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.by[direction] = append(s.by[direction], fmt.Sprintf("type %d xid %d length %d", h.Type, h.XID, h.Length))
}

func (s *seenMessages) trace() *ofnet.Trace {
	return &ofnet.Trace{
		Received: func(_ *ofnet.Conn, h openflow.Header, _ []byte) { s.add(0, h) },
		Sent:     func(_ *ofnet.Conn, h openflow.Header, _ []byte) { s.add(1, h) },
	}
}

// runSession lets a simulated switch connect to a controller, and both say much.
func runSession(t *testing.T, l net.Listener, srv *ofnet.Server, d *ofnet.Dialer) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	conns := make(chan *ofnet.Conn, 1)
	packets := make(chan int, 1)
	mux := new(ofnet.Mux)
	ofnet.HandlePhase(mux, ofnet.PhaseMain, func(_ context.Context, c *ofnet.Conn) error { conns <- c; return nil })
	ofnet.Handle(mux, func(_ context.Context, _ *ofnet.Conn, m *openflow13.PacketIn) error {
		packets <- len(m.Data)
		return nil
	})
	srv.Handler = mux
	go srv.Serve(l)
	sw := &oftest.Switch{DatapathID: 0x2a, Ports: []uint32{1, 2}}
	d.Handler = sw.Handler()
	far, err := d.Dial(ctx, l.Addr().Network(), l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c := <-conns
	must := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	miss := openflow13.NewFlowMod()
	miss.Priority = 0
	miss.Instructions = openflow13.Instructions{&openflow13.InstructionApplyActions{Actions: openflow13.Actions{output(openflow13.PortNoController)}}}
	must(c.Send(ctx, miss))
	must(c.Barrier(ctx))
	_, err = ofnet.Do(ctx, c, &openflow13.DescRequest{})
	must(err)
	_, err = ofnet.Do(ctx, c, &openflow13.RoleRequest{Role: openflow13.ControllerRoleMaster})
	var refused *ofnet.ReplyError
	if err != nil && !errors.As(err, &refused) {
		t.Fatal(err)
	}
	for i := range 20 { // Frames of a local experimental EtherType, which tshark leaves alone.
		frame := make([]byte, 60+i)
		frame[12], frame[13] = 0x88, 0xb5
		must(sw.Host(1).Send(frame))
		if n := <-packets; n != len(frame) {
			t.Errorf("packet-in of %d bytes", n)
		}
	}
	for i := range 60 { // More than a window, and the longest message.
		out := openflow13.NewPacketOut()
		out.Actions = openflow13.Actions{output(2)}
		out.Data = make([]byte, openflow.MaxMessageLen-40-i*20)
		out.Data[12], out.Data[13] = 0x88, 0xb5
		must(c.Send(ctx, out))
	}
	_, err = ofnet.Do(ctx, c, &openflow13.EchoRequest{Data: []byte("still there")})
	must(err)
	_, err = ofnet.Do(ctx, far, &openflow13.EchoRequest{Data: []byte("and you")})
	must(err)
	must(c.Shutdown(ctx))
	must(srv.Shutdown(ctx))
	far.Wait()
}

// checkCapture lets tshark dissect a capture, and returns the number of messages.
func checkCapture(t *testing.T, path string, seen *seenMessages, decodeAs []string) int {
	t.Helper()
	fields := []string{"frame.packet_flags_direction", "openflow_v4.type", "openflow_v4.xid", "openflow_v4.length", "frame.interface_name",
		"tcp.checksum.status", "ip.checksum.status", "tcp.analysis.flags", "_ws.malformed", "_ws.expert.severity", "_ws.expert.message", "frame.number"}
	const direction, typ, xid, length, iface, tcpStatus, ipStatus, flags, malformed, severity, message, number = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	args := append([]string{"-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-o", "tcp.analyze_sequence_numbers:TRUE"}, decodeAs...)
	var got [2][]string
	for _, cells := range tsharkCells(t, path, fields, args...) {
		const note, good = 0x400000, "1" // A note is that a FIN initiates the closing. What is wrong with TCP is among the flags.
		level := uint64(0)
		for text := range strings.SplitSeq(cells[severity], ",") {
			n, _ := strconv.ParseUint(text, 0, 64)
			level = max(level, n)
		}
		if cells[tcpStatus] != good || cells[ipStatus] != good && cells[ipStatus] != "" || cells[flags] != "" || cells[malformed] != "" || level > note {
			t.Errorf("frame %s: TCP checksum %s, IP checksum %s, analysis %q, malformed %q: %s", cells[number], cells[tcpStatus], cells[ipStatus],
				cells[flags], cells[malformed], cells[message])
		}
		if cells[typ] == "" {
			continue
		}
		var numbers [3]uint64
		for i, field := range []int{typ, xid, length} {
			first, _, _ := strings.Cut(cells[field], ",") // A message may hold others.
			var err error
			if numbers[i], err = strconv.ParseUint(first, 0, 64); err != nil {
				t.Errorf("frame %s: %v", cells[number], err)
			}
		}
		sent := 0
		if d, _ := strconv.ParseUint(cells[direction], 0, 64); d == 2 {
			sent = 1
		}
		got[sent] = append(got[sent], fmt.Sprintf("type %d xid %d length %d", numbers[0], numbers[1], numbers[2]))
		if want := "dpid 000000000000002a"; numbers[0] == 13 && sent == 1 && cells[iface] != want && cells[iface] != "connection 1" {
			t.Errorf("frame %s is of interface %q, want %q", cells[number], cells[iface], want)
		}
	}
	if diff := cmp.Diff(seen.by, got); diff != "" {
		t.Error(diff)
	}
	return len(got[0]) + len(got[1])
}
