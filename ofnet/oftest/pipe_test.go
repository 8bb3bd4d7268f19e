package oftest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// readAll reads until an error, and returns the bytes as text, a bar between reads, and the error.
func readAll(r io.Reader) (string, error) {
	var parts []string
	b := make([]byte, 64)
	for {
		n, err := r.Read(b)
		if n > 0 {
			parts = append(parts, string(b[:n]))
		}
		if err != nil {
			return strings.Join(parts, "|"), err
		}
	}
}

func TestLine(t *testing.T) {
	flip := bytes.Repeat([]byte{0x20}, 5)
	for _, tt := range []struct {
		name  string
		line  Line
		write []string
		want  string
		err   error
	}{
		{"nothing", Line{}, []string{"hello", "world"}, "helloworld", io.EOF},
		{"chunk", Line{Chunk: 1}, []string{"abc"}, "a|b|c", io.EOF},
		{"chunk over writes", Line{Chunk: 3}, []string{"ab", "cdef"}, "abc|def", io.EOF},
		{"FIN", Line{Faults: []Fault{{At: 7, Kind: FaultFIN}}}, []string{"hello", "world"}, "hellowo", io.EOF},
		{"FIN at once", Line{Faults: []Fault{{Kind: FaultFIN}}}, []string{"hello"}, "", io.EOF},
		{"reset", Line{Faults: []Fault{{At: 7, Kind: FaultReset}}}, []string{"hello", "world"}, "", syscall.ECONNRESET},
		{"vanish", Line{Faults: []Fault{{At: 7, Kind: FaultVanish}}}, []string{"hello", "world"}, "hellowo", os.ErrDeadlineExceeded},
		{"stop", Line{Faults: []Fault{{At: 7, Kind: FaultStop}}}, []string{"hello", "world"}, "", os.ErrDeadlineExceeded},
		{"flip", Line{Faults: []Fault{{At: 3, Kind: FaultFlip, Data: flip}}}, []string{"hello", "world"}, "helLOWORld", io.EOF},
		{"insert", Line{Faults: []Fault{{At: 5, Kind: FaultInsert, Data: []byte(", ")}}}, []string{"hello", "world"}, "hello, world", io.EOF},
		{"drop", Line{Faults: []Fault{{At: 4, Kind: FaultDrop, Data: make([]byte, 3)}}}, []string{"hello", "world"}, "hellrld", io.EOF},
		{"several, in any order", Line{Faults: []Fault{
			{At: 8, Kind: FaultInsert, Data: []byte("!")}, {At: 1, Kind: FaultInsert, Data: []byte("?")}, {At: 1, Kind: FaultDrop, Data: make([]byte, 1)},
		}}, []string{"hello", "world"}, "h?llowor!ld", io.EOF},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := Pipe(tt.line, Line{})
				for _, text := range tt.write {
					if n, err := a.Write([]byte(text)); n != len(text) && err == nil {
						t.Errorf("Write: %d, %v", n, err)
					}
				}
				a.Close()
				b.SetReadDeadline(time.Now().Add(time.Hour))
				if got, err := readAll(b); got != tt.want || !errors.Is(err, tt.err) {
					t.Errorf("got %q, %v, want %q, %v", got, err, tt.want, tt.err)
				}
			})
		})
	}
}

func TestLineTimes(t *testing.T) {
	for _, tt := range []struct {
		name string
		line Line
		want string // What arrives, and in which second.
	}{
		{"at once", Line{}, "a@0 b@1 c@2 EOF@3"},
		{"delay", Line{Delay: 5 * time.Second}, "a@5 b@6 c@7 EOF@7"},
		{"burst", Line{Burst: 4 * time.Second}, "a@0 bc@4 EOF@4"},
		{"pause", Line{Faults: []Fault{{At: 1, Kind: FaultPause, For: 9 * time.Second}}}, "a@0 bc@9 EOF@9"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := Pipe(tt.line, Line{})
				go func() {
					for _, text := range "abc" {
						a.Write([]byte(string(text)))
						time.Sleep(time.Second)
					}
					a.Close()
				}()
				var got []string
				start, buf := time.Now(), make([]byte, 9)
				for {
					n, err := b.Read(buf)
					at := fmt.Sprint("@", int(time.Since(start).Seconds()))
					if err != nil {
						got = append(got, err.Error()+at)
						break
					}
					got = append(got, string(buf[:n])+at)
				}
				if text := strings.Join(got, " "); text != tt.want {
					t.Errorf("got %q, want %q", text, tt.want)
				}
			})
		})
	}
}

func TestPipeWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := Pipe(Line{Window: 8}, Line{})
		a.SetWriteDeadline(time.Now().Add(time.Second))
		if n, err := a.Write(make([]byte, 10)); n != 8 || !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error(n, err)
		}
		a.SetWriteDeadline(time.Time{})
		done := make(chan struct{})
		go func() {
			defer close(done)
			if n, err := a.Write(make([]byte, 100)); n != 100 || err != nil {
				t.Error(n, err)
			}
		}()
		if n, err := io.ReadFull(b, make([]byte, 108)); err != nil {
			t.Error(n, err)
		}
		<-done
		b.StopReading()
		a.Write([]byte("late"))
		b.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := b.Read(make([]byte, 4)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error(err)
		}
		b.SetReadDeadline(time.Time{})
		time.AfterFunc(time.Second, func() { b.StartReading() })
		if n, err := b.Read(make([]byte, 4)); n != 4 || err != nil {
			t.Error(n, err)
		}
		if a.Written() != 112 {
			t.Error(a.Written())
		}
	})
}

func TestPipeEnds(t *testing.T) {
	try := func(c *Conn) string {
		c.SetReadDeadline(time.Now().Add(time.Second))
		_, r := c.Read(make([]byte, 1))
		_, w := c.Write(make([]byte, 1))
		name := func(err error) string {
			for _, e := range []error{io.EOF, syscall.EPIPE, syscall.ECONNRESET, net.ErrClosed, os.ErrDeadlineExceeded} {
				if errors.Is(err, e) {
					return e.Error()
				}
			}
			return fmt.Sprint(err)
		}
		return name(r) + ", " + name(w)
	}
	for _, tt := range []struct {
		name string
		do   func(a *Conn)
		a, b string
	}{
		{"close", func(a *Conn) { a.Close(); a.Close() }, "use of closed network connection, use of closed network connection", "EOF, broken pipe"},
		{"half", func(a *Conn) { a.CloseWrite() }, "i/o timeout, broken pipe", "EOF, <nil>"},
		{"reset", func(a *Conn) { a.Reset() }, "connection reset by peer, connection reset by peer", "connection reset by peer, connection reset by peer"},
		{"vanish", func(a *Conn) { a.Vanish() }, "i/o timeout, <nil>", "i/o timeout, <nil>"},
		{"vanish, then close", func(a *Conn) { a.Vanish(); a.Close() },
			"use of closed network connection, use of closed network connection", "i/o timeout, <nil>"},
		{"fault", func(a *Conn) { a.Fault(Fault{At: 5, Kind: FaultFIN}) }, "i/o timeout, <nil>", "EOF, <nil>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := Pipe(Line{}, Line{})
				done := make(chan struct{})
				go func() { // Somebody waits already.
					defer close(done)
					b.SetReadDeadline(time.Now().Add(2 * time.Second))
					b.Read(make([]byte, 1))
				}()
				synctest.Wait()
				tt.do(a)
				<-done
				if got := try(a); got != tt.a {
					t.Errorf("a: %s, want %s", got, tt.a)
				}
				b.Read(make([]byte, 1)) // What a has tried.
				if got := try(b); got != tt.b {
					t.Errorf("b: %s, want %s", got, tt.b)
				}
			})
		})
	}
}

// TestPipeCut cuts a session at each byte of what the switch sends until the controller is ready, in order and not.
func TestPipeCut(t *testing.T) {
	session := func(t *testing.T, line Line) (int64, error) {
		near, far := Pipe(Line{}, line)
		sw := &Switch{DatapathID: 1, Ports: []uint32{1}}
		go sw.Connect(t.Context(), far)
		c, err := ofnet.NewConn(t.Context(), near, ofnet.RoleController, &ofnet.Config{Protocols: []*openflow.Protocol{openflow13.Protocol}})
		if err == nil {
			synctest.Wait()
			c.Close()
			c.Wait()
		}
		far.Close()
		synctest.Wait()
		return far.Written(), err
	}
	var all int64
	synctest.Test(t, func(t *testing.T) {
		n, err := session(t, Line{Chunk: 1})
		if err != nil {
			t.Error(err)
		}
		all = n
	})
	for at := range all {
		for _, kind := range []FaultKind{FaultFIN, FaultReset, FaultVanish} {
			synctest.Test(t, func(t *testing.T) {
				_, err := session(t, Line{Faults: []Fault{{At: at, Kind: kind}}})
				var ended *ofnet.ConnError
				if !errors.As(err, &ended) {
					t.Errorf("cut at %d of %d, kind %d: %v", at, all, kind, err)
				}
			})
		}
	}
	if all < 40 {
		t.Error(all, "bytes")
	}
}

func TestListener(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := Listen(func(n int) (in, out Line) { return Line{}, Line{Faults: []Fault{{At: int64(n), Kind: FaultFIN}}} })
		var wg sync.WaitGroup
		for i := range 3 {
			wg.Go(func() {
				nc, err := l.Accept()
				if err != nil {
					t.Error(i, err)
					return
				}
				nc.Write([]byte("abc"))
				nc.Close()
			})
		}
		for _, want := range []string{"", "a", "ab"} {
			nc, err := l.Dial(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got, err := readAll(nc); got != want || err != io.EOF {
				t.Error(got, err)
			}
		}
		wg.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := l.Dial(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		time.AfterFunc(time.Second, func() { l.Close(); l.Close() })
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
		if _, err := l.Dial(t.Context()); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Error(err)
		}
	})
}
