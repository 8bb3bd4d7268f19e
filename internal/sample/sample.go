// Package sample builds filled-in messages of every type of a protocol, for tests. It works by the types' Walk methods alone, so that a new type or
// field takes part without a change here; only the names of list elements are listed, in classes.go.
package sample

import (
	"errors"
	"iter"
	"strings"

	"github.com/ofwire/openflow"
)

// The variants of a message.
const (
	// Minimal has what a message cannot do without; all else is zero.
	Minimal = iota
	// Typical has lists of one or two common elements.
	Typical
	// Full has every element that the standard defines in each list, and structs twice.
	Full
	// Wild is Full with elements of unknown types and experimenters, every match field, odd lengths and numbers of all bits.
	Wild
	// Variants is how many there are. Where a list holds a single member of a family, the variants from here on are Wild with each of the others.
	Variants
)

// Names are those of the variants.
var Names = [Variants]string{"minimal", "typical", "full", "wild"}

// Messages returns each message type of the protocol in all variants, under names such as FlowMod/full. All are in fresh memory; the same call
// gives the same messages.
func Messages(p *openflow.Protocol) iter.Seq2[string, openflow.Message] {
	return func(yield func(string, openflow.Message) bool) {
		for _, info := range p.Types {
			arms := 1
			for v := 0; v < Variants+arms-1; v++ {
				m, n := build(p, info, v)
				arms = max(arms, n)
				name := info.Name + "/" + Names[min(v, Wild)]
				if v > Wild {
					name += "-" + string(rune('a'+v-Wild))
				}
				if !yield(name, m) {
					return
				}
			}
		}
	}
}

// Build returns a message of a type. It returns nil when the protocol cannot make one.
func Build(p *openflow.Protocol, info *openflow.TypeInfo, variant int) openflow.Message {
	m, _ := build(p, info, variant)
	return m
}

// ByName returns a message of the type with that Go name, or nil.
func ByName(p *openflow.Protocol, name string, variant int) openflow.Message {
	for _, info := range p.Types {
		if info.Name == name {
			return Build(p, info, variant)
		}
	}
	return nil
}

// build also returns how many members the largest family has of which the message holds one only.
func build(p *openflow.Protocol, info *openflow.TypeInfo, variant int) (openflow.Message, int) {
	narrow := map[string]int{}
	for {
		m := newMessage(p, info)
		if m == nil {
			return nil, 1
		}
		f := &filler{
			p: p, variant: min(variant, Wild), arm: max(0, variant-Wild), arms: 1, xid: 0x0a0b0c00 + uint32(variant), top: info, narrow: narrow,
		}
		if variant == Minimal {
			f.xid = 0
		}
		f.element(m)
		if _, err := m.AppendBinary(nil); !narrower(narrow, err) {
			return m, f.arms
		}
	}
}

// narrower takes one bit from the field that an encode error calls too wide. A Uint does not tell how many of its bits may be set, so this finds out by
// trial. It returns false when the error is of another kind, or when no bit is left.
func narrower(narrow map[string]int, err error) bool {
	var e *openflow.EncodeError
	if !errors.As(err, &e) || e.Err != openflow.ErrValue {
		return false
	}
	name := fieldName(e.Path[strings.LastIndexByte(e.Path, '.')+1:])
	bits, ok := narrow[name]
	if !ok {
		bits = 64
	}
	narrow[name] = bits - 1
	return bits > 1
}

// fieldName is what a field's name on the wire, table_id, and its name in Go, TableID, have in common.
func fieldName(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

func newMessage(p *openflow.Protocol, info *openflow.TypeInfo) openflow.Message {
	for _, c := range append(classes, class{info.JSON, 0}) {
		if c.name != info.JSON {
			continue
		}
		attr := c.attr
		m := p.NewMessage(info.JSON, func(string) uint64 { return attr })
		if m != nil && m.Info() == info {
			return m
		}
	}
	return nil
}
