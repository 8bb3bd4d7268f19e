package packet_test

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// bfdWith returns a control packet with an authentication section of a type.
func bfdWith(t packet.BFDAuthType) *packet.BFD {
	return &packet.BFD{
		Version: 1, Diagnostic: 3, State: packet.BFDUp, Flags: packet.BFDPoll, DetectMult: 3, MyDiscr: 1, YourDiscr: 2,
		DesiredMinTX: 1000000, RequiredMinRX: 60000, RequiredMinEchoRX: 50, Auth: packet.BFDAuth{Type: t, KeyID: 2, Sequence: 7},
	}
}

func TestBFD(t *testing.T) {
	plain := bfdWith(0)
	plain.Auth = packet.BFDAuth{}
	x := built{
		name: "plain", layers: []packet.Layer{eth(), v4(), &packet.UDP{SrcPort: 49152, DstPort: 3784}, plain},
		want: []packet.Layer{eth(), v4(), &packet.UDP{SrcPort: 49152, DstPort: 3784}, plain},
	}
	x.run(t)
	x = built{name: "bytes", layers: []packet.Layer{plain}, hex: "23e00318" + "00000001" + "00000002" + "000f4240" + "0000ea60" + "00000032"}
	x.run(t)
	for typ, size := range map[packet.BFDAuthType]int{
		packet.BFDSimplePassword: 6, packet.BFDKeyedMD5: 16, packet.BFDMeticulousKeyedMD5: 16, packet.BFDKeyedSHA1: 20, packet.BFDMeticulousKeyedSHA1: 20,
	} {
		l := bfdWith(typ)
		if typ == packet.BFDSimplePassword {
			l.Auth.Sequence = 0
		}
		keys := map[uint8][]byte{1: []byte("wrong"), 2: []byte("secret")}
		if l.Authenticate(keys, md5.New(), sha1.New()) {
			t.Errorf("type %d is authentic before it is signed", typ)
		}
		if err := l.Sign(keys[2], md5.New(), sha1.New()); err != nil || len(l.Auth.Data) != size {
			t.Errorf("type %d: %v, %d bytes", typ, err, len(l.Auth.Data))
		}
		x := built{name: l.Auth.Class(), layers: inUDP(49152, 3784, l)}
		x.run(t)
		p := packet.Unmarshal(frame(t, same, inUDP(49152, 3784, l)...))
		got := packet.Get[*packet.BFD](p)
		if !got.Authenticate(keys, md5.New(), sha1.New()) {
			t.Errorf("type %d is not authentic", typ)
		}
		got.Auth.Data[0] ^= 1
		if got.Authenticate(keys, md5.New(), sha1.New()) {
			t.Errorf("type %d is authentic with another digest", typ)
		}
		if l.Auth.KeyID = 1; l.Authenticate(keys, md5.New(), sha1.New()) {
			t.Errorf("type %d is authentic with another key", typ)
		}
		if l.Auth.KeyID = 3; l.Authenticate(keys, md5.New(), sha1.New()) {
			t.Errorf("type %d is authentic without a key", typ)
		}
		if err := l.Sign(bytes.Repeat([]byte("k"), 21), md5.New(), sha1.New()); err != openflow.ErrLength {
			t.Errorf("type %d: a key of 21 bytes: %v", typ, err)
		}
	}
	other := bfdWith(9)
	other.Flags, other.Auth = packet.BFDAuthPresent, packet.BFDAuth{Type: 9, Data: []byte("anything")}
	if err := other.Sign([]byte("key"), md5.New(), sha1.New()); err != openflow.ErrType {
		t.Error(err)
	}
	x = built{name: "unknown type", layers: []packet.Layer{other}}
	x.run(t)
}

