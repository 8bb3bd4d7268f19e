package bus

import (
	"bytes"
	"context"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStart(t *testing.T) {
	var b Bus
	a := doubler(&App{Name: "a"})
	wantError(t, Publish(t.Context(), a, up{}), ErrNotStarted)
	start(t, &b, a)
	closed := &App{Name: "closed"}
	closed.Close()
	for _, c := range []struct {
		name string
		apps []*App
		want error
	}{
		{"again", []*App{a}, ErrStarted},
		{"no name", []*App{{}}, ErrName},
		{"same name", []*App{{Name: "a"}}, ErrName},
		{"same name at once", []*App{{Name: "b"}, {Name: "b"}}, ErrName},
		{"same requests", []*App{{Name: "b"}, doubler(&App{Name: "c"})}, ErrTwoHandlers},
		{"closed", []*App{{Name: "b"}, closed}, ErrClosed},
	} {
		if err := b.Start(c.apps...); err == nil {
			t.Error(c.name, "starts")
		} else {
			wantError(t, err, c.want)
		}
	}
	must(t, b.Start(&App{Name: "b"}, &App{Name: "c"})) // The names are free.
	b.Close()
	wantError(t, b.Start(&App{Name: "d"}), ErrClosed)
	wantError(t, Publish(t.Context(), &b, up{}), ErrClosed)
	wantError(t, Send(t.Context(), &b, "a", up{}), ErrClosed)
	_, err := Call(t.Context(), &b, double{})
	wantError(t, err, ErrClosed)
}

// TestPanic wants a log line, and that the App goes on.
func TestPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var logged bytes.Buffer
		b := Bus{Logger: slog.New(slog.NewTextHandler(&logged, nil))}
		a := &App{Name: "a"}
		Subscribe(a, func(_ context.Context, ev up) {
			if ev.n == 1 {
				panic("broken")
			}
		})
		got := note(a)
		start(t, &b, a)
		must(t, Publish(t.Context(), &b, up{1}))
		must(t, Publish(t.Context(), &b, up{2}))
		synctest.Wait()
		if diff := cmp.Diff([]int{1, 2}, *got); diff != "" {
			t.Error(diff)
		}
		if s := a.Stats(); s.Panics != 1 || s.Handled != 4 {
			t.Errorf("%+v", s)
		}
		for _, want := range []string{`msg="handler panicked"`, "app=a", "type=bus.up", "broken", "app_test.go"} {
			if !strings.Contains(logged.String(), want) {
				t.Errorf("no %s in %s", want, logged.String())
			}
		}
	})
}

// TestGoexit wants that a handler which ends its goroutine closes the App, and that nobody waits for it for ever.
func TestGoexit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		a := &App{Name: "a"}
		Handle(a, func(context.Context, double) (int, error) {
			runtime.Goexit()
			return 1, nil
		})
		start(t, &b, a)
		_, err := Call(t.Context(), &b, double{})
		wantError(t, err, ErrClosed)
		synctest.Wait()
		_, err = Call(t.Context(), &b, double{})
		wantError(t, err, ErrNoHandler)
		wantError(t, Send(t.Context(), &b, "a", up{}), ErrNoApp)
	})
}

