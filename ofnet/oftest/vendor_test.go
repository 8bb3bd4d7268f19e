package oftest

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
)

// vendorActions returns an action of each type of Nicira's and the ONF's that the version has.
func (d *dialect) vendorActions() (list []openflow.Element) {
	read(sample.ByName(d.Protocol, "PacketOut", sample.Full), sink{"actions": func(e openflow.Element) {
		if name := e.Info().Name; strings.HasPrefix(name, "NXAction") || strings.HasPrefix(name, "ONFAction") {
			list = append(list, e)
		}
	}})
	return list
}

// told returns the actions of a message's elements, as bytes.
func told(t *testing.T, m openflow.Message, list string) (all []byte) {
	var to sink
	add := func(e openflow.Element) {
		b, err := e.AppendBinary(nil)
		if err != nil {
			t.Error(err)
		}
		all = append(all, b...)
	}
	down := func(e openflow.Element) { read(e, to) }
	to = sink{"actions": add, "instructions": down, "buckets": down}
	read(m, sink{list: down})
	return all
}

// TestVendorActions has flows and groups with actions of vendors: they come back as they were.
func TestVendorActions(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		list := r.d.vendorActions()
		if len(list) < 30 {
			t.Errorf("%d actions", len(list))
		}
		for _, e := range list {
			want, err := e.AppendBinary(nil)
			if err != nil {
				t.Fatalf("%s: %v", e.Info().Name, err)
			}
			r.want("", r.flow(7, nil, []action{{kind: actVendor, vendor: e}}))
			request, reply := r.flowRequest()
			if got := told(t, r.want(reply, request)[0], "body"); !bytes.Equal(got, want) {
				t.Errorf("%s: got %x, want %x", openflow.Format(e), got, want)
			}
			if got := r.sw.Flows()[0].Instructions; got != "apply:"+openflow.Format(e) {
				t.Errorf("%s is %s", openflow.Format(e), got)
			}
			r.send(1, ethFrame)
			if r.d.Version == openflow.Version10 {
				continue
			}
			buckets := []item{{"Bucket", source{
				"actions": r.d.items([]action{{kind: actVendor, vendor: e}}), "watch_port": portNo(portAny), "watch_group": uint64(groupAny),
			}}}
			r.want("", r.make("GroupMod", source{"command": uint64(cmdDeleteGroup), "group_id": uint64(groupAll)}),
				r.make("GroupMod", source{"group_id": uint64(1), "buckets": buckets, "command_bucket_id": uint64(bucketAll)}))
			m := r.want("GroupDescReply", r.make("GroupDescRequest", source{"group_id": uint64(groupAll)}))[0]
			if got := told(t, m, "body"); !bytes.Equal(got, want) {
				t.Errorf("%s in a group: got %x, want %x", openflow.Format(e), got, want)
			}
		}
	})
}

// TestVendorActionsElsewhere has a flow of one version that another asks for.
func TestVendorActionsElsewhere(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		for _, p := range protocols() {
			d := dialects()[p.Version]
			r.sw.do(nil, func(x *exchange) {
				x.sw.tables[0].add(&flow{id: p.Version.String(), since: time.Now(), program: program{
					parts: 1 << partApply, apply: []action{{kind: actVendor, vendor: d.vendorActions()[0]}},
				}})
			})
		}
		request, reply := r.flowRequest()
		want, _ := r.d.vendorActions()[0].AppendBinary(nil)
		if got := told(t, r.want(reply, request)[0], "body"); !bytes.Equal(got, want) {
			t.Errorf("got %x, want %x", got, want)
		}
	})
}

// TestQueues asks for queues, of which there are none.
func TestQueues(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		all := portNo(portAny)
		if r.d.Version == openflow.Version10 {
			all = portAll
		}
		names := []string{"QueueStats"}
		if r.d.has("QueueDescRequest") {
			names = append(names, "QueueDesc")
		}
		for _, name := range names {
			ask := func(no portNo, id uint64) openflow.Message {
				return r.make(name+"Request", source{"port_no": no, "queue_id": id})
			}
			r.want(name+"Reply "+name+"Reply", ask(all, queueAll), ask(2, queueAll))
			r.want("OFPQOFC_BAD_PORT OFPQOFC_BAD_QUEUE OFPQOFC_BAD_QUEUE", ask(9, queueAll), ask(2, 0), ask(all, 0))
		}
		if r.d.has("QueueGetConfigRequest") {
			m := r.want("QueueGetConfigReply", r.make("QueueGetConfigRequest", source{"port": portNo(2)}))[0]
			if got := openflow.Format(m); !strings.Contains(got, "port=2}") {
				t.Error(got)
			}
			r.want("OFPQOFC_BAD_PORT", r.make("QueueGetConfigRequest", source{"port": portNo(9)}))
		}
	})
}
