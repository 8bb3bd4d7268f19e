package packet

import (
	"bytes"
	"net/netip"
)

// An SCTPParam is a parameter of a chunk. RFC 9260 §3.3.
type SCTPParam struct {
	Type  SCTPParamType
	Value []byte
}

// An SCTPParamType tells what a parameter holds.
type SCTPParamType uint16

// Types of parameters.
const (
	SCTPParamHeartbeat      SCTPParamType = 1
	SCTPParamIPv4           SCTPParamType = 5
	SCTPParamIPv6           SCTPParamType = 6
	SCTPParamStateCookie    SCTPParamType = 7
	SCTPParamUnrecognized   SCTPParamType = 8
	SCTPParamCookiePreserve SCTPParamType = 9
	SCTPParamHostName       SCTPParamType = 11
	SCTPParamAddressTypes   SCTPParamType = 12
	SCTPParamECN            SCTPParamType = 0x8000
)

// An SCTPCause is a cause of an error. RFC 9260 §3.3.10.
type SCTPCause struct {
	Code  SCTPCauseCode
	Value []byte
}

// An SCTPCauseCode tells what was wrong.
type SCTPCauseCode uint16

// Causes of errors.
const (
	SCTPCauseInvalidStream       SCTPCauseCode = 1
	SCTPCauseMissingParam        SCTPCauseCode = 2
	SCTPCauseStaleCookie         SCTPCauseCode = 3
	SCTPCauseOutOfResource       SCTPCauseCode = 4
	SCTPCauseUnresolvableAddress SCTPCauseCode = 5
	SCTPCauseUnrecognizedChunk   SCTPCauseCode = 6
	SCTPCauseInvalidParam        SCTPCauseCode = 7
	SCTPCauseUnrecognizedParam   SCTPCauseCode = 8
	SCTPCauseNoUserData          SCTPCauseCode = 9
	SCTPCauseCookieInShutdown    SCTPCauseCode = 10
	SCTPCauseRestart             SCTPCauseCode = 11
	SCTPCauseUserAbort           SCTPCauseCode = 12
	SCTPCauseProtocolViolation   SCTPCauseCode = 13
)

// SCTPParamIP returns the parameter of an address.
func SCTPParamIP(a netip.Addr) SCTPParam {
	if a.Is4() {
		return SCTPParam{SCTPParamIPv4, a.AsSlice()}
	}
	return SCTPParam{SCTPParamIPv6, a.AsSlice()}
}

// Addr returns the address of a parameter that has one.
func (p SCTPParam) Addr() (a netip.Addr, ok bool) {
	if p.Type == SCTPParamIPv4 && len(p.Value) == 4 || p.Type == SCTPParamIPv6 && len(p.Value) == 16 {
		return netip.AddrFromSlice(p.Value)
	}
	return a, false
}

// appendTLVs appends parameters or causes to b, each but the last filled up to a multiple of 4 bytes. B has no padding of its own.
func appendTLVs[T any](b []byte, list []T, split func(T) (uint16, []byte)) []byte {
	for _, x := range list {
		t, value := split(x)
		b = append(b, make([]byte, align4(len(b))-len(b))...)
		b = be.AppendUint16(be.AppendUint16(b, t), uint16(sctpTLVLen+len(value)))
		b = append(b, value...)
	}
	return b
}

// parseTLVs takes parameters or causes apart. It reports false where they do not fit, or have padding that is not zeros; the last may have none.
func parseTLVs[T any](b []byte, join func(t uint16, value []byte) T) (list []T, ok bool) {
	for len(b) > 0 {
		if len(b) < sctpTLVLen {
			return list, false
		}
		n := int(be.Uint16(b[2:]))
		if n < sctpTLVLen || n > len(b) {
			return list, false
		}
		list = append(list, join(be.Uint16(b), b[sctpTLVLen:n:n]))
		end := n
		if n < len(b) {
			end = align4(n)
		}
		if end > len(b) || len(bytes.TrimLeft(b[n:end], "\x00")) > 0 {
			return list, false
		}
		b = b[end:]
	}
	return list, true
}

func splitParam(p SCTPParam) (uint16, []byte) { return uint16(p.Type), p.Value }

func joinParam(t uint16, value []byte) SCTPParam { return SCTPParam{SCTPParamType(t), value} }

func splitCause(c SCTPCause) (uint16, []byte) { return uint16(c.Code), c.Value }

func joinCause(t uint16, value []byte) SCTPCause { return SCTPCause{SCTPCauseCode(t), value} }

// Params returns the parameters in a cause that has addresses, in fresh memory; false where they do not parse, or for other causes.
func (c SCTPCause) Params() ([]SCTPParam, bool) {
	if c.Code != SCTPCauseUnresolvableAddress && c.Code != SCTPCauseRestart {
		return nil, false
	}
	return parseTLVs(c.Value, joinParam)
}
