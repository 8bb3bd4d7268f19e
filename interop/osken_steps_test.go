//go:build interop

package interop

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"

	"github.com/ofwire/openflow"
)

// An oskenStep is what os-ken sends, and what it gets, as the JSON of its to_jsondict.
type oskenStep struct {
	versions string // All where there are none.
	code     string
	want     []string // Regular expressions, one for each message.
}

var oskenSteps = []oskenStep{
	{code: `p.OFPFeaturesRequest(dp)`, want: []string{`^{"OFPSwitchFeatures":.*"datapath_id":40\d\d`}},
	{code: `p.OFPGetConfigRequest(dp)`, want: []string{`^{"OFPGetConfigReply":`}},
}

// events has the switch tell os-ken of packets and ports.
func (s *oskenSession) events() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	data, err := hex.DecodeString(ethernet(mac2, mac1, 0x0800, ipv4TCP()))
	if err != nil {
		s.t.Fatal(err)
	}
	toController := `p.OFPFlowMod(dp, match=p.OFPMatch(in_port=1), priority=9, instructions=[p.OFPInstructionActions(ofp.OFPIT_APPLY_ACTIONS, ` +
		`[p.OFPActionOutput(ofp.OFPP_CONTROLLER, ofp.OFPCML_NO_BUFFER)])])`
	out := `p.OFPPacketOut(dp, ofp.OFP_NO_BUFFER, %s, [p.OFPActionOutput(2)], bytes.fromhex('%x'))`
	in := `in_port=1`
	switch s.conn.Version() {
	case openflow.Version10:
		toController = `p.OFPFlowMod(dp, match=p.OFPMatch(in_port=1), priority=9, actions=[p.OFPActionOutput(ofp.OFPP_CONTROLLER, 0xffff)])`
	case openflow.Version15:
		in = `p.OFPMatch(in_port=1)`
	case openflow.Version12, openflow.Version13, openflow.Version14:
		in = `1`
	}
	if s.conn.Version() == openflow.Version10 {
		in = `1`
	}
	s.match(s.run(toController))
	if err := s.sw.Host(1).Send(data); err != nil {
		s.t.Fatal(err)
	}
	s.event(`^{"OFPPacketIn":{.*"total_len":` + fmt.Sprint(len(data)))
	s.match(s.run(fmt.Sprintf(out, in, data)))
	if got, err := s.sw.Host(2).Recv(ctx); err != nil || !bytes.Equal(got, data) {
		s.t.Errorf("the host got %x, %v, want %x", got, err, data)
	}
	s.sw.AddPort(7)
	s.event(`^{"OFPPortStatus":{"desc":.*"port_no":7.*"reason":0}}`)
	s.sw.SetLink(7, false)
	s.event(`^{"OFPPortStatus":{"desc":.*"port_no":7.*"reason":2}}`)
	s.sw.RemovePort(7)
	s.event(`^{"OFPPortStatus":{"desc":.*"port_no":7.*"reason":1}}`)
}
