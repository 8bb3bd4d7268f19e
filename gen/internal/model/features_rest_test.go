package model_test

import "github.com/ofwire/openflow/gen/internal/model"

func context(f *feature) {
	f.is("1.3", f.item("NXActionCT.actions").Family == f.family("action"), true)
	f = f.in(model.V10)
	f.is("1.0", f.item("NXActionCT.actions").Family == f.family("action"), true)
	f.at("NXActionCT.actions", 24, -1)
}

func recursion(f *feature) {
	f.is("itself", f.item("TuplePropNested.properties").Family == f.st("TuplePropNested").Family, true)
}

func bare(f *feature) {
	f.is("bound", f.item("NXFlow.match").Bound.Name, "match_len")
	f.at("NXFlow.match", 8, -1)
	f.bytes("NXFlow", -1, 10, 8)
}

func trailing(f *feature) {
	items := f.st("PacketIn").Items
	f.is("pad", []int{items[5].Offset, items[5].Size}, "[-1 2]")
	f.kind("PacketIn.data", model.ItemBytes)
	f.bytes("PacketIn", -1, 18, 8)
}

func bitmaps(f *feature) {
	f.kind("HelloElemVersionBitmap.versions", model.ItemBitmap)
	f.is("multiple", f.item("HelloElemVersionBitmap.versions").Limits.Multiple, 4)
}

func texts(f *feature) {
	f.kind("PropURI.uri", model.ItemText)
	f.is("counted", f.item("CustomStat.name").Bound.Name, "len")
	f.at("CustomStat.value", -1, 8)
}

func ranges(f *feature) {
	f.is("1.3", f.st("BarrierRequest").Tag, 20)
	f.is("1.0", f.in(model.V10).st("BarrierRequest").Tag, 18)
	f.is("reply", f.st("BarrierRequest").Reply.GoName, "BarrierReply")
	f.in(model.V10).at("FlowMod.command", 8, 2)
	f.at("FlowMod.command", 17, 1)
	f.bytes("FlowMod", 18, 18, 18)
	f.in(model.V14).bytes("FlowMod", 20, 20, 20)
	f.in(model.V10).bytes("Bucket", 3, 3, 3)
	f.bytes("Bucket", 4, 4, 4)
	f.in(model.V15).at("Bucket.flags", 2, 1)
}

func formerPads(f *feature) {
	f.at("RoleRequest.generation_id", 16, 8)
	f.in(model.V15).at("RoleRequest.short_id", 12, 4)
}

func experimenters(f *feature) {
	f.is("gone", f.st("NXActionSetQueue") == nil, true)
	f.in(model.V10).at("NXActionSetQueue.queue", 12, 4)
	f.is("not yet", f.in(model.V12).st("NXActionDecap") == nil, true)
	f.is("there", f.st("NXActionDecap").Sub, 47)
}

func enumerations(f *feature) {
	f.is("gap", f.in(model.V15).enum("group_mod_command"), "ADD=0 DELETE=2 INSERT_BUCKET=3 REMOVE_BUCKET=5")
	f.is("versions", f.enum("group_mod_command"), "ADD=0 DELETE=2")
	f.is("alias", f.enum("controller_role"), "MASTER=2 PRIMARY=2")
	for _, e := range f.spec.Package(f.v).Enums {
		switch e.Name {
		case "controller_role":
			c := e.Consts[1]
			f.is("alias", []any{c.Alias, c.GoName, c.Full}, []any{true, "ControllerRolePrimary", "OFPCR_PRIMARY"})
		case "group_id":
			f.is("kind", []any{e.Kind, e.Size, e.GoName}, []any{model.EnumNumber, 4, "GroupID"})
		case "config_flags":
			f.is("mask", []uint64{e.Consts[0].Mask, e.Consts[1].Mask, e.Consts[2].Value}, "[3 3 2]")
		}
	}
}

func catalogue(f *feature) {
	fam := f.family("action")
	f.is("error", []any{fam.Error.Type.Value, fam.Error.Code.Full}, []any{2, "OFPBAC_BAD_LEN"})
	f.is("value", fam.Value.Code.Name, "BAD_ARGUMENT")
	f.is("unknown", fam.Unknown.Code.Name, "BAD_TYPE")
	f.is("field", f.item("ActionSetField.field").Error.Code.Name, "BAD_SET_LEN")
	sets := f.spec.Package(f.v).Errors
	f.is("type", sets[1].Type, 5)
	f.is("vendor", []any{sets[2].Type, sets[2].Vendor.Name, sets[2].Consts[0].Value}, []any{0xffff, "onf", 2300})
	f.is("name", sets[2].Consts[0].GoName, "ONFBundleCodeUnknown")
	old := f.spec.Package(model.V10).Errors[1]
	f.is("1.0", []any{old.Type, old.Consts[0].Value}, []any{3, 1})
	pair := f.spec.Package(model.V10).Errors[2].Consts[0]
	f.is("pair", []any{pair.Pair, pair.Value}, []any{true, 3<<16 | 23})
}

