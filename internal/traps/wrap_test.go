package traps

import (
	"bytes"
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
)

// What OpenFlow answers; the numbers are the same in the versions that have them.
const (
	badActionLen      openflow.ErrorCode = 2<<16 | 1  // OFPET_BAD_ACTION, OFPBAC_BAD_LEN
	badActionArgument openflow.ErrorCode = 2<<16 | 5  // OFPET_BAD_ACTION, OFPBAC_BAD_ARGUMENT
	badSetLen         openflow.ErrorCode = 2<<16 | 14 // OFPET_BAD_ACTION, OFPBAC_BAD_SET_LEN
	badBucket         openflow.ErrorCode = 6<<16 | 12 // OFPET_GROUP_MOD_FAILED, OFPGMFC_BAD_BUCKET
	badMeterBand      openflow.ErrorCode = 12<<16 | 8 // OFPET_METER_MOD_FAILED, OFPMMFC_BAD_BAND
	badFeaturesLen    openflow.ErrorCode = 13<<16 | 3 // OFPET_TABLE_FEATURES_FAILED, OFPTFFC_BAD_LEN
	badPropertyLen    openflow.ErrorCode = 14<<16 | 1 // OFPET_BAD_PROPERTY, OFPBPC_BAD_LEN
	badBundledLen     openflow.ErrorCode = 17<<16 | 8 // OFPET_BUNDLE_FAILED, OFPBFC_MSG_BAD_LEN
)

// versions are all of them.
var versions = []*openflow.Protocol{v10, v12, v13, v14, v15}

// message is a message of the version with transaction id 0, in hex.
func message(t testing.TB, p *openflow.Protocol, typ byte, bodyHex string) string {
	t.Helper()
	body := unhex(t, bodyHex)
	return fmt.Sprintf("%02x%02x%04x00000000%x", byte(p.Version), typ, 8+len(body), body)
}

// nicira is a message of Nicira's with transaction id 0, in hex.
func nicira(t testing.TB, p *openflow.Protocol, subtype uint32, bodyHex string) string {
	t.Helper()
	return message(t, p, 4, fmt.Sprintf("00002320 %08x ", subtype)+bodyHex)
}

// request and reply are multiparts with transaction id 0, in hex.
func request(t testing.TB, p *openflow.Protocol, typ uint16, bodyHex string) string {
	t.Helper()
	if p == v10 {
		return message(t, p, 16, fmt.Sprintf("%04x 0000 ", typ)+bodyHex)
	}
	return message(t, p, 18, fmt.Sprintf("%04x 0000 00000000 ", typ)+bodyHex)
}

func reply(t testing.TB, p *openflow.Protocol, typ uint16, bodyHex string) string {
	t.Helper()
	if p == v10 {
		return message(t, p, 17, fmt.Sprintf("%04x 0000 ", typ)+bodyHex)
	}
	return message(t, p, 19, fmt.Sprintf("%04x 0000 00000000 ", typ)+bodyHex)
}

// packetOut is a PacketOut with the actions and without data, in hex.
func packetOut(t testing.TB, p *openflow.Protocol, actionsHex string) string {
	t.Helper()
	n := len(unhex(t, actionsHex))
	switch {
	case p == v10:
		return message(t, p, 13, fmt.Sprintf("ffffffff ffff %04x ", n)+actionsHex)
	case p == v15:
		return message(t, p, 13, fmt.Sprintf("ffffffff %04x 0000 00010004 00000000 ", n)+actionsHex)
	}
	return message(t, p, 13, fmt.Sprintf("ffffffff fffffffd %04x 000000000000 ", n)+actionsHex)
}

// withInstructions is a FlowMod of 1.2 or later with the instructions, in hex.
func withInstructions(t testing.TB, p *openflow.Protocol, instructionsHex string) string {
	t.Helper()
	return message(t, p, 14, "0000000000000000 0000000000000000 00 00 0000 0000 8000 ffffffff ffffffff ffffffff 0000 0000 00010004 00000000"+instructionsHex)
}

// element is element i of the message's list of that name.
func element(m openflow.Message, list string, i int) openflow.Element {
	return reflect.ValueOf(m).Elem().FieldByName(list).Index(i).Interface().(openflow.Element)
}

// action decodes an action in a version, encodes it to the same bytes and returns it.
func action(t testing.TB, p *openflow.Protocol, actionHex string) openflow.Element {
	t.Helper()
	return element(roundTrip(t, p, packetOut(t, p, actionHex)), "Actions", 0)
}

// text is an element as text without its name.
func text(e openflow.Element) string { return openflow.Format(e)[len(e.Info().Name):] }

// sameAction verifies that the action encodes to the bytes, and that the bytes decode to its values in all the versions. The action is of any one of them.
func sameAction(t testing.TB, actionHex string, want openflow.Element, in ...*openflow.Protocol) {
	t.Helper()
	if b, err := want.AppendBinary(nil); err != nil || !bytes.Equal(b, unhex(t, actionHex)) {
		t.Errorf("%s encodes to\n%x, %v, want\n%x", openflow.Format(want), b, err, unhex(t, actionHex))
	}
	for _, p := range in {
		got := action(t, p, actionHex)
		if values(reflect.ValueOf(got)) != values(reflect.ValueOf(want)) {
			t.Errorf("%v: decoded to\n%s, want\n%s", p.Version, openflow.Format(got), openflow.Format(want))
		}
	}
}

// values are those of all fields, with the names of the types, so that elements of two versions can be compared.
func values(v reflect.Value) string {
	if s, ok := v.Interface().(fmt.Stringer); ok && (v.Type() == reflect.TypeFor[openflow.Field]() || v.Type() == reflect.TypeFor[netip.Addr]()) {
		return s.String()
	}
	var s strings.Builder
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return values(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			fmt.Fprintf(&s, "%s.%s=%s;", v.Type().Name(), v.Type().Field(i).Name, values(v.Field(i)))
		}
		return s.String()
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			fmt.Fprintf(&s, "[%s]", values(v.Index(i)))
		}
		return s.String()
	case reflect.Bool:
		return fmt.Sprint(v.Bool())
	}
	return fmt.Sprint(v.Convert(reflect.TypeFor[uint64]()).Uint())
}

// refusedAction is refused for an action: offset and path count from its begin.
func refusedAction(t testing.TB, actionHex string, offset int, path string, in ...*openflow.Protocol) {
	t.Helper()
	refusedActionWith(t, badActionLen, actionHex, offset, path, in...)
}

// refusedPadding is refusedAction for padding that is not zero where it must be.
func refusedPadding(t testing.TB, actionHex string, offset int, in ...*openflow.Protocol) {
	t.Helper()
	refusedActionWith(t, badActionArgument, actionHex, offset, "", in...)
}

func refusedActionWith(t testing.TB, code openflow.ErrorCode, actionHex string, offset int, path string, in ...*openflow.Protocol) {
	t.Helper()
	for _, p := range in {
		begin := 24
		if p == v10 {
			begin = 16
		}
		refused(t, p, packetOut(t, p, actionHex), begin+offset, "PacketOut.Actions[0]"+path, code)
	}
}

// hexOf is an element's bytes, in hex.
func hexOf(t testing.TB, e openflow.Element) string {
	t.Helper()
	b, err := e.AppendBinary(nil)
	if err != nil {
		t.Error(err)
	}
	return fmt.Sprintf("%x", b)
}
