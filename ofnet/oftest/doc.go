// Package oftest has what tests of OpenFlow programs need: a simulated switch, a simulated controller, and connections on which things go wrong. All of
// it works in memory, in bubbles of testing/synctest too, and over sockets.
//
// A [Switch] speaks OpenFlow 1.0, 1.2, 1.3, 1.4 and 1.5, each controller's own version, over the same tables. It has flows with time-outs, groups,
// meters, ports that can be added, removed and unplugged, roles, asynchronous configuration and bundles, and hosts on its ports that send and
// receive Ethernet frames. Where the standard leaves a choice it does what Open vSwitch does: it has no buffers, takes outputs to ports
// that do not exist, and sends packets without a flow to controllers of 1.0 and 1.2 only.
//
// Actions of Nicira and the ONF are kept with their flows and groups, and told as they came to who asks in the version that they came in. They do nothing
// to packets. Ports have no queues: who asks is told so.
//
// What it does not simulate: meters that drop, port speeds, MPLS and PBB actions, actions of other vendors, flow monitors, eviction.
// Requests for these get the standard's error. NORMAL floods; a select group uses its first bucket.
package oftest
