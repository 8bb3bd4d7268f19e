// Command codecbench measures this project's codecs beside the hand-written limit and both gopackets.
package main

import (
	"github.com/ofwire/openflow/bench/cases"
	"github.com/ofwire/openflow/bench/harness"
)

func main() {
	cases.Limits()
	cases.Ofwire()
	cases.Packet()
	cases.Gopacket()
	cases.GoogleGopacket()
	harness.Main()
}
