package packet

import "github.com/ofwire/openflow"

// tcpOptionClasses are os-ken's names of the kinds.
var tcpOptionClasses = [...]string{
	"TCPOptionEndOfOptionList", "TCPOptionNoOperation", "TCPOptionMaximumSegmentSize", "TCPOptionWindowScale", "TCPOptionSACKPermitted", "TCPOptionSACK",
	TCPTimestamps: "TCPOptionTimestamps", TCPUserTimeout: "TCPOptionUserTimeout", TCPAuthentication: "TCPOptionAuthentication",
}

// tcpOptionUnknown is the class of options of other kinds, and of those whose data is not as it should be.
const tcpOptionUnknown = "TCPOptionUnknown"

// tcpOptionData is how many bytes of data options of some kinds have.
var tcpOptionData = [...]int{TCPMSS: 2, TCPWindowScale: 1, TCPTimestamps: 8, TCPUserTimeout: 2, TCPAuthentication: 2}

// Class names the option in JSON.
func (o *TCPOption) Class() string {
	if o.Malformed || int(o.Kind) >= len(tcpOptionClasses) || tcpOptionClasses[o.Kind] == "" {
		return tcpOptionUnknown
	}
	ok := len(o.Data) == tcpOptionData[o.Kind]
	switch o.Kind {
	case TCPEndOfOptions:
		ok = true
	case TCPSACK:
		ok = len(o.Data)%8 == 0
	case TCPAuthentication:
		ok = len(o.Data) >= 2
	}
	if !ok {
		return tcpOptionUnknown
	}
	return tcpOptionClasses[o.Kind]
}

// SetClass makes an empty option of a class.
func (o *TCPOption) SetClass(class string) bool {
	for i, name := range tcpOptionClasses {
		if name == class && name != "" {
			*o = TCPOption{Kind: TCPOptionKind(i)}
			if n := tcpOptionData[i]; n > 0 {
				o.Data = make([]byte, n)
			}
			return true
		}
	}
	*o = TCPOption{Kind: 255}
	return class == tcpOptionUnknown
}

// Walk shows the fields to v.
func (o *TCPOption) Walk(v Visitor) {
	set := func(x TCPOption) {
		if v.Reading() {
			*o = x
		}
	}
	class := o.Class()
	if class == tcpOptionUnknown {
		v.Uint("kind", (*openflow.U8)(&o.Kind))
		v.Derived("length", uint64(o.len()))
		v.Bytes("value", &o.Data)
		v.Rare("malformed", (*openflow.Bool)(&o.Malformed))
		return
	}
	v.Const("kind", int(o.Kind))
	if o.Kind == TCPEndOfOptions {
		v.Derived("length", 1)
		v.RareBytes("padding", &o.Data)
		return
	}
	v.Derived("length", uint64(o.len()))
	switch o.Kind {
	case TCPMSS:
		size, _ := o.MSS()
		v.Uint("max_seg_size", (*openflow.U16)(&size))
		set(TCPOptionMSS(size))
	case TCPWindowScale:
		v.Uint("shift_cnt", (*openflow.U8)(&o.Data[0]))
	case TCPSACK:
		v.Tuples("blocks", sackBlocks{o}, 2)
	case TCPTimestamps:
		value, echo, _ := o.Timestamps()
		v.Uint("ts_val", (*openflow.U32)(&value))
		v.Uint("ts_ecr", (*openflow.U32)(&echo))
		set(TCPOptionTimestamps(value, echo))
	case TCPUserTimeout:
		x := be.Uint16(o.Data)
		granularity, timeout := uint8(x>>15), x&0x7fff
		v.Uint("granularity", masked{(*openflow.U8)(&granularity), 1})
		v.Uint("user_timeout", masked{(*openflow.U16)(&timeout), 0x7fff})
		set(TCPOptionUserTimeout(timeout, granularity != 0))
	case TCPAuthentication:
		mac := o.Data[2:]
		v.Uint("key_id", (*openflow.U8)(&o.Data[0]))
		v.Uint("r_next_key_id", (*openflow.U8)(&o.Data[1]))
		v.Bytes("mac", &mac)
		set(TCPOptionAuthentication(o.Data[0], o.Data[1], mac))
	}
}

// sackBlocks are the edges of a SACK option as numbers.
type sackBlocks struct{ *TCPOption }

func (l sackBlocks) Len() int        { return len(l.Data) / 4 }
func (l sackBlocks) At(i int) uint64 { return uint64(be.Uint32(l.Data[4*i:])) }

func (l sackBlocks) Set(list []uint64) error {
	l.Data = nil
	for _, x := range list {
		if x > 0xffffffff {
			return openflow.ErrValue
		}
		l.Data = be.AppendUint32(l.Data, uint32(x))
	}
	return nil
}

type tcpOptionList []TCPOption

func (l *tcpOptionList) Len() int         { return len(*l) }
func (l *tcpOptionList) At(i int) Element { return &(*l)[i] }

func (l *tcpOptionList) Add(class string) Element { return addChoice((*[]TCPOption)(l), class) }