// TestBFDDigest compares a digest with one that was computed apart: of the packet with the key, filled up with zeros, in the digest's place.
func TestBFDDigest(t *testing.T) {
	l := bfdWith(packet.BFDKeyedSHA1)
	if err := l.Sign([]byte("secret"), md5.New(), sha1.New()); err != nil {
		t.Fatal(err)
	}
	const want = "24493a7f2d17d750a0277046a6e93ebfd9f2f968"
	if got := hex.EncodeToString(l.Auth.Data); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestBFDHashes expects digests not to be taken for right, or made, without the hash of their type.
func TestBFDHashes(t *testing.T) {
	l, keys := bfdWith(packet.BFDKeyedMD5), map[uint8][]byte{2: []byte("secret")}
	if err := l.Sign(keys[2], sha1.New()); err != openflow.ErrType {
		t.Errorf("MD5 by SHA1: %v", err)
	}
	if err := l.Sign(keys[2], md5.New()); err != nil {
		t.Error(err)
	}
	if l.Authenticate(keys) || l.Authenticate(keys, sha1.New()) || !l.Authenticate(keys, sha1.New(), md5.New()) {
		t.Error("authentic without its hash, or not with it")
	}
}

// TestBFDVectors verifies packets of another implementation, whose key of number 2 is known.
func TestBFDVectors(t *testing.T) {
	n := 0
	for _, r := range records(t) {
		p := (&packet.Decoder{First: first(r)}).Unmarshal(r.wire)
		if l := packet.Get[*packet.BFD](p); l != nil && l.Flags&packet.BFDAuthPresent != 0 && r.Proto == "ethernet" {
			n++
			if !l.Authenticate(map[uint8][]byte{2: []byte("secret")}, md5.New(), sha1.New()) {
				t.Errorf("%s: %s is not authentic", r.ID, l.Auth.Class())
			}
		}
	}
	if n < 3 {
		t.Errorf("%d packets", n)
	}
}

func TestP13BFD(t *testing.T) {
	plain, signed := bfdWith(0), bfdWith(packet.BFDKeyedMD5)
	if err := signed.Sign([]byte("secret"), md5.New(), sha1.New()); err != nil {
		t.Fatal(err)
	}
	build := func(change func([]byte) []byte, l packet.Layer) []byte { return frame(t, change, inUDP(1, 3784, l)...) }
	for _, m := range []malformed{
		{name: "length 0", frame: build(put(45, 0), plain), layers: "ethernet ipv4 udp", err: openflow.ErrLength},
		{name: "length 23", frame: build(put(45, 23), plain), layers: "ethernet ipv4 udp", err: openflow.ErrLength},
		{name: "length 255", frame: build(put(45, 255), plain), layers: "ethernet ipv4 udp bfd", truncated: true},
		{name: "no authentication", frame: build(put(43, 4), plain), layers: "ethernet ipv4 udp", err: openflow.ErrLength},
		{name: "authentication of 0", frame: build(put(67, 0), signed), layers: "ethernet ipv4 udp", err: openflow.ErrLength},
		{name: "authentication of 255", frame: build(put(67, 255), signed), layers: "ethernet ipv4 udp", err: openflow.ErrLength},
		{
			name: "authentication cut off", frame: frame(t, cut(80), inUDP(1, 3784, signed)...),
			layers: "ethernet ipv4 udp", err: openflow.ErrTruncated, truncated: true,
		},
		{name: "MD5 in SHA1's length", frame: build(put(66, 4), signed), layers: "ethernet ipv4 udp", err: openflow.ErrLength},
	} {
		m.run(t)
	}
	for name, change := range map[string]func(l *packet.BFD){
		"version 8":         func(l *packet.BFD) { l.Version = 8 },
		"diagnostic 32":     func(l *packet.BFD) { l.Diagnostic = 32 },
		"state 4":           func(l *packet.BFD) { l.State = 4 },
		"flag 64":           func(l *packet.BFD) { l.Flags = 64 },
		"digest of 3 bytes": func(l *packet.BFD) { l.Flags, l.Auth.Data = packet.BFDAuthPresent, []byte("abc") },
		"long password": func(l *packet.BFD) {
			l.Flags, l.Auth = packet.BFDAuthPresent, packet.BFDAuth{Type: 1, Data: make([]byte, 17)}
		},
		"long section": func(l *packet.BFD) {
			l.Flags, l.Auth = packet.BFDAuthPresent, packet.BFDAuth{Type: 9, Data: make([]byte, 250)}
		},
		"length 256": func(l *packet.BFD) { l.Length = packet.Fixed(256) },
	} {
		l := bfdWith(packet.BFDKeyedMD5)
		change(l)
		if _, err := packet.Append(nil, l); err == nil {
			t.Errorf("%s is encoded", name)
		}
	}
}
