package ofjson

import (
	"net/netip"
	"strconv"

	"github.com/ofwire/openflow"
)

// fieldPrefix begins the name of a field that is not known.
const fieldPrefix = "field_"

// onfExpType is the experimenter type of the fields that have one: two bytes before the value. The ONF's extensions use no other.
const onfExpType = 2560

func jsonName(info *openflow.FieldInfo) string {
	if info.JSON != "" {
		return info.JSON
	}
	return info.Name
}

// byName returns the field of a name in JSON or, where there is none, of the standard's name; nil when neither is known.
func (o *Options) byName(t *openflow.FieldTable, name string) *openflow.FieldInfo {
	if t != nil {
		for i := range t.Fields {
			if jsonName(&t.Fields[i]) == name {
				return &t.Fields[i]
			}
		}
	}
	if info := o.Extensions.FieldByName(name); info != nil || t == nil {
		return info
	}
	return t.ByName(name)
}

// known returns what is known of a field, provided that its name leads back to it; else nil.
func (o *Options) known(t *openflow.FieldTable, id openflow.FieldID) *openflow.FieldInfo {
	var info *openflow.FieldInfo
	if t != nil {
		info = t.Lookup(id)
	}
	if info == nil {
		info = o.Extensions.Field(id)
	}
	if info == nil || o.byName(t, jsonName(info)) != info {
		return nil
	}
	return info
}

// rawName is the name of a field that is not known.
func rawName(id openflow.FieldID) string {
	return fieldPrefix + strconv.FormatUint(uint64(id>>9), 10)
}

// plainID is the id of a field as it stands in actions: with the length of its value.
func plainID(info *openflow.FieldInfo) openflow.FieldID {
	id := info.ID.Key()
	return id | openflow.FieldID(int(info.Size)+id.Len()-4)
}

func (w *writer) Match(name string, p *[]openflow.Field, t *openflow.FieldTable) {
	w.container(name, `{"OFPMatch":{"type":1,"length":`, `,"oxm_fields":`, "OXMTlv", *p, t)
}

func (w *writer) Stats(name string, p *[]openflow.Field, t *openflow.FieldTable) {
	w.container(name, `{"OFPStats":{"length":`, `,"oxs_fields":`, "OXSTlv", *p, t)
}

// container appends fields with the header before them. Its length stands behind head, the fields, objects of a class, behind list.
func (w *writer) container(name, head, list, class string, fields []openflow.Field, t *openflow.FieldTable) {
	w.name(name)
	if !w.enter(2) {
		return
	}
	n := 4
	for i := range fields {
		n += fields[i].Len()
	}
	w.b = strconv.AppendInt(append(w.b, head...), int64(n), 10)
	w.b = append(w.b, list...)
	w.fields(fields, class, t)
	w.b = append(w.b, "}}"...)
	w.depth -= 2
}

func (w *writer) Fields(name string, p *[]openflow.Field, t *openflow.FieldTable) {
	w.name(name)
	class := "OXMTlv"
	if len(*p) > 0 && (*p)[0].ID().Class() == openflow.ClassOXS {
		class = "OXSTlv"
	}
	w.fields(*p, class, t)
}

func (w *writer) fields(fields []openflow.Field, class string, t *openflow.FieldTable) {
	w.array(len(fields), func(i int) { w.field(&fields[i], class, t) })
}

func (w *writer) Field(name string, p *openflow.Field, t *openflow.FieldTable) {
	w.name(name)
	w.field(p, "OXMTlv", t)
}

// field appends a field as an object of the class; statistics have no mask.
func (w *writer) field(f *openflow.Field, class string, t *openflow.FieldTable) {
	if !w.enter(3) {
		return
	}
	value, mask := f.Value(), f.Mask()
	info := w.opts.known(t, f.ID())
	if info != nil && info.ExpType {
		value, mask = splitExpType(f, info)
	}
	if info != nil && !valid(info, value, mask) {
		info, value, mask = nil, f.Value(), f.Mask()
	}
	name := rawName(f.ID())
	if info != nil {
		name = jsonName(info)
	}
	w.open(class)
	w.b = appendString(append(w.b, `{"field":`...), name)
	if f.HasMask() {
		w.b = appendValue(append(w.b, `,"mask":`...), info, mask)
	} else if class == "OXMTlv" {
		w.b = append(w.b, `,"mask":null`...)
	}
	w.b = appendValue(append(w.b, `,"value":`...), info, value)
	w.b = append(w.b, "}}"...)
	w.depth -= 3
}

