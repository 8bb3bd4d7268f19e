package traps

import (
	"testing"

	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// The types of port modifications, statistics, barriers and queue configurations are other numbers in 1.0.
func TestTrap01_TypesOfMessagesMoved(t *testing.T) {
	same(t, v10, "01 12 0008 00000007", &openflow10.BarrierRequest{XID: 7})
	same(t, v12, "03 14 0008 00000007", &openflow12.BarrierRequest{XID: 7})
	same(t, v13, "04 14 0008 00000007", &openflow13.BarrierRequest{XID: 7})
	same(t, v14, "05 14 0008 00000007", &openflow14.BarrierRequest{XID: 7})
	same(t, v15, "06 14 0008 00000007", &openflow15.BarrierRequest{XID: 7})
}
