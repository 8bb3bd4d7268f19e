package oftest

import (
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// Types of bundle control messages, as numbers of messages.
const (
	bundleOpen    = uint64(openflow.BundleOpen)
	bundleClose   = uint64(openflow.BundleClose)
	bundleCommit  = uint64(openflow.BundleCommit)
	bundleDiscard = uint64(openflow.BundleDiscard)
)

// A bundle is messages to be done together.
type bundle struct {
	flags  uint64
	closed bool
	msgs   []openflow.Message
}

// bundleControl opens, closes, commits or discards a bundle. The reply has the name of the message.
func (x *exchange) bundleControl() openflow.ErrorCode {
	var id, typ, flags uint64
	read(x.m, sink{"bundle_id": &id, "type": &typ, "flags": &flags})
	b := x.ses.bundles[id]
	switch {
	case typ == bundleOpen && flags > 3:
		return openflow15.ErrBundleFailedBadFlags
	case typ == bundleOpen && b != nil:
		delete(x.ses.bundles, id)
		return openflow15.ErrBundleFailedBadID
	case typ == bundleOpen:
		x.ses.openBundle(id, flags)
	case typ > bundleDiscard || typ%2 == 1:
		return openflow15.ErrBundleFailedBadType
	case b == nil:
		return openflow15.ErrBundleFailedBadID
	case typ != bundleDiscard && flags != b.flags:
		delete(x.ses.bundles, id)
		return openflow15.ErrBundleFailedBadFlags
	case typ == bundleClose && b.closed:
		delete(x.ses.bundles, id)
		return openflow15.ErrBundleFailedBundleClosed
	case typ == bundleClose:
		b.closed = true
	default:
		delete(x.ses.bundles, id)
		if typ == bundleCommit && !x.commit(b) {
			return openflow15.ErrBundleFailedMsgFailed
		}
	}
	return x.reply(x.m.Info().Name, source{"bundle_id": id, "type": typ + 1, "flags": flags})
}

func (ses *session) openBundle(id, flags uint64) *bundle {
	if ses.bundles == nil {
		ses.bundles = make(map[uint64]*bundle)
	}
	b := &bundle{flags: flags}
	ses.bundles[id] = b
	return b
}

// bundleAdd adds a message to a bundle, which it opens where there is none.
func (x *exchange) bundleAdd() openflow.ErrorCode {
	var id, flags uint64
	var m openflow.Message
	read(x.m, sink{"bundle_id": &id, "flags": &flags, "message": &m})
	b := x.ses.bundles[id]
	switch {
	case m == nil:
		return openflow15.ErrBundleFailedMsgBadLen
	case b == nil:
		b = x.ses.openBundle(id, flags)
	case b.closed:
		delete(x.ses.bundles, id)
		return openflow15.ErrBundleFailedBundleClosed
	case b.flags != flags:
		delete(x.ses.bundles, id)
		return openflow15.ErrBundleFailedBadFlags
	}
	if xidOf(m) != x.xid {
		return openflow15.ErrBundleFailedMsgBadXID
	}
	if svc, ok := serviceFor(m.Info().Name); !ok || !svc.bundled {
		return openflow15.ErrBundleFailedMsgUnsup
	}
	b.msgs = append(b.msgs, m.CloneElement().(openflow.Message))
	return 0
}

// xidOf returns a message's transaction id.
func xidOf(m openflow.Message) (xid uint64) {
	read(m, sink{"xid": &xid})
	return xid
}

// commit does all that is in a bundle. When one message fails it reports that, and nothing is done.
func (x *exchange) commit(b *bundle) bool {
	before := x.sw.state
	x.sw.state = before.clone()
	outer, out, frames := *x, len(x.out), len(x.frames)
	for _, m := range b.msgs {
		x.m, x.xid = m, xidOf(m)
		x.data, _ = m.AppendBinary(nil)
		svc, _ := serviceFor(m.Info().Name)
		code := svc.do(x)
		if code == 0 {
			continue
		}
		x.sw.state = before
		x.out, x.frames = x.out[:out], x.frames[:frames]
		x.refuse(code)
		x.m, x.xid, x.data = outer.m, outer.xid, outer.data
		return false
	}
	x.m, x.xid, x.data = outer.m, outer.xid, outer.data
	return true
}
