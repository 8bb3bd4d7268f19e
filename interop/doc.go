// Package interop holds tests against other implementations of OpenFlow: ovs-ofctl, tshark and a running Open vSwitch. They need the build tag
// interop and the Debian packages openvswitch-switch and tshark:
//
//	go test -tags interop ./interop
//
// A tool that is missing skips its tests, unless OFWIRE_REQUIRE_TOOLS is 1. The running switch is made by tools/ovs-testbed of the shared folder,
// which OFWIRE_SHARED names; without it, it is ../shared beside the checkout. A shared folder that is missing skips its tests, unless
// OFWIRE_REQUIRE_SHARED is 1. Each suite prints its number of cases and fails when there are none.
package interop
