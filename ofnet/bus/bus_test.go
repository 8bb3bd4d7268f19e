package bus

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ofwire/openflow/ofnet"
)

// Events and requests of the tests.
type (
	up     struct{ n int }
	down   struct{ n int }
	double struct{ n int }
)

func (double) ReplyType() (none int) { return }

// start starts Apps on a Bus that is closed in the end.
func start(t *testing.T, b *Bus, apps ...*App) {
	t.Helper()
	if err := b.Start(apps...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		b.Close()
		if err := b.Shutdown(context.Background()); err != nil {
			t.Error("Shutdown:", err)
		}
	})
}

// log makes an App note its events of all types.
func note(a *App) *[]int {
	var got []int
	Subscribe(a, func(_ context.Context, ev up) { got = append(got, ev.n) })
	Subscribe(a, func(_ context.Context, ev down) { got = append(got, -ev.n) })
	return &got
}

func TestOneOrderOfAllTypes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		x, y := &App{Name: "x"}, &App{Name: "y", QueueLen: 1}
		gotX, gotY := note(x), note(y)
		start(t, &b, x, y)
		var want []int
		for i := 1; i <= 300; i++ {
			if i%3 == 0 {
				must(t, Publish(t.Context(), &b, down{i}))
				want = append(want, -i)
			} else {
				must(t, Publish(t.Context(), &b, up{i}))
				want = append(want, i)
			}
		}
		synctest.Wait()
		for _, got := range []*[]int{gotX, gotY} {
			if diff := cmp.Diff(want, *got); diff != "" {
				t.Error(diff)
			}
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantError(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}

// TestOrderOfSeveralPublishers wants each publisher's events in their order, whatever the types and the lengths of queues.
func TestOrderOfSeveralPublishers(t *testing.T) {
	const publishers, events = 8, 500
	var b Bus
	apps := []*App{{Name: "1", QueueLen: 1}, {Name: "7", QueueLen: 7}, {Name: "many"}}
	done := make(chan string, len(apps)*publishers)
	for _, a := range apps {
		var last [publishers]int
		seen := func(n int) {
			who, i := n/events, n%events
			if i != last[who] {
				t.Errorf("app %s: event %d of publisher %d, want %d", a.Name, i, who, last[who])
			}
			last[who] = i + 1
			if last[who] == events {
				done <- a.Name
			}
		}
		Subscribe(a, func(_ context.Context, ev up) { seen(ev.n) })
		Subscribe(a, func(_ context.Context, ev down) { seen(ev.n) })
		Subscribe(a, func(_ context.Context, ev *int) { seen(*ev) })
	}
	start(t, &b, apps...)
	for who := range publishers {
		go func() {
			for i := range events {
				n := who*events + i
				switch (i + who) % 3 {
				case 0:
					Publish(t.Context(), &b, up{n})
				case 1:
					Publish(t.Context(), &b, down{n})
				case 2:
					Publish(t.Context(), &b, &n)
				}
			}
		}()
	}
	for range cap(done) {
		<-done
	}
}

func TestPhases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		a := &App{Name: "a"}
		var got []string
		add := func(name string, phases ...ofnet.Phase) {
			Subscribe(a, func(context.Context, up) { got = append(got, name) }, phases...)
		}
		add("all")
		add("main", ofnet.PhaseMain)
		add("early", ofnet.PhaseHandshake, ofnet.PhaseConfig)
		start(t, &b, a)
		for _, c := range []struct {
			name    string
			publish func() error
			want    []string
		}{
			{"no phase", func() error { return Publish(t.Context(), &b, up{}) }, []string{"all", "main", "early"}},
			{"handshake", func() error { return PublishIn(t.Context(), &b, ofnet.PhaseHandshake, up{}) }, []string{"all", "early"}},
			{"config", func() error { return PublishIn(t.Context(), &b, ofnet.PhaseConfig, up{}) }, []string{"all", "early"}},
			{"main", func() error { return PublishIn(t.Context(), &b, ofnet.PhaseMain, up{}) }, []string{"all", "main"}},
			{"dead", func() error { return PublishIn(t.Context(), &b, ofnet.PhaseDead, up{}) }, []string{"all"}},
			{"sent", func() error { return Send(t.Context(), &b, "a", up{}) }, []string{"all", "main", "early"}},
		} {
			got = nil
			must(t, c.publish())
			synctest.Wait()
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		}
	})
}

func TestSend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		x, y := &App{Name: "x"}, &App{Name: "y"}
		gotX, gotY := note(x), note(y)
		Receive(x, func(_ context.Context, ev up) { *gotX = append(*gotX, 1000+ev.n) })
		start(t, &b, x, y)
		must(t, Send(t.Context(), &b, "x", up{1}))
		must(t, Publish(t.Context(), &b, up{2}))
		wantError(t, Send(t.Context(), &b, "z", up{3}), ErrNoApp)
		wantError(t, Send(t.Context(), &b, "x", "no event"), ErrNoHandler)
		synctest.Wait()
		if diff := cmp.Diff([]int{1, 1001, 2}, *gotX); diff != "" {
			t.Error("x:", diff)
		}
		if diff := cmp.Diff([]int{2}, *gotY); diff != "" {
			t.Error("y:", diff)
		}
		err := Send(t.Context(), &b, "z", up{3})
		if want := `bus.up to "z": bus: no app of this name`; err.Error() != want {
			t.Errorf("error %q, want %q", err, want)
		}
	})
}

