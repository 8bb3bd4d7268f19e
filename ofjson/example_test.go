package ofjson_test

import (
	"fmt"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/openflow13"
)

func Example() {
	text, err := ofjson.Marshal(&openflow13.EchoRequest{XID: 7, Data: []byte("ping")})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\n", text)
	m, err := ofjson.Unmarshal(openflow13.Protocol, text)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(openflow.Format(m))
	// Output:
	// {"OFPEchoRequest":{"data":"cGluZw=="}}
	// EchoRequest{xid=0 data=(4)70696e67}
}
