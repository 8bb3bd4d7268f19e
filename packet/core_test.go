package packet_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// commonFrames are what packet-in messages hold most.
func commonFrames(t testing.TB) map[string][]byte {
	t.Helper()
	tcp := &packet.TCP{SrcPort: 40000, DstPort: 443, Flags: packet.TCPAck | packet.TCPPsh, Options: []packet.TCPOption{
		packet.TCPOptionMSS(1460), {Kind: packet.TCPSACKPermitted}, {Kind: packet.TCPNop}, packet.TCPOptionTimestamps(1, 2),
	}}
	frames := map[string][]byte{}
	for name, layers := range map[string][]packet.Layer{
		"arp":             packet.NewARP(packet.ARPRequest, mac1, ip1, openflow.MAC{}, ip2),
		"tag ipv4 tcp":    {eth(), &packet.VLAN{ID: 7}, v4(), tcp, packet.Payload("payload")},
		"two tags":        {eth(), &packet.VLAN{ID: 7}, &packet.VLAN{ID: 8}, v4(), tcp},
		"ipv6 udp":        {eth(), v6(), &packet.UDP{SrcPort: 1000, DstPort: 1001}, packet.Payload("payload")},
		"ipv6 hop-by-hop": {eth(), v6(), &packet.IPv6Options{}, &packet.UDP{SrcPort: 1000, DstPort: 1001}},
		"icmp":            {eth(), v4(), &packet.ICMP{Type: packet.ICMPEchoRequest}, packet.Payload("payload")},
		"lldp":            packet.NewDiscovery(1, 2, mac1),
		"vxlan": {
			eth(), v4(), &packet.UDP{SrcPort: 50000, DstPort: packet.VXLANPort}, &packet.VXLAN{VNI: 7}, eth(), v4(), tcp, packet.Payload("payload"),
		},
		"ip in ip": {eth(), v4(), v4(), v4(), tcp},
	} {
		b, err := packet.Append(nil, layers...)
		if err != nil {
			t.Fatal(name, err)
		}
		frames[name] = b
	}
	frames["cut off"] = frames["tag ipv4 tcp"][:50]
	return frames
}

// TestNoAllocations decodes and encodes frames of common kinds again and again: ARP, LLDP, TCP with options in IPv4 and a tag, UDP in IPv6, VXLAN with a frame
// in it, and others.
func TestNoAllocations(t *testing.T) {
	for name, b := range commonFrames(t) {
		noAllocations(t, name, b)
	}
}

func noAllocations(t *testing.T, name string, b []byte) {
	t.Helper()
	var d packet.Decoder
	d.Decode(b)
	if n := testing.AllocsPerRun(100, func() { d.Decode(b) }); n != 0 {
		t.Errorf("%s: Decode allocates %v times", name, n)
	}
	p := packet.Unmarshal(b)
	buf := make([]byte, 0, 4096)
	if n := testing.AllocsPerRun(100, func() { _, _ = p.AppendBinary(buf) }); n != 0 {
		t.Errorf("%s: AppendBinary allocates %v times", name, n)
	}
	if n := testing.AllocsPerRun(100, func() { _, _ = p.AppendReceived(buf) }); n != 0 {
		t.Errorf("%s: AppendReceived allocates %v times", name, n)
	}
	if n := testing.AllocsPerRun(100, func() { _, _ = packet.Append(buf, p.Layers...) }); n != 0 {
		t.Errorf("%s: Append allocates %v times", name, n)
	}
}

// TestUnmarshalOwns changes the frame after Unmarshal and Clone.
func TestUnmarshalOwns(t *testing.T) {
	for name, b := range commonFrames(t) {
		owns(t, name, b)
	}
}

func owns(t *testing.T, name string, b []byte) {
	t.Helper()
	var d packet.Decoder
	owned, cloned := packet.Unmarshal(b), d.Decode(b).Clone()
	want := owned.String()
	for i := range b {
		b[i] ^= 0xff
	}
	d.Decode(b)
	if got := owned.String(); got != want {
		t.Errorf("%s: Unmarshal: %s, was %s", name, got, want)
	}
	if got := cloned.String(); got != want {
		t.Errorf("%s: Clone: %s, was %s", name, got, want)
	}
}

// TestLists changes the lists of a lent packet: the Decoder does not write there.
func TestLists(t *testing.T) {
	b := commonFrames(t)["tag ipv4 tcp"]
	var d packet.Decoder
	mine := []packet.TCPOption{{Kind: 200}, {Kind: 201}, {Kind: 202}, {Kind: 203}, {Kind: 204}}
	tcp := packet.Get[*packet.TCP](d.Decode(b))
	tcp.Options = mine
	d.Decode(b)
	if mine[0].Kind != 200 || mine[4].Kind != 204 {
		t.Error(mine)
	}
}

