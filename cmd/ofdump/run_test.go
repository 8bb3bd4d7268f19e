package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
)

const (
	flowMod = "040e004000000007" + "0000000000000001" + "0000000000000000" + "0100000000008000" + "ffffffffffffffff" + "ffffffff00000000" +
		"0001000c80000004" + "0000000100000000"
	hello = "0400000800000001"
	port  = "04120010000000030004000000000000" // A port statistics request that is cut.
)

// dump runs the program.
func dump(args []string, in string) (status int, stdout, stderr string) {
	var out, diag bytes.Buffer
	status = run(args, strings.NewReader(in), &out, &diag)
	return status, out.String(), diag.String()
}

func TestDump(t *testing.T) {
	for _, test := range []struct {
		name   string
		args   string
		in     string
		status int
		want   string
	}{
		{"nothing", "", "", 0, ""},
		{"blank lines", "", "\n  \n# comment\n\t# another", 0, ""},
		{"text", "", "04 00 0008 00000001 # hello\r\n" + flowMod, 0, `1 1.3 Hello{xid=1}
2 1.3 FlowMod{xid=7 cookie=0x1 table_id=1 command=ADD priority=32768 buffer_id=NO_BUFFER out_port=ANY out_group=ANY match={in_port=1}}
`},
		{"json", "-format json -verify", flowMod, 0, `{"n":1,"line":1,"version":"1.3","type":"flow_mod","xid":7,"length":64,"ok":true,"roundtrip":"same","message":{"OFPFlowMod":{` +
			`"cookie":1,"cookie_mask":0,"table_id":1,"command":0,"idle_timeout":0,"hard_timeout":0,"priority":32768,"buffer_id":4294967295,"out_port":4294967295,` +
			`"out_group":4294967295,"flags":0,"match":{"OFPMatch":{"type":1,"length":12,"oxm_fields":[{"OXMTlv":{"field":"in_port","mask":null,"value":1}}]}},"instructions":[]}}}
`},
		{"bad hex", "-format json", "0\nzz\n04 00 00 0800000001 x\n" + hello, 1, `{"n":1,"line":1,"ok":false,"error":{"offset":0,"path":"","reason":"odd number of hexadecimal digits"}}
{"n":2,"line":2,"ok":false,"error":{"offset":0,"path":"","reason":"bad hexadecimal digit 'z'"}}
{"n":3,"line":3,"version":"1.3","type":"hello","xid":1,"length":8,"ok":false,"error":{"offset":8,"path":"","reason":"bad hexadecimal digit 'x'"}}
{"n":4,"line":4,"version":"1.3","type":"hello","xid":1,"length":8,"ok":true,"message":{"OFPHello":{"elements":[]}}}
`},
		{"bad lengths", "-format json", "0400\n0400000900000001\n0400000700000001\n" + hello + "00\n" + port, 1, `{"n":1,"line":1,"ok":false,"error":{"offset":2,"path":"Header","reason":"truncated"}}
{"n":2,"line":2,"version":"1.3","type":"hello","xid":1,"length":9,"ok":false,"error":{"offset":8,"path":"Header.Length","reason":"truncated","type":"OFPET_BAD_REQUEST","code":"OFPBRC_BAD_LEN"}}
{"n":3,"line":3,"version":"1.3","type":"hello","xid":1,"length":7,"ok":false,"error":{"offset":2,"path":"Header.Length","reason":"bad length","type":"OFPET_BAD_REQUEST","code":"OFPBRC_BAD_LEN"}}
{"n":4,"line":4,"version":"1.3","type":"hello","xid":1,"length":8,"ok":false,"error":{"offset":2,"path":"Header.Length","reason":"bad length","type":"OFPET_BAD_REQUEST","code":"OFPBRC_BAD_LEN"}}
{"n":5,"line":5,"version":"1.3","type":"port_stats_request","xid":3,"length":16,"ok":false,"error":{"offset":16,"path":"PortStatsRequest","reason":"truncated","type":"OFPET_BAD_REQUEST","code":"OFPBRC_BAD_LEN"}}
`},
		{"bad, as text", "", "zz\n" + port, 1, `1 stdin:1: error at offset 0: bad hexadecimal digit 'z'
2 stdin:2 1.3 port_stats_request xid=3 length=16: error at offset 16 in PortStatsRequest: truncated (OFPET_BAD_REQUEST OFPBRC_BAD_LEN)
`},
		{"other versions", "-format json -verify", "630a000a000000010102\n0700000800000001\n020a000800000002\n0500000800000003", 0,
			`{"n":1,"line":1,"version":"0x63","type":"unknown_10","xid":1,"length":10,"ok":true,"opaque":true,"roundtrip":"same","message":{"OFPOpaque":{"version":99,"msg_type":10,"data":"AQI="}}}
{"n":2,"line":2,"version":"0x7","type":"hello","xid":1,"length":8,"ok":true,"roundtrip":"same","message":{"OFPHello":{"version":7,"elements":[]}}}
{"n":3,"line":3,"version":"1.1","type":"unknown_10","xid":2,"length":8,"ok":true,"opaque":true,"roundtrip":"same","message":{"OFPOpaque":{"version":2,"msg_type":10,"data":""}}}
{"n":4,"line":4,"version":"1.4","type":"hello","xid":3,"length":8,"ok":true,"roundtrip":"same","message":{"OFPHello":{"elements":[]}}}
`},
		{"unknown type", "-verify", "0463000900000001ff", 0, "1 1.3 Opaque{version=1.3 xid=1 msg_type=99 data=(1)ff} opaque roundtrip=same\n"},
		{"unknown parts", "-format json", "041200180000000100ff0000000000000123456789abcdef\n04040010000000021234567800000003", 0,
			`{"n":1,"line":1,"version":"1.3","type":"multipart_request_unknown","xid":1,"length":24,"ok":true,"opaque":true,"message":{"OFPMultipartRequestUnknown":{"type":255,"flags":0,"data":"ASNFZ4mrze8="}}}
{"n":2,"line":2,"version":"1.3","type":"experimenter","xid":2,"length":16,"ok":true,"opaque":true,"message":{"OFPExperimenter":{"experimenter":305419896,"exp_type":3,"data":""}}}
`},
		{"bad action", "-format json", strings.Replace(flowMod, "040e0040", "040e0058", 1) + "0004001800000000" + "0000000800000001" + "ffff000000000000", 1,
			`{"n":1,"line":1,"version":"1.3","type":"flow_mod","xid":7,"length":88,"ok":false,"error":{"offset":80,"path":"FlowMod.Instructions[0].Actions[0]","reason":"truncated","type":"OFPET_BAD_ACTION","code":"OFPBAC_BAD_LEN"}}
`},
		{"binary", "-in bin", unhex(hello + flowMod), 0, `1 1.3 Hello{xid=1}
2 1.3 FlowMod{xid=7 cookie=0x1 table_id=1 command=ADD priority=32768 buffer_id=NO_BUFFER out_port=ANY out_group=ANY match={in_port=1}}
`},
		{"binary, bad message", "-in bin", unhex(port + hello), 1, `1 1.3 port_stats_request xid=3 length=16: error at offset 16 in PortStatsRequest: truncated (OFPET_BAD_REQUEST OFPBRC_BAD_LEN)
2 1.3 Hello{xid=1}
`},
		{"binary, no framing", "-in bin", unhex(hello + "0400000700000001" + hello), 1, `1 1.3 Hello{xid=1}
2 1.3 hello xid=1 length=7: error at offset 2 in Header.Length: bad length (OFPET_BAD_REQUEST OFPBRC_BAD_LEN)
`},
		{"binary, cut", "-in bin", unhex(hello + "040000ff0000000100"), 1, "1 1.3 Hello{xid=1}\n2 1.3 hello xid=1 length=255: error at offset 9: truncated\n"},
		{"binary, cut header", "-in bin", unhex(hello + "0400"), 1, "1 1.3 Hello{xid=1}\n2: error at offset 2 in Header: truncated\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			status, out, diag := dump(strings.Fields(test.args), test.in)
			if status != test.status || out != test.want || diag != "" {
				t.Errorf("status %d, want %d; %s\ngot\n%s\nwant\n%s", status, test.status, diag, out, test.want)
			}
		})
	}
}

