package ofnet_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow13"
)

var protocols = []*openflow.Protocol{openflow13.Protocol}

// serve runs a server on a listener of the network, and returns its address.
func serve(t *testing.T, srv *ofnet.Server, network, addr string) string {
	t.Helper()
	l, err := net.Listen(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- srv.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := srv.Shutdown(ctx); err != nil {
			t.Error("shutdown:", err)
		}
		if err := <-done; !errors.Is(err, ofnet.ErrServerClosed) {
			t.Error("serve:", err)
		}
		if err := srv.Serve(l); !errors.Is(err, ofnet.ErrServerClosed) {
			t.Error("serve after shutdown:", err)
		}
	})
	return l.Addr().String()
}

func TestNetworks(t *testing.T) {
	ts := httptest.NewTLSServer(nil)
	defer ts.Close()
	server := &tls.Config{Certificates: ts.TLS.Certificates}
	client := &tls.Config{InsecureSkipVerify: true}
	for _, tt := range []struct {
		name, network, addr string
		server, client      *tls.Config
	}{
		{"tcp", "tcp", "127.0.0.1:0", nil, nil},
		{"unix", "unix", filepath.Join(t.TempDir(), "s"), nil, nil},
		{"tls", "tcp", "127.0.0.1:0", server, client},
	} {
		for _, role := range []ofnet.Role{ofnet.RoleController, ofnet.RoleSwitch} {
			t.Run(tt.name+" "+role.String(), func(t *testing.T) {
				sw := &oftest.Switch{DatapathID: 5, Ports: []uint32{1}}
				srv := &ofnet.Server{Role: role, Protocols: protocols, TLSConfig: tt.server}
				d := &ofnet.Dialer{Role: ofnet.RoleSwitch - role, Protocols: protocols, TLSConfig: tt.client}
				ids := make(chan openflow.DatapathID, 1)
				config := ofnet.Config{ConnState: func(c *ofnet.Conn, p ofnet.Phase) {
					if p == ofnet.PhaseMain {
						ids <- c.DatapathID()
					}
				}}
				if role == ofnet.RoleController {
					srv.Config, d.Handler = config, sw.Handler()
				} else {
					d.Config, srv.Handler = config, sw.Handler()
				}
				c, err := d.Dial(t.Context(), tt.network, serve(t, srv, tt.network, tt.addr))
				if err != nil {
					t.Fatal(err)
				}
				if id := <-ids; id != 5 {
					t.Error("datapath id", id)
				}
				c.Close()
				c.Wait()
			})
		}
	}
}

// TestOthersUndisturbed has connections that fail in several ways beside one that works.
func TestOthersUndisturbed(t *testing.T) {
	var mux ofnet.Mux
	started, release := make(chan struct{}), make(chan struct{})
	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow13.FlowRemoved) error {
		switch m.Cookie {
		case 1:
			panic("test")
		case 2:
			close(started)
			<-release
		}
		return nil
	})
	conns := make(chan *ofnet.Conn, 9)
	ofnet.HandlePhase(&mux, ofnet.PhaseMain, func(_ context.Context, c *ofnet.Conn) error { conns <- c; return nil })
	addr := serve(t, &ofnet.Server{Protocols: protocols, Handler: &mux}, "tcp", "127.0.0.1:0")
	connect := func() (near, far *ofnet.Conn) {
		far, err := new(oftest.Switch).Dial(t.Context(), "tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		return <-conns, far
	}
	good, _ := connect()
	for _, garbage := range []string{"", "GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "\x04\x00\x00\x07"} {
		nc, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(nc, garbage)
		defer nc.Close()
	}
	panics, far := connect()
	if err := far.Send(t.Context(), &openflow13.FlowRemoved{Cookie: 1}); err != nil {
		t.Error(err)
	}
	var caught *ofnet.PanicError
	if err := panics.Wait(); !errors.As(err, &caught) {
		t.Error(err)
	}
	_, far = connect()
	if err := far.Send(t.Context(), &openflow13.FlowRemoved{Cookie: 2}); err != nil {
		t.Error(err)
	}
	<-started
	if err := good.Barrier(t.Context()); err != nil {
		t.Error(err)
	}
	close(release)
}

// TestManySwitches connects many at once.
func TestManySwitches(t *testing.T) {
	var n atomic.Int64
	srv := &ofnet.Server{Protocols: protocols, Config: ofnet.Config{ConnState: func(_ *ofnet.Conn, p ofnet.Phase) {
		switch p {
		case ofnet.PhaseMain:
			n.Add(1)
		case ofnet.PhaseDead:
			n.Add(-1)
		}
	}}}
	addr := serve(t, srv, "tcp", "127.0.0.1:0")
	const count = 200
	errs := make(chan error, count)
	for i := range count {
		go func() {
			sw := &oftest.Switch{DatapathID: openflow.DatapathID(i)}
			c, err := sw.Dial(t.Context(), "tcp", addr)
			if err == nil {
				t.Cleanup(func() { c.Wait() })
			}
			errs <- err
		}()
	}
	for range count {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	for n.Load() != count {
		time.Sleep(time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := srv.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	if n.Load() != 0 {
		t.Error(n.Load(), "connections are left")
	}
}

func TestDialErrors(t *testing.T) {
	d := &ofnet.Dialer{Protocols: protocols}
	if _, err := d.Dial(t.Context(), "unix", filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("no error")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	var timeout net.Error // Of the dial on a busy machine, else of the handshake.
	if _, err := d.Dial(ctx, "tcp", l.Addr().String()); !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Error(err)
	}
	d.TLSConfig = new(tls.Config)
	ts := httptest.NewTLSServer(nil)
	defer ts.Close()
	var unknown *tls.CertificateVerificationError
	if _, err := d.Dial(t.Context(), "tcp", ts.Listener.Addr().String()); !errors.As(err, &unknown) {
		t.Error(err)
	}
}
