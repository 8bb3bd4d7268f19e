package load

import (
	"math/bits"
	"time"
)

// A Histogram counts durations, each in a slot that is at most 1/64 wide.
type Histogram struct {
	slots [64 * 64]uint64
	max   time.Duration
}

func (h *Histogram) add(d time.Duration) {
	d = max(d, 0)
	h.max = max(h.max, d)
	h.slots[slot(uint64(d))]++
}

// slot returns the number of the slot of a value: below 64 its own, then 64 for each power of two.
func slot(v uint64) int {
	if v < 64 {
		return int(v)
	}
	shift := bits.Len64(v) - 7
	return (shift+1)*64 + int(v>>shift) - 64
}

// middle returns the middle of a slot.
func middle(slot int) uint64 {
	if slot < 64 {
		return uint64(slot)
	}
	shift := slot/64 - 1
	return (uint64(slot%64)+64)<<shift + uint64(1)<<shift/2
}

func (h *Histogram) merge(other *Histogram) {
	for i, n := range other.slots {
		h.slots[i] += n
	}
	h.max = max(h.max, other.max)
}

// Max returns the longest duration.
func (h *Histogram) Max() time.Duration { return h.max }

// Quantile returns the duration that a part q of all is not above, such as 0.99.
func (h *Histogram) Quantile(q float64) time.Duration {
	var total, sum uint64
	for _, n := range h.slots {
		total += n
	}
	want := uint64(q * float64(total))
	for i, n := range h.slots {
		if sum += n; sum > want {
			return min(time.Duration(middle(i)), h.max)
		}
	}
	return h.max
}
