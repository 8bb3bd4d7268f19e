package oftest

import (
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// roleRequest changes the controller's role.
func (x *exchange) roleRequest() openflow.ErrorCode {
	role, generation := uint64(0), uint64(0)
	read(x.m, sink{"role": &role, "generation_id": &generation})
	if role > uint64(openflow.RoleSlave) {
		return openflow15.ErrRoleRequestFailedBadRole
	}
	if role == uint64(openflow.RoleMaster) || role == uint64(openflow.RoleSlave) {
		if x.sw.elected && int64(generation-x.sw.generation) < 0 {
			return openflow15.ErrRoleRequestFailedStale
		}
		x.sw.elected, x.sw.generation = true, generation
	}
	x.setRole(openflow.ControllerRole(role))
	return x.reply("RoleReply", source{"role": uint64(x.ses.role), "generation_id": x.sw.generationID()})
}

// generationID returns the number of the last election, all ones when there was none.
func (s *Switch) generationID() uint64 {
	if !s.elected {
		return allOnes
	}
	return s.generation
}

// nxRoleRequest is roleRequest as Nicira has it: without elections, and with other numbers.
func (x *exchange) nxRoleRequest() openflow.ErrorCode {
	role := uint64(0)
	read(x.m, sink{"role": &role})
	if role > uint64(openflow.RoleSlave)-1 {
		return openflow15.ErrRoleRequestFailedBadRole
	}
	x.setRole(openflow.ControllerRole(role + 1))
	return x.reply("NXRoleReply", source{"role": role})
}

// setRole changes the role of the session. A former master becomes a slave, and is told where the version can.
func (x *exchange) setRole(role openflow.ControllerRole) {
	if role == openflow.RoleNoChange {
		return
	}
	x.ses.role = role
	if role != openflow.RoleMaster {
		return
	}
	for _, ses := range x.sw.sessions {
		if ses == x.ses || ses.role != openflow.RoleMaster {
			continue
		}
		ses.role = openflow.RoleSlave
		const masterRequest = 0
		x.async(asyncRoleStatus, masterRequest, func(other *session) bool { return other == ses }, func(*session) (string, source) {
			return "RoleStatus", source{"role": uint64(ses.role), "reason": uint64(masterRequest), "generation_id": x.sw.generationID()}
		})
	}
}
