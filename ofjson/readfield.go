package ofjson

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ofwire/openflow"
)

// object reads the attributes of {"Class": {…}} one by one; other classes and attributes are errors.
func (r *reader) object(n *node, classes []string, attrs map[string]func(n *node) error) {
	class, body, ok := r.class(n)
	if !ok {
		return
	}
	if !slices.Contains(classes, class) {
		r.fail(n, fmt.Errorf("%w %q", ErrClass, class))
		return
	}
	for i, key := range body.keys {
		item := body.items[i]
		r.at("."+key, func() {
			read, ok := attrs[key]
			if !ok {
				r.fail(item, ErrAttribute)
			} else if err := read(item); err != nil {
				r.fail(item, err)
			}
		})
	}
}

// ignore is for lengths.
func ignore(*node) error { return nil }

// keep stores a node that is not null.
func keep(p **node) func(n *node) error {
	return func(n *node) error {
		if n.kind != null {
			*p = n
		}
		return nil
	}
}

func (r *reader) Match(name string, p *[]openflow.Field, t *openflow.FieldTable) {
	r.container(name, "OFPMatch", "oxm_fields", p, t)
}

func (r *reader) Stats(name string, p *[]openflow.Field, t *openflow.FieldTable) {
	r.container(name, "OFPStats", "oxs_fields", p, t)
}

// container reads fields that stand in an object of a class.
func (r *reader) container(name, class, list string, p *[]openflow.Field, t *openflow.FieldTable) {
	r.with(name, func(n *node) error {
		r.object(n, []string{class}, map[string]func(n *node) error{
			"type": ignore, "length": ignore, list: func(n *node) error { return r.fields(n, p, t) },
		})
		return nil
	})
}

func (r *reader) Fields(name string, p *[]openflow.Field, t *openflow.FieldTable) {
	r.with(name, func(n *node) error { return r.fields(n, p, t) })
}

func (r *reader) fields(n *node, p *[]openflow.Field, t *openflow.FieldTable) error {
	if n.kind == null {
		return nil
	}
	if n.kind != array {
		return ErrType
	}
	list := make([]openflow.Field, len(n.items))
	for i, item := range n.items {
		r.index(i, func() { list[i] = r.field(item, t) })
	}
	*p = list
	return nil
}

func (r *reader) Field(name string, p *openflow.Field, t *openflow.FieldTable) {
	r.with(name, func(n *node) error {
		*p = r.field(n, t)
		return nil
	})
}

func (r *reader) field(n *node, t *openflow.FieldTable) openflow.Field {
	var name, value, mask *node
	r.object(n, []string{"OXMTlv", "OXSTlv"}, map[string]func(n *node) error{
		"field": keep(&name), "value": keep(&value), "mask": keep(&mask),
	})
	if r.err != nil {
		return openflow.Field{}
	}
	if name == nil || name.kind != text || value == nil {
		r.fail(n, ErrType)
		return openflow.Field{}
	}
	id, info, err := r.lookup(name.text, t)
	if err != nil {
		r.fail(name, err)
		return openflow.Field{}
	}
	payload, err := parseFieldValue(info, value)
	if err != nil {
		r.at(".value", func() { r.fail(value, err) })
		return openflow.Field{}
	}
	if info != nil && info.ExpType {
		payload = append(be.AppendUint16(nil, onfExpType), payload...)
	}
	newField := openflow.MakeField
	if mask != nil {
		m, err := parseFieldValue(info, mask)
		if err != nil {
			r.at(".mask", func() { r.fail(mask, err) })
			return openflow.Field{}
		}
		id |= 1 << 8
		if info == nil && len(m) == len(payload)+1 {
			newField = oddField
		}
		payload = append(payload, m...)
	}
	f, err := newField(id, payload)
	if err != nil {
		r.fail(n, err)
	}
	return f
}

// oddField is MakeField for a value and a mask that is one byte longer: what is shown of an odd number of bytes, which a packet-in may bring.
func oddField(id openflow.FieldID, payload []byte) (f openflow.Field, err error) {
	n := id.Len() - 4 + len(payload)
	if n > math.MaxUint8 {
		return f, openflow.ErrTooLong
	}
	b, _ := (id | openflow.FieldID(n)).AppendBinary(nil)
	_, err = new(openflow.FieldBuffer).Field(&openflow.FieldTable{Short: new([256]uint32)}, &f, append(b, payload...), true)
	return f, err
}

