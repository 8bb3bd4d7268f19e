package ofnet_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// TLS: S13.

// A ca makes certificates, in files.
type ca struct {
	t    *testing.T
	dir  string
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
}

func newCA(t *testing.T, name string) *ca {
	t.Helper()
	a := &ca{t: t, dir: t.TempDir()}
	template := &x509.Certificate{
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
	}
	a.key, a.cert = a.sign("ca", template)
	return a
}

// sign makes the files name-key.pem and name-cert.pem. The first certificate is the CA's own.
func (a *ca) sign(name string, template *x509.Certificate) (*ecdsa.PrivateKey, *x509.Certificate) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	template.SerialNumber = big.NewInt(int64(len(name)))
	template.NotBefore = template.NotAfter.Add(-2 * time.Hour)
	parent, signer := a.cert, a.key
	if parent == nil {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		a.t.Fatal(err)
	}
	a.write(name+"-cert.pem", "CERTIFICATE", der)
	a.write(name+"-key.pem", "PRIVATE KEY", secret)
	return key, cert
}

func (a *ca) write(name, typ string, b []byte) {
	a.t.Helper()
	if err := os.WriteFile(a.file(name), pem.EncodeToMemory(&pem.Block{Type: typ, Bytes: b}), 0o600); err != nil {
		a.t.Fatal(err)
	}
}

func (a *ca) file(name string) string { return filepath.Join(a.dir, name) }

// config returns the configuration of one that has a certificate of this CA, and trusts another CA; nil is none.
func (a *ca) config(name string, notAfter time.Time, trusts *ca) *tls.Config {
	a.t.Helper()
	a.sign(name, &x509.Certificate{Subject: pkix.Name{CommonName: name}, NotAfter: notAfter})
	trusted := ""
	if trusts != nil {
		trusted = trusts.file("ca-cert.pem")
	}
	cfg, err := ofnet.LoadTLS(a.file(name+"-key.pem"), a.file(name+"-cert.pem"), trusted)
	if err != nil {
		a.t.Fatal(err)
	}
	return cfg
}

// inTLSLab runs a test with a server whose certificate is of the CA, and which wants such ones.
func inTLSLab(t *testing.T, test func(l *lab, own, other *ca)) {
	t.Helper()
	inTLSLabWith(t, ofnet.Config{}, test)
}

func inTLSLabWith(t *testing.T, cfg ofnet.Config, test func(l *lab, own, other *ca)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		own, other := newCA(t, "own CA"), newCA(t, "other CA")
		l := startLab(t, &ofnet.Server{Config: cfg, TLSConfig: own.config("controller", time.Now().Add(time.Hour), own)})
		test(l, own, other)
		l.stop()
	})
}

func (l *lab) connectBuffered() *rawPeer { return &rawPeer{l: l, Conn: l.l.dialBuffered()} }

// dialTLS connects a switch, and returns what becomes of it.
func (l *lab) dialTLS(p *rawPeer, cfg *tls.Config) chan error {
	d := switches(badDPID)
	d.TLSConfig = cfg
	d.DialContext = func(context.Context, string, string) (net.Conn, error) { return p.Conn, nil }
	ended := make(chan error, 1)
	go func() {
		c, err := d.Dial(l.Context(), "tcp", "10.0.0.1:6653")
		if err == nil {
			err = c.Wait()
		}
		ended <- err
	}()
	return ended
}

