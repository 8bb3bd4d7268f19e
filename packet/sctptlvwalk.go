package packet

import "github.com/ofwire/openflow"

// sctpParamClasses are os-ken's names of the types; 0x8000 is beside them.
var sctpParamClasses = [...]string{
	SCTPParamHeartbeat: "param_heartbeat", SCTPParamIPv4: "param_ipv4", SCTPParamIPv6: "param_ipv6", SCTPParamStateCookie: "param_state_cookie",
	SCTPParamUnrecognized: "param_unrecognized_param", SCTPParamCookiePreserve: "param_cookie_preserve", SCTPParamHostName: "param_host_addr",
	SCTPParamAddressTypes: "param_supported_addr",
}

// Classes of parameters and causes of other types, and of those whose value is not as it should be.
const (
	sctpParamECN     = "param_ecn"
	sctpParamUnknown = "param_unknown"
	sctpCauseUnknown = "cause_unknown"
)

// Class names the parameter in JSON.
func (p *SCTPParam) Class() string {
	ok := true
	switch p.Type {
	case SCTPParamIPv4, SCTPParamIPv6:
		_, ok = p.Addr()
	case SCTPParamCookiePreserve:
		ok = len(p.Value) == 4
	case SCTPParamAddressTypes:
		ok = len(p.Value)%2 == 0
	case SCTPParamECN:
		if len(p.Value) == 0 {
			return sctpParamECN
		}
	}
	if !ok || int(p.Type) >= len(sctpParamClasses) || sctpParamClasses[p.Type] == "" {
		return sctpParamUnknown
	}
	return sctpParamClasses[p.Type]
}

// SetClass makes an empty parameter of a class.
func (p *SCTPParam) SetClass(class string) bool {
	if class == sctpParamECN {
		*p = SCTPParam{Type: SCTPParamECN}
		return true
	}
	for i, name := range sctpParamClasses {
		if name == class && name != "" {
			*p = SCTPParam{Type: SCTPParamType(i)}
			switch p.Type {
			case SCTPParamIPv4, SCTPParamCookiePreserve:
				p.Value = make([]byte, 4)
			case SCTPParamIPv6:
				p.Value = make([]byte, 16)
			}
			return true
		}
	}
	*p = SCTPParam{}
	return class == sctpParamUnknown
}

// Walk shows the fields to v.
func (p *SCTPParam) Walk(v Visitor) {
	class := p.Class()
	if class == sctpParamUnknown {
		v.Uint("type", (*openflow.U16)(&p.Type))
	}
	v.Derived("length", uint64(sctpTLVLen+len(p.Value)))
	switch {
	case class == sctpParamUnknown:
		v.Bytes("value", &p.Value)
	case p.Type == SCTPParamECN:
		absent(v, "value")
	case p.Type == SCTPParamIPv4, p.Type == SCTPParamIPv6:
		a, _ := p.Addr()
		v.Addr("value", &a, len(p.Value))
		if v.Reading() {
			*p = SCTPParamIP(a)
		}
	case p.Type == SCTPParamCookiePreserve:
		x := be.Uint32(p.Value)
		v.Uint("value", (*openflow.U32)(&x))
		if v.Reading() {
			p.Value = be.AppendUint32(nil, x)
		}
	case p.Type == SCTPParamAddressTypes:
		v.Uints("value", uint16s{&p.Value, 0})
	default:
		v.Bytes("value", &p.Value)
	}
}

// uint16s are the numbers of 16 bits behind the first bytes of a value.
type uint16s struct {
	b     *[]byte
	first int
}

func (l uint16s) Len() int        { return (len(*l.b) - l.first) / 2 }
func (l uint16s) At(i int) uint64 { return uint64(be.Uint16((*l.b)[l.first+2*i:])) }

func (l uint16s) Set(list []uint64) error {
	b := append([]byte(nil), (*l.b)[:l.first]...)
	for _, x := range list {
		if x > 0xffff {
			return openflow.ErrValue
		}
		b = be.AppendUint16(b, uint16(x))
	}
	*l.b = b
	return nil
}

type sctpParamList []SCTPParam

