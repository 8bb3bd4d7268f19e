package packet_test

import (
	"encoding/binary"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// words returns numbers of 32 bits one after the other.
func words(list ...uint32) (b []byte) {
	for _, x := range list {
		b = binary.BigEndian.AppendUint32(b, x)
	}
	return b
}

func sflow() *packet.SFlow {
	sampled := words(1, 1500, 4, 5, 0x01020304, 0x05000000)
	records := append(words(1, uint32(len(sampled))), sampled...)
	records = append(append(records, words(1001, 16)...), words(10, 1, 20, 2)...)
	counters := words(1, 6, 0, 1000000000, 1, 3, 0, 100, 1, 2, 3, 4, 5, 6, 0, 200, 7, 8, 9, 10, 11, 12)
	counters = append(words(1, uint32(len(counters))), counters...)
	return &packet.SFlow{
		Agent: ip1, SubAgent: 1, Sequence: 2, Uptime: 3,
		Samples: []packet.SFlowSample{
			{Format: packet.SFlowFlowSample, Data: append(words(1, 0x00000007, 512, 1024, 0, 7, 8, 2), records...)},
			{Format: packet.SFlowExpandedFlowSample, Data: append(words(2, 0, 7, 512, 1024, 0, 0, 7, 1, 8, 2), records...)},
			{Format: packet.SFlowCounterSample, Data: append(words(3, 0x02000007, 1), counters...)},
			{Format: packet.SFlowExpandedCounterSample, Data: append(words(4, 2, 7, 1), counters...)},
		},
	}
}

func TestSFlow(t *testing.T) {
	six := &packet.SFlow{Agent: ip61}
	for _, x := range []built{
		{name: "samples", layers: inUDP(50000, 6343, sflow())},
		{name: "agent of IPv6", layers: inUDP(50000, 6343, six)},
		{name: "bytes", layers: []packet.Layer{&packet.SFlow{Agent: ip1, Uptime: 9}}, hex: "0000000500000001c0000201" + "0000000000000000" + "00000009" + "00000000"},
	} {
		x.run(t)
	}
}

// TestSFlowPadding has data that is no multiple of 4 bytes. RFC 4506 §4.10.
func TestSFlowPadding(t *testing.T) {
	want := &packet.SFlow{Agent: ip1, Samples: []packet.SFlowSample{{Format: 0x1001, Data: []byte("abcde")}, {Format: 0x1002, Data: []byte("f")}}}
	b, err := packet.Append(nil, want)
	if err != nil || len(b) != 28+16+12 || string(b[36:44]) != "abcde\x00\x00\x00" {
		t.Fatalf("%x, %v", b, err)
	}
	d := packet.Decoder{First: want.Info()}
	p := d.Unmarshal(b)
	got := packet.Get[*packet.SFlow](p)
	if diff := cmp.Diff(want.Samples, got.Samples); diff != "" || p.Err != nil {
		t.Error(p.Err, diff)
	}
	for name, change := range map[string]func() []byte{
		"padding that is not zero": func() []byte { b[43] = 1; return b },
		"no padding":               func() []byte { b[43] = 0; return b[:len(b)-3] },
	} {
		b := change()
		p := d.Decode(b)
		if again, err := p.AppendReceived(nil); err != nil || string(again) != string(b) || !errors.Is(p.Err, openflow.ErrLength) {
			t.Errorf("%s: %v, %x comes back as %x, %v", name, p.Err, b, again, err)
		}
	}
	records := packet.SFlowRecords{Count: 2, Data: append(words(1, 1, 0x61000000, 2, 1), 'b')}
	var data []string
	for _, b := range records.All() {
		data = append(data, string(b))
	}
	if diff := cmp.Diff([]string{"a", "b"}, data); diff != "" {
		t.Error(diff)
	}
}

func TestSFlowSamples(t *testing.T) {
	list := sflow().Samples
	for i, s := range list {
		flow, isFlow := s.Flow()
		counters, isCounters := s.Counters()
		if isFlow != (i < 2) || isCounters != (i >= 2) {
			t.Errorf("sample %d: %v %v", i, isFlow, isCounters)
		}
		var formats []packet.SFlowFormat
		for f, data := range flow.Records.All() {
			formats = append(formats, f)
			if raw, ok := packet.DecodeSFlowRawHeader(data); f == 1 && (!ok || raw.FrameLength != 1500 || len(raw.Header) != 5 || raw.Stripped != 4) {
				t.Errorf("raw header %v %v", raw, ok)
			}
			vlans := packet.SFlowExtendedSwitch{SrcVLAN: 10, SrcPriority: 1, DstVLAN: 20, DstPriority: 2}
			if x, ok := packet.DecodeSFlowExtendedSwitch(data); f == 1001 && (!ok || x != vlans) {
				t.Errorf("extended switch %v %v", x, ok)
			}
		}
		for f, data := range counters.Records.All() {
			x, ok := packet.DecodeSFlowInterface(data)
			if !ok || x.Speed != 1000000000 || x.InOctets != 100 || x.InUnknown != 6 || x.OutOctets != 200 || x.Promiscuous != 12 {
				t.Errorf("interface %v %v", x, ok)
			}
			formats = append(formats, f)
		}
		want := []packet.SFlowFormat{1, 1001}
		if i >= 2 {
			want = want[:1]
			if counters.SourceType != 2 || counters.SourceIndex != 7 {
				t.Errorf("counters %+v", counters)
			}
		} else if flow.SamplingRate != 512 || flow.SourceIndex != 7 || flow.Input.Value != 7 || flow.Output.Value != 8 {
			t.Errorf("flow %+v", flow)
		}
		if diff := cmp.Diff(want, formats); diff != "" {
			t.Error(i, diff)
		}
		for n := range s.Data {
			short := packet.SFlowSample{Format: s.Format, Data: s.Data[:n]}
			flow, _ := short.Flow()
			counters, _ := short.Counters()
			for range flow.Records.All() {
			}
			for range counters.Records.All() {
			}
		}
	}
	if _, ok := packet.DecodeSFlowRawHeader(words(1, 1, 1, 0xffffffff)); ok {
		t.Error("a header of 4294967295 bytes")
	}
}

// TestSFlowVector expects all records of a datagram of another implementation.
func TestSFlowVector(t *testing.T) {
	n := 0
	for _, r := range records(t) {
		l := packet.Get[*packet.SFlow](packet.Unmarshal(r.wire))
		if l == nil {
			continue
		}
		for _, s := range l.Samples {
			flow, isFlow := s.Flow()
			counters, isCounters := s.Counters()
			if !isFlow && !isCounters {
				t.Errorf("%s: format %d", r.ID, s.Format)
			}
			got := uint32(0)
			for f, data := range flow.Records.All() {
				got++
				if f == packet.SFlowRecordRawHeader {
					raw, ok := packet.DecodeSFlowRawHeader(data)
					if inner := packet.Unmarshal(raw.Header); !ok || raw.Protocol == 1 && packet.Get[*packet.IPv4](inner) == nil {
						t.Errorf("%s: %v %v", r.ID, ok, inner)
					}
					n++
				}
			}
			for range counters.Records.All() {
				got++
			}
			if got != flow.Records.Count+counters.Records.Count {
				t.Errorf("%s: %d records", r.ID, got)
			}
		}
	}
	if n == 0 {
		t.Error("no sampled packets")
	}
}

func TestP17SFlow(t *testing.T) {
	build := func(change func([]byte) []byte) []byte { return frame(t, change, inUDP(1, 6343, sflow())...) }
	for _, m := range []malformed{
		{name: "sample of length 0", frame: build(put(74, 0, 0, 0, 0)), layers: "ethernet ipv4 udp sflow", err: openflow.ErrLength},
		{name: "sample of length 4294967295", frame: build(put(74, 255, 255, 255, 255)), layers: "ethernet ipv4 udp sflow", err: openflow.ErrLength},
		{name: "5 samples of 4", frame: build(put(69, 5)), layers: "ethernet ipv4 udp sflow", err: openflow.ErrLength},
		{name: "4294967295 samples", frame: build(put(66, 255, 255, 255, 255)), layers: "ethernet ipv4 udp sflow", err: openflow.ErrLength},
		{name: "version 4", frame: build(put(45, 4)), layers: "ethernet ipv4 udp", err: openflow.ErrVersion},
		{name: "address of type 3", frame: build(put(49, 3)), layers: "ethernet ipv4 udp", err: openflow.ErrType},
		{
			name: "27 bytes", frame: build(put(38, 0, 35)),
			layers: "ethernet ipv4 udp", err: openflow.ErrTruncated, truncated: true, trailer: len(build(same)) - 42 - 27,
		},
		{
			name: "39 bytes of IPv6", frame: frame(t, put(38, 0, 47), inUDP(1, 6343, &packet.SFlow{Agent: ip61})...),
			layers: "ethernet ipv4 udp", err: openflow.ErrTruncated, truncated: true, trailer: 1,
		},
	} {
		m.run(t)
	}
}