// TestS13TLS has certificates that are good, missing, expired, too new, or of another CA, on either side.
func TestS13TLS(t *testing.T) {
	hour := time.Hour
	for _, tt := range []struct {
		name     string
		client   func(own, other *ca) *tls.Config
		reason   string // Of the server's error; empty when both agree.
		refusing bool   // The client refuses, else the server.
	}{
		{"good", func(own, _ *ca) *tls.Config { return own.config("switch", time.Now().Add(hour), own) }, "", false},
		{"good, TLS 1.2", func(own, _ *ca) *tls.Config {
			cfg := own.config("switch", time.Now().Add(hour), own)
			cfg.MaxVersion = tls.VersionTLS12
			return cfg
		}, "", false},
		{"TLS 1.1", func(own, _ *ca) *tls.Config {
			cfg := own.config("switch", time.Now().Add(hour), own)
			cfg.MinVersion, cfg.MaxVersion = tls.VersionTLS11, tls.VersionTLS11
			return cfg
		}, "unsupported versions", false},
		{"no certificate", func(own, _ *ca) *tls.Config { return &tls.Config{InsecureSkipVerify: true} }, "didn't provide a certificate", false},
		{"expired", func(own, _ *ca) *tls.Config { return own.config("switch", time.Now().Add(-time.Minute), own) }, `"CN=switch" is refused`, false},
		{"not yet valid", func(own, _ *ca) *tls.Config { return own.config("switch", time.Now().Add(3*hour), own) }, `"CN=switch" is refused`, false},
		{"of another CA", func(own, other *ca) *tls.Config {
			cfg := other.config("switch", time.Now().Add(hour), own)
			cert := cfg.Certificates[0]
			cfg.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &cert, nil } // Whatever the server wants.
			return cfg
		}, `"CN=switch" is refused`, false},
		{"trusts another CA", func(own, other *ca) *tls.Config { return own.config("switch", time.Now().Add(hour), other) }, "the peer refuses", true},
		{"trusts the system", func(own, _ *ca) *tls.Config { return own.config("switch", time.Now().Add(hour), nil) }, "the peer refuses", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inTLSLab(t, func(l *lab, own, other *ca) {
				p := l.connectBuffered()
				ended := l.dialTLS(p, tt.client(own, other))
				if tt.reason == "" {
					c := <-l.main
					if s := c.TLS(); s == nil || s.PeerCertificates[0].Subject.CommonName != "switch" || s.Version < tls.VersionTLS12 {
						t.Errorf("TLS %+v", s)
					}
					c.Close()
					<-ended
					return
				}
				err := l.wantFailed(p, nil)
				wantTLSError(t, err, tt.reason)
				l.wantLog("handshake failed", "TLS: ", strings.ReplaceAll(tt.reason, `"`, `\"`), "remote="+p.LocalAddr().String())
				var cert *tls.CertificateVerificationError
				switch err := <-ended; {
				case tt.refusing:
					wantTLSError(t, err, `"CN=controller" is refused`)
				case !strings.Contains(err.Error(), "tls"):
					t.Error("the client has", err)
				case errors.As(err, &cert):
					t.Error("the client refuses:", err)
				}
			})
		})
	}
}

func wantTLSError(t *testing.T, err error, reason string) {
	t.Helper()
	var failed *ofnet.TLSError
	if !errors.As(err, &failed) || !strings.Contains(err.Error(), reason) {
		t.Errorf("error %v, want one with %q", err, reason)
	}
}

