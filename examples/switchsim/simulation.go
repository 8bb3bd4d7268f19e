package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet/oftest"
)

// A simulation is switches that connect to one controller.
type simulation struct {
	network, addr   string
	protocols       []*openflow.Protocol
	first           openflow.DatapathID
	switches, ports int
	talk            time.Duration
	retry           time.Duration // Between attempts to connect.
	log             *slog.Logger
}

// run simulates until ctx ends.
func (sim *simulation) run(ctx context.Context) {
	var wg sync.WaitGroup
	for i := range sim.switches {
		sw := &oftest.Switch{DatapathID: sim.first + openflow.DatapathID(i), Protocols: sim.protocols, Tables: 8}
		for no := range sim.ports {
			sw.Ports = append(sw.Ports, uint32(no+1))
		}
		wg.Go(func() { sim.connect(ctx, sw) })
		if sim.talk > 0 && sim.ports > 1 {
			wg.Go(func() { sim.chatter(ctx, sw) })
		}
	}
	wg.Wait()
}

// connect keeps a switch connected.
func (sim *simulation) connect(ctx context.Context, sw *oftest.Switch) {
	log := sim.log.With("dpid", sw.DatapathID.String())
	for ctx.Err() == nil {
		c, err := sw.Dial(ctx, sim.network, sim.addr)
		if err == nil {
			log.Info("connected", "version", c.Version().String())
			stop := context.AfterFunc(ctx, func() { c.Close() })
			err = c.Wait()
			stop()
		}
		log.Info("not connected", "err", err, "flows", len(sw.Flows()))
		sleep(ctx, sim.retry)
	}
}

// chatter makes the hosts of a switch send frames, one after the other.
func (sim *simulation) chatter(ctx context.Context, sw *oftest.Switch) {
	for i := 0; ; i++ {
		sleep(ctx, sim.talk)
		if ctx.Err() != nil {
			return
		}
		from := uint32(i%sim.ports) + 1
		to := uint32((i+1)%sim.ports) + 1
		if err := sw.Host(from).Send(frame(sw.DatapathID, from, to)); err != nil {
			sim.log.Warn("no frame sent", "err", err)
		}
	}
}

// frame returns a frame from the host on one port to that on another, of the type for experiments.
func frame(id openflow.DatapathID, from, to uint32) []byte {
	const least = 60 // Bytes of an Ethernet frame.
	host := func(no uint32) []byte { return []byte{2, 1, byte(id >> 8), byte(id), byte(no >> 8), byte(no)} }
	b := append(host(to), host(from)...)
	b = append(b, 0x88, 0xb5)
	return append(b, make([]byte, least-len(b))...)
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
