package capture_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/capture"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow13"
)

// A controller that writes what it says and hears into a file for Wireshark.
func Example() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	file, err := os.Create(filepath.Join(dir, "controller.pcapng"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	buffer := bufio.NewWriter(file)
	w := capture.NewWriter(buffer)
	w.MaxBytes = 100 << 20

	ctx := context.Background()
	sw := &oftest.Switch{DatapathID: 0x42}
	c, err := sw.Controller(ctx, &ofnet.Config{Protocols: []*openflow.Protocol{openflow13.Protocol}, Trace: w.Trace(nil)})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := c.Barrier(ctx); err != nil {
		fmt.Println(err)
	}
	c.Close()
	c.Wait()

	fmt.Println("captured:", w.Close(), buffer.Flush())
	info, err := file.Stat()
	fmt.Println("something:", err == nil && info.Size() > 1000)
	// Output:
	// captured: <nil> <nil>
	// something: true
}
