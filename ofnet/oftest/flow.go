package oftest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// A Flow is an entry of a flow table of a Switch, whatever version it came in. It shares no memory with the switch.
type Flow struct {
	Table        uint8
	Priority     uint16
	Cookie       uint64
	Match        []openflow.Field // A match of 1.0 has become fields.
	IdleTimeout  uint16           // In seconds; 0 is never.
	HardTimeout  uint16           // In seconds; 0 is never.
	Flags        uint16           // Of the flow-mod.
	Importance   uint16           // From 1.4 on.
	Age          time.Duration
	PacketCount  uint64
	ByteCount    uint64
	Instructions string // As in apply:output:1,output:2;goto:3. Actions of 1.0 are applied; those of vendors are as openflow.Format has them.
}

// String returns the flow for people, with what makes it do something.
func (f *Flow) String() string {
	match := openflow15.Protocol.Fields.Format(f.Match)
	return fmt.Sprintf("table=%d priority=%d match=%s cookie=%#x packets=%d bytes=%d %s",
		f.Table, f.Priority, "{"+match+"}", f.Cookie, f.PacketCount, f.ByteCount, f.Instructions)
}

func (f *flow) public() Flow {
	p := Flow{
		Table: f.table, Priority: f.priority, Cookie: f.cookie, Match: slices.Clone(f.fields),
		IdleTimeout: uint16(f.idle), HardTimeout: uint16(f.hard), Flags: uint16(f.flags), Importance: uint16(f.importance),
		Age: time.Since(f.since), PacketCount: f.packets, ByteCount: f.bytes, Instructions: f.program.text(),
	}
	for i := range p.Match {
		p.Match[i] = p.Match[i].Clone()
	}
	return p
}

// text returns what a program does, for people and tests.
func (p *program) text() string {
	var list []string
	add := func(part uint8, format string, args ...any) {
		if p.has(part) {
			list = append(list, fmt.Sprintf(format, args...))
		}
	}
	add(partMeter, "meter:%d", p.meter)
	add(partApply, "apply:%s", actionsText(p.apply))
	add(partClear, "clear")
	add(partWrite, "write:%s", actionsText(p.write))
	add(partMetadata, "metadata:%#x/%#x", p.metadata, p.mask)
	add(partGoto, "goto:%d", p.next)
	return strings.Join(list, ";")
}

func actionsText(actions []action) string {
	var list []string
	for _, a := range actions {
		list = append(list, a.text())
	}
	return strings.Join(list, ",")
}

func (a *action) text() string {
	switch a.kind {
	case actOutput:
		return "output:" + openflow15.PortNo(a.port).String()
	case actEnqueue:
		return fmt.Sprintf("enqueue:%v:%d", openflow15.PortNo(a.port), a.arg)
	case actGroup:
		return fmt.Sprintf("group:%d", a.arg)
	case actSetQueue:
		return fmt.Sprintf("set_queue:%d", a.arg)
	case actSetField:
		return "set:" + openflow15.Protocol.Fields.Format(a.field)
	case actPushVLAN:
		return fmt.Sprintf("push_vlan:%#04x", a.arg)
	case actPopVLAN:
		return "pop_vlan"
	case actSetTTL:
		return fmt.Sprintf("set_ttl:%d", a.arg)
	case actDecTTL:
		return "dec_ttl"
	case actVendor:
		return openflow.Format(a.vendor)
	}
	return fmt.Sprintf("meter:%d", a.arg)
}
