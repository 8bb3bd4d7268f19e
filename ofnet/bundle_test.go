package ofnet_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// A bundleSwitch is a switch that has bundles. It refuses messages whose cookie is 13 at once, and those whose cookie is 14 at the commit.
type bundleSwitch struct {
	t      *testing.T
	silent openflow.BundleType // It does not answer this.
	refuse openflow.BundleType // It answers this with an error.
	mute   bool                // It answers nothing.
	steps  []openflow.BundleType
	added  []uint64 // Cookies.
	failed uint32   // Xid of the message that fails at the commit.
}

// control answers a step; reply is the request with its type one more.
func (s *bundleSwitch) control(ctx context.Context, c *ofnet.Conn, xid uint32, typ openflow.BundleType, reply openflow.Message) error {
	s.steps = append(s.steps, typ)
	switch {
	case typ == s.silent && typ != openflow.BundleOpen, s.mute:
		return nil
	case typ == s.refuse && typ != openflow.BundleOpen:
		return c.Send(ctx, c.Protocol().Error(xid, openflow.NewErrorCode(17, 13), nil))
	case typ == openflow.BundleCommit && s.failed != 0:
		bad, failed := openflow.NewErrorCode(4, 1), openflow.NewErrorCode(17, 13)
		return c.Send(ctx, c.Protocol().Error(s.failed, bad, nil), c.Protocol().Error(xid, failed, nil))
	}
	return c.Send(ctx, reply)
}

func (s *bundleSwitch) add(ctx context.Context, c *ofnet.Conn, outer, inner uint32, cookie uint64) error {
	if outer != inner {
		s.t.Errorf("xids %d and %d", outer, inner)
	}
	switch s.added = append(s.added, cookie); cookie {
	case 13:
		return c.Send(ctx, c.Protocol().Error(inner, openflow.NewErrorCode(4, 1), nil))
	case 14:
		s.failed = inner
	}
	return nil
}

func (s *bundleSwitch) handler() ofnet.Handler {
	var mux ofnet.Mux
	answerHandshake(&mux)
	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow14.FeaturesRequest) error {
		return c.Send(ctx, &openflow14.FeaturesReply{XID: m.XID})
	})
	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow14.PortDescRequest) error {
		return c.Send(ctx, &openflow14.PortDescReply{XID: m.XID})
	})
	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow14.BundleControl) error {
		reply := m.Clone()
		reply.Type++
		return s.control(ctx, c, m.XID, openflow.BundleType(m.Type), reply)
	})
	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow14.BundleAddMessage) error {
		mod := m.Message.(*openflow14.FlowMod)
		return s.add(ctx, c, m.XID, mod.XID, mod.Cookie)
	})
	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow13.ONFBundleControl) error {
		reply := m.Clone()
		reply.Type++
		return s.control(ctx, c, m.XID, openflow.BundleType(m.Type), reply)
	})
	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow13.ONFBundleAddMessage) error {
		mod := m.Message.(*openflow13.FlowMod)
		return s.add(ctx, c, m.XID, mod.XID, mod.Cookie)
	})
	return &mux
}

func mod13(cookie uint64) openflow.Message { return &openflow13.FlowMod{XID: 99, Cookie: cookie} }
func mod14(cookie uint64) openflow.Message { return &openflow14.FlowMod{XID: 99, Cookie: cookie} }

func TestBundle(t *testing.T) {
	const open, end, commit, discard = openflow.BundleOpen, openflow.BundleClose, openflow.BundleCommit, openflow.BundleDiscard
	for _, version := range []struct {
		p   *openflow.Protocol
		mod func(uint64) openflow.Message
	}{{openflow13.Protocol, mod13}, {openflow14.Protocol, mod14}} {
		for name, tc := range map[string]struct {
			cookies []uint64
			silent  openflow.BundleType
			refuse  openflow.BundleType
			discard bool
			failed  []int // Of Commit.
			reply   bool  // Commit has an error of its own.
			ended   bool  // The bundle ends by ctx.
			steps   []openflow.BundleType
		}{
			"commit":          {cookies: []uint64{1, 2, 3}, steps: []openflow.BundleType{open, end, commit}},
			"empty":           {steps: []openflow.BundleType{open, end, commit}},
			"discard":         {cookies: []uint64{1, 13}, discard: true, steps: []openflow.BundleType{open, discard}},
			"one is refused":  {cookies: []uint64{1, 13, 3}, failed: []int{1}, steps: []openflow.BundleType{open, end, discard}},
			"one fails":       {cookies: []uint64{1, 2, 14}, failed: []int{2}, reply: true, steps: []openflow.BundleType{open, end, commit}},
			"close refused":   {cookies: []uint64{1, 13}, refuse: end, failed: []int{1}, reply: true, steps: []openflow.BundleType{open, end, discard}},
			"no close reply":  {cookies: []uint64{1}, silent: end, ended: true, steps: []openflow.BundleType{open, end, discard}},
			"no commit reply": {cookies: []uint64{1}, silent: commit, ended: true, steps: []openflow.BundleType{open, end, commit, discard}},
		} {
			t.Run(version.p.Version.String()+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					sw := &bundleSwitch{t: t, silent: tc.silent, refuse: tc.refuse}
					c := pairOf(t, version.p, nil, sw.handler())[ofnet.RoleController]
					ctx, cancel := context.WithTimeout(t.Context(), time.Second)
					defer cancel()
					b, err := c.Bundle(ctx, openflow.BundleAtomic|openflow.BundleOrdered)
					if err != nil {
						t.Fatal(err)
					}
					for _, cookie := range tc.cookies {
						if err := b.Add(ctx, version.mod(cookie)); err != nil {
							t.Fatal(err)
						}
					}
					if tc.discard {
						err = b.Discard(ctx)
					} else {
						err = b.Commit(ctx)
					}
					synctest.Wait()
					checkBundle(t, err, tc.failed, tc.reply, tc.ended)
					if diff := cmp.Diff(tc.steps, sw.steps) + cmp.Diff(tc.cookies, sw.added); diff != "" {
						t.Error(diff)
					}
					if err := b.Commit(ctx); !errors.Is(err, ofnet.ErrBundleEnded) {
						t.Error("commit after the end:", err)
					}
					if err := b.Discard(ctx); err != nil {
						t.Error("discard after the end:", err)
					}
				})
			})
		}
	}
}

