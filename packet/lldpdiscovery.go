package packet

import (
	"bytes"
	"encoding/binary"
	"strconv"

	"github.com/ofwire/openflow"
)

// discoveryTTL is the time to live of discovery frames, in seconds.
const discoveryTTL = 120

// discoveryPrefix comes before the datapath id in the chassis id of discovery frames.
const discoveryPrefix = "dpid:"

// NewDiscovery returns the frame that a controller sends out of a port to find which switch is at the other end of the link. It is os-ken's: the chassis id is
// dpid: with the datapath id in 16 hexadecimal digits, the port id is the port's number in 4 bytes. Src is the address of the port.
func NewDiscovery(dpid openflow.DatapathID, port uint32, src openflow.MAC) []Layer {
	return []Layer{
		&Ethernet{Dst: LLDPNearest, Src: src},
		&LLDP{TLVs: []LLDPTLV{
			LLDPChassisID(LLDPChassisLocal, []byte(discoveryPrefix+dpid.String())),
			LLDPPortID(LLDPPortComponent, be.AppendUint32(nil, port)),
			LLDPTTL(discoveryTTL),
			LLDPEnd(),
		}},
	}
}

// Discovery returns the switch and the port that a discovery frame was sent out of; false for other LLDP.
func (l *LLDP) Discovery() (dpid openflow.DatapathID, port uint32, ok bool) {
	chassis, _ := l.Find(LLDPTypeChassisID)
	portID, _ := l.Find(LLDPTypePortID)
	subtype, id, _ := chassis.ChassisID()
	text, found := bytes.CutPrefix(id, []byte(discoveryPrefix))
	portSubtype, number, _ := portID.PortID()
	if subtype != LLDPChassisLocal || !found || portSubtype != LLDPPortComponent || len(number) != 4 {
		return 0, 0, false
	}
	x, err := strconv.ParseUint(string(text), 16, 64)
	return openflow.DatapathID(x), binary.BigEndian.Uint32(number), err == nil
}
