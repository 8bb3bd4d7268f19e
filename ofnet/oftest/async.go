package oftest

import (
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// An asyncKind is a kind of event; twice it is the type of its property in 1.4, for slaves.
type asyncKind int

const (
	asyncPacketIn asyncKind = iota
	asyncPortStatus
	asyncFlowRemoved
	asyncRoleStatus
	asyncTableStatus
	asyncRequestForward
	asyncKinds
)

// asyncForms are the kinds in messages: the name of the arrays of 1.3, the beginning of the properties' Go names, and the reasons that there are, now and in
// 1.3.
var asyncForms = [asyncKinds]struct {
	array, prop        string
	reasons, reasons13 uint64
}{
	asyncPacketIn:       {"packet_in_mask", "AsyncConfigPropPacketIn", 0x3f, 0x7},
	asyncPortStatus:     {"port_status_mask", "AsyncConfigPropPortStatus", 0x7, 0x7},
	asyncFlowRemoved:    {"flow_removed_mask", "AsyncConfigPropFlowRemoved", 0x3f, 0xf},
	asyncRoleStatus:     {"", "AsyncConfigPropRoleStatus", 0x7, 0},
	asyncTableStatus:    {"", "AsyncConfigPropTableStatus", 0x18, 0},
	asyncRequestForward: {"", "AsyncConfigPropRequestForward", 0x3, 0},
}

// An asyncConfig tells which events a session gets: by kind, while it is master or equal and while it is slave, a bit for each reason.
type asyncConfig [asyncKinds][2]uint64

func defaultAsync() (a asyncConfig) {
	a[asyncPacketIn][0] = asyncForms[asyncPacketIn].reasons &^ (1 << reasonInvalidTTL)
	a[asyncFlowRemoved][0] = asyncForms[asyncFlowRemoved].reasons
	for _, kind := range []asyncKind{asyncPortStatus, asyncRoleStatus} {
		all := asyncForms[kind].reasons
		a[kind] = [2]uint64{all, all}
	}
	return a
}

// async sends an event to the sessions that want it, and for which wants returns true where it is not nil. Versions that do not have it are left out.
func (x *exchange) async(kind asyncKind, reason uint64, wants func(*session) bool, event func(*session) (name string, from source)) {
	for _, ses := range x.sw.sessions {
		as := 0
		if ses.role == openflow.RoleSlave {
			as = 1
		}
		if ses.aux != 0 || ses.async[kind][as]>>reason&1 == 0 || wants != nil && !wants(ses) {
			continue
		}
		if name, from := event(ses); ses.d.has(name) {
			x.send(ses, name, from)
		}
	}
}

// setAsync sets which events the session gets: what the message does not name stays.
func (x *exchange) setAsync() (bad openflow.ErrorCode) {
	next := x.ses.async
	masks := make([][]uint64, asyncKinds)
	to := sink{"properties": func(e openflow.Element) {
		if code := next.readProp(e); bad == 0 {
			bad = code
		}
	}}
	for kind, form := range asyncForms {
		to[form.array] = &masks[kind]
	}
	read(x.m, to)
	for kind, mask := range masks {
		if len(mask) == 2 {
			next[kind] = [2]uint64{mask[0], mask[1]}
		}
	}
	action := next[asyncPacketIn] // What ACTION is before 1.4 are several reasons here.
	if x.d.Version < openflow.Version14 {
		const more = 1<<reasonActionSet | 1<<reasonGroup | 1<<reasonPacketOut
		for as, mask := range action {
			next[asyncPacketIn][as] = mask &^ more
			if mask>>reasonApplyAction&1 != 0 {
				next[asyncPacketIn][as] |= more
			}
		}
	}
	if bad == 0 {
		x.ses.async = next
	}
	return bad
}

// readProp takes a property of 1.4.
func (a *asyncConfig) readProp(e openflow.Element) openflow.ErrorCode {
	for kind, form := range asyncForms {
		as := 0
		switch e.Info().Name {
		case form.prop + "Slave":
			as = 1
		case form.prop + "Master":
		default:
			continue
		}
		var mask uint64
		read(e, sink{"mask": &mask})
		if mask&^form.reasons != 0 {
			return openflow15.ErrAsyncConfigFailedInvalid
		}
		a[kind][as] = mask
		return 0
	}
	return openflow15.ErrAsyncConfigFailedUnsupported
}

// getAsync tells which events the session gets.
func (x *exchange) getAsync() openflow.ErrorCode {
	from := source{}
	var props []item
	for kind, form := range asyncForms {
		masks := x.ses.async[kind]
		if x.d.Version < openflow.Version14 {
			masks[0], masks[1] = masks[0]&form.reasons13, masks[1]&form.reasons13
		}
		from[form.array] = masks[:]
		props = append(props,
			item{form.prop + "Slave", source{"mask": masks[1]}}, item{form.prop + "Master", source{"mask": masks[0]}})
	}
	from["properties"] = props
	return x.reply("GetAsyncReply", from)
}
