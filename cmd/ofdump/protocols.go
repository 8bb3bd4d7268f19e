package main

import (
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
)

// protocols lists the versions that are decoded; messages of others are opaque.
func protocols() []*openflow.Protocol {
	return []*openflow.Protocol{openflow13.Protocol}
}
