package packet_test

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/vectors"
	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow15"
	"github.com/ofwire/openflow/packet"
)

// A record is one line of packet.jsonl or packet-generated.jsonl.
type record struct {
	ID     string          `json:"id"`
	Type   string          `json:"type"`
	Proto  string          `json:"proto"`
	Hex    string          `json:"hex"`
	Valid  bool            `json:"valid"`
	Layers []string        `json:"layers"`
	Note   string          `json:"note"`
	Rest   int             `json:"rest_len"`
	JSON   json.RawMessage `json:"expect_json"`

	wire []byte
}

// records returns the packets of the shared vectors.
func records(t testing.TB) []record {
	t.Helper()
	var list []record
	for _, name := range []string{"packet.jsonl", "packet-generated.jsonl"} {
		f, err := os.Open(filepath.Join(vectors.Dir(t), name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for s := bufio.NewReader(f); ; {
			line, err := s.ReadBytes('\n')
			if len(line) == 0 && err != nil {
				break
			}
			var r record
			if err := json.Unmarshal(line, &r); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if r.wire, err = hex.DecodeString(r.Hex); err != nil {
				t.Fatalf("%s: %v", r.ID, err)
			}
			list = append(list, r)
		}
	}
	return list
}

// firsts are the protocols by the names of the vectors.
var firsts = map[string]*packet.Protocol{
	"bfd":        packet.Of[*packet.BFD](),
	"vrrp":       packet.Of[*packet.VRRP](),
	"cfm":        packet.Of[*packet.CFM](),
	"ospf":       packet.Of[*packet.OSPF](),
	"linux-sll":  packet.Of[*packet.LinuxCooked](),
	"linux-sll2": packet.LinuxCookedV2(),
	"bpdu":       packet.Of[*packet.BPDU](),
	"dhcp":       packet.Of[*packet.DHCP](),
	"slow":       packet.Of[*packet.LACP](),
	"stp":        packet.Of[*packet.BPDU](),
	"ethernet":   packet.Of[*packet.Ethernet](),
	"arp":        packet.Of[*packet.ARP](),
	"icmp":       packet.Of[*packet.ICMP](),
	"ipv4":       packet.Of[*packet.IPv4](),
	"raw-ip":     packet.Of[*packet.IPv4](),
	"ipv6":       packet.Of[*packet.IPv6](),
	"lldp":       packet.Of[*packet.LLDP](),
	"tcp":        packet.Of[*packet.TCP](),
	"udp":        packet.Of[*packet.UDP](),
	"vlan":       packet.Of[*packet.VLAN](),
	"icmpv6":     packet.Of[*packet.ICMPv6](),
	"igmp":       packet.Of[*packet.IGMP](),
	"pbb":        packet.Of[*packet.ITag](),
	"sctp":       packet.Of[*packet.SCTP](),
	"vxlan":      packet.Of[*packet.VXLAN](),
}

// first returns the protocol that a record begins with: that of os-ken's class, where there is one, or nil.
func first(r record) *packet.Protocol {
	var x map[string]json.RawMessage
	_ = json.Unmarshal(r.JSON, &x)
	for _, p := range packet.Protocols() {
		if x[p.Name] != nil {
			return p
		}
	}
	if r.Proto == "raw-ip" && len(r.wire) > 0 && r.wire[0]>>4 == 6 {
		return packet.Of[*packet.IPv6]()
	}
	return firsts[r.Proto]
}

// TestVectorsReceived decodes each packet, whether it is valid or not, and expects AppendReceived to give it back.
func TestVectorsReceived(t *testing.T) {
	var d packet.Decoder
	n := 0
	for _, r := range records(t) {
		if d.First = first(r); d.First == nil {
			continue
		}
		n++
		got, err := d.Decode(r.wire).AppendReceived(nil)
		if err != nil || !bytes.Equal(got, r.wire) {
			t.Errorf("%s: %v\n%v\nwant %x\ngot  %x", r.ID, err, d.Decode(r.wire), r.wire, got)
		}
		if r.Valid {
			if p := d.Decode(r.wire); p.Err != nil {
				t.Logf("%s %s: %v", r.ID, r.Type, p.Err)
			}
		}
	}
	t.Log(n, "packets")
	if n < 400 {
		t.Error("too few packets")
	}
}

// jsonOptions make the JSON that os-ken has.
var jsonOptions = ofjson.Options{OpenFlow: []*openflow.Protocol{openflow10.Protocol, openflow13.Protocol, openflow15.Protocol}}

// TestVectorsJSON compares the JSON of packets with os-ken's, and reads it back.
func TestVectorsJSON(t *testing.T) {
	var d packet.Decoder
	n, unknowns := 0, map[string]int{}
	for _, r := range records(t) {
		if d.First = first(r); d.First == nil || len(r.JSON) == 0 {
			continue
		}
		n++
		p := d.Decode(r.wire)
		got, err := jsonOptions.AppendPacket(nil, p)
		if err != nil {
			t.Errorf("%s: %v", r.ID, err)
			continue
		}
		want, have := protocols(t, r.JSON), protocols(t, got)
		if i := slices.IndexFunc(want, unknown); i >= 0 {
			unknowns[className(want[i])]++
			want, have = want[:i], have[:min(i, len(have))]
		}
		if i := len(want) - 1; i >= 0 && i < len(have) && unseen[className(have[i])] != "" && className(want[i]) == "" {
			want, have = want[:i], have[:i]
		}
		if diff := cmp.Diff(want, have); diff != "" && jsonExceptions[r.ID] == "" {
			t.Errorf("%s %s: %s", r.ID, r.Type, diff)
		}
		back, err := jsonOptions.UnmarshalPacket(got)
		if err != nil {
			t.Errorf("%s: %v\n%s", r.ID, err, got)
			continue
		}
		if wire, err := back.AppendReceived(nil); err != nil || !bytes.Equal(wire, r.wire) {
			t.Errorf("%s: %v\nwant %x\ngot  %x", r.ID, err, r.wire, wire)
		}
	}
	t.Log(n, "packets, compared up to these:", unknowns)
}

// jsonExceptions are packets whose JSON is not os-ken's, with the reason.
var jsonExceptions = map[string]string{
	"packet-ethernet-0f6136891807": "LLDP that is cut off: os-ken has no layer, we have the TLVs before the cut",
	"packet-ethernet-7fda8a56499b": "TCP options that do not parse: os-ken has bytes, we have the options",
	"packet-ipv6-c71ca6d70f9c":     "addresses without their prefix, which os-ken shows though it is not in the bytes",
	"packet-ipv6-e8b58e38fe5e":     "routing header without its padding",
	"packet-tcp-de651b83b410":      "TCP options that do not parse: os-ken has bytes, we have the options",
	"packet-icmp-46f6a7014c96":     "ICMP of 4 bytes, which has no data",
	"packet-ipv6-31bcd26ede60":     "hop-by-hop header whose size does not fit",
	"packet-ethernet-74d6ad8f0601": "request for flow statistics, which os-ken does not parse",
	"packet-ethernet-c6e90d81feff": "second fragment, which os-ken decodes as UDP",
	"packet-ethernet-1385393f2e32": "made by os-ken's test: the EtherType before the I-tag is a VLAN's",
	"packet-ethernet-8b37ed18b03b": "GRE with a key, which os-ken leaves out of JSON",
	"packet-ethernet-e379f68c483b": "GRE with a key, which os-ken leaves out of JSON",
	"packet-icmpv6-b58694a44898":   "router solicitation of 4 bytes, which has no body",
	"packet-ethernet-c7d09ccf5d19": "router advertisement: os-ken takes the options behind the first for its data",
	"packet-igmp-50d5a2ae64a0":     "records behind those that are counted: os-ken loses them, we have a payload",
	"packet-sctp-85a9b77604b2":     "chunk without padding, which RFC 9260 wants",
	"packet-sctp-a2cfe59fd5ed":     "chunk without padding",
	"packet-sctp-e51b64fec790":     "chunk without padding",
}

// unseen are protocols that os-ken leaves as payload in these packets, with the reason.
var unseen = map[string]string{
	"bfd": "not looked for behind UDP",
}

// unknown reports whether os-ken has a protocol that this package does not have.
func unknown(x any) bool {
	name := className(x)
	return name != "" && !slices.ContainsFunc(packet.Protocols(), func(p *packet.Protocol) bool { return p.Name == name })
}

// className returns the one key of an object, or nothing for a payload.
func className(x any) string {
	m, _ := x.(map[string]any)
	for k := range m {
		return k
	}
	return ""
}

// protocols returns what JSON tells of the layers. Empty lists and data are null; a single protocol is a packet.
func protocols(t *testing.T, text []byte) []any {
	t.Helper()
	var x any
	if err := json.Unmarshal(text, &x); err != nil {
		t.Fatal(err)
	}
	if m, ok := x.(map[string]any)["Packet"].(map[string]any); ok {
		return plain(m["protocols"]).([]any)
	}
	for k, v := range x.(map[string]any) {
		if m, ok := v.(map[string]any)[k]; ok {
			x = map[string]any{k: m}
		}
	}
	return plain([]any{x}).([]any)
}

func plain(x any) any {
	switch x := x.(type) {
	case string:
		if x == "" {
			return nil
		}
	case []any:
		if len(x) == 0 {
			return nil
		}
		for i := range x {
			x[i] = plain(x[i])
		}
	case map[string]any:
		delete(x, "tlv_info") // Not in all records.
		if x["msg"] != nil {
			delete(x, "version") // Of OpenFlow, which os-ken leaves out.
			delete(x, "xid")
		}
		for k := range x {
			x[k] = plain(x[k])
		}
	}
	return x
}
