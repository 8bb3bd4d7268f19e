package ofnet

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
)

// TestUse has the order of middleware, around typed handlers and the fallback.
func TestUse(t *testing.T) {
	var calls []string
	errStop := errors.New("stop")
	note := func(name string) func(HandlerFunc) HandlerFunc {
		return func(next HandlerFunc) HandlerFunc {
			return func(ctx context.Context, c *Conn, m openflow.Message) error {
				calls = append(calls, name)
				if m.Info().Type == 12 && name == "second" {
					return errStop
				}
				return next(ctx, c, m)
			}
		}
	}
	var mux Mux
	mux.Use(note("first"))
	Handle(&mux, func(context.Context, *Conn, *packetIn) error {
		calls = append(calls, "packet-in")
		return nil
	})
	mux.Fallback = HandlerFunc(func(context.Context, *Conn, openflow.Message) error {
		calls = append(calls, "fallback")
		return nil
	})
	mux.Use(note("second"), note("third"))
	for _, tc := range []struct {
		m    openflow.Message
		want []string
		err  error
	}{
		{new(packetIn), []string{"first", "second", "third", "packet-in"}, nil},
		{new(roleReply), []string{"first", "second", "third", "fallback"}, nil},
		{new(event), []string{"first", "second"}, errStop},
	} {
		calls = nil
		err := mux.ServeOpenFlow(t.Context(), nil, tc.m)
		if diff := cmp.Diff(tc.want, calls); diff != "" || !errors.Is(err, tc.err) {
			t.Error(tc.m.Info().Name, err, diff)
		}
	}
}
