package ofnet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"github.com/ofwire/openflow"
)

// The messages of a fake protocol, which is the same in all versions. They are opaque messages with types of their own.
type (
	kind           interface{ info() *openflow.TypeInfo }
	fake[K kind]   struct{ openflow.Opaque }
	kFeatures      struct{}
	kFeaturesReply struct{}
	kRole          struct{}
	kRoleReply     struct{}
	kPart          struct{}
	kPartReply     struct{}
	kBarrier       struct{}
	kEcho          struct{}
	kEchoReply     struct{}
	kPacketIn      struct{}
	kEvent         struct{}
	kOther         struct{}
)

type (
	packetIn      = fake[kPacketIn]
	event         = fake[kEvent]
	featuresReply = fake[kFeaturesReply]
	roleReply     = fake[kRoleReply]
	partReply     = fake[kPartReply]
	roleRequest   struct{ fake[kRole] }
	partRequest   struct{ fake[kPart] }
)

func (*roleRequest) ReplyType() *roleReply { return nil }
func (*partRequest) ReplyType() *partReply { return nil }

func (*fake[K]) Info() *openflow.TypeInfo {
	var k K
	return k.info()
}

var (
	infoFeaturesReply = openflow.TypeInfo{Name: "FeaturesReply", Type: 6}
	infoFeatures      = openflow.TypeInfo{Name: "FeaturesRequest", Type: 5, Reply: &infoFeaturesReply}
	infoRoleReply     = openflow.TypeInfo{Name: "RoleReply", Type: 25}
	infoRole          = openflow.TypeInfo{Name: "RoleRequest", Type: 24, Reply: &infoRoleReply}
	infoPartReply     = openflow.TypeInfo{Name: "PartReply", Type: 19, Multipart: true, MultipartType: 7}
	infoPart          = openflow.TypeInfo{Name: "PartRequest", Type: 18, Multipart: true, MultipartType: 7, Reply: &infoPartReply}
	infoBarrierReply  = openflow.TypeInfo{Name: "BarrierReply", Type: 21}
	infoBarrier       = openflow.TypeInfo{Name: "BarrierRequest", Type: 20, Reply: &infoBarrierReply}
	infoEchoReply     = openflow.TypeInfo{Name: "EchoReply", Type: 3}
	infoEcho          = openflow.TypeInfo{Name: "EchoRequest", Type: 2, Reply: &infoEchoReply}
	infoPacketIn      = openflow.TypeInfo{Name: "PacketIn", Type: 10}
	infoEvent         = openflow.TypeInfo{Name: "Event", Type: 12}
	infoOther         = openflow.TypeInfo{Name: "Other", Version: 0x77}
)

func (kFeatures) info() *openflow.TypeInfo      { return &infoFeatures }
func (kFeaturesReply) info() *openflow.TypeInfo { return &infoFeaturesReply }
func (kRole) info() *openflow.TypeInfo          { return &infoRole }
func (kRoleReply) info() *openflow.TypeInfo     { return &infoRoleReply }
func (kPart) info() *openflow.TypeInfo          { return &infoPart }
func (kPartReply) info() *openflow.TypeInfo     { return &infoPartReply }
func (kBarrier) info() *openflow.TypeInfo       { return &infoBarrier }
func (kEcho) info() *openflow.TypeInfo          { return &infoEcho }
func (kEchoReply) info() *openflow.TypeInfo     { return &infoEchoReply }
func (kPacketIn) info() *openflow.TypeInfo      { return &infoPacketIn }
func (kEvent) info() *openflow.TypeInfo         { return &infoEvent }
func (kOther) info() *openflow.TypeInfo         { return &infoOther }

// set fills a message of the fake protocol.
func set[M any, P interface {
	*M
	openflow.Message
	opaque() *openflow.Opaque
}](v openflow.Version, typ uint8, xid uint32, body []byte) P {
	m := P(new(M))
	*m.opaque() = openflow.Opaque{Version: v, Type: typ, XID: xid, Body: body}
	return m
}

func (m *fake[K]) opaque() *openflow.Opaque { return &m.Opaque }

// fakeDecoder lends its messages.
type fakeDecoder struct {
	version openflow.Version
	other   openflow.Opaque
	in      packetIn
}

var errFake = &openflow.DecodeError{Path: "Fake", Code: openflow.NewErrorCode(2, 5), Err: openflow.ErrLength}

func (d *fakeDecoder) Decode(b []byte) (openflow.Message, error) {
	if b[0] != byte(d.version) {
		return nil, &openflow.DecodeError{Path: "Fake.Version", Code: openflow.BadRequestVersion, Err: openflow.ErrVersion}
	}
	if len(b) >= 11 && string(b[8:11]) == "bad" || bytes.HasSuffix(b, []byte("bad")) {
		return nil, errFake
	}
	m := openflow.Message(&d.other)
	switch b[1] {
	case 6:
		m = new(featuresReply)
	case 10:
		return &d.in, d.in.Decode(b)
	case 12:
		m = new(event)
	case 19:
		m = new(partReply)
	case 25:
		m = new(roleReply)
	}
	return m, m.UnmarshalBinary(b)
}

