package main

import (
	"github.com/ofwire/openflow"
)

// protocols lists the versions that are decoded; messages of others are opaque.
func protocols() []*openflow.Protocol {
	return []*openflow.Protocol{}
}
