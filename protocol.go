package openflow

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
}

// Features is what a switch tells of itself in its features reply, as far as all versions have it.
type Features struct {
	DatapathID   DatapathID
	Buffers      uint32 // Packets that the switch can hold.
	Tables       uint8
	AuxiliaryID  uint8 // 0 for the main connection; from 1.3 on.
	Capabilities uint32
}
