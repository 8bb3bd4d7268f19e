package model

import "github.com/ofwire/openflow/gen/internal/syntax"

// header adds the items before a struct's own fields.
func (b *builder) header(w *work) {
	s := w.s
	switch s.Kind {
	case KindStruct:
		return
	case KindVariant:
		b.familyHeader(w)
	default:
		b.messageHeader(w)
	}
	if s.Vendor == nil {
		return
	}
	key := b.keyMember(s.Family)
	for _, f := range key.fields {
		it := b.field(w, f)
		if it == nil || !it.Key {
			continue
		}
		value := s.Sub
		if f == key.keys[0] {
			value = uint64(s.Vendor.ID)
		} else if f != key.keys[len(key.keys)-1] {
			b.errorf(syntax.Pos(s.Pos), "%s has more than two key fields", s.Family.Name)
		}
		*it = Item{Pos: it.Pos, Kind: ItemConst, Name: it.Name, JSON: it.JSON, Doc: it.Doc, Size: it.Size, Value: value}
	}
	if size := b.subtypeSize(s); size > 0 && len(key.keys) == 1 {
		b.add(w, &Item{Kind: ItemConst, Name: s.Vendor.SubtypeName[s.Family.Name], Size: size, Value: s.Sub})
		if pad := s.Vendor.SubtypePad[s.Family.Name]; pad > 0 {
			b.add(w, &Item{Kind: ItemPad, Size: pad})
		}
	}
}

// messageHeader adds the header of a message, and of a multipart.
func (b *builder) messageHeader(w *work) {
	s := w.s
	version := &Item{Kind: ItemConst, Name: "version", Size: 1, Value: uint64(b.v)}
	if s.AnyVersion {
		version = &Item{Kind: ItemScalar, Name: "version", GoName: "Version", JSON: "version", Size: 1, Doc: "Wire version of the header; 0 stands for this package's."}
	}
	typ := s.Tag
	if s.Kind != KindMessage {
		typ = b.multipartType(s.Kind)
	}
	b.add(w, version)
	b.add(w, &Item{Kind: ItemConst, Name: "type", Size: 1, Value: typ})
	s.Length = b.add(w, &Item{Kind: ItemLength, Name: "length", Size: 2, Measures: MeasureThis})
	b.add(w, &Item{Kind: ItemScalar, Name: "xid", GoName: "XID", JSON: "xid", Size: 4, Doc: "Transaction id: a reply has that of its request."})
	if s.Kind == KindMessage {
		return
	}
	b.add(w, &Item{Kind: ItemConst, Name: "type", Size: 2, Value: s.Tag})
	flags := &Item{Kind: ItemScalar, Name: "flags", GoName: "Flags", JSON: "flags", Size: 2, Enum: b.enum(s.Family.Name + "_flags"), Doc: "MORE is set when further parts follow."}
	b.add(w, flags)
	w.items["flags"] = flags
	if b.v != V10 {
		b.add(w, &Item{Kind: ItemPad, Size: 4})
	}
}

// multipartType returns the message type of multipart requests or replies.
func (b *builder) multipartType(kind StructKind) uint64 {
	typ := uint64(18)
	if b.v == V10 {
		typ = 16
	}
	if kind == KindMultipartReply {
		typ++
	}
	return typ
}

// familyHeader adds tag, length and padding of a tlv family.
func (b *builder) familyHeader(w *work) {
	s, f := w.s, w.s.Family
	s.Align, s.Inside = f.Align, f.Inside
	tag := &Item{Kind: ItemConst, Name: f.TagName, Size: f.TagSize, Value: s.Tag}
	length := &Item{Kind: ItemLength, Name: f.LenName, Size: f.LenSize, Measures: MeasureThis}
	if f.Align > 1 && !f.Inside {
		length.Measures = MeasureThisUnpadded
	}
	s.Length = length
	first, second, gap := tag, length, f.LenOff-f.TagSize
	if f.LenOff < f.TagOff {
		first, second, gap = length, tag, f.TagOff-f.LenSize
	}
	b.add(w, first)
	if gap > 0 {
		b.add(w, &Item{Kind: ItemPad, Size: gap})
	}
	b.add(w, second)
	if rest := f.Header - first.Size - second.Size - max(gap, 0); rest > 0 {
		b.add(w, &Item{Kind: ItemPad, Size: rest})
	}
}

// add appends an item without a spec line of its own.
func (b *builder) add(w *work, it *Item) *Item {
	it.Pos = w.s.Pos
	w.s.Items = append(w.s.Items, it)
	return it
}
