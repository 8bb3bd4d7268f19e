// Command ofdump decodes OpenFlow messages and prints them as text or JSON, or writes them as a capture.
//
//	ofdump [-in hex|bin|pcap] [-port N,…] [-format text|json|pcap|pcapng] [-packets] [-verify] [file…]
//
// # Input
//
// It reads the files, or standard input when there are none. With -in hex, which is the default, each line is one message in hexadecimal; blanks
// are allowed and # begins a comment. With -in bin, messages follow each other as on a connection. With -in pcap the input is a capture file, pcap or
// pcapng, which may be compressed with gzip.
//
// In a capture the messages are those of TCP streams from or to port 6653 or 6633. With -port, which takes a list and may be repeated, they are those of
// the ports it gives instead. The links that are known are Ethernet, Linux cooked captures, IP without a link, and BSD's loopback; VLAN tags and tunnels,
// such as VXLAN and GRE, are looked into. Fragments of IP are not put together.
//
// Streams are reassembled: segments out of order, retransmitted or overlapping do not matter. Of bytes that came twice the first are taken. What is not in
// the capture is a gap, as soon as the receiver has acknowledged it or 1 MiB or 1024 segments of the same direction wait behind it, or at the end. In the
// middle of a stream, where the capture begins or behind a gap, messages are looked for: at the start of a segment that begins with a plausible header, or
// in the midst of one where the headers of several messages follow each other up to its end. What is before them is skipped. A SYN with another number begins
// a new stream. Of more than 2048 streams at a time the one that was silent for longest is ended. A stream that begins with records of TLS is reported once.
//
// # Output
//
// With -format text, the default, it prints one line per message: its number, where it is from, and the message.
//
//	1 1.3 Hello{xid=1}
//	2 flows.hex:9: error at offset 0: bad hexadecimal digit 'z'
//	3 2026-11-22T12:40:09.774362965Z 127.0.0.1:40652 > 127.0.0.1:6653 1.3 Hello{xid=1}
//	- 2026-11-22T12:40:11.902484469Z 127.0.0.1:40652 > 127.0.0.1:6653: gap: 820 bytes missing, 0 bytes skipped
//	- 2026-11-22T12:40:12.004530312Z 127.0.0.1:40660 > 127.0.0.1:6653: TLS
//
// The file, or stdin, is named where there are several, and with a line of hexadecimal that is wrong. The time, in UTC, is that of the segment that completes
// the message. Lines of gaps and TLS have no number.
//
// With -format json it prints one JSON object per line, in order of input:
//
//	{"n":1,"line":1,"version":"1.3","type":"flow_mod","xid":7,"length":80,"ok":true,"message":{"OFPFlowMod":{…}}}
//	{"n":2,"line":2,"version":"1.3",…,"ok":false,"error":{"offset":72,"path":"FlowMod.Instructions[0]","reason":"bad length","type":"OFPET_BAD_ACTION",…}}
//	{"n":3,"file":"a.pcap","time":"2026-11-22T12:40:09.774362965Z","stream":1,"src":"127.0.0.1:40652","dst":"127.0.0.1:6653","version":"1.3",…}
//	{"file":"a.pcap","time":"…","stream":1,"src":"…","dst":"…","ok":false,"gap":{"missing":820,"skipped":0}}
//	{"file":"a.pcap","time":"…","stream":2,"src":"…","dst":"…","ok":true,"tls":true}
//
// The message has the form of package ofjson. "opaque":true says that the message is of an unknown version, type, multipart type or experimenter,
// so that its body is shown as data. An offset counts bytes from the start of the message. Version, type, xid and length are missing where
// not even a header could be read; the error's type and code, which are what OpenFlow answers, where there are none. File is missing for standard input,
// line but for hexadecimal input, and time in captures that have none. Streams are numbered in the order in which something of them is printed.
//
// With -packets the packet in each packet-in and packet-out is decoded too, as is that of a packet-out in a bundle and of an NXResume. In text it stands in a
// line of its own below the message, which begins with blanks.
// In JSON the attribute packet has it in the form of package ofjson; "packet_truncated":true says that it is only the beginning, and packet_error
// which layer does not parse:
//
//	"packet":{"Packet":{"protocols":[{"ethernet":{…}},…]}},"packet_error":{"layer":"udp","offset":34,"reason":"truncated"}
//
// With -verify each decoded message is encoded again. The attribute roundtrip is then "same", or "differs", with the new bytes in reencoded. In the
// place of these there is an error when it does not encode at all.
//
// With -format pcap or pcapng the output is a capture, with times in nanoseconds. Each message, even one that does not decode, is a TCP segment, or two, of a
// connection that is made up, with the addresses and times of the input where that is a capture. Where it is not, the connection is between the controller
// 198.18.0.1:6653 and the switch 198.19.0.1:49152, in 1970, and messages that both may send are the switch's. A message whose length is not that of its header
// is left out. With -packets the output has the packets in packet-ins and packet-outs, and no messages; one without an Ethernet header gets one. What is
// wrong is printed to standard error, as text.
//
// # Exit status
//
// The exit status is 0 when all messages decoded, and with -verify encoded to the same bytes; 1 when some did not, or when there are gaps; 2 when the command
// line is wrong or the input cannot be read, to its end or because of its link. In hexadecimal input each bad line counts as one message that did not decode.
// In binary input a header with an impossible length ends the work, as the next message cannot be found; in a capture the next one is looked for. TLS, and
// payloads that do not parse, change nothing.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
