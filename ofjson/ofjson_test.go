package ofjson_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
)

// thing is a message with one field of each kind; its encoding is its total length and nothing else.
type thing struct {
	xid    uint32
	ver    openflow.Version
	u8     uint8
	u64    uint64
	delta  int32
	wide   openflow.Uint128
	mac    openflow.MAC
	addr   netip.Addr
	name   openflow.String16
	uri    []byte
	data   []byte
	array  [2]byte
	ids    []uint64
	match  []openflow.Field
	stats  []openflow.Field
	fields []openflow.Field
	field  openflow.Field
	fid    openflow.FieldID
	fids   []openflow.FieldID
	list   []openflow.Element
	inner  openflow.Message
}

var (
	thingInfo = openflow.TypeInfo{Name: "Thing", JSON: "OFPThing", Version: openflow.Version13, Message: true}
	partInfo  = openflow.TypeInfo{Name: "Part", JSON: "OFPPart", Version: openflow.Version13}
	vendInfo  = openflow.TypeInfo{Name: "Vendor", JSON: "XYVendor", Version: openflow.Version13}
	errBroken = errors.New("broken")
)

func (*thing) Info() *openflow.TypeInfo         { return &thingInfo }
func (m *thing) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }
func (*thing) UnmarshalBinary([]byte) error     { return nil }
func (m *thing) CloneElement() openflow.Element { return m }
func (m *thing) AppendBinary(b []byte) ([]byte, error) {
	if m.u8 == 66 {
		return b, errBroken
	}
	return append(b, 4, 1, 0, 99, 0, 0, 0, 0), nil
}

func (m *thing) Walk(v openflow.Visitor) {
	v.Version(&m.ver)
	v.XID(&m.xid)
	v.Computed("length", 2, 2)
	v.Const("type", 3)
	v.Uint("u8", (*openflow.U8)(&m.u8))
	v.Hex("u64", (*openflow.U64)(&m.u64))
	v.Int("delta", &m.delta)
	v.Uint128("wide", &m.wide)
	v.MAC("hw_addr", &m.mac)
	v.Addr("ip", &m.addr, 4)
	v.Text("name", &m.name)
	v.String("uri", &m.uri)
	v.Bytes("data", &m.data)
	v.Array("array", m.array[:])
	v.Uints("ids", numbers{&m.ids})
	v.Match("match", &m.match, &table)
	v.Stats("stats", &m.stats, &table)
	v.Fields("fields", &m.fields, &table)
	v.Field("field", &m.field, &table)
	v.FieldID("dst", &m.fid, &table)
	v.FieldIDs("oxm_ids", &m.fids, &table)
	v.List("list", parts{&m.list})
	if m.inner != nil || m.u8 == 1 {
		v.Message("message", &m.inner)
	}
}

type numbers struct{ p *[]uint64 }

func (n numbers) Len() int        { return len(*n.p) }
func (n numbers) At(i int) uint64 { return (*n.p)[i] }
func (n numbers) Set(v []uint64) error {
	for _, x := range v {
		if x > 255 {
			return openflow.ErrValue
		}
	}
	*n.p = v
	return nil
}

type parts struct{ p *[]openflow.Element }

func (l parts) Len() int                  { return len(*l.p) }
func (l parts) At(i int) openflow.Element { return (*l.p)[i] }
func (l parts) Add(class string, attr func(string) uint64) openflow.Element {
	if class != "OFPPart" || attr("type") != 7 {
		return nil
	}
	e := &piece{info: &partInfo}
	*l.p = append(*l.p, e)
	return e
}

func (l parts) AddElement(e openflow.Element) bool {
	*l.p = append(*l.p, e)
	return true
}

// piece is an element of a list.
type piece struct {
	info *openflow.TypeInfo
	sub  []openflow.Element
}

func (p *piece) Info() *openflow.TypeInfo            { return p.info }
func (*piece) AppendBinary(b []byte) ([]byte, error) { return append(b, 0, 7, 0, 8), nil }
func (p *piece) CloneElement() openflow.Element      { return p }
func (p *piece) Walk(v openflow.Visitor) {
	v.Const("type", 7)
	v.Computed("len", 2, 2)
	v.List("sub", parts{&p.sub})
}