// TestS13Mixed has TLS on one side only, and alerts.
func TestS13Mixed(t *testing.T) {
	t.Run("OpenFlow for a server with TLS", func(t *testing.T) {
		inTLSLab(t, func(l *lab, _, _ *ca) {
			p := l.connect()
			go io.Copy(io.Discard, p)
			p.put(append(header(6, 0, 16, 1), 0, 1, 0, 8, 0, 0, 0, 0x12))
			wantTLSError(t, l.wantFailed(p, nil), "the peer speaks OpenFlow without TLS")
		})
	})
	t.Run("HTTP for a server with TLS", func(t *testing.T) {
		inTLSLab(t, func(l *lab, _, _ *ca) {
			p := l.connect()
			go io.Copy(io.Discard, p)
			p.put([]byte("GET / HTTP/1.1\r\n\r\n"))
			wantTLSError(t, l.wantFailed(p, nil), "the peer does not speak TLS")
		})
	})
	t.Run("TLS for a server without", func(t *testing.T) {
		inLab(t, &ofnet.Server{}, func(l *lab) {
			p := l.connectBuffered()
			ended := l.dialTLS(p, &tls.Config{InsecureSkipVerify: true})
			wantTLSError(t, l.wantFailed(p, nil), "the peer wants TLS, this side has none")
			wantTLSError(t, <-ended, "the peer speaks OpenFlow without TLS")
		})
	})
	t.Run("an alert for a server without", func(t *testing.T) {
		inLab(t, &ofnet.Server{}, func(l *lab) {
			p := l.connect()
			go io.Copy(io.Discard, p)
			p.put([]byte{21, 3, 1, 0, 2, 2, 10})
			wantTLSError(t, l.wantFailed(p, nil), "the peer has TLS and refuses")
		})
	})
	t.Run("an alert in the clear, as of OpenSSL", func(t *testing.T) {
		inTLSLab(t, func(l *lab, own, _ *ca) {
			p := l.connectBuffered()
			cfg := own.config("switch", time.Now().Add(time.Hour), own)
			cfg.VerifyConnection = func(tls.ConnectionState) error {
				p.put([]byte{21, 3, 3, 0, 2, 2, 48})
				return io.ErrUnexpectedEOF
			}
			ended := l.dialTLS(p, cfg)
			wantTLSError(t, l.wantFailed(p, nil), "the peer refuses, most likely this side's certificate")
			<-ended
		})
	})
}

// TestS13Stall has peers that stop within the handshake of TLS, and behind it.
func TestS13Stall(t *testing.T) {
	for _, said := range []string{"", "\x16", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"} {
		t.Run("stall after "+string(rune('0'+len(said)%10)), func(t *testing.T) {
			inTLSLab(t, func(l *lab, _, _ *ca) {
				p := l.connect()
				if said != "" {
					p.put([]byte(said))
				}
				begin := time.Now()
				l.wantFailed(p, ofnet.ErrHandshakeTimeout)
				if d := time.Since(begin); d != 10*time.Second {
					t.Errorf("it took %v", d)
				}
			})
		})
	}
	t.Run("stall after the handshake of TLS", func(t *testing.T) {
		inTLSLab(t, func(l *lab, own, _ *ca) {
			p := l.connect()
			client := tls.Client(p, own.config("switch", time.Now().Add(time.Hour), own))
			go client.Read(make([]byte, 100))
			if err := client.Handshake(); err != nil {
				t.Error(err)
			}
			l.wantFailed(p, ofnet.ErrHandshakeTimeout)
		})
	})
}

// TestS13WithinSession has a record in PhaseMain that is no part of the session: the connection ends.
func TestS13WithinSession(t *testing.T) {
	inTLSLab(t, func(l *lab, own, _ *ca) {
		p := l.connect()
		ended := l.dialTLS(p, own.config("switch", time.Now().Add(time.Hour), own))
		c := <-l.main
		go p.Write([]byte{22, 3, 3, 0, 4, 0, 0, 0, 0}) // A record in the clear, as if from a client that begins anew.
		var e *ofnet.ConnError
		if err := c.Wait(); !errors.As(err, &e) || !strings.Contains(err.Error(), "tls") || e.DatapathID != badDPID {
			t.Error(err)
		}
		<-ended
		l.wantLog("level=WARN", "connection ended", "remote="+p.LocalAddr().String(), "dpid="+c.DatapathID().String())
	})
}

