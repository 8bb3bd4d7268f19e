//go:build interop

package interop

import (
	"reflect"

	"github.com/ofwire/openflow"
)

// ovsLimits are the elements that ovs-ofctl 3.1 refuses, and why. A message that holds one is not read by it.
var ovsLimits = map[string]string{
	"ActionCopyTTLOut": "not in Open vSwitch",
	"ActionCopyTTLIn":  "not in Open vSwitch",
	"ActionPushPBB":    "not in Open vSwitch",
	"ActionPopPBB":     "not in Open vSwitch",

	"ActionExperimenter":      "the experimenter is none that Open vSwitch knows",
	"InstructionExperimenter": "Open vSwitch has none",
	"MeterBandExperimenter":   "Open vSwitch has none",
	"Experimenter":            "the experimenter is none that Open vSwitch knows",
	"ExperimenterRequest":     "the experimenter is none that Open vSwitch knows",
	"ExperimenterReply":       "the experimenter is none that Open vSwitch knows",
}

// ovsLimit returns why ovs-ofctl refuses a message, or nothing.
func ovsLimit(c testCase) string {
	for _, name := range elements(c.m) {
		if reason := ovsLimits[name]; reason != "" {
			return name + ": " + reason
		}
	}
	return ""
}

// elements returns the names of all elements of a message, and of its match fields.
func elements(m openflow.Message) []string {
	var names []string
	collect(reflect.ValueOf(m), &names)
	return names
}

var (
	elementType = reflect.TypeFor[openflow.Element]()
	fieldType   = reflect.TypeFor[openflow.Field]()
)

func collect(v reflect.Value, names *[]string) {
	if v.CanInterface() && v.Kind() == reflect.Pointer && v.Type().Implements(elementType) {
		*names = append(*names, v.Interface().(openflow.Element).Info().Name)
	}
	if v.Type() == fieldType {
		f := v.Interface().(openflow.Field)
		*names = append(*names, fieldName(f.ID()))
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			collect(v.Elem(), names)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			collect(v.Index(i), names)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			collect(v.Field(i), names)
		}
	}
}
