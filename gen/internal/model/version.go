package model

import (
	"strings"

	"github.com/ofwire/openflow/gen/internal/syntax"
)

// String returns the version as the specs write it: 1.3.
func (v Version) String() string {
	switch v {
	case V10:
		return "1.0"
	case V12:
		return "1.2"
	case V13:
		return "1.3"
	case V14:
		return "1.4"
	case V15:
		return "1.5"
	}
	return "unknown"
}

// ParseVersion returns the version that text names: 1.3.
func ParseVersion(text string) (v Version, ok bool) {
	for _, v := range Versions {
		if v.String() == text {
			return v, true
		}
	}
	return 0, false
}

// A set is a set of versions: bit i is Versions[i].
type set uint8

// all holds every version.
const all set = 1<<5 - 1

// one returns the set of v alone.
func one(v Version) set {
	for i, w := range Versions {
		if v == w {
			return 1 << i
		}
	}
	return 0
}

func (s set) has(v Version) bool { return s&one(v) != 0 }

// String lists the versions: 1.0, 1.2.
func (s set) String() string {
	var names []string
	for _, v := range Versions {
		if s.has(v) {
			names = append(names, v.String())
		}
	}
	return strings.Join(names, ", ")
}

// ranges returns the versions that r names within the enclosing ones; without r those.
func (l *loader) ranges(r *syntax.Range, within set) set {
	if r == nil {
		return within
	}
	s, ok := l.parseRange(r)
	switch {
	case !ok:
		return 0
	case s == 0:
		l.errorf(r.Pos, "the range @%s is empty", r.Text)
	case s&within == 0 && within != 0:
		l.errorf(r.Pos, "the range @%s lies outside of what encloses it: %s", r.Text, within)
	}
	return s & within
}

// parseRange reads 1.3, 1.4+, ..1.3 or 1.2..1.4, or several of them joined by commas.
func (l *loader) parseRange(r *syntax.Range) (set, bool) {
	s, ok := set(0), true
	for part := range strings.SplitSeq(r.Text, ",") {
		span, good := l.parseSpan(&syntax.Range{Pos: r.Pos, Text: part})
		if s&span != 0 {
			l.errorf(r.Pos, "the parts of the range @%s overlap", r.Text)
		}
		s |= span
		ok = ok && good
	}
	return s, ok
}

// parseSpan reads one part of a range.
func (l *loader) parseSpan(r *syntax.Range) (set, bool) {
	from, to := V10, V15
	low, high, dots := strings.Cut(r.Text, "..")
	ok := true
	bound := func(text string) Version {
		v, known := ParseVersion(text)
		if !known {
			ok = false
			l.errorf(r.Pos, "unknown version %q in @%s: want 1.0, 1.2, 1.3, 1.4 or 1.5", text, r.Text)
		}
		return v
	}
	open, plus := strings.CutSuffix(low, "+")
	switch {
	case dots && plus:
		l.errorf(r.Pos, "the range @%s has both + and an upper end", r.Text)
		return 0, false
	case dots && high == "":
		l.errorf(r.Pos, "the range @%s has no upper end; write @%s+", r.Text, low)
		return 0, false
	case dots:
		if low != "" {
			from = bound(low)
		}
		to = bound(high)
	case plus:
		from = bound(open)
	default:
		from = bound(low)
		to = from
	}
	s := set(0)
	for _, v := range Versions {
		if from <= v && v <= to {
			s |= one(v)
		}
	}
	return s, ok
}
