//go:build interop

package interop

import (
	"reflect"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
)

// TestMatchKeys adds flows with each match field, and finds each flow that Open vSwitch reports by the key of its match.
func TestMatchKeys(t *testing.T) {
	setup{}.each(t, func(w *world) {
		w.run("ofctl", w.version, "add-tlv-map", "br0", "{class=0x102,type=0,len=4}->tun_metadata0,{class=0x102,type=1,len=16}->tun_metadata1")
		sent := map[uint64]pair{}
		list := fieldPairs(w.t, w.p)
		list = append(list, w.extra()...)
		for i, c := range list {
			cookie := uint64(i + 1)
			assign(c.m, "Cookie", cookie)
			assign(c.m, "Priority", cookie)
			if err := w.conn.Apply(w.ctx(), c.m); err != nil {
				if !strings.Contains(c.name, "tun_metadata") {
					w.t.Logf("REFUSED %s: %v", c.name, err)
				}
				continue
			}
			sent[cookie] = c
		}
		flows, _ := w.stream(w.keyedFlows())
		for _, f := range flows {
			c, ok := sent[get(f, "Cookie")]
			if !ok {
				continue
			}
			delete(sent, get(f, "Cookie"))
			a, b := matchOf(c.m), matchOf(f)
			w.check(openflow.SameMatch(a, b, w.p.Fields), "%s comes back as %s", c.name, w.p.Fields.Format(b))
			if c.field == "extra" || strings.Contains(c.name, "tun_metadata") {
				w.t.Logf("EXTRA %s comes back as %s", c.name, w.p.Fields.Format(b))
			}
		}
		for _, c := range sent {
			w.t.Errorf("LOST %s", c.name)
		}
		groups := map[string][]string{}
		w.run("ofctl", w.version, "del-flows", "br0")
		for i, c := range list {
			assign(c.m, "Cookie", uint64(i+1))
			assign(c.m, "Priority", 1000)
			if err := w.conn.Apply(w.ctx(), c.m); err != nil {
				continue
			}
			k := string(openflow.AppendMatchKey(nil, matchOf(c.m), w.p.Fields))
			groups[k] = append(groups[k], c.name)
		}
		flows, _ = w.stream(w.keyedFlows())
		w.check(len(flows) == len(groups), "%d flows, %d keys", len(flows), len(groups))
		back := map[string]string{}
		for _, f := range flows {
			k := string(openflow.AppendMatchKey(nil, matchOf(f), w.p.Fields))
			if o := back[k]; o != "" {
				w.t.Errorf("two flows with a key: %s and %s: %v", o, w.p.Fields.Format(matchOf(f)), groups[k])
			}
			back[k] = w.p.Fields.Format(matchOf(f))
			delete(groups, k)
		}
		for _, g := range groups {
			w.t.Errorf("key without a flow: %v", g)
		}
	})
}

