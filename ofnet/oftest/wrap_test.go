package oftest

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"time"
)

// sockets returns the two ends of a TCP connection; the second is wrapped.
func sockets(t *testing.T, in, out Line) (peer *net.TCPConn, c net.Conn) {
	t.Helper()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := WrapListener(inner, func(int) (Line, Line) { return in, out })
	defer l.Close()
	nc, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if c, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		nc.Close()
	})
	deadline := time.Now().Add(time.Minute)
	nc.SetDeadline(deadline)
	c.SetDeadline(deadline)
	return nc.(*net.TCPConn), c
}

func TestWrap(t *testing.T) {
	text := []byte("hello, world")
	t.Run("both ways", func(t *testing.T) {
		peer, c := sockets(t, Line{Chunk: 1}, Line{Faults: []Fault{{At: 5, Kind: FaultDrop, Data: make([]byte, 2)}}})
		if c.RemoteAddr().String() != peer.LocalAddr().String() {
			t.Error(c.RemoteAddr())
		}
		peer.Write(text)
		got := make([]byte, len(text))
		if n, err := c.Read(got); n != 1 || err != nil {
			t.Error(n, err)
		}
		if _, err := io.ReadFull(c, got[1:]); err != nil || !bytes.Equal(got, text) {
			t.Errorf("%q, %v", got, err)
		}
		c.Write(text)
		c.Close()
		if got, err := io.ReadAll(peer); err != nil || string(got) != "helloworld" {
			t.Errorf("%q, %v", got, err)
		}
	})
	t.Run("FIN", func(t *testing.T) {
		peer, c := sockets(t, Line{}, Line{Faults: []Fault{{At: 5, Kind: FaultFIN}}})
		c.Write(text)
		if got, err := io.ReadAll(peer); err != nil || string(got) != "hello" {
			t.Errorf("%q, %v", got, err)
		}
		peer.Write(text) // The other direction is as it was.
		if _, err := io.ReadFull(c, make([]byte, len(text))); err != nil {
			t.Error(err)
		}
		peer.CloseWrite()
		if _, err := c.Read(make([]byte, 1)); err != io.EOF {
			t.Error(err)
		}
	})
	t.Run("reset", func(t *testing.T) {
		peer, c := sockets(t, Line{Faults: []Fault{{At: 5, Kind: FaultReset}}}, Line{})
		peer.Write(text)
		if _, err := c.Read(make([]byte, 99)); !errors.Is(err, syscall.ECONNRESET) {
			t.Error(err)
		}
		if _, err := peer.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
			t.Error(err)
		}
	})
	t.Run("reset by the peer", func(t *testing.T) {
		peer, c := sockets(t, Line{}, Line{})
		peer.SetLinger(0)
		peer.Close()
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
			t.Error(err)
		}
	})
	t.Run("vanish", func(t *testing.T) {
		peer, c := sockets(t, Line{}, Line{})
		c.(*Conn).Vanish()
		c.Write(text)
		peer.Write(text)
		soon := time.Now().Add(50 * time.Millisecond)
		peer.SetDeadline(soon)
		c.SetDeadline(soon)
		for _, nc := range []net.Conn{peer, c} {
			if n, err := nc.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error(n, err)
			}
		}
		c.Close()
		peer.SetDeadline(time.Now().Add(time.Minute))
		if _, err := peer.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error(err)
		}
	})
	t.Run("zero window", func(t *testing.T) {
		peer, c := sockets(t, Line{Faults: []Fault{{Kind: FaultStop}}}, Line{})
		peer.SetWriteBuffer(4096)
		peer.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
		n, err := peer.Write(make([]byte, 64<<20))
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal(n, err)
		}
		c.(*Conn).StartReading()
		if _, err := io.ReadFull(c, make([]byte, n)); err != nil {
			t.Error(err)
		}
	})
}
