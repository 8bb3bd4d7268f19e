package ofnet

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
)

// other returns a message without a reply.
func other(body string) *openflow.Opaque {
	return &openflow.Opaque{Version: 4, Type: 14, XID: 5, Body: []byte(body)}
}

// failures lists the indexes of the ApplyErrors that an error joins.
func failures(err error) (list []int) {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return nil
	}
	for _, e := range joined.Unwrap() {
		var a *ApplyError
		if errors.As(e, &a) {
			list = append(list, a.Index)
		}
	}
	return list
}

func TestApply(t *testing.T) {
	refuse := func(x uint32) []byte { return frame(4, 1, x, 0, 5, 0, 1, 'w', 'h', 'y') }
	for name, tc := range map[string]struct {
		msgs   []openflow.Message
		answer func(p peer, xids []uint32) // Of the messages and the barrier.
		failed []int
		err    error
		events int
	}{
		"nothing":   {},
		"all taken": {msgs: []openflow.Message{other("a"), other("b"), other("c")}},
		"two refused, in any order": {msgs: []openflow.Message{other("a"), other("b"), other("c")}, answer: func(p peer, x []uint32) {
			p.send(refuse(x[2]))
			p.send(refuse(x[0]))
		}, failed: []int{0, 2}},
		"refused twice": {msgs: []openflow.Message{other("a")}, answer: func(p peer, x []uint32) {
			p.send(refuse(x[0]))
			p.send(refuse(x[0]))
		}, failed: []int{0}, events: 1},
		"an error of nobody": {msgs: []openflow.Message{other("a")}, answer: func(p peer, x []uint32) { p.send(refuse(x[0] + 1000)) }, events: 1},
		"barrier refused":    {msgs: []openflow.Message{other("a")}, answer: func(p peer, x []uint32) { p.send(refuse(x[1])) }, err: &ReplyError{}, events: 1},
		"cannot be encoded":  {msgs: []openflow.Message{other("a"), nil, other("c")}, failed: []int{1}},
		"an error for what was not sent": {msgs: []openflow.Message{other("a"), nil, other("c")}, answer: func(p peer, x []uint32) {
			p.send(refuse(x[0] + 1))
			p.send(refuse(x[0] + 2))
		}, failed: []int{1}, events: 2},
		"of another version": {msgs: []openflow.Message{set[fake[kOther]](4, 14, 0, nil)}, failed: []int{0}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				events := 0
				c, p := start(t, RoleController, Config{Handler: HandlerFunc(func(context.Context, *Conn, openflow.Message) error {
					events++
					return nil
				})})
				go func() {
					var xids []uint32
					for {
						b := p.recv()
						if b == nil {
							return
						}
						xids = append(xids, xidOf(b))
						if b[1] == 20 {
							break
						}
					}
					if tc.answer != nil {
						tc.answer(p, xids)
					}
					p.send(frame(4, 21, xids[len(xids)-1]))
				}()
				err := c.Apply(within(t, time.Second), tc.msgs...)
				synctest.Wait()
				var refused *ReplyError
				switch {
				case errors.As(tc.err, &refused) && errors.As(err, &refused):
				case (tc.failed != nil) != (err != nil), !slices.Equal(failures(err), tc.failed):
					t.Errorf("%v, want %d", err, tc.failed)
				}
				if events != tc.events || len(c.calls.batches) != 0 {
					t.Error(events, "events,", len(c.calls.batches), "batches")
				}
				for _, m := range tc.msgs {
					if o, ok := m.(*openflow.Opaque); ok && o.XID != 5 {
						t.Error("a message was changed")
					}
				}
			})
		})
	}
}

// TestApplyError has what a failure tells.
func TestApplyError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := start(t, RoleController, Config{})
		m := other("a")
		go func() {
			x := xidOf(p.recv())
			p.send(frame(4, 1, x, 0, 5, 0, 1, 'w', 'h', 'y'))
			p.send(frame(4, 21, xidOf(p.recv())))
		}()
		err := c.Apply(t.Context(), m)
		var failed *ApplyError
		var reply *ReplyError
		if !errors.As(err, &failed) || failed.Message != m || !errors.As(err, &reply) || string(reply.Data) != "why" {
			t.Fatalf("%#v", err)
		}
		if diff := cmp.Diff("message 0: ofnet: Opaque failed: TYPE_5 CODE_1", err.Error()); diff != "" {
			t.Error(diff)
		}
	})
}

// TestApplyLate has an error behind the barrier's reply: it is a message for handlers.
func TestApplyLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []openflow.Message
		c, p := start(t, RoleController, Config{Handler: HandlerFunc(func(_ context.Context, _ *Conn, m openflow.Message) error {
			got = append(got, m)
			return nil
		})})
		var xid uint32
		go func() {
			xid = xidOf(p.recv())
			p.send(frame(4, 21, xidOf(p.recv())))
		}()
		if err := c.Apply(t.Context(), other("a")); err != nil {
			t.Fatal(err)
		}
		p.send(frame(4, 1, xid, 0, 5, 0, 1))
		synctest.Wait()
		if len(got) != 1 {
			t.Error("the late error reached", len(got), "handlers")
		}
	})
}

// TestBatchXIDs reserves xids around those in use, and over the end of the numbers.
func TestBatchXIDs(t *testing.T) {
	for name, tc := range map[string]struct {
		next    uint32
		waiting []uint32
		n       int
		want    uint32
	}{
		"free":             {next: 7, n: 3, want: 8},
		"one in the way":   {next: 7, waiting: []uint32{10}, n: 3, want: 11},
		"two in the way":   {next: 7, waiting: []uint32{8, 12}, n: 4, want: 13},
		"end of numbers":   {next: 1<<32 - 3, n: 3, want: 1},
		"last number":      {next: 1<<32 - 2, n: 1, want: 1<<32 - 1},
		"beginning in use": {next: 1<<32 - 2, waiting: []uint32{1, 2, 4}, n: 2, want: 5},
	} {
		t.Run(name, func(t *testing.T) {
			c := &Conn{}
			c.calls.next, c.calls.waiting = tc.next, make(map[uint32]*call)
			for _, x := range tc.waiting {
				c.calls.waiting[x] = &call{}
			}
			b := c.startBatch(0, tc.n, nil)
			if b.first != tc.want || c.calls.next != tc.want+uint32(tc.n)-1 {
				t.Errorf("first %#x, next %#x; want %#x", b.first, c.calls.next, tc.want)
			}
			if x := c.calls.xid(); x-b.first < uint32(tc.n) {
				t.Errorf("xid %#x is in the batch", x)
			}
		})
	}
}
