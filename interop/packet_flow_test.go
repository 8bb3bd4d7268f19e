//go:build interop

package interop

import (
	"fmt"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/packet"
)

// collectorFrames are frames of sFlow and NetFlow, and of OpenFlow.
func collectorFrames() []builtFrame {
	var list []builtFrame
	for _, v := range extremes(3) {
		sampled := []packet.Layer{&packet.Ethernet{Dst: v.mac(), Src: v.mac()}, packet.NewIPv4(v.ip4(), v.ip4()),
			&packet.UDP{SrcPort: 49152, DstPort: 49153}, packet.Payload(v.data(6))}
		flow, counters := sflowRecords(v, sampled)
		for _, s := range []packet.SFlowSample{
			{Format: packet.SFlowFlowSample, Data: append(words(v.u32(), v.u32(), v.u32(), v.u32(), v.u32(), v.u32()>>2, v.u32()>>2, 2), flow...)},
			{Format: packet.SFlowExpandedFlowSample, Data: append(words(v.u32(), v.u32(), v.u32(), v.u32(), v.u32(), v.u32(), 0, v.u32(), 0, v.u32(), 2), flow...)},
			{Format: packet.SFlowCounterSample, Data: append(words(v.u32(), v.u32(), 1), counters...)},
			{Format: packet.SFlowExpandedCounterSample, Data: append(words(v.u32(), v.u32(), v.u32(), 1), counters...)},
		} {
			l := &packet.SFlow{Agent: v.ip4(), SubAgent: v.u32(), Sequence: v.u32(), Uptime: v.u32(), Samples: []packet.SFlowSample{s}}
			f := builtFrame{name: fmt.Sprintf("sflow sample %d %s", s.Format, v.name), layers: onUDP(6343, l)}
			if _, ok := s.Flow(); ok {
				f.quoted = sampled
			}
			list = append(list, f)
		}
		list = append(list, builtFrame{name: "sflow of ipv6 " + v.name, layers: onUDP(6343,
			&packet.SFlow{Agent: v.ip6(), SubAgent: v.u32(), Sequence: v.u32(), Uptime: v.u32()})})
		for _, n := range []int{1, 2, 30} {
			list = append(list, builtFrame{name: "netflow " + v.name, layers: onUDP(2055, netflow(v, n))})
		}
	}
	return append(list, openflowFrames()...)
}

func words(list ...uint32) (b []byte) {
	for _, x := range list {
		b = be.AppendUint32(b, x)
	}
	return b
}

// sflowRecords are the records of a flow sample, the sampled frame and its VLANs, and of a counter sample, an interface.
func sflowRecords(v *values, sampled []packet.Layer) (flow, counters []byte) {
	frame := payloadOf(sampled...)
	raw := append(words(1, uint32(len(frame)), v.u32(), uint32(len(frame))), frame...)
	raw = append(raw, make([]byte, -len(raw)&3)...)
	flow = append(words(uint32(packet.SFlowRecordRawHeader), uint32(len(raw))), raw...)
	flow = append(flow, words(uint32(packet.SFlowRecordExtendedSwitch), 16, v.u32(), v.u32(), v.u32(), v.u32())...)
	return flow, append(words(uint32(packet.SFlowRecordInterface), 88), v.data(88)...)
}

