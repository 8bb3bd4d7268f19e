package main

import (
	"context"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// handle13 adds the handlers of 1.3.
func (ctl *controller) handle13(mux *ofnet.Mux) {
	handlePacketIn[*openflow13.PacketIn](mux, ctl)
	handlePacketIn[*openflow13.NXPacketIn](mux, ctl)
	handlePacketIn[*openflow13.NXPacketIn2](mux, ctl)
	ofnet.Handle(mux, func(ctx context.Context, c *ofnet.Conn, m *openflow13.PortStatus) error {
		return ctl.portStatus(ctx, c, m)
	})
	ofnet.Handle(mux, func(_ context.Context, c *ofnet.Conn, m *openflow13.ErrorMsg) error {
		return ctl.failed(c, m)
	})
}

// messages13 are the messages of 1.3.
type messages13 struct {
	mod       *openflow13.FlowMod
	modOutput *openflow13.ActionOutput // Of mod.
	out       *openflow13.PacketOut
	outOutput *openflow13.ActionOutput // Of out.
}

func newMessages13() messages {
	m := &messages13{
		mod: openflow13.NewFlowMod(), modOutput: openflow13.NewActionOutput(),
		out: openflow13.NewPacketOut(), outOutput: openflow13.NewActionOutput(),
	}
	m.mod.Priority, m.mod.IdleTimeout = pairPriority, idleSeconds
	m.mod.Match = make(openflow13.Match, 3)
	m.mod.Instructions = apply13(m.modOutput)
	m.out.Actions = openflow13.Actions{m.outOutput}
	return m
}

// apply13 returns the instructions of a flow that sends frames on at once.
func apply13(output *openflow13.ActionOutput) openflow13.Instructions {
	return openflow13.Instructions{&openflow13.InstructionApplyActions{Actions: openflow13.Actions{output}}}
}

// remove13 returns a message that removes flows of all tables.
func remove13(fields ...openflow.Field) *openflow13.FlowMod {
	m := openflow13.NewFlowMod()
	m.Command, m.TableID, m.Match = openflow13.FlowModCommandDelete, openflow13.TableIDAll, fields
	return m
}

// setup has a table-miss flow, without which a switch of 1.3 drops what no flow matches.
func (*messages13) setup() []openflow.Message {
	config, miss := openflow13.NewSetConfig(), openflow13.NewFlowMod()
	config.MissSendLen = openflow13.ControllerMaxLenNoBuffer
	miss.Priority = 0
	miss.Instructions = apply13(&openflow13.ActionOutput{Port: openflow13.PortNoController, MaxLen: openflow13.ControllerMaxLenNoBuffer})
	return []openflow.Message{config, remove13(), miss}
}

func (m *messages13) flow(in uint32, d decision) openflow.Message {
	m.mod.Match[0] = openflow13.FieldInPort.Exact(openflow13.PortNo(in))
	m.mod.Match[1] = openflow13.FieldEthDst.Exact(d.dst)
	m.mod.Match[2] = openflow13.FieldEthSrc.Exact(d.src)
	m.modOutput.Port = openflow13.PortNo(d.out)
	return m.mod
}

func (m *messages13) packetOut(p openflow.PacketIn, port uint32) openflow.Message {
	m.out.BufferID, m.out.InPort, m.out.Data = openflow13.BufferID(p.BufferID), openflow13.PortNo(p.InPort), nil
	if p.BufferID == openflow.NoBuffer {
		m.out.Data = p.Data
	}
	m.outOutput.Port = openflow13.PortNo(port)
	return m.out
}

func (*messages13) forgetHost(host openflow.MAC) openflow.Message {
	return remove13(openflow13.FieldEthDst.Exact(host))
}

func (*messages13) forgetPort(port uint32) openflow.Message {
	m := remove13()
	m.OutPort = openflow13.PortNo(port)
	return m
}
