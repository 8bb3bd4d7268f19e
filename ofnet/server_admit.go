package ofnet

import (
	"net"
	"net/netip"
)

// admit counts a connection that is about to be served, and waits until there is room for its handshake. It closes the connection when there are
// too many, or when the server has ended.
func (s *Server) admit(nc net.Conn, cfg *Config) bool {
	host := hostOf(nc)
	ok, full := s.begin(host)
	if ok && s.slots != nil {
		select {
		case s.slots <- struct{}{}:
		case <-s.ctx.Done():
			s.done(host)
			ok = false
		}
	}
	if !ok {
		nc.Close()
	}
	if full {
		s.failed(&ConnError{Remote: nc.RemoteAddr(), Err: ErrTooManyConns}, cfg)
	}
	return ok
}

// hostOf returns the address of the host that a connection comes from; it is not valid for connections that have none.
func hostOf(nc net.Conn) netip.Addr {
	if a, ok := nc.RemoteAddr().(interface{ AddrPort() netip.AddrPort }); ok { // As *net.TCPAddr.
		return a.AddrPort().Addr().Unmap()
	}
	return netip.Addr{}
}

// begin counts a connection that is about to be served. It fails when the server has ended, or is full.
func (s *Server) begin(host netip.Addr) (ok, full bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	counted := s.MaxConnsPerHost > 0 && host.IsValid()
	full = s.MaxConns > 0 && s.count >= s.MaxConns || counted && s.hosts[host] >= s.MaxConnsPerHost
	ok = !s.closed && !full
	if ok {
		s.count++
		s.wg.Add(1)
		if counted {
			s.hosts[host]++
		}
	}
	return ok, full
}

// done is the end of a connection that begin has counted.
func (s *Server) done(host netip.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count--
	s.wg.Done()
	if n, ok := s.hosts[host]; ok {
		if s.hosts[host] = n - 1; n == 1 {
			delete(s.hosts, host)
		}
	}
}
