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

func flow12() openflow.Message {
	m, output := openflow12.NewFlowMod(), openflow12.NewActionOutput()
	output.Port, output.MaxLen = openflow12.PortNoController, openflow12.ControllerMaxLenNoBuffer
	m.Priority = flowPriority
	m.Match = openflow12.Match{openflow12.FieldEthType.Exact(uint16(packet.EtherTypeLLDP))}
	m.Instructions = openflow12.Instructions{&openflow12.InstructionApplyActions{Actions: openflow12.Actions{output}}}
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

func flow14() openflow.Message {
	m, output := openflow14.NewFlowMod(), openflow14.NewActionOutput()
	output.Port, output.MaxLen = openflow14.PortNoController, openflow14.ControllerMaxLenNoBuffer
	m.Priority = flowPriority
	m.Match = openflow14.Match{openflow14.FieldEthType.Exact(uint16(packet.EtherTypeLLDP))}
	m.Instructions = openflow14.Instructions{&openflow14.InstructionApplyActions{Actions: openflow14.Actions{output}}}
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
