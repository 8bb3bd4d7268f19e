package ofnet_test

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
)

// freePort returns a loopback address that nothing listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// switches returns a dialer that is a switch.
func switches(id openflow.DatapathID) *ofnet.Dialer {
	return &ofnet.Dialer{Role: ofnet.RoleSwitch, Protocols: protocols, Handler: (&oftest.Switch{DatapathID: id}).Handler()}
}

// TestListenAddresses has one server on two ports and a socket, which a process that was killed has left.
func TestListenAddresses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	stale, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	stale.(*net.UnixListener).SetUnlinkOnClose(false)
	stale.Close()
	addrs := []string{"tcp:" + freePort(t), freePort(t), "unix:" + path}
	srv := &ofnet.Server{Addr: addrs[0], MoreAddrs: addrs[1:], Protocols: protocols}
	ended := make(chan error)
	go func() { ended <- srv.ListenAndServe() }()
	for i, addr := range addrs {
		c, err := dialUntil(t, switches(openflow.DatapathID(i)), addr)
		if err != nil {
			t.Fatalf("%s: %v", addr, err)
		}
		defer c.Wait()
	}
	srv.Close()
	if err := <-ended; !errors.Is(err, ofnet.ErrServerClosed) {
		t.Error(err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		t.Error("the socket is left:", err)
	}
}

// dialUntil dials until the server listens.
func dialUntil(t *testing.T, d *ofnet.Dialer, addr string) (c *ofnet.Conn, err error) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if c, err = d.DialAddr(t.Context(), addr); err == nil {
			return c, nil
		}
	}
	return nil, err
}

func TestListenErrors(t *testing.T) {
	dir := t.TempDir()
	used, err := net.Listen("unix", filepath.Join(dir, "used"))
	if err != nil {
		t.Fatal(err)
	}
	defer used.Close()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		addr string
		want error // nil for any.
	}{
		{"unix:" + filepath.Join(dir, "used"), syscall.EADDRINUSE}, // Somebody listens.
		{"unix:" + file, syscall.EADDRINUSE},
		{"unix:" + filepath.Join(dir, "none", "s"), os.ErrNotExist},
		{"tls::6653", ofnet.ErrNoTLS},
		{"ssl:", ofnet.ErrNoTLS},
		{"unix:", nil},
		{"tcp:a:b:c", nil},
	} {
		first := freePort(t)
		srv := &ofnet.Server{Addr: first, MoreAddrs: []string{tt.addr}, Protocols: protocols}
		err := srv.ListenAndServe()
		if err == nil || tt.want != nil && !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.addr, err, tt.want)
		}
		if l, err := net.Listen("tcp", first); err != nil {
			t.Errorf("%s: the other address is still in use: %v", tt.addr, err)
		} else {
			l.Close()
		}
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "text" {
		t.Errorf("the file was touched: %q, %v", b, err)
	}
	_, err = switches(1).DialAddr(t.Context(), "tcp:a:b:c")
	var bad *net.AddrError
	if !errors.As(err, &bad) || !strings.Contains(err.Error(), "a:b:c") {
		t.Error(err)
	}
	if _, err := switches(1).DialAddr(t.Context(), "tls:127.0.0.1"); !errors.Is(err, ofnet.ErrNoTLS) {
		t.Error(err)
	}
}

// TestListenerFails has a listener that ends by itself.
func TestListenerFails(t *testing.T) {
	l, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- new(ofnet.Server).Serve(l) }()
	l.Close()
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Error(err)
	}
}