func (w *world) extra() (list []pair) {
	T := w.p.Fields
	mk := func(name string, mask bool, b ...byte) openflow.Field {
		id := T.ByName(name).ID
		if mask {
			id |= 1 << 8
		}
		f, err := openflow.MakeField(id, b)
		if err != nil {
			w.t.Fatal(err)
		}
		return f
	}
	add := func(m ...openflow.Field) {
		msg, err := flowOf(w.p, m, "")
		if err != nil {
			w.t.Fatal(err)
		}
		list = append(list, pair{name: w.p.Version.String() + " extra " + T.Format(m), m: msg, field: "extra"})
	}
	tci := func(v, m uint16) openflow.Field { return mk("vlan_tci", true, byte(v>>8), byte(v), byte(m>>8), byte(m)) }
	add(tci(0, 0xffff))
	add(tci(0, 0x1fff))
	add(tci(0, 0x1000))
	add(tci(0, 0xe000))
	add(tci(0x6000, 0xe000))
	add(tci(0x1000, 0x1000))
	add(tci(0x7005, 0xffff))
	add(tci(0x5, 0x1fff))
	add(tci(0x5, 0x0fff))
	add(tci(0x3000, 0x3000))
	add(tci(0x7000, 0xf000))
	add(tci(0x1000, 0xf000))
	add(tci(0, 0))
	add(tci(0x6000, 0xf000))
	add(mk("vlan_tci", false, 0, 0))
	add(mk("vlan_tci", false, 0, 5))
	add(mk("in_port_nxm", false, 0xff, 0xfe))
	add(mk("in_port_nxm", false, 0, 5))
	add(mk("in_port", false, 0xff, 0xff, 0xff, 0xfe))
	add(mk("in_port", false, 0, 0, 0, 5))
	add(mk("reg0", true, 0, 0, 0, 0, 0, 0, 0, 0))
	add(mk("reg0", true, 1, 2, 3, 4, 255, 255, 255, 255))
	add(mk("reg0", true, 1, 2, 3, 4, 255, 0, 0, 0))
	add(mk("reg1", false, 1, 2, 3, 4), mk("reg0", false, 5, 6, 7, 8))
	add(mk("tun_metadata0", false, 1, 2, 3, 4))
	add(mk("tun_metadata0", false, 3, 4))
	add(mk("tun_metadata0", true, 3, 4, 255, 255))
	add(mk("tun_metadata0", true, 1, 2, 3, 4, 255, 255, 255, 255))
	add(mk("tun_metadata0", true, 0, 0, 0, 0, 0, 0, 0, 0))
	add(mk("tun_metadata0", true, 0, 0))
	add(mk("tun_metadata0", true, 0, 0, 3, 4, 0, 0, 255, 255))
	add(mk("tun_metadata0", false, 0))
	add(mk("tun_metadata0", false, 0, 0, 0, 0))
	add(mk("tun_metadata0", false, 0, 0, 0, 1))
	add(mk("tun_metadata0", false, 0, 1))
	if w.p.Version == openflow.Version10 {
		return list
	}
	add(mk("vlan_vid", false, 0, 0))
	add(mk("vlan_vid", false, 0x10, 5))
	add(mk("vlan_vid", false, 0x10, 5), mk("vlan_pcp", false, 3))
	add(mk("vlan_vid", true, 0x10, 0, 0x10, 0), mk("vlan_pcp", false, 3))
	add(mk("vlan_vid", true, 0, 5, 0x0f, 0xff))
	add(mk("vlan_vid", true, 0, 5, 0x0f, 0xff), mk("vlan_pcp", false, 3))
	add(mk("vlan_pcp", false, 3))
	add(mk("vlan_vid", false, 0, 0), mk("vlan_pcp", false, 3))
	add(mk("vlan_vid", false, 0, 5))
	add(mk("vlan_vid", true, 0x10, 5, 0xff, 0xff))
	add(mk("vlan_vid", true, 0x10, 0, 0x1f, 0xff))
	add(mk("eth_dst", true, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0))
	add(mk("eth_dst", true, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
	add(mk("eth_dst", true, 1, 2, 3, 4, 5, 6, 255, 0, 0, 0, 0, 0))
	add(mk("eth_dst", true, 1, 2, 3, 4, 5, 6, 255, 255, 255, 255, 255, 255))
	add(mk("eth_dst_nxm", true, 1, 2, 3, 4, 5, 6, 255, 255, 255, 255, 255, 255))
	ipv4 := mk("eth_type", false, 8, 0)
	add(mk("ip_dscp", false, 46), ipv4)
	add(ipv4, mk("ip_dscp", false, 46))
	add(ipv4, mk("ip_tos", false, 46<<2))
	add(mk("xreg0", false, 5, 6, 7, 8, 1, 2, 3, 4))
	add(mk("xreg0", true, 5, 6, 7, 8, 1, 2, 3, 4, 0, 0, 0, 0, 255, 0, 0, 0))
	add(mk("reg0", false, 5, 6, 7, 8), mk("xreg0", false, 5, 6, 7, 8, 1, 2, 3, 4))
	add(mk("reg0", false, 5, 6, 7, 8), mk("reg0", false, 5, 6, 7, 8))
	if w.p.Version == openflow.Version15 {
		add(mk("packet_type", false, 0, 0, 0, 0))
		add(mk("packet_type", false, 0, 0, 0, 0), ipv4)
		add(ipv4)
	}
	return list
}

// keyedFlows asks for all flows, in 1.0 with the fields of NXM.
func (w *world) keyedFlows() openflow.Message {
	if w.p.Version == openflow.Version10 {
		return w.msg(`{"NXFlowStatsRequest":{"match":[],"table_id":255,"out_port":65535}}`)
	}
	return w.allFlows()
}

// matchOf returns the fields of a message or a flow.
func matchOf(m any) []openflow.Field {
	return reflect.Indirect(reflect.ValueOf(m)).FieldByName("Match").Convert(reflect.TypeFor[[]openflow.Field]()).Interface().([]openflow.Field)
}
