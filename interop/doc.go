// Package interop holds tests against other implementations of OpenFlow: ovs-ofctl, tshark, os-ken and a running Open vSwitch. They need the build tag
// interop and the Debian packages openvswitch-switch, tshark and python3-os-ken:
//
//	go test -tags interop ./interop
//
// In all versions, values of ours are compared with ovs-ofctl's text both ways: what it prints of our bytes, and what it encodes. The tables are in
// testdata: actions and instructions, and the messages of ovs-ofctl's commands, which also drive sessions with the running switch. Match fields come
// from the field tables. What other implementations refuse is listed with the reason in limits_test.go.
//
// os-ken parses and encodes messages of all types, each with every class that its lists may hold, and controls a simulated switch. Where it differs is
// listed by kind in osken_limits_test.go, with the reason: most are its defects. It parses the frames too.
//
// Frames of package packet are dissected by tshark, which must find the values of their layers and right checksums. A protocol has its frames, and a
// function that tells what tshark must find, in one of the packet_*_test.go files.
//
// A tool that is missing skips its tests, unless OFWIRE_REQUIRE_TOOLS is 1. The running switch is made by tools/ovs-testbed of the shared folder,
// which OFWIRE_SHARED names; without it, it is ../shared beside the checkout. A shared folder that is missing skips its tests, unless
// OFWIRE_REQUIRE_SHARED is 1. Each suite prints its number of cases and fails when there are none.
package interop
