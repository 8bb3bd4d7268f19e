package ofnet_test

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
)

// A dialRecord keeps what a Redialer does, with the time of each event since the start.
type dialRecord struct {
	mu     sync.Mutex
	start  time.Time
	events []ofnet.DialEvent
	at     []time.Duration
}

func (r *dialRecord) add(e ofnet.DialEvent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
	r.at = append(r.at, time.Since(r.start))
}

// of returns the events of an address that have a state.
func (r *dialRecord) of(addr string, state ofnet.DialState) (list []ofnet.DialEvent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.events {
		if e.Addr == addr && e.State == state {
			list = append(list, e)
		}
	}
	return list
}

// redialer returns a Redialer of a controller, whose connections are made by connect, and its record. It is for use in a synctest bubble.
func redialer(t *testing.T, connect func(ctx context.Context, network, addr string) (net.Conn, error)) (*ofnet.Redialer, *dialRecord) {
	record := &dialRecord{start: time.Now()}
	r := &ofnet.Redialer{Dialer: ofnet.Dialer{Protocols: protocols, DialContext: connect}, Changed: record.add}
	t.Cleanup(func() { r.Close() })
	return r, record
}

// toSwitch connects to a simulated switch.
func toSwitch(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	go new(oftest.Switch).Connect(context.WithoutCancel(ctx), far)
	return near, nil
}

func refusedDial(context.Context, string, string) (net.Conn, error) { return nil, syscall.ECONNREFUSED }

// TestRedialBackOff dials somebody who is not there.
func TestRedialBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, record := redialer(t, refusedDial)
		r.MinDelay, r.MaxDelay = time.Second, 8*time.Second
		if err := r.Add("tcp:10.0.0.1:6653", "10.0.0.2"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		want := []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 8 * time.Second}
		var delays [2][]time.Duration
		for i, addr := range []string{"tcp:10.0.0.1:6653", "10.0.0.2"} {
			for k, e := range record.of(addr, ofnet.DialWaiting) {
				delays[i] = append(delays[i], e.Delay)
				most := want[min(k, len(want)-1)]
				if e.Delay < most/2 || e.Delay > most || !errors.Is(e.Err, syscall.ECONNREFUSED) {
					t.Fatalf("%s: delay %d is %v, want up to %v: %v", addr, k, e.Delay, most, e.Err)
				}
			}
			// Delays of 6 s on average.
			if n := len(delays[i]); n < 75 || n > 150 {
				t.Errorf("%s: %d attempts in 10 minutes", addr, n)
			}
		}
		if slices.Equal(delays[0][:10], delays[1][:10]) {
			t.Error("both wait the same", delays[0][:10])
		}
	})
}

// TestRedialStable has connections that end soon, and some that last.
func TestRedialStable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, record := redialer(t, toSwitch)
		r.MinDelay, r.MaxDelay, r.Stable = time.Second, 16*time.Second, 5*time.Second
		if err := r.Add("tcp:10.0.0.1"); err != nil {
			t.Fatal(err)
		}
		for i, lasts := range []time.Duration{time.Second, time.Second, time.Second, 6 * time.Second, time.Second} {
			for len(record.of("tcp:10.0.0.1", ofnet.DialConnected)) == i {
				time.Sleep(100 * time.Millisecond)
			}
			time.Sleep(lasts)
			record.of("tcp:10.0.0.1", ofnet.DialConnected)[i].Conn.Close()
			synctest.Wait()
			e := record.of("tcp:10.0.0.1", ofnet.DialWaiting)[i]
			most := []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, time.Second, 2 * time.Second}[i]
			if e.Delay < most/2 || e.Delay > most || !errors.Is(e.Err, ofnet.ErrClosed) {
				t.Errorf("after end %d: delay %v, want up to %v: %v", i, e.Delay, most, e.Err)
			}
		}
	})
}

// TestRedialAddRemove changes the list while connections are there.
func TestRedialAddRemove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, record := redialer(t, toSwitch)
		if r.Remove("tcp:a") || len(r.Addrs()) != 0 {
			t.Error("there is an address before Add")
		}
		if err := r.Add("tcp:a", "tcp:a:b:c"); err == nil || len(r.Addrs()) != 0 {
			t.Error("one bad address of two:", err, r.Addrs())
		}
		if err := r.Add("tls:a"); !errors.Is(err, ofnet.ErrNoTLS) {
			t.Error(err)
		}
		for range 2 {
			if err := r.Add("tcp:b", "tcp:a", "tcp:b"); err != nil {
				t.Error(err)
			}
		}
		synctest.Wait()
		if got := r.Addrs(); !slices.Equal(got, []string{"tcp:a", "tcp:b"}) {
			t.Error(got)
		}
		a, b := record.of("tcp:a", ofnet.DialConnected), record.of("tcp:b", ofnet.DialConnected)
		if len(a) != 1 || len(b) != 1 {
			t.Fatalf("%d and %d connections", len(a), len(b))
		}
		if !r.Remove("tcp:a") || r.Remove("tcp:a") || a[0].Conn.Phase() != ofnet.PhaseDead || b[0].Conn.Phase() != ofnet.PhaseMain {
			t.Errorf("after Remove: %v, %v", a[0].Conn.Phase(), b[0].Conn.Phase())
		}
		if err := r.Add("tcp:a"); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if n := len(record.of("tcp:a", ofnet.DialConnected)); n != 2 {
			t.Errorf("%d connections after Add again", n)
		}
		r.Close()
		if err := r.Add("tcp:c"); !errors.Is(err, ofnet.ErrClosed) {
			t.Error("Add after Close:", err)
		}
		if n := len(record.of("tcp:b", ofnet.DialStopped)); n != 1 || b[0].Conn.Phase() != ofnet.PhaseDead {
			t.Errorf("%d, %v", n, b[0].Conn.Phase())
		}
		if s := record.events[len(record.events)-1].State.String(); s != "stopped" {
			t.Error("the last state is", s)
		}
	})
}

// TestRedialStops removes an address in every state.
func TestRedialStops(t *testing.T) {
	silent := func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		go io.Copy(io.Discard, far)
		return near, nil
	}
	never := func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}
	for name, connect := range map[string]func(context.Context, string, string) (net.Conn, error){
		"refused": refusedDial, "silent": silent, "never": never, "connected": toSwitch,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, record := redialer(t, connect)
				if err := r.Add("tcp:a"); err != nil {
					t.Fatal(err)
				}
				time.Sleep(10*time.Second + time.Millisecond)
				if name == "silent" || name == "never" { // The attempt has the time of a handshake.
					if e := record.of("tcp:a", ofnet.DialWaiting); len(e) != 1 || !errors.Is(e[0].Err, ofnet.ErrHandshakeTimeout) {
						t.Errorf("%+v", e)
					}
				}
				begin := time.Now()
				r.Remove("tcp:a")
				if d := time.Since(begin); d > 0 {
					t.Errorf("it took %v", d)
				}
				e := record.events[len(record.events)-1]
				if e.State != ofnet.DialStopped || len(record.of("tcp:a", ofnet.DialStopped)) != 1 {
					t.Errorf("%+v", e)
				}
			})
		})
	}
}
