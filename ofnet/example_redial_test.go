package ofnet_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// A controller that connects to its switches, and again when a connection ends. Here the switch listens on a socket.
func ExampleRedialer() {
	dir, err := os.MkdirTemp("", "ofnet")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	addr := "unix:" + filepath.Join(dir, "br0.mgmt")
	sw := &ofnet.Server{Addr: addr, Role: ofnet.RoleSwitch, Protocols: protocols, Handler: switches(7).Handler}
	go sw.ListenAndServe()
	defer sw.Close()

	connected := make(chan openflow.DatapathID)
	r := &ofnet.Redialer{
		Dialer: ofnet.Dialer{Protocols: []*openflow.Protocol{openflow13.Protocol}},
		Changed: func(e ofnet.DialEvent) {
			if e.State == ofnet.DialConnected {
				connected <- e.Conn.DatapathID()
			}
		},
	}
	defer r.Close()
	if err := r.Add(addr); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("switch", <-connected)
	// Output: switch 0000000000000007
}
