package oftest

import (
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// queueAll asks for all queues.
const queueAll = 0xffffffff

// queueConfig tells that a port has no queues, as a port of Open vSwitch has none before it is given some.
func (x *exchange) queueConfig() openflow.ErrorCode {
	no := portNo(portAny)
	read(x.m, sink{"port": &no})
	if bad := x.checkQueue(no, queueAll); bad != 0 {
		return bad
	}
	return x.reply("QueueGetConfigReply", source{"port": no})
}

func (x *exchange) queueStats() openflow.ErrorCode { return x.noQueues("QueueStatsReply") }
func (x *exchange) queueDesc() openflow.ErrorCode  { return x.noQueues("QueueDescReply") }

// noQueues answers a request for queues.
func (x *exchange) noQueues(reply string) openflow.ErrorCode {
	no, id := portNo(portAny), uint64(queueAll)
	read(x.m, sink{"port_no": &no, "queue_id": &id})
	if bad := x.checkQueue(no, id); bad != 0 {
		return bad
	}
	return x.parts(reply, nil)
}

// checkQueue returns what is wrong with a request for a queue, or 0. In 1.0 all ports are ALL.
func (x *exchange) checkQueue(no portNo, id uint64) openflow.ErrorCode {
	all := no == portAny
	if x.d.Version == openflow.Version10 {
		all = no == portAll
	}
	switch {
	case !all && x.sw.port(no) == nil:
		return openflow15.ErrQueueOpFailedBadPort
	case id != queueAll:
		return openflow15.ErrQueueOpFailedBadQueue
	}
	return 0
}
