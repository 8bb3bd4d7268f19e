package wire

import (
	"fmt"

	"github.com/ofwire/openflow"
)

// Format is the Format method of generated types: package fmt prints them as text. That it is no method String keeps text out of programs that do not
// print, as the linker keeps every String method.
func Format(e openflow.Element, s fmt.State, verb rune) {
	fmt.Fprintf(s, fmt.FormatString(s, verb), openflow.Format(e))
}
