// Package capture writes the messages of OpenFlow connections as a capture file (pcapng) that Wireshark opens and dissects. It takes them from the
// hooks of ofnet.Trace, so those of TLS connections are in clear:
//
//	w := capture.NewWriter(file)
//	srv := &ofnet.Server{Config: ofnet.Config{Trace: w.Trace(nil)}, …}
//
// # What is real
//
// The messages, their bytes and the order in which the program read and queued them, with the time in nanoseconds; addresses and ports of TCP. A
// message counts as sent when it is put into the buffer to be written.
//
// All else is made up, in a way that Wireshark finds nothing wrong with: Ethernet, IP and TCP headers, three packets that open a connection, one
// segment per message, two when it has more than 65,495 bytes, acknowledgements, and FIN or RST at the end. Sockets that are not TCP get addresses
// of 198.18.0.0/15, the controller port 6653.
//
// From PhaseMain on the packets of a connection belong to an interface of its own, whose name has the datapath id: the display filter
// frame.interface_name contains "dpid 000000000000002a" shows one switch. The interface's description has the real addresses and the version. The
// packet that closes a connection has a comment with the reason.
//
// # Ports
//
// Wireshark takes TCP port 6653 and 6633 for OpenFlow. Where neither side has one of them, set Writer.Port to 6653, or tell Wireshark the port:
//
//	tshark -r file.pcapng -d tcp.port==16653,openflow
//
// # Both sides
//
// Where controller and switch are in one program, give the Writer to one of them: each would write the same packets.
package capture