func defaults(f *feature) {
	b := f.item("Defaults.buffer_id")
	f.is("const", []any{b.HasDefault, b.Default, b.DefaultConst.Name}, []any{true, uint64(0xffffffff), "NONE"})
	f.is("number", f.item("Defaults.priority").Default, 0x8000)
	f.is("shift", f.item("Defaults.table").Default, 8)
}

func constraints(f *feature) {
	l := f.item("Limits.clauses").Limits
	f.is("range", []uint64{l.Min, l.Max}, "[2 64]")
	f.is("mask", f.item("Limits.tci").Limits.Mask, 0x1fff)
	f.is("excludes", f.item("Limits.v4").Limits.Excludes, "[v6]")
	f.is("requires", f.item("Limits.v6").Limits.Requires, "[port]")
	f.is("unique", f.item("Limits.list").Limits.Unique, true)
	f.is("ordered", f.item("Limits.list").Limits.Ordered, true)
}

func fieldTables(f *feature) {
	f.is("bits", f.match("vlan_vid").Bits, 13)
	n := f.match("ip_proto").Needs[0]
	f.is("needs", []any{n.Field.Name, n.Values}, []any{"eth_type", "[2048 34525]"})
	f.is("const", f.match("tcp_dst").Needs[0].Values, "[6]")
	f.is("not", f.match("vlan_pcp").Needs[0].Not, true)
	f.is("present", len(f.match("in_phy_port").Needs[0].Values), 0)
	f.is("mask 1.2", f.in(model.V12).match("flabel").Maskable, false)
	f.is("mask 1.3", f.match("flabel").Maskable, true)
	f.is("experimenter", f.match("tcp_flags").Header(), uint32(0xffff5406))
	f.is("exp_type", []any{f.match("pbb_uca").ExpType, f.match("pbb_uca").Header() & 0xff}, []any{2560, 7})
	f.is("variable", []any{f.match("tun_metadata0").Variable, f.match("tun_metadata0").Size}, []any{true, 124})
	f.is("readonly", f.match("dp_hash").ReadOnly, true)
	f.is("run", []any{f.match("xreg2").Header(), f.match("xreg9").Number}, []any{uint32(0x80010808), 11})
}

func directions(f *feature) {
	f.is("from", f.st("GetConfigRequest").Direction, model.FromController)
	f.is("reply", f.st("GetConfigRequest").Reply.Direction, model.FromSwitch)
	f.is("both", f.st("Echo").Direction, model.FromBoth)
	f.is("any version", f.item("Echo.version").GoName, "Version")
}

func bodies(f *feature) {
	f.bytes("DescRequest", 16, 16, 16)
	f.bytes("DescReply", 272, 272, 272)
	f.kind("FlowReply.body", model.ItemList)
	f.at("FlowReply.body", 16, -1)
	f.is("opaque", f.st("ExperimenterRequest").KeyMember, true)
}

func documentation(f *feature) {
	f.is("struct", f.st("Thing").Doc, "A Thing is documented.\nOpenFlow 1.3.5 §7.1.")
	f.is("behind", f.item("Thing.a").Doc, "Of the line.")
	f.is("above", f.item("Thing.b").Doc, "Above the line.")
	f.is("place", f.item("Thing.b").Pos.Line, 8)
}

func strictness(f *feature) {
	items := f.st("Strict").Items
	f.is("zero", []bool{items[0].Zero, items[1].Zero}, "[true false]")
	f.is("lenient", f.item("Strict.match").Lenient, true)
}

func fixtures(f *feature) {
	f.is("element", len(f.st("HelloElemVersionBitmap").Examples), 1)
	f.is("message", f.st("FeaturesRequest").Examples[0].Hex, "[4 5 0 8 0 0 0 1]")
	f.is("1.0", f.in(model.V10).st("FeaturesRequest").Examples[0].Hex, "[1 5 0 8 0 0 0 1]")
	f.is("1.2", len(f.in(model.V12).st("FeaturesRequest").Examples), 0)
}
