package oftest

import (
	"slices"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// An actionKind is what an action does.
type actionKind uint8

const (
	actOutput actionKind = iota
	actGroup
	actSetQueue
	actSetField
	actPushVLAN
	actPopVLAN
	actSetTTL
	actDecTTL
	actMeter
	actEnqueue
	actVendor // It does nothing.
)

// actionForms are the actions in messages: by kind, the type's Go name and the name of its number.
var actionForms = [...]struct{ typ, arg string }{
	actOutput:   {"ActionOutput", "max_len"},
	actGroup:    {"ActionGroup", "group_id"},
	actSetQueue: {"ActionSetQueue", "queue_id"},
	actSetField: {"ActionSetField", ""},
	actPushVLAN: {"ActionPushVLAN", "ethertype"},
	actPopVLAN:  {"ActionPopVLAN", ""},
	actSetTTL:   {"ActionSetNWTTL", "nw_ttl"},
	actDecTTL:   {"ActionDecNWTTL", ""},
	actMeter:    {"ActionMeter", "meter_id"},
	actEnqueue:  {"ActionEnqueue", "queue_id"},
	actVendor:   {},
}

// An action is one step of what happens to a packet.
type action struct {
	kind  actionKind
	port  portNo           // Of actOutput and actEnqueue.
	arg   uint64           // The number that actionForms names.
	field []openflow.Field // One, of actSetField.
	old   bool             // Of 1.0: set-field adds the tag that it needs, and does not tell TCP from UDP.

	vendor openflow.Element // Of actVendor, as it came in.
}

// A setter is an action of 1.0 that sets a field.
type setter struct {
	typ, arg string
	key      openflow.FieldID
	shift    uint8  // Of the value in the argument.
	or       uint64 // Added to the value.
}

// setters are all of them. 1.2 has most, as Open vSwitch takes them there.
var setters = []setter{
	{"ActionSetVLANVID", "vlan_vid", openflow15.FieldVLANVID.ID(), 0, vlanPresent},
	{"ActionSetVLANPCP", "vlan_pcp", openflow15.FieldVLANPCP.ID(), 0, 0},
	{"ActionSetDLSrc", "dl_addr", openflow15.FieldEthSrc.ID(), 0, 0},
	{"ActionSetDLDst", "dl_addr", openflow15.FieldEthDst.ID(), 0, 0},
	{"ActionSetNWSrc", "nw_addr", openflow15.FieldIPv4Src.ID(), 0, 0},
	{"ActionSetNWDst", "nw_addr", openflow15.FieldIPv4Dst.ID(), 0, 0},
	{"ActionSetNWTOS", "tos", openflow15.FieldIPDSCP.ID(), 2, 0},
	{"ActionSetTPSrc", "tp", openflow15.FieldTCPSrc.ID(), 0, 0},
	{"ActionSetTPDst", "tp", openflow15.FieldTCPDst.ID(), 0, 0},
}

// readActions returns actions as the model has them, or what is wrong with them.
func readActions(bad *openflow.ErrorCode, list *[]action) func(openflow.Element) {
	return func(e openflow.Element) {
		a, code := readAction(e)
		if *bad == 0 {
			*bad = code
		}
		*list = append(*list, a)
	}
}

func readAction(e openflow.Element) (a action, bad openflow.ErrorCode) {
	name := e.Info().Name
	if name == "ActionStripVLAN" {
		return action{kind: actPopVLAN, old: true}, 0
	}
	for kind, form := range actionForms {
		if form.typ == name {
			a.kind = actionKind(kind)
			read(e, sink{"port": &a.port, form.arg: &a.arg, "field": &a.field})
			return a, 0
		}
	}
	for _, s := range setters {
		if s.typ != name {
			continue
		}
		var v uint64
		read(e, sink{s.arg: &v})
		f, err := openflow.MakeField(s.key, bigEndian(v>>s.shift|s.or, s.key.PayloadLen()))
		if err != nil {
			return a, openflow15.ErrBadActionBadArgument
		}
		return action{kind: actSetField, field: []openflow.Field{f}, old: true}, 0
	}
	if name == "ActionUnknown" || !isVendor(e) {
		return a, openflow15.ErrBadActionBadType
	}
	if name == "ActionExperimenter" || name == "ActionVendor" || dialects()[e.Info().Version].types[name] != e.Info() {
		return a, openflow15.ErrBadActionBadExperimenter
	}
	return action{kind: actVendor, vendor: e.CloneElement()}, 0
}

// isVendor reports whether an action or instruction is of the type for vendors.
func isVendor(e openflow.Element) bool {
	b, err := e.AppendBinary(nil)
	return err == nil && len(b) >= 2 && b[0] == 0xff && b[1] == 0xff
}

// items returns actions for a message of the version. Those that the version does not have are left out, as are those of vendors that came in another.
func (d *dialect) items(actions []action) (list []item) {
	for _, a := range actions {
		if a.kind == actVendor {
			if a.vendor.Info().Version == d.Version {
				list = append(list, item{a.vendor.Info().Name, source{whole: a.vendor}})
			}
			continue
		}
		form := actionForms[a.kind]
		it := item{form.typ, source{form.arg: a.arg, "port": a.port, "field": a.field}}
		if d.Version == openflow.Version10 {
			it = item10(a, it)
		}
		list = append(list, it)
	}
	return list
}

// item10 returns an action for a message of 1.0.
func item10(a action, it item) item {
	switch {
	case a.kind == actPopVLAN:
		it.typ = "ActionStripVLAN"
	case a.kind == actSetField:
		it.typ = "" // There may be no such action.
		for _, s := range setters {
			if s.key.Key() == a.field[0].ID().Key() && !a.field[0].HasMask() {
				it = item{s.typ, source{s.arg: number(a.field[0].Value()).Lo &^ s.or << s.shift}}
			}
		}
	}
	return it
}

// A program is what a flow does with its packets. Its parts are done in their order here.
type program struct {
	parts          uint8 // Bits by part.
	meter          uint64
	apply          []action
	write          []action
	metadata, mask uint64
	next           uint64 // Table.
}

// The parts of a program, by the number of the instruction's type.
const (
	partGoto     = 1
	partMetadata = 2
	partWrite    = 3
	partApply    = 4
	partClear    = 5
	partMeter    = 6
)

func (p *program) has(part uint8) bool { return p.parts&(1<<part) != 0 }

// instructionForms are the instructions in messages, by part.
var instructionForms = [...]string{
	partGoto: "InstructionGotoTable", partMetadata: "InstructionWriteMetadata", partWrite: "InstructionWriteActions",
	partApply: "InstructionApplyActions", partClear: "InstructionClearActions", partMeter: "InstructionMeter",
}

// readInstruction adds an instruction to a program, or returns what is wrong with it.
func (p *program) readInstruction(e openflow.Element) (bad openflow.ErrorCode) {
	part := slices.Index(instructionForms[:], e.Info().Name)
	switch {
	case part <= 0 && e.Info().Name == "InstructionUnknown":
		return openflow15.ErrBadInstructionUnknownInst
	case part <= 0 && isVendor(e):
		return openflow15.ErrBadInstructionBadExperimenter
	case part <= 0:
		return openflow15.ErrBadInstructionUnsupInst
	case p.has(uint8(part)):
		return openflow15.ErrBadInstructionDupInst
	}
	p.parts |= 1 << part
	actions := &p.apply
	if part == partWrite {
		actions = &p.write
	}
	read(e, sink{
		"meter_id": &p.meter, "table_id": &p.next, "metadata": &p.metadata, "metadata_mask": &p.mask, "actions": readActions(&bad, actions),
	})
	return bad
}

// instructions returns a program for a message of the version.
func (d *dialect) instructions(p *program) (list []item) {
	for _, part := range []uint8{partMeter, partApply, partClear, partWrite, partMetadata, partGoto} {
		if !p.has(part) {
			continue
		}
		from := source{}
		switch part {
		case partMeter:
			from["meter_id"] = p.meter
		case partApply:
			from["actions"] = d.items(p.apply)
		case partWrite:
			from["actions"] = d.items(p.write)
		case partMetadata:
			from["metadata"], from["metadata_mask"] = p.metadata, p.mask
		case partGoto:
			from["table_id"] = p.next
		}
		list = append(list, item{instructionForms[part], from})
	}
	return list
}

// actions calls f for the actions of a program.
func (p *program) actions(f func(a *action) bool) bool {
	for _, list := range [][]action{p.apply, p.write} {
		for i := range list {
			if f(&list[i]) {
				return true
			}
		}
	}
	return false
}