func (l *sctpParamList) Len() int                 { return len(*l) }
func (l *sctpParamList) At(i int) Element         { return &(*l)[i] }
func (l *sctpParamList) Add(class string) Element { return addChoice((*[]SCTPParam)(l), class) }

// sctpCauseClasses are os-ken's names of the codes.
var sctpCauseClasses = [...]string{
	"", "cause_invalid_stream_id", "cause_missing_param", "cause_stale_cookie", "cause_out_of_resource", "cause_unresolvable_addr",
	"cause_unrecognized_chunk", "cause_invalid_param", "cause_unrecognized_param", "cause_no_userdata", "cause_cookie_while_shutdown",
	"cause_restart_with_new_addr", "cause_user_initiated_abort", "cause_protocol_violation",
}

// Class names the cause in JSON.
func (c *SCTPCause) Class() string {
	ok := true
	switch c.Code {
	case SCTPCauseInvalidStream:
		ok = len(c.Value) == 4 && be.Uint16(c.Value[2:]) == 0
	case SCTPCauseMissingParam:
		ok = len(c.Value) >= 4 && len(c.Value)%2 == 0 && int64(be.Uint32(c.Value)) == int64(len(c.Value)-4)/2
	case SCTPCauseOutOfResource, SCTPCauseInvalidParam, SCTPCauseCookieInShutdown:
		ok = len(c.Value) == 0
	case SCTPCauseUnresolvableAddress:
		var list []SCTPParam
		list, ok = c.Params()
		ok = ok && len(list) == 1
	case SCTPCauseRestart:
		_, ok = c.Params()
	}
	if !ok || c.Code == 0 || int(c.Code) >= len(sctpCauseClasses) {
		return sctpCauseUnknown
	}
	return sctpCauseClasses[c.Code]
}

// SetClass makes an empty cause of a class.
func (c *SCTPCause) SetClass(class string) bool {
	for i, name := range sctpCauseClasses {
		if name != class || name == "" {
			continue
		}
		*c = SCTPCause{Code: SCTPCauseCode(i)}
		switch c.Code {
		case SCTPCauseInvalidStream, SCTPCauseMissingParam:
			c.Value = make([]byte, 4)
		case SCTPCauseUnresolvableAddress:
			c.Value = appendTLVs(nil, make([]SCTPParam, 1), splitParam)
		}
		return true
	}
	*c = SCTPCause{}
	return class == sctpCauseUnknown
}

// Walk shows the fields to v.
func (c *SCTPCause) Walk(v Visitor) {
	class := c.Class()
	if class == sctpCauseUnknown {
		v.Uint("code", (*openflow.U16)(&c.Code))
	}
	length := walkSCTPLength(v, len(c.Value))
	switch {
	case class == sctpCauseUnknown:
		v.Bytes("value", &c.Value)
	case c.Code == SCTPCauseInvalidStream:
		stream := be.Uint16(c.Value)
		v.Uint("value", (*openflow.U16)(&stream))
		if v.Reading() {
			c.Value = be.AppendUint16(nil, stream)
			c.Value = append(c.Value, 0, 0)
		}
	case c.Code == SCTPCauseMissingParam:
		types := uint16s{&c.Value, 4}
		v.Derived("num", uint64(types.Len()))
		v.Uints("types", types)
		if v.Reading() {
			be.PutUint32(c.Value, uint32(types.Len()))
		}
	case c.Code == SCTPCauseUnresolvableAddress, c.Code == SCTPCauseRestart:
		list, _ := c.Params()
		if c.Code == SCTPCauseRestart {
			v.List("value", (*sctpParamList)(&list))
		} else {
			v.Object("value", &list[0])
		}
		if v.Reading() {
			c.Value = padTLVs(appendTLVs(nil, list, splitParam), length)
		}
	case c.Code == SCTPCauseOutOfResource, c.Code == SCTPCauseInvalidParam, c.Code == SCTPCauseCookieInShutdown:
	default:
		v.Bytes("value", &c.Value)
	}
}

type sctpCauseList []SCTPCause

func (l *sctpCauseList) Len() int                 { return len(*l) }
func (l *sctpCauseList) At(i int) Element         { return &(*l)[i] }
func (l *sctpCauseList) Add(class string) Element { return addChoice((*[]SCTPCause)(l), class) }
