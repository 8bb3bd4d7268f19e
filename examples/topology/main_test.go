package main

import (
	"bytes"
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow15"
)

// TestServe has two switches of 1.0 and 1.5 come, whose ports 1 are connected, a host at the first one, and then the second one go.
func TestServe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		defer wg.Wait()
		defer stop()
		var log buffer
		l := oftest.Listen(nil)
		wg.Go(func() {
			if err := serve(ctx, &log, l); err != nil {
				t.Error(err)
			}
		})
		a, _ := connect(t, l, 0xa, openflow10.Protocol)
		b, c := connect(t, l, 0xb, openflow15.Protocol)
		for _, ends := range [][2]*oftest.Host{{a.Host(1), b.Host(1)}, {b.Host(1), a.Host(1)}} {
			wg.Go(func() {
				for {
					frame, err := ends[0].Recv(ctx)
					if err != nil || ends[1].Send(frame) != nil {
						return
					}
				}
			})
		}
		time.Sleep(3 * time.Second)
		arp := append([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 0, 0, 1}, make([]byte, 28)...)
		for _, port := range []uint32{2, 3} {
			if err := a.Host(port).Send(arp); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		b.SetLink(2, false)
		b.RemovePort(3)
		b.AddPort(4)
		synctest.Wait()
		a.SetLink(3, false)
		synctest.Wait()
		c.Close()
		c.Wait()
		synctest.Wait()
		for _, want := range []string{
			`msg="switch enters" dpid=000000000000000a ports=`,
			`msg="link added" src=000000000000000b:1 dst=000000000000000a:1 links=`,
			`msg="link added" src=000000000000000a:1 dst=000000000000000b:1 links=`,
			`msg="host added" host=02:00:00:00:00:01 port=000000000000000a:2 addrs=[10.0.0.1]`,
			`msg="host moved" host=02:00:00:00:00:01 from=000000000000000a:2 to=000000000000000a:3`,
			`msg="host deleted" host=02:00:00:00:00:01 port=000000000000000a:3`,
			`msg="port modified" port=000000000000000b:2`,
			`msg="port deleted" port=000000000000000b:3`,
			`msg="port added" port=000000000000000b:4`,
			`msg="link deleted" src=000000000000000b:1 dst=000000000000000a:1 links=0`,
			`msg="switch leaves" dpid=000000000000000b`,
		} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("no %s in\n%s", want, log.String())
			}
		}
	})
}

// connect connects a simulated switch.
func connect(t *testing.T, l *oftest.Listener, id openflow.DatapathID, p *openflow.Protocol) (*oftest.Switch, *ofnet.Conn) {
	t.Helper()
	nc, err := l.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sw := &oftest.Switch{DatapathID: id, Ports: []uint32{1, 2, 3}, Protocols: []*openflow.Protocol{p}}
	c, err := sw.Connect(t.Context(), nc)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
	return sw, c
}

// A buffer is a bytes.Buffer for several goroutines.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// TestServeClosed wants the error of a listener that fails.
func TestServeClosed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := serve(t.Context(), new(buffer), l); err == nil {
		t.Error("no error")
	}
}