func expectSFlow(p *place, l *packet.SFlow) {
	p.add("sflow_245.version", 5)
	if l.Agent.Is6() {
		p.add("sflow_245.agent.v6", l.Agent)
	} else {
		p.add("sflow_245.agent", l.Agent)
	}
	p.add("sflow_245.sub_agent_id", l.SubAgent)
	p.add("sflow_245.sequence_number", l.Sequence)
	p.add("sflow_245.sysuptime", l.Uptime)
	p.add("sflow_245.numsamples", len(l.Samples))
	for _, s := range l.Samples {
		p.add("sflow_245.sampletype", s.Format)
		if x, ok := s.Flow(); ok {
			p.add("sflow.flow_sample.sequence_number", x.Sequence)
			p.add("sflow.flow_sample.sampling_rate", x.SamplingRate)
			p.add("sflow.flow_sample.sample_pool", x.Pool)
			p.add("sflow.flow_sample.dropped_packets", x.Drops)
			p.add("sflow.flow_sample.output_interface_value", x.Output.Value)
			p.add("sflow.flow_sample.flow_record", x.Records.Count)
			if s.Format == packet.SFlowExpandedFlowSample {
				p.add("sflow.flow_sample.source_id_type", x.SourceType)
				p.add("sflow.flow_sample.source_id_index", x.SourceIndex)
				p.add("sflow.flow_sample.input_interface_value", x.Input.Value)
			} else {
				p.add("sflow.flow_sample.source_id_class", x.SourceType)
				p.add("sflow.flow_sample.index", x.SourceIndex)
				p.add("sflow.flow_sample.input_interface", x.Input.Value)
				p.add("sflow.flow_sample.output_interface", x.Output.Value)
			}
			for format, data := range x.Records.All() {
				expectSFlowRecord(p, format, data)
			}
		}
		if x, ok := s.Counters(); ok {
			p.add("sflow.counters_sample.sequence_number", x.Sequence)
			p.add("sflow.counters_sample.counters_records", x.Records.Count)
			p.add("sflow.counters_sample.source_id_type", x.SourceType)
			p.add("sflow.counters_sample.source_id_index", x.SourceIndex)
			for _, data := range x.Records.All() {
				expectSFlowInterface(p, data)
			}
		}
	}
}

func expectSFlowRecord(p *place, format packet.SFlowFormat, data []byte) {
	p.add("sflow_245.flow_record_format", format)
	if x, ok := packet.DecodeSFlowRawHeader(data); ok && format == packet.SFlowRecordRawHeader {
		p.add("sflow_245.header_protocol", x.Protocol)
		p.add("sflow_245.header.frame_length", x.FrameLength)
		p.add("sflow_245.header.payload_stripped", x.Stripped)
		p.add("sflow_245.header.sampled_header_length", len(x.Header))
	}
	if x, ok := packet.DecodeSFlowExtendedSwitch(data); ok && format == packet.SFlowRecordExtendedSwitch {
		p.add("sflow_245.vlan.in", x.SrcVLAN)
		p.add("sflow_245.pri.in", x.SrcPriority)
		p.add("sflow_245.vlan.out", x.DstVLAN)
		p.add("sflow_245.pri.out", x.DstPriority)
	}
}

func expectSFlowInterface(p *place, data []byte) {
	x, _ := packet.DecodeSFlowInterface(data)
	for _, f := range []struct {
		name  string
		value any
	}{
		{"ifindex", x.Index}, {"iftype", x.Type}, {"ifspeed", x.Speed}, {"ifdirection", x.Direction},
		{"ifadmin_status", x.Status & 1}, {"ifoper_status", x.Status >> 1 & 1},
		{"ifinoct", x.InOctets}, {"ifinpkt", x.InUnicast}, {"ifinmcast", x.InMulticast}, {"ifinbcast", x.InBroadcast}, {"ifindisc", x.InDiscards},
		{"ifinerr", x.InErrors}, {"ifinunk", x.InUnknown}, {"ifoutoct", x.OutOctets}, {"ifoutpkt", x.OutUnicast}, {"ifoutmcast", x.OutMulticast},
		{"ifoutbcast", x.OutBroadcast}, {"ifoutdisc", x.OutDiscards}, {"ifouterr", x.OutErrors}, {"ifpromisc", x.Promiscuous},
	} {
		p.add("sflow_245."+f.name, f.value)
	}
}

