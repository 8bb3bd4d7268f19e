package oftest

import (
	"context"
	"fmt"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
)

// hostQueue is the frames that wait for Recv; further ones are lost.
const hostQueue = 1024

// A Host is what is plugged into a port of a Switch.
type Host struct {
	sw     *Switch
	port   uint32
	frames chan []byte
}

// Port returns the port that the host is on.
func (h *Host) Port() uint32 { return h.port }

// Send sends an Ethernet frame into the switch. When it returns, the frame has gone where the flow tables sent it: it waits for the Recv of other
// hosts, and a packet-in is on its way. It fails with openflow.ErrTooLong when the frame does not fit a packet-in.
func (h *Host) Send(frame []byte) error {
	const packetIn = 64 // More than a packet-in has beside the frame.
	if len(frame) > openflow.MaxMessageLen-packetIn {
		return fmt.Errorf("oftest: frame of %d bytes: %w", len(frame), openflow.ErrTooLong)
	}
	p := &packet{in: openflow13.PortNo(h.port), frame: frame}
	h.sw.run(p)
	return h.sw.deliver(context.Background(), p)
}

// Recv returns the next frame that the switch sent out of the port, and waits for it. It fails with the cause of ctx.
func (h *Host) Recv(ctx context.Context) ([]byte, error) {
	select {
	case frame := <-h.frames:
		return frame, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// receive takes a frame from the switch.
func (h *Host) receive(frame []byte) {
	select {
	case h.frames <- frame:
	default:
	}
}
