package packet_test

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// inOSPF puts a packet of OSPF into IPv4.
func inOSPF(l *packet.OSPF) []packet.Layer {
	l.RouterID, l.AreaID = ip1, netip.MustParseAddr("0.0.0.1")
	return []packet.Layer{eth(), &packet.IPv4{TTL: 1, TOS: 0xc0, Src: ip1, Dst: netip.MustParseAddr("224.0.0.5")}, l}
}

func ospfLSAs() []packet.OSPFLSA {
	mask := netip.MustParseAddr("255.255.255.0")
	external := packet.OSPFExternalBody(packet.OSPFExternal{Mask: mask, Flags: 0x80, Metric: 20, Forwarding: ip2, Tag: 7})
	opaque := packet.OSPFOpaqueBody(packet.OSPFTLV{Type: 1, Value: []byte{1, 24, 0, 0, 10, 0, 0}}, packet.OSPFTLV{Type: 2, Value: []byte{1, 2, 3, 4}})
	list := []packet.OSPFLSA{
		{Type: packet.OSPFRouterLSA, Body: packet.OSPFRouterBody(2,
			packet.OSPFLink{ID: ip1, Data: mask, Type: 3, Metric: 10}, packet.OSPFLink{ID: ip2, Data: ip1, Type: 2, Metric: 1, TOS: []byte{8, 0, 0, 5}})},
		{Type: packet.OSPFNetworkLSA, Body: packet.OSPFNetworkBody(mask, ip1, ip2)},
		{Type: packet.OSPFSummaryLSA, Body: packet.OSPFSummaryBody(mask, 0x123456)},
		{Type: packet.OSPFASBRSummaryLSA, Body: packet.OSPFSummaryBody(netip.Addr{}, 1)},
		{Type: packet.OSPFExternalLSA, Body: external},
		{Type: packet.OSPFNSSAExternalLSA, Body: external},
		{Type: packet.OSPFLinkOpaqueLSA, Body: opaque},
		{Type: packet.OSPFAreaOpaqueLSA, Body: opaque},
		{Type: packet.OSPFASOpaqueLSA, Body: opaque},
		{Type: 99, Body: []byte("unknown")},
	}
	for i := range list {
		l := &list[i]
		l.Age, l.Options, l.ID, l.AdvRouter, l.Sequence = uint16(i), 2, netip.MustParseAddr("7.0.0.1"), ip1, 0x80000001
	}
	return list
}

func TestOSPF(t *testing.T) {
	hello := packet.OSPFHello{
		Mask: netip.MustParseAddr("255.255.255.0"), Interval: 10, Options: 2, Priority: 1, DeadInterval: 40, DR: ip1, Neighbors: []netip.Addr{ip1, ip2},
	}
	headers := ospfLSAs()[:3]
	for i := range headers {
		headers[i].Body, headers[i].Length, headers[i].Checksum = nil, packet.Received(36), packet.Received(0x1234)
	}
	for _, x := range []built{
		{name: "hello", layers: inOSPF(&packet.OSPF{Type: packet.OSPFTypeHello, AuthType: packet.OSPFSimplePassword, Auth: 0x736563726574, Hello: hello})},
		{name: "cryptographic", layers: inOSPF(&packet.OSPF{
			Type: packet.OSPFTypeHello, AuthType: packet.OSPFCryptographic, Auth: 0x0110_00000001, Hello: hello, Extra: make([]byte, 16),
		})},
		{name: "description", layers: inOSPF(&packet.OSPF{
			Type:        packet.OSPFTypeDescription,
			Description: packet.OSPFDescription{MTU: 1500, Options: 2, Flags: packet.OSPFMaster | packet.OSPFMore, Sequence: 9},
			LSAs:        headers,
		})},
		{name: "request", layers: inOSPF(&packet.OSPF{Type: packet.OSPFTypeRequest, Requests: []packet.OSPFRequest{{Type: 1, ID: ip1, AdvRouter: ip2}, {Type: 5}}})},
		{name: "update", layers: inOSPF(&packet.OSPF{Type: packet.OSPFTypeUpdate, LSAs: ospfLSAs()})},
		{name: "acknowledgment", layers: inOSPF(&packet.OSPF{Type: packet.OSPFTypeAck, LSAs: headers})},
	} {
		x.run(t)
	}
}

