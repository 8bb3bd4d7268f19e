// Package sample builds filled-in messages of every type of a protocol, for tests. It works by the types' Walk methods alone, so that a new type or
// field takes part without a change here.
package sample

import (
	"bytes"
	"iter"
	"strings"
	"sync"

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

// FieldMessages returns a message for each match of Matches: one of a type that has a match and, where it can, an action that sets its last field. Names are
// as in FlowMod/eth_dst/mask.
func FieldMessages(p *openflow.Protocol) iter.Seq2[string, openflow.Message] {
	return func(yield func(string, openflow.Message) bool) {
		info := matchType(p)
		if info == nil {
			return
		}
		for name, fields := range Matches(p) {
			m, _ := buildWith(p, info, Typical, fields)
			if !yield(info.Name+"/"+name, m) {
				return
			}
		}
	}
}

// matchType is the flow mod of the protocol that matches any field: the vendor's where the standard's has a match of its own.
func matchType(p *openflow.Protocol) *openflow.TypeInfo {
	var found *openflow.TypeInfo
	for _, info := range p.Types {
		if strings.HasSuffix(info.Name, "FlowMod") && (found == nil || p.Version == openflow.Version10) {
			found = info
		}
	}
	return found
}

// build copies a message that is made once. It also returns how many members the largest family has of which the message holds one only, or how many shapes the message has.
func build(p *openflow.Protocol, info *openflow.TypeInfo, variant int) (openflow.Message, int) {
	once, ok := knows(p).built.Load(recipe{info, variant})
	if !ok {
		once, _ = knows(p).built.LoadOrStore(recipe{info, variant}, sync.OnceValue(func() product {
			m, arms := buildWith(p, info, variant, nil)
			return product{m, arms}
		}))
	}
	made := once.(func() product)()
	if made.m == nil {
		return nil, made.arms
	}
	return same(made.m), made.arms
}

// same returns a copy of a message that encodes like it.
func same(m openflow.Message) openflow.Message {
	c := m.CloneElement().(openflow.Message)
	want, err1 := m.AppendBinary(nil)
	got, err2 := c.AppendBinary(nil)
	if !bytes.Equal(got, want) || (err1 == nil) != (err2 == nil) {
		panic("sample: the clone of a " + m.Info().Name + " is another")
	}
	return c
}

func buildWith(p *openflow.Protocol, info *openflow.TypeInfo, variant int, fields []openflow.Field) (openflow.Message, int) {
	trials := newTrials()
	for {
		m := newMessage(p, info)
		if m == nil {
			return nil, 1
		}
		f := &filler{
			p: p, known: knows(p), fields: fields, variant: min(variant, Wild), arm: max(0, variant-Wild), arms: 1,
			xid: 0x0a0b0c00 + uint32(variant), top: info, trials: trials,
		}
		if variant == Minimal {
			f.xid = 0
		}
		f.element(m)
		if _, err := m.AppendBinary(nil); !trials.learn(err) {
			return m, f.arms
		}
	}
}

func newMessage(p *openflow.Protocol, info *openflow.TypeInfo) openflow.Message {
	m := p.NewMessage(info.JSON, func(string) uint64 { return info.AttrValue })
	if m == nil || m.Info() != info {
		return nil
	}
	return m
}