var table = openflow.FieldTable{Short: new([256]uint32), Fields: []openflow.FieldInfo{
	{ID: openflow.NewFieldID(0, 0), Name: "in_port", JSON: "in_port_nxm", Size: 2},
	{ID: openflow.NewFieldID(0x80000000, 0), Name: "in_port", Size: 4},
	{ID: openflow.NewFieldID(0x80000600, 0), Name: "eth_dst", Size: 6, Kind: openflow.KindMAC},
	{ID: openflow.NewFieldID(0x80001800, 0), Name: "ipv4_dst", Size: 4, Kind: openflow.KindIPv4},
	{ID: openflow.NewFieldID(0x80003400, 0), Name: "ipv6_src", Size: 16, Kind: openflow.KindIPv6},
	{ID: openflow.NewFieldID(0x80004000, 0), Name: "label", Size: 16, Kind: openflow.KindUint128},
	{ID: openflow.NewFieldID(0x80005000, 0), Name: "option", Size: 124, Kind: openflow.KindBytes, Variable: true},
	{ID: openflow.NewFieldID(0x80020000, 0), Name: "duration", Size: 8, Kind: openflow.KindPair},
	{ID: openflow.NewFieldID(0xffff0000, 0x4f4e4600), Name: "pbb_uca", Size: 3, ExpType: true},
}}

var protocol = &openflow.Protocol{Version: openflow.Version13, NewMessage: func(class string, _ func(string) uint64) openflow.Message {
	if class == "OFPThing" {
		return new(thing)
	}
	return nil
}}

