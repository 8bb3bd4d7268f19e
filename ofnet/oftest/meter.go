package oftest

import (
	"slices"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// A meter is an entry of the meter table. It counts, and drops nothing.
type meter struct {
	id, flags      uint64
	bands          []band
	since          time.Time
	packets, bytes uint64
}

// A band is what a meter would do above a rate.
type band struct {
	typ               string // Go name.
	rate, burst, prec uint64
}

// Flags of meters that tell the unit of rates.
const (
	meterKBPS  = 1
	meterPKTPS = 2
)

// maxBands is the most bands of a meter.
const maxBands = 16

// meterMod does what a meter-mod asks for.
func (x *exchange) meterMod() (bad openflow.ErrorCode) {
	m := &meter{since: time.Now()}
	var command uint64
	read(x.m, sink{"command": &command, "flags": &m.flags, "meter_id": &m.id, "bands": func(e openflow.Element) {
		b := band{typ: e.Info().Name}
		read(e, sink{"rate": &b.rate, "burst_size": &b.burst, "prec_level": &b.prec})
		switch {
		case b.typ != "MeterBandDrop" && b.typ != "MeterBandDSCPRemark":
			bad = openflow15.ErrMeterModFailedBadBand
		case b.rate == 0 && bad == 0:
			bad = openflow15.ErrMeterModFailedBadRate
		}
		m.bands = append(m.bands, b)
	}})
	old := x.sw.meters[m.id]
	switch {
	case command == cmdDeleteGroup:
		return x.deleteMeter(m.id)
	case command > cmdModify:
		return openflow15.ErrMeterModFailedBadCommand
	case m.flags&(meterKBPS|meterPKTPS) == 0, m.flags&meterKBPS != 0 && m.flags&meterPKTPS != 0:
		return openflow15.ErrMeterModFailedBadFlags
	case bad != 0:
		return bad
	case m.id == 0 || m.id > meterMax:
		return openflow15.ErrMeterModFailedInvalidMeter
	case command == cmdAdd && old != nil:
		return openflow15.ErrMeterModFailedMeterExists
	case command == cmdModify && old == nil:
		return openflow15.ErrMeterModFailedUnknownMeter
	case len(m.bands) == 0 || len(m.bands) > maxBands: // Without one, OpenFlow would take it; Open vSwitch does not.
		return openflow15.ErrMeterModFailedOutOfBands
	case m.flags > 0xf:
		return openflow15.ErrMeterModFailedBadFlags
	}
	if x.sw.meters == nil {
		x.sw.meters = make(map[uint64]*meter)
	}
	x.sw.meters[m.id] = m
	return 0
}

// deleteMeter deletes a meter, or all, and the flows that use it.
func (x *exchange) deleteMeter(id uint64) openflow.ErrorCode {
	for have := range x.sw.meters {
		if id == meterAll || id == have {
			q := newFilter()
			q.meter = have
			x.remove(reasonMeterDelete, q.takes)
			delete(x.sw.meters, have)
		}
	}
	return 0
}

// count counts a packet that passes a meter.
func (x *exchange) count(id uint64, p *packet) {
	if m := x.sw.meters[id]; m != nil {
		m.packets++
		m.bytes += uint64(len(p.frame))
	}
}

// metersFor returns the meters that a request asks for, by number.
func (x *exchange) metersFor() (list []*meter, bad openflow.ErrorCode) {
	id := uint64(meterAll)
	read(x.m, sink{"meter_id": &id})
	for _, m := range x.sw.meters {
		if id == meterAll || id == m.id {
			list = append(list, m)
		}
	}
	if id != meterAll && list == nil {
		return nil, openflow15.ErrMeterModFailedUnknownMeter
	}
	slices.SortFunc(list, func(a, b *meter) int { return int(a.id) - int(b.id) })
	return list, 0
}

func (x *exchange) meterStats() openflow.ErrorCode {
	meters, bad := x.metersFor()
	if bad != 0 {
		return bad
	}
	var items []item
	for _, m := range meters {
		q := newFilter()
		q.meter = m.id
		users := uint64(len(x.sw.selected(&q)))
		from := source{
			"meter_id": m.id, "flow_count": users, "ref_count": users, "packet_in_count": m.packets, "byte_in_count": m.bytes,
		}
		addAge(from, m.since)
		var bands []item
		for range m.bands {
			bands = append(bands, item{"MeterBandStats", nil})
		}
		from["band_stats"] = bands
		items = append(items, item{"MeterStats", from})
	}
	return x.parts("MeterStatsReply", items)
}

// meterDesc answers what is METER_CONFIG before 1.5, and METER_DESC then.
func (x *exchange) meterDesc() openflow.ErrorCode {
	meters, bad := x.metersFor()
	if bad != 0 {
		return bad
	}
	reply, typ := "MeterConfigReply", "MeterConfig"
	if !x.d.has(reply) {
		reply, typ = "MeterDescReply", "MeterDesc"
	}
	var items []item
	for _, m := range meters {
		var bands []item
		for _, b := range m.bands {
			bands = append(bands, item{b.typ, source{"rate": b.rate, "burst_size": b.burst, "prec_level": b.prec}})
		}
		items = append(items, item{typ, source{"flags": m.flags, "meter_id": m.id, "bands": bands}})
	}
	return x.parts(reply, items)
}

func (x *exchange) meterFeatures() openflow.ErrorCode {
	return x.reply("MeterFeaturesReply", source{
		"max_meter": uint64(meterMax), "band_types": uint64(1<<1 | 1<<2), "capabilities": uint64(0xf), "max_bands": uint64(maxBands),
	})
}
