package ofnet

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/ofwire/openflow"
)

// Why connections end and requests fail. They come wrapped: use errors.Is.
var (
	ErrClosed           = errors.New("connection closed")                            // Close or Shutdown was called.
	ErrServerClosed     = errors.New("ofnet: server closed")                         // What Serve returns after Close or Shutdown.
	ErrHandshakeTimeout = errors.New("handshake timed out")                          // Beyond Config.HandshakeTimeout.
	ErrEchoTimeout      = errors.New("peer is silent")                               // Beyond Config.EchoTimeout.
	ErrWriteTimeout     = errors.New("peer does not read")                           // Beyond Config.WriteTimeout.
	ErrTooManyConns     = errors.New("too many connections")                         // Beyond Server.MaxConns or MaxConnsPerHost.
	ErrOverflow         = errors.New("too many messages wait for handlers")          // Beyond Config.MaxQueued.
	ErrMultipart        = errors.New("reply has several parts")                      // See Do.
	ErrPartLimit        = errors.New("too many parts of a reply")                    // Beyond Config.MaxParts or Config.MaxPartBytes.
	ErrNoReply          = errors.New("the message has no reply")                     // Of Conn.Do and Conn.Stream.
	ErrUnsupported      = errors.New("not in this version of OpenFlow")              // Of bundles and roles.
	ErrBundleEnded      = errors.New("bundle is committed or discarded")             // See Bundle.
	ErrXIDInUse         = errors.New("a request or a message of Apply has this xid") // The xid was given by the caller.
	ErrNoProtocol       = errors.New("no protocol to offer")                         // Config.Protocols is empty.
	ErrDuplicate        = errors.New("another connection has this datapath id")      // See DuplicatePolicy.
	ErrReplaced         = errors.New("replaced by another connection")               // See DuplicatePolicy.
	ErrNoMain           = errors.New("auxiliary connection without a main one")      // Beyond Switches.MaxParked or Switches.ParkTimeout.
	ErrMainEnded        = errors.New("the switch's main connection has ended")       // Of auxiliary connections; see Switches.
	ErrAuxiliaryLimit   = errors.New("too many auxiliary connections")               // Beyond Switches.MaxAuxiliary.
	ErrAuxiliaryHost    = errors.New("the main connection is of another host")       // Of auxiliary connections; see Switches.
	ErrUnexpectedReply  = errors.New("reply is not of the type that was asked for")  // See Do.
)

// A ConnError tells which connection ended, and why.
type ConnError struct {
	Remote     net.Addr
	DatapathID openflow.DatapathID // 0 before it is known.
	Err        error               // io.EOF when the peer closed the connection between two messages.
}

// Error returns one line: the peer, the datapath id and the reason.
func (e *ConnError) Error() string {
	var b strings.Builder
	b.WriteString("ofnet: ")
	if e.Remote != nil {
		b.WriteString(e.Remote.String())
	}
	if e.DatapathID != 0 {
		b.WriteString(" dpid " + e.DatapathID.String())
	}
	return b.String() + ": " + e.Err.Error()
}

// Unwrap returns Err.
func (e *ConnError) Unwrap() error { return e.Err }

// A NegotiationError tells why two sides did not agree on a version.
type NegotiationError struct {
	Ours         []openflow.Version // What was offered, lowest first.
	Peer         openflow.Version   // In the header of the peer's first message.
	PeerVersions []openflow.Version // What the peer offered in a bitmap; nil without one.
	Refused      bool               // The peer answered with an error message, of which Code and Text are.
	Code         openflow.ErrorCode
	Text         string
	Reason       string // For people.
}

// Error returns one line.
func (e *NegotiationError) Error() string {
	if e.Refused {
		return fmt.Sprintf("version negotiation: peer (%v) refused with error %v: %q", e.Peer, e.Code, e.Text)
	}
	return "version negotiation: " + e.Reason
}

// A ReplyError is an error message that a peer sent in answer to a request.
type ReplyError struct {
	Request    *openflow.TypeInfo // What was asked.
	Code       openflow.ErrorCode
	Vendor     uint32           // Who defines the error, if the standard does not: see Protocol.VendorErrorName.
	VendorCode uint32           // The vendor's number of the error.
	Data       []byte           // What follows these: most often the request, or its beginning.
	Message    openflow.Message // The decoded error message; nil when it does not decode.

	protocol *openflow.Protocol
}

// newReplyError returns what an error message says.
func newReplyError(p *openflow.Protocol, request *openflow.TypeInfo, frame []byte) *ReplyError {
	const experimenter, niciraVendor = 0xffff, 0xb0c2
	e := &ReplyError{Request: request, protocol: p}
	code, data, _ := splitError(frame)
	switch e.Code = code; {
	case code.Type() == experimenter && len(data) >= 4:
		e.Vendor, e.VendorCode = be.Uint32(data), uint32(code.Code())
		data = data[4:]
	case code.Type() == niciraVendor && p.Version == openflow.Version10 && len(data) >= 8:
		e.Vendor, e.VendorCode = be.Uint32(data), be.Uint32(data[4:])
		data = data[8:]
	}
	e.Data = bytes.Clone(data)
	return e
}

// Name returns the names of the error's type and code, as OFPET_BAD_ACTION and OFPBAC_BAD_LEN; numbers where there are none. A vendor's error has
// the vendor's name of it as code.
func (e *ReplyError) Name() (typ, code string) {
	if e.protocol == nil || e.protocol.ErrorName == nil {
		return strconv.Itoa(int(e.Code.Type())), strconv.Itoa(int(e.Code.Code()))
	}
	typ, code = e.protocol.ErrorName(e.Code)
	if e.Vendor != 0 && e.protocol.VendorErrorName != nil {
		if name := e.protocol.VendorErrorName(e.Vendor, e.VendorCode); name != "" {
			code = name
		}
	}
	return typ, code
}

// Error returns one line with the names of type and code.
func (e *ReplyError) Error() string {
	name := "request"
	if e.Request != nil {
		name = e.Request.Name
	}
	typ, code := e.Name()
	return "ofnet: " + name + " failed: " + typ + " " + code
}

// An ApplyError tells which message of Apply or of a Bundle failed, and why.
type ApplyError struct {
	Index   int // Among the messages given, from 0.
	Message openflow.Message
	Err     error // A ReplyError, or why the message was not sent.
}

// Error returns one line.
func (e *ApplyError) Error() string { return fmt.Sprintf("message %d: %v", e.Index, e.Err) }

// Unwrap returns Err.
func (e *ApplyError) Unwrap() error { return e.Err }

// A PanicError is the panic of a handler or a hook.
type PanicError struct {
	Hook  string // Which hook, such as Trace.Sent; empty for a handler.
	Value any    // What was given to panic.
	Stack []byte // Of the goroutine.
}

// Error returns one line, without the stack.
func (e *PanicError) Error() string {
	who := e.Hook
	if who == "" {
		who = "handler"
	}
	return fmt.Sprintf("%s panic: %v", who, e.Value)
}

// Unwrap returns the value of the panic when it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}
