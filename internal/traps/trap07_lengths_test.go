package traps

import (
	"slices"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// What the body of a multipart is depends on version, direction and type: descriptions of ports and groups are asked for with nothing before 1.5, type 1 became
// the description of flows in 1.5 and type 17 their statistics.
func TestTrap07_MultipartTypesChangeShape(t *testing.T) {
	same(t, v13, "04 12 0010 00000007  000d 0000 00000000", &openflow13.PortDescRequest{XID: 7})
	same(t, v14, "05 12 0010 00000007  0007 0000 00000000", &openflow14.GroupDescRequest{XID: 7})
	same(t, v15, "06 12 0018 00000007  000d 0000 00000000  00000003 00000000", &openflow15.PortDescRequest{XID: 7, PortNo: 3})
	same(t, v15, "06 12 0018 00000007  0007 0000 00000000  fffffffc 00000000", &openflow15.GroupDescRequest{XID: 7, GroupID: openflow15.GroupIDAll})
	refused(t, v15, "06 12 0010 00000007  000d 0000 00000000", 16, "PortDescRequest", openflow.BadRequestLen)
	refused(t, v14, "05 12 0018 00000007  000d 0000 00000000  00000003 00000000", 16, "PortDescRequest", openflow.BadRequestLen)

	const flows = "ff 000000 ffffffff ffffffff 00000000 000000000000002a ffffffffffffffff 0001 0004 00000000"
	const any, none = openflow15.PortNoAny, openflow15.GroupIDAny
	same(t, v14, "05 12 0038 00000007  0001 0000 00000000"+flows, &openflow14.FlowStatsRequest{
		XID: 7, TableID: 0xff, OutPort: openflow14.PortNoAny, OutGroup: openflow14.GroupIDAny, Cookie: 42, CookieMask: 1<<64 - 1,
	})
	same(t, v15, "06 12 0038 00000007  0001 0000 00000000"+flows, &openflow15.FlowDescRequest{XID: 7, TableID: 0xff, OutPort: any, OutGroup: none, Cookie: 42, CookieMask: 1<<64 - 1})
	same(t, v15, "06 12 0038 00000007  0011 0000 00000000"+flows, &openflow15.FlowStatsRequest{XID: 7, TableID: 0xff, OutPort: any, OutGroup: none, Cookie: 42, CookieMask: 1<<64 - 1})
	same(t, v14, "05 12 0014 00000007  0011 0000 00000000 deadbeef", &openflow14.MultipartRequestUnknown{XID: 7, Type: 17, Body: []byte{0xde, 0xad, 0xbe, 0xef}})
	same(t, v14, "05 13 0010 00000007  0001 0000 00000000", &openflow14.FlowStatsReply{XID: 7})
	same(t, v15, "06 13 0010 00000007  0001 0000 00000000", &openflow15.FlowDescReply{XID: 7})
	same(t, v15, "06 13 0010 00000007  0011 0000 00000000", &openflow15.FlowStatsReply{XID: 7})
}

// Lengths have 16 bits, those of match fields 8: what does not fit is an error of the encoder, never a wrong number; padding counts.
func TestTrap08_LengthsDoNotWrap(t *testing.T) {
	m := &openflow13.EchoRequest{Data: make([]byte, 65527)}
	if b, err := m.MarshalBinary(); err != nil || len(b) != 65535 || b[2] != 0xff || b[3] != 0xff {
		t.Errorf("the longest message: % x, %v", b[:4], err)
	}
	m.Data = make([]byte, 65528)
	unencodable(t, m, "EchoRequest", openflow.ErrTooLong)

	note := &openflow13.NXActionNote{Note: make([]byte, 65518)}
	out := &openflow13.PacketOut{Actions: openflow13.Actions{note}}
	unencodable(t, out, "PacketOut", openflow.ErrTooLong)
	note.Note = make([]byte, 65519) // 65529 bytes, which padding makes 65536: a length of 0.
	unencodable(t, out, "PacketOut.Actions[0]", openflow.ErrTooLong)
	unencodable(t, &openflow13.FlowMod{Instructions: openflow13.Instructions{
		&openflow13.InstructionGotoTable{}, &openflow13.InstructionApplyActions{Actions: openflow13.Actions{note}},
	}}, "FlowMod.Instructions[1].Actions[0]", openflow.ErrTooLong)
	note.Note = make([]byte, 65518)
	unencodable(t, &openflow13.FlowMod{Instructions: openflow13.Instructions{
		&openflow13.InstructionApplyActions{Actions: openflow13.Actions{note}},
	}}, "FlowMod.Instructions[0]", openflow.ErrTooLong)
	unencodable(t, &openflow13.GroupMod{Buckets: []openflow13.Bucket{{Actions: openflow13.Actions{note}}}}, "GroupMod.Buckets[0]", openflow.ErrTooLong)
	unencodable(t, &openflow14.PortMod{Properties: openflow14.PortModProps{
		&openflow14.PortModPropExperimenter{Data: make([]byte, 65524)},
	}}, "PortMod.Properties[0]", openflow.ErrTooLong)
	unencodable(t, &openflow15.Hello{Elements: openflow15.HelloElems{&openflow15.HelloElemUnknown{Body: make([]byte, 65532)}}}, "Hello.Elements[0]", openflow.ErrTooLong)

	if _, err := openflow.MakeField(openflow.NewFieldID(0x1100, 0), make([]byte, 255)); err == nil {
		t.Error("a masked payload of 255 bytes is no error")
	}
	id := openflow.NewFieldID(0xffff<<16, 0xaabbcc)
	if _, err := openflow.MakeField(id, make([]byte, 252)); err == nil {
		t.Error("a field of 256 bytes, experimenter included, is no error")
	}
	f, err := openflow.MakeField(id, make([]byte, 251))
	if err != nil || f.ID().PayloadLen() != 255 || f.Len() != 259 {
		t.Errorf("the longest field has %d bytes, %v", f.Len(), err)
	}
}

// Elements of a hello are padded to 8 bytes without telling so; the bitmap has a word for each 32 versions, of which bit 31 is one. What is no element must not hurt.
func TestTrap09_HelloElements(t *testing.T) {
	for _, p := range []*openflow.Protocol{v10, v12, v13, v14, v15} {
		for _, rest := range []string{"", "00", "0001 0000", "0001 0003 00000000", "0001 0009 00000000", "0001 0005 00", "deadbeef deadbeef deadbeef"} {
			b := append([]byte{byte(p.Version), 0, 0, 8, 0, 0, 0, 1}, unhex(t, rest)...)
			b[3] = byte(len(b))
			m, err := p.Unmarshal(b)
			if err != nil {
				t.Errorf("%v: %v in % x", p.Version, err, b)
				continue
			}
			if versions, ok := p.HelloVersions(m); ok {
				t.Errorf("%v: % x offers %v", p.Version, b, versions)
			}
			if out, err := m.AppendBinary(nil); err != nil || string(out) != string(b) {
				t.Errorf("% x encodes to % x, %v", b, out, err)
			}
		}
	}
	hello := func(elements ...openflow13.HelloElem) openflow.Message {
		return &openflow13.Hello{XID: 1, Elements: elements}
	}
	bitmap := func(words ...uint32) openflow13.HelloElem { return &openflow13.HelloElemVersionBitmap{Versions: words} }
	same(t, v13, "04 00 0010 00000001  0001 0008 80000012", hello(bitmap(0x80000012)))
	same(t, v13, "04 00 0018 00000001  0001 000c 00000012 00000001 00000000", hello(bitmap(0x12, 1)))
	same(t, v13, "04 00 0018 00000001  0002 0005 aa000000  0001 0008 00000010", hello(&openflow13.HelloElemUnknown{Type: 2, Body: []byte{0xaa}}, bitmap(0x10)))
	same(t, v13, "04 00 0010 00000001  0001 0004 00000000", hello(bitmap()))
	for _, test := range []struct {
		hexText string
		want    []openflow.Version
	}{
		{"04 00 0010 00000001  0001 0008 80000012", []openflow.Version{1, 4, 31}},
		{"04 00 0018 00000001  0001 000c 00000012 80000001 00000000", []openflow.Version{1, 4, 32, 63}},
		{"04 00 0018 00000001  0002 0005 aa000000  0001 0008 00000010", []openflow.Version{4}},
	} {
		for _, p := range []*openflow.Protocol{v10, v12, v13, v14, v15} {
			if got, _ := p.HelloVersions(roundTrip(t, p, test.hexText)); !slices.Equal(got, test.want) {
				t.Errorf("%v: %s offers %v, want %v", p.Version, test.hexText, got, test.want)
			}
		}
	}
}

// The version byte of a hello is the highest that the sender knows, not that of the layout; hello, error and echo decode whatever it is.
func TestTrap10_VersionOfHello(t *testing.T) {
	same(t, v10, "63 00 0008 00000001", &openflow10.Hello{Version: 0x63, XID: 1})
	same(t, v12, "63 00 0008 00000001", &openflow12.Hello{Version: 0x63, XID: 1})
	same(t, v13, "63 00 0010 00000001  0001 0008 00000010", &openflow13.Hello{
		Version: 0x63, XID: 1, Elements: openflow13.HelloElems{&openflow13.HelloElemVersionBitmap{Versions: []uint32{0x10}}},
	})
	same(t, v14, "63 01 000c 00000001  0000 0000", &openflow14.ErrorMsg{Version: 0x63, XID: 1})
	same(t, v15, "63 02 000a 00000001  6869", &openflow15.EchoRequest{Version: 0x63, XID: 1, Data: []byte("hi")})
	same(t, v15, "63 03 0008 00000001", &openflow15.EchoReply{Version: 0x63, XID: 1})
	same(t, v13, "04 00 0008 00000001", &openflow13.Hello{XID: 1}) // The protocol's own version is 0 in Go.
	refused(t, v13, "63 05 0008 00000001", 0, "Header.Version", openflow.BadRequestVersion)
	refused(t, v13, "05 05 0008 00000001", 0, "Header.Version", openflow.BadRequestVersion)
}

// The data of an error is the begin of the failed message, mostly cut off, or text: it is bytes, and not decoded.
func TestTrap11_DataOfErrorsIsOpaque(t *testing.T) {
	const cut = "04 0e 1000 00000007 0000" // Of a FlowMod of 4096 bytes.
	data := unhex(t, cut)
	same(t, v10, "01 01 0016 00000007  0001 0006"+cut, &openflow10.ErrorMsg{XID: 7, Type: openflow10.ErrorTypeBadRequest, Code: 6, Data: data})
	same(t, v12, "03 01 0016 00000007  0001 0006"+cut, &openflow12.ErrorMsg{XID: 7, Type: openflow12.ErrorTypeBadRequest, Code: 6, Data: data})
	same(t, v13, "04 01 0016 00000007  0001 0006"+cut, &openflow13.ErrorMsg{XID: 7, Type: openflow13.ErrorTypeBadRequest, Code: 6, Data: data})
	same(t, v14, "05 01 000f 00000007  0000 0000 6e6f 00", &openflow14.ErrorMsg{XID: 7, Type: openflow14.ErrorTypeHelloFailed, Data: []byte("no\x00")})
	same(t, v15, "06 01 000e 00000007  0000 0001 6e6f", &openflow15.ErrorMsg{XID: 7, Type: openflow15.ErrorTypeHelloFailed, Code: 1, Data: []byte("no")})
	same(t, v13, "04 01 000c 00000007  0001 0006", &openflow13.ErrorMsg{XID: 7, Type: openflow13.ErrorTypeBadRequest, Code: 6})
}

// An experimenter's error has a type of the experimenter's where others have the code; Nicira's in 1.0 has type 0xb0c2, code 0, and its type and code behind the vendor.
func TestTrap12_ExperimenterErrors(t *testing.T) {
	data := []byte{4, 2, 0, 8}
	same(t, v13, "04 01 0014 00000007  ffff 08fd 4f4e4600 04020008", &openflow13.ErrorMsg{
		XID: 7, Type: openflow13.ErrorTypeExperimenter, Code: openflow13.ONFErrBundleEPERM, Experimenter: 0x4f4e4600, Data: data,
	})
	same(t, v12, "03 01 0010 00000007  ffff 0002 00002320", &openflow12.ErrorMsg{XID: 7, Type: openflow12.ErrorTypeExperimenter, Code: openflow12.NXErrRequestNXMInvalid, Experimenter: 0x2320})
	same(t, v14, "05 01 0010 00000007  ffff 0022 00002320", &openflow14.ErrorMsg{XID: 7, Type: openflow14.ErrorTypeExperimenter, Code: 34, Experimenter: 0x2320})
	same(t, v15, "06 01 0010 00000007  ffff 0022 00002320", &openflow15.ErrorMsg{XID: 7, Type: openflow15.ErrorTypeExperimenter, Code: 34, Experimenter: 0x2320})
	same(t, v10, "01 01 0018 00000007  b0c2 0000 00002320 0001 0204 04020008", &openflow10.ErrorMsg{
		XID: 7, Type: openflow10.ErrorTypeNXVendor, Vendor: 0x2320, VendorType: 1, VendorCode: 0x204, Data: data,
	})
	same(t, v10, "01 01 0010 00000007  ffff 0002 00002320", &openflow10.ErrorMsg{XID: 7, Type: 0xffff, Code: 2, Data: []byte{0, 0, 0x23, 0x20}})
	refused(t, v13, "04 01 000c 00000007  ffff 08fd", 12, "ErrorMsg.Experimenter", openflow.BadRequestLen)
	refused(t, v10, "01 01 0010 00000007  b0c2 0000 00002320", 16, "ErrorMsg", openflow.BadRequestLen)
}

// Padding is sent as zero and ignored, but for what Nicira wants to be zero; and the padding of one version is a field of the next.
func TestTrap13_PaddingIsPerVersion(t *testing.T) {
	const head = "0000000000000000 0000000000000000 00 00 0000 0000 0064 ffffffff ffffffff ffffffff 0000"
	const tail = "0001 0004 00000000"
	mod12 := decodes(t, v12, "03 0e 0038 00000007"+head+"0102"+tail)
	encodes(t, mod12, "03 0e 0038 00000007"+head+"0000"+tail)
	mod13 := decodes(t, v13, "04 0e 0038 00000007"+head+"0102"+tail)
	encodes(t, mod13, "04 0e 0038 00000007"+head+"0000"+tail)
	if m := roundTrip(t, v14, "05 0e 0038 00000007"+head+"0102"+tail).(*openflow14.FlowMod); m.Importance != 0x102 {
		t.Errorf("importance is %d", m.Importance)
	}
	role14 := decodes(t, v14, "05 18 0018 00000007  00000002 0009 0000 0000000000000001")
	encodes(t, role14, "05 18 0018 00000007  00000002 00000000 0000000000000001")
	same(t, v15, "06 18 0018 00000007  00000002 0009 0000 0000000000000001", &openflow15.RoleRequest{XID: 7, Role: openflow15.ControllerRoleMaster, ShortID: 9, GenerationID: 1})

	const name = "7400000000000000 0000000000000000 0000000000000000 0000000000000000"
	const rest = "0000000000000000 0000000000000000 00000000 00000010"
	features14 := decodes(t, v14, "05 12 0050 00000007  000c 0000 00000000  0040 05 01 00000003"+name+rest)
	encodes(t, features14, "05 12 0050 00000007  000c 0000 00000000  0040 05 00 00000000"+name+rest)
	same(t, v15, "06 12 0050 00000007  000c 0000 00000000  0040 05 01 00000003"+name+rest, &openflow15.TableFeaturesRequest{XID: 7, Body: []openflow15.TableFeatures{{
		TableID: 5, Command: openflow15.TableFeaturesCommandModify, Features: openflow15.TableFeatureFlagsIngressTable | openflow15.TableFeatureFlagsEgressTable,
		Name: openflow.String32{'t'}, MaxEntries: 16,
	}}})

	// NXActionPopQueue has padding, NXActionWriteMetadata zeros.
	pop := decodes(t, v13, "04 0d 0028 00000007  ffffffff fffffffd 0010 000000000000  ffff 0010 00002320 0005 010203040506")
	encodes(t, pop, "04 0d 0028 00000007  ffffffff fffffffd 0010 000000000000  ffff 0010 00002320 0005 000000000000")
	refused(t, v13, "04 0d 0038 00000007  ffffffff fffffffd 0020 000000000000  ffff 0020 00002320 0016 010000000000 0000000000000001 0000000000000001",
		34, "PacketOut.Actions[0]", badActionArgument)
}

// Names fill fixed arrays with zeros behind them; a full one has none, and they need not be text.
func TestTrap14_NamesInArrays(t *testing.T) {
	const rest = "00000000 00000000 00000000 00000000 00000000 00000000"
	for name, want := range map[string]string{
		"65746830000000000000000000000000":    "eth0",
		"61626364 65666768 696a6b6c 6d6e6f70": "abcdefghijklmnop",
		"ff80fe00 00000000 00000000 00000000": "\xff\x80\xfe",
		"61006200 00000000 00000000 00000000": "a",
		"00000000 00000000 00000000 00000000": "",
	} {
		m := roundTrip(t, v10, "01 0c 0040 00000000  02 00000000000000 0003 0a0000000001"+name+rest).(*openflow10.PortStatus)
		if got := m.Desc.Name.String(); got != want {
			t.Errorf("1.0: %s is %q, want %q", name, got, want)
		}
		m13 := roundTrip(t, v13, "04 0c 0050 00000000  02 00000000000000 00000003 00000000 0a0000000001 0000"+name+rest+"00000000 00000000").(*openflow13.PortStatus)
		if got := m13.Desc.Name.String(); got != want {
			t.Errorf("1.3: %s is %q, want %q", name, got, want)
		}
		m15 := roundTrip(t, v15, "06 0c 0038 00000000  02 00000000000000 00000003 0028 0000 0a0000000001 0000"+name+"00000000 00000000").(*openflow15.PortStatus)
		if got := m15.Desc.Name.String(); got != want {
			t.Errorf("1.5: %s is %q, want %q", name, got, want)
		}
	}
	var name openflow.String16
	if err := name.Set("abcdefghijklmnop"); err != nil || name.String() != "abcdefghijklmnop" {
		t.Errorf("a name of 16 bytes: %q, %v", name, err)
	}
	if err := name.Set("abcdefghijklmnopq"); err == nil {
		t.Error("a name of 17 bytes is no error")
	}
}
