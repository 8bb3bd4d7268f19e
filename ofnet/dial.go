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
	TLSConfig *tls.Config          // When set, connections are TLS.
	Config    Config
	Net       net.Dialer // For source addresses and the like.
}

// Dial connects to an address of the network tcp or unix and makes an OpenFlow connection of it, as NewConn does: the end of ctx ends the attempt,
// but not a connection that Dial has returned.
//
// The error is that of Net when there is no connection, else that of NewConn. A certificate that is not trusted is one of the latter.
func (d *Dialer) Dial(ctx context.Context, network, addr string) (*Conn, error) {
	cfg := d.Config
	if d.Protocols != nil {
		cfg.Protocols = d.Protocols
	}
	if d.Handler != nil {
		cfg.Handler = d.Handler
	}
	nc, err := d.Net.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	if d.TLSConfig != nil {
		nc = tls.Client(nc, withServerName(d.TLSConfig, addr))
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
