package openflow13_test

import (
	"fmt"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
)

// ExampleFlowMod tags packets, and sends them to the ports of a VLAN.
func ExampleFlowMod() {
	flow := openflow13.NewFlowMod()
	flow.TableID, flow.Priority = 1, 100
	flow.Match = openflow13.Match{openflow13.FieldInPort.Exact(1), openflow13.FieldVLANVID.Exact(openflow13.VLANIDNone)}
	flow.Instructions = openflow13.Instructions{
		&openflow13.InstructionApplyActions{Actions: openflow13.Actions{
			openflow13.NewActionPushVLAN(),
			&openflow13.ActionSetField{Field: openflow13.FieldVLANVID.Exact(openflow13.VLANIDPresent | 100)},
		}},
		&openflow13.InstructionGotoTable{TableID: 2},
	}
	fmt.Println(flow.Match)
	fmt.Println(flow.Instructions[0])

	remove := openflow13.NewFlowMod()
	remove.Command, remove.TableID = openflow13.FlowModCommandDelete, openflow13.TableIDAll
	remove.Cookie, remove.CookieMask = 0x100, 0xff00
	fmt.Println(remove.TableID, remove.Command, remove.OutPort, remove.Match)
	// Output:
	// in_port=1 vlan_vid=NONE
	// InstructionApplyActions{actions=[PushVLAN{ethertype=0x8100} SetField{field={vlan_vid=0x1064}}]}
	// ALL DELETE ANY
}

// ExampleTableFeaturesRequest says what a table is to do. What switches tell in their reply is of the same types.
func ExampleTableFeaturesRequest() {
	table := openflow13.TableFeatures{TableID: 1, MaxEntries: 500, Properties: openflow13.TableFeatureProps{
		&openflow13.TableFeaturePropInstructions{InstructionIDs: []openflow13.InstructionID{{Type: openflow13.InstructionTypeGotoTable}}},
		&openflow13.TableFeaturePropNextTables{TableIDs: []openflow13.TableID{2, 3}},
		&openflow13.TableFeaturePropMatch{OXMIDs: []openflow.FieldID{openflow13.FieldInPort.ID(), openflow13.FieldEthDst.ID().WithMask()}},
	}}
	if err := table.Name.Set("vlan"); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(table.Name)
	for _, p := range table.Properties {
		fmt.Println(p)
	}
	// Output:
	// vlan
	// TableFeaturePropInstructions{instruction_ids=[InstructionID{type=GOTO_TABLE}]}
	// TableFeaturePropNextTables{table_ids=[2 3]}
	// TableFeaturePropMatch{oxm_ids=[in_port eth_dst/mask]}
}