func fakeProtocol(v openflow.Version) *openflow.Protocol {
	return &openflow.Protocol{
		Version: v,
		Unmarshal: func(b []byte) (openflow.Message, error) {
			return (&fakeDecoder{version: v}).Decode(append([]byte(nil), b...))
		},
		NewDecoder: func(*openflow.Extensions) openflow.Decoder { return &fakeDecoder{version: v} },
		ErrorName: func(c openflow.ErrorCode) (string, string) {
			return fmt.Sprint("TYPE_", c.Type()), fmt.Sprint("CODE_", c.Code())
		},
		Hello: func(xid uint32, versions []openflow.Version) openflow.Message {
			return &openflow.Opaque{Version: v, XID: xid, Body: bitmap(versions...)}
		},
		HelloVersions: func(m openflow.Message) (vs []openflow.Version, ok bool) {
			b := m.(*openflow.Opaque).Body
			if len(b) < 8 {
				return nil, false
			}
			for i := range 32 {
				if be.Uint32(b[4:])&(1<<i) != 0 {
					vs = append(vs, openflow.Version(i))
				}
			}
			return vs, true
		},
		Error: func(xid uint32, code openflow.ErrorCode, data []byte) openflow.Message {
			return &openflow.Opaque{Version: v, Type: 1, XID: xid, Body: append(be.AppendUint32(nil, uint32(code)), data...)}
		},
		EchoRequest: func(xid uint32, data []byte) openflow.Message { return set[fake[kEcho]](v, 2, xid, data) },
		EchoReply:   func(xid uint32, data []byte) openflow.Message { return set[fake[kEchoReply]](v, 3, xid, data) },
		FeaturesRequest: func(xid uint32) openflow.Message {
			return set[fake[kFeatures]](v, 5, xid, nil)
		},
		BarrierRequest: func(xid uint32) openflow.Message { return set[fake[kBarrier]](v, 20, xid, nil) },
		Features: func(m openflow.Message) (openflow.Features, bool) {
			r, ok := m.(*featuresReply)
			if !ok || len(r.Body) < 8 {
				return openflow.Features{}, false
			}
			return openflow.Features{DatapathID: openflow.DatapathID(be.Uint64(r.Body))}, true
		},
	}
}

// bitmap returns a version bitmap element; without versions, nothing.
func bitmap(versions ...openflow.Version) []byte {
	if len(versions) == 0 {
		return nil
	}
	bits := uint32(0)
	for _, v := range versions {
		bits |= 1 << v
	}
	return be.AppendUint32([]byte{0, 1, 0, 8}, bits)
}

func fakeProtocols(versions ...openflow.Version) (ps []*openflow.Protocol) {
	for _, v := range versions {
		ps = append(ps, fakeProtocol(v))
	}
	return ps
}

// frame returns the bytes of a message.
func frame(version, typ uint8, xid uint32, body ...byte) []byte {
	n := openflow.HeaderLen + len(body)
	b := be.AppendUint32([]byte{version, typ, byte(n >> 8), byte(n)}, xid)
	return append(b, body...)
}

// A peer is the other end of a connection, by hand.
type peer struct {
	t *testing.T
	net.Conn
}

func (p peer) send(b []byte) {
	p.t.Helper()
	if _, err := p.Write(b); err != nil {
		p.t.Error("peer cannot write:", err)
	}
}

// recv returns the next message, or nil at the end.
func (p peer) recv() []byte {
	p.t.Helper()
	head := make([]byte, 8)
	if _, err := io.ReadFull(p, head); err != nil {
		return nil
	}
	b := append(head, make([]byte, int(be.Uint16(head[2:]))-8)...)
	if _, err := io.ReadFull(p, b[8:]); err != nil {
		p.t.Error("peer cannot read:", err)
	}
	return b
}

const fakeDPID = 0x1122334455667788

// handshake is the switch's side, or the controller's, of a connection of version 4.
func (p peer) handshake(us Role) {
	p.t.Helper()
	p.recv()
	p.send(frame(4, 0, 1))
	if us == RoleController {
		q := p.recv()
		p.send(frame(4, 6, be.Uint32(q[4:]), be.AppendUint64(nil, fakeDPID)...))
	}
}

// start returns a connection in PhaseMain and its peer. It is for use in a synctest bubble.
func start(t *testing.T, role Role, cfg Config) (*Conn, peer) {
	t.Helper()
	a, b := net.Pipe()
	p := peer{t, b}
	go p.handshake(role)
	if cfg.Protocols == nil {
		cfg.Protocols = fakeProtocols(openflow.Version13)
	}
	c, err := NewConn(t.Context(), a, role, &cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Close()
		c.Close()
		c.Wait()
	})
	return c, p
}

func within(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}
