package ofjson_test

import (
	"fmt"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/vectors"
)

// An exception is a kind of difference from os-ken's JSON that is meant to be.
type exception struct {
	versions string // Those that have it, all where there are none.
	pattern  string // Matches what differences returns.
	why      string

	re   *regexp.Regexp
	uses int
}

func init() {
	for _, x := range exceptions {
		x.re = regexp.MustCompile(x.pattern)
	}
}

// excepted reports whether a difference is an exception.
func excepted(p *openflow.Protocol, diff string) bool {
	for _, x := range exceptions {
		if (x.versions == "" || strings.Contains(x.versions, p.Version.String())) && x.re.MatchString(diff) {
			x.uses++
			return true
		}
	}
	return false
}

// compare reports whether got is what os-ken shows, but for exceptions.
func compare(t *testing.T, p *openflow.Protocol, r vectors.Record, got, want any) bool {
	t.Helper()
	diffs := differences("", got, want)
	for _, d := range diffs {
		if !excepted(p, d) {
			t.Errorf("%s %s: %s", r.ID, r.Type, d)
		}
	}
	return len(diffs) == 0
}

// differences returns the paths where got is not want.
func differences(path string, got, want any) (list []string) {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			break
		}
		for k, wv := range w {
			if gv, ok := g[k]; ok {
				list = append(list, differences(path+"."+k, gv, wv)...)
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
			list = append(list, differences(fmt.Sprintf("%s[%d]", path, i), g[i], w[i])...)
		}
		return list
	}
	if !reflect.DeepEqual(got, want) {
		return []string{fmt.Sprintf("%s is %v, want %v", path, got, want)}
	}
	return nil
}
