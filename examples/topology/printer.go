package main

import (
	"context"
	"log/slog"

	"github.com/ofwire/openflow/ofnet/bus"
	"github.com/ofwire/openflow/ofnet/topology"
)

// printer returns an application that logs each event, and with those of links how many there are.
func printer(log *slog.Logger, topo *topology.Topology) *bus.App {
	app := &bus.App{Name: "printer"}
	bus.Subscribe(app, func(_ context.Context, ev topology.SwitchEnter) {
		log.Info("switch enters", "dpid", ev.Switch.ID, "ports", len(ev.Switch.Ports))
	})
	bus.Subscribe(app, func(_ context.Context, ev topology.SwitchLeave) {
		log.Info("switch leaves", "dpid", ev.Switch.ID)
	})
	bus.Subscribe(app, func(_ context.Context, ev topology.SwitchReconnected) {
		log.Info("switch is back", "dpid", ev.Switch.ID, "ports", len(ev.Switch.Ports))
	})
	bus.Subscribe(app, func(_ context.Context, ev topology.PortAdd) {
		log.Info("port added", "port", ev.ID, "name", ev.Port.Name)
	})
	bus.Subscribe(app, func(_ context.Context, ev topology.PortDelete) {
		log.Info("port deleted", "port", ev.ID, "name", ev.Port.Name)
	})
	bus.Subscribe(app, func(_ context.Context, ev topology.PortModify) {
		log.Info("port modified", "port", ev.ID, "name", ev.Port.Name, "config", ev.Port.Config, "state", ev.Port.State)
	})
	bus.Subscribe(app, func(_ context.Context, ev topology.LinkAdd) {
		log.Info("link added", "src", ev.Link.Src, "dst", ev.Link.Dst, "links", len(topo.Links()))
	})
	bus.Subscribe(app, func(_ context.Context, ev topology.LinkDelete) {
		log.Info("link deleted", "src", ev.Link.Src, "dst", ev.Link.Dst, "links", len(topo.Links()))
	})
	bus.Subscribe(app, func(_ context.Context, ev topology.HostAdd) {
		log.Info("host added", "host", ev.Host.MAC, "port", ev.Host.Port, "addrs", ev.Host.Addrs)
	})
	bus.Subscribe(app, func(_ context.Context, ev topology.HostDelete) {
		log.Info("host deleted", "host", ev.Host.MAC, "port", ev.Host.Port)
	})
	bus.Subscribe(app, func(_ context.Context, ev topology.HostMove) {
		log.Info("host moved", "host", ev.Host.MAC, "from", ev.From, "to", ev.Host.Port)
	})
	return app
}