// lookup returns the id, without mask bit and length, of a field's name, and what is known of the field, nil for the names of unknown ones.
func (r *reader) lookup(name string, t *openflow.FieldTable) (openflow.FieldID, *openflow.FieldInfo, error) {
	if info := r.opts.byName(t, name); info != nil {
		return info.ID.Key(), info, nil
	}
	digits, ok := strings.CutPrefix(name, fieldPrefix)
	if !ok {
		return 0, nil, fmt.Errorf("%w %q", ErrField, name)
	}
	n, err := strconv.ParseUint(digits, 10, 64-9)
	id := openflow.FieldID(n << 9)
	if err != nil || id.Class() != openflow.ClassExperimenter && id.Experimenter() != 0 {
		return 0, nil, fmt.Errorf("%w %q", ErrField, name)
	}
	return id, nil, nil
}

// parseFieldValue returns the bytes of a value or mask.
func parseFieldValue(info *openflow.FieldInfo, n *node) ([]byte, error) {
	if info == nil {
		return n.bytes()
	}
	size := valueSize(info)
	switch info.Kind {
	case openflow.KindInt:
		v, err := n.uint()
		if err == nil && (size > 8 || size < 8 && v>>(8*size) != 0) {
			err = openflow.ErrValue
		}
		if err != nil {
			return nil, err
		}
		return be.AppendUint64(nil, v)[8-size:], nil
	case openflow.KindMAC:
		m, err := n.mac()
		return m[:], err
	case openflow.KindIPv4, openflow.KindIPv6:
		a, err := n.addr(size)
		if err == nil && a.BitLen() != 8*size {
			err = openflow.ErrValue
		}
		return a.AsSlice(), err
	case openflow.KindUint128:
		v, err := n.uint128()
		return be.AppendUint64(be.AppendUint64(nil, v.Hi), v.Lo), err
	case openflow.KindPair:
		v, err := n.uints()
		if err == nil && (len(v) != 2 || v[0]>>32 != 0 || v[1]>>32 != 0) {
			err = openflow.ErrValue
		}
		if err != nil {
			return nil, err
		}
		return be.AppendUint64(nil, v[0]<<32|v[1]), nil
	}
	b, err := n.bytes()
	if err == nil && (len(b) > size || len(b) < size && !info.Variable) {
		err = openflow.ErrLength
	}
	return b, err
}

func (r *reader) FieldIDs(name string, p *[]openflow.FieldID, t *openflow.FieldTable) {
	r.with(name, func(n *node) error {
		if n.kind != array {
			return ErrType
		}
		list := make([]openflow.FieldID, len(n.items))
		for i, item := range n.items {
			r.index(i, func() { list[i] = r.fieldID(item, t) })
		}
		*p = list
		return nil
	})
}

// FieldID reads an id from a name, an object, or the number that the header is.
func (r *reader) FieldID(name string, p *openflow.FieldID, t *openflow.FieldTable) {
	r.with(name, func(n *node) error {
		switch {
		case n.kind == number:
			v, err := n.uint()
			id := openflow.NewFieldID(uint32(v), 0)
			if err != nil || v>>32 != 0 || id.Class() == openflow.ClassExperimenter {
				return openflow.ErrValue
			}
			*p = id
		case n.kind != text:
			*p = r.fieldID(n, t)
		case n.text == "":
			*p = 0
		default:
			id, info, err := r.lookup(n.text, t)
			if err != nil {
				return err
			}
			if info != nil {
				id = plainID(info)
			}
			*p = id
		}
		return nil
	})
}

// fieldID reads an id from an object.
func (r *reader) fieldID(n *node, t *openflow.FieldTable) openflow.FieldID {
	var id openflow.FieldID
	var hasMask, length openflow.U8
	set := func(p openflow.Uint) func(n *node) error {
		return func(n *node) error {
			v, err := n.uint()
			if err != nil {
				return err
			}
			return p.Set(v)
		}
	}
	r.object(n, []string{"OFPOxmId", "OFPExperimenterOxmId", "OFPOxsId"}, map[string]func(n *node) error{
		"hasmask": set(&hasMask), "length": set(&length), "exp_id": ignore,
		"type": func(n *node) (err error) {
			if n.kind != text {
				return ErrType
			}
			id, _, err = r.lookup(n.text, t)
			return err
		},
	})
	if hasMask != 0 {
		id |= 1 << 8
	}
	return id | openflow.FieldID(length)
}
