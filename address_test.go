package openflow_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow15"
)

func TestParseMAC(t *testing.T) {
	want := openflow.MAC{2, 0, 0x5e, 0x10, 0, 0xff}
	for _, s := range []string{
		"02:00:5e:10:00:ff", "02:00:5E:10:00:FF", "2:0:5e:10:0:ff", "02-00-5E-10-00-FF", "2-0-5e-10-0-ff", "0200.5e10.00ff", "0200.5E10.00FF",
		"02005e1000ff", want.String(),
	} {
		if m, err := openflow.ParseMAC(s); err != nil || m != want {
			t.Errorf("%q: %v, %v", s, m, err)
		}
	}
	for _, s := range []string{
		"", ":", "02:00:5e:10:00", "02:00:5e:10:00:", ":02:00:5e:10:00:ff", "02::00:5e:10:00:ff", "02:00:5e:10:00:ff:", "02:00:5e:10:00:ff:01",
		"02:00:5e:10:00:100", "02:00:5e:10:00:0ff", "02:00:5e:10:00:fg", "02:00-5e:10-00:ff", "02:00:5e:10:00:+f", " 02:00:5e:10:00:ff",
		"02:00:5e:ff:fe:10:00:ff", "02-00-5e-ff-fe-10-00-ff", "0200.5eff.fe10.00ff", "02005efffe1000ff", "200.5e10.00ff", "0200.5e10.0ff", "0200.5e10",
		"02.00.5e.10.00.ff", "02005e1000f", "0x02005e1000", "02005e1000_f", "02005e1000fé",
	} {
		if m, err := openflow.ParseMAC(s); err == nil || m != (openflow.MAC{}) {
			t.Errorf("%q is %v, %v", s, m, err)
		}
	}
}

func TestMACKinds(t *testing.T) {
	for text, want := range map[string]string{
		"ff:ff:ff:ff:ff:ff": "multicast broadcast local fe80::fdff:ffff:feff:ffff",
		"01:80:c2:00:00:0e": "multicast fe80::380:c2ff:fe00:e",
		"02:00:00:00:00:01": "local fe80::ff:fe00:1",
		"00:00:5e:00:53:01": "fe80::200:5eff:fe00:5301",
	} {
		m, err := openflow.ParseMAC(text)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if m.IsMulticast() {
			got += "multicast "
		}
		if m.IsBroadcast() {
			got += "broadcast "
		}
		if m.IsLocal() {
			got += "local "
		}
		if got += m.LinkLocal().String(); got != want {
			t.Errorf("%v: %q, want %q", m, got, want)
		}
		if a := m.LinkLocal(); !a.IsLinkLocalUnicast() || !a.Is6() {
			t.Errorf("%v is no link-local address", a)
		}
	}
}

func TestParseDatapathID(t *testing.T) {
	for s, want := range map[string]openflow.DatapathID{
		"0000000000000001":        1,
		"00000000000000Ff":        255,
		"ffffffffffffffff":        1<<64 - 1,
		"0x1":                     1,
		"0X1f":                    31,
		"0x00000000000000ff":      255,
		"00:00:00:00:00:00:00:01": 1,
		"0:0:0:0:0:0:0:1":         1,
		"aB:00:00:00:00:00:00:01": 0xab<<56 | 1,
		"10":                      10,
		"18446744073709551615":    1<<64 - 1,
	} {
		if id, err := openflow.ParseDatapathID(s); err != nil || id != want {
			t.Errorf("%q: %v, %v", s, id, err)
		}
	}
	for _, s := range []string{
		"", "0x", "1:2", "00:00:00:00:00:01", "00:00:00:00:00:00:00:00:01", "00:00:00:00:00:00:00:", ":1", "18446744073709551616", "0x10000000000000000",
		"1f", "-1", "000000000000000g", "of:0000000000000001", "00:00:00:00:00:00:00:001", " 1",
	} {
		if id, err := openflow.ParseDatapathID(s); err == nil || id != 0 {
			t.Errorf("%q is %v, %v", s, id, err)
		}
	}
	for _, id := range []openflow.DatapathID{0, 1, 0x123456789abcdef0, 1<<64 - 1} {
		for _, s := range []string{id.String(), id.Colons(), fmt.Sprintf("%#x", uint64(id)), strconv.FormatUint(uint64(id), 10)} {
			if back, err := openflow.ParseDatapathID(s); err != nil || back != id {
				t.Errorf("%v is written as %q, which is %v, %v", id, s, back, err)
			}
		}
	}
	if m := openflow.DatapathID(0x123456789abcdef0).MAC(); m != (openflow.MAC{0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0}) {
		t.Error(m)
	}
}

