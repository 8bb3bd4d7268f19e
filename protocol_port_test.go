package openflow_test

import (
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

func TestPortUp(t *testing.T) {
	for _, v := range []struct {
		version           openflow.Version
		portDown, linkOff uint32
		others            uint32
	}{
		{openflow.Version10, uint32(openflow10.PortConfigPortDown), uint32(openflow10.PortStateLinkDown), uint32(openflow10.PortConfigNoFlood)},
		{openflow.Version12, uint32(openflow12.PortConfigPortDown), uint32(openflow12.PortStateLinkDown), uint32(openflow12.PortStateLive)},
		{openflow.Version13, uint32(openflow13.PortConfigPortDown), uint32(openflow13.PortStateLinkDown), uint32(openflow13.PortStateLive)},
		{openflow.Version14, uint32(openflow14.PortConfigPortDown), uint32(openflow14.PortStateLinkDown), uint32(openflow14.PortStateLive)},
		{openflow.Version15, uint32(openflow15.PortConfigPortDown), uint32(openflow15.PortStateLinkDown), uint32(openflow15.PortStateLive)},
	} {
		t.Run(v.version.String(), func(t *testing.T) {
			for _, tt := range []struct {
				port openflow.Port
				want bool
			}{
				{openflow.Port{}, true},
				{openflow.Port{Config: v.others, State: v.others}, true},
				{openflow.Port{Config: v.portDown | v.others}, false},
				{openflow.Port{State: v.linkOff | v.others}, false},
			} {
				if got := tt.port.Up(); got != tt.want {
					t.Errorf("config %#x, state %#x: up is %t", tt.port.Config, tt.port.State, got)
				}
			}
		})
	}
}
