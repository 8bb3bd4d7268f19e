package sample

import "strings"

// A class is a JSON class name and, where several types share it, the number that tells them apart.
type class struct {
	name string
	attr uint64
}

// wild reports whether the class is of elements that a peer need not know.
func (c class) wild() bool {
	return strings.Contains(c.name, "Unknown") || strings.Contains(c.name, "Experimenter")
}

// classes are all elements of lists, families one after the other. TestClasses fails when a generated one is not here.
var classes = []class{
	// Actions.
	{"OFPActionSetField", 0},
	{"OFPActionOutput", 0},
	{"OFPActionCopyTtlOut", 0},
	{"OFPActionCopyTtlIn", 0},
	{"OFPActionSetMplsTtl", 0},
	{"OFPActionDecMplsTtl", 0},
	{"OFPActionPushVlan", 0},
	{"OFPActionPopVlan", 0},
	{"OFPActionPushMpls", 0},
	{"OFPActionPopMpls", 0},
	{"OFPActionSetQueue", 0},
	{"OFPActionGroup", 0},
	{"OFPActionSetNwTtl", 0},
	{"OFPActionDecNwTtl", 0},
	{"OFPActionPushPbb", 0},
	{"OFPActionPopPbb", 0},
	{"ONFActionCopyField", 0},
	{"OFPActionExperimenterUnknown", 0},
	{"OFPActionUnknown", 0},

	// Instructions.
	{"OFPInstructionMeter", 0},
	{"OFPInstructionActions", 4},
	{"OFPInstructionActions", 5},
	{"OFPInstructionActions", 3},
	{"OFPInstructionWriteMetadata", 0},
	{"OFPInstructionGotoTable", 0},
	{"OFPInstructionExperimenter", 0},
	{"OFPInstructionUnknown", 0},

	// Hello elements.
	{"OFPHelloElemVersionBitmap", 0},
	{"OFPHelloElemUnknown", 0},

	// Meter bands.
	{"OFPMeterBandDrop", 0},
	{"OFPMeterBandDscpRemark", 0},
	{"OFPMeterBandExperimenter", 0},
	{"OFPMeterBandUnknown", 0},

	// Queue properties.
	{"OFPQueuePropMinRate", 0},
	{"OFPQueuePropMaxRate", 0},
	{"OFPQueuePropExperimenter", 0},
	{"OFPQueuePropUnknown", 0},

	// Table feature properties.
	{"OFPTableFeaturePropInstructions", 0},
	{"OFPTableFeaturePropInstructions", 1},
	{"OFPTableFeaturePropNextTables", 2},
	{"OFPTableFeaturePropNextTables", 3},
	{"OFPTableFeaturePropActions", 4},
	{"OFPTableFeaturePropActions", 5},
	{"OFPTableFeaturePropActions", 6},
	{"OFPTableFeaturePropActions", 7},
	{"OFPTableFeaturePropOxm", 8},
	{"OFPTableFeaturePropOxm", 10},
	{"OFPTableFeaturePropOxm", 12},
	{"OFPTableFeaturePropOxm", 13},
	{"OFPTableFeaturePropOxm", 14},
	{"OFPTableFeaturePropOxm", 15},
	{"OFPTableFeaturePropExperimenter", 0xfffe},
	{"OFPTableFeaturePropExperimenter", 0xffff},
	{"OFPTableFeaturePropUnknown", 0},

	// The ONF's extensions of 1.3: flow updates, bundle and role properties.
	{"ONFFlowUpdateFull", 0},
	{"ONFFlowUpdateFull", 1},
	{"ONFFlowUpdateFull", 2},
	{"ONFFlowUpdateAbbrev", 0},
	{"ONFFlowUpdateUnknown", 0},
	{"OFPBundlePropExperimenter", 0},
	{"ONFBundlePropUnknown", 0},
	{"OFPRolePropExperimenter", 0},
	{"ONFRolePropUnknown", 0},

	// Structs.
	{"ONFFlowMonitorRequest", 0},
	{"OFPActionId", 0},
	{"OFPBucket", 0},
	{"OFPBucketCounter", 0},
	{"OFPFlowStats", 0},
	{"OFPGroupDescStats", 0},
	{"OFPGroupStats", 0},
	{"OFPInstructionId", 0},
	{"OFPMeterBandStats", 0},
	{"OFPMeterConfigStats", 0},
	{"OFPMeterStats", 0},
	{"OFPPacketQueue", 0},
	{"OFPPort", 0},
	{"OFPPortStats", 0},
	{"OFPQueueStats", 0},
	{"OFPTableFeaturesStats", 0},
	{"OFPTableStats", 0},
}

// inline are elements that are in no list, but a field of another one.
var inline = []string{"OFPDescStats", "OFPAggregateStats", "OFPGroupFeaturesStats", "OFPMeterFeaturesStats"}
