// Package traps is tests alone: one for each of the hundred places where the layouts of OpenFlow, Nicira and ONF are not what one would think. Test
// number n has the name TestTrap<n>_What. Its bytes are written by hand from the layouts of the standard, and both directions are tested: the bytes decode to the
// values, the values encode to the bytes, and the wrong reading is refused or gives something else.
package traps
