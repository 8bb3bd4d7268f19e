// Package openflow14 is OpenFlow 1.4: all messages of the standard's version 1.4.1, of both directions, with the extensions of
// the ONF, of Nicira and Open vSwitch, and of Intel.
//
// The code is generated from the files in spec/. docs/coverage.md lists what is there. A comment that cites the document of another version is about a thing
// that this version has too.
//
// The package is used like openflow13, whose documentation tells about encoding, decoding and what is kept of things that are not known.
//
// # Properties
//
// Ports, tables, queues, statistics, the asynchronous configuration, roles and bundles have lists of properties. A list is in wire order. A type
// switch tells the properties apart, and absent is not zero: a port that has no [PortDescPropEthernet] says nothing about its speed. Properties of
// unknown type are kept as [PortDescPropUnknown] and the like, those of unknown experimenters as [PortDescPropExperimenter]. Padding between
// properties is not part of them.
//
// # Messages in messages
//
// [BundleAddMessage] and [RequestForward] hold a whole message of OpenFlow 1.4 with a transaction id of its own. A bundle's messages must have that of
// the BundleAddMessage that carries them; encoding does not set it, since it changes no message.
//
// # Other versions
//
// [Protocol] holds what code needs that works with several versions. Package ofnet takes it.
package openflow14
