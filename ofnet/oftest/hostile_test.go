package oftest

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ofwire/openflow"
)

// TestAllMessages sends a switch every kind of message that there is, empty, and wants it to live.
func TestAllMessages(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		sent := 0
		for _, info := range r.d.Types {
			m := info.New().(openflow.Message)
			if _, err := m.AppendBinary(nil); err == nil { // Some cannot be empty.
				r.tell(m)
				sent++
			}
		}
		if sent < 30 {
			r.Errorf("%d messages", sent)
		}
	})
}

// TestDamagedMessages sends messages with random bytes changed, and wants the switch to live. The length and the version stay.
func TestDamagedMessages(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		random := rand.New(rand.NewPCG(1, uint64(r.d.Version)))
		group := openflow.Message(nil)
		if r.d.Version >= openflow.Version12 {
			group = r.group(cmdAdd, 7, groupTypeFF, watched(2))
		}
		request, _ := r.flowRequest()
		for _, m := range []openflow.Message{
			r.flow(3, append(inPort(1), fromA...), []action{{kind: actSetField, field: fromA}, {kind: actPopVLAN}, {kind: actOutput, port: 2}}),
			r.packetOut(1, unhex(r.T, udpFrame), to(portFlood, portTable)), group, request,
		} {
			if m == nil {
				continue
			}
			b, err := m.MarshalBinary()
			if err != nil {
				r.Fatal(err)
			}
			for range 300 {
				damaged := slices.Clone(b)
				for range 1 + random.IntN(3) {
					damaged[8+random.IntN(len(b)-8)] ^= byte(1 << random.IntN(8))
				}
				binary.BigEndian.PutUint32(damaged[4:], 1<<21)
				if err := r.p.SendBytes(damaged); err != nil {
					r.Fatal(err)
				}
			}
			r.tell()
			r.send(1, unhex(r.T, udpFrame))
			r.send(1, unhex(r.T, nsFrame))
		}
	})
}
