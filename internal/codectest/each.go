package codectest

import (
	"reflect"

	"github.com/ofwire/openflow"
)

// each calls f with all values that v leads to, itself first, and with the names of the fields that they are or stand in. It does not enter arrays, nor slices
// of numbers.
func each(v reflect.Value, name string, f func(name string, v reflect.Value)) {
	f(name, v)
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			each(v.Elem(), name, f)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if x := v.Type().Field(i); x.IsExported() {
				each(v.Field(i), x.Name, f)
			}
		}
	case reflect.Slice:
		if k := v.Type().Elem().Kind(); k >= reflect.Uint8 && k <= reflect.Uint64 {
			return
		}
		for i := range v.Len() {
			each(v.Index(i), name, f)
		}
	}
}

// eachInterface calls f with all elements and messages behind interfaces that v leads to.
func eachInterface(v reflect.Value, f func(reflect.Value)) {
	each(v, "", func(_ string, v reflect.Value) {
		if v.Kind() == reflect.Interface && !v.IsNil() {
			f(v)
		}
	})
}

// eachNumber calls f with the unsigned fields of structs that v leads to, and their names.
func eachNumber(v reflect.Value, f func(name string, v reflect.Value)) {
	each(v, "", func(name string, v reflect.Value) {
		if k := v.Kind(); k >= reflect.Uint8 && k <= reflect.Uint64 {
			f(name, v)
		}
	})
}

// eachElement calls f with all elements that v leads to.
func eachElement(v reflect.Value, f func(openflow.Element)) {
	each(v, "", func(_ string, v reflect.Value) {
		if e := asElement(v); e != nil {
			f(e)
		}
	})
}