// TestChanged changes lent layers into ones of another protocol: the next packet is as if they had not been.
func TestChanged(t *testing.T) {
	tags := []packet.Layer{eth(), &packet.VLAN{ID: 1}, &packet.VLAN{ID: 2}, &packet.VLAN{ID: 3}, v6()}
	for first, b := range map[*packet.Protocol][]byte{
		packet.Of[*packet.Ethernet]():    frame(t, same, append(tags, &packet.IPv6Options{}, &packet.IPv6Options{Destination: true}, &packet.UDP{})...),
		packet.Of[*packet.LinuxCooked](): frame(t, same, &packet.LinuxCooked{}, v4()),
	} {
		d := packet.Decoder{First: first}
		p := d.Decode(b)
		want := p.String()
		for _, l := range p.Layers {
			switch l := l.(type) {
			case *packet.VLAN:
				l.Service = !l.Service
			case *packet.IPv6Options:
				l.Destination = !l.Destination
			case *packet.LinuxCooked:
				l.Version2 = !l.Version2
			}
		}
		if got := d.Decode(b).String(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestPayloadGrows appends to a payload: the trailer is in the same memory, but not in its way.
func TestPayloadGrows(t *testing.T) {
	for name, p := range map[string]*packet.Packet{
		"common": packet.Unmarshal(frame(t, grown(4), eth(), v4(), &packet.UDP{SrcPort: 1}, packet.Payload("x"))),
		"rest":   packet.Unmarshal(frame(t, grown(4), eth(), v4(), &packet.ICMP{}, packet.Payload("x"))),
	} {
		_ = append(p.Payload, "more"...)
		if string(p.Trailer) != "\x00\x00\x00\x00" {
			t.Errorf("%s: %q", name, p.Trailer)
		}
	}
}

// TestLayersEnd expects that what is appended to the list of layers lies elsewhere.
func TestLayersEnd(t *testing.T) {
	for name, b := range commonFrames(t) {
		if p := packet.Unmarshal(b); len(p.Layers) != cap(p.Layers) {
			t.Errorf("%s: %d layers, room for %d", name, len(p.Layers), cap(p.Layers))
		}
	}
}

func TestGetAll(t *testing.T) {
	p := packet.Unmarshal(commonFrames(t)["two tags"])
	if v := packet.Get[*packet.VLAN](p); v == nil || v.ID != 7 {
		t.Error(v)
	}
	if u := packet.Get[*packet.UDP](p); u != nil {
		t.Error(u)
	}
	var ids []uint16
	for v := range packet.All[*packet.VLAN](p) {
		ids = append(ids, v.ID)
	}
	if !slices.Equal(ids, []uint16{7, 8}) {
		t.Error(ids)
	}
}

// A lamp is a third party's layer.
type lamp struct{ color byte }

var lampProtocol = packet.Protocol{Name: "lamp", New: func() packet.Layer { return new(lamp) }, EtherType: 0x88b5}

func (*lamp) Info() *packet.Protocol { return &lampProtocol }

func (l *lamp) DecodeLayer(b []byte, d *packet.Decoder) (packet.Decoded, error) {
	if len(b) < 2 {
		return packet.Decoded{}, openflow.ErrTruncated
	}
	l.color = b[0]
	return packet.Decoded{Header: 2, Next: d.EtherType(packet.EtherTypeIPv4)}, nil
}

func (*lamp) HeaderLen() int { return 2 }

func (l *lamp) EncodeLayer(b []byte, _ packet.Encoding) error {
	b[0], b[1] = l.color, 0
	return nil
}

func (l *lamp) Walk(v packet.Visitor) { v.Uint("color", (*openflow.U8)(&l.color)) }

func (l *lamp) CloneLayer() packet.Layer { c := *l; return &c }

func TestDispatch(t *testing.T) {
	b := frame(t, same, eth(), &lamp{7}, v4(), &packet.UDP{SrcPort: 5, DstPort: 9}, &lamp{8}, v4())
	if p := packet.Unmarshal(b); len(p.Layers) != 1 {
		t.Error(p)
	}
	d := packet.Decoder{Dispatch: packet.Dispatch{
		EtherTypes: map[packet.EtherType]*packet.Protocol{0x88b5: &lampProtocol},
		UDPPorts:   map[uint16]*packet.Protocol{9: &lampProtocol},
	}}
	want := "ethernet lamp{color=7} ipv4 udp lamp{color=8} ipv4"
	got := ""
	for _, l := range d.Decode(b).Layers {
		if got += " " + l.Info().Name; l.Info() == &lampProtocol {
			got = got[:len(got)-4] + packet.Format(l)
		}
	}
	if got[1:] != want {
		t.Errorf("%s, want %s", got[1:], want)
	}
	if n := testing.AllocsPerRun(100, func() { d.Decode(b) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if out, err := d.Decode(b).AppendBinary(nil); err != nil || !bytes.Equal(out, b) {
		t.Errorf("%x %v", out, err)
	}
	d.Dispatch = packet.Dispatch{IPProtocols: map[packet.IPProtocol]*packet.Protocol{packet.IPProtocolUDP: nil}}
	if p := d.Decode(frame(t, same, eth(), v4(), &packet.UDP{})); len(p.Layers) != 2 || len(p.Payload) != 8 {
		t.Error("UDP is decoded:", p)
	}
}

func TestErrorText(t *testing.T) {
	p := packet.Unmarshal(commonFrames(t)["tag ipv4 tcp"][:40])
	if got, want := fmt.Sprint(p.Err), "packet: tcp at 38: truncated"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
