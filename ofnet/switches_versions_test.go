package ofnet_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// portForms has what a switch of each version says of its ports: 1 and the local one.
var portForms = []struct {
	protocol *openflow.Protocol
	features func(xid uint32) openflow.Message
	ports    func(xid uint32) openflow.Message // nil where the features reply lists them.
	status   func(reason openflow.PortReason, no, state uint32) openflow.Message
}{
	{openflow10.Protocol,
		func(xid uint32) openflow.Message {
			return &openflow10.FeaturesReply{XID: xid, DatapathID: 1, Ports: []openflow10.Port{{PortNo: 1}, {PortNo: openflow10.PortNoLocal}}}
		},
		nil,
		func(reason openflow.PortReason, no, state uint32) openflow.Message {
			p := openflow10.Port{PortNo: openflow10.PortNo(no), State: openflow10.PortState(state)}
			return &openflow10.PortStatus{Reason: openflow10.PortReason(reason), Desc: p}
		}},
	{openflow12.Protocol,
		func(xid uint32) openflow.Message {
			return &openflow12.FeaturesReply{XID: xid, DatapathID: 1, Ports: []openflow12.Port{{PortNo: 1}, {PortNo: openflow12.PortNoLocal}}}
		},
		nil,
		func(reason openflow.PortReason, no, state uint32) openflow.Message {
			p := openflow12.Port{PortNo: openflow12.PortNo(no), State: openflow12.PortState(state)}
			return &openflow12.PortStatus{Reason: openflow12.PortReason(reason), Desc: p}
		}},
	{openflow13.Protocol,
		func(xid uint32) openflow.Message {
			return &openflow13.FeaturesReply{XID: xid, DatapathID: 1}
		},
		func(xid uint32) openflow.Message {
			return &openflow13.PortDescReply{XID: xid, Body: []openflow13.Port{{PortNo: 1}, {PortNo: openflow13.PortNoLocal}}}
		},
		func(reason openflow.PortReason, no, state uint32) openflow.Message {
			p := openflow13.Port{PortNo: openflow13.PortNo(no), State: openflow13.PortState(state)}
			return &openflow13.PortStatus{Reason: openflow13.PortReason(reason), Desc: p}
		}},
	{openflow14.Protocol,
		func(xid uint32) openflow.Message {
			return &openflow14.FeaturesReply{XID: xid, DatapathID: 1}
		},
		func(xid uint32) openflow.Message {
			return &openflow14.PortDescReply{XID: xid, Body: []openflow14.Port{{PortNo: 1}, {PortNo: openflow14.PortNoLocal}}}
		},
		func(reason openflow.PortReason, no, state uint32) openflow.Message {
			p := openflow14.Port{PortNo: openflow14.PortNo(no), State: openflow14.PortState(state)}
			return &openflow14.PortStatus{Reason: openflow14.PortReason(reason), Desc: p}
		}},
	{openflow15.Protocol,
		func(xid uint32) openflow.Message {
			return &openflow15.FeaturesReply{XID: xid, DatapathID: 1}
		},
		func(xid uint32) openflow.Message {
			return &openflow15.PortDescReply{XID: xid, Body: []openflow15.Port{{PortNo: 1}, {PortNo: openflow15.PortNoLocal}}}
		},
		func(reason openflow.PortReason, no, state uint32) openflow.Message {
			p := openflow15.Port{PortNo: openflow15.PortNo(no), State: openflow15.PortState(state)}
			return &openflow15.PortStatus{Reason: openflow15.PortReason(reason), Desc: p}
		}},
}

// TestSwitchesVersions has the ports of each version, as they are listed and as they change.
func TestSwitchesVersions(t *testing.T) {
	for _, form := range portForms {
		t.Run(form.protocol.Version.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &site{T: t}
				s.sw.Events = s.note
				device := ofnet.HandlerFunc(func(ctx context.Context, c *ofnet.Conn, m openflow.Message) error {
					b, err := m.AppendBinary(nil)
					if err != nil {
						return err
					}
					answer := form.features
					if m.Info().Multipart {
						answer = form.ports
					}
					return c.Send(ctx, answer(be.Uint32(b[4:])))
				})
				sides := pairOf(t, form.protocol, &s.sw, device)
				l := link{near: sides[ofnet.RoleController], far: sides[ofnet.RoleSwitch]}
				s.want("1 enter")
				const local = 0xfffffffe // 0xfffe in 1.0.
				s.send(l, form.status(openflow.PortAdded, 7, 0), form.status(openflow.PortModified, local, 1), form.status(openflow.PortDeleted, 1, 0))
				s.want("1 port 7 added 0 -> 0", "1 port 4294967294 modified 0 -> 1", "1 port 1 deleted 0 -> 0")
				sw, _ := s.sw.Get(1)
				if p, ok := sw.Port(local); !ok || p.State != 1 || len(sw.Ports()) != 2 || p.Desc == nil {
					t.Error(p, ok, sw.Ports())
				}
			})
		})
	}
}