func TestCancelSubscription(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		a := &App{Name: "a"}
		got := note(a)
		hold := make(chan struct{})
		Subscribe(a, func(context.Context, string) { <-hold })
		var canceled int
		before := Subscribe(a, func(context.Context, up) { t.Error("canceled before Start") })
		before()
		cancel := Subscribe(a, func(context.Context, up) { canceled++ })
		start(t, &b, a)
		must(t, Publish(t.Context(), &b, up{1}))
		synctest.Wait()
		must(t, Publish(t.Context(), &b, "wait"))
		must(t, Publish(t.Context(), &b, up{2}))
		must(t, Publish(t.Context(), &b, down{3}))
		cancel()
		cancel()
		must(t, Publish(t.Context(), &b, up{4}))
		var late []int
		Subscribe(a, func(_ context.Context, ev up) { late = append(late, ev.n) })
		must(t, Publish(t.Context(), &b, up{5}))
		close(hold)
		synctest.Wait()
		if diff := cmp.Diff([]int{1, 2, -3, 4, 5}, *got); diff != "" {
			t.Error(diff)
		}
		if canceled != 1 || !slices.Equal(late, []int{5}) {
			t.Errorf("canceled got %d events, late %v", canceled, late)
		}
		if s := a.Stats(); s.Waiting != 0 || s.Handled != 8 {
			t.Errorf("%+v", s)
		}
	})
}

// stalled returns an App whose handler of strings waits for the channel, and whose queue is full then.
func stalled(t *testing.T, b *Bus, a *App) (got *[]int, release func()) {
	hold := make(chan struct{})
	Subscribe(a, func(context.Context, string) { <-hold })
	a.QueueLen = 2
	got = note(a)
	start(t, b, a)
	must(t, Publish(t.Context(), b, "wait"))
	synctest.Wait()
	must(t, Publish(t.Context(), b, up{1}))
	must(t, Publish(t.Context(), b, up{2}))
	return got, func() { close(hold) }
}

func TestBlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		slow, fast := &App{Name: "slow"}, &App{Name: "fast"}
		got, release := stalled(t, &b, slow)
		gotFast := note(fast)
		must(t, b.Start(fast))

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begun := time.Now()
		err := Publish(ctx, &b, up{3})
		wantError(t, err, context.DeadlineExceeded)
		if d := time.Since(begun); d != time.Second {
			t.Error("waited", d)
		}
		if want := `bus.up to "slow": context deadline exceeded`; err.Error() != want {
			t.Errorf("error %q, want %q", err, want)
		}
		wantError(t, Publish(ctx, &b, up{99}), context.DeadlineExceeded)

		ended := make(chan error)
		go func() { ended <- Publish(context.Background(), &b, up{4}) }()
		synctest.Wait()
		release()
		must(t, <-ended)
		synctest.Wait()
		if diff := cmp.Diff([]int{1, 2, 4}, *got); diff != "" {
			t.Error("slow:", diff)
		}
		if diff := cmp.Diff([]int{3, 4}, *gotFast); diff != "" {
			t.Error("fast:", diff)
		}
	})
}

func TestDropNewest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		a := &App{Name: "a", DropNewest: true}
		got, release := stalled(t, &b, a)
		must(t, Publish(t.Context(), &b, up{3}))
		must(t, Publish(t.Context(), &b, down{4}))
		if s := a.Stats(); s.Dropped != 2 || s.Waiting != 2 {
			t.Errorf("%+v", s)
		}
		release()
		synctest.Wait()
		must(t, Publish(t.Context(), &b, up{5}))
		synctest.Wait()
		if diff := cmp.Diff([]int{1, 2, 5}, *got); diff != "" {
			t.Error(diff)
		}
	})
}

// TestCloseWakesPublisher wants that what waits for room in an App goes on when that is closed, or the subscription ends.
func TestCloseWakesPublisher(t *testing.T) {
	for name, end := range map[string]func(b *Bus, a *App){
		"app":      func(_ *Bus, a *App) { a.Close() },
		"bus":      func(b *Bus, _ *App) { b.Close() },
		"shutdown": func(b *Bus, _ *App) { go b.Shutdown(context.Background()) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var b Bus
				a := &App{Name: "a"}
				_, release := stalled(t, &b, a)
				ended := make(chan error)
				go func() { ended <- Publish(context.Background(), &b, up{3}) }()
				synctest.Wait()
				end(&b, a)
				must(t, <-ended)
				release()
			})
		})
	}
}

// TestPublishToItself wants an error where waiting would never end, and none where there is room.
func TestPublishToItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bus
		a := &App{Name: "a", QueueLen: 2}
		got := note(a)
		var errs []error
		Subscribe(a, func(ctx context.Context, ev string) {
			for i := range 3 {
				errs = append(errs, Publish(ctx, a, up{i}))
			}
		})
		start(t, &b, a)
		must(t, Publish(t.Context(), &b, ""))
		synctest.Wait()
		if len(errs) != 3 || errs[0] != nil || errs[1] != nil || !errors.Is(errs[2], ErrFull) {
			t.Error(errs)
		}
		if diff := cmp.Diff([]int{0, 1}, *got); diff != "" {
			t.Error(diff)
		}
	})
}
