package docs

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/packet"
)

// TestFromOSKen checks that the guide shows the code of this file.
func TestFromOSKen(t *testing.T) {
	guide, err := os.ReadFile("from-os-ken.md")
	if err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile("from_os_ken_test.go")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(guide), "```go\n")[1:]
	if len(blocks) != 5 {
		t.Errorf("the guide has %d pieces of Go, want 5", len(blocks))
	}
	for _, block := range blocks {
		block, _, ok := strings.Cut(block, "```")
		if !ok || !strings.Contains(string(code), block) {
			t.Errorf("this is not in from_os_ken_test.go:\n%s", block)
		}
	}
}

// An app is what simple_switch_13.py is. The handlers of one switch run one after the other, those of several at the same time.
type app struct {
	mu    sync.Mutex
	hosts map[openflow.DatapathID]map[openflow.MAC]openflow13.PortNo
}

func (a *app) switchFeatures(ctx context.Context, c *ofnet.Conn) error {
	miss := openflow13.NewFlowMod()
	miss.Priority = 0
	miss.Instructions = openflow13.Instructions{&openflow13.InstructionApplyActions{Actions: openflow13.Actions{
		&openflow13.ActionOutput{Port: openflow13.PortNoController, MaxLen: openflow13.ControllerMaxLenNoBuffer},
	}}}
	return c.Apply(ctx, miss) // An error of the switch is the error here; Send does not wait for it.
}

func newApp() *ofnet.Mux {
	a := &app{hosts: make(map[openflow.DatapathID]map[openflow.MAC]openflow13.PortNo)}
	mux := new(ofnet.Mux)
	ofnet.HandlePhase(mux, ofnet.PhaseMain, a.switchFeatures)
	ofnet.Handle(mux, a.packetIn)
	return mux
}

func serve() error {
	srv := &ofnet.Server{Addr: ":6653", Protocols: []*openflow.Protocol{openflow13.Protocol}, Handler: newApp()}
	return srv.ListenAndServe()
}

func (a *app) packetIn(ctx context.Context, c *ofnet.Conn, m *openflow13.PacketIn) error {
	in, _, _ := openflow13.FieldInPort.Get(m.Match)
	eth := packet.Get[*packet.Ethernet](packet.Unmarshal(m.Data))
	if eth == nil {
		return nil
	}
	out := a.learn(c.DatapathID(), eth, in)
	actions := openflow13.Actions{&openflow13.ActionOutput{Port: out}}
	if out != openflow13.PortNoFlood {
		flow := openflow13.NewFlowMod()
		flow.Priority = 1
		flow.Match = openflow13.Match{openflow13.FieldInPort.Exact(in), openflow13.FieldEthDst.Exact(eth.Dst), openflow13.FieldEthSrc.Exact(eth.Src)}
		flow.Instructions = openflow13.Instructions{&openflow13.InstructionApplyActions{Actions: actions}}
		if err := c.Send(ctx, flow); err != nil {
			return err
		}
	}
	po := openflow13.NewPacketOut()
	po.BufferID, po.InPort, po.Actions = m.BufferID, in, actions
	if m.BufferID == openflow13.BufferIDNoBuffer {
		po.Data = m.Data
	}
	return c.Send(ctx, po)
}

// learn returns the port to send a frame to.
func (a *app) learn(id openflow.DatapathID, eth *packet.Ethernet, in openflow13.PortNo) openflow13.PortNo {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.hosts[id] == nil {
		a.hosts[id] = make(map[openflow.MAC]openflow13.PortNo)
	}
	a.hosts[id][eth.Src] = in
	if out, ok := a.hosts[id][eth.Dst]; ok {
		return out
	}
	return openflow13.PortNoFlood
}

func flowCounts(ctx context.Context, c *ofnet.Conn) (packets uint64, err error) {
	for part, err := range ofnet.Stream(ctx, c, openflow13.NewFlowStatsRequest()) {
		if err != nil {
			return 0, err // Of the connection, or a *ofnet.ReplyError with the switch's error message.
		}
		for _, flow := range part.Body {
			packets += flow.PacketCount
		}
	}
	return packets, nil
}

