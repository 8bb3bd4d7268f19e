package ofnet_test

import (
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow/ofnet"
)

// TestLogLimit has peers that would fill the log: with bad messages, and with connections that fail or end.
func TestLogLimit(t *testing.T) {
	inLab(t, &ofnet.Server{Config: ofnet.Config{EchoInterval: -1}}, func(l *lab) {
		p, _ := l.enter(badDPID)
		go io.Copy(io.Discard, p)
		for range 3 {
			for range 1000 {
				p.put(header(9, 10, 8, 1))
			}
			time.Sleep(time.Minute)
		}
		synctest.Wait()
		text := l.log.String()
		if n := strings.Count(text, "message refused"); n != 3*20 {
			t.Errorf("%d lines about 3000 messages", n)
		}
		if n := strings.Count(text, "suppressed=980"); n != 2 {
			t.Errorf("%d lines tell of what was not logged", n)
		}
	})
	inLab(t, &ofnet.Server{}, func(l *lab) {
		for range 1000 {
			p := l.connect()
			p.Close()
			<-l.failed
		}
		synctest.Wait()
		if n := strings.Count(l.log.String(), "handshake failed"); n != 100 {
			t.Errorf("%d lines about 1000 connections", n)
		}
	})
	inLab(t, &ofnet.Server{}, func(l *lab) {
		for i := range 1100 {
			p, c := l.enter(uint64(i + 1))
			p.Close()
			c.Wait()
		}
		synctest.Wait()
		if n := strings.Count(l.log.String(), "connection ended"); n != 1000 {
			t.Errorf("%d lines about 1100 connections", n)
		}
	})
}
