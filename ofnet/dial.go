package ofnet

import (
	"context"
	"crypto/tls"
	"net"

	"github.com/ofwire/openflow"
)

// A Dialer makes connections.
type Dialer struct {
	Role      Role                 // RoleController unless set.
	Protocols []*openflow.Protocol // When set, instead of those of Config.
	Handler   Handler              // When set, instead of that of Config.
	TLSConfig *tls.Config          // When set, connections of Dial are TLS. LoadTLS makes one of files.
	Config    Config
	Net       net.Dialer // For source addresses and the like.
	// DialContext is called instead of Net's when it is set, as for proxies.
	DialContext func(ctx context.Context, network, addr string) (net.Conn, error)
}

// Dial connects to an address of the network tcp or unix and makes an OpenFlow connection of it, as NewConn does: the end of ctx ends the attempt,
// but not a connection that Dial has returned.
//
// The error is that of Net when there is no connection, else that of NewConn. A certificate that is not trusted is one of the latter, a TLSError.
func (d *Dialer) Dial(ctx context.Context, network, addr string) (*Conn, error) {
	return d.dial(ctx, address{network: network, addr: addr, tls: d.TLSConfig != nil})
}

// DialAddr is Dial for an address as Open vSwitch writes it: tcp:host:port, tls:host:port, which may be written ssl:host:port too, unix:path, or
// host:port, which is TLS when TLSConfig is set. The port may be left out when it is 6653.
func (d *Dialer) DialAddr(ctx context.Context, addr string) (*Conn, error) {
	a, err := parseAddress(addr, d.TLSConfig != nil)
	if err != nil {
		return nil, err
	}
	return d.dial(ctx, a)
}

func (d *Dialer) dial(ctx context.Context, a address) (*Conn, error) {
	cfg := d.Config
	if d.Protocols != nil {
		cfg.Protocols = d.Protocols
	}
	if d.Handler != nil {
		cfg.Handler = d.Handler
	}
	dial := d.DialContext
	if dial == nil {
		dial = d.Net.DialContext
	}
	nc, err := dial(ctx, a.network, a.addr)
	if err != nil {
		return nil, err
	}
	if a.tls {
		nc = tls.Client(nc, withServerName(d.TLSConfig, a.addr))
	}
	return NewConn(ctx, nc, d.Role, &cfg)
}

// withServerName sets the name that the peer's certificate is checked against, unless there is one.
func withServerName(cfg *tls.Config, addr string) *tls.Config {
	if cfg.ServerName != "" {
		return cfg
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	cfg = cfg.Clone()
	cfg.ServerName = host
	return cfg
}
