package openflow

import "strconv"

// A Decoder decodes messages into memory that it uses again: what Decode returns, and all that it holds, is valid until the next Decode and as long as b
// does not change. The version packages' Decoder types are Decoders.
type Decoder interface {
	Decode(b []byte) (Message, error)
}

// A Protocol is one version of OpenFlow, for code that works with several: each version package has one, called Protocol.
type Protocol struct {
	Version Version

	// Unmarshal decodes one message into fresh memory.
	Unmarshal func(b []byte) (Message, error)
	// NewDecoder returns a Decoder that knows the extensions; nil is none.
	NewDecoder func(x *Extensions) Decoder
	// NewMessage returns an empty message of a class name of JSON, or nil; attr is as in List.Add.
	NewMessage func(class string, attr func(name string) uint64) Message
	// ErrorName returns the standard's names of an error's type and code, as OFPET_BAD_ACTION and OFPBAC_BAD_LEN; numbers where there are none.
	ErrorName func(c ErrorCode) (typ, code string)
	// VendorErrorName returns the name of an error that a vendor defines, as NXBRC_MUST_BE_ZERO, or "". The code is the experimenter type of an error
	// message of type 0xffff; in 1.0, the type and the code that follow the vendor's number, as an ErrorCode. It may be nil.
	VendorErrorName func(vendor, code uint32) string
	// Fields are the version's match fields.
	Fields *FieldTable
	// Types lists all message types.
	Types []*TypeInfo
	// Elements lists the types of what messages hold: structs and members of families.
	Elements []*TypeInfo

	// The messages that a connection needs whatever it is used for. Those that send data keep the slice.

	// Hello offers versions; the list becomes a bitmap where the version has one.
	Hello func(xid uint32, versions []Version) Message
	// HelloVersions returns the versions that a hello of this package's offers in a bitmap; ok is false when it has none.
	HelloVersions   func(m Message) (versions []Version, ok bool)
	Error           func(xid uint32, code ErrorCode, data []byte) Message
	EchoRequest     func(xid uint32, data []byte) Message
	EchoReply       func(xid uint32, data []byte) Message
	FeaturesRequest func(xid uint32) Message
	BarrierRequest  func(xid uint32) Message
	// Features returns what a features reply of this package's tells.
	Features func(m Message) (f Features, ok bool)

	// PacketIn returns what a packet-in of this package's tells: the standard's, or NXPacketIn or NXPacketIn2, which Open vSwitch sends where
	// NXSetPacketInFormat asked for them.
	PacketIn func(m Message) (p PacketIn, ok bool)
	// PacketOut sends a packet out of ports.
	PacketOut func(xid uint32, p PacketOut) Message

	// PortDescRequest asks for the ports. It is nil in 1.0 and 1.2, where the features reply lists them.
	PortDescRequest func(xid uint32) Message
	// Ports appends the ports that a features reply, or one part of a port description, lists.
	Ports func(ports []Port, m Message) (list []Port, ok bool)
	// PortStatus returns what a port status tells.
	PortStatus func(m Message) (reason PortReason, p Port, ok bool)
	// RoleRequest asks for a role; in 1.0 it is Nicira's, which has no generation and no RoleNoChange: for that it returns nil.
	RoleRequest func(xid uint32, role ControllerRole, generation uint64) Message
	// RoleReply returns what a role reply tells.
	RoleReply func(m Message) (role ControllerRole, generation uint64, ok bool)
	// BundleControl and BundleAdd are nil in 1.0 and 1.2, and ONF's extension 230 in 1.3. BundleAdd keeps m, whose xid must be that of the whole.
	BundleControl func(xid, id uint32, typ BundleType, flags BundleFlags) Message
	BundleAdd     func(xid, id uint32, flags BundleFlags, m Message) Message
	// BundleReply returns what the answer to a BundleControl tells.
	BundleReply func(m Message) (id uint32, typ BundleType, ok bool)
}

