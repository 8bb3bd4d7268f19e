package openflow14_test

import (
	"encoding/hex"
	"fmt"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow14"
)

// Example_bundle puts a port modification into a bundle, with a property of an experimenter, and commits the bundle.
func Example_bundle() {
	const id, flags = 7, openflow14.BundleFlagsAtomic | openflow14.BundleFlagsOrdered
	mod := &openflow14.PortMod{
		XID:    2, // That of the message that carries it.
		PortNo: 3,
		HWAddr: openflow.MAC{0x02, 0, 0, 0, 0, 3},
		Mask:   openflow14.PortConfigPortDown,
		Properties: openflow14.PortModProps{
			&openflow14.PortModPropEthernet{Advertise: openflow14.PortFeatures1GBFD | openflow14.PortFeaturesCopper},
		},
	}
	bundle := []openflow.Message{
		&openflow14.BundleControl{XID: 1, BundleID: id, Type: openflow14.BundleCtrlTypeOpenRequest, Flags: flags},
		&openflow14.BundleAddMessage{XID: 2, BundleID: id, Flags: flags, Message: mod, Properties: openflow14.BundleProps{
			&openflow14.BundlePropExperimenter{Experimenter: 0x00aabbcc, ExpType: 1, Data: []byte("x")},
		}},
		&openflow14.BundleControl{XID: 3, BundleID: id, Type: openflow14.BundleCtrlTypeCommitRequest, Flags: flags},
	}
	for _, m := range bundle {
		b, err := m.MarshalBinary()
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(hex.EncodeToString(b))
	}
	// Output:
	// 05210010000000010000000700000003
	// 0522004800000002000000070000000305100028000000020000000300000000020000000003000000000000000000010000000800000820ffff000d00aabbcc0000000178000000
	// 05210010000000030000000700040003
}

// ExamplePortDescProps looks for what a port says about its speed.
func ExamplePortDescProps() {
	port := openflow14.Port{
		PortNo: 1,
		Properties: openflow14.PortDescProps{
			&openflow14.PortDescPropExperimenter{Experimenter: 0x00aabbcc, Data: []byte{1, 2, 3}},
			&openflow14.PortDescPropEthernet{CurrSpeed: 10_000_000},
		},
	}
	for _, p := range port.Properties {
		switch p := p.(type) {
		case *openflow14.PortDescPropEthernet:
			fmt.Println("Ethernet,", p.CurrSpeed/1000, "Mb/s")
		case *openflow14.PortDescPropOptical:
			fmt.Println("optical,", p.Supported)
		case *openflow14.PortDescPropExperimenter:
			fmt.Printf("experimenter %#x\n", p.Experimenter)
		case *openflow14.PortDescPropUnknown:
			fmt.Println("unknown type", p.Type)
		}
	}
	// Output:
	// experimenter 0xaabbcc
	// Ethernet, 10000 Mb/s
}

// ExampleDecoder follows the reports of a flow monitor.
func ExampleDecoder() {
	frame, _ := hex.DecodeString("0513003800000000" + "0010000000000000" +
		"0020000200050000" + "0000006400000000" + "000000000000002a" + "0001000400000000" + "0008000400000003")
	var d openflow14.Decoder
	m, err := d.Decode(frame)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, u := range m.(*openflow14.FlowMonitorReply).Body {
		switch u := u.(type) {
		case *openflow14.FlowUpdateInitial:
			fmt.Printf("flow %#x is there\n", u.Cookie)
		case *openflow14.FlowUpdateRemoved:
			fmt.Printf("flow %#x ended: %s\n", u.Cookie, u.Reason)
		case *openflow14.FlowUpdateAbbrev:
			fmt.Printf("what message %d asked for is done\n", u.XID)
		}
	}
	// Output:
	// flow 0x2a ended: EVICTION
	// what message 3 asked for is done
}
