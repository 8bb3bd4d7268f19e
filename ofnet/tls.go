package ofnet

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
)

// LoadTLS returns a TLSConfig for servers and dialers of files in PEM form: the private key, the certificate, with the certificates between it
// and the CA's if there are any, and the CA's. It wants TLS 1.2 at least.
//
// With a CA the peer must have a certificate of it, on whichever side it is. Its name is not checked: as with Open vSwitch, who has a certificate
// of this CA is trusted. Without a CA, which is an empty name, a server asks for no certificate, and a dialer wants one for the name that it
// dials, of a CA that the system trusts.
func LoadTLS(key, cert, ca string) (*tls.Config, error) {
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("ofnet: key %s, certificate %s: %w", key, cert, err)
	}
	cfg := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	if ca == "" {
		return cfg, nil
	}
	pem, err := os.ReadFile(ca)
	if err != nil {
		return nil, fmt.Errorf("ofnet: CA: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("ofnet: CA %s: no certificate in it", ca)
	}
	cfg.ClientAuth, cfg.ClientCAs = tls.RequireAndVerifyClientCert, pool
	cfg.InsecureSkipVerify = true // Of a dialer, that is: verifyChain does all but the name.
	cfg.VerifyConnection = func(cs tls.ConnectionState) error { return verifyChain(cs, pool) }
	return cfg, nil
}

// verifyChain checks a server's certificate. A client's has been checked.
func verifyChain(cs tls.ConnectionState, roots *x509.CertPool) error {
	if len(cs.VerifiedChains) > 0 {
		return nil
	}
	opts := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
	for _, cert := range cs.PeerCertificates[1:] {
		opts.Intermediates.AddCert(cert)
	}
	if _, err := cs.PeerCertificates[0].Verify(opts); err != nil {
		return &tls.CertificateVerificationError{UnverifiedCertificates: cs.PeerCertificates, Err: err}
	}
	return nil
}

// A TLSError tells why a connection with TLS did not come about, or that one side has TLS and the other has not.
type TLSError struct {
	Reason string // For people.
	// Err is the error of package tls; a *tls.CertificateVerificationError has the peer's certificate. It is nil when this side has no TLS.
	Err error
}

// Error returns one line.
func (e *TLSError) Error() string {
	if e.Err == nil {
		return "TLS: " + e.Reason
	}
	return "TLS: " + e.Reason + ": " + e.Err.Error()
}

// Unwrap returns Err.
func (e *TLSError) Unwrap() error { return e.Err }

// secure does the handshake of TLS, on a connection that has it.
func (c *Conn) secure(ctx context.Context) error {
	nc, ok := c.nc.(*tls.Conn)
	if !ok {
		return nil
	}
	var err error
	p := guard("TLSConfig", func() { err = nc.HandshakeContext(ctx) }) // It may have functions of the program.
	switch {
	case p != nil:
		return p
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return &TLSError{Reason: tlsReason(err), Err: err}
}

// tlsReason says what has happened when TLS fails.
func tlsReason(err error) string {
	var record tls.RecordHeaderError
	var cert *tls.CertificateVerificationError
	switch {
	case errors.As(err, &record):
		if h := record.RecordHeader; h[0] >= 1 && h[0] <= 6 && h[1] == typeHello {
			return "the peer speaks OpenFlow without TLS"
		}
		return "the peer does not speak TLS"
	case errors.As(err, &cert):
		if len(cert.UnverifiedCertificates) > 0 {
			return fmt.Sprintf("the peer's certificate %q is refused", cert.UnverifiedCertificates[0].Subject)
		}
		return "the peer's certificate is refused"
	case isAlert(err):
		return "the peer refuses"
	case isClearAlert(err):
		return "the peer refuses, most likely this side's certificate"
	}
	return "handshake failed"
}

// isAlert reports whether the error is an alert of the peer.
func isAlert(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error"
}

// isClearAlert reports whether the error may be an alert of a client that has no keys of TLS 1.3 yet. OpenSSL, and so Open vSwitch, sends such a one in
// the clear when it refuses the server's certificate; package tls wants it encrypted, and cannot tell what it is.
func isClearAlert(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "local error" && strings.Contains(op.Err.Error(), "bad record MAC")
}

// startsTLS tells the beginning of a TLS record from that of an OpenFlow message, to explain why a connection without TLS fails.
func startsTLS(head []byte) (reason string, ok bool) {
	const alert, handshake, major, lastMinor = 21, 22, 3, 4
	if len(head) < 3 || head[1] != major || head[2] > lastMinor {
		return "", false
	}
	switch head[0] {
	case handshake:
		return "the peer wants TLS, this side has none", true
	case alert:
		return "the peer has TLS and refuses what comes without it", true
	}
	return "", false
}

// TLS returns the state of a connection's TLS, such as the peer's certificates, or nil when it has none.
func (c *Conn) TLS() *tls.ConnectionState {
	nc, ok := c.nc.(*tls.Conn)
	if !ok {
		return nil
	}
	state := nc.ConnectionState()
	return &state
}
