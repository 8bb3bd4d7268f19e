package openflow_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/vectors"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

var allProtocols = []*openflow.Protocol{openflow10.Protocol, openflow12.Protocol, openflow13.Protocol, openflow14.Protocol, openflow15.Protocol}

// nicira returns a message of Nicira's from the hexadecimal of what follows its header.
func nicira(t testing.TB, v openflow.Version, subtype uint32, body string) []byte {
	t.Helper()
	body = fmt.Sprintf("00002320%08x", subtype) + strings.ReplaceAll(body, " ", "")
	b, err := hex.DecodeString(fmt.Sprintf("%02x04%04x00000007", uint8(v), 8+len(body)/2) + body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestProtocolNXPacketIn has Nicira's packet-ins as bytes, the same in each version.
func TestProtocolNXPacketIn(t *testing.T) {
	frame := []byte{0xaa, 0xbb, 0xcc}
	const nxt, nxt2 = 17, 30
	for _, c := range []struct {
		name    string
		subtype uint32
		body    string
		want    openflow.PacketIn
	}{
		{"NXPacketIn", nxt, "00000007 003c 01 03 0000000000000009 000600000000 0000 00000002 0005 0000 0000 aabbcc",
			openflow.PacketIn{BufferID: 7, TotalLen: 60, InPort: 5, Reason: 1, TableID: 3, Cookie: 9, Data: frame}},
		{"NXPacketIn from a reserved port", nxt, "ffffffff 0003 00 00 ffffffffffffffff 000600000000 0000 00000002 fffe 0000 0000 aabbcc",
			openflow.PacketIn{BufferID: openflow.NoBuffer, TotalLen: 3, InPort: 0xfffffffe, Cookie: 1<<64 - 1, Data: frame}},
		{"NXPacketIn with the port in 32 bits", nxt, "ffffffff 0003 00 00 0000000000000000 000800000000 0000 80000004 00000005 0000 aabbcc",
			openflow.PacketIn{BufferID: openflow.NoBuffer, TotalLen: 3, InPort: 5, Data: frame}},
		{"NXPacketIn without fields", nxt, "ffffffff 0003 00 00 0000000000000000 000000000000 0000 0000 aabbcc",
			openflow.PacketIn{BufferID: openflow.NoBuffer, TotalLen: 3, Data: frame}},
		{"NXPacketIn2", nxt2, "0000 0007 aabbcc 00 0001 0008 0000003c 0002 0008 00000007 0003 0005 03 000000 0004 0010 00000000 0000000000000009" +
			"0005 0005 01 000000 0006 000c 80000004 00000005 00000000",
			openflow.PacketIn{BufferID: 7, TotalLen: 60, InPort: 5, Reason: 1, TableID: 3, Cookie: 9, Data: frame}},
		{"NXPacketIn2 with no more than a frame", nxt2, "0000 0007 aabbcc 00",
			openflow.PacketIn{BufferID: openflow.NoBuffer, TotalLen: 3, Cookie: 1<<64 - 1, Data: frame}},
		{"NXPacketIn2 with bytes for the controller", nxt2, "0007 0006 1111 0000 0000 0007 aabbcc 00 0008 0008 00000000",
			openflow.PacketIn{BufferID: openflow.NoBuffer, TotalLen: 3, Cookie: 1<<64 - 1, Data: frame}},
		{"NXPacketIn2 of a frame beyond 65535 bytes", nxt2, "0000 0007 aabbcc 00 0001 0008 00010000",
			openflow.PacketIn{BufferID: openflow.NoBuffer, TotalLen: 0xffff, Cookie: 1<<64 - 1, Data: frame}},
		{"NXPacketIn2 with a port of 16 bits", nxt2, "0000 0007 aabbcc 00 0006 000a 00000002 fffd 000000000000",
			openflow.PacketIn{BufferID: openflow.NoBuffer, TotalLen: 3, InPort: 0xfffffffd, Cookie: 1<<64 - 1, Data: frame}},
	} {
		for _, p := range allProtocols {
			m, err := p.Unmarshal(nicira(t, p.Version, c.subtype, c.body))
			if err != nil {
				t.Errorf("%s in %v: %v", c.name, p.Version, err)
				continue
			}
			got, ok := p.PacketIn(m)
			if diff := cmp.Diff(c.want, got); !ok || diff != "" {
				t.Errorf("%s in %v: %v %s", c.name, p.Version, ok, diff)
			}
			if n := testing.AllocsPerRun(10, func() { got, _ = p.PacketIn(m) }); n > 0 {
				t.Errorf("%s in %v: %v allocations", c.name, p.Version, n)
			}
		}
	}
	for _, p := range allProtocols {
		m, err := p.Unmarshal(nicira(t, p.Version, 28, "0000 0007 aabbcc 00"))
		if got, ok := p.PacketIn(m); err != nil || ok {
			t.Errorf("a resume is the packet-in %v in %v, %v", got, p.Version, err)
		}
	}
}

// TestProtocolPacketInRecorded has packet-ins that Open vSwitch sent. All came in on a port.
func TestProtocolPacketInRecorded(t *testing.T) {
	for _, p := range allProtocols {
		seen := map[string]int{}
		for _, r := range vectors.Live(t, "of"+strings.ReplaceAll(p.Version.String(), ".", "")) {
			m, err := p.Unmarshal(r.Wire)
			if err != nil {
				continue // TestRecorded of package interop knows of these.
			}
			in, ok := p.PacketIn(m)
			name := m.Info().Name
			if want := name == "PacketIn" || name == "NXPacketIn" || name == "NXPacketIn2"; ok != want {
				t.Errorf("%s: %s is a packet-in: %v", r.ID, name, ok)
			}
			if !ok {
				continue
			}
			seen[name]++
			about := openflow.Format(m)
			if in.InPort == 0 || len(in.Data) < 14 || int(in.TotalLen) < len(in.Data) || !strings.Contains(about, fmt.Sprintf("(%d)", len(in.Data))) {
				t.Errorf("%s: %+v of %s", r.ID, in, about)
			}
		}
		for _, name := range []string{"PacketIn", "NXPacketIn", "NXPacketIn2"} {
			if seen[name] == 0 {
				t.Errorf("no %s in %v: %v", name, p.Version, seen)
			}
		}
	}
}
