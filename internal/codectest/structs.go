package codectest

import "github.com/ofwire/openflow"

// replies are the multipart types whose replies hold a struct, by the name that a source gives it.
var replies = map[string]byte{
	"OFPFlowStats": 1, "flow_stats_entry": 1, "OFPAggregateStatsReply": 2, "OFPTableStats": 3, "OFPPortStats": 4, "OFPQueueStats": 5,
	"OFPGroupStats": 6, "OFPGroupDescStats": 7, "OFPGroupFeaturesStats": 8,
}

// wrapStruct makes a message of a struct, by the name that a source gives it. It returns nil for those that it does not know.
func wrapStruct(v openflow.Version, name string, piece []byte) []byte {
	if typ, ok := replies[name]; ok {
		return multipart(v, true, typ, string(piece))
	}
	body := string(piece)
	switch name {
	case "OFPPhyPort", "OFPPort", "port_desc":
		return message(v, 12, zeros, body)
	case "OFPBucket":
		return message(v, 15, zeros, body)
	case "OFPPacketQueue":
		if v == openflow.Version10 {
			return message(v, 21, zeros, body)
		}
		return message(v, 23, zeros, body)
	case "hello_elem_versionbitmap":
		return message(v, 0, body)
	case "libOpenflow.TLVTableMod":
		return message(v, typeVendor, nicira, "\x00\x00\x00\x18", body)
	case "libOpenflow.TLVTableMap":
		return message(v, typeVendor, nicira, "\x00\x00\x00\x18", zeros, body)
	case "libOpenflow.TLVTableReply":
		return message(v, typeVendor, nicira, "\x00\x00\x00\x1a", body)
	case "nx_packet_in2_properties":
		return message(v, typeVendor, nicira, "\x00\x00\x00\x1e", body)
	case "libOpenflow.NTRSelectionMethod":
		return message(v, 15, zeros, zeros, body)
	}
	return nil
}

// multipart makes a multipart request or reply.
func multipart(v openflow.Version, reply bool, typ byte, body string) []byte {
	outer := byte(18)
	if v == openflow.Version10 {
		outer = 16
	}
	head := "\x00" + string(rune(typ)) + zeros[:6]
	if v == openflow.Version10 {
		head = head[:4]
	}
	if reply {
		outer++
	}
	return message(v, outer, head, body)
}

// tableFeatures makes a message of a piece of a property of a table's features.
func tableFeatures(v openflow.Version, property byte, piece []byte) []byte {
	body := make([]byte, 64)
	body = append(body, tlv(0, property, piece)...)
	be.PutUint16(body, uint16(len(body)))
	return multipart(v, false, 12, string(body))
}

// learn makes a learn action of one of its specs.
func learn(spec []byte) []byte {
	b := []byte("\xff\xff\x00\x00" + nicira + "\x00\x10" + zeros + zeros + zeros[:6])
	b = append(b, spec...)
	b = append(b, make([]byte, (8-len(b)%8)%8)...)
	be.PutUint16(b[2:], uint16(len(b)))
	return b
}
