package model_test

import "github.com/ofwire/openflow/gen/internal/model"

func scalars(f *feature) {
	f.at("Scalars.isid", 3, 3)
	f.at("Scalars.label", 18, 16)
	f.is("label", f.item("Scalars.label").Type, model.TypeUint128)
	f.is("offset", f.item("Scalars.offset").Type, model.TypeInt)
	f.is("default", int64(f.item("Scalars.offset").Default), -1)
	f.bytes("Scalars", 38, 38, 38)
}

func addresses(f *feature) {
	f.at("Addresses.hw_addr", 0, 6)
	f.is("mac", f.item("Addresses.hw_addr").Type, model.TypeMAC)
	f.is("name", f.item("Addresses.hw_addr").GoName, "HWAddr")
	f.is("ipv6", f.item("Addresses.v6").Type, model.TypeIPv6)
	f.is("mapped", f.item("Addresses.either").Type, model.TypeIPv6Mapped)
	f.at("Addresses.port", 42, 4)
	f.in(model.V10).at("Addresses.port", 42, 2)
	f.is("local", f.in(model.V10).item("Addresses.port").Default, 0xfffe)
}

func fixedArrays(f *feature) {
	f.kind("Fixed.name", model.ItemString)
	f.kind("Fixed.raw", model.ItemFixed)
	f.kind("Fixed.max_groups", model.ItemArray)
	f.at("Fixed.max_groups", 278, 16)
	f.is("count", f.item("Fixed.max_groups").Count, 4)
}

func padPolicy(f *feature) {
	items := f.st("Pads").Items
	f.is("ignored", items[1].Zero, false)
	f.is("zero", items[2].Zero, true)
	f.bytes("Pads", 8, 8, 8)
}

func alignment(f *feature) {
	f.bytes("PropOptical", 16, 16, 16)
	f.bytes("PropOdd", 8, 8, 5)
	f.is("unpadded size", f.st("PropOdd").Unpadded(), 5)
	f.is("after", f.st("PropOdd").Inside, false)
	f.is("length", f.st("PropOdd").Length.Measures, model.MeasureThisUnpadded)
	f.bytes("ActionOdd", 8, 8, 5)
	f.is("inside", f.st("ActionOdd").Inside, true)
	f.is("length", f.st("ActionOdd").Length.Measures, model.MeasureThis)
	f.bytes("ActionStack", -1, 24, 4)
	f.is("unpadded", f.st("Padded").Length.Measures, model.MeasureThisUnpadded)
	f.bytes("Padded", -1, 8, 2)
}

func ownLength(f *feature) {
	l := f.st("Late").Length
	f.is("offset", l.Offset, 4)
	f.is("limits", []uint64{l.Limits.Min, l.Limits.Max, l.Limits.Multiple}, "[8 64 8]")
	f.is("go field", l.GoName, "")
	ed := f.family("ed_prop")
	f.is("ed", []int{ed.TagSize, ed.LenOff, ed.LenSize, ed.Header}, "[3 3 1 4]")
}

func lists(f *feature) {
	f.is("bytes", f.item("Lists.actions").Bound.Name, "actions_len")
	f.is("count", f.item("Lists.ids").Bound.Measures, model.MeasureCount)
	f.is("own", f.item("Lists.entries").Struct.Length.Name, "len")
	f.is("to end", f.item("Lists.entries").Bound == nil, true)
	f.is("zero", f.item("Learn.specs").UntilZero, true)
	f.is("bounded", f.item("Lists.ids").Bounded(), true)
	f.is("counted to end", f.item("Counted.entries").Bounded(), false)
	f.is("width", f.item("LearnSpec.value").WidthOf.Name, "n_bits")
}

func stepping(f *feature) {
	f.is("rounded", f.item("Lists.elements").Family.Align, 8)
	f.is("counted", f.item("Lists.counters").Struct.Size, 8)
	f.is("computed", f.item("Lists.monitors").Struct.Length == nil, true)
	f.is("monitor", f.item("Lists.monitors").Struct.Min, 12)
	f.is("scalars", f.item("Lists.ids").ElemSize, 1)
}

func derived(f *feature) {
	f.is("this", f.item("Derived.total").Measures, model.MeasureThis)
	f.is("bytes", f.item("Derived.plain").Of.Name, "body")
	f.is("count", f.item("Derived.n").Of.Name, "list")
	f.is("field", f.item("Derived.n").GoName, "")
}

func nested(f *feature) {
	r := f.st("NXActionResubmit")
	f.is("tag", []uint64{r.Tag, uint64(r.Vendor.ID), r.Sub}, "[65535 8992 1]")
	f.at("NXActionResubmit.experimenter", 4, 4)
	f.at("NXActionResubmit.subtype", 8, 2)
	f.at("NXActionResubmit.port", 10, 2)
	f.is("json", r.JSONName, "NXActionResubmit")
	f.at("NXRole.exp_type", 12, 4)
	f.is("subtype", f.item("NXRole.exp_type").Value, 10)
	f.at("NXRole.role", 16, 4)
	f.in(model.V10).at("NXRole.subtype", 12, 4)
	f.in(model.V10).at("NXRole.role", 20, 4)
	f.is("escape", f.st("PropExperimenterMiss").Tag, 0xfffe)
	f.is("doc", f.st("PropExperimenterMiss").Doc, "PropExperimenterMiss is kept.")
	f.at("NXPropThing.a", 12, 4)
}

