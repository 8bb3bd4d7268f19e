package packet_test

import (
	"errors"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// TestLongParts makes elements of parts that are too long for the numbers that tell their lengths: Append refuses them.
func TestLongParts(t *testing.T) {
	lldp := func(m packet.LLDPManagement) packet.Layer {
		return &packet.LLDP{TLVs: []packet.LLDPTLV{packet.LLDPManagementAddress(m)}}
	}
	cfm := func(x packet.CFMTLV) packet.Layer { return &packet.CFM{TLVs: []packet.CFMTLV{x}} }
	tcp := func(o packet.TCPOption) packet.Layer {
		return &packet.TCP{Checksum: packet.Fixed(0), Options: []packet.TCPOption{o}}
	}
	n := func(n int) []byte { return make([]byte, n) }
	for name, c := range map[string]struct {
		layer packet.Layer
		err   error
	}{
		"address of 254 bytes":     {lldp(packet.LLDPManagement{Addr: n(254)}), nil},
		"address of 255 bytes":     {lldp(packet.LLDPManagement{Addr: n(255)}), openflow.ErrTooLong},
		"OID of 255 bytes":         {lldp(packet.LLDPManagement{OID: n(255)}), nil},
		"OID of 256 bytes":         {lldp(packet.LLDPManagement{OID: n(256)}), openflow.ErrTooLong},
		"chassis of 255 bytes":     {cfm(packet.NewCFMSender(packet.CFMSender{Chassis: n(255)})), nil},
		"chassis of 256 bytes":     {cfm(packet.NewCFMSender(packet.CFMSender{Chassis: n(256)})), openflow.ErrTooLong},
		"domain of 256 bytes":      {cfm(packet.NewCFMSender(packet.CFMSender{Domain: n(256)})), openflow.ErrTooLong},
		"port id of 255 bytes":     {cfm(packet.NewCFMReply(packet.CFMReplyEgress, packet.CFMReply{PortID: n(255)})), nil},
		"a no-operation with data": {tcp(packet.TCPOption{Kind: packet.TCPNop, Data: n(1)}), openflow.ErrValue},
		"a no-operation":           {tcp(packet.TCPOption{Kind: packet.TCPNop}), nil},
		"port id of 256 bytes":     {cfm(packet.NewCFMReply(packet.CFMReplyEgress, packet.CFMReply{PortID: n(256)})), openflow.ErrTooLong},
	} {
		if _, err := packet.Append(nil, c.layer); !errors.Is(err, c.err) || (err == nil) != (c.err == nil) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
	}
}

// TestSaturated has numbers that are too wide where functions have no errors: they are the largest that fit.
func TestSaturated(t *testing.T) {
	summary := packet.OSPFLSA{Type: packet.OSPFSummaryLSA, Body: packet.OSPFSummaryBody(ip1, 1<<24+1)}
	if _, metric, ok := summary.Summary(); !ok || metric != 0xffffff {
		t.Error(metric, ok)
	}
	external := packet.OSPFLSA{Type: packet.OSPFExternalLSA, Body: packet.OSPFExternalBody(packet.OSPFExternal{Metric: 1<<24 + 1})}
	if x, ok := external.External(); !ok || x.Metric != 0xffffff || x.Flags != 0 {
		t.Error(x, ok)
	}
	router := packet.OSPFLSA{Type: packet.OSPFRouterLSA, Body: packet.OSPFRouterBody(0, packet.OSPFLink{TOS: make([]byte, 4*256+1)})}
	if _, links, ok := router.Router(); !ok || len(links) != 1 || len(links[0].TOS) != 4*255 {
		t.Error(links, ok)
	}
	if o := packet.TCPOptionUserTimeout(0x8001, false); string(o.Data) != "\x7f\xff" {
		t.Errorf("%x", o.Data)
	}
}