// TestS10TLS has a peer with TLS that does not read. After a write that timed out TLS cannot say that it ends: the end must not wait for that.
func TestS10TLS(t *testing.T) {
	inTLSLabWith(t, ofnet.Config{EchoInterval: -1}, func(l *lab, own, _ *ca) {
		p, c := l.enterOn(&rawPeer{l: l, Conn: tls.Client(l.l.dial(), own.config("switch", time.Now().Add(time.Hour), own))}, badDPID)
		for range 3 { // The limit counts from when something waits, however long there was nothing.
			time.Sleep(40 * time.Second)
			if err := c.Send(l.Context(), openflow13.NewFlowMod()); err != nil {
				t.Fatal(err)
			}
			if b := p.next(); len(b) != 56 {
				t.Errorf("%x", b)
			}
		}
		time.Sleep(40 * time.Second)
		begin, err := time.Now(), error(nil)
		for err == nil {
			err = c.Send(l.Context(), openflow13.NewFlowMod())
		}
		l.wantEnd(p, c, ofnet.ErrWriteTimeout)
		if d := time.Since(begin); d < 30*time.Second || d > 34*time.Second {
			t.Errorf("it took %v", d)
		}
	})
}

// TestCloseTLS has peers with TLS that do not read when the connection ends: they do not delay that by more than a tenth of a second.
func TestCloseTLS(t *testing.T) {
	const most = 100 * time.Millisecond
	t.Run("Close", func(t *testing.T) {
		inTLSLabWith(t, ofnet.Config{EchoInterval: -1}, func(l *lab, own, _ *ca) {
			p, c := l.enterOn(&rawPeer{l: l, Conn: tls.Client(l.l.dial(), own.config("switch", time.Now().Add(time.Hour), own))}, badDPID)
			begin := time.Now()
			c.Close()
			if d := time.Since(begin); d != most {
				t.Errorf("it took %v", d)
			}
			l.wantEnd(p, c, ofnet.ErrClosed)
		})
	})
	t.Run("Close, the peer reads", func(t *testing.T) {
		inTLSLabWith(t, ofnet.Config{EchoInterval: -1}, func(l *lab, own, _ *ca) {
			p, c := l.enterOn(&rawPeer{l: l, Conn: tls.Client(l.l.dial(), own.config("switch", time.Now().Add(time.Hour), own))}, badDPID)
			begin := time.Now()
			go c.Close()
			if b, err := io.ReadAll(p); len(b) > 0 || err != nil || time.Since(begin) != 0 {
				t.Errorf("%x, %v after %v", b, err, time.Since(begin))
			}
			l.wantEnd(p, c, ofnet.ErrClosed)
		})
	})
	t.Run("no common version", func(t *testing.T) {
		inTLSLab(t, func(l *lab, own, _ *ca) {
			p := &rawPeer{l: l, Conn: tls.Client(l.l.dial(), own.config("switch", time.Now().Add(time.Hour), own))}
			go p.put(header(1, 0, 8, 1))
			p.next() // HELLO.
			if b := p.next(); b[1] != byte(openflow13.MessageTypeError) {
				t.Errorf("%x", b)
			}
			begin := time.Now()
			l.wantFailed(p, nil)
			if d := time.Since(begin); d != most {
				t.Errorf("it took %v", d)
			}
		})
	})
}

func TestLoadTLSErrors(t *testing.T) {
	a := newCA(t, "CA")
	a.sign("x", &x509.Certificate{NotAfter: time.Now()})
	key, cert := a.file("x-key.pem"), a.file("x-cert.pem")
	for _, files := range [][3]string{
		{"none", cert, ""}, {key, "none", ""}, {cert, key, ""}, {a.file("ca-key.pem"), cert, ""}, {key, cert, "none"}, {key, cert, key},
	} {
		if _, err := ofnet.LoadTLS(files[0], files[1], files[2]); err == nil {
			t.Errorf("%v: no error", files)
		}
	}
	cfg, err := ofnet.LoadTLS(key, cert, "")
	if err != nil || cfg.ClientAuth != tls.NoClientCert || cfg.InsecureSkipVerify || cfg.MinVersion != tls.VersionTLS12 {
		t.Errorf("%+v, %v", cfg, err)
	}
}
