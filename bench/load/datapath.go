package load

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"syscall"
	"time"
)

// The phases of a switch.
const (
	phaseSetup   = iota // It answers the controller's questions.
	phaseWarm           // It sends packet-ins.
	phaseMeasure        // It counts the answers too.
	phaseStop
)

// ring is the packet-ins of which a switch remembers when it sent them.
const ring = 8192

// A datapath is a simulated switch. All but phase is of the goroutine of run.
type datapath struct {
	c     *Config
	id    uint64
	file  *os.File
	fd    int
	epoch time.Time
	phase atomic.Int32
	ready chan struct{} // Closed when the controller has asked for the features.

	is10        bool
	template    []byte // A packet-in.
	inPortAt    int    // Offset of the ingress port in it.
	frameAt     int
	out         []byte // To be written.
	seq         uint32 // Of the last packet-in.
	outstanding int
	sent        [ring]sending

	latency                                     Histogram
	answers, flowMods, packetOuts, errors, lost uint64
}

// A sending is a packet-in that waits for its answer.
type sending struct {
	seq uint32 // 0 when it was answered.
	at  time.Duration
}

// dial connects a switch to the controller, which may still be starting.
func dial(ctx context.Context, c *Config, id uint64) (*datapath, error) {
	var d net.Dialer
	limit := time.Now().Add(10 * time.Second)
	for {
		conn, err := d.DialContext(ctx, "tcp", c.Addr)
		if err == nil {
			defer conn.Close()
			f, err := conn.(*net.TCPConn).File()
			if err != nil {
				return nil, err
			}
			return newDatapath(c, f, id), nil
		}
		if ctx.Err() != nil || time.Now().After(limit) {
			return nil, err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// newDatapath takes a file that blocks: with the poller of package net between, waking up would cost more than what is measured.
func newDatapath(c *Config, f *os.File, id uint64) *datapath {
	dp := &datapath{c: c, id: id, file: f, fd: int(f.Fd()), epoch: time.Now(), ready: make(chan struct{}), is10: c.Version == "1.0"}
	dp.makeTemplate()
	return dp
}

// run speaks to the controller until the last phase. Between reads it sends as many packet-ins as the window has room for.
func (dp *datapath) run() error {
	dp.reply(typeHello, 1)
	const settingUp, waiting = 20 * time.Millisecond, 500 * time.Millisecond
	if err := dp.timeout(settingUp); err != nil {
		return err
	}
	buf, have, sending := make([]byte, 512<<10), 0, false
	for {
		phase := dp.phase.Load()
		if phase == phaseStop {
			return nil
		}
		if phase != phaseSetup {
			if !sending {
				sending = true
				if err := dp.timeout(waiting); err != nil {
					return err
				}
			}
			dp.fill()
		}
		if err := dp.flush(); err != nil {
			return err
		}
		n, err := dp.read(buf[have:])
		if err != nil {
			return err
		}
		rest, err := dp.handleAll(buf[:have+n])
		if err != nil {
			return err
		}
		have = copy(buf, rest)
	}
}

// read reads what is there, or nothing when nothing comes in time: the packet-ins that wait are lost then.
func (dp *datapath) read(b []byte) (int, error) {
	switch n, err := syscall.Read(dp.fd, b); {
	case err == syscall.EINTR:
		return 0, nil
	case err == syscall.EAGAIN:
		if dp.phase.Load() == phaseMeasure {
			dp.lost += uint64(dp.outstanding)
		}
		dp.outstanding = 0
		return 0, nil
	case err == nil && n == 0:
		return 0, io.EOF
	default:
		return n, err
	}
}

// handleAll handles all whole messages, and returns what follows them.
func (dp *datapath) handleAll(b []byte) ([]byte, error) {
	now := time.Since(dp.epoch)
	for len(b) >= headerLen {
		n := int(be.Uint16(b[2:]))
		if n < headerLen {
			return nil, errors.New("message shorter than its header")
		}
		if n > len(b) {
			break
		}
		dp.handle(b[:n], now)
		b = b[n:]
	}
	return b, nil
}

// flush writes what is to be written.
func (dp *datapath) flush() error {
	for b := dp.out; len(b) > 0; {
		n, err := syscall.Write(dp.fd, b)
		if err != nil && err != syscall.EINTR {
			return err
		}
		b = b[max(n, 0):]
	}
	dp.out = dp.out[:0]
	return nil
}

// timeout bounds the time of a read.
func (dp *datapath) timeout(d time.Duration) error {
	tv := syscall.NsecToTimeval(int64(d))
	return syscall.SetsockoptTimeval(dp.fd, syscall.SOL_SOCKET, syscall.SO_RCVTIMEO, &tv)
}
