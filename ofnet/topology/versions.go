package topology

import (
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
	"github.com/ofwire/openflow/packet"
)

// flowPriority is the highest.
const flowPriority = 0xffff

// packetIn returns the port and the frame of a packet-in; false for all other messages.
func packetIn(m openflow.Message) (no uint32, frame []byte, ok bool) {
	switch m := m.(type) {
	case *openflow10.PacketIn:
		return openflow.WidePort(uint16(m.InPort)), m.Data, true
	case *openflow12.PacketIn:
		return packetIn12(m)
	case *openflow13.PacketIn:
		return packetIn13(m)
	case *openflow14.PacketIn:
		return packetIn14(m)
	case *openflow15.PacketIn:
		return packetIn15(m)
	}
	return 0, nil, false
}

// packetOut returns the message that sends a frame out of a port; nil for an unknown version.
func packetOut(v openflow.Version, no uint32, frame []byte) openflow.Message {
	switch v {
	case openflow.Version10:
		return packetOut10(no, frame)
	case openflow.Version12:
		return packetOut12(no, frame)
	case openflow.Version13:
		return packetOut13(no, frame)
	case openflow.Version14:
		return packetOut14(no, frame)
	case openflow.Version15:
		return packetOut15(no, frame)
	}
	return nil
}

// flow returns the message that adds the flow for LLDP; nil for an unknown version.
func flow(v openflow.Version) openflow.Message {
	switch v {
	case openflow.Version10:
		return flow10()
	case openflow.Version12:
		return flow12()
	case openflow.Version13:
		return flow13()
	case openflow.Version14:
		return flow14()
	case openflow.Version15:
		return flow15()
	}
	return nil
}

func packetOut10(no uint32, frame []byte) openflow.Message {
	m, output := openflow10.NewPacketOut(), openflow10.NewActionOutput()
	output.Port = openflow10.PortNo(no)
	m.Actions, m.Data = openflow10.Actions{output}, frame
	return m
}

func flow10() openflow.Message {
	const wholeFrame = 0xffff
	m, output := openflow10.NewFlowMod(), openflow10.NewActionOutput()
	output.Port, output.MaxLen = openflow10.PortNoController, wholeFrame
	m.Priority = flowPriority
	m.Match.Wildcards &^= openflow10.FlowWildcardsDLType
	m.Match.DLType = uint16(packet.EtherTypeLLDP)
	m.Actions = openflow10.Actions{output}
	return m
}

func packetIn12(m *openflow12.PacketIn) (no uint32, frame []byte, ok bool) {
	in, _, ok := openflow12.FieldInPort.Get(m.Match)
	return uint32(in), m.Data, ok
}

func packetOut12(no uint32, frame []byte) openflow.Message {
	m, output := openflow12.NewPacketOut(), openflow12.NewActionOutput()
	output.Port = openflow12.PortNo(no)
	m.Actions, m.Data = openflow12.Actions{output}, frame
	return m
}

func flow12() openflow.Message {
	m, output := openflow12.NewFlowMod(), openflow12.NewActionOutput()
	output.Port, output.MaxLen = openflow12.PortNoController, openflow12.ControllerMaxLenNoBuffer
	m.Priority = flowPriority
	m.Match = openflow12.Match{openflow12.FieldEthType.Exact(uint16(packet.EtherTypeLLDP))}
	m.Instructions = openflow12.Instructions{&openflow12.InstructionApplyActions{Actions: openflow12.Actions{output}}}
	return m
}

func packetIn13(m *openflow13.PacketIn) (no uint32, frame []byte, ok bool) {
	in, _, ok := openflow13.FieldInPort.Get(m.Match)
	return uint32(in), m.Data, ok
}

func packetOut13(no uint32, frame []byte) openflow.Message {
	m, output := openflow13.NewPacketOut(), openflow13.NewActionOutput()
	output.Port = openflow13.PortNo(no)
	m.Actions, m.Data = openflow13.Actions{output}, frame
	return m
}

func flow13() openflow.Message {
	m, output := openflow13.NewFlowMod(), openflow13.NewActionOutput()
	output.Port, output.MaxLen = openflow13.PortNoController, openflow13.ControllerMaxLenNoBuffer
	m.Priority = flowPriority
	m.Match = openflow13.Match{openflow13.FieldEthType.Exact(uint16(packet.EtherTypeLLDP))}
	m.Instructions = openflow13.Instructions{&openflow13.InstructionApplyActions{Actions: openflow13.Actions{output}}}
	return m
}

func packetIn14(m *openflow14.PacketIn) (no uint32, frame []byte, ok bool) {
	in, _, ok := openflow14.FieldInPort.Get(m.Match)
	return uint32(in), m.Data, ok
}

func packetOut14(no uint32, frame []byte) openflow.Message {
	m, output := openflow14.NewPacketOut(), openflow14.NewActionOutput()
	output.Port = openflow14.PortNo(no)
	m.Actions, m.Data = openflow14.Actions{output}, frame
	return m
}

func flow14() openflow.Message {
	m, output := openflow14.NewFlowMod(), openflow14.NewActionOutput()
	output.Port, output.MaxLen = openflow14.PortNoController, openflow14.ControllerMaxLenNoBuffer
	m.Priority = flowPriority
	m.Match = openflow14.Match{openflow14.FieldEthType.Exact(uint16(packet.EtherTypeLLDP))}
	m.Instructions = openflow14.Instructions{&openflow14.InstructionApplyActions{Actions: openflow14.Actions{output}}}
	return m
}

func packetIn15(m *openflow15.PacketIn) (no uint32, frame []byte, ok bool) {
	in, _, ok := openflow15.FieldInPort.Get(m.Match)
	return uint32(in), m.Data, ok
}

func packetOut15(no uint32, frame []byte) openflow.Message {
	m, output := openflow15.NewPacketOut(), openflow15.NewActionOutput()
	output.Port = openflow15.PortNo(no)
	m.Match = openflow15.Match{openflow15.FieldInPort.Exact(openflow15.PortNoController)}
	m.Actions, m.Data = openflow15.Actions{output}, frame
	return m
}

func flow15() openflow.Message {
	m, output := openflow15.NewFlowMod(), openflow15.NewActionOutput()
	output.Port, output.MaxLen = openflow15.PortNoController, openflow15.ControllerMaxLenNoBuffer
	m.Priority = flowPriority
	m.Match = openflow15.Match{openflow15.FieldEthType.Exact(uint16(packet.EtherTypeLLDP))}
	m.Instructions = openflow15.Instructions{&openflow15.InstructionApplyActions{Actions: openflow15.Actions{output}}}
	return m
}
