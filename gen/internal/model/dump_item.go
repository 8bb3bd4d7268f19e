package model

import (
	"fmt"
	"strings"
)

// typeText names what an item holds.
func typeText(it *Item) string {
	switch it.Kind {
	case ItemConst:
		return "const"
	case ItemLength:
		return "length"
	case ItemPad:
		if it.Until > 0 {
			return fmt.Sprintf("pad until %d", it.Until)
		}
		if it.PadTo > 0 {
			return fmt.Sprintf("pad to %d", it.PadTo)
		}
		return "pad"
	case ItemScalar:
		return scalarText(it, it.Size)
	case ItemBits:
		return "bits"
	case ItemArray:
		return fmt.Sprintf("%s[%d]", scalarText(it, it.ElemSize), it.Count)
	case ItemString:
		return fmt.Sprintf("string<%d>", it.Size)
	case ItemFixed:
		return fmt.Sprintf("bytes<%d>", it.Size)
	case ItemStruct:
		return it.Struct.Name
	case ItemMember:
		return it.Family.Name
	case ItemList:
		return listText(it)
	}
	names := map[ItemKind]string{
		ItemBytes: "bytes", ItemText: "text", ItemBitmap: "bitmap", ItemMessage: "message", ItemMatch: "match", ItemOXM: "oxm",
		ItemOXMs: "oxm[]", ItemOXMID: "oxm_id", ItemOXMIDs: "oxm_id[]", ItemStats: "stats", ItemOXSs: "oxs[]", ItemOXSIDs: "oxs_id[]", ItemEnd: "end",
	}
	return names[it.Kind]
}

func listText(it *Item) string {
	switch {
	case it.Struct != nil:
		return it.Struct.Name + "[]"
	case it.Family != nil:
		return it.Family.Name + "[]"
	}
	return scalarText(it, it.ElemSize) + "[]"
}

func scalarText(it *Item, size int) string {
	if it.Enum != nil {
		return it.Enum.Name
	}
	switch it.Type {
	case TypeInt:
		return fmt.Sprintf("s%d", size*8)
	case TypeMAC:
		return "mac"
	case TypeIPv4:
		return "ipv4"
	case TypeIPv6:
		return "ipv6"
	case TypeIPv6Mapped:
		return "ipv6_mapped"
	case TypeFieldID:
		return "oxm_header"
	}
	if size == 0 {
		size = it.ElemSize
	}
	text := fmt.Sprintf("u%d", size*8)
	if it.Bits > 0 {
		text += fmt.Sprintf(":%d", it.Bits)
	}
	return text
}

// itemNotes lists default, value, bound, condition and limits.
func itemNotes(it *Item) string {
	var notes []string
	add := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	switch {
	case it.Kind == ItemConst:
		add("= 0x%x", it.Value)
	case it.Kind == ItemLength:
		add("= %s", measureText(it))
	case it.DefaultConst != nil:
		add("= %s", it.DefaultConst.Name)
	case it.HasDefault:
		add("= 0x%x", it.Default)
	}
	if it.Bound != nil {
		add("within %s", it.Bound.Name)
	}
	if it.WidthOf != nil {
		add("bits %s", it.WidthOf.Name)
	}
	if it.Bias != 0 {
		add("bias %d", it.Bias)
	}
	if it.Cond != nil {
		add("if %s", condText(it.Cond))
	}
	if it.PadIf != nil {
		add("if followed by %s", it.PadIf.Name)
	}
	if it.Zero {
		add("zero")
	}
	if it.Key {
		add("key")
	}
	if it.UntilZero {
		add("until zero")
	}
	if it.Lenient {
		add("lenient")
	}
	if it.Rare {
		add("rare")
	}
	return strings.Join(append(notes, limitTexts(it.Limits)...), ", ")
}

func measureText(it *Item) string {
	switch it.Measures {
	case MeasureThis:
		return "sizeof(this)"
	case MeasureThisUnpadded:
		return "sizeof(this) unpadded"
	}
	of := "?"
	if it.Of != nil {
		of = it.Of.Name
	}
	if it.Measures == MeasureCount {
		return "count(" + of + ")"
	}
	return "sizeof(" + of + ")"
}

func condText(c *Cond) string {
	switch c.Op {
	case CondRoom:
		return fmt.Sprintf("sizeof(this) >= %d", c.Value)
	case CondRemaining:
		return "remaining"
	case CondUnless:
		return "not " + c.Item.Name
	case CondNotEqual:
		return fmt.Sprintf("%s != 0x%x", c.Item.Name, c.Value)
	case CondHas:
		return fmt.Sprintf("%s has 0x%x", c.Item.Name, c.Value)
	}
	return fmt.Sprintf("%s == 0x%x", c.Item.Name, c.Value)
}

func limitTexts(l Limits) []string {
	var notes []string
	add := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	if l.HasMin {
		add("min %d", l.Min)
	}
	if l.HasMax {
		add("max %d", l.Max)
	}
	if l.Multiple > 0 {
		add("multiple %d", l.Multiple)
	}
	if l.HasMask {
		add("mask 0x%x", l.Mask)
	}
	if l.Unique {
		add("unique")
	}
	if l.Ordered {
		add("ordered")
	}
	for _, name := range l.Requires {
		add("requires %s", name)
	}
	for _, name := range l.Excludes {
		add("excludes %s", name)
	}
	return notes
}
