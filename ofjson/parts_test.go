package ofjson_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"sort"
	"testing"

	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/openflow13"
)

// whole puts a piece of a message into one that can hold it, and returns the way from that message's JSON to the piece's.
func whole(kind string, b []byte) (msg []byte, path []any) {
	flowMod := append(make([]byte, 47), 0)
	copy(flowMod, "\x04\x0e")
	match := func(b []byte) []byte {
		m := append([]byte{0, 1, byte((len(b) + 4) >> 8), byte(len(b) + 4)}, b...)
		return append(m, make([]byte, -len(m)&7)...)
	}
	switch kind {
	case "match":
		msg, path = append(flowMod, b...), []any{"OFPFlowMod", "match"}
	case "oxm":
		msg, path = append(flowMod, match(b)...), []any{"OFPFlowMod", "match", "OFPMatch", "oxm_fields"}
	case "instruction":
		msg, path = append(append(flowMod, match(nil)...), b...), []any{"OFPFlowMod", "instructions", 0}
	case "action":
		msg = make([]byte, 24)
		copy(msg, "\x04\x0d")
		binary.BigEndian.PutUint16(msg[16:], uint16(len(b)))
		msg, path = append(msg, b...), []any{"OFPPacketOut", "actions", 0}
	}
	binary.BigEndian.PutUint16(msg[2:], uint16(len(msg)))
	return msg, path
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

// tlv turns os-ken's user form of a field, {"user":[name, value]} or {"user":[name, [value, mask]]}, into a list of one TLV.
func tlv(user any) any {
	l, _ := part(user, []any{"user"}).([]any)
	if len(l) != 2 {
		return user
	}
	attrs := map[string]any{"field": l[0], "value": l[1], "mask": nil}
	if v, ok := l[1].([]any); ok && len(v) == 2 {
		attrs["value"], attrs["mask"] = v[0], v[1]
	}
	return []any{map[string]any{"OXMTlv": attrs}}
}

// TestVectorsParts compares the JSON of matches, fields, actions and instructions, and takes them to bytes again.
func TestVectorsParts(t *testing.T) {
	for _, kind := range []string{"match", "oxm", "action", "instruction"} {
		n := 0
		for _, v := range vectors(t, kind, "openflow-parts.jsonl", "osken-generated.jsonl") {
			if v.JSON == nil || pending(value(t, v.JSON)) {
				continue
			}
			b, _ := hex.DecodeString(v.Hex)
			msg, path := whole(kind, b)
			m, err := openflow13.Unmarshal(msg)
			if err != nil {
				t.Errorf("%s %s: %v", v.ID, v.Type, err)
				continue
			}
			text, err := ofjson.Marshal(m)
			if err != nil {
				t.Errorf("%s %s: %v", v.ID, v.Type, err)
				continue
			}
			n++
			want := value(t, v.JSON)
			if kind == "oxm" {
				want = tlv(want)
			}
			diffs := differences("", part(value(t, text), path), want)
			if why := osken[v.ID]; (why == "") != (len(diffs) == 0) {
				t.Errorf("%s %s: %q, listed %q", v.ID, v.Type, diffs, why)
			}
			back, err := ofjson.Unmarshal(openflow13.Protocol, text)
			if err != nil {
				t.Errorf("%s %s: %v in %s", v.ID, v.Type, err, text)
				continue
			}
			if got, err := back.MarshalBinary(); err != nil || !bytes.Equal(got, msg) {
				t.Errorf("%s %s: %v\ngot  %x\nwant %x\n%s", v.ID, v.Type, err, got, msg, text)
			}
		}
		t.Logf("%d of kind %s compared", n, kind)
	}
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

// differences returns the paths where got is not want.
func differences(path string, got, want any) (list []string) {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			break
		}
		keys := map[string]bool{}
		for k := range w {
			keys[k] = true
		}
		for k := range g {
			keys[k] = true
		}
		for k := range keys {
			gv, gok := g[k]
			wv, wok := w[k]
			switch {
			case !gok:
				list = append(list, fmt.Sprintf("%s.%s missing, want %v", path, k, wv))
			case !wok:
				list = append(list, fmt.Sprintf("%s.%s extra: %v", path, k, gv))
			default:
				list = append(list, differences(path+"."+k, gv, wv)...)
			}
		}
		sort.Strings(list)
		return list
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			break
		}
		for i := range w {
			list = append(list, differences(fmt.Sprintf("%s[%d]", path, i), g[i], w[i])...)
		}
		return list
	}
	if !reflect.DeepEqual(got, want) {
		return []string{fmt.Sprintf("%s is %v, want %v", path, got, want)}
	}
	return nil
}
