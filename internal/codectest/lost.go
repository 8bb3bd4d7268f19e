package codectest

import (
	"bytes"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
)

// testNothingIsLost changes each field of each element of the samples, and of empty ones, in turn: the element encodes to other bytes or is refused, so that no
// field is lost in silence. Fields that another one leaves out are refused when they are set; these are as many as the generated code refuses.
func testNothingIsLost(t *testing.T, p *openflow.Protocol) {
	tried, absent := map[string]bool{}, map[string]bool{}
	seen := map[string]bool{}
	try := func(e openflow.Element) {
		want, err := e.AppendBinary(nil)
		if key := e.Info().Name + string(want); err == nil && !seen[key] {
			seen[key] = true
			eachField(e, func(name string, field reflect.Value) {
				tried[name] = true
				err := changed(e, field, want)
				switch path := errorPath(err); {
				case err == errAlike:
					t.Errorf("two values of %s encode alike, as %x", name, want)
				case errors.Is(err, openflow.ErrUnused) && path[strings.LastIndexByte(path, '.')+1:] == name[strings.LastIndexByte(name, '.')+1:]:
					absent[name] = true // With another path, it is the field that others depend on.
				}
			})
		}
	}
	for _, m := range messages(t, p) {
		eachElement(reflect.ValueOf(m), func(e openflow.Element) {
			try(e)
			try(reflect.New(reflect.TypeOf(e).Elem()).Interface().(openflow.Element))
		})
	}
	if want := refusals(t); len(absent) != want {
		t.Errorf("%d fields are refused when others leave them out, want the %d of the generated code: %v", len(absent), want, absent)
	}
	t.Logf("%d fields, %d of which others leave out", len(tried), len(absent))
}

// eachField calls f with the fields of an element, but for elements in line, and with their names, as in NXActionCT.Zone.
func eachField(e openflow.Element, f func(name string, field reflect.Value)) {
	v := reflect.ValueOf(e).Elem()
	for i := range v.NumField() {
		if asElement(v.Field(i)) == nil {
			f(e.Info().Name+"."+v.Type().Field(i).Name, v.Field(i))
		}
	}
}

// errorPath is the path of an EncodeError.
func errorPath(err error) string {
	var e *openflow.EncodeError
	errors.As(err, &e)
	if e == nil {
		return ""
	}
	return e.Path
}

// asElement returns the element that a struct is, or nil.
func asElement(v reflect.Value) openflow.Element {
	if v.Kind() != reflect.Struct || !v.CanAddr() {
		return nil
	}
	e, _ := v.Addr().Interface().(openflow.Element)
	return e
}

// errAlike is the error of a field that does not count.
var errAlike = errors.New("the bytes are the same")

// changed gives a field other values and encodes. It returns errAlike when one of them makes no difference, else the error of the last.
func changed(e openflow.Element, field reflect.Value, want []byte) (err error) {
	was := reflect.New(field.Type()).Elem()
	was.Set(field)
	defer field.Set(was)
	for _, other := range others(was) {
		field.Set(other)
		var got []byte
		if got, err = e.AppendBinary(nil); err == nil && bytes.Equal(got, want) {
			return errAlike
		}
	}
	return err
}

// others are values that differ from a field's.
func others(was reflect.Value) (list []reflect.Value) {
	add := func(x any) { list = append(list, reflect.ValueOf(x).Convert(was.Type())) }
	switch x := was.Interface().(type) {
	case netip.Addr:
		add(netip.MustParseAddr("198.51.100.77"))
		add(netip.MustParseAddr("2001:db8:ffff::77"))
		return list
	case openflow.Field:
		other, _ := openflow.MakeField(openflow.NewFieldID(0x80000a02, 0), []byte{8, 6})
		add(other)
		return list
	case openflow.Version:
		add(x ^ 8) // 0 is the version of the package.
		return list
	case []byte:
		other := append(bytes.Clone(x), 0)[:max(len(x), 1)]
		other[len(other)-1] ^= 1 // What is longer by zeros may be padding.
		add(other)
		return list
	}
	switch was.Kind() {
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		add(was.Uint() ^ 1)
	case reflect.Int32:
		add(was.Int() ^ 1)
	case reflect.Bool:
		add(!was.Bool())
	case reflect.Slice:
		if n := was.Len(); n > 0 {
			return append(list, was.Slice(0, n-1))
		}
		return append(list, reflect.MakeSlice(was.Type(), 1, 1))
	case reflect.Array, reflect.Struct:
		return parts(was)
	case reflect.Interface:
		return append(list, reflect.Zero(was.Type()))
	}
	return list
}

// parts are values of which one part differs.
func parts(was reflect.Value) (list []reflect.Value) {
	part, n := reflect.Value.Index, 0
	if was.Kind() == reflect.Array {
		n = was.Len()
	} else {
		part, n = reflect.Value.Field, was.NumField()
	}
	for i := range n {
		for _, other := range others(part(was, i)) {
			v := reflect.New(was.Type()).Elem()
			v.Set(was)
			part(v, i).Set(other)
			list = append(list, v)
		}
	}
	return list
}

// refusals counts the fields that the generated code of the package refuses because they are absent.
func refusals(t *testing.T) int {
	t.Helper()
	files, err := filepath.Glob("*_gen.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no generated files", err)
	}
	n := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		n += len(refusal.FindAll(text, -1))
	}
	return n
}

var refusal = regexp.MustCompile(`\bwire\.Unused\(`)
