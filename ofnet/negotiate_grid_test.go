package ofnet

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/ofwire/openflow"
)

func only(v openflow.Version) []openflow.Version { return []openflow.Version{v} }

func upTo(v openflow.Version) (list []openflow.Version) {
	for w := openflow.Version10; w <= v; w++ {
		list = append(list, w)
	}
	return list
}

// negotiationGrid has all pairs of the versions 1.0 to 1.5, which are the rows for us and the columns for the peer. A place has the minor version that is
// agreed on from what the two HELLOs say, or - for none. What a peer that has sent no bitmap really speaks nobody knows: by its header it is all up to
// that.
var negotiationGrid = []struct {
	name   string
	ours   func(openflow.Version) []openflow.Version
	bitmap func(openflow.Version) []openflow.Version // The peer's; nil without one.
	want   [6]string
}{
	{"one version, peer without bitmap", only, nil, [6]string{
		"000000",
		"-11111",
		"--2222",
		"---333",
		"----44",
		"-----5",
	}},
	{"one version, peer with bitmap of one", only, only, [6]string{
		"000000", // We have no bitmap either, so that the headers count. The peer will refuse.
		"-1----",
		"--2---",
		"---3--",
		"----4-",
		"-----5",
	}},
	{"one version, peer with bitmap of all up to its highest", only, upTo, [6]string{
		"000000",
		"-11111",
		"--2222",
		"---333",
		"----44",
		"-----5",
	}},
	{"all up to the highest, peer without bitmap", upTo, nil, [6]string{
		"000000",
		"011111",
		"012222",
		"012333",
		"012344",
		"012345",
	}},
	{"all up to the highest, peer with bitmap of one", upTo, only, [6]string{
		"000000", // Without a bitmap of ours.
		"011111",
		"012222",
		"0123--",
		"01234-",
		"012345",
	}},
	{"all up to the highest, peer with bitmap of all up to its highest", upTo, upTo, [6]string{
		"000000",
		"011111",
		"012222",
		"012333",
		"012344",
		"012345",
	}},
}

func TestNegotiationGrid(t *testing.T) {
	for _, tt := range negotiationGrid {
		for i, row := range tt.want {
			for j, place := range row {
				ours, header := tt.ours(openflow.Version(i+1)), openflow.Version(j+1)
				var body []byte
				if tt.bitmap != nil {
					body = bitmap(tt.bitmap(header)...)
				}
				want := openflow.Version(0)
				if place != '-' {
					want = openflow.Version(place-'0') + openflow.Version10
				}
				for _, peerFirst := range []bool{false, true} {
					t.Run(fmt.Sprintf("%s/1.%d and 1.%d, peer first %v", tt.name, i, j, peerFirst), func(t *testing.T) {
						synctest.Test(t, func(t *testing.T) {
							testNegotiation(t, ours, frame(byte(header), 0, 9, body...), want, peerFirst)
						})
					})
				}
			}
		}
	}
}