func lacpReply(port openflow.MAC, frame []byte) ([]byte, error) {
	lacp := packet.Get[*packet.LACP](packet.Unmarshal(frame))
	if lacp == nil {
		return nil, nil
	}
	reply := &packet.LACP{Version: 1, Partner: lacp.Actor, Actor: lacp.Actor}
	reply.Actor.System, reply.Actor.State = port, lacp.Actor.State&^packet.LACPActivity
	return packet.Append(nil, &packet.Ethernet{Dst: packet.SlowProtocols, Src: port}, reply)
}

func flowsJSON(ctx context.Context, c *ofnet.Conn) ([]json.RawMessage, error) {
	var list []json.RawMessage
	for part, err := range ofnet.Stream(ctx, c, openflow13.NewFlowStatsRequest()) {
		if err != nil {
			return nil, err
		}
		for i := range part.Body {
			text, err := ofjson.Marshal(&part.Body[i])
			if err != nil {
				return nil, err
			}
			list = append(list, text)
		}
	}
	return list, nil
}

func apply(ctx context.Context, c *ofnet.Conn, text []byte) error {
	m, err := ofjson.Unmarshal(c.Protocol(), text) // The error has the path in the JSON.
	if err != nil {
		return err
	}
	return c.Apply(ctx, m)
}

var (
	_ = serve
	a = openflow.MAC{2, 0, 0, 0, 0, 0xa}
	b = openflow.MAC{2, 0, 0, 0, 0, 0xb}
)

// TestPorted runs the guide's code against a simulated switch.
func TestPorted(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	mux, ready := newApp(), make(chan struct{})
	ofnet.HandlePhase(mux, ofnet.PhaseMain, func(context.Context, *ofnet.Conn) error { close(ready); return nil })
	sw := &oftest.Switch{DatapathID: 1, Ports: []uint32{1, 2}}
	c, err := sw.Controller(ctx, &ofnet.Config{Protocols: []*openflow.Protocol{openflow13.Protocol}, Handler: mux})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	<-ready
	pass := func(from, to uint32, dst, src openflow.MAC) {
		t.Helper()
		frame, err := packet.Append(nil, &packet.Ethernet{Dst: dst, Src: src, EtherType: 0x88b5}, packet.Payload("hello"))
		if err != nil {
			t.Fatal(err)
		}
		if err := sw.Host(from).Send(frame); err != nil {
			t.Fatal(err)
		}
		if got, err := sw.Host(to).Recv(ctx); string(got) != string(frame) {
			t.Fatalf("got %x, %v, want %x", got, err, frame)
		}
	}
	pass(1, 2, b, a)
	pass(2, 1, a, b)
	pass(1, 2, b, a)
	pass(1, 2, b, a)
	if err := c.Barrier(ctx); err != nil {
		t.Fatal(err)
	}
	if n, err := flowCounts(ctx, c); n != 4 || err != nil {
		t.Errorf("flowCounts = %d, %v, want 4", n, err)
	}
	list, err := flowsJSON(ctx, c)
	if err != nil || len(list) != 3 {
		t.Fatalf("%d flows, %v, want 3", len(list), err)
	}
	remove := `{"OFPFlowMod":{"command":3,"out_port":4294967295,"out_group":4294967295,"match":{"OFPMatch":{"type":1,"oxm_fields":[]}}}}`
	if err := apply(ctx, c, []byte(remove)); err != nil {
		t.Fatal(err)
	}
	if n := len(sw.Flows()); n != 0 {
		t.Errorf("%d flows are left", n)
	}
}

func Example_lacpReply() {
	request, err := packet.Append(nil, &packet.Ethernet{Dst: packet.SlowProtocols, Src: a}, &packet.LACP{
		Version: 1, Actor: packet.LACPSystem{SystemPriority: 1, System: a, Port: 7, State: packet.LACPActivity | packet.LACPAggregation},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	reply, err := lacpReply(b, request)
	if err != nil {
		fmt.Println(err)
		return
	}
	lacp := packet.Get[*packet.LACP](packet.Unmarshal(reply))
	fmt.Println(lacp.Actor.System, lacp.Actor.State, "answers", lacp.Partner.System, lacp.Partner.State)
	// Output: 02:00:00:00:00:0b aggregation answers 02:00:00:00:00:0a activity+aggregation
}