func checkBundle(t *testing.T, err error, failed []int, reply, ended bool) {
	t.Helper()
	switch {
	case ended:
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		return
	case failed == nil:
		if err != nil {
			t.Error(err)
		}
		return
	}
	var indexes []int
	var own *ofnet.ReplyError
	for _, err := range err.(interface{ Unwrap() []error }).Unwrap() {
		var a *ofnet.ApplyError
		if errors.As(err, &a) {
			indexes = append(indexes, a.Index)
		} else if !errors.As(err, &own) {
			t.Error(err)
		}
	}
	if diff := cmp.Diff(failed, indexes); diff != "" {
		t.Error(diff)
	}
	if (own != nil) != reply || reply && own.Code != openflow.NewErrorCode(17, 13) {
		t.Errorf("the commit's own error is %v", own)
	}
}

// TestBundleAddFails has messages that cannot be sent: the bundle goes on without them.
func TestBundleAddFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sw := &bundleSwitch{t: t}
		c := pairOf(t, openflow14.Protocol, nil, sw.handler())[ofnet.RoleController]
		b, err := c.Bundle(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, tc := range []struct {
			m    openflow.Message
			want error
		}{
			{nil, openflow.ErrNil},
			{mod13(1), openflow.ErrVersion},
			{&openflow14.FlowMod{Instructions: openflow14.Instructions{nil}}, openflow.ErrNil},
			{&openflow14.PacketOut{Data: make([]byte, 65500)}, openflow.ErrTooLong},
		} {
			var failed *ofnet.ApplyError
			if err := b.Add(t.Context(), tc.m); !errors.As(err, &failed) || !errors.Is(err, tc.want) {
				t.Errorf("%v, want %v", err, tc.want)
			}
		}
		if err := b.Add(t.Context(), mod14(1), mod14(2)); err != nil {
			t.Error(err)
		}
		if err := b.Commit(t.Context()); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]uint64{1, 2}, sw.added); diff != "" {
			t.Error(diff)
		}
	})
}

// TestBundleOpenEnds has a switch that does not say whether it has opened the bundle: it is told to discard it.
func TestBundleOpenEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sw := &bundleSwitch{t: t, mute: true}
		c := pairOf(t, openflow14.Protocol, nil, sw.handler())[ofnet.RoleController]
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if b, err := c.Bundle(ctx, 0); b != nil || !errors.Is(err, context.DeadlineExceeded) {
			t.Error(b, err)
		}
		synctest.Wait()
		if diff := cmp.Diff([]openflow.BundleType{openflow.BundleOpen, openflow.BundleDiscard}, sw.steps); diff != "" {
			t.Error(diff)
		}
	})
}

// TestUnsupported has what a version lacks.
func TestUnsupported(t *testing.T) {
	for _, p := range []*openflow.Protocol{openflow10.Protocol, openflow12.Protocol} {
		if p.BundleControl != nil {
			t.Error("bundles in", p.Version)
		}
	}
	for _, p := range []*openflow.Protocol{openflow12.Protocol, openflow13.Protocol, openflow14.Protocol, openflow15.Protocol} {
		m := p.RoleRequest(7, openflow.RoleMaster, 9)
		if m == nil || m.Info().Reply == nil {
			t.Error(p.Version, m)
		}
	}
	if m := openflow10.Protocol.RoleRequest(7, openflow.RoleNoChange, 0); m != nil {
		t.Error("1.0 has a role request without change")
	}
}
