package ofjson_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/vectors"
)

var be = binary.BigEndian

// message makes a message of a body.
func message(v openflow.Version, typ byte, body ...[]byte) []byte {
	m := append([]byte{byte(v), typ, 0, 0, 0, 0, 0, 0}, bytes.Join(body, nil)...)
	be.PutUint16(m[2:], uint16(len(m)))
	return m
}

// tlv puts a type and a length before b, and zeros behind it up to a multiple of 8.
func tlv(typ uint16, b []byte) []byte {
	m := be.AppendUint16(be.AppendUint16(nil, typ), uint16(len(b)+4))
	return pad(append(m, b...))
}

func pad(b []byte) []byte { return append(b, make([]byte, -len(b)&7)...) }

// whole puts a piece of a message into one that can hold it, and returns the way from that message's JSON to the piece's.
func whole(v openflow.Version, kind, class string, b []byte) (msg []byte, path []any) {
	flowMod := make([]byte, 40)
	switch kind {
	case "message":
		return b, nil
	case "match":
		if v == openflow.Version10 {
			return message(v, 14, b, flowMod[:24]), []any{"OFPFlowMod", "match"}
		}
		return message(v, 14, flowMod, b), []any{"OFPFlowMod", "match"}
	case "oxm":
		return message(v, 14, flowMod, tlv(1, b)), []any{"OFPFlowMod", "match", "OFPMatch", "oxm_fields"}
	case "instruction":
		return message(v, 14, flowMod, tlv(1, nil), b), []any{"OFPFlowMod", "instructions", 0}
	case "action":
		n := be.AppendUint16(nil, uint16(len(b)))
		head := map[openflow.Version][]byte{openflow.Version10: make([]byte, 6)}[v]
		if head == nil {
			head = make([]byte, 8)
		}
		rest := make([]byte, 6)
		switch v {
		case openflow.Version10:
			rest = nil
		case openflow.Version15:
			return message(v, 13, head[:4], n, rest[:2], tlv(1, nil), b), []any{"OFPPacketOut", "actions", 0}
		}
		return message(v, 13, head, n, rest, b), []any{"OFPPacketOut", "actions", 0}
	case "nx_flow_spec":
		learn := append(append([]byte("\x00\x00\x23\x20\x00\x10"), make([]byte, 22)...), b...)
		msg, path := whole(v, "action", "", tlv(0xffff, append(learn, make([]byte, -(4+len(learn))&7)...)))
		be.PutUint16(msg[26:], be.Uint16(msg[16:]))
		return msg, append(path, "NXActionLearn", "specs", 0)
	case "stats":
		return message(v, 11, flowMod[:16], tlv(1, nil), b), []any{"OFPFlowRemoved", "stats"}
	case "oxs":
		return message(v, 11, flowMod[:16], tlv(1, nil), tlv(0, b)), []any{"OFPFlowRemoved", "stats", "OFPStats", "oxs_fields"}
	case "struct":
		return structure(v, class, b)
	}
	return nil, nil
}

// structure does what whole does for the structs of statistics replies, feature replies and group mods.
func structure(v openflow.Version, class string, b []byte) (msg []byte, path []any) {
	stats := func(typ byte, name string) ([]byte, []any) {
		if v == openflow.Version10 {
			return message(v, 17, []byte{0, typ, 0, 0}, b), []any{name, "body", 0}
		}
		return message(v, 19, []byte{0, typ, 0, 0, 0, 0, 0, 0}, b), []any{name, "body", 0}
	}
	switch class {
	case "OFPFlowStats":
		return stats(1, "OFPFlowStatsReply")
	case "OFPAggregateStatsReply":
		msg, path = stats(2, "OFPAggregateStatsReply")
		return msg, path[:2]
	case "OFPTableStats":
		return stats(3, "OFPTableStatsReply")
	case "OFPPortStats":
		return stats(4, "OFPPortStatsReply")
	case "OFPQueueStats":
		return stats(5, "OFPQueueStatsReply")
	case "OFPGroupStats":
		return stats(6, "OFPGroupStatsReply")
	case "OFPGroupDescStats":
		return stats(7, "OFPGroupDescStatsReply")
	case "OFPGroupFeaturesStats":
		msg, path = stats(8, "OFPGroupFeaturesStatsReply")
		return msg, path[:2]
	case "OFPBucket":
		return message(v, 15, make([]byte, 8), b), []any{"OFPGroupMod", "buckets", 0}
	case "OFPPort", "OFPPhyPort":
		return message(v, 12, make([]byte, 8), b), []any{"OFPPortStatus", "desc"}
	case "OFPPacketQueue":
		typ := byte(21)
		if v > openflow.Version10 {
			typ = 23
		}
		return message(v, typ, make([]byte, 8), b), []any{"OFPQueueGetConfigReply", "queues", 0}
	}
	return nil, nil
}

// kinds are those of the records that os-ken has JSON for.
var kinds = []string{"message", "match", "oxm", "action", "instruction", "nx_flow_spec", "oxs", "stats", "struct"}

// expected makes what os-ken shows of a part comparable.
func expected(r vectors.Record, got, want any) (any, any) {
	if r.Kind == "struct" {
		return tuple(got, want)
	}
	if l, ok := part(want, []any{"user"}).([]any); ok && len(l) == 2 {
		want = user(l, kindClass(r.Kind))
	}
	return got, want
}

func kindClass(kind string) string {
	if kind == "oxs" {
		return "OXSTlv"
	}
	return "OXMTlv"
}

// user turns os-ken's user form of a field, [name, value] or [name, [value, mask]], into a list of one TLV.
func user(l []any, class string) any {
	attrs := map[string]any{"field": l[0], "value": l[1]}
	if class == "OXMTlv" {
		attrs["mask"] = nil
		if v, ok := l[1].([]any); ok && len(v) == 2 {
			attrs["value"], attrs["mask"] = v[0], v[1]
		}
	}
	return []any{map[string]any{class: attrs}}
}

// tuple makes structs comparable that os-ken has as a tuple: without a class, with names in base64.
func tuple(got, want any) (any, any) {
	attrs, _ := want.(map[string]any)
	if len(attrs) < 2 {
		return got, want
	}
	if name, ok := attrs["name"].(string); ok {
		b, _ := base64.StdEncoding.DecodeString(name)
		attrs["name"] = string(b)
	}
	for _, inner := range got.(map[string]any) {
		got = inner
	}
	return got, want
}

// part follows a path into JSON.
func part(v any, path []any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[step]
		case int:
			l, _ := v.([]any)
			if step >= len(l) {
				return nil
			}
			v = l[step]
		}
	}
	return v
}

// value decodes JSON with numbers as they are.
func value(t *testing.T, data []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return v
}