func unhex(s string) string {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestUsage(t *testing.T) {
	for _, test := range []struct {
		args   string
		status int
		diag   string
	}{
		{"-in pcap", 2, "stdin: neither pcap nor pcapng"},
		{"-in pcap -port 0", 2, `invalid value "0" for flag -port: not a port`},
		{"-port 1", 2, "-port is of -in pcap"},
		{"-in xml", 2, `-in must be hex, bin or pcap, not "xml"`},
		{"-format xml", 2, `-format must be text, json, pcap or pcapng, not "xml"`},
		{"-nothing", 2, "flag provided but not defined"},
		{"-h", 0, "usage: ofdump"},
		{"/no/such/file", 2, "no such file"},
	} {
		status, out, diag := dump(strings.Fields(test.args), hello)
		if status != test.status || out != "" || !strings.Contains(diag, test.diag) {
			t.Errorf("%s: status %d, %q, %q", test.args, status, out, diag)
		}
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	var names []string
	for i := range 2 {
		name := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(name, []byte(hello+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	status, out, _ := dump(names, "zz")
	if want := "1 " + names[0] + ":1 1.3 Hello{xid=1}\n2 " + names[1] + ":1 1.3 Hello{xid=1}\n"; status != 0 || out != want {
		t.Errorf("status %d, got %s, want %s", status, out, want)
	}
	bad := filepath.Join(dir, "bad")
	if err := os.WriteFile(bad, []byte("# a comment\n\n"+hello+"\nzz\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, _ = dump([]string{bad}, "")
	if want := "1 1.3 Hello{xid=1}\n2 " + bad + ":4: error at offset 0: bad hexadecimal digit 'z'\n"; status != 1 || out != want {
		t.Errorf("status %d, got %s, want %s", status, out, want)
	}
	_, out, _ = dump([]string{"-format", "json", bad}, "")
	if want := `{"n":1,"file":` + strconv.Quote(bad) + `,"line":3,"version"`; !strings.HasPrefix(out, want) {
		t.Errorf("got %s, want %s", out, want)
	}
	if status, _, diag := dump([]string{dir}, ""); status != 2 {
		t.Errorf("status %d of a folder, %s", status, diag)
	}
}

// TestLines feeds lines that are as long as the longest message, and longer than any.
func TestLines(t *testing.T) {
	longest := "0402ffff00000001" + strings.Repeat("00 ", openflow.MaxMessageLen-openflow.HeaderLen)
	status, out, _ := dump(nil, longest+"\n"+strings.Repeat(" ", 3*maxLine)+"\n"+hello+"\n"+strings.Repeat("0", maxLine+1))
	lines := strings.Split(out, "\n")
	if status != 1 || len(lines) != 5 || !strings.HasPrefix(lines[0], "1 1.3 EchoRequest{") || lines[1] != "2 stdin:2: error at offset 0: line is longer than 256 KiB" ||
		lines[2] != "3 1.3 Hello{xid=1}" || lines[3] != "4 stdin:4: error at offset 0: line is longer than 256 KiB" {
		t.Errorf("status %d, %d lines: %.200q", status, len(lines), lines)
	}
}

// TestVerifyDiffers feeds a message whose padding is not zero: it decodes and encodes to other bytes.
func TestVerifyDiffers(t *testing.T) {
	b := strings.Replace(flowMod, "00000001000c8", "12340001000c8", 1)
	status, out, _ := dump([]string{"-verify", "-format", "json"}, b)
	var r record
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if status != 1 || !r.OK || r.Roundtrip != "differs" || r.Reencoded != flowMod {
		t.Errorf("status %d, %s", status, out)
	}
	if status, out, _ = dump([]string{"-verify"}, b); status != 1 || !strings.HasSuffix(out, " roundtrip=differs reencoded="+flowMod+"\n") || !strings.HasPrefix(out, "1 stdin:1 1.3 ") {
		t.Errorf("status %d, %s", status, out)
	}
}

// A stubborn reader or writer fails.
type stubborn struct{}

func (stubborn) Read([]byte) (int, error)  { return 0, errors.New("no") }
func (stubborn) Write([]byte) (int, error) { return 0, errors.New("no") }

func TestIOErrors(t *testing.T) {
	for _, in := range []string{"hex", "bin", "pcap"} {
		if status := run([]string{"-in", in}, stubborn{}, io.Discard, io.Discard); status != 2 {
			t.Errorf("-in %s: status %d of a reader that fails", in, status)
		}
		b := hello
		switch in {
		case "bin":
			b = unhex(hello)
		case "pcap":
			b = file(session())
		}
		if status := run([]string{"-in", in}, strings.NewReader(b), stubborn{}, io.Discard); status != 2 {
			t.Errorf("-in %s: status %d of a writer that fails", in, status)
		}
	}
}

func TestSnake(t *testing.T) {
	for name, want := range map[string]string{
		"FlowMod": "flow_mod", "FlowStatsReply": "flow_stats_reply", "NXFlowModTableID": "nx_flow_mod_table_id", "ONFBundleControl": "onf_bundle_control",
		"NXTLVTableMod": "nxtlv_table_mod", "PacketIn2": "packet_in2", "": "",
	} {
		if got := snake(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
