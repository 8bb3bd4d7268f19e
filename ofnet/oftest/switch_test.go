package oftest

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// A bench is a switch of three ports and a controller that keeps what it gets.
type bench struct {
	*testing.T
	sw     *Switch
	c      *ofnet.Conn
	events []openflow.Message
}

func run(t *testing.T, name string, f func(b *bench)) {
	t.Run(name, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			b := &bench{T: t, sw: &Switch{DatapathID: 0x99, Ports: []uint32{1, 2, 3}, Tables: 2}}
			c, err := b.sw.Controller(t.Context(), &ofnet.Config{
				Protocols: []*openflow.Protocol{openflow13.Protocol},
				Handler: ofnet.HandlerFunc(func(_ context.Context, _ *ofnet.Conn, m openflow.Message) error {
					b.events = append(b.events, m.CloneElement().(openflow.Message))
					return nil
				}),
			})
			if err != nil {
				t.Fatal(err)
			}
			b.c = c
			t.Cleanup(func() {
				c.Close()
				c.Wait()
			})
			f(b)
		})
	})
}

// send sends messages and waits until the switch has done them. It returns the errors that came.
func (b *bench) send(msgs ...openflow.Message) (codes []openflow.ErrorCode) {
	b.Helper()
	if err := b.c.Send(b.Context(), msgs...); err != nil {
		b.Fatal(err)
	}
	if err := b.c.Barrier(b.Context()); err != nil {
		b.Fatal(err)
	}
	synctest.Wait()
	b.events = slices.DeleteFunc(b.events, func(m openflow.Message) bool {
		e, ok := m.(*openflow13.ErrorMsg)
		if ok {
			codes = append(codes, openflow.NewErrorCode(uint16(e.Type), e.Code))
			if h, err := openflow.ParseHeader(e.Data); err != nil || h.XID != e.XID || len(e.Data) > 64 {
				b.Errorf("error message with data %x", e.Data)
			}
		}
		return ok
	})
	return codes
}

// ok is send that wants no errors.
func (b *bench) ok(msgs ...openflow.Message) {
	b.Helper()
	if codes := b.send(msgs...); len(codes) > 0 {
		b.Fatalf("errors %v", codes)
	}
}

// refused wants each message to be refused with the code.
func (b *bench) refused(code openflow.ErrorCode, msgs ...openflow.Message) {
	b.Helper()
	for _, m := range msgs {
		if codes := b.send(m); len(codes) != 1 || codes[0] != code {
			b.Errorf("%s: errors %v, want %v", openflow.Format(m), codes, code)
		}
	}
}

// inject sends a frame into a port and returns the ports that it comes out of.
func (b *bench) inject(in openflow13.PortNo, frame []byte) []openflow13.PortNo {
	b.Helper()
	if err := b.sw.Host(uint32(in)).Send(frame); err != nil {
		b.Fatal(err)
	}
	return b.output(frame)
}

func (b *bench) output(frame []byte) (ports []openflow13.PortNo) {
	b.Helper()
	synctest.Wait()
	for _, port := range b.sw.Ports {
		ctx, cancel := context.WithTimeout(b.Context(), time.Millisecond)
		got, err := b.sw.Host(port).Recv(ctx)
		cancel()
		if err == nil {
			ports = append(ports, openflow13.PortNo(port))
			if !bytes.Equal(got, frame) {
				b.Errorf("port %v: %x", port, got)
			}
		}
	}
	return ports
}

func (b *bench) wantOutput(got []openflow13.PortNo, want ...openflow13.PortNo) {
	b.Helper()
	if !slices.Equal(got, want) {
		b.Errorf("out of %v, want %v", got, want)
	}
}

var hostA, hostB = openflow.MAC{2, 0, 0, 0, 0, 1}, openflow.MAC{2, 0, 0, 0, 0, 2}

func frame(dst, src openflow.MAC, typ ...byte) []byte {
	return append(append(append(dst[:], src[:]...), typ...), "payload"...)
}