func TestOSPFBodies(t *testing.T) {
	list := ospfLSAs()
	flags, links, ok := list[0].Router()
	if !ok || flags != 2 || len(links) != 2 || links[0].ID != ip1 || len(links[1].TOS) != 4 {
		t.Error(flags, links, ok)
	}
	if mask, routers, ok := list[1].Network(); !ok || mask.String() != "255.255.255.0" || cmp.Diff(routers, []netip.Addr{ip1, ip2}, addresses) != "" {
		t.Error(mask, routers, ok)
	}
	if _, metric, ok := list[3].Summary(); !ok || metric != 1 {
		t.Error(metric, ok)
	}
	if x, ok := list[5].External(); !ok || x.Metric != 20 || x.Tag != 7 || x.Forwarding != ip2 {
		t.Error(x, ok)
	}
	if opaque, id, tlvs, ok := list[6].Opaque(); !ok || opaque != 7 || id != 1 || len(tlvs) != 2 || len(tlvs[0].Value) != 7 {
		t.Error(opaque, id, tlvs, ok)
	}
	for i, l := range list {
		_, _, router := l.Router()
		_, _, network := l.Network()
		_, _, summary := l.Summary()
		_, external := l.External()
		_, _, _, opaque := l.Opaque()
		want := []bool{i == 0, i == 1, i == 2 || i == 3, i == 4 || i == 5, i >= 6 && i <= 8}
		if got := []bool{router, network, summary, external, opaque}; cmp.Diff(got, want) != "" {
			t.Error(l.Type, got)
		}
	}
	for name, b := range map[string][]byte{"3 bytes": {0, 1, 0}, "length 5 of 4": {0, 1, 0, 5, 0, 0, 0, 0}, "padding": {0, 1, 0, 3, 1, 2, 3, 4}} {
		if _, ok := packet.DecodeOSPFTLVs(b); ok {
			t.Errorf("TLVs of %s", name)
		}
	}
}

func TestP13OSPF(t *testing.T) {
	update := func(change func([]byte) []byte) []byte {
		return frame(t, change, inOSPF(&packet.OSPF{Type: packet.OSPFTypeUpdate, LSAs: ospfLSAs()[:2]})...)
	}
	for _, m := range []malformed{
		{name: "LSA of length 0", frame: update(put(80, 0, 0)), layers: "ethernet ipv4 OSPFLSUpd", err: openflow.ErrLength},
		{name: "LSA of length 19", frame: update(put(80, 0, 19)), layers: "ethernet ipv4 OSPFLSUpd", err: openflow.ErrLength},
		{name: "LSA of length 65535", frame: update(put(80, 255, 255)), layers: "ethernet ipv4 OSPFLSUpd", err: openflow.ErrLength},
		{name: "3 LSAs of 2", frame: update(put(61, 3)), layers: "ethernet ipv4 OSPFLSUpd"},
		{name: "1 LSA of 2", frame: update(put(61, 1)), layers: "ethernet ipv4 OSPFLSUpd", err: openflow.ErrLength},
		{name: "4294967295 LSAs", frame: update(put(58, 255, 255, 255, 255)), layers: "ethernet ipv4 OSPFLSUpd"},
		{name: "length 0", frame: update(put(36, 0, 0)), layers: "ethernet ipv4", err: openflow.ErrLength},
		{name: "length 27", frame: update(put(36, 0, 27)), layers: "ethernet ipv4", err: openflow.ErrLength},
		{name: "length 65535", frame: update(put(36, 255, 255)), layers: "ethernet ipv4 OSPFLSUpd", truncated: true},
		{name: "type 6", frame: update(put(35, 6)), layers: "ethernet ipv4", err: openflow.ErrType},
		{name: "version 1", frame: update(put(34, 1)), layers: "ethernet ipv4", err: openflow.ErrVersion},
		{name: "version 3", frame: update(put(34, 3)), layers: "ethernet ipv4"},
		{name: "23 bytes", frame: update(put(17, 43)), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true, trailer: 89},
	} {
		m.run(t)
	}
	for name, l := range map[string]*packet.OSPF{
		"type 0":           {},
		"IPv6 router":      {Type: packet.OSPFTypeHello, RouterID: ip61},
		"IPv6 neighbor":    {Type: packet.OSPFTypeHello, Hello: packet.OSPFHello{Neighbors: []netip.Addr{ip61}}},
		"IPv6 request":     {Type: packet.OSPFTypeRequest, Requests: []packet.OSPFRequest{{ID: ip61}}},
		"IPv6 id of LSA":   {Type: packet.OSPFTypeUpdate, LSAs: []packet.OSPFLSA{{ID: ip61}}},
		"IPv6 id of ack":   {Type: packet.OSPFTypeAck, LSAs: []packet.OSPFLSA{{ID: ip61}}},
		"LSA of 64 KiB":    {Type: packet.OSPFTypeUpdate, LSAs: []packet.OSPFLSA{{Body: make([]byte, 65536)}}},
		"packet of 64 KiB": {Type: packet.OSPFTypeHello, Hello: packet.OSPFHello{Neighbors: make([]netip.Addr, 16384)}},
	} {
		if _, err := packet.Append(nil, l); err == nil {
			t.Errorf("%s is encoded", name)
		}
	}
}

// TestOSPFChecksums computes the checksums of packets and LSAs of other implementations anew.
func TestOSPFChecksums(t *testing.T) {
	lsas := 0
	for _, r := range records(t) {
		p := (&packet.Decoder{First: first(r)}).Unmarshal(r.wire)
		l := packet.Get[*packet.OSPF](p)
		if l == nil || p.Err != nil {
			continue
		}
		lsas += len(l.LSAs)
		b, err := packet.Append(nil, l)
		if err != nil {
			t.Fatal(err)
		}
		again := (&packet.Decoder{First: l.Info()}).Unmarshal(b)
		if diff := cmp.Diff(l, again.Layers[0], addresses); diff != "" {
			t.Errorf("%s: %s", r.ID, diff)
		}
	}
	if lsas == 0 {
		t.Error("no LSAs")
	}
}
