// Package load makes packet-ins: it simulates switches that load a controller, and measures the answers. It builds its messages itself, from
// templates, so that it costs less than the controller that it measures.
package load

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// A Config says what to load a controller with.
type Config struct {
	Addr     string        // The controller's, on this machine.
	Version  string        // 1.0 or 1.3.
	Switches int           // Connections, each with a datapath id of its own.
	Hosts    int           // MAC addresses behind each switch, a multiple of 4, as there are 4 ports.
	Window   int           // Packet-ins of a switch that wait for an answer; 1 measures latency, more throughput.
	Frame    int           // Bytes of an Ethernet frame.
	Buffered bool          // Packet-ins have buffer ids. An answer need not have the frame then.
	Warmup   time.Duration // Before the measuring: hosts are learned meanwhile.
	Time     time.Duration // Of the measuring.
	PID      int           // The controller's process, whose processor time is measured; 0 is none.
	Debug    string        // Where the controller serves its expvar variables over HTTP; empty is nowhere.
}

const (
	maxSwitches = 1024
	maxHosts    = 1 << 16
	maxWindow   = ring / 2
)

// check returns what is wrong with a Config.
func (c *Config) check() error {
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return err
	}
	ip := net.ParseIP(host)
	switch {
	case ip == nil || !ip.IsLoopback():
		return fmt.Errorf("%s is no loopback address", host)
	case c.Version != "1.0" && c.Version != "1.3":
		return errors.New("the version is 1.0 or 1.3")
	case c.Switches < 1 || c.Switches > maxSwitches:
		return fmt.Errorf("there are 1 to %d switches", maxSwitches)
	case c.Hosts < ports || c.Hosts%ports != 0 || c.Hosts > maxHosts:
		return fmt.Errorf("hosts are a multiple of %d, %d at most", ports, maxHosts)
	case c.Window < 1 || c.Window > maxWindow:
		return fmt.Errorf("a window is 1 to %d", maxWindow)
	case c.Frame < 60 || c.Frame > 1514:
		return errors.New("a frame has 60 to 1514 bytes")
	case c.Time <= 0 || c.Warmup < 0:
		return errors.New("the measuring takes some time")
	}
	return nil
}

// A Result is what was measured. An answer is the packet-out that has the packet-in's frame or, with Config.Buffered, the first flow-mod or
// packet-out that has its buffer id.
type Result struct {
	Seconds    float64
	Answers    uint64
	FlowMods   uint64 // All that came.
	PacketOuts uint64
	Errors     uint64    // Error messages from the controller.
	Lost       uint64    // Packet-ins without an answer in half a second.
	Latency    Histogram // From the packet-in to its answer.

	GeneratorCPU  float64 // Seconds of processor time.
	ControllerCPU float64 // 0 without Config.PID.
	// Allocations are those of the controller without what it takes to tell of them, Collections its garbage collections; -1 without Config.Debug.
	Allocations, Collections int64
}

// PerSecond returns the rate of answers.
func (r *Result) PerSecond() float64 { return float64(r.Answers) / r.Seconds }

// Run loads a controller.
func Run(ctx context.Context, c Config) (*Result, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	list := make([]*datapath, c.Switches)
	var wg sync.WaitGroup
	defer wg.Wait()
	for i := range list {
		dp, err := dial(ctx, &c, uint64(i+1))
		if err != nil {
			cancel(err)
			break
		}
		list[i] = dp
		defer dp.phase.Store(phaseStop)
		wg.Go(func() {
			defer dp.file.Close()
			if err := dp.run(); err != nil {
				cancel(fmt.Errorf("switch %d: %w", dp.id, err))
			}
		})
	}
	for _, dp := range list {
		if err := wait(ctx, dp); err != nil {
			return nil, err
		}
	}
	r, err := measure(ctx, &c, list)
	if err != nil {
		return nil, err
	}
	wg.Wait()
	for _, dp := range list {
		r.add(dp)
	}
	return r, ctx.Err()
}

// wait waits until a switch is set up.
func wait(ctx context.Context, dp *datapath) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	limit := time.NewTimer(10 * time.Second)
	defer limit.Stop()
	select {
	case <-dp.ready:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-limit.C:
		return fmt.Errorf("switch %d: no FEATURES_REQUEST in 10 s", dp.id)
	}
}

// measure lets the switches send, and measures the processes meanwhile. The switches have been told to stop when it returns.
func measure(ctx context.Context, c *Config, list []*datapath) (*Result, error) {
	enter := func(p int32, d time.Duration) error {
		for _, dp := range list {
			dp.phase.Store(p)
		}
		select {
		case <-time.After(d):
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	const settle = 200 * time.Millisecond // The controller finishes its set-up.
	if err := enter(phaseSetup, settle); err != nil {
		return nil, err
	}
	var cost int64
	if c.Debug != "" {
		var err error
		if cost, err = askingCost(c.Debug); err != nil {
			return nil, err
		}
	}
	if err := enter(phaseWarm, c.Warmup); err != nil {
		return nil, err
	}
	before, err := observe(c)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := enter(phaseMeasure, c.Time); err != nil {
		return nil, err
	}
	if err := enter(phaseStop, 0); err != nil {
		return nil, err
	}
	r := &Result{Seconds: time.Since(began).Seconds()}
	after, err := observe(c)
	if err != nil {
		return nil, err
	}
	r.GeneratorCPU, r.ControllerCPU = after.own-before.own, after.controller-before.controller
	r.Allocations, r.Collections = -1, -1
	if c.Debug != "" {
		r.Allocations, r.Collections = max(after.mallocs-before.mallocs-cost, 0), after.collections-before.collections
	}
	return r, nil
}

// add adds what a switch has counted.
func (r *Result) add(dp *datapath) {
	r.Answers += dp.answers
	r.FlowMods += dp.flowMods
	r.PacketOuts += dp.packetOuts
	r.Errors += dp.errors
	r.Lost += dp.lost
	r.Latency.merge(&dp.latency)
}
