package oftest

import (
	"encoding/binary"
	"slices"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// A span is where a field lies in a frame: bits of the number that size bytes are.
type span struct {
	key         openflow.FieldID
	at, size    int
	shift, bits uint8 // 0 bits are all.
}

// A packet is a frame on its way through the switch.
type packet struct {
	in     portNo
	frame  []byte
	shared bool   // Somebody else has the frame too.
	spans  []span // The frame's fields; nil when they are not known yet.
	ttl    int    // Where the TTL or hop limit is, or 0.
	ip, l4 int    // Where these headers begin, or 0.
	vlan   bool   // It has a tag.
	proto  uint8  // Of l4.
	meta   []term // Metadata and registers that were written; their masks have no meaning.
	set    []action

	table  uint8
	cookie uint64
	reason uint64
	depth  int // Of groups within groups.
}

// registers are the fields beside the packet: key of the first, and how many there are.
var registers = []struct {
	first openflow.FieldID
	count int
}{
	{openflow15.FieldMetadata.ID().Key(), 1},
	{openflow15.FieldTunnelID.ID().Key(), 1},
	{openflow15.FieldReg0.ID().Key(), 16},
}

func isRegister(key openflow.FieldID) bool {
	for _, r := range registers {
		const step = 0x200 // Between the keys of neighbours.
		if key >= r.first && key < r.first+openflow.FieldID(r.count*step) {
			return true
		}
	}
	return false
}

// known reports whether the simulation can match a field.
func known(key openflow.FieldID) bool {
	if key == keyInPort || isRegister(key) {
		return true
	}
	for _, list := range [][]span{spansEth, spansVLAN, spansARP, spansIPv4, spansIPv6, spansMPLS, spansND} {
		if slices.ContainsFunc(list, func(s span) bool { return s.key == key }) {
			return true
		}
	}
	for _, l4 := range spansL4 {
		if slices.ContainsFunc(l4, func(s span) bool { return s.key == key }) {
			return true
		}
	}
	return false
}

var (
	keyInPort  = openflow15.FieldInPort.ID().Key()
	keyVLANVID = openflow15.FieldVLANVID.ID().Key()
	keyVLANPCP = openflow15.FieldVLANPCP.ID().Key()
	keyEthType = openflow15.FieldEthType.ID().Key()
	keyIPProto = openflow15.FieldIPProto.ID().Key()
	keyBOS     = openflow15.FieldMPLSBOS.ID().Key()

	keyTCPFlags   = openflow15.FieldTCPFlags.ID().Key()
	keyICMPv6Type = openflow15.FieldICMPv6Type.ID().Key()
)

// fixed are the fields that no set-field may write.
var fixed = []openflow.FieldID{keyInPort, keyEthType, keyIPProto, keyBOS, keyTCPFlags}

// Where the fields lie in their headers.
var (
	spansEth  = []span{{openflow15.FieldEthDst.ID().Key(), 0, 6, 0, 0}, {openflow15.FieldEthSrc.ID().Key(), 6, 6, 0, 0}, {keyEthType, 12, 2, 0, 0}}
	spansVLAN = []span{{keyVLANVID, 14, 2, 0, 12}, {keyVLANPCP, 14, 2, 13, 3}}
	spansARP  = []span{
		{openflow15.FieldARPOp.ID().Key(), 6, 2, 0, 0},
		{openflow15.FieldARPSHA.ID().Key(), 8, 6, 0, 0}, {openflow15.FieldARPSPA.ID().Key(), 14, 4, 0, 0},
		{openflow15.FieldARPTHA.ID().Key(), 18, 6, 0, 0}, {openflow15.FieldARPTPA.ID().Key(), 24, 4, 0, 0},
	}
	spansIPv4 = []span{
		{openflow15.FieldIPDSCP.ID().Key(), 1, 1, 2, 6}, {openflow15.FieldIPECN.ID().Key(), 1, 1, 0, 2},
		{openflow15.FieldIPProto.ID().Key(), 9, 1, 0, 0},
		{openflow15.FieldIPv4Src.ID().Key(), 12, 4, 0, 0}, {openflow15.FieldIPv4Dst.ID().Key(), 16, 4, 0, 0},
	}
	spansIPv6 = []span{
		{openflow15.FieldIPDSCP.ID().Key(), 0, 2, 6, 6}, {openflow15.FieldIPECN.ID().Key(), 0, 2, 4, 2},
		{openflow15.FieldIPv6Flabel.ID().Key(), 0, 4, 0, 20}, {openflow15.FieldIPProto.ID().Key(), 6, 1, 0, 0},
		{openflow15.FieldIPv6Src.ID().Key(), 8, 16, 0, 0}, {openflow15.FieldIPv6Dst.ID().Key(), 24, 16, 0, 0},
	}
	spansMPLS = []span{
		{openflow15.FieldMPLSLabel.ID().Key(), 0, 4, 12, 20}, {openflow15.FieldMPLSTC.ID().Key(), 0, 4, 9, 3},
		{openflow15.FieldMPLSBOS.ID().Key(), 0, 4, 8, 1},
	}
	spansL4 = map[uint8][]span{
		ipTCP: {
			{openflow15.FieldTCPSrc.ID().Key(), 0, 2, 0, 0}, {openflow15.FieldTCPDst.ID().Key(), 2, 2, 0, 0},
			{openflow15.FieldTCPFlags.ID().Key(), 12, 2, 0, 12},
		},
		ipUDP:    {{openflow15.FieldUDPSrc.ID().Key(), 0, 2, 0, 0}, {openflow15.FieldUDPDst.ID().Key(), 2, 2, 0, 0}},
		ipSCTP:   {{openflow15.FieldSCTPSrc.ID().Key(), 0, 2, 0, 0}, {openflow15.FieldSCTPDst.ID().Key(), 2, 2, 0, 0}},
		ipICMP:   {{openflow15.FieldICMPv4Type.ID().Key(), 0, 1, 0, 0}, {openflow15.FieldICMPv4Code.ID().Key(), 1, 1, 0, 0}},
		ipICMPv6: {{openflow15.FieldICMPv6Type.ID().Key(), 0, 1, 0, 0}, {openflow15.FieldICMPv6Code.ID().Key(), 1, 1, 0, 0}},
	}
	spansND = []span{
		{openflow15.FieldIPv6NDTarget.ID().Key(), 8, 16, 0, 0},
		{openflow15.FieldIPv6NDSLL.ID().Key(), 26, 6, 0, 0}, {openflow15.FieldIPv6NDTLL.ID().Key(), 26, 6, 0, 0},
	}
)

// parse finds the fields of the frame.
func (p *packet) parse() {
	p.spans, p.ttl, p.ip, p.l4, p.vlan, p.proto = p.spans[:0], 0, 0, 0, false, 0
	at := 12
	p.add(0, spansEth[:2])
	typ := p.u16(at)
	for ; typ == ethVLAN || typ == ethQinQ; typ = p.u16(at) {
		if !p.vlan {
			p.vlan = true
			p.add(0, spansVLAN)
		}
		at += 4
	}
	p.add(at-12, spansEth[2:])
	p.network(typ, at+2)
}

// network finds the fields behind the Ethernet type.
func (p *packet) network(typ uint16, at int) {
	switch typ {
	case ethARP:
		p.add(at, spansARP)
	case 0x8847, 0x8848:
		p.add(at, spansMPLS)
	case ethIPv4:
		if len(p.frame) < at+20 {
			return
		}
		p.add(at, spansIPv4)
		p.ip, p.ttl = at, at+8
		if fragment := p.u16(at+6) & 0x1fff; fragment == 0 {
			p.transport(p.frame[at+9], at+int(p.frame[at]&15)*4)
		}
	case ethIPv6:
		if len(p.frame) < at+40 {
			return
		}
		p.add(at, spansIPv6)
		p.ip, p.ttl = at, at+7
		p.transport(p.frame[at+6], at+40)
	}
}

// transport finds the fields of the protocol in IP.
func (p *packet) transport(proto uint8, at int) {
	p.proto, p.l4 = proto, at
	p.add(at, spansL4[proto])
	if proto != ipICMPv6 || len(p.frame) < at+24 {
		return
	}
	const solicitation, advertisement = 135, 136
	typ := p.frame[at]
	if typ != solicitation && typ != advertisement {
		return
	}
	p.add(at, spansND[:1])
	if len(p.frame) >= at+32 && p.frame[at+24] == typ-134 { // The option of source or target address.
		p.add(at, spansND[1+typ-solicitation:][:1])
	}
}

// add adds spans of a header at an offset, as far as the frame has them.
func (p *packet) add(at int, list []span) {
	for _, s := range list {
		if s.at += at; s.at+s.size <= len(p.frame) {
			p.spans = append(p.spans, s)
		}
	}
}

// u16 reads two bytes, 0 beyond the end.
func (p *packet) u16(at int) uint16 {
	if at+2 > len(p.frame) {
		return 0
	}
	return binary.BigEndian.Uint16(p.frame[at:])
}

func (p *packet) span(key openflow.FieldID) *span {
	if p.spans == nil {
		p.parse()
	}
	for i := range p.spans {
		if p.spans[i].key == key {
			return &p.spans[i]
		}
	}
	return nil
}

// get returns the value of a field, 0 for one that the packet does not have.
func (p *packet) get(key openflow.FieldID) openflow.Uint128 {
	switch {
	case key == keyInPort:
		return openflow.Uint128{Lo: uint64(p.in)}
	case isRegister(key):
		return match(p.meta).find(key)
	}
	s := p.span(key)
	if s == nil {
		return openflow.Uint128{}
	}
	v := number(p.frame[s.at : s.at+s.size])
	if s.bits > 0 {
		v.Lo = v.Lo >> s.shift & (1<<s.bits - 1)
	}
	if key == keyVLANVID {
		v.Lo |= vlanPresent
	}
	return v
}

// find returns the value of a field in terms that are not sorted.
func (m match) find(key openflow.FieldID) openflow.Uint128 {
	for _, t := range m {
		if t.key == key {
			return t.value
		}
	}
	return openflow.Uint128{}
}
