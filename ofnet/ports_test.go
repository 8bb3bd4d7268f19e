package ofnet_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
)

func port13(no uint32, state openflow13.PortState) openflow13.Port {
	return openflow13.Port{PortNo: openflow13.PortNo(no), State: state, Name: openflow.String16{'p', byte('0' + no%10)}}
}

func status13(reason openflow13.PortReason, no uint32, state openflow13.PortState) openflow.Message {
	return &openflow13.PortStatus{Reason: reason, Desc: port13(no, state)}
}

// numbers returns the ports of a connection as numbers and states.
func numbers(c *ofnet.Conn) [][2]uint32 {
	list := [][2]uint32{}
	for _, p := range c.Ports() {
		list = append(list, [2]uint32{p.No, p.State})
	}
	return list
}

func TestPorts(t *testing.T) {
	const added, deleted, modified = openflow13.PortReasonAdd, openflow13.PortReasonDelete, openflow13.PortReasonModify
	part := func(more openflow13.MultipartReplyFlags, ports ...openflow13.Port) openflow.Message {
		return &openflow13.PortDescReply{Flags: more, Body: ports}
	}
	const more = openflow13.MultipartReplyFlagsMore
	for name, tc := range map[string]struct {
		auxiliary uint8
		answer    []openflow.Message // To the request for ports, with its xid where they are its parts.
		later     []openflow.Message
		want      [][2]uint32
	}{
		"none":              {answer: []openflow.Message{part(0)}, want: [][2]uint32{}},
		"sorted":            {answer: []openflow.Message{part(0, port13(3, 0), port13(1, 4), port13(2, 0))}, want: [][2]uint32{{1, 4}, {2, 0}, {3, 0}}},
		"two parts":         {answer: []openflow.Message{part(more, port13(3, 0)), part(0, port13(1, 0))}, want: [][2]uint32{{1, 0}, {3, 0}}},
		"the last counts":   {answer: []openflow.Message{part(0, port13(1, 0), port13(1, 1))}, want: [][2]uint32{{1, 1}}},
		"refused":           {answer: []openflow.Message{&openflow13.ErrorMsg{Type: 1, Code: 1}}, want: [][2]uint32{}},
		"auxiliary":         {auxiliary: 1, later: []openflow.Message{status13(added, 1, 0)}, want: [][2]uint32{}},
		"older port status": {answer: []openflow.Message{status13(deleted, 1, 0), part(0, port13(1, 0))}, want: [][2]uint32{{1, 0}}},
		"younger port status": {answer: []openflow.Message{part(more, port13(1, 0)), status13(modified, 1, 1), part(0, port13(2, 0))},
			want: [][2]uint32{{1, 1}, {2, 0}}},
		"port status": {answer: []openflow.Message{part(0, port13(1, 0), port13(2, 0))},
			later: []openflow.Message{status13(added, 3, 0), status13(modified, 2, 1), status13(deleted, 1, 0), status13(deleted, 9, 0), status13(modified, 4, 1)},
			want:  [][2]uint32{{2, 1}, {3, 0}, {4, 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var sw, mux ofnet.Mux
				ofnet.Handle(&sw, func(ctx context.Context, c *ofnet.Conn, m *openflow13.FeaturesRequest) error {
					return c.Send(ctx, &openflow13.FeaturesReply{XID: m.XID, DatapathID: 1, AuxiliaryID: tc.auxiliary})
				})
				ofnet.Handle(&sw, func(ctx context.Context, c *ofnet.Conn, m *openflow13.PortDescRequest) error {
					for _, a := range tc.answer {
						switch a := a.(type) {
						case *openflow13.PortDescReply:
							a.XID = m.XID
						case *openflow13.ErrorMsg:
							a.XID = m.XID
						}
					}
					return c.Send(ctx, tc.answer...)
				})
				seen := 0
				ofnet.Handle(&mux, func(_ context.Context, c *ofnet.Conn, m *openflow13.PortStatus) error {
					seen++
					_, ok := c.Port(uint32(m.Desc.PortNo))
					if len(tc.later) > 0 && tc.auxiliary == 0 && ok != (m.Reason != deleted) {
						t.Errorf("%v: the ports change after the handler", m)
					}
					return nil
				})
				sides := pairOf(t, openflow13.Protocol, &mux, &sw)
				if err := sides[ofnet.RoleSwitch].Send(t.Context(), tc.later...); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				c := sides[ofnet.RoleController]
				if diff := cmp.Diff(tc.want, numbers(c)); diff != "" {
					t.Error(diff)
				}
				if len(tc.later) != 0 && seen != len(tc.later) {
					t.Error("handlers saw", seen)
				}
				if sides[ofnet.RoleSwitch].Ports() != nil {
					t.Error("the switch's side has ports")
				}
			})
		})
	}
}

