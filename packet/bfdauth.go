package packet

import (
	"crypto/subtle"
	"hash"

	"github.com/ofwire/openflow"
)

// Sign sets the flag BFDAuthPresent and fills in the password, or the digest over the packet, of the type that Auth has. Auth.KeyID tells the receiver which
// key it is; Auth.Sequence is part of the digest. Keys are at most 16 bytes, of SHA1 20; passwords at least 1. Fields must not change afterwards. Digests are
// computed by one of the hashes, which this package does not bring with it:
//
//	err := l.Sign(key, md5.New(), sha1.New())
//
// The errors are openflow.ErrLength for such keys, openflow.ErrType for types without a key and those that take another hash, and those of EncodeLayer.
func (l *BFD) Sign(key []byte, hashes ...hash.Hash) error {
	l.Flags |= BFDAuthPresent
	data, err := l.authData(key, hashes)
	if err == nil {
		l.Auth.Data = data
	}
	return err
}

// Authenticate reports whether the password or the digest of a packet is that of the key with its KeyID. It is false for packets without authentication, and
// for those whose hash is not among hashes: md5.New() and sha1.New(), or the one that is allowed.
func (l *BFD) Authenticate(keys map[uint8][]byte, hashes ...hash.Hash) bool {
	key, ok := keys[l.Auth.KeyID]
	if !ok || l.Flags&BFDAuthPresent == 0 {
		return false
	}
	data, err := l.authData(key, hashes)
	return err == nil && subtle.ConstantTimeCompare(data, l.Auth.Data) == 1
}

// authData returns what Auth.Data must be for a key. The digests are taken with the key in their place.
func (l *BFD) authData(key []byte, hashes []hash.Hash) ([]byte, error) {
	_, size := l.Auth.layout()
	switch {
	case l.Auth.Type == BFDSimplePassword:
		if len(key) < 1 || len(key) > maxBFDPassword {
			return nil, openflow.ErrLength
		}
		return append([]byte(nil), key...), nil
	case size < 0:
		return nil, openflow.ErrType
	case len(key) > size:
		return nil, openflow.ErrLength
	}
	for _, h := range hashes {
		if h.Size() != size {
			continue
		}
		c := *l
		c.Auth.Data = make([]byte, size)
		copy(c.Auth.Data, key)
		b := make([]byte, c.HeaderLen())
		if err := c.EncodeLayer(b, Encoding{HeaderLen: len(b), flags: keepReceived}); err != nil {
			return nil, err
		}
		h.Reset()
		_, _ = h.Write(b)
		return h.Sum(nil), nil
	}
	return nil, openflow.ErrType
}

// bfdAuthClasses are os-ken's names of the types.
var bfdAuthClasses = [...]string{"", "SimplePassword", "KeyedMD5", "MeticulousKeyedMD5", "KeyedSHA1", "MeticulousKeyedSHA1"}

// bfdAuthUnknown is the class of other types.
const bfdAuthUnknown = "BFDAuth"

// Class names the section in JSON.
func (a *BFDAuth) Class() string {
	if a.Type == 0 || int(a.Type) >= len(bfdAuthClasses) {
		return bfdAuthUnknown
	}
	return bfdAuthClasses[a.Type]
}

// SetClass makes an empty section of a class.
func (a *BFDAuth) SetClass(class string) bool {
	*a = BFDAuth{}
	for i, name := range bfdAuthClasses {
		if name == class && i > 0 {
			a.Type = BFDAuthType(i)
			return true
		}
	}
	return class == bfdAuthUnknown
}

// Walk shows the fields to v.
func (a *BFDAuth) Walk(v Visitor) {
	head, _ := a.layout()
	switch head {
	case bfdPasswordLen:
		v.Uint("auth_key_id", (*openflow.U8)(&a.KeyID))
		v.Bytes("password", &a.Data)
	case bfdDigestLen:
		v.Uint("auth_key_id", (*openflow.U8)(&a.KeyID))
		v.Rare("reserved", (*openflow.U8)(&a.Reserved))
		v.Uint("seq", (*openflow.U32)(&a.Sequence))
		v.Bytes("auth_data", &a.Data)
	default:
		v.Uint("auth_type", (*openflow.U8)(&a.Type))
		v.Bytes("data", &a.Data)
	}
	v.Derived("auth_len", uint64(a.len()))
}

// Walk shows the fields to v.
func (l *BFD) Walk(v Visitor) {
	v.Uint("ver", (*openflow.U8)(&l.Version))
	v.Enum("diag", (*openflow.U8)(&l.Diagnostic), l.Diagnostic)
	v.Enum("state", (*openflow.U8)(&l.State), l.State)
	v.Enum("flags", (*openflow.U8)(&l.Flags), l.Flags)
	v.Uint("detect_mult", (*openflow.U8)(&l.DetectMult))
	v.Computed("length", &l.Length)
	v.Hex("my_discr", (*openflow.U32)(&l.MyDiscr))
	v.Hex("your_discr", (*openflow.U32)(&l.YourDiscr))
	v.Uint("desired_min_tx_interval", (*openflow.U32)(&l.DesiredMinTX))
	v.Uint("required_min_rx_interval", (*openflow.U32)(&l.RequiredMinRX))
	v.Uint("required_min_echo_rx_interval", (*openflow.U32)(&l.RequiredMinEchoRX))
	if l.Flags&BFDAuthPresent != 0 {
		v.Object("auth_cls", &l.Auth)
	} else {
		v.DerivedBytes("auth_cls", nil)
	}
}
