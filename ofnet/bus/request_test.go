package bus

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ofwire/openflow/ofnet"
)

// ask1 and ask2 are requests to two Apps that ask each other.
type (
	ask1 struct{ n int }
	ask2 struct{ n int }
)

func (ask1) ReplyType() (none int) { return }
func (ask2) ReplyType() (none int) { return }

var errOdd = errors.New("odd")

func doubler(a *App) *App {
	Handle(a, func(_ context.Context, q double) (int, error) {
		if q.n%2 == 1 {
			return 0, errOdd
		}
		return 2 * q.n, nil
	})
	return a
}

func TestCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		start(t, &b, doubler(&App{Name: "a"}))
		if n, err := Call(t.Context(), &b, double{4}); n != 8 || err != nil {
			t.Error(n, err)
		}
		if n, err := Call(t.Context(), &b, double{3}); n != 0 || err != errOdd {
			t.Error(n, err)
		}
		_, err := Call(t.Context(), &b, ask1{})
		wantError(t, err, ErrNoHandler)
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errOdd)
		_, err = Call(ctx, &b, double{4})
		wantError(t, err, errOdd)
	})
}

// TestRequestsHaveTheirTurn wants that what was published before a request is handled before it.
func TestRequestsHaveTheirTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		a := &App{Name: "a"}
		sum := 0
		Subscribe(a, func(_ context.Context, ev up) { sum += ev.n })
		Handle(a, func(context.Context, double) (int, error) { return sum, nil })
		start(t, &b, a)
		for i := 1; i <= 100; i++ {
			must(t, Publish(t.Context(), &b, up{1}))
			if n, err := Call(t.Context(), &b, double{}); n != i || err != nil {
				t.Fatal(i, n, err)
			}
		}
	})
}

func TestCallDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		a := &App{Name: "a"}
		handled := 0
		var inner error
		Handle(a, func(ctx context.Context, q double) (int, error) {
			handled++
			if ctx.Value(key{}) != "value" {
				t.Error("values of the caller's context are missing")
			}
			<-ctx.Done() // The caller's deadline is the handler's.
			inner = context.Cause(ctx)
			time.Sleep(time.Minute)
			return 1, nil
		})
		start(t, &b, a)
		ctx, cancel := context.WithTimeout(context.WithValue(t.Context(), key{}, "value"), time.Second)
		defer cancel()
		begun := time.Now()
		late := make(chan error)
		go func() {
			_, err := Call(ctx, &b, double{})
			late <- err
		}()
		_, err := Call(ctx, &b, double{})
		wantError(t, err, context.DeadlineExceeded)
		wantError(t, <-late, context.DeadlineExceeded)
		if d := time.Since(begun); d != time.Second {
			t.Error("waited", d)
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		wantError(t, inner, context.DeadlineExceeded)
		if handled != 1 {
			t.Errorf("%d handled, want that the second is skipped when nobody waits for it", handled)
		}
	})
}

type key struct{}

// mutual returns two Apps. Each asks the other when it gets an event, and hop tells how often a request is passed on.
func mutual(t *testing.T, b *Bus) (replies *[]int) {
	x, y := &App{Name: "x"}, &App{Name: "y"}
	replies = new([]int)
	results := make(chan int, 2)
	Handle(x, func(ctx context.Context, q ask1) (int, error) {
		if q.n == 0 {
			return 1, nil
		}
		n, err := Call(ctx, x, ask2{q.n - 1})
		return n + 1, err
	})
	Handle(y, func(ctx context.Context, q ask2) (int, error) {
		if q.n == 0 {
			return 1, nil
		}
		n, err := Call(ctx, y, ask1{q.n - 1})
		return n + 1, err
	})
	Subscribe(x, func(ctx context.Context, ev up) {
		time.Sleep(time.Second) // Until the other is here too.
		n, err := Call(ctx, x, ask2{ev.n})
		if err != nil {
			t.Error("x:", err)
		}
		results <- n
	})
	Subscribe(y, func(ctx context.Context, ev up) {
		time.Sleep(time.Second)
		n, err := Call(ctx, y, ask1{ev.n})
		if err != nil {
			t.Error("y:", err)
		}
		results <- n
	})
	start(t, b, x, y)
	must(t, Publish(t.Context(), b, up{7}))
	*replies = append(*replies, <-results, <-results)
	return replies
}

// TestAppsAskEachOther wants two replies though both Apps are in handlers, and each request makes six more between the two.
func TestAppsAskEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		if diff := cmp.Diff([]int{8, 8}, *mutual(t, &b)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestCallDepth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		mutual(t, &b)
		if n, err := Call(t.Context(), &b, ask1{99}); n != 100 || err != nil {
			t.Error(n, err)
		}
		_, err := Call(t.Context(), &b, ask1{100})
		wantError(t, err, ErrDepth)
	})
}

func TestCallItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		a := doubler(&App{Name: "a"})
		var inHandler error
		Subscribe(a, func(ctx context.Context, _ up) { _, inHandler = Call(ctx, a, double{2}) })
		start(t, &b, a)
		must(t, Publish(t.Context(), &b, up{}))
		synctest.Wait()
		wantError(t, inHandler, ErrSelf)
		if n, err := Call(t.Context(), a, double{2}); n != 4 || err != nil {
			t.Error("outside of handlers:", n, err)
		}
	})
}

// TestPublisherAnswers wants that an App which waits for room answers the App whose queue is full.
func TestPublisherAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		source, sink := doubler(&App{Name: "source"}), &App{Name: "sink", QueueLen: 1}
		sum := 0
		Subscribe(source, func(ctx context.Context, ev down) {
			for range ev.n {
				if err := Publish(ctx, source, up{2}); err != nil {
					t.Error(err)
				}
			}
		})
		Subscribe(sink, func(ctx context.Context, ev up) {
			n, err := Call(ctx, sink, double{ev.n})
			if err != nil {
				t.Error(err)
			}
			sum += n
		})
		start(t, &b, source, sink)
		must(t, Publish(t.Context(), &b, down{50}))
		synctest.Wait()
		if sum != 200 {
			t.Error("sum", sum)
		}
	})
}

// TestPublishToWaiting wants an error when a handler publishes to a full queue of an App that waits for the handler, directly or over others.
func TestPublishToWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		x, y, z := &App{Name: "x", QueueLen: 1}, &App{Name: "y"}, &App{Name: "z"}
		got := note(x)
		var errs []error
		Subscribe(x, func(ctx context.Context, _ string) {
			if n, err := Call(ctx, x, ask1{}); n != 5 || err != nil {
				t.Error(n, err)
			}
		})
		Handle(y, func(ctx context.Context, q ask1) (int, error) { return Call(ctx, y, ask2(q)) })
		Handle(z, func(ctx context.Context, _ ask2) (int, error) {
			errs = append(errs, Publish(ctx, z, up{1}), Publish(ctx, z, up{2}))
			return 5, nil
		})
		start(t, &b, x, y, z)
		must(t, Publish(t.Context(), &b, ""))
		synctest.Wait()
		if len(errs) != 2 || errs[0] != nil || !errors.Is(errs[1], ErrFull) {
			t.Error(errs)
		}
		if diff := cmp.Diff([]int{1}, *got); diff != "" {
			t.Error(diff)
		}
	})
}

// TestPublishInCircle wants that two Apps in each other's requests find out that a third waits for them.
func TestPublishInCircle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		x, y, third := &App{Name: "x"}, &App{Name: "y"}, &App{Name: "third", QueueLen: 1}
		var full error
		Handle(x, func(ctx context.Context, q ask1) (int, error) {
			if q.n == 0 {
				must(t, Publish(ctx, x, up{1}))
				full = Publish(ctx, x, up{2})
				return 1, nil
			}
			return Call(ctx, x, ask2{q.n - 1})
		})
		Handle(y, func(ctx context.Context, q ask2) (int, error) { return Call(ctx, y, ask1{q.n - 1}) })
		note(third)
		Subscribe(third, func(ctx context.Context, _ string) {
			if _, err := Call(ctx, third, ask1{90}); err != nil {
				t.Error(err)
			}
		})
		start(t, &b, x, y, third)
		must(t, Publish(t.Context(), &b, ""))
		synctest.Wait()
		wantError(t, full, ErrFull)
	})
}

func TestHandlerPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		a := &App{Name: "a"}
		Handle(a, func(_ context.Context, q double) (int, error) {
			if q.n == 0 {
				panic(errOdd)
			}
			return q.n, nil
		})
		start(t, &b, a)
		_, err := Call(t.Context(), &b, double{})
		var p *ofnet.PanicError
		if !errors.As(err, &p) || p.Value != errOdd || len(p.Stack) == 0 {
			t.Errorf("error %v", err)
		}
		if n, err := Call(t.Context(), &b, double{1}); n != 1 || err != nil {
			t.Error(n, err)
		}
		if s := a.Stats(); s.Panics != 1 || s.Handled != 2 {
			t.Errorf("%+v", s)
		}
	})
}

// TestHandleMisuse wants panics for mistakes of set-up.
func TestHandleMisuse(t *testing.T) {
	var b Bus
	a := doubler(&App{Name: "a"})
	for name, f := range map[string]func(){
		"twice":       func() { doubler(a) },
		"after Start": func() { start(t, &b, a); Handle(a, func(context.Context, ask1) (int, error) { return 0, nil }) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error(name, "does not panic")
				}
			}()
			f()
		}()
	}
}