// TestPorts10 has the ports of a features reply.
func TestPorts10(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		local := openflow10.Port{PortNo: openflow10.PortNoLocal, Name: openflow.String16{'b', 'r'}, HWAddr: openflow.MAC{2, 0, 0, 0, 0, 1}, Config: 1, State: 0x200}
		var sw ofnet.Mux
		ofnet.Handle(&sw, func(ctx context.Context, c *ofnet.Conn, m *openflow10.FeaturesRequest) error {
			return c.Send(ctx, &openflow10.FeaturesReply{XID: m.XID, DatapathID: 1, Ports: []openflow10.Port{local, {PortNo: 7}}})
		})
		sides := pairOf(t, openflow10.Protocol, nil, &sw)
		c := sides[ofnet.RoleController]
		want := []openflow.Port{
			{No: 7, Desc: &openflow10.Port{PortNo: 7}},
			{No: 0xfffffffe, HWAddr: local.HWAddr, Name: "br", Config: 1, State: 0x200, Desc: &local},
		}
		if diff := cmp.Diff(want, c.Ports()); diff != "" {
			t.Error(diff)
		}
		if uint16(want[1].No) != uint16(openflow10.PortNoLocal) {
			t.Error("the number does not come back")
		}
		status := &openflow10.PortStatus{Reason: openflow10.PortReasonDelete, Desc: local}
		if err := sides[ofnet.RoleSwitch].Send(t.Context(), status); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if diff := cmp.Diff(want[:1], c.Ports()); diff != "" {
			t.Error(diff)
		}
	})
}

// TestRequestRole has a role in 1.3 and Nicira's in 1.0.
func TestRequestRole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var sw ofnet.Mux
		answerHandshake(&sw)
		ofnet.Handle(&sw, func(ctx context.Context, c *ofnet.Conn, m *openflow13.RoleRequest) error {
			return c.Send(ctx, &openflow13.RoleReply{XID: m.XID, Role: m.Role, GenerationID: m.GenerationID + 1})
		})
		c := pairOf(t, openflow13.Protocol, nil, &sw)[ofnet.RoleController]
		if role, generation, err := c.RequestRole(t.Context(), openflow.RoleSlave, 41); role != openflow.RoleSlave || generation != 42 || err != nil {
			t.Error(role, generation, err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		var sw ofnet.Mux
		ofnet.Handle(&sw, func(ctx context.Context, c *ofnet.Conn, m *openflow10.FeaturesRequest) error {
			return c.Send(ctx, &openflow10.FeaturesReply{XID: m.XID})
		})
		ofnet.Handle(&sw, func(ctx context.Context, c *ofnet.Conn, m *openflow10.NXRoleRequest) error {
			return c.Send(ctx, &openflow10.NXRoleReply{XID: m.XID, Role: m.Role})
		})
		c := pairOf(t, openflow10.Protocol, nil, &sw)[ofnet.RoleController]
		for _, want := range []openflow.ControllerRole{openflow.RoleEqual, openflow.RoleMaster, openflow.RoleSlave} {
			if role, _, err := c.RequestRole(t.Context(), want, 41); role != want || err != nil {
				t.Error(role, err)
			}
		}
		if _, _, err := c.RequestRole(t.Context(), openflow.RoleNoChange, 0); err == nil {
			t.Error("1.0 has no question for the role")
		}
	})
}