// fields decodes TLVs.
func fields(t *testing.T, tlvs ...string) (list []openflow.Field) {
	t.Helper()
	var fb openflow.FieldBuffer
	for _, tlv := range tlvs {
		var f openflow.Field
		if _, err := fb.Field(&table, &f, []byte(tlv), true); err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	return list
}

const zero = `{"OFPThing":{"length":99,"type":3,"u8":0,"u64":0,"delta":0,"wide":0,"hw_addr":"00:00:00:00:00:00","ip":null,` +
	`"name":"","uri":"","data":"","array":"AAA=","ids":[],"match":{"OFPMatch":{"type":1,"length":4,"oxm_fields":[]}},` +
	`"stats":{"OFPStats":{"length":4,"oxs_fields":[]}},"fields":[],"field":{"OXMTlv":{"field":"field_0","mask":null,"value":""}},"dst":"","oxm_ids":[],"list":[]}}`

// edited is zero with some attributes changed: pairs of old and new text.
func edited(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(zero) }

func name(s string) (a openflow.String16) {
	copy(a[:], s)
	return a
}

func TestRoundTrip(t *testing.T) {
	deep := &piece{info: &partInfo, sub: []openflow.Element{&piece{info: &partInfo}}}
	for _, test := range []struct {
		m    *thing
		want string
	}{
		{&thing{}, zero},
		{&thing{u8: 255, u64: 1<<64 - 1, delta: -5}, edited(`"u8":0`, `"u8":255`, `"u64":0`, `"u64":18446744073709551615`, `"delta":0`, `"delta":-5`)},
		{&thing{wide: openflow.Uint128{Hi: 1<<64 - 1, Lo: 1<<64 - 1}}, edited(`"wide":0`, `"wide":340282366920938463463374607431768211455`)},
		{&thing{mac: openflow.MAC{1, 2, 3, 4, 5, 6}, addr: netip.MustParseAddr("10.0.0.1")},
			edited("00:00:00:00:00:00", "01:02:03:04:05:06", `"ip":null`, `"ip":"10.0.0.1"`)},
		{&thing{name: name("私"), uri: []byte("a\"\\\n")}, edited(`"name":""`, `"name":"私"`, `"uri":""`, `"uri":"a\"\\\u000a"`)},
		{&thing{name: name("a\x00b\xff\x80"), uri: []byte("\uefff\uef7f")},
			edited(`"name":""`, "\"name\":\"a\\u0000b\uefff\uef80\"", `"uri":""`, "\"uri\":\"\uefee\uefbf\uefbf\uef7f\"")},
		{&thing{data: []byte{1, 2}, array: [2]byte{255, 255}, ids: []uint64{1, 4}}, edited(`"data":""`, `"data":"AQI="`, "AAA=", "//8=", `"ids":[]`, `"ids":[1,4]`)},
		{&thing{ver: openflow.Version15}, edited(`Thing":{"length"`, `Thing":{"version":6,"length"`)},
		{&thing{fid: 0x80000004, fids: []openflow.FieldID{0x80000000, 0x80000104, openflow.NewFieldID(0xffff5406, 0x4f4e4600)}},
			edited(`"dst":""`, `"dst":"in_port"`, `"oxm_ids":[]`,
				`"oxm_ids":[{"OFPOxmId":{"hasmask":0,"length":0,"type":"in_port"}},{"OFPOxmId":{"hasmask":1,"length":4,"type":"in_port"}},`+
					`{"OFPExperimenterOxmId":{"hasmask":0,"exp_id":1330529792,"length":6,"type":"field_11161292865798058"}}]`)},
		{&thing{fid: 0x80000000}, edited(`"dst":""`, `"dst":{"OFPOxmId":{"hasmask":0,"length":0,"type":"in_port"}}`)},
		{&thing{list: []openflow.Element{deep}}, edited(`"list":[]`, `"list":[{"OFPPart":{"type":7,"len":8,"sub":[{"OFPPart":{"type":7,"len":8,"sub":[]}}]}}]`)},
		{&thing{list: []openflow.Element{&piece{info: &vendInfo}}}, edited(`"list":[]`, `"list":[{"XYVendor":{"type":7,"len":8,"sub":[]}}]`)},
		{&thing{u8: 1, inner: &openflow.Opaque{Version: 5, Type: 9, Body: []byte{1}}},
			edited(`"u8":0`, `"u8":1`, `"list":[]`, `"list":[],"message":{"OFPOpaque":{"version":5,"msg_type":9,"data":"AQ=="}}`)},
		{&thing{u8: 1, inner: &openflow.Opaque{Version: 5, Type: 9, XID: 3}},
			edited(`"u8":0`, `"u8":1`, `"list":[]`, `"list":[],"message":{"OFPOpaque":{"version":5,"xid":3,"msg_type":9,"data":""}}`)},
	} {
		check(t, test.m, test.want)
	}
}

// check compares a message's JSON to want, and what is read back to the message by its JSON.
func check(t *testing.T, m openflow.Message, want string) {
	t.Helper()
	var x openflow.Extensions
	x.Add(&openflow.Extension{Version: openflow.Version13, Info: &vendInfo, New: func() openflow.Element { return &piece{info: &vendInfo} }})
	o := ofjson.Options{Extensions: &x}
	got, err := ofjson.Marshal(m)
	if err != nil || string(got) != want {
		t.Errorf("%v\ngot  %s\nwant %s", err, got, want)
		return
	}
	back, err := o.Unmarshal(protocol, got)
	if err != nil {
		t.Errorf("%v in %s", err, got)
		return
	}
	if again, err := o.Append(nil, back); err != nil || string(again) != want {
		t.Errorf("read back: %v\ngot  %s\nwant %s", err, again, want)
	}
}

func TestFields(t *testing.T) {
	for _, test := range []struct{ tlv, want string }{
		{"\x80\x00\x00\x04\x00\x00\x00\x01", `"in_port","mask":null,"value":1`},
		{"\x00\x00\x00\x02\x00\x01", `"in_port_nxm","mask":null,"value":1`},
		{"\x80\x00\x01\x08\x00\x00\x00\x01\xff\xff\xff\xff", `"in_port","mask":4294967295,"value":1`},
		{"\x80\x00\x07\x0c\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00", `"eth_dst","mask":"01:00:00:00:00:00","value":"01:00:00:00:00:00"`},
		{"\x80\x00\x19\x08\x0a\x00\x00\x01\xff\x00\x00\xff", `"ipv4_dst","mask":"255.0.0.255","value":"10.0.0.1"`},
		{"\x80\x00\x34\x10\xfe\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01", `"ipv6_src","mask":null,"value":"fe80::1"`},
		{"\x80\x00\x40\x10\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00", `"label","mask":null,"value":18446744073709551616`},
		{"\x80\x00\x50\x01a", `"option","mask":null,"value":"YQ=="`},
		{"\x80\x00\x51\x02a\xff", `"option","mask":"/w==","value":"YQ=="`},
		{"\xff\xff\x00\x07ONF\x00\x0a\x00\x01", `"pbb_uca","mask":null,"value":1`},
		{"\xff\xff\x00\x07ONF\x00\x0a\x01\x01", `"field_11161292865798016","mask":null,"value":"CgEB"`},
		{"\x80\x00\xc8\x02\xab\xcd", `"field_4194404","mask":null,"value":"q80="`},
		{"\x80\x00\xc9\x00", `"field_4194404","mask":"","value":""`},
		{"\x80\x00\xc9\x03\x01\x02\x03", `"field_4194404","mask":"AgM=","value":"AQ=="`},
		{"\xff\xff\x01\x07\x00\xab\xcd\xef\x01\x02\x03", `"field_94450491588480","mask":"AgM=","value":"AQ=="`},
		{"\x80\x00\x00\x02\xab\xcd", `"field_4194304","mask":null,"value":"q80="`},
	} {
		f := fields(t, test.tlv)
		tlv := `{"OXMTlv":{"field":` + test.want + "}}"
		check(t, &thing{fields: f}, edited(`"fields":[]`, `"fields":[`+tlv+`]`))
		var m thing
		back, err := ofjson.Unmarshal(protocol, []byte(`{"OFPThing":{"field":`+tlv+`}}`))
		if err != nil {
			t.Error(err)
			continue
		}
		if m = *back.(*thing); !m.field.Equal(f[0]) {
			t.Errorf("%s reads as %v, want %v", tlv, m.field, f[0])
		}
	}
	f := fields(t, "\x80\x02\x00\x08\x00\x00\x00\x01\x00\x00\x00\x02")
	check(t, &thing{fields: f}, edited(`"fields":[]`, `"fields":[{"OXSTlv":{"field":"duration","value":[1,2]}}]`))
	f = append(f, fields(t, "\xff\xff\x02\x05\x00\xab\xcd\xef\x01")...)
	check(t, &thing{stats: f}, edited(`"length":4,"oxs_fields":[]`, `"length":25,"oxs_fields":[{"OXSTlv":{"field":"duration","value":[1,2]}},`+
		`{"OXSTlv":{"field":"field_94450491588481","value":"AQ=="}}]`))
	f = fields(t, "\x80\x00\x00\x04\x00\x00\x00\x01", "\x80\x00\x18\x04\x0a\x00\x00\x01")
	check(t, &thing{match: f}, edited(`"length":4,"oxm_fields":[]`, `"length":20,"oxm_fields":[`+
		`{"OXMTlv":{"field":"in_port","mask":null,"value":1}},{"OXMTlv":{"field":"ipv4_dst","mask":null,"value":"10.0.0.1"}}]`))
}

func TestXID(t *testing.T) {
	o := ofjson.Options{XID: true}
	m := &thing{xid: 5, u8: 1, inner: &thing{xid: 5}}
	b, err := o.Append([]byte("x"), m)
	if err != nil || !strings.HasPrefix(string(b), `x{"OFPThing":{"xid":5,`) || strings.Count(string(b), "xid") != 1 {
		t.Fatalf("%v %s", err, b)
	}
	back, err := o.Unmarshal(protocol, b[1:])
	if err != nil {
		t.Fatal(err)
	}
	if got := back.(*thing); got.xid != 5 || got.inner.(*thing).xid != 5 {
		t.Errorf("xids %d and %d, want 5", got.xid, got.inner.(*thing).xid)
	}
}

func TestUnmarshalErrors(t *testing.T) {
	deep := strings.Repeat(`{"OFPPart":{"type":7,"sub":[`, 30) + strings.Repeat("]}}", 30)
	for _, test := range []struct {
		json, path string
		err        error
	}{
		{``, "", nil},
		{`{`, "", nil},
		{`{"OFPThing":`, "", nil},
		{`{"OFPThing":{}`, "", nil},
		{`{"OFPThing":{}} {}`, "", ofjson.ErrTrailing},
		{`[]`, "", ofjson.ErrType},
		{`null`, "", ofjson.ErrType},
		{`{"OFPThing":[]}`, "", ofjson.ErrType},
		{`{"OFPThing":{},"b":{}}`, "", ofjson.ErrType},
		{`{"OFPNothing":{}}`, "", ofjson.ErrClass},
		{`{"OFPThing":{"u8":256}}`, "OFPThing.u8", openflow.ErrValue},
		{`{"OFPThing":{"u8":-1}}`, "OFPThing.u8", openflow.ErrValue},
		{`{"OFPThing":{"u8":1.5}}`, "OFPThing.u8", openflow.ErrValue},
		{`{"OFPThing":{"u8":1e2}}`, "OFPThing.u8", openflow.ErrValue},
		{`{"OFPThing":{"u8":"1"}}`, "OFPThing.u8", ofjson.ErrType},
		{`{"OFPThing":{"u8":1,"u8":1}}`, "u8", ofjson.ErrDuplicate},
		{`{"OFPThing":{"u64":18446744073709551616}}`, "OFPThing.u64", openflow.ErrValue},
		{`{"OFPThing":{"delta":2147483648}}`, "OFPThing.delta", openflow.ErrValue},
		{`{"OFPThing":{"wide":340282366920938463463374607431768211456}}`, "OFPThing.wide", openflow.ErrValue},
		{`{"OFPThing":{"wide":1e30}}`, "OFPThing.wide", openflow.ErrValue},
		{`{"OFPThing":{"type":4}}`, "OFPThing.type", ofjson.ErrConst},
		{`{"OFPThing":{"nothing":4}}`, "OFPThing.nothing", ofjson.ErrAttribute},
		{`{"OFPThing":{"hw_addr":"1"}}`, "OFPThing.hw_addr", openflow.ErrValue},
		{`{"OFPThing":{"ip":"::1"}}`, "OFPThing.ip", openflow.ErrValue},
		{`{"OFPThing":{"name":"12345678901234567"}}`, "OFPThing.name", openflow.ErrNameTooLong},
		{`{"OFPThing":{"data":"*"}}`, "OFPThing.data", openflow.ErrValue},
		{`{"OFPThing":{"array":"AQ=="}}`, "OFPThing.array", openflow.ErrLength},
		{`{"OFPThing":{"ids":[1,256]}}`, "OFPThing.ids", openflow.ErrValue},
		{`{"OFPThing":{"ids":{}}}`, "OFPThing.ids", ofjson.ErrType},
		{`{"OFPThing":{"match":{"OFP":{}}}}`, "OFPThing.match", ofjson.ErrClass},
		{`{"OFPThing":{"match":{"OFPStats":{}}}}`, "OFPThing.match", ofjson.ErrClass},
		{`{"OFPThing":{"match":{"OFPMatch":{"x":1}}}}`, "OFPThing.match.x", ofjson.ErrAttribute},
		{`{"OFPThing":{"match":{"OFPMatch":{"oxm_fields":[{"OXMTlv":{"field":"x","value":1}}]}}}}`, "OFPThing.match.oxm_fields[0]", ofjson.ErrField},
		{`{"OFPThing":{"match":{"OFPMatch":{"oxm_fields":[{"OXMTlv":{"field":"in_port","value":4294967296}}]}}}}`,
			"OFPThing.match.oxm_fields[0].value", openflow.ErrValue},
		{`{"OFPThing":{"match":{"OFPMatch":{"oxm_fields":[{"OXMTlv":{"field":"in_port"}}]}}}}`, "OFPThing.match.oxm_fields[0]", ofjson.ErrType},
		{`{"OFPThing":{"field":{"OXMTlv":{"field":"field_99999999999999999999","value":""}}}}`, "OFPThing.field", ofjson.ErrField},
		{`{"OFPThing":{"field":{"OXMTlv":{"field":"field_16777216","value":""}}}}`, "OFPThing.field", ofjson.ErrField},
		{`{"OFPThing":{"field":{"OXMTlv":{"field":"field_5","value":"AQ==","mask":""}}}}`, "OFPThing.field", openflow.ErrMask},
		{`{"OFPThing":{"field":{"OXMTlv":{"field":"ipv6_src","value":"1.2.3.4"}}}}`, "OFPThing.field.value", openflow.ErrValue},
		{`{"OFPThing":{"oxm_ids":[{"OFPOxmId":{"type":"in_port","length":256}}]}}`, "OFPThing.oxm_ids[0].length", openflow.ErrValue},
		{`{"OFPThing":{"list":[{"OFPPart":{"type":7,"sub":[{"OFPPart":{"type":8}}]}}]}}`, "OFPThing.list[0].sub[0]", ofjson.ErrClass},
		{`{"OFPThing":{"list":[null]}}`, "OFPThing.list[0]", ofjson.ErrType},
		{`{"OFPThing":{"u8":1,"message":{"OFPThing":{"u8":"x"}}}}`, "OFPThing.message.u8", ofjson.ErrType},
		{`{"OFPThing":{"list":[` + deep + `]}}`, "", openflow.ErrDepth},
	} {
		m, err := ofjson.Unmarshal(protocol, []byte(test.json))
		var e *ofjson.Error
		if m != nil || !errors.As(err, &e) {
			t.Errorf("%s: error %v", test.json, err)
			continue
		}
		if e.Path != test.path || test.err != nil && !errors.Is(err, test.err) {
			t.Errorf("%s: error %v, want path %q and %v", test.json, err, test.path, test.err)
		}
	}
}

func TestMarshalErrors(t *testing.T) {
	loop := &piece{info: &partInfo}
	loop.sub = []openflow.Element{loop}
	for _, test := range []struct {
		e   openflow.Element
		err error
	}{
		{nil, openflow.ErrNil},
		{(*thing)(nil), openflow.ErrNil},
		{&thing{list: []openflow.Element{nil}}, openflow.ErrNil},
		{&thing{u8: 1}, openflow.ErrNil},
		{&thing{u8: 66}, errBroken},
		{loop, openflow.ErrDepth},
	} {
		if b, err := ofjson.Marshal(test.e); b != nil || !errors.Is(err, test.err) {
			t.Errorf("Marshal of %T: %s, %v, want %v", test.e, b, err, test.err)
		}
	}
}
