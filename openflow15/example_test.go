package openflow15_test

import (
	"fmt"

	"github.com/ofwire/openflow/openflow15"
)

// ExampleGroupMod makes a group that shares traffic among two ports: the weights are properties of the buckets.
func ExampleGroupMod() {
	m := openflow15.NewGroupMod()
	m.Type = openflow15.GroupTypeSelect
	m.GroupID = 7
	for i, weight := range []uint16{1, 3} {
		m.Buckets = append(m.Buckets, openflow15.Bucket{
			BucketID:   openflow15.BucketID(i),
			Actions:    openflow15.Actions{&openflow15.ActionOutput{Port: openflow15.PortNo(i + 1)}},
			Properties: openflow15.GroupBucketProps{&openflow15.GroupBucketPropWeight{Weight: weight}},
		})
	}
	b, err := m.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d bytes\n%x\n", len(b), b[24:56])
	// Output:
	// 88 bytes
	// 0020001000000000000000100000000100000000000000000000000800010000
}

// ExampleFlowRemoved reads the statistics that a flow ends with. A switch sends those that it has.
func ExampleFlowRemoved() {
	frame := []byte{
		6, 11, 0, 64, 0, 0, 0, 0, 2, 0, 0, 100, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 42,
		0, 1, 0, 4, 0, 0, 0, 0,
		0, 0, 0, 28, 0x80, 0x02, 0x00, 8, 0, 0, 0, 75, 0x1d, 0xcd, 0x65, 0, 0x80, 0x02, 0x08, 8, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0,
	}
	m, err := openflow15.Unmarshal(frame)
	if err != nil {
		fmt.Println(err)
		return
	}
	stats := m.(*openflow15.FlowRemoved).Stats
	duration, _, ok := openflow15.FieldDuration.Get(stats)
	fmt.Println(duration>>32, "s", uint32(duration), "ns", ok)
	packets, _, ok := openflow15.FieldPacketCount.Get(stats)
	fmt.Println(packets, "packets", ok)
	_, _, ok = openflow15.FieldByteCount.Get(stats)
	fmt.Println(ok)
	fmt.Println(m)
	// Output:
	// 75 s 500000000 ns true
	// 10 packets true
	// false
	// FlowRemoved{xid=0 table_id=2 reason=IDLE_TIMEOUT priority=100 idle_timeout=60 cookie=0x2a match={} stats={duration=75,500000000 packet_count=10}}
}

// ExampleControllerStatusPropURI prints the controllers that a switch is connected to.
func ExampleControllerStatusPropURI() {
	m := &openflow15.ControllerStatusReply{Body: []openflow15.ControllerStatusStats{{
		ShortID:    7,
		Role:       openflow15.ControllerRoleMaster,
		Properties: openflow15.ControllerStatusProps{&openflow15.ControllerStatusPropURI{URI: []byte("tls:192.0.2.1:6653")}},
	}}}
	for _, c := range m.Body {
		for _, p := range c.Properties {
			if p, ok := p.(*openflow15.ControllerStatusPropURI); ok {
				fmt.Printf("%d %v %s\n", c.ShortID, c.Role, p.URI)
			}
		}
	}
	// Output:
	// 7 MASTER tls:192.0.2.1:6653
}
