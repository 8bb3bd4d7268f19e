package ofnet_test

import (
	"os"
	"regexp"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// Datapath ids that come twice, and auxiliary connections: what of S5 and S6 a server and its log see. The tests of Switches have the rest.

// answerEcho lets a peer answer echo requests.
func (p *rawPeer) answerEcho() {
	p.serve(func(typ openflow13.MessageType, xid uint32, _ []byte) {
		if typ == openflow13.MessageTypeEchoRequest {
			p.put(&openflow13.EchoReply{XID: xid})
		}
	})
}

// TestS05OnServer has a second switch with the datapath id of one that is alive, and of one that is not.
func TestS05OnServer(t *testing.T) {
	sw := new(ofnet.Switches)
	inLab(t, &ofnet.Server{Handler: sw}, func(l *lab) {
		p, first := l.enter(badDPID)
		p.answerEcho()
		for range 3 {
			hostile, c := l.enter(badDPID)
			l.wantEnd(hostile, c, ofnet.ErrDuplicate)
			if s, ok := sw.Get(badDPID); !ok || s.Conn() != first || first.Phase() != ofnet.PhaseMain {
				t.Error("the first one has lost its place")
			}
		}
		first.Close()
		first.Wait()

		halfOpen, second := l.enter(badDPID) // It answers nothing more.
		time.Sleep(5 * time.Second)
		begin := time.Now()
		back, third := l.enter(badDPID)
		l.wantEnd(halfOpen, second, ofnet.ErrReplaced)
		if d := time.Since(begin); d > 3*time.Second {
			t.Errorf("it took %v", d)
		}
		synctest.Wait()
		if s, ok := sw.Get(badDPID); !ok || s.Conn() != third || sw.Len() != 2 {
			t.Error("the third one has no place")
		}
		back.alive()
	})
}

// TestS06OnServer has auxiliary connections whose main connection never comes, and such as outlive it.
func TestS06OnServer(t *testing.T) {
	sw := new(ofnet.Switches)
	inLab(t, &ofnet.Server{Handler: sw}, func(l *lab) {
		enterAux := func(id uint8) (*rawPeer, *ofnet.Conn) {
			p := l.connect()
			p.aux = id
			return l.enterOn(p, badDPID)
		}
		begin := time.Now()
		p, c := enterAux(1)
		p.answerEcho()
		l.wantEnd(p, c, ofnet.ErrNoMain)
		if d := time.Since(begin); d != 10*time.Second {
			t.Errorf("it took %v", d)
		}
		main, mainConn := l.enter(badDPID)
		var peers []*rawPeer
		var conns []*ofnet.Conn
		for id := range 255 {
			p, c := enterAux(uint8(id + 1))
			peers, conns = append(peers, p), append(conns, c)
		}
		synctest.Wait()
		if s, ok := sw.Get(badDPID); !ok || len(s.Auxiliary()) != 255 || s.Conn() != mainConn {
			t.Errorf("%d auxiliary connections", len(s.Auxiliary()))
		}
		main.Close()
		for i, c := range conns {
			l.wantEnd(peers[i], c, ofnet.ErrMainEnded)
		}
		if sw.Len() != 1 {
			t.Errorf("%d switches", sw.Len())
		}
	})
}

// TestAllSessions wants a test of each class of events, S1 to S20.
func TestAllSessions(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`(?m)^func TestS(\d\d)[A-Z]`)
	seen := make(map[string]int)
	for _, f := range files {
		b, err := os.ReadFile(f.Name())
		if err != nil {
			continue // A folder.
		}
		for _, m := range name.FindAllSubmatch(b, -1) {
			seen[string(m[1])]++
		}
	}
	for n := 1; n <= 20; n++ {
		if class := string([]byte{'0' + byte(n/10), '0' + byte(n%10)}); seen[class] == 0 {
			t.Errorf("no test of S%s", class)
		}
	}
}
