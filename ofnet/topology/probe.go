package topology

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/packet"
)

// A tag proves that a frame is of the Topology's: no other can be made for a port without its key.
type tag [16]byte

// tagOUI and tagSubtype mark the TLV that holds the tag. The OUI is a local one, which the IEEE gives to nobody.
var tagOUI = [3]byte{0x02, 'o', 'f'}

const tagSubtype = 1

// sign returns the tag of a port.
func sign(key []byte, id PortID) (t tag) {
	var b [12]byte
	binary.BigEndian.PutUint64(b[:], uint64(id.Switch))
	binary.BigEndian.PutUint32(b[8:], id.No)
	h := hmac.New(sha256.New, key)
	h.Write(b[:])
	copy(t[:], h.Sum(nil))
	return t
}

// frame returns the frame that is sent out of a port.
func (t *Topology) frame(p *port) ([]byte, error) {
	layers := packet.NewDiscovery(p.id.Switch, p.id.No, p.desc.HWAddr)
	if !t.cfg.Untagged {
		lldp := layers[1].(*packet.LLDP)
		end := len(lldp.TLVs) - 1
		lldp.TLVs = append(lldp.TLVs[:end], packet.LLDPOrganization(tagOUI, tagSubtype, p.tag[:]), packet.LLDPEnd())
	}
	return packet.Append(nil, layers...)
}

// origin returns the port that a frame was sent out of; false for one that is not the Topology's, or not as it was.
func (t *Topology) origin(f *packet.Packet) (id PortID, ok bool) {
	if f.Err != nil || len(f.Layers) != 2 {
		return id, false
	}
	lldp, ok := f.Layers[1].(*packet.LLDP)
	if !ok || lldp.Check() != nil {
		return id, false
	}
	if id.Switch, id.No, ok = lldp.Discovery(); !ok {
		return id, false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	src := t.table.port(id)
	return id, src != nil && (t.cfg.Untagged || tagged(lldp, src.tag))
}

// tagged reports whether an LLDP frame has a tag.
func tagged(lldp *packet.LLDP, want tag) bool {
	for _, tlv := range lldp.TLVs {
		if oui, subtype, info, ok := tlv.Organization(); ok && oui == tagOUI && subtype == tagSubtype {
			return hmac.Equal(info, want[:])
		}
	}
	return false
}

// A shot is a probe that is to be sent now.
type shot struct {
	port *port
	conn *ofnet.Conn
	msg  openflow.Message // nil is none.
}

// aim takes the probe whose turn it is, if there is one, and returns when to look again; 0 is when ports have changed.
func (t *Topology) aim(now time.Time) (s shot, wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.table.turns.Front()
	if e == nil {
		return s, 0
	}
	p := e.Value.(*port)
	if due := p.sent.Add(t.cfg.PortPeriod); due.After(now) {
		return s, due.Sub(now)
	}
	p.sent = now
	t.table.turns.MoveToBack(e)
	s = shot{port: p, conn: p.node.sw.Conn()}
	if protocol := s.conn.Protocol(); p.probe == nil || p.probe.Info().Version != protocol.Version {
		frame, err := t.frame(p)
		if err != nil {
			return shot{}, t.cfg.SendGuard
		}
		p.probe = protocol.PacketOut(0, openflow.PacketOut{Ports: []uint32{p.id.No}, Data: frame})
	}
	s.msg = p.probe
	return s, t.cfg.SendGuard
}

// run sends probes, and lets links time out, until ctx ends or the bus is closed.
func (t *Topology) run(ctx context.Context) {
	next := time.NewTimer(0)
	defer next.Stop()
	check := time.NewTicker(t.cfg.CheckPeriod)
	defer check.Stop()
	var free time.Time // When the next probe may be sent.
	for {
		select {
		case <-ctx.Done():
			return
		case <-check.C:
			if tell(ctx, t, expiry{}) != nil {
				return
			}
			continue
		case <-t.wake:
			next.Reset(time.Until(free))
			continue
		case <-next.C:
		}
		s, wait := t.aim(time.Now())
		if s.msg != nil {
			t.shoot(ctx, s)
			free = time.Now().Add(wait)
		}
		if wait > 0 {
			next.Reset(wait)
		}
	}
}

// shoot sends a probe. A connection that has no room for it loses it: no other switch waits longer than the guard.
func (t *Topology) shoot(ctx context.Context, s shot) {
	ctx, cancel := context.WithTimeout(ctx, t.cfg.SendGuard)
	defer cancel()
	if s.conn.Send(ctx, s.msg) != nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	s.port.unseen++
}
