package packet_test

import (
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func TestCFM(t *testing.T) {
	maid, ok := packet.NewCFMMAID(packet.CFMDomainString, []byte("domain"), packet.CFMShortString, []byte("association"))
	if !ok {
		t.Fatal("names do not fit")
	}
	alone, _ := packet.NewCFMMAID(packet.CFMDomainNone, nil, packet.CFMShortVLAN, []byte{0, 7})
	sender := packet.NewCFMSender(packet.CFMSender{ChassisSubtype: packet.LLDPChassisMAC, Chassis: mac1[:], Domain: []byte{1, 2}, Address: []byte{3}})
	last, next := packet.CFMEgressID{ID: 1, MAC: mac1}, packet.CFMEgressID{ID: 2, MAC: mac2}
	all := []packet.CFMTLV{
		sender, {Type: packet.CFMPortStatus, Value: []byte{2}}, {Type: packet.CFMInterfaceStatus, Value: []byte{1}}, {Type: packet.CFMData, Value: []byte("data")},
		packet.NewCFMReply(packet.CFMReplyIngress, packet.CFMReply{Action: 1, MAC: mac1, PortIDSubtype: packet.LLDPPortLocal, PortID: []byte("eth0")}),
		packet.NewCFMReply(packet.CFMReplyEgress, packet.CFMReply{Action: 1, MAC: mac2}),
		packet.NewCFMEgressID(packet.CFMTraceEgressID, last), packet.NewCFMEgressID(packet.CFMReplyEgressID, last, next),
		packet.NewCFMOrganization([3]byte{0, 1, 2}, 3, []byte("info")), {Type: 99, Value: []byte("unknown")},
	}
	for _, x := range []built{
		{name: "continuity check", layers: []packet.Layer{eth(), &packet.CFM{
			Level: 3, Opcode: packet.CFMContinuityCheck, Flags: packet.CFMRDI | 4, Sequence: 7, MEPID: 9, MAID: maid, TLVs: all[:3],
		}}},
		{
			name:   "continuity check without domain",
			layers: []packet.Layer{eth(), &packet.CFM{Opcode: packet.CFMContinuityCheck, Flags: 0x7c, MAID: alone, Counters: [16]byte{1}}},
		},
		{
			name: "loopback", layers: []packet.Layer{&packet.CFM{Level: 7, Version: 1, Opcode: packet.CFMLoopback, Sequence: 1, TLVs: all[3:4]}},
			hex: "e1030004" + "00000001" + "030004" + "64617461" + "00",
		},
		{name: "loopback reply", layers: []packet.Layer{eth(), &packet.CFM{Opcode: packet.CFMLoopbackReply, TLVs: all[:1]}}},
		{
			name: "link trace", layers: []packet.Layer{eth(), &packet.CFM{
				Opcode: packet.CFMLinkTrace, Flags: packet.CFMUseFDBOnly, TTL: 64, Origin: mac1, Target: mac2, TLVs: all[6:7],
			}},
		},
		{name: "link trace reply", layers: []packet.Layer{eth(), &packet.CFM{
			Opcode: packet.CFMLinkTraceReply, Flags: packet.CFMFwdYes | packet.CFMTerminalMEP, TTL: 63, RelayAction: 2, TLVs: []packet.CFMTLV{all[7], all[4], all[5]},
		}}},
		{name: "all TLVs", layers: []packet.Layer{&packet.CFM{Opcode: packet.CFMLoopback, TLVs: all}}},
		{name: "unknown opcode", layers: []packet.Layer{eth(), &packet.CFM{Opcode: 47, Flags: 1, Fixed: make([]byte, 32), TLVs: all[3:4]}}},
		{name: "longer fields", layers: []packet.Layer{&packet.CFM{Opcode: packet.CFMLoopback, Fixed: []byte{1, 2}, NoEnd: true}}},
	} {
		x.run(t)
	}
	if format, domain, _, short, ok := maid.Names(); !ok || format != packet.CFMDomainString || string(domain) != "domain" || string(short) != "association" {
		t.Error(format, domain, short, ok)
	}
	if _, ok := packet.NewCFMMAID(packet.CFMDomainString, make([]byte, 40), packet.CFMShortString, make([]byte, 5)); ok {
		t.Error("names of 45 bytes fit")
	}
}

func TestP13CFM(t *testing.T) {
	loop := &packet.CFM{
		Opcode: packet.CFMLoopback, TLVs: []packet.CFMTLV{{Type: packet.CFMData, Value: []byte("abcd")}, {Type: packet.CFMPortStatus, Value: []byte{1}}},
	}
	check := &packet.CFM{Opcode: packet.CFMContinuityCheck}
	for _, m := range []malformed{
		{name: "padded", frame: frame(t, grown(9), eth(), loop), layers: "ethernet cfm", trailer: 9},
		{name: "TLV of length 0", frame: frame(t, put(23, 0, 0), eth(), loop), layers: "ethernet cfm", err: openflow.ErrLength},
		{name: "TLV of length 255", frame: frame(t, put(24, 255), eth(), loop), layers: "ethernet cfm", err: openflow.ErrLength},
		{name: "TLV of length 65535", frame: frame(t, put(23, 255, 255), eth(), loop), layers: "ethernet cfm", err: openflow.ErrLength},
		{name: "no end", frame: frame(t, cut(33), eth(), loop), layers: "ethernet cfm"},
		{name: "offset 0", frame: frame(t, put(17, 0), eth(), loop), layers: "ethernet", err: openflow.ErrLength},
		{name: "offset 255", frame: frame(t, put(17, 255), eth(), loop), layers: "ethernet", err: openflow.ErrTruncated, truncated: true},
		{name: "offset 69", frame: frame(t, put(17, 69), eth(), check), layers: "ethernet", err: openflow.ErrLength},
		{name: "name of 255 bytes", frame: frame(t, put(24, 4, 255), eth(), check), layers: "ethernet cfm"},
		{name: "names of 46 bytes", frame: frame(t, put(24, 4, 45), eth(), check), layers: "ethernet cfm"},
		{name: "3 bytes", frame: frame(t, cut(17), eth(), check), layers: "ethernet", err: openflow.ErrTruncated, truncated: true},
	} {
		m.run(t)
	}
	for name, l := range map[string]*packet.CFM{
		"level 8":    {Level: 8},
		"version 32": {Version: 32},
		"offset 256": {Fixed: make([]byte, 256)},
		"long TLV":   {TLVs: []packet.CFMTLV{{Type: 3, Value: make([]byte, 65536)}}},
		"end TLV":    {TLVs: []packet.CFMTLV{{}}},
	} {
		if _, err := packet.Append(nil, l); err == nil {
			t.Errorf("%s is encoded", name)
		}
	}
}
