package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// This file prints runs: items of fixed sizes that follow each other behind a part of variable size, and are read and appended together.

// run returns how many items lead a list as a run, and their bytes.
func run(list []*model.Item) (n, size int) {
	for n < len(list) && loose(list[n]) {
		size += list[n].Size
		n++
	}
	return n, size
}

func loose(it *model.Item) bool {
	switch it.Kind {
	case model.ItemScalar, model.ItemBits, model.ItemArray, model.ItemString, model.ItemFixed:
		return true
	case model.ItemPad:
		return it.PadTo == 0 && it.Until == 0 && it.PadIf == nil
	}
	return false
}

// placed are copies of a run's items whose offsets count from its start.
func placed(list []*model.Item) []*model.Item {
	var copies []*model.Item
	at := 0
	for _, it := range list {
		here := *it
		here.Offset = at
		copies = append(copies, &here)
		at += it.Size
	}
	return copies
}

// readRun reads a run of items.
func (d *decoder) readRun(list []*model.Item, size int) {
	d.move()
	name := ""
	if len(list) == 1 {
		name = list[0].GoName
	}
	d.need(fmt.Sprint(size), name)
	d.loose = true
	for _, it := range placed(list) {
		d.load(it)
	}
	d.loose = false
	d.advance(fmt.Sprint(size))
}

// plain reports whether a run has nothing but numbers and padding. Each has an append of its own then.
func plain(list []*model.Item) bool {
	for _, it := range list {
		if it.Kind != model.ItemPad && !plainNumber(it) {
			return false
		}
	}
	return true
}

// appendRun appends a run of items in a block of their own.
func (a *appender) appendRun(list []*model.Item, size int) {
	in := &appender{e: a.e, s: a.s, body: &body{e: a.e}}
	in.window(list, size)
	a.lines = append(a.lines, jen.Block(in.lines...))
}

// window appends a run of items.
func (a *appender) window(list []*model.Item, size int) {
	a.extend(size)
	list = placed(list)
	if !a.anyStore(list) {
		return
	}
	a.add("p := (*[%d]byte)(b[len(b)-%d:])", size, size)
	for _, it := range list {
		a.store(it)
	}
}
