package oftest

import (
	"encoding/binary"
	"slices"
)

// own makes the frame the packet's alone, before it is changed.
func (p *packet) own() {
	if p.shared {
		p.frame, p.shared = slices.Clone(p.frame), false
	}
}

// put writes a field, in the bits that a mask has. A field that the packet does not have is left alone.
func (p *packet) put(t term) {
	v := or(and(t.value, t.mask), without(p.get(t.key), t.mask))
	if isRegister(t.key) {
		p.meta = slices.DeleteFunc(slices.Clone(p.meta), func(u term) bool { return u.key == t.key })
		p.meta = append(p.meta, term{key: t.key, value: v})
		return
	}
	s := p.span(t.key)
	if s == nil {
		return
	}
	p.own()
	b := p.frame[s.at : s.at+s.size]
	if s.bits > 0 {
		bits := uint64(1)<<s.bits - 1
		v.Lo = number(b).Lo&^(bits<<s.shift) | v.Lo&bits<<s.shift
	}
	for i := range b {
		if low := 8 * (len(b) - 1 - i); low < 64 {
			b[i] = byte(v.Lo >> low)
		} else {
			b[i] = byte(v.Hi >> (low - 64))
		}
	}
	if p.ip > 0 && s.at > p.ip {
		p.checksums()
	}
	p.spans = nil
}

// pushVLAN adds a tag with the VLAN id and priority of the one that is there, or with zero.
func (p *packet) pushVLAN(etherType uint16) {
	if len(p.frame) < 14 {
		return
	}
	tag := make([]byte, 4)
	binary.BigEndian.PutUint16(tag, etherType)
	if p.span(keyVLANVID); p.vlan {
		copy(tag[2:], p.frame[14:16])
	}
	p.frame, p.shared, p.spans = slices.Concat(p.frame[:12], tag, p.frame[12:]), false, nil
}

// popVLAN removes the outer tag, if there is one.
func (p *packet) popVLAN() {
	if p.span(keyVLANVID); p.vlan && len(p.frame) >= 18 {
		p.frame, p.shared, p.spans = slices.Concat(p.frame[:12], p.frame[16:]), false, nil
	}
}

// setTTL changes the TTL or hop limit, if there is one. It returns the old one.
func (p *packet) setTTL(change func(old uint8) uint8) (old uint8, ok bool) {
	p.span(keyEthType)
	if p.ttl == 0 {
		return 0, false
	}
	p.own()
	old = p.frame[p.ttl]
	p.frame[p.ttl] = change(old)
	p.checksums()
	return old, true
}

// checksums makes the checksums of IP and of what it carries right, where the frame has all of the packet.
func (p *packet) checksums() {
	ip, v6 := p.frame[p.ip:], p.frame[p.ip]>>4 == 6
	total, addresses := int(p.u16(p.ip+2)), ip[12:20]
	if v6 {
		total, addresses = int(p.u16(p.ip+4))+40, ip[8:40]
	} else if head := int(ip[0]&15) * 4; head >= 20 && head <= len(ip) {
		binary.BigEndian.PutUint16(ip[10:], 0)
		binary.BigEndian.PutUint16(ip[10:], ^fold(sum(0, ip[:head])))
	}
	at := map[uint8]int{ipTCP: 16, ipUDP: 6, ipICMP: 2, ipICMPv6: 2}[p.proto]
	start := p.l4 - p.ip
	if at == 0 || p.l4 == 0 || total > len(ip) || total < start+at+2 {
		return
	}
	l4 := ip[start:total]
	if p.proto == ipUDP && binary.BigEndian.Uint16(l4[at:]) == 0 { // It has none.
		return
	}
	binary.BigEndian.PutUint16(l4[at:], 0)
	acc := uint32(0)
	if p.proto != ipICMP {
		acc = sum(uint32(p.proto)+uint32(len(l4)), addresses)
	}
	check := ^fold(sum(acc, l4))
	if p.proto == ipUDP && check == 0 {
		check = 0xffff
	}
	binary.BigEndian.PutUint16(l4[at:], check)
}

// sum adds the 16-bit words of b.
func sum(acc uint32, b []byte) uint32 {
	for ; len(b) >= 2; b = b[2:] {
		acc += uint32(b[0])<<8 | uint32(b[1])
	}
	if len(b) == 1 {
		acc += uint32(b[0]) << 8
	}
	return acc
}

func fold(acc uint32) uint16 {
	for acc > 0xffff {
		acc = acc>>16 + acc&0xffff
	}
	return uint16(acc)
}

// clone returns a packet that can be changed on its own, as buckets of groups do.
func (p *packet) clone() *packet {
	q := *p
	p.shared, q.shared = true, true
	q.spans, q.set = nil, slices.Clone(p.set)
	return &q
}
