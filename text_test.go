package openflow_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/ofwire/openflow"
)

// textMod is a message with one field of each kind.
type textMod struct {
	xid     uint32
	cookie  uint64
	command command
	flags   flags
	prio    uint16
	delta   int32
	wide    openflow.Uint128
	mac     openflow.MAC
	addr    netip.Addr
	name    openflow.String16
	uri     []byte
	data    []byte
	array   [2]byte
	ids     []uint64
	match   []openflow.Field
	field   openflow.FieldID
	actions []openflow.Element
	inner   openflow.Message
}

type command uint8

func (c command) String() string {
	if c == 0 {
		return "ADD"
	}
	return fmt.Sprintf("%d", uint8(c))
}

type flags uint16

func (f flags) String() string {
	if f == 1 {
		return "SEND_FLOW_REM"
	}
	return "0"
}

var textInfo = openflow.TypeInfo{Name: "FlowMod", JSON: "OFPFlowMod", Version: openflow.Version13, Message: true}

func (*textMod) Info() *openflow.TypeInfo              { return &textInfo }
func (*textMod) AppendBinary(b []byte) ([]byte, error) { return b, nil }
func (*textMod) MarshalBinary() ([]byte, error)        { return nil, nil }
func (*textMod) UnmarshalBinary([]byte) error          { return nil }
func (m *textMod) CloneElement() openflow.Element      { return m }
func (m *textMod) Walk(v openflow.Visitor) {
	v.XID(&m.xid)
	v.Computed("length", 2, 2)
	v.Const("type", 3)
	v.Hex("cookie", (*openflow.U64)(&m.cookie))
	v.Enum("command", (*openflow.U8)(&m.command), m.command)
	v.Enum("flags", (*openflow.U16)(&m.flags), m.flags)
	v.Uint("priority", (*openflow.U16)(&m.prio))
	v.Int("delta", &m.delta)
	v.Uint128("wide", &m.wide)
	v.MAC("hw_addr", &m.mac)
	v.Addr("ip", &m.addr, 4)
	v.Text("name", &m.name)
	v.String("uri", &m.uri)
	v.Bytes("data", &m.data)
	v.Array("array", m.array[:])
	v.Uints("ids", numbers{&m.ids})
	v.Match("match", &m.match, &textTable)
	v.FieldID("dst", &m.field, &textTable)
	v.List("actions", elements{&m.actions})
	if m.inner != nil {
		v.Message("message", &m.inner)
	}
}

type numbers struct{ p *[]uint64 }

func (n numbers) Len() int             { return len(*n.p) }
func (n numbers) At(i int) uint64      { return (*n.p)[i] }
func (n numbers) Set(v []uint64) error { *n.p = v; return nil }

type elements struct{ p *[]openflow.Element }

func (l elements) Len() int                                       { return len(*l.p) }
func (l elements) At(i int) openflow.Element                      { return (*l.p)[i] }
func (elements) Add(string, func(string) uint64) openflow.Element { return nil }

// output is an action.
type output struct {
	name string
	port uint32
	sub  []openflow.Element
}

func (o *output) Info() *openflow.TypeInfo            { return &openflow.TypeInfo{Name: o.name} }
func (*output) AppendBinary(b []byte) ([]byte, error) { return b, nil }
func (o *output) CloneElement() openflow.Element      { return o }
func (o *output) Walk(v openflow.Visitor) {
	v.Uint("port", (*openflow.U32)(&o.port))
	v.List("actions", elements{&o.sub})
}

var textTable = openflow.FieldTable{Short: new([256]uint32), Fields: []openflow.FieldInfo{
	{ID: openflow.NewFieldID(0x80000000, 0), Name: "in_port", Size: 4},
	{ID: openflow.NewFieldID(0x80000400, 0), Name: "metadata", Size: 8, Maskable: true},
	{ID: openflow.NewFieldID(0x80000600, 0), Name: "eth_dst", Size: 6, Kind: openflow.KindMAC, Maskable: true},
	{ID: openflow.NewFieldID(0x80000a00, 0), Name: "eth_type", Size: 2},
	{ID: openflow.NewFieldID(0x80001400, 0), Name: "ip_proto", Size: 1, Text: func(v uint64) string {
		if v == 6 {
			return "TCP"
		}
		return ""
	}},
	{ID: openflow.NewFieldID(0x80001800, 0), Name: "ipv4_dst", Size: 4, Kind: openflow.KindIPv4, Maskable: true},
	{ID: openflow.NewFieldID(0x80003400, 0), Name: "ipv6_src", Size: 16, Kind: openflow.KindIPv6, Maskable: true},
	{ID: openflow.NewFieldID(0x80020000, 0), Name: "duration", Size: 8, Kind: openflow.KindPair},
}}

