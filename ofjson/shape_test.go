package ofjson_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/openflow13"
)

// packetOut is the JSON of a packet-out with one action.
func packetOut(action string) string { return `{"OFPPacketOut":{"actions":[` + action + `]}}` }

func learn(spec string) string { return packetOut(`{"NXActionLearn":{"specs":[` + spec + `]}}`) }

func TestShapes(t *testing.T) {
	for _, test := range []struct{ json, text string }{
		{packetOut(`{"NXActionRegLoad":{"ofs_nbits":283,"dst":"eth_dst","value":1}}`), "ofs=4 n_bits=28 dst=eth_dst"},
		{packetOut(`{"NXActionRegLoad":{"ofs_nbits":283,"dst":2147485190,"value":1}}`), "ofs=4 n_bits=28 dst=eth_dst"},
		{packetOut(`{"NXActionCT":{"zone_src":"","zone_ofs_nbits":7}}`), "zone=7"},
		{packetOut(`{"NXActionCT":{"zone_src":"reg0","zone_ofs_nbits":15}}`), "zone_src=reg0 zone_n_bits=16"},
		{learn(`{"NXFlowSpecMatch":{"src":99,"dst":["in_port",0],"n_bits":16}}`), "src_type=IMMEDIATE dst_type=MATCH n_bits=16 value=(2)0063 dst=in_port"},
		{learn(`{"NXFlowSpecLoad":{"src":["eth_src",1],"dst":["eth_dst",2],"n_bits":9}}`), "dst_type=LOAD n_bits=9 src=eth_src src_ofs=1 dst=eth_dst dst_ofs=2"},
		{learn(`{"NXFlowSpecOutput":{"src":["in_port",0],"dst":"","n_bits":32}}`), "dst_type=OUTPUT n_bits=32 src=in_port"},
		{learn(`{"NXFlowSpec":{"dst_type":3,"src":"in_port","dst":"eth_dst","n_bits":1}}`), "dst_type=3 n_bits=1 src=in_port dst=eth_dst"},
	} {
		m, err := ofjson.Unmarshal(openflow13.Protocol, []byte(test.json))
		if err != nil {
			t.Errorf("%s: %v", test.json, err)
			continue
		}
		if text := openflow.Format(m); !strings.Contains(text, test.text) {
			t.Errorf("%s reads as %s, want %s", test.json, text, test.text)
		}
		again, err := ofjson.Marshal(m)
		if err != nil {
			t.Errorf("%s: %v", test.json, err)
			continue
		}
		if back, err := ofjson.Unmarshal(openflow13.Protocol, again); err != nil || openflow.Format(back) != openflow.Format(m) {
			t.Errorf("%s is written as %s, which reads as %v, %v", test.json, again, back, err)
		}
	}
}

func TestShapeErrors(t *testing.T) {
	const spec = "OFPPacketOut.actions[0].specs[0]"
	for _, test := range []struct {
		json, path string
		err        error
	}{
		{packetOut(`{"NXActionRegLoad":{"ofs_nbits":65536}}`), "OFPPacketOut.actions[0].ofs_nbits", openflow.ErrValue},
		{packetOut(`{"NXActionRegLoad":{"ofs_nbits":"1"}}`), "OFPPacketOut.actions[0].ofs_nbits", ofjson.ErrType},
		{packetOut(`{"NXActionRegLoad":{"ofs":1}}`), "OFPPacketOut.actions[0].ofs", ofjson.ErrAttribute},
		{packetOut(`{"NXActionRegLoad":{"dst":4294967296}}`), "OFPPacketOut.actions[0].dst", openflow.ErrValue},
		{packetOut(`{"NXActionRegLoad":{"dst":4294901764}}`), "OFPPacketOut.actions[0].dst", openflow.ErrValue},
		{learn(`{"NXFlowSpecMatch":{"src":65536,"n_bits":16}}`), spec + ".src", openflow.ErrValue},
		{learn(`{"NXFlowSpecMatch":{"src":1}}`), spec + ".src", openflow.ErrValue},
		{learn(`{"NXFlowSpecMatch":{"src":-1,"n_bits":16}}`), spec + ".src", openflow.ErrValue},
		{learn(`{"NXFlowSpecMatch":{"src":1.5,"n_bits":16}}`), spec + ".src", openflow.ErrValue},
		{learn(`{"NXFlowSpecMatch":{"src":1,"n_bits":99999999}}`), spec + ".src", openflow.ErrValue},
		{learn(`{"NXFlowSpecMatch":{"src":["in_port"]}}`), spec + ".src", ofjson.ErrType},
		{learn(`{"NXFlowSpecMatch":{"src":["x",0]}}`), spec + ".src", ofjson.ErrField},
		{learn(`{"NXFlowSpecMatch":{"dst":""}}`), spec + ".dst", ofjson.ErrType},
		{learn(`{"NXFlowSpecOutput":{"dst":["in_port",0]}}`), spec + ".dst", ofjson.ErrAttribute},
		{learn(`{"NXFlowSpecOutput":{"x":1}}`), spec + ".x", ofjson.ErrAttribute},
		{learn(`{"NXFlowSpecOutput":[]}`), spec, ofjson.ErrType},
	} {
		_, err := ofjson.Unmarshal(openflow13.Protocol, []byte(test.json))
		var e *ofjson.Error
		if !errors.As(err, &e) || e.Path != test.path || !errors.Is(err, test.err) {
			t.Errorf("%s: %v, want %s and %v", test.json, err, test.path, test.err)
		}
	}
}
