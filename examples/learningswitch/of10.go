package main

import (
	"context"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow10"
)

// handle10 adds the handlers of 1.0.
func (ctl *controller) handle10(mux *ofnet.Mux) {
	handlePacketIn[*openflow10.PacketIn](mux, ctl)
	handlePacketIn[*openflow10.NXPacketIn](mux, ctl)
	handlePacketIn[*openflow10.NXPacketIn2](mux, ctl)
	ofnet.Handle(mux, func(ctx context.Context, c *ofnet.Conn, m *openflow10.PortStatus) error {
		return ctl.portStatus(ctx, c, m)
	})
	ofnet.Handle(mux, func(_ context.Context, c *ofnet.Conn, m *openflow10.ErrorMsg) error {
		return ctl.failed(c, m)
	})
}

// messages10 are the messages of 1.0.
type messages10 struct {
	mod       *openflow10.FlowMod
	modOutput *openflow10.ActionOutput // Of mod.
	out       *openflow10.PacketOut
	outOutput *openflow10.ActionOutput // Of out.
}

func newMessages10() messages {
	m := &messages10{
		mod: openflow10.NewFlowMod(), modOutput: openflow10.NewActionOutput(),
		out: openflow10.NewPacketOut(), outOutput: openflow10.NewActionOutput(),
	}
	m.mod.Priority, m.mod.IdleTimeout = pairPriority, idleSeconds
	m.mod.Match.Wildcards &^= openflow10.FlowWildcardsInPort | openflow10.FlowWildcardsDLSrc | openflow10.FlowWildcardsDLDst
	m.mod.Actions = openflow10.Actions{m.modOutput}
	m.out.Actions = openflow10.Actions{m.outOutput}
	return m
}

// remove10 returns a message that removes all flows.
func remove10() *openflow10.FlowMod {
	m := openflow10.NewFlowMod()
	m.Command = openflow10.FlowModCommandDelete
	return m
}

// setup needs no table-miss flow: a switch of 1.0 sends what no flow matches to the controller.
func (*messages10) setup() []openflow.Message {
	const wholeFrame = 0xffff
	config := openflow10.NewSetConfig()
	config.MissSendLen = wholeFrame
	return []openflow.Message{config, remove10()}
}

func (m *messages10) flow(in uint32, d decision) openflow.Message {
	m.mod.Match.InPort, m.mod.Match.DLSrc, m.mod.Match.DLDst = openflow10.PortNo(in), d.src, d.dst
	m.modOutput.Port = openflow10.PortNo(d.out)
	return m.mod
}

func (m *messages10) packetOut(p openflow.PacketIn, port uint32) openflow.Message {
	m.out.BufferID, m.out.InPort, m.out.Data = openflow10.BufferID(p.BufferID), openflow10.PortNo(p.InPort), nil
	if p.BufferID == openflow.NoBuffer {
		m.out.Data = p.Data
	}
	m.outOutput.Port = openflow10.PortNo(port)
	return m.out
}

func (*messages10) forgetHost(host openflow.MAC) openflow.Message {
	m := remove10()
	m.Match.Wildcards &^= openflow10.FlowWildcardsDLDst
	m.Match.DLDst = host
	return m
}

func (*messages10) forgetPort(port uint32) openflow.Message {
	m := remove10()
	m.OutPort = openflow10.PortNo(port)
	return m
}
