module github.com/ofwire/openflow/bench

go 1.25.0

require (
	github.com/google/gopacket v1.1.19
	github.com/gopacket/gopacket v1.7.7
	github.com/ofwire/openflow v0.0.0
)

replace github.com/ofwire/openflow => ../
