package vectors

import (
	"fmt"
	"reflect"
	"sort"
)

// Differences returns the paths where decoded JSON got is not want, with what is there instead. Path is where they stand.
func Differences(path string, got, want any) (list []string) {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			break
		}
		for k, wv := range w {
			if gv, ok := g[k]; ok {
				list = append(list, Differences(path+"."+k, gv, wv)...)
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
			list = append(list, Differences(fmt.Sprintf("%s[%d]", path, i), g[i], w[i])...)
		}
		return list
	}
	if !reflect.DeepEqual(got, want) {
		return []string{fmt.Sprintf("%s is %v, want %v", path, got, want)}
	}
	return nil
}
