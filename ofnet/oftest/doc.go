// Package oftest has a simulated OpenFlow switch, for tests and demonstrations of controllers without a network.
//
// A Switch speaks OpenFlow 1.3. It has flow tables that match on in_port, eth_dst, eth_src and eth_type, and hosts on its ports that send and
// receive Ethernet frames. It connects to a controller in the same process, or anywhere.
//
// What it does not simulate: groups, meters, queues, timeouts of flows, buffers, changes of ports, roles. Requests for these get the standard's error.
package oftest