func TestCloseApp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		a, other := doubler(&App{Name: "a"}), &App{Name: "other"}
		got, gotOther := note(a), note(other)
		var cause error
		Subscribe(a, func(ctx context.Context, _ string) {
			<-ctx.Done()
			cause = context.Cause(ctx)
			time.Sleep(time.Second)
		})
		start(t, &b, a, other)
		must(t, Publish(t.Context(), &b, "wait"))
		synctest.Wait()
		must(t, Publish(t.Context(), &b, up{1}))
		asked := make(chan error)
		go func() {
			_, err := Call(context.Background(), &b, double{})
			asked <- err
		}()
		synctest.Wait()
		a.Close()
		wantError(t, <-asked, ErrClosed)
		_, err := Call(t.Context(), &b, double{})
		wantError(t, err, ErrClosed)
		must(t, Publish(t.Context(), &b, up{2}))
		wantError(t, Send(t.Context(), &b, "a", up{2}), ErrClosed)
		wantError(t, b.Start(&App{Name: "a"}), ErrName) // Its handler still runs.
		time.Sleep(2 * time.Second)
		synctest.Wait()
		wantError(t, cause, ErrClosed)
		again := &App{Name: "a"}
		gotAgain := note(doubler(again))
		must(t, b.Start(again))
		must(t, Publish(t.Context(), &b, up{3}))
		synctest.Wait()
		for i, want := range [][]int{nil, {1, 2, 3}, {3}} {
			if diff := cmp.Diff(want, *[]*[]int{got, gotOther, gotAgain}[i]); diff != "" {
				t.Error(i, diff)
			}
		}
		if n := len(b.topics); n != 2 {
			t.Errorf("%d topics, want those that have subscribers", n)
		}
	})
}

func TestShutdownDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		a := doubler(&App{Name: "a"})
		got := 0
		Subscribe(a, func(ctx context.Context, ev up) {
			time.Sleep(time.Second)
			if ctx.Err() != nil {
				t.Error("the context has ended")
			}
			if ev.n > 1 {
				wantError(t, Publish(ctx, a, up{}), ErrClosed)
			}
			got++
		})
		must(t, b.Start(a))
		for i := 1; i <= 3; i++ {
			must(t, Publish(t.Context(), &b, up{i}))
		}
		replied := make(chan int)
		go func() {
			n, _ := Call(context.Background(), &b, double{2})
			replied <- n
		}()
		synctest.Wait()
		must(t, b.Shutdown(t.Context()))
		if got != 3 {
			t.Errorf("%d handled", got)
		}
		if n := <-replied; n != 4 {
			t.Error("reply", n)
		}
	})
}

func TestShutdownTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		a := &App{Name: "a"}
		got := 0
		Subscribe(a, func(ctx context.Context, ev up) {
			<-ctx.Done()
			got++
		})
		must(t, b.Start(a))
		must(t, Publish(t.Context(), &b, up{1}))
		must(t, Publish(t.Context(), &b, up{2}))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		wantError(t, b.Shutdown(ctx), context.DeadlineExceeded)
		must(t, b.Shutdown(t.Context()))
		if got != 1 {
			t.Errorf("%d handled, want that the other is discarded", got)
		}
	})
}

// TestSubscribeInHandler has a handler that subscribes, ends its subscription and closes its App.
func TestSubscribeInHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		a := &App{Name: "a"}
		var got []int
		var cancel func()
		cancel = Subscribe(a, func(_ context.Context, ev up) {
			got = append(got, ev.n)
			cancel()
			Subscribe(a, func(_ context.Context, ev up) {
				got = append(got, 10*ev.n)
				a.Close()
			})
		})
		start(t, &b, a)
		for i := 1; i <= 3; i++ {
			must(t, Publish(t.Context(), &b, up{i}))
			synctest.Wait()
		}
		if diff := cmp.Diff([]int{1, 20}, got); diff != "" {
			t.Error(diff)
		}
	})
}

// TestAllocations wants none for events in steady state, from Publish to the handler.
func TestAllocations(t *testing.T) {
	var b Bus
	handled := make(chan struct{})
	ack := func() { handled <- struct{}{} }
	a, other := &App{Name: "a"}, &App{Name: "other"}
	for _, a := range []*App{a, other} {
		Subscribe(a, func(context.Context, [4]uint64) { ack() })
		Subscribe(a, func(context.Context, *up) { ack() })
	}
	start(t, &b, a, other)
	ctx, pointer := t.Context(), new(up)
	n := testing.AllocsPerRun(200, func() {
		Publish(ctx, &b, [4]uint64{1})
		Publish(ctx, a, pointer)
		for range 4 {
			<-handled
		}
	})
	if n != 0 {
		t.Errorf("%v allocations for two events to two apps", n)
	}
}
