package ofnet_test

import (
	"errors"
	"io"
	"net"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

var allProtocols = []*openflow.Protocol{
	openflow10.Protocol, openflow12.Protocol, openflow13.Protocol, openflow14.Protocol, openflow15.Protocol,
}

// subsets returns all non-empty subsets.
func subsets(all []*openflow.Protocol) (sets [][]*openflow.Protocol) {
	for bits := 1; bits < 1<<len(all); bits++ {
		var set []*openflow.Protocol
		for i, p := range all {
			if bits&(1<<i) != 0 {
				set = append(set, p)
			}
		}
		sets = append(sets, set)
	}
	return sets
}

// TestProtocolPairs connects every set of versions with every other: both come to the highest common one, or both end, and say why.
func TestProtocolPairs(t *testing.T) {
	for _, ours := range subsets(allProtocols) {
		for _, theirs := range subsets(allProtocols) {
			synctest.Test(t, func(t *testing.T) { protocolPair(t, ours, theirs) })
		}
	}
}

func protocolPair(t *testing.T, ours, theirs []*openflow.Protocol) {
	near, far := net.Pipe()
	ends := make(chan error, 2)
	conns := make(chan *ofnet.Conn, 2)
	connect := func(nc net.Conn, list []*openflow.Protocol) {
		c, err := ofnet.NewConn(t.Context(), nc, ofnet.RoleSwitch, &ofnet.Config{Protocols: list})
		if err == nil {
			conns <- c
			err = c.Wait()
		}
		ends <- err
	}
	go connect(near, ours)
	go connect(far, theirs)
	want := openflow.Version(0)
	for _, p := range ours {
		if slices.Contains(theirs, p) {
			want = max(want, p.Version)
		}
	}
	synctest.Wait()
	if want != 0 {
		if len(conns) != 2 {
			t.Fatalf("%d connections of %v and %v: %v", len(conns), versions(ours), versions(theirs), <-ends)
		}
		for range 2 {
			c := <-conns
			if c.Version() != want {
				t.Errorf("%v and %v: version %v, want %v", versions(ours), versions(theirs), c.Version(), want)
			}
			defer c.Close()
		}
		return
	}
	reasons := 0
	for range 2 {
		err := <-ends
		var failed *ofnet.NegotiationError
		switch {
		case errors.As(err, &failed):
			reasons++
		case !errors.Is(err, io.EOF):
			t.Errorf("%v and %v: %v", versions(ours), versions(theirs), err)
		}
	}
	if reasons == 0 {
		t.Errorf("%v and %v: no reason", versions(ours), versions(theirs))
	}
}

func versions(list []*openflow.Protocol) (vs []openflow.Version) {
	for _, p := range list {
		vs = append(vs, p.Version)
	}
	return vs
}

// TestHelloBodies has HELLOs whose elements are unusual or bad, read by each version's package.
func TestHelloBodies(t *testing.T) {
	const v10, v13, v15 = openflow.Version10, openflow.Version13, openflow.Version15
	for _, tt := range []struct {
		name   string
		header byte
		body   string
		want   openflow.Version // Of 1.0, 1.3 and 1.5; 0 for none.
	}{
		{"bitmap of 1.0 and 1.3", 4, "\x00\x01\x00\x08\x00\x00\x00\x12", v13},
		{"two words, the second of the future", 0x21, "\x00\x01\x00\x0c\x00\x00\x00\x12\x00\x00\x00\x02\x00\x00\x00\x00", v13},
		{"two words, nothing in the first", 0x21, "\x00\x01\x00\x0c\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00", 0},
		{"no words", 4, "\x00\x01\x00\x04\x00\x00\x00\x00", 0},
		{"version 0 in the bitmap", 4, "\x00\x01\x00\x08\x00\x00\x00\x03", v10},
		{"unknown element first", 4, "\x00\x09\x00\x05\x01\x00\x00\x00\x00\x01\x00\x08\x00\x00\x00\x10", v13},
		{"unknown element alone", 4, "\x00\x09\x00\x05\x01\x00\x00\x00", v13},
		{"two bitmaps, which both count", 6, "\x00\x01\x00\x08\x00\x00\x00\x02\x00\x01\x00\x08\x00\x00\x00\x12", v13},
		{"no element", 6, "", v15},
		{"text", 4, "hello, I am a switch", v13},
		{"one byte", 4, "\x00", v13},
		{"element of length 0", 4, "\x00\x01\x00\x00\x00\x00\x00\x00", v13},
		{"element that is longer than the message", 4, "\x00\x01\x00\x10\x00\x00\x00\x12", v13},
		{"bitmap of 3 bytes", 4, "\x00\x01\x00\x07\x00\x00\x12\x00", v13},
		{"bitmap, then garbage", 6, "\x00\x01\x00\x08\x00\x00\x00\x12\xff\xff", v13},
	} {
		for _, highest := range []int{0, 2, 4} {
			list := []*openflow.Protocol{openflow10.Protocol, openflow13.Protocol, openflow15.Protocol}[:highest/2+1]
			want := openflow.Version(0)
			for _, p := range list {
				if p.Version <= tt.want {
					want = p.Version
				}
			}
			if highest == 0 {
				want = v10 // Without a bitmap of ours the header counts.
			}
			synctest.Test(t, func(t *testing.T) {
				near, far := net.Pipe()
				go io.Copy(io.Discard, far)
				go far.Write(append(header(tt.header, 0, uint16(8+len(tt.body)), 1), tt.body...))
				c, err := ofnet.NewConn(t.Context(), near, ofnet.RoleSwitch, &ofnet.Config{Protocols: list})
				var failed *ofnet.NegotiationError
				switch {
				case want == 0 && !errors.As(err, &failed), want != 0 && (err != nil || c.Version() != want):
					t.Errorf("%s, %v: %v, want version %v", tt.name, versions(list), err, want)
				case err == nil:
					c.Close()
				}
				far.Close()
			})
		}
	}
}
