//go:build interop

package interop

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"sort"
)

// unmarshalNumbers is json.Unmarshal that keeps numbers as they are written.
func unmarshalNumbers(text []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return d.Decode(v)
}

// jsonDifferences returns the paths where got is not want.
func jsonDifferences(path string, got, want any) (list []string) {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			break
		}
		for k, wv := range w {
			if gv, ok := g[k]; ok {
				list = append(list, jsonDifferences(path+"."+k, gv, wv)...)
			} else {
				list = append(list, fmt.Sprintf("%s.%s missing, want %v", path, k, wv))
			}
		}
		for k, gv := range g {
			if _, ok := w[k]; !ok {
				list = append(list, fmt.Sprintf("%s.%s extra: %v", path, k, gv))
			}
		}
		sort.Strings(list)
		return list
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			break
		}
		for i := range w {
			list = append(list, jsonDifferences(fmt.Sprintf("%s[%d]", path, i), g[i], w[i])...)
		}
		return list
	}
	if !reflect.DeepEqual(got, want) {
		return []string{fmt.Sprintf("%s is %v, want %v", path, got, want)}
	}
	return nil
}
