package oftest

import (
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// A service is what the switch does with a kind of message.
type service struct {
	do      func(x *exchange) openflow.ErrorCode // Returns 0, or the error to answer with.
	writes  bool                                 // It is not for slaves.
	bundled bool                                 // It may be in a bundle.
}

// serviceFor returns the service for a message by its Go name, which is the same in all versions that have it.
func serviceFor(name string) (svc service, ok bool) {
	read := func(do func(*exchange) openflow.ErrorCode) (service, bool) { return service{do: do}, true }
	write := func(do func(*exchange) openflow.ErrorCode) (service, bool) {
		return service{do: do, writes: true}, true
	}
	bundled := func(do func(*exchange) openflow.ErrorCode) (service, bool) { return service{do, true, true}, true }
	switch name {
	case "FeaturesRequest":
		return read((*exchange).features)
	case "GetConfigRequest":
		return read((*exchange).getConfig)
	case "SetConfig":
		return read((*exchange).setConfig)
	case "BarrierRequest":
		return read((*exchange).barrier)
	case "FlowMod":
		return bundled((*exchange).flowMod)
	case "GroupMod":
		return bundled((*exchange).groupMod)
	case "PortMod":
		return bundled((*exchange).portMod)
	case "PacketOut":
		return bundled((*exchange).packetOut)
	case "QueueGetConfigRequest": // QueueDescRequest from 1.4 on.
		return read((*exchange).queueConfig)
	case "MeterMod":
		return write((*exchange).meterMod)
	case "TableMod":
		return write((*exchange).tableMod)
	case "RoleRequest":
		return read((*exchange).roleRequest)
	case "NXSetPacketInFormat":
		return read((*exchange).setPacketInFormat)
	case "NXRoleRequest":
		return read((*exchange).nxRoleRequest)
	case "GetAsyncRequest":
		return read((*exchange).getAsync)
	case "SetAsync", "NXSetAsyncConfig", "NXSetAsyncConfig2":
		return read((*exchange).setAsync)
	case "BundleControl", "ONFBundleControl":
		return write((*exchange).bundleControl)
	case "BundleAddMessage", "ONFBundleAddMessage":
		return write((*exchange).bundleAdd)
	}
	do := multipartFor(name)
	return service{do: do}, do != nil
}

// multipartFor is serviceFor for what comes in parts.
func multipartFor(name string) func(*exchange) openflow.ErrorCode {
	switch name {
	case "DescRequest":
		return (*exchange).desc
	case "FlowDescRequest": // What FlowStatsRequest is before 1.5.
		return (*exchange).flowDesc
	case "FlowStatsRequest":
		return (*exchange).flowStats
	case "AggregateStatsRequest":
		return (*exchange).aggregateStats
	case "TableStatsRequest":
		return (*exchange).tableStats
	case "TableFeaturesRequest":
		return (*exchange).tableFeatures
	case "PortStatsRequest":
		return (*exchange).portStats
	case "PortDescRequest":
		return (*exchange).portDesc
	case "QueueStatsRequest":
		return (*exchange).queueStats
	case "QueueDescRequest":
		return (*exchange).queueDesc
	case "GroupStatsRequest":
		return (*exchange).groupStats
	case "GroupDescRequest":
		return (*exchange).groupDesc
	case "GroupFeaturesRequest":
		return (*exchange).groupFeatures
	case "MeterStatsRequest":
		return (*exchange).meterStats
	case "MeterConfigRequest", "MeterDescRequest":
		return (*exchange).meterDesc
	case "MeterFeaturesRequest":
		return (*exchange).meterFeatures
	}
	return nil
}

// serve does what the message asks for. It returns 0, or the error to answer with.
func (x *exchange) serve() openflow.ErrorCode {
	const experimenter = 4 // The type of messages of vendors.
	info := x.m.Info()
	svc, ok := serviceFor(info.Name)
	switch {
	case info.Name == "Hello", info.Name == "ErrorMsg", info.Name == "EchoReply":
		return 0
	case ok && svc.writes && x.ses.role == openflow.RoleSlave:
		return openflow15.ErrBadRequestIsSlave
	case ok:
		return svc.do(x)
	case info.Multipart:
		return openflow15.ErrBadRequestBadMultipart
	case info.Type == experimenter:
		return openflow15.ErrBadRequestBadExperimenter
	}
	return openflow15.ErrBadRequestBadType
}

func (x *exchange) getConfig() openflow.ErrorCode {
	return x.reply("GetConfigReply", source{"flags": x.ses.flags, "miss_send_len": x.ses.missLen})
}

// setConfig keeps what it is told. As the switch has no buffers, packet-ins have the whole packet whatever that says.
func (x *exchange) setConfig() openflow.ErrorCode {
	if x.ses.role != openflow.RoleSlave {
		read(x.m, sink{"flags": &x.ses.flags, "miss_send_len": &x.ses.missLen})
	}
	return 0
}

// barrier answers at once: messages are handled one after the other.
func (x *exchange) barrier() openflow.ErrorCode { return x.reply("BarrierReply", source{}) }

// tableMod configures a table, or all.
func (x *exchange) tableMod() openflow.ErrorCode {
	var id, config uint64
	read(x.m, sink{"table_id": &id, "config": &config})
	if id != tableAll && id >= uint64(len(x.sw.tables)) {
		return openflow15.ErrTableModFailedBadTable
	}
	if config&3 == 3 {
		return openflow15.ErrTableModFailedBadConfig
	}
	for i := range x.sw.tables {
		if id == tableAll || int(id) == i {
			x.sw.tables[i].config = config
		}
	}
	return 0
}