// fields decodes fields from hex TLVs.
func fields(t *testing.T, b string) []openflow.Field {
	t.Helper()
	var fb openflow.FieldBuffer
	fb.Reset(len(b))
	list, err := fb.Fields(&textTable, []byte(b), 0, len(b), true)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestFormat(t *testing.T) {
	name := openflow.String16{}
	if err := name.Set("eth\"0"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		e    openflow.Element
		want string
	}{
		{nil, "<nil>"},
		{&textMod{}, "FlowMod{xid=0 command=ADD hw_addr=00:00:00:00:00:00 match={}}"},
		{
			&textMod{xid: 7, cookie: 0xff, command: 9, flags: 1, prio: 5, delta: -3, wide: openflow.Uint128{Hi: 1}, addr: netip.MustParseAddr("10.0.0.1"),
				name: name, uri: []byte("tcp:x"), data: []byte{1, 0xab}, array: [2]byte{0, 1}, ids: []uint64{1, 4}, field: openflow.NewFieldID(0x80000a02, 0)},
			`FlowMod{xid=7 cookie=0xff command=9 flags=SEND_FLOW_REM priority=5 delta=-3 wide=0x10000000000000000 hw_addr=00:00:00:00:00:00 ip=10.0.0.1 ` +
				`name="eth\"0" uri="tcp:x" data=(2)01ab array=0x0001 ids=[1 4] match={} dst=eth_type}`,
		},
		{
			&textMod{actions: []openflow.Element{&output{name: "ActionOutput", port: 2}, nil, &output{name: "NXActionCT", sub: []openflow.Element{&output{name: "ActionPopVLAN"}}}}},
			"FlowMod{xid=0 command=ADD hw_addr=00:00:00:00:00:00 match={} actions=[Output{port=2} <nil> NXCT{actions=[PopVLAN{}]}]}",
		},
		{
			&textMod{data: make([]byte, 65), inner: &openflow.Opaque{Version: 9, Type: 33, XID: 1, Body: []byte("a")}},
			"FlowMod{xid=0 command=ADD hw_addr=00:00:00:00:00:00 data=(65)" + fmt.Sprintf("%0128d", 0) + "… match={} message=Opaque{version=0x9 xid=1 msg_type=33 data=(1)61}}",
		},
	} {
		if got := openflow.Format(test.e); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

func TestFormatDeep(t *testing.T) {
	e := &output{name: "ActionX"}
	e.sub = []openflow.Element{e}
	if n := len(openflow.Format(e)); n > 2000 {
		t.Errorf("%d bytes of an element that holds itself", n)
	}
}

func TestFieldText(t *testing.T) {
	for _, test := range []struct{ tlv, want string }{
		{"\x80\x00\x00\x04\x00\x00\x00\x01", "in_port=1"},
		{"\x80\x00\x0a\x02\x08\x00", "eth_type=0x0800"},
		{"\x80\x00\x14\x01\x06", "ip_proto=TCP"},
		{"\x80\x00\x14\x01\x07", "ip_proto=7"},
		{"\x80\x00\x05\x10\x00\x00\x00\x00\x00\x00\x00\x0a\x00\x00\x00\x00\x00\x00\x00\xff", "metadata=0xa/0xff"},
		{"\x80\x00\x06\x06\x01\x02\x03\x04\x05\x06", "eth_dst=01:02:03:04:05:06"},
		{"\x80\x00\x07\x0c\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00", "eth_dst=01:00:00:00:00:00/01:00:00:00:00:00"},
		{"\x80\x00\x18\x04\x0a\x00\x00\x01", "ipv4_dst=10.0.0.1"},
		{"\x80\x00\x19\x08\x0a\x00\x00\x00\xff\xf0\x00\x00", "ipv4_dst=10.0.0.0/12"},
		{"\x80\x00\x19\x08\x0a\x00\x00\x01\xff\x00\x00\xff", "ipv4_dst=10.0.0.1/255.0.0.255"},
		{"\x80\x00\x35\x20\xfe\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00", "ipv6_src=fe80::/64"},
		{"\x80\x02\x00\x08\x00\x00\x00\x01\x00\x00\x00\x02", "duration=1,2"},
		{"\x80\x00\xc8\x02\xab\xcd", "0x8000:100=0xabcd"},
		{"\x80\x00\xc9\x02\xab\xff", "0x8000:100=0xab/0xff"},
		{"\xff\xff\x54\x06OFN\x00\x12\x34", "0xffff:0x4f464e00:42=0x1234"},
		{"\x80\x00\x0a\x01\x08", "eth_type=0x08"},
		{"\x80\x00\x0a\x00", "eth_type=0x"},
	} {
		f := fields(t, test.tlv)[0]
		if got := string(textTable.AppendText(nil, &f)); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
	f := fields(t, "\x80\x00\x0b\x04\x08\x00\xff\xff")[0]
	if got, want := f.String(), "0x8000:5=0x0800/0xffff"; got != want {
		t.Errorf("String is %s, want %s", got, want)
	}
}
