//go:build interop

package interop

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// keys makes the switch's keys with ovs-pki, and returns the TLS configuration of a controller of the same CA.
func (b *testbed) keys() *tls.Config {
	b.t.Helper()
	pki := b.run("ssl")
	file := func(name string) string { return filepath.Join(pki, name) }
	cfg, err := ofnet.LoadTLS(file("controller-key.pem"), file("controller-cert.pem"), file("ca-cert.pem"))
	if err != nil {
		b.t.Fatal(err)
	}
	return cfg
}

// TestTLSServer lets the bridge connect with TLS, by the keys of its CA and then by those of another.
func TestTLSServer(t *testing.T) {
	b := startTestbed(t)
	own, other := b.keys(), startTestbed(t).keys()
	if own.MinVersion != tls.VersionTLS12 {
		t.Error("least version", own.MinVersion)
	}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		cfg := own.Clone()
		cfg.MaxVersion = version
		connected, _ := b.serveTLS(cfg)
		select {
		case c := <-connected:
			if s := c.TLS(); s == nil || s.Version != version || len(s.VerifiedChains) != 1 || c.DatapathID() == 0 {
				t.Errorf("%v of %x", s, c.DatapathID())
			}
		case <-time.After(patience):
			t.Fatal("the bridge does not connect")
		}
	}
	_, failed := b.serveTLS(other)
	select {
	case err := <-failed:
		var refused *ofnet.TLSError
		if !errors.As(err, &refused) || err.Remote == nil || !strings.Contains(refused.Reason, "the peer refuses") {
			t.Error(err)
		}
		t.Log(err)
	case <-time.After(patience):
		t.Fatal("the bridge does not try")
	}
	count(t, "TLS server", 3, "")
}

// serveTLS runs a server that the bridge connects to, until the end of the test.
func (b *testbed) serveTLS(cfg *tls.Config) (<-chan *ofnet.Conn, <-chan *ofnet.ConnError) {
	b.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.t.Fatal(err)
	}
	connected, failed := make(chan *ofnet.Conn, 10), make(chan *ofnet.ConnError, 100)
	srv := &ofnet.Server{
		Protocols: []*openflow.Protocol{openflow13.Protocol}, TLSConfig: cfg, Handler: new(session).handler(connected),
		HandshakeFailed: func(err *ofnet.ConnError) { failed <- err },
	}
	go srv.Serve(l)
	b.t.Cleanup(func() { srv.Close() })
	b.run("bridge", "br0", "13", "ssl:"+l.Addr().String())
	return connected, failed
}

// TestTLSRedialer connects to a bridge that listens with TLS.
func TestTLSRedialer(t *testing.T) {
	b := startTestbed(t)
	cfg := b.keys()
	addr := freeAddr(t)
	_, port, _ := net.SplitHostPort(addr)
	b.bridge("pssl:" + port + ":127.0.0.1")
	s, connected := &session{}, make(chan *ofnet.Conn, 10)
	r := &ofnet.Redialer{MinDelay: 50 * time.Millisecond}
	r.Dialer = ofnet.Dialer{Protocols: []*openflow.Protocol{openflow13.Protocol}, Handler: s.handler(connected), TLSConfig: cfg}
	defer r.Close()
	if err := r.Add("ssl:" + addr); err != nil {
		t.Fatal(err)
	}
	checks := 0
	for range 2 { // The second time after an end.
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		select {
		case s.conn = <-connected:
		case <-ctx.Done():
			t.Fatal("the bridge does not answer")
		}
		if tls := s.conn.TLS(); tls == nil || len(tls.PeerCertificates) == 0 {
			t.Error("TLS state", tls)
		}
		checks++
		s.conn.Close()
		cancel()
	}
	count(t, "TLS redialer", checks, "")
}
