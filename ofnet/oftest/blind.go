package oftest

import (
	"net/netip"

	"github.com/ofwire/openflow"
)

// blind is a Visitor that does nothing: what reader and writer need not know of.
type blind struct{}

func (blind) XID(*uint32)                                                {}
func (blind) Version(*openflow.Version)                                  {}
func (blind) Const(string, uint64)                                       {}
func (blind) Computed(string, int, int)                                  {}
func (blind) Bits(string, openflow.Uint, func())                         {}
func (blind) Int(string, *int32)                                         {}
func (blind) Uint128(string, *openflow.Uint128)                          {}
func (blind) Addr(string, *netip.Addr, int)                              {}
func (blind) MAC(string, *openflow.MAC)                                  {}
func (blind) Text(string, openflow.Text)                                 {}
func (blind) String(string, *[]byte)                                     {}
func (blind) Bytes(string, *[]byte)                                      {}
func (blind) Array(string, []byte)                                       {}
func (blind) Rest(string, *[]byte)                                       {}
func (blind) Uints(string, openflow.UintList)                            {}
func (blind) Match(string, *[]openflow.Field, *openflow.FieldTable)      {}
func (blind) Stats(string, *[]openflow.Field, *openflow.FieldTable)      {}
func (blind) Fields(string, *[]openflow.Field, *openflow.FieldTable)     {}
func (blind) Field(string, *openflow.Field, *openflow.FieldTable)        {}
func (blind) FieldIDs(string, *[]openflow.FieldID, *openflow.FieldTable) {}
func (blind) FieldID(string, *openflow.FieldID, *openflow.FieldTable)    {}
func (blind) Struct(string, openflow.Element)                            {}
func (blind) List(string, openflow.List)                                 {}
func (blind) Message(string, *openflow.Message)                          {}