func netflow(v *values, n int) *packet.NetFlow {
	l := &packet.NetFlow{Uptime: v.u32(), Seconds: v.u32(), Nanoseconds: uint32(v.bits(29)), Sequence: v.u32(), EngineType: v.u8(), EngineID: v.u8(),
		SamplingMode: uint8(v.bits(2)), SamplingRate: uint16(v.bits(14))}
	for range n {
		l.Flows = append(l.Flows, packet.NetFlowRecord{
			Src: v.ip4(), Dst: v.ip4(), NextHop: v.ip4(), Input: v.u16(), Output: v.u16(), Packets: v.u32(), Octets: v.u32(), First: v.u32(), Last: v.u32(),
			SrcPort: v.u16(), DstPort: v.u16(), TCPFlags: v.u8(), Protocol: packet.IPProtocol(v.u8()), TOS: v.u8(), SrcAS: v.u16(), DstAS: v.u16(),
			SrcMask: v.u8(), DstMask: v.u8()})
	}
	return l
}

func expectNetFlow(p *place, l *packet.NetFlow) {
	p.add("cflow.version", 5)
	p.add("cflow.count", len(l.Flows))
	p.add("cflow.sysuptime", float64(l.Uptime)/1000)
	p.add("cflow.unix_secs", l.Seconds)
	p.add("cflow.unix_nsecs", l.Nanoseconds)
	p.add("cflow.sequence", l.Sequence)
	p.add("cflow.engine_type", l.EngineType)
	p.add("cflow.engine_id", l.EngineID)
	p.add("cflow.samplingmode", l.SamplingMode)
	p.add("cflow.samplerate", l.SamplingRate)
	for _, r := range l.Flows {
		p.add("cflow.srcaddr", r.Src)
		p.add("cflow.dstaddr", r.Dst)
		p.add("cflow.nexthop", r.NextHop)
		p.add("cflow.inputint", r.Input)
		p.add("cflow.outputint", r.Output)
		p.add("cflow.packets", r.Packets)
		p.add("cflow.octets", r.Octets)
		p.add("cflow.timestart", float64(r.First)/1000)
		p.add("cflow.timeend", float64(r.Last)/1000)
		p.add("cflow.srcport", r.SrcPort)
		p.add("cflow.dstport", r.DstPort)
		p.add("cflow.tcpflags", r.TCPFlags)
		p.add("cflow.protocol", r.Protocol)
		p.add("cflow.tos", r.TOS)
		p.add("cflow.srcas", r.SrcAS)
		p.add("cflow.dstas", r.DstAS)
		p.add("cflow.srcmask", r.SrcMask)
		p.add("cflow.dstmask", r.DstMask)
	}
}

// openflowFrames are segments of one message, and of several. TestTshark has all messages.
func openflowFrames() []builtFrame {
	var list []builtFrame
	for _, v := range extremes(3) {
		var layers []packet.Layer
		for _, m := range []openflow.Message{&openflow13.Hello{XID: v.u32()}, &openflow13.EchoRequest{XID: v.u32(), Data: v.data(5)},
			&openflow13.FeaturesRequest{XID: v.u32()}, &openflow13.BarrierRequest{XID: v.u32()}} {
			l, err := packet.NewOpenFlow(m)
			if err != nil {
				panic(err)
			}
			layers = append(layers, l)
			tcp := &packet.TCP{SrcPort: 49152, DstPort: 6653, Seq: v.u32(), Ack: v.u32(), Flags: packet.TCPAck | packet.TCPPsh, Window: v.u16()}
			list = append(list,
				builtFrame{name: "openflow message " + v.name, layers: on4(tcp, l)},
				builtFrame{name: "openflow messages " + v.name, layers: on6(append([]packet.Layer{tcp}, layers...)...)})
		}
	}
	return list
}

func expectOpenFlow(p *place, l *packet.OpenFlow) {
	p.add("openflow_v4.version", l.Version)
	p.add("openflow_v4.type", l.Type)
	p.add("openflow_v4.length", l.HeaderLen())
	p.add("openflow_v4.xid", l.XID)
}
