package packet

import (
	"net/netip"
	"slices"

	"github.com/ofwire/openflow"
)

// What IGMPv3 and MLDv2 have in common: they differ in the size of an address.

// A GroupRecord is what a host tells of one multicast group in a report of IGMPv3 or MLDv2.
type GroupRecord struct {
	Type    GroupRecordType
	Group   netip.Addr
	Sources []netip.Addr // Up to 65535.
	Aux     []byte       // Auxiliary data, up to 1020 bytes. Append fills it up to a multiple of 4 bytes with zeros.
}

// A GroupRecordType tells what the sources of a record are. RFC 3376 §4.2.12.
type GroupRecordType uint8

// Types of group records.
const (
	GroupModeInclude     GroupRecordType = 1
	GroupModeExclude     GroupRecordType = 2
	GroupChangeToInclude GroupRecordType = 3
	GroupChangeToExclude GroupRecordType = 4
	GroupAllowSources    GroupRecordType = 5
	GroupBlockSources    GroupRecordType = 6
)

// String returns the name, or the number.
func (t GroupRecordType) String() string {
	return nameOf(uint64(t), "", "include", "exclude", "to-include", "to-exclude", "allow", "block")
}

const maxSources = 0xffff

// addrAt returns the address of size bytes at the start of b.
func addrAt(b []byte, size int) netip.Addr {
	if size == 4 {
		return netip.AddrFrom4([4]byte(b))
	}
	return netip.AddrFrom16([16]byte(b))
}

// putAddr writes an address of size bytes to the start of b.
func putAddr(b []byte, a netip.Addr, size int) error {
	switch {
	case size == 4 && fits4(a):
		be.PutUint32(b, word4(a))
	case size == 16 && fits16(a):
		*(*[16]byte)(b) = a.As16()
	default:
		return openflow.ErrValue
	}
	return nil
}

// decodeAddrs is addrsAt, where it is not yet known that there are as many.
func decodeAddrs(b []byte, n, size int, d *Decoder) ([]netip.Addr, error) {
	if n > len(b)/size {
		return nil, openflow.ErrTruncated
	}
	return addrsAt(b, n, size, d), nil
}

// addrsAt returns the n addresses that are at the start of b.
func addrsAt(b []byte, n, size int, d *Decoder) []netip.Addr {
	a := arenaOf[netip.Addr](d)
	a.begin(cap(b) / size)
	for i := range n {
		a.add(addrAt(b[i*size:], size))
	}
	return a.list()
}

// encodeAddrs writes addresses to the start of b and returns what follows.
func encodeAddrs(b []byte, list []netip.Addr, size int) ([]byte, error) {
	for _, a := range list {
		if err := putAddr(b, a, size); err != nil {
			return nil, err
		}
		b = b[size:]
	}
	return b, nil
}

// decodeRecords returns the n records at the start of b, and their bytes.
func decodeRecords(b []byte, n, size int, d *Decoder) (list []GroupRecord, used int, err error) {
	a := arenaOf[GroupRecord](d)
	a.begin(cap(b) / (4 + size))
	for range n {
		r := b[used:]
		if len(r) < 4+size {
			return nil, 0, openflow.ErrTruncated
		}
		sources, aux := int(be.Uint16(r[2:])), int(r[1])*4
		at := 4 + size + sources*size
		if len(r) < at+aux {
			return nil, 0, openflow.ErrTruncated
		}
		a.add(GroupRecord{GroupRecordType(r[0]), addrAt(r[4:], size), addrsAt(r[4+size:], sources, size, d), r[at : at+aux : at+aux]})
		used += at + aux
	}
	return a.list(), used, nil
}

func (r *GroupRecord) len(size int) int { return 4 + size + len(r.Sources)*size + (len(r.Aux)+3)&^3 }

func recordsLen(list []GroupRecord, size int) int {
	n := 0
	for i := range list {
		n += list[i].len(size)
	}
	return n
}

// encodeRecords writes records to the start of b.
func encodeRecords(b []byte, list []GroupRecord, size int) error {
	for i := range list {
		r := &list[i]
		aux := (len(r.Aux) + 3) / 4
		if aux > 255 || len(r.Sources) > maxSources {
			return openflow.ErrTooLong
		}
		be.PutUint32(b, uint32(r.Type)<<24|uint32(aux)<<16|uint32(len(r.Sources)))
		err := putAddr(b[4:], r.Group, size)
		if err != nil {
			return err
		}
		if b, err = encodeAddrs(b[4+size:], r.Sources, size); err != nil {
			return err
		}
		clear(b[copy(b, r.Aux) : aux*4])
		b = b[aux*4:]
	}
	return nil
}

func cloneRecords(list []GroupRecord) []GroupRecord {
	list = slices.Clone(list)
	for i := range list {
		list[i].Sources, list[i].Aux = slices.Clone(list[i].Sources), slices.Clone(list[i].Aux)
	}
	return list
}

// walkQuery shows what queries of IGMPv3 and MLDv2 have behind the group.
func walkQuery(v Visitor, flags, interval *uint8, sources *[]netip.Addr, size int) {
	v.Rare("reserved", &bitField{flags, 4, 4})
	v.Uint("s_flg", &bitField{flags, 3, 1})
	v.Uint("qrv", &bitField{flags, 0, 3})
	v.Uint("qqic", (*openflow.U8)(interval))
	v.Derived("num", uint64(len(*sources)))
	v.Addrs("srcs", sources, size)
}

// A groupRecord shows a record in JSON.
type groupRecord struct {
	*GroupRecord
	size int
}

// Class names the record by the protocol that it is in.
func (r groupRecord) Class() string {
	if r.size == 4 {
		return "igmpv3_report_group"
	}
	return "mldv2_report_group"
}

// Walk shows the fields to v.
func (r groupRecord) Walk(v Visitor) {
	v.Enum("type", (*openflow.U8)(&r.Type), r.Type)
	v.Derived("aux_len", uint64(len(r.Aux)+3)/4)
	v.Derived("num", uint64(len(r.Sources)))
	v.Addr("address", &r.Group, r.size)
	v.Addrs("srcs", &r.Sources, r.size)
	v.Bytes("aux", &r.Aux)
}

type groupRecordList struct {
	list *[]GroupRecord
	size int
}

func (l groupRecordList) Len() int         { return len(*l.list) }
func (l groupRecordList) At(i int) Element { return groupRecord{&(*l.list)[i], l.size} }
func (l groupRecordList) Add(class string) Element {
	if class != (groupRecord{size: l.size}).Class() {
		return nil
	}
	*l.list = append(*l.list, GroupRecord{})
	return l.At(len(*l.list) - 1)
}
