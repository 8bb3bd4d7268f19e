package codectest

import "github.com/ofwire/openflow"

// wrap makes a message of a piece: a packet-out of actions, a flow mod of instructions, a match or match fields, a flow-removed of statistics, table
// features of headers. It returns nil for pieces that no message has.
func wrap(v openflow.Version, kind, typ string, piece []byte) []byte {
	switch kind {
	case "struct":
		return wrapStruct(v, typ, piece)
	case "nx_flow_spec":
		return packetOut(v, learn(piece))
	case "instruction_id":
		return tableFeatures(v, 0, piece)
	case "action_id":
		return tableFeatures(v, 4, piece)
	case "oxm_header", "oxs_header":
		return tableFeatures(v, 8, piece)
	case "action", "actions":
		return packetOut(v, piece)
	case "instruction", "instructions":
		if v == openflow.Version10 {
			return packetOut(v, piece) // They are actions of Nicira there.
		}
		return flowMod(v, emptyMatch, piece)
	case "match":
		return flowMod(v, piece, nil)
	case "oxm", "nxm":
		if v == openflow.Version10 {
			return nxFlowMod(piece)
		}
		return flowMod(v, tlv(0, 1, piece), nil)
	case "stats":
		return flowRemoved(piece)
	case "oxs":
		return flowRemoved(tlv(0, 0, piece))
	}
	return piece
}

const (
	zeros      = "\x00\x00\x00\x00\x00\x00\x00\x00"
	anyPort    = "\xff\xff\xff\xff"
	nicira     = "\x00\x00\x23\x20"
	priority   = "\x80\x00"
	noBuffer   = "\xff\xff\xff\xff"
	typeOut    = 13
	typeMod    = 14
	typeGone   = 11
	typeVendor = 4
)

var emptyMatch = tlv(0, 1, nil)

// message makes a message of its parts.
func message(v openflow.Version, typ byte, parts ...string) []byte {
	b := []byte{byte(v), typ, 0, 0, 0, 0, 0, 7}
	for _, s := range parts {
		b = append(b, s...)
	}
	be.PutUint16(b[2:], uint16(len(b)))
	return b
}

// tlv is a piece behind a 16-bit type and length, padded to 8 bytes.
func tlv(high, typ byte, piece []byte) []byte {
	n := 4 + len(piece)
	b := append([]byte{high, typ, byte(n >> 8), byte(n)}, piece...)
	return append(b, make([]byte, (8-n%8)%8)...)
}

func packetOut(v openflow.Version, actions []byte) []byte {
	size := string(be.AppendUint16(nil, uint16(len(actions))))
	switch {
	case v == openflow.Version10:
		return message(v, typeOut, noBuffer, "\x00\x01", size, string(actions))
	case v < openflow.Version15:
		return message(v, typeOut, noBuffer, "\x00\x00\x00\x01", size, zeros[:6], string(actions))
	}
	return message(v, typeOut, noBuffer, size, zeros[:2], string(emptyMatch), string(actions))
}

func flowMod(v openflow.Version, match, instructions []byte) []byte {
	if v == openflow.Version10 {
		return message(v, typeMod, string(match), zeros, zeros[:6], priority, noBuffer, anyPort[:2], zeros[:2], string(instructions))
	}
	return message(v, typeMod, zeros, zeros, zeros[:6], priority, noBuffer, anyPort, anyPort, zeros[:4], string(match), string(instructions))
}

func nxFlowMod(fields []byte) []byte {
	size := string(be.AppendUint16(nil, uint16(len(fields))))
	padding := zeros[:(8-len(fields)%8)%8]
	return message(openflow.Version10, typeVendor, nicira, "\x00\x00\x00\x0d", zeros, zeros[:6], priority, noBuffer, anyPort[:2], zeros[:2], size, zeros[:6],
		string(fields), padding)
}

func flowRemoved(stats []byte) []byte {
	return message(openflow.Version15, typeGone, zeros, zeros, string(emptyMatch), string(stats))
}
