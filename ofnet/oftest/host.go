package oftest

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"github.com/ofwire/openflow"
)

// hostQueue is the frames that wait for Recv; further ones are lost.
const hostQueue = 1024

// A Host is what is plugged into a port of a Switch.
type Host struct {
	sw   *Switch
	port uint32

	mu      sync.Mutex
	frames  [][]byte
	arrived chan struct{} // Gets one when frames is no longer empty; nil while nobody has waited.
}

// Port returns the number of the port that the host is on.
func (h *Host) Port() uint32 { return h.port }

// Send sends an Ethernet frame into the switch. When it returns, the frame has gone where the flow tables sent it: it waits for the Recv of other
// hosts, and a packet-in is on its way; while a controller does not read, it waits for room. A frame for a port that is down, or gone, is lost. Send
// fails with openflow.ErrTooLong when the frame does not fit a packet-in.
func (h *Host) Send(frame []byte) error {
	const packetIn = 64 // More than a packet-in has beside the frame.
	if len(frame) > openflow.MaxMessageLen-packetIn {
		return fmt.Errorf("oftest: frame of %d bytes: %w", len(frame), openflow.ErrTooLong)
	}
	return h.sw.do(nil, func(x *exchange) {
		p := x.sw.port(portNo(h.port))
		switch {
		case p == nil:
		case !p.live() || p.config&configNoRecv != 0:
			p.rxDropped++
		default:
			p.rxPackets++
			p.rxBytes += uint64(len(frame))
			x.run(&packet{in: p.no, frame: bytes.Clone(frame)})
		}
	})
}

// Recv returns the next frame that the switch sent out of the port, and waits for it. It fails with the cause of ctx.
func (h *Host) Recv(ctx context.Context) ([]byte, error) {
	for {
		h.mu.Lock()
		if h.arrived == nil {
			h.arrived = make(chan struct{}, 1)
		}
		if len(h.frames) > 0 {
			frame := h.frames[0]
			h.frames = h.frames[1:]
			if len(h.frames) > 0 {
				h.wake()
			}
			h.mu.Unlock()
			return frame, nil
		}
		h.mu.Unlock()
		select {
		case <-h.arrived:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// wake wakes a Recv. It is called with the lock held.
func (h *Host) wake() {
	select {
	case h.arrived <- struct{}{}:
	default:
	}
}

// receive takes a frame from the switch.
func (h *Host) receive(frame []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.frames) < hostQueue {
		h.frames = append(h.frames, frame)
	}
	h.wake()
}
