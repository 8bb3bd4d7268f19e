package ofnet

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
)

// The ports of OpenFlow.
const (
	Port       = "6653" // IANA's, since 2013.
	LegacyPort = "6633" // What switches and controllers used before.
)

// ErrNoTLS is the error of an address that begins with tls or ssl when there is no TLSConfig.
var ErrNoTLS = errors.New("ofnet: TLS address without a TLSConfig")

// An address is where to listen or to connect.
type address struct {
	network, addr string // As in package net.
	tls           bool
}

// parseAddress reads an address as Open vSwitch writes it: tcp:host:port, ssl:host:port or tls:host:port, unix:path, or host:port, which is TLS
// when withTLS. The port is 6653 when there is none.
func parseAddress(s string, withTLS bool) (address, error) {
	a := address{network: "tcp", addr: s, tls: withTLS}
	if scheme, rest, ok := strings.Cut(s, ":"); ok {
		switch scheme {
		case "unix":
			if rest == "" {
				return a, badAddress(s, "a path is missing")
			}
			return address{network: "unix", addr: rest}, nil
		case "tcp":
			a = address{network: "tcp", addr: rest}
		case "tls", "ssl":
			if !withTLS {
				return a, fmt.Errorf("%w: %s", ErrNoTLS, s)
			}
			a.addr = rest
		}
	}
	host := a.addr
	if inner, ok := strings.CutPrefix(host, "["); ok && strings.HasSuffix(inner, "]") {
		host = inner[:len(inner)-1]
	}
	if _, err := netip.ParseAddr(host); err == nil || !strings.Contains(host, ":") {
		a.addr = net.JoinHostPort(host, Port)
	}
	_, port, err := net.SplitHostPort(a.addr)
	switch {
	case err != nil:
		return a, badAddress(s, err.(*net.AddrError).Err)
	case port == "":
		a.addr += Port
	}
	return a, nil
}

func badAddress(s, why string) error { return &net.AddrError{Err: "ofnet: " + why, Addr: s} }
