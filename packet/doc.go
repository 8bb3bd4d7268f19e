// Package packet takes Ethernet frames apart and makes them: what is inside packet-in and packet-out messages, and the control protocols on the wire
// beside OpenFlow.
//
// A [Packet] is its layers in wire order, and the payload behind them. Tunnels and stacked tags need nothing special: their layers stand in the list as
// they stand in the frame.
//
//	p := packet.Unmarshal(packetIn.Data)
//	if ip := packet.Get[*packet.IPv4](p); ip != nil {
//		fmt.Println(ip.Src, ip.Dst)
//	}
//
// # Decoding
//
// [Unmarshal] returns a packet that the caller owns; it copies the frame. A [Decoder] lends one: it is valid until the next Decode, and as long as the
// bytes of the frame do not change. In the steady state a Decoder allocates nothing.
//
// Decoding never fails as a whole. Where a layer does not parse, the layers before it are there, its bytes are the payload, and Err is a [*LayerError]
// that tells the layer, its offset and the reason. Truncated tells that there is less than a layer promises, as where a switch has sent the first bytes of a
// packet only. What is not known is payload. Checksums are not verified in decoding: Packet.VerifyChecksums does that. Only the first fragment of an IP packet
// is decoded beyond IP. Layers lie at most 32 deep in one another: see Decoder.MaxLayers.
//
// # Encoding
//
// [Append] makes a packet of layers, from the outermost to the innermost:
//
//	b, err := packet.Append(nil,
//		&packet.Ethernet{Dst: dst, Src: src},
//		packet.NewIPv4(a, b),
//		&packet.UDP{SrcPort: 1024, DstPort: 53},
//		packet.Payload(query))
//
// It fills in what follows from the rest: lengths, counts, checksums, and the numbers that tell the next layer where they are 0. It changes no layer. To
// change a packet, decode it, set fields and encode it with Packet.AppendBinary; lengths and checksums follow. The numbers that tell the next layer stay as
// they were decoded: where another layer follows, set them to 0, as Packet.PushVLAN and Packet.PopVLAN do. To write other values than the right ones, use
// [Fixed]. Packet.AppendReceived gives the bytes back that were decoded, right or wrong.
//
// # Protocols
//
// Link: Ethernet with the 802.3 rule, VLAN and SVLAN tags, LLC and SNAP, backbone bridge tags, MPLS, PPPoE and PPP, Linux cooked captures v1 and v2. Control of
// links: LLDP, spanning tree, LACP and marker, CFM, 802.1X and EAP. Network: ARP, IPv4 with options, IPv6 with extension headers, ICMP, ICMPv6 with neighbor
// discovery and MLD, IGMP v1 to v3, OSPFv2, VRRP v2 and v3. Transport: TCP with options, UDP, SCTP. Tunnels: GRE and NVGRE, VXLAN, Geneve, NSH, GTP-U,
// ERSPAN of types I to III. Above: DHCP, DHCPv6, BFD, OpenFlow, sFlow v5, NetFlow v5.
//
// # Own protocols
//
// Other modules add layers: a type with the methods of [Layer], a [Protocol] that describes it, and a [Dispatch] in the Decoder that tells behind which
// EtherTypes, IP protocols and ports it is found. There is no package-level state.
//
// # Adding a protocol to this package
//
// ethernet.go and arp.go are the patterns. A protocol has one file, its test beside it.
//
//  1. The struct, with a comment that names the standard. Fields are values: numbers, bool, openflow.MAC, netip.Addr, named types for what has names. What
//     can be computed from other fields is no field. Lengths and checksums that peers may get wrong are of type [Computed]. Reserved bits are fields, if
//     peers may set them, so that all packets are encoded to the bytes that they came from.
//  2. A variable of type Protocol, and the method Info. Name is os-ken's class.
//  3. DecodeLayer checks lengths before it looks at bytes, and returns one of the errors of package openflow: ErrTruncated where the bytes end before the
//     header does, ErrLength for a length that cannot be right, ErrVersion, ErrType, ErrValue. It sets all fields, as layers are used again. Data may be
//     slices of b, with their capacity cut: b[2:n:n]. Lists come from arenaOf, so that nothing is allocated. Never allocate for a count; only for bytes
//     that are there.
//  4. HeaderLen and EncodeLayer. B is header and payload; the payload is there already. Use Computed.or16 and Encoding.checksum for what is computed,
//     nextHeader and typeOrLength for numbers of the next layer. Values too wide for their bits are ErrValue, lists too long ErrTooLong. All bytes of the
//     header are written: they hold anything before.
//  5. Walk with os-ken's attribute names; text and JSON come from it.
//  6. CloneLayer. Where only the first bytes tell which layer it is, a Protocol with choose stands in the dispatch, as in slow.go.
//  7. A line in protocols.go and one in dispatch.go.
//  8. The test: a table of frames with the layers that they give; fields that do not fit; what the tests of all protocols in vectors_test.go do not show.
package packet