// Features is what a switch tells of itself in its features reply, as far as all versions have it.
type Features struct {
	DatapathID   DatapathID
	Buffers      uint32 // Packets that the switch can hold.
	Tables       uint8
	AuxiliaryID  uint8 // 0 for the main connection; from 1.3 on.
	Capabilities uint32
}

// NoBuffer is the buffer id of a packet that the switch does not keep, in all versions.
const NoBuffer uint32 = 0xffffffff

// A PacketIn is what a packet-in tells, as far as all versions have it.
type PacketIn struct {
	BufferID uint32 // Where the switch keeps the packet, or NoBuffer.
	TotalLen uint16 // Bytes of the whole frame, at most 65535, of which Data may be the first; 0 where the switch does not know.
	InPort   uint32 // The port that it came in on, numbered as in Port; 0 if the message does not tell.
	Reason   uint8  // The version's PacketInReason.
	TableID  uint8  // From 1.2 on, and in Nicira's.
	Cookie   uint64 // From 1.3 on, and in Nicira's; all ones where no flow sent it.
	Data     []byte // The message's own: an Ethernet frame.
}

// A PacketOut is a packet that is to leave a switch.
type PacketOut struct {
	BufferID uint32   // The packet, when Data is nil.
	InPort   uint32   // Where it is taken to have come in, for the sake of ports such as IN_PORT and FLOOD; 0 is nowhere.
	Ports    []uint32 // Where it goes, numbered as in Port, FLOOD and the like among them; none drops it.
	Data     []byte   // An Ethernet frame, which the message keeps.
}

// A Port is what a switch tells of a port, as far as all versions have it.
type Port struct {
	No     uint32 // The reserved numbers of 1.0 are widened: its 0xfffe is 0xfffffffe, as elsewhere, and uint16(No) is the number of 1.0 again.
	HWAddr MAC
	Name   string
	Config uint32  // The version's PortConfig.
	State  uint32  // The version's PortState.
	Desc   Element // The version's own description, such as *openflow13.Port, not lent.
}

// Up reports whether the port has a link and is not turned off: neither LINK_DOWN of the state nor PORT_DOWN of the configuration is set.
// All versions have the same bits for them.
func (p Port) Up() bool { return p.State&1 == 0 && p.Config&1 == 0 }

// WidePort returns a port number of 1.0 in the 32 bits that later versions have.
func WidePort(no uint16) uint32 {
	if no >= 0xff00 {
		return 0xffff0000 | uint32(no)
	}
	return uint32(no)
}

// A PortReason tells what happened to a port.
type PortReason uint8

// The reasons.
const (
	PortAdded PortReason = iota
	PortDeleted
	PortModified
)

// String returns the reason in lower case.
func (r PortReason) String() string { return nameOf(int(r), "added", "deleted", "modified") }

// A ControllerRole is what a controller may do among the controllers of a switch, with the numbers of 1.2 and later.
type ControllerRole uint32

// The roles.
const (
	RoleNoChange ControllerRole = iota // A question.
	RoleEqual                          // Full access; the default.
	RoleMaster                         // Full access, for one controller at most.
	RoleSlave                          // Read-only access.
)

// String returns the role in lower case.
func (r ControllerRole) String() string {
	return nameOf(int(r), "nochange", "equal", "master", "slave")
}

// A BundleType tells what a BundleControl is. A reply's number is that of its request and one.
type BundleType uint16

// The types of requests.
const (
	BundleOpen    BundleType = 0
	BundleClose   BundleType = 2
	BundleCommit  BundleType = 4
	BundleDiscard BundleType = 6
)

// BundleFlags say how a bundle is committed.
type BundleFlags uint16

// The flags.
const (
	BundleAtomic  BundleFlags = 1 << iota // All or nothing.
	BundleOrdered                         // In the order in which the messages were added.
)

// nameOf returns the name of a number, or the number.
func nameOf(n int, names ...string) string {
	if n >= 0 && n < len(names) {
		return names[n]
	}
	return strconv.Itoa(n)
}
