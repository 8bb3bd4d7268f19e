package oftest

import (
	"bytes"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// packetIn sends a packet to the controllers that want it: those for which wants returns true, all for nil.
func (x *exchange) packetIn(p *packet, wants func(*session) bool) {
	if port := x.sw.port(p.in); port != nil && port.config&configNoPacketIn != 0 {
		return
	}
	x.async(asyncPacketIn, p.reason, wants, func(ses *session) (string, source) {
		reason := p.reason
		if ses.d.Version < openflow.Version14 && reason > reasonInvalidTTL {
			reason = reasonApplyAction
		}
		data, fields := bytes.Clone(p.frame), p.fields()
		switch openflow15.NXPacketInFormat(ses.format) {
		case openflow15.NXPacketInFormatNXTPacketIn:
			fields[0] = openflow15.FieldNXMInPort.Exact(uint16(p.in))
			return "NXPacketIn", source{
				"buffer_id": uint64(noBuffer), "total_len": uint64(len(data)), "reason": reason, "table_id": uint64(p.table), "cookie": p.cookie,
				"match": fields, "frame": data,
			}
		case openflow15.NXPacketInFormatNXTPacketIn2:
			return "NXPacketIn2", source{"properties": p.properties(reason, fields, data)}
		}
		return "PacketIn", source{
			"buffer_id": uint64(noBuffer), "total_len": uint64(len(data)), "reason": reason, "table_id": uint64(p.table), "cookie": p.cookie,
			"in_port": p.in, "match": fields, "data": data,
		}
	})
}

// properties returns those of an NXPacketIn2. As in Open vSwitch, there is no cookie where no flow sent the packet.
func (p *packet) properties(reason uint64, fields []openflow.Field, data []byte) []item {
	list := []item{
		{"NXPacketIn2PropPacket", source{"data": data}},
		{"NXPacketIn2PropTableID", source{"table_id": uint64(p.table)}},
	}
	if p.cookie != allOnes {
		list = append(list, item{"NXPacketIn2PropCookie", source{"cookie": p.cookie}})
	}
	return append(list, item{"NXPacketIn2PropReason", source{"reason": reason}}, item{"NXPacketIn2PropMetadata", source{"fields": fields}})
}

// fields returns what a packet-in tells of a packet beside the frame: first where it came in.
func (p *packet) fields() []openflow.Field {
	list := []openflow.Field{openflow15.FieldInPort.Exact(openflow15.PortNo(p.in))}
	if v := match(p.meta).find(openflow15.FieldMetadata.ID().Key()); v.Lo != 0 {
		list = append(list, openflow15.FieldMetadata.Exact(v.Lo))
	}
	return list
}

// setPacketInFormat chooses between the standard's packet-ins and Nicira's, for this connection.
func (x *exchange) setPacketInFormat() openflow.ErrorCode {
	var format uint64
	read(x.m, sink{"packet_in_format": &format})
	if format > uint64(openflow15.NXPacketInFormatNXTPacketIn2) {
		return openflow15.ErrBadRequestEPERM
	}
	x.ses.format = format
	return 0
}
