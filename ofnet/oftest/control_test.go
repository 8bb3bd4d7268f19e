package oftest

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow15"
)

// role asks for a role and returns the one that the switch tells, or the error.
func (r *rig) role(role openflow.ControllerRole, generation uint64) string {
	r.Helper()
	list := r.tell(r.d.RoleRequest(1, role, generation))
	if len(list) == 0 {
		return ""
	}
	got, gen, ok := r.d.RoleReply(list[len(list)-1])
	if !ok {
		return r.names(list)
	}
	if r.d.Version == openflow.Version10 || gen == allOnes {
		return got.String()
	}
	return got.String() + string(rune('0'+gen))
}

func TestRoles(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		other := newRig(r.T, r.d, r.sw)
		old := r.d.Version == openflow.Version10
		want := func(r *rig, role openflow.ControllerRole, generation uint64, want string) {
			r.Helper()
			if old {
				want = strings.TrimRight(want, "0123456789")
			}
			if got := r.role(role, generation); got != want {
				r.Errorf("asked for %v in generation %d: got %q, want %q", role, generation, got, want)
			}
		}
		if !old {
			want(r, openflow.RoleNoChange, 0, "equal")
		}
		want(r, openflow.RoleMaster, 5, "master5")
		want(other, openflow.RoleSlave, 6, "slave6")
		if !old {
			want(r, openflow.RoleMaster, 5, "OFPRRFC_STALE")
			want(r, openflow.RoleNoChange, 0, "master6")
		}
		slave := map[bool]string{true: "OFPBRC_EPERM", false: "OFPBRC_IS_SLAVE"}[old]
		other.want(slave, other.flow(1, nil, to(1)))
		other.want(slave, other.packetOut(1, ethFrame, to(2)))
		r.want("", r.flow(1, nil, to(portController)))
		r.send(1, ethFrame)
		r.sw.SetLink(1, false)
		if a, b := r.names(r.came()), other.names(other.came()); a != "PacketIn PortStatus" || b != "PortStatus" {
			r.Errorf("master %s, slave %s", a, b)
		}
		want(other, openflow.RoleMaster, 7, "master7") // And r is a slave.
		told := map[bool]string{true: "RoleStatus", false: ""}[r.d.Version >= openflow.Version14]
		list := r.came()
		if got := r.names(list); got != told || told != "" && numbers(list[0], "role", "generation_id")[0] != uint64(openflow.RoleSlave) {
			r.Error(got)
		}
		r.want(slave, r.flow(1, nil, to(1)))
		other.want("", other.flow(1, nil, to(2)))
		want(r, openflow.RoleEqual, 0, "equal7")
		r.want("", r.flow(1, nil, to(3)))
	})
	versions(t, openflow.Version10, func(r *rig) {
		name := map[bool]string{true: "NXRoleRequest", false: "RoleRequest"}[r.d.Version == openflow.Version10]
		bad := map[bool]string{true: "1/513 of a vendor", false: "OFPRRFC_BAD_ROLE"}[r.d.Version == openflow.Version10]
		r.want(bad, r.make(name, source{"role": uint64(4)}))
		r.want("NXRoleReply", r.make("NXRoleRequest", source{"role": uint64(2)}))
	})
}

