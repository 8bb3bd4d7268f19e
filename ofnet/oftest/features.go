package oftest

import (
	"fmt"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// features tells who the switch is, and before 1.3 its ports.
func (x *exchange) features() openflow.ErrorCode {
	const flows, tables, ports, groups, bundles = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 9
	const actions10 = 1<<12 - 1
	capabilities := uint64(flows | tables | ports)
	if x.d.Version >= openflow.Version12 {
		capabilities |= groups
	}
	if x.d.has("BundleControl") {
		capabilities |= bundles
	}
	return x.reply("FeaturesReply", source{
		"datapath_id": uint64(x.sw.DatapathID), "n_tables": uint64(len(x.sw.tables)), "auxiliary_id": uint64(x.ses.aux),
		"capabilities": capabilities, "actions": uint64(actions10), "ports": x.portItems(),
	})
}

// actionTypes are the numbers of the actions that the switch does, from 1.2 on.
func (d *dialect) actionTypes() []uint64 {
	list := []uint64{0, 17, 18, 21, 22, 23, 24, 25}
	if d.has("ActionMeter") {
		list = append(list, 29)
	}
	return list
}

// fieldIDs are the fields that the switch can match, or with set those that it can set.
func (d *dialect) fieldIDs(set bool) (list []openflow.FieldID) {
	for i := range d.Fields.Fields {
		if f := &d.Fields.Fields[i]; known(f.ID) && !(set && (f.ReadOnly || f.ID == keyInPort || f.ID == keyEthType)) {
			list = append(list, f.ID|openflow.FieldID(f.Size))
		}
	}
	return list
}

// tableFeatures tells what the tables can do. That cannot be changed.
func (x *exchange) tableFeatures() openflow.ErrorCode {
	change := false
	read(x.m, sink{"body": func(openflow.Element) { change = true }})
	if change {
		return openflow15.ErrTableFeaturesFailedEPERM
	}
	ids := func(typ string, numbers ...uint64) (list []item) {
		for _, n := range numbers {
			list = append(list, item{typ, source{"type": n}})
		}
		return list
	}
	instructions := ids("InstructionID", partGoto, partMetadata, partWrite, partApply, partClear)
	if x.d.Version < openflow.Version15 {
		instructions = append(instructions, ids("InstructionID", partMeter)...)
	}
	actions := ids("ActionID", x.d.actionTypes()...)
	match, set := x.d.fieldIDs(false), x.d.fieldIDs(true)
	var items []item
	for i := range x.sw.tables {
		var next []uint64
		for to := i + 1; to < len(x.sw.tables); to++ {
			next = append(next, uint64(to))
		}
		items = append(items, item{"TableFeatures", source{
			"table_id": uint64(i), "name": tableName(i), "metadata_match": allOnes, "metadata_write": allOnes, "max_entries": x.sw.room(),
			"properties": []item{
				{"TableFeaturePropInstructions", source{"instruction_ids": instructions}},
				{"TableFeaturePropNextTables", source{"table_ids": next}},
				{"TableFeaturePropWriteActions", source{"action_ids": actions}},
				{"TableFeaturePropApplyActions", source{"action_ids": actions}},
				{"TableFeaturePropMatch", source{"oxm_ids": match}},
				{"TableFeaturePropWildcards", source{"oxm_ids": match}},
				{"TableFeaturePropWriteSetfield", source{"oxm_ids": set}},
				{"TableFeaturePropApplySetfield", source{"oxm_ids": set}},
			},
		}})
	}
	return x.parts("TableFeaturesReply", items)
}

func tableName(i int) string { return fmt.Sprintf("table%d", i) }

// room returns the most flows of a table, as messages tell it.
func (s *Switch) room() uint64 {
	const many = 1e6 // Where there is no limit.
	if s.MaxFlows > 0 {
		return uint64(s.MaxFlows)
	}
	return many
}
