package ofnet

import (
	"context"
	"fmt"

	"github.com/ofwire/openflow"
)

// RequestRole asks the switch for a role, or with RoleNoChange which one this side has, and returns the role and the generation that the switch answers.
// The generation is the number of the master election; a switch refuses a smaller one than it has seen, which fails with a ReplyError. OpenFlow 1.3.5
// §6.3.6. In 1.0 the request is Nicira's: it has no generation, and RoleNoChange fails with ErrUnsupported.
func (c *Conn) RequestRole(ctx context.Context, role openflow.ControllerRole, generation uint64) (openflow.ControllerRole, uint64, error) {
	var q openflow.Message
	if f := c.Protocol().RoleRequest; f != nil {
		q = f(0, role, generation)
	}
	if q == nil {
		return 0, 0, fmt.Errorf("ofnet: role %v: %w", role, ErrUnsupported)
	}
	m, err := c.ask(ctx, q)
	if err != nil {
		return 0, 0, err
	}
	role, generation, ok := c.Protocol().RoleReply(m)
	if !ok {
		return 0, 0, unexpected(m, q)
	}
	return role, generation, nil
}