func output(ports ...openflow13.PortNo) openflow13.Actions {
	var list openflow13.Actions
	for _, port := range ports {
		list = append(list, &openflow13.ActionOutput{Port: port})
	}
	return list
}

func apply(ports ...openflow13.PortNo) openflow13.Instructions {
	return openflow13.Instructions{&openflow13.InstructionApplyActions{Actions: output(ports...)}}
}

// mod returns an ADD.
func mod(priority uint16, m openflow13.Match, in openflow13.Instructions) *openflow13.FlowMod {
	f := openflow13.NewFlowMod()
	f.Priority, f.Match, f.Instructions = priority, m, in
	return f
}

func (b *bench) packetIns() (list []*openflow13.PacketIn) {
	for _, m := range b.events {
		if in, ok := m.(*openflow13.PacketIn); ok {
			list = append(list, in)
		}
	}
	b.events = nil
	return list
}

func TestForwarding(t *testing.T) {
	ip, arp := frame(hostB, hostA, 8, 0), frame(hostB, hostA, 8, 6)
	run(t, "no flow", func(b *bench) {
		b.wantOutput(b.inject(1, ip))
		if len(b.packetIns()) != 0 {
			b.Error("a packet-in")
		}
	})
	run(t, "ports", func(b *bench) {
		for _, tt := range []struct {
			to, want []openflow13.PortNo
		}{
			{[]openflow13.PortNo{2}, []openflow13.PortNo{2}},
			{[]openflow13.PortNo{1}, nil},
			{[]openflow13.PortNo{openflow13.PortNoInPort}, []openflow13.PortNo{1}},
			{[]openflow13.PortNo{openflow13.PortNoFlood}, []openflow13.PortNo{2, 3}},
			{[]openflow13.PortNo{openflow13.PortNoAll, openflow13.PortNoInPort}, []openflow13.PortNo{1, 2, 3}},
			{nil, nil},
		} {
			b.ok(mod(5, nil, apply(tt.to...)))
			b.wantOutput(b.inject(1, ip), tt.want...)
			out := openflow13.NewPacketOut()
			out.InPort, out.Actions, out.Data = 1, output(tt.to...), ip
			b.ok(out)
			b.wantOutput(b.output(ip), tt.want...)
		}
	})
	run(t, "priorities and matches", func(b *bench) {
		b.ok(
			mod(1, nil, apply(3)),
			mod(7, openflow13.Match{openflow13.FieldEthType.Exact(0x0806)}, apply(2)),
			mod(9, openflow13.Match{openflow13.FieldInPort.Exact(3), openflow13.FieldEthDst.Masked(openflow.MAC{2}, openflow.MAC{0xff})}, apply(1)),
			mod(9, openflow13.Match{openflow13.FieldEthSrc.Exact(hostB)}, apply(1)),
		)
		b.wantOutput(b.inject(1, ip), 3)
		b.wantOutput(b.inject(1, arp), 2)
		b.wantOutput(b.inject(3, arp), 1)
		b.wantOutput(b.inject(2, frame(hostA, hostB, 8, 6)), 1)
		tagged := frame(hostB, hostA, 0x81, 0, 0, 5, 8, 6)
		b.wantOutput(b.inject(1, tagged), 2)
		b.wantOutput(b.inject(1, []byte("short")), 3)
		var counts []uint64
		for _, f := range b.sw.Flows() {
			counts = append(counts, f.PacketCount)
		}
		if !slices.Equal(counts, []uint64{1, 1, 2, 2}) {
			b.Error("packet counts", counts)
		}
	})
	run(t, "tables", func(b *bench) {
		second := mod(1, nil, apply(2))
		second.TableID = 1
		b.ok(second, mod(1, nil, openflow13.Instructions{&openflow13.InstructionGotoTable{TableID: 1}}))
		b.wantOutput(b.inject(1, ip), 2)
		out := openflow13.NewPacketOut()
		out.InPort, out.Actions, out.Data = 3, output(openflow13.PortNoTable), ip
		b.ok(out)
		b.wantOutput(b.output(ip), 2)
	})
	run(t, "packet-in", func(b *bench) {
		flow := mod(3, openflow13.Match{openflow13.FieldInPort.Exact(2)}, apply(openflow13.PortNoController))
		flow.Cookie = 77
		b.ok(mod(0, nil, apply(openflow13.PortNoController)), flow)
		b.inject(1, ip)
		b.inject(2, arp)
		list := b.packetIns()
		if len(list) != 2 {
			b.Fatal(list)
		}
		for i, want := range []openflow13.PacketIn{
			{Reason: openflow13.PacketInReasonNoMatch, Match: openflow13.Match{openflow13.FieldInPort.Exact(1)}, Data: ip},
			{Reason: openflow13.PacketInReasonAction, Match: openflow13.Match{openflow13.FieldInPort.Exact(2)}, Data: arp, Cookie: 77},
		} {
			want.BufferID, want.TotalLen = openflow13.BufferIDNone, uint16(len(want.Data))
			if got, text := openflow.Format(list[i]), openflow.Format(&want); got != text {
				b.Errorf("got  %s\nwant %s", got, text)
			}
		}
	})
	run(t, "lost frames", func(b *bench) {
		if err := b.sw.Host(1).Send(make([]byte, 65500)); !errors.Is(err, openflow.ErrTooLong) {
			b.Error(err)
		}
		if b.sw.Host(4) != nil {
			b.Error("a host without a port")
		}
		b.ok(mod(0, nil, apply(2)))
		for range hostQueue + 10 { // The last are lost.
			if err := b.sw.Host(1).Send(ip); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func TestExchanges(t *testing.T) {
	run(t, "config", func(b *bench) {
		set := openflow13.NewSetConfig()
		set.MissSendLen = 500
		b.ok(set)
		got, err := ofnet.Do(b.Context(), b.c, &openflow13.GetConfigRequest{})
		if err != nil || got.MissSendLen != 500 {
			b.Error(got, err)
		}
		if f := b.c.Features(); f.Tables != 2 || f.DatapathID != 0x99 {
			b.Error(f)
		}
	})
	run(t, "descriptions", func(b *bench) {
		desc, err := ofnet.Do(b.Context(), b.c, &openflow13.DescRequest{})
		if err != nil || desc.Body.DPDesc.String() != "0000000000000099" {
			b.Error(desc, err)
		}
		ports, err := ofnet.Do(b.Context(), b.c, &openflow13.PortDescRequest{})
		if err != nil || len(ports.Body) != 3 || ports.Body[2].Name.String() != "port3" {
			b.Error(ports, err)
		}
	})
	run(t, "not known", func(b *bench) {
		b.refused(openflow13.ErrBadRequestBadType, &openflow.Opaque{Version: openflow.Version13, Type: 200})
		b.refused(openflow13.ErrBadRequestBadMultipart, &openflow13.MultipartRequestUnknown{Type: 99})
		b.refused(openflow13.ErrTableFeaturesFailedEPERM, &openflow13.TableFeaturesRequest{Body: make([]openflow13.TableFeatures, 1)})
		b.refused(openflow13.ErrBadRequestBadExperimenter, &openflow13.Experimenter{Experimenter: 5})
	})
}

// TestManyPorts makes the port description longer than a message.
func TestManyPorts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sw := new(Switch)
		for i := range 2000 {
			sw.Ports = append(sw.Ports, uint32(i+1))
		}
		parts := 0
		c, err := sw.Controller(t.Context(), &ofnet.Config{
			Protocols: []*openflow.Protocol{openflow13.Protocol},
			Trace:     &ofnet.Trace{Received: func(_ *ofnet.Conn, h openflow.Header, _ []byte) { parts += int(h.Type) / 19 }},
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = ofnet.Do(t.Context(), c, &openflow13.PortDescRequest{})
		if !errors.Is(err, ofnet.ErrMultipart) {
			t.Error(err)
		}
		synctest.Wait()
		if n := len(c.Ports()); parts != 2+2 || n != 2000 { // Those of the handshake and those of Do.
			t.Error(parts, "parts,", n, "ports")
		}
		c.Close()
		c.Wait()
	})
}