func TestAsync(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		set := func(kind asyncKind, mask uint64) openflow.Message {
			if r.d.has("AsyncConfigPropPacketInMaster") && r.d.Version >= openflow.Version14 {
				return r.make("SetAsync", source{"properties": []item{{asyncForms[kind].prop + "Master", source{"mask": mask}}}})
			}
			all := []uint64{0xf, 0xf}
			from := source{"packet_in_mask": all, "port_status_mask": all, "flow_removed_mask": all}
			from[asyncForms[kind].array] = []uint64{mask, 0}
			if r.d.has("SetAsync") {
				return r.make("SetAsync", from)
			}
			return r.make("NXSetAsyncConfig", from)
		}
		all := func() string {
			r.send(1, ethFrame)
			r.sw.SetLink(2, false)
			r.sw.SetLink(2, true)
			return r.names(append(r.came(), r.tell(r.flow(0, inPort(1), nil, source{"command": uint64(cmdDelete)}))...))
		}
		add := r.flow(9, inPort(1), to(portController), source{"flags": uint64(flagSendRemoved)})
		for _, tt := range []struct {
			kind asyncKind
			mask uint64
			want string
		}{
			{asyncPacketIn, 1 << reasonApplyAction, "PacketIn PortStatus PortStatus FlowRemoved"},
			{asyncPacketIn, 1 << reasonNoMatch, "PortStatus PortStatus FlowRemoved"},
			{asyncPortStatus, 0, "FlowRemoved"},
			{asyncFlowRemoved, 1 << reasonIdle, ""},
		} {
			if r.d.Version < openflow.Version14 && tt.kind != asyncPacketIn { // The message names all kinds.
				continue
			}
			r.want("", set(tt.kind, tt.mask), add)
			if got := all(); got != tt.want {
				r.Errorf("kind %d, mask %#x: got %q, want %q", tt.kind, tt.mask, got, tt.want)
			}
		}
		if r.d.Version < openflow.Version13 {
			return
		}
		r.want("", set(asyncFlowRemoved, 5))
		list := r.want("GetAsyncReply", r.make("GetAsyncRequest", source{}))
		mask := uint64(0)
		if m, ok := list[0].(*openflow13.GetAsyncReply); ok {
			mask = uint64(m.FlowRemovedMask[0])
		}
		read(list[0], sink{"properties": func(e openflow.Element) {
			if e.Info().Name == "AsyncConfigPropFlowRemovedMaster" {
				mask = numbers(e, "mask")[0]
			}
		}})
		if mask != 5 {
			r.Errorf("mask %#x", mask)
		}
		if r.d.Version >= openflow.Version14 {
			r.want("OFPACFC_INVALID", set(asyncFlowRemoved, 1<<9))
		}
	})
}

func TestBundles(t *testing.T) {
	versions(t, openflow.Version13, func(r *rig) {
		control := func(typ openflow.BundleType) openflow.Message {
			return r.d.BundleControl(r.xid, 4, typ, openflow.BundleAtomic)
		}
		add := func(m openflow.Message) openflow.Message {
			return r.d.BundleAdd(uint32(xidOf(m)), 4, openflow.BundleAtomic, m)
		}
		reply := r.names([]openflow.Message{control(openflow.BundleOpen)})
		errorName := func(name string, code openflow.ErrorCode) string {
			if r.d.Version == openflow.Version13 {
				return openflow.NewErrorCode(0xffff, 2300+code.Code()).String() + " of a vendor"
			}
			return name
		}
		badID := errorName("OFPBFC_BAD_ID", openflow15.ErrBundleFailedBadID)
		failed := errorName("OFPBFC_MSG_FAILED", openflow15.ErrBundleFailedMsgFailed)
		unsup := errorName("OFPBFC_MSG_UNSUP", openflow15.ErrBundleFailedMsgUnsup)

		r.want("", r.flow(1, inPort(1), to(2), source{"flags": uint64(flagSendRemoved)}))
		r.want(reply, control(openflow.BundleOpen))
		r.want("", add(r.flow(0, nil, nil, source{"command": uint64(cmdDelete)})), add(r.flow(2, nil, to(3))))
		r.wantFlows("1:2")
		r.want(reply, control(openflow.BundleClose))
		list := r.want("FlowRemoved "+reply, control(openflow.BundleCommit))
		if id, typ, ok := r.d.BundleReply(list[1]); !ok || id != 4 || typ != openflow.BundleCommit+1 {
			r.Error(id, typ)
		}
		r.wantFlows("2:3")

		bad := r.flow(9, nil, to(0))
		r.want(reply, control(openflow.BundleOpen))
		r.want("", add(r.flow(0, nil, nil, source{"command": uint64(cmdDelete)})), add(r.flow(3, nil, to(1))), add(bad))
		list = r.want("OFPBAC_BAD_OUT_PORT "+failed, control(openflow.BundleCommit))
		if xidOf(list[0]) != xidOf(bad) {
			r.Error("the error has another xid")
		}
		r.wantFlows("2:3") // All or nothing.

		r.want(reply, control(openflow.BundleOpen))
		r.want("", add(r.flow(5, nil, nil)))
		r.want(unsup, add(r.make("BarrierRequest", source{})))
		r.want(errorName("OFPBFC_MSG_BAD_XID", openflow15.ErrBundleFailedMsgBadXID), r.d.BundleAdd(1<<22, 4, openflow.BundleAtomic, r.flow(6, nil, nil)))
		r.want(reply, control(openflow.BundleDiscard))
		r.want(badID, control(openflow.BundleDiscard))
		r.want(badID, control(openflow.BundleCommit))
		r.wantFlows("2:3")
		r.want(reply, control(openflow.BundleOpen))
		r.want(reply, control(openflow.BundleClose))
		r.want(errorName("OFPBFC_BUNDLE_CLOSED", openflow15.ErrBundleFailedBundleClosed), add(r.flow(5, nil, nil)))
		r.want(errorName("OFPBFC_BAD_TYPE", openflow15.ErrBundleFailedBadType), control(9))
	})
}