// TestPortNames compares the names of reserved ports with those of the versions, and reads them back.
func TestPortNames(t *testing.T) {
	for no := uint64(0xfffffff0); no < 1<<32; no++ {
		name := openflow.PortName(uint32(no))
		if want := openflow15.PortNo(no).String(); name != want {
			t.Errorf("%#x: %s, want %s", no, name, want)
		}
		if no != 0xfffffff7 {
			if want := openflow13.PortNo(no).String(); name != want {
				t.Errorf("%#x: %s, in 1.3 %s", no, name, want)
			}
		}
		if back, err := openflow.ParsePort(name); err != nil || back != uint32(no) {
			t.Errorf("%s is %#x, %v", name, back, err)
		}
	}
	for no := range 1 << 16 {
		old := openflow10.PortNo(no)
		wide, err := openflow.ParsePort(old.String())
		if narrow, ok := openflow.NarrowPort(openflow.WidePort(uint16(old))); err != nil || !ok || narrow != uint16(old) {
			t.Errorf("%v: %d, %v, %v", old, narrow, ok, err)
		}
		if old > openflow10.PortNoMax && old >= openflow10.PortNoInPort && wide != openflow.WidePort(uint16(old)) {
			t.Errorf("%v is %#x", old, wide)
		}
	}
	for s, want := range map[string]uint32{
		"0": 0, "1": 1, "0xff": 255, "0XFFFFFFFB": 0xfffffffb, "4294967295": 1<<32 - 1, "flood": 0xfffffffb, "Local": 0xfffffffe, "none": 1<<32 - 1,
	} {
		if no, err := openflow.ParsePort(s); err != nil || no != want {
			t.Errorf("%q: %d, %v", s, no, err)
		}
	}
	for _, s := range []string{"", "eth0", "-1", "4294967296", "0x", "0x100000000", "OFPP_FLOOD", " 1"} {
		if no, err := openflow.ParsePort(s); err == nil || no != 0 {
			t.Errorf("%q is %d, %v", s, no, err)
		}
	}
	for no, want := range map[uint32]bool{
		0: true, 0xfeff: true, 0xff00: false, 0xffff: false, 0x10000: false, 0xfffeffff: false, 0xfffffeff: false, 0xffffff00: true,
	} {
		if _, ok := openflow.NarrowPort(no); ok != want {
			t.Errorf("%#x: %v", no, ok)
		}
	}
}

func ExampleParseDatapathID() {
	for _, s := range []string{"0x1a", "000000000000001a", "00:00:00:00:00:00:00:1a", "26"} {
		id, err := openflow.ParseDatapathID(s)
		fmt.Println(id, id.Colons(), uint64(id), err)
	}
	// Output:
	// 000000000000001a 00:00:00:00:00:00:00:1a 26 <nil>
	// 000000000000001a 00:00:00:00:00:00:00:1a 26 <nil>
	// 000000000000001a 00:00:00:00:00:00:00:1a 26 <nil>
	// 000000000000001a 00:00:00:00:00:00:00:1a 26 <nil>
}

func ExampleParsePort() {
	for _, s := range []string{"flood", "LOCAL", "7"} {
		no, err := openflow.ParsePort(s)
		old, ok := openflow.NarrowPort(no)
		fmt.Println(openflow.PortName(no), openflow13.PortNo(no), openflow10.PortNo(old), ok, err)
	}
	// Output:
	// FLOOD FLOOD FLOOD true <nil>
	// LOCAL LOCAL LOCAL true <nil>
	// 7 7 7 true <nil>
}

func ExampleMAC_LinkLocal() {
	m, err := openflow.ParseMAC("0200.5e10.00ff")
	fmt.Println(m, m.IsLocal(), m.LinkLocal(), err)
	// Output: 02:00:5e:10:00:ff true fe80::5eff:fe10:ff <nil>
}