func unknownTags(f *feature) {
	x := f.st("ActionExperimenter")
	f.is("key member", x.KeyMember, true)
	f.is("key", f.item("ActionExperimenter.experimenter").Key, true)
	f.kind("ActionExperimenter.data", model.ItemBytes)
	f.bytes("ActionExperimenter", -1, 8, 8)
}

func keys(f *feature) {
	f.is("reply", f.st("FlowRequest").Reply.GoName, "FlowReply")
	f.in(model.V15).at("FlowDescRequest.flags", 10, 2)
	f.is("old", f.in(model.V15).st("FlowRequest") == nil, true)
	f.bytes("FlowRequest", 20, 20, 20)
	f.in(model.V10).bytes("FlowRequest", 16, 16, 16)
	f.is("cookie", f.match("cookie").Header(), 0x00013c08)
	f.is("mpls_ttl", f.match("mpls_ttl").Header(), 0x00013c01)
}

func headers(f *feature) {
	f.is("oxm", f.match("eth_dst").Header(), uint32(0x80000606))
	f.is("oxs", f.in(model.V15).match("duration").Header(), uint32(0x80020008))
	f.is("pair", f.in(model.V15).match("duration").Pair, true)
	f.is("maskable", f.match("eth_dst").Maskable, true)
}

func views(f *feature) {
	f.kind("ActionSetField.field", model.ItemOXM)
	f.bytes("ActionSetField", -1, 8, 4)
	f.kind("Views.match", model.ItemMatch)
	f.kind("Views.fields", model.ItemOXMs)
	f.kind("Views.ids", model.ItemOXMIDs)
	f.in(model.V15).kind("Statistics.fields", model.ItemOXSs)
	f.in(model.V15).kind("Statistics.ids", model.ItemOXSIDs)
}

func packed(f *feature) {
	ofs, n := f.item("Packed.ofs"), f.item("Packed.n_bits")
	f.is("ofs", []int{ofs.Shift, ofs.Bits}, "[6 10]")
	f.is("n_bits", []int{n.Shift, n.Bits, n.Bias, n.ElemSize}, "[0 6 -1 1]")
	f.is("ignored", []int{f.item("Packed.nw_dst_ignored").Shift, f.item("Packed.nw_src_ignored").Shift}, "[14 8]")
	f.at("Packed.wildcards", 2, 4)
	f.is("json", []string{f.item("Packed.ofs_nbits").JSON, f.item("Packed.wildcards").JSON}, "[one ]")
	f.is("state", f.enum("port_state"), "LINK_DOWN=1 STP_LISTEN=0 STP_LEARN=256 STP_MASK=768")
}

func biased(f *feature) {
	f.is("plus", f.item("Biased.table_id").Bias, 1)
	f.is("minus", f.item("Biased.max_link").Bias, -1)
}

func conditions(f *feature) {
	c := f.item("NAT.ipv4_max").Cond
	f.is("has", []any{c.Op, c.Item.Name, c.Value}, []any{model.CondHas, "present", 2})
	f.is("zero", f.item("NAT.zone").Cond.Op, model.CondEqual)
	f.is("not zero", f.item("NAT.zone_ofs").Cond.Op, model.CondNotEqual)
	f.is("room", f.item("NAT.more").Cond.Value, 24)
	f.is("remaining", f.item("NAT.match").Cond.Op, model.CondRemaining)
	f.bytes("NAT", -1, 10, 4)
	c = f.item("Meter.features").Cond
	f.is("unless", []any{c.Op, c.Item.Kind, c.Item.GoName}, []any{model.CondUnless, model.ItemEnd, "Short"})
	f.is("pad", f.st("Meter").Items[3].Cond.Op, model.CondUnless)
	f.is("rare", f.item("Meter.late").Rare, true)
	f.bytes("Meter", -1, 4, 4)
}

func widths(f *feature) {
	f.at("ActionStackPush.field", 6, -1)
	f.at("ActionStackPush.n_bits", -1, 2)
	f.bytes("ActionStackPush", -1, 16, 6)
	f.at("ActionDeleteField.next", 24, 4)
	f.is("header", f.item("ActionDeleteField.next").Type, model.TypeFieldID)
	f.bytes("ActionDeleteField", 32, 32, 4)
}

func embedded(f *feature) {
	f = f.in(model.V14)
	f.at("BundleAddMessage.inner", 16, -1)
	f.kind("BundleAddMessage.inner", model.ItemMessage)
	pad := f.st("BundleAddMessage").Items[8]
	f.is("pad", []any{pad.PadTo, pad.PadIf.Name}, []any{8, "properties"})
	f.bytes("RequestForward", -1, 16, 8)
}