// splitExpType returns value and mask without the experimenter type before them, or nil where it is another.
func splitExpType(f *openflow.Field, info *openflow.FieldInfo) (value, mask []byte) {
	p := f.AppendPayload(nil)
	if len(p) < 2 || be.Uint16(p) != onfExpType {
		return nil, nil
	}
	n := len(p)
	if f.HasMask() {
		n = 2 + (n-2)/2
		return p[2:n], p[n:]
	}
	return p[2:], nil
}

// valueSize is the most bytes of a value without its experimenter type.
func valueSize(info *openflow.FieldInfo) int {
	if info.ExpType {
		return int(info.Size) - 2
	}
	return int(info.Size)
}

// valid reports whether a value, and its mask unless nil, have the length that the field should.
func valid(info *openflow.FieldInfo, value, mask []byte) bool {
	if mask != nil && len(mask) != len(value) {
		return false
	}
	n := valueSize(info)
	if info.Kind == openflow.KindBytes && info.Variable {
		return len(value) <= n
	}
	return len(value) == n
}

// appendValue appends the value or mask of a field; info is nil where it is not known.
func appendValue(b []byte, info *openflow.FieldInfo, v []byte) []byte {
	if info == nil {
		return appendBase64(b, v)
	}
	switch kind := info.Kind; {
	case kind == openflow.KindInt && len(v) <= 8:
		return strconv.AppendUint(b, beUint(v), 10)
	case kind == openflow.KindMAC && len(v) == 6:
		return appendString(b, openflow.MAC(v).String())
	case kind == openflow.KindIPv4 && len(v) == 4, kind == openflow.KindIPv6 && len(v) == 16:
		a, _ := netip.AddrFromSlice(v)
		return appendString(b, a.String())
	case kind == openflow.KindUint128 && len(v) == 16:
		return appendUint128(b, openflow.Uint128{Hi: be.Uint64(v), Lo: be.Uint64(v[8:])})
	case kind == openflow.KindPair && len(v) == 8:
		b = strconv.AppendUint(append(b, '['), beUint(v[:4]), 10)
		b = strconv.AppendUint(append(b, ','), beUint(v[4:]), 10)
		return append(b, ']')
	}
	return appendBase64(b, v)
}

func (w *writer) FieldIDs(name string, p *[]openflow.FieldID, t *openflow.FieldTable) {
	w.list(name, len(*p), func(i int) { w.fieldID((*p)[i], t) })
}

// fieldID appends an id as an object.
func (w *writer) fieldID(id openflow.FieldID, t *openflow.FieldTable) {
	if !w.enter(2) {
		return
	}
	exp := id.Class() == openflow.ClassExperimenter
	switch {
	case id.Class() == openflow.ClassOXS:
		w.open("OFPOxsId")
	case exp:
		w.open("OFPExperimenterOxmId")
	default:
		w.open("OFPOxmId")
	}
	hasMask := "0"
	if id.HasMask() {
		hasMask = "1"
	}
	w.b = append(append(w.b, `{"hasmask":`...), hasMask...)
	if exp {
		w.b = strconv.AppendUint(append(w.b, `,"exp_id":`...), uint64(id.Experimenter()), 10)
	}
	w.b = strconv.AppendInt(append(w.b, `,"length":`...), int64(id.PayloadLen()), 10)
	name := rawName(id)
	if info := w.opts.known(t, id); info != nil {
		name = jsonName(info)
	}
	w.b = appendString(append(w.b, `,"type":`...), name)
	w.b = append(w.b, "}}"...)
	w.depth -= 2
}

// FieldID appends an id as the field's name where its length is that of the value, else as an object. Id 0 is no field: the empty name.
func (w *writer) FieldID(name string, p *openflow.FieldID, t *openflow.FieldTable) {
	w.name(name)
	if *p == 0 {
		w.b = append(w.b, `""`...)
		return
	}
	if info := w.opts.known(t, *p); info != nil && plainID(info) == *p {
		w.b = appendString(w.b, jsonName(info))
		return
	}
	w.fieldID(*p, t)
}