func TestSeveralVersions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sw := &Switch{DatapathID: 0x77, Ports: []uint32{1, 2, 3}}
		var rigs []*rig
		for _, p := range protocols() {
			rigs = append(rigs, newRig(t, dialects()[p.Version], sw))
		}
		tagged := []action{{kind: actPushVLAN, arg: ethVLAN}, {kind: actOutput, port: 2, arg: 0xffff}}
		rigs[2].want("", rigs[2].flow(7, append(fromA, openflow15.FieldEthType.Exact(ethIPv4)), tagged))
		for _, r := range rigs { // All see the flow that the one of 1.3 added.
			name, list := "FlowStatsRequest", []uint64(nil)
			if r.d.Version == openflow.Version15 {
				name = "FlowDescRequest"
			}
			any := source{"table_id": uint64(tableAll), "out_port": portNo(portAny), "out_group": uint64(groupAny), "match": []openflow.Field(nil)}
			for _, m := range r.tell(r.make(name, any)) {
				read(m, sink{"body": func(e openflow.Element) {
					var fields []openflow.Field
					priority := uint64(0)
					read(e, sink{"priority": &priority, "match": &fields})
					list = append(list, priority, uint64(len(fields)))
				}})
			}
			if !slices.Equal(list, []uint64{7, 2}) {
				r.Error(r.d.Version, list)
			}
		}
		sw.SetLink(1, false)
		for _, r := range rigs {
			if got := r.names(r.came()); got != "PortStatus" {
				r.Error(r.d.Version, got)
			}
		}
	})
}

func TestAuxiliary(t *testing.T) {
	versions(t, openflow.Version13, func(r *rig) {
		near, far := Pipe(Line{}, Line{})
		go r.sw.ConnectAuxiliary(r.Context(), far, 5)
		p, err := (&Controller{Protocols: []*openflow.Protocol{r.d.Protocol}}).Connect(r.Context(), near)
		if err != nil {
			r.Fatal(err)
		}
		defer p.Close()
		if f := p.Features(); f.AuxiliaryID != 5 || f.DatapathID != 0x77 || r.p.Features().AuxiliaryID != 0 {
			r.Error(f)
		}
		if err := p.Send(r.flow(3, nil, to(2))); err != nil {
			r.Error(err)
		}
		r.sw.SetLink(1, false)
		if m, err := p.Request(r.Context(), r.d.BarrierRequest(0)); err != nil || len(p.Received()) != 1 {
			r.Error(m, err, r.names(p.Received()))
		}
		r.wantFlows("3:2")
	})
}
