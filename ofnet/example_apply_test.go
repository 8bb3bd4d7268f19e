package ofnet_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow13"
)

// A group that is there already is changed instead of added: the code of the switch's error tells.
func ExampleConn_Apply() {
	ctx := context.Background()
	sw := &oftest.Switch{DatapathID: 1}
	c, err := sw.Controller(ctx, &ofnet.Config{Protocols: []*openflow.Protocol{openflow13.Protocol}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	group := &openflow13.GroupMod{Command: openflow13.GroupModCommandAdd, Type: openflow13.GroupTypeAll, GroupID: 7}
	for range 2 {
		err := c.Apply(ctx, group)
		fmt.Println(err)
		var refused *ofnet.ReplyError
		if errors.As(err, &refused) && refused.Code == openflow13.ErrGroupModFailedGroupExists {
			group.Command = openflow13.GroupModCommandModify
			fmt.Println(c.Apply(ctx, group))
		}
	}
	// Output:
	// <nil>
	// message 0: ofnet: GroupMod failed: OFPET_GROUP_MOD_FAILED OFPGMFC_GROUP_EXISTS
	// <nil>
}

// Flows that all come at once or, as here where the switch has not that many tables, not at all.
func ExampleConn_Bundle() {
	ctx := context.Background()
	sw := &oftest.Switch{DatapathID: 1, Tables: 2}
	c, err := sw.Controller(ctx, &ofnet.Config{Protocols: []*openflow.Protocol{openflow13.Protocol}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	update := func(tables ...openflow13.TableID) error {
		b, err := c.Bundle(ctx, openflow.BundleAtomic|openflow.BundleOrdered)
		if err != nil {
			return err
		}
		for _, table := range tables {
			flow := openflow13.NewFlowMod()
			flow.TableID = table
			if err := b.Add(ctx, flow); err != nil {
				return errors.Join(err, b.Discard(ctx))
			}
		}
		return b.Commit(ctx)
	}
	fmt.Println(update(0, 9) != nil, len(sw.Flows()), "flows")
	fmt.Println(update(0, 1) != nil, len(sw.Flows()), "flows")
	// Output:
	// true 0 flows
	// false 2 flows
}

// The flows of a cookie, of which a switch may have any number.
func ExampleStream() {
	ctx := context.Background()
	sw := &oftest.Switch{DatapathID: 1}
	c, err := sw.Controller(ctx, &ofnet.Config{Protocols: []*openflow.Protocol{openflow13.Protocol}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	for i := range uint16(4) {
		flow := openflow13.NewFlowMod()
		flow.Priority, flow.Cookie = i, uint64(i%2)<<32
		if err := c.Send(ctx, flow); err != nil {
			fmt.Println(err)
			return
		}
	}
	request := openflow13.NewFlowStatsRequest()
	request.Cookie, request.CookieMask = 1<<32, 0xffff<<32
	for part, err := range ofnet.Stream(ctx, c, request) {
		if err != nil {
			fmt.Println(err)
			return
		}
		for i := range part.Body {
			flow := &part.Body[i] // Valid until the next part; flow.Clone() may be kept.
			fmt.Printf("priority %d cookie %#x\n", flow.Priority, flow.Cookie)
		}
	}
	// Unordered output:
	// priority 1 cookie 0x100000000
	// priority 3 cookie 0x100000000
}
