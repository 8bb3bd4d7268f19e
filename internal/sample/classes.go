package sample

import (
	"slices"
	"strings"

	"github.com/ofwire/openflow"
)

// A class is a JSON class name and, where several types share it, the number that tells them apart.
type class struct {
	name string
	attr uint64
}

// wild reports whether the class is of elements that a peer need not know.
func (c class) wild() bool {
	return strings.Contains(c.name, "Unknown") || strings.Contains(c.name, "Experimenter")
}

// first are the classes that lists begin with: those that other implementations like best, in the order that they ask for.
var first = []string{"OFPActionSetField", "NXActionRegLoad", "OFPActionOutput", "OFPInstructionMeter", "OFPInstructionActions"}

// classes are all elements of the protocol that may stand in lists, the preferred ones first.
func classes(p *openflow.Protocol) []class {
	var list []class
	for _, info := range p.Elements {
		list = append(list, class{info.JSON, info.AttrValue})
	}
	rank := func(c class) int {
		if i := slices.Index(first, c.name); i >= 0 {
			return i
		}
		return len(first)
	}
	slices.SortStableFunc(list, func(a, b class) int { return rank(a) - rank(b) })
	return list
}

// add appends an element of a class to a list, or returns nil when the list has no such class.
func add(l openflow.List, c class) openflow.Element {
	return l.Add(c.name, func(string) uint64 { return c.attr })
}
