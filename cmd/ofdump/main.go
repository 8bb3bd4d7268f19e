// Command ofdump decodes OpenFlow messages and prints them as text or JSON.
//
//	ofdump [-in hex|bin|pcap] [-format text|json] [-verify] [file…]
//
// It reads the files, or standard input when there are none. With -in hex, which is the default, each line is one message in hexadecimal; blanks
// are allowed and # begins a comment. With -in bin, messages follow each other as on a connection. -in pcap is not supported yet.
//
// With -format text, the default, it prints one line per message. With -format json it prints one JSON object per message, in order of input:
//
//	{"n":1,"version":"1.3","type":"flow_mod","xid":7,"length":80,"ok":true,"message":{"OFPFlowMod":{…}}}
//	{"n":2,"version":"1.3","type":"flow_mod","xid":8,"length":80,"ok":false,"error":{"offset":72,"path":"FlowMod.Instructions[0]","reason":"bad length","type":"OFPET_BAD_ACTION","code":"OFPBAC_BAD_LEN"}}
//
// The message has the form of package ofjson. "opaque":true says that the message is of an unknown version, type, multipart type or experimenter,
// so that its body is shown as data. An offset counts bytes from the start of the message. Version, type, xid and length are missing where
// not even a header could be read; the error's type and code, which are what OpenFlow answers, where there are none.
//
// With -verify each decoded message is encoded again. The attribute roundtrip is then "same", or "differs", with the new bytes in reencoded. In the
// place of these there is an error when it does not encode at all.
//
// The exit status is 0 when all messages decoded, and with -verify encoded to the same bytes; 1 when some did not; 2 when the command line is wrong
// or the input cannot be read. In hexadecimal input each bad line counts as one message that did not decode. In binary input a header with an
// impossible length ends the work, as the next message cannot be found.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
