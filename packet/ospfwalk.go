package packet

import (
	"github.com/ofwire/openflow"
)

// Walk shows the fields to v.
func (l *OSPF) Walk(v Visitor) {
	v.Const("version", ospfVersion)
	v.Const("type", int(l.Type))
	v.Computed("length", &l.Length)
	v.Base64Addr("router_id", &l.RouterID, 4)
	v.Base64Addr("area_id", &l.AreaID, 4)
	v.Computed("checksum", &l.Checksum)
	v.Uint("au_type", (*openflow.U16)(&l.AuthType))
	v.Hex("authentication", (*openflow.U64)(&l.Auth))
	switch l.Type {
	case OSPFTypeHello:
		h := &l.Hello
		v.Base64Addr("mask", &h.Mask, 4)
		v.Uint("hello_interval", (*openflow.U16)(&h.Interval))
		v.Hex("options", (*openflow.U8)(&h.Options))
		v.Uint("priority", (*openflow.U8)(&h.Priority))
		v.Uint("dead_interval", (*openflow.U32)(&h.DeadInterval))
		v.Base64Addr("designated_router", &h.DR, 4)
		v.Base64Addr("backup_router", &h.BDR, 4)
		v.Base64Addrs("neighbors", &h.Neighbors, 4)
	case OSPFTypeDescription:
		l.Description.walk(v)
		v.List("lsa_headers", (*ospfHeaderList)(&l.LSAs))
	case OSPFTypeRequest:
		v.List("lsa_requests", (*ospfRequestList)(&l.Requests))
	case OSPFTypeUpdate:
		if l.Count.Value() != uint32(len(l.LSAs)) || v.Reading() {
			v.Computed("count", &l.Count)
		}
		v.List("lsas", (*ospfLSAList)(&l.LSAs))
		if v.Reading() && l.Count == 0 {
			l.Count = Received(uint32(len(l.LSAs)))
		}
	case OSPFTypeAck:
		v.List("lsa_headers", (*ospfHeaderList)(&l.LSAs))
	}
	v.RareBytes("extra", &l.Extra)
}

func (x *OSPFDescription) walk(v Visitor) {
	v.Uint("mtu", (*openflow.U16)(&x.MTU))
	v.Hex("options", (*openflow.U8)(&x.Options))
	rest := x.Flags &^ (OSPFInit | OSPFMore | OSPFMaster)
	flags := rest
	for _, f := range [...]struct {
		name string
		mask uint8
	}{{"i_flag", OSPFInit}, {"m_flag", OSPFMore}, {"ms_flag", OSPFMaster}} {
		bit := x.Flags&f.mask != 0
		v.Uint(f.name, (*openflow.Bool)(&bit))
		if bit {
			flags |= f.mask
		}
	}
	v.Rare("flags", (*openflow.U8)(&rest))
	if v.Reading() {
		x.Flags = flags | rest
	}
	v.Uint("sequence_number", (*openflow.U32)(&x.Sequence))
}

// Class names the request in JSON.
func (r *OSPFRequest) Class() string { return "Request" }

// Walk shows the fields to v.
func (r *OSPFRequest) Walk(v Visitor) {
	v.Uint("type", (*openflow.U32)(&r.Type))
	v.Base64Addr("id", &r.ID, 4)
	v.Base64Addr("adv_router", &r.AdvRouter, 4)
}

type ospfRequestList []OSPFRequest

func (l *ospfRequestList) Len() int         { return len(*l) }
func (l *ospfRequestList) At(i int) Element { return &(*l)[i] }
func (l *ospfRequestList) Add(class string) Element {
	return addTo((*[]OSPFRequest)(l), class == "Request")
}

// An ospfHeader is the header of an LSA in JSON.
type ospfHeader struct{ lsa *OSPFLSA }

// Class names the header in JSON.
func (ospfHeader) Class() string { return "LSAHeader" }

// Walk shows the fields to v.
func (h ospfHeader) Walk(v Visitor) {
	l := h.lsa
	v.Uint("ls_age", (*openflow.U16)(&l.Age))
	v.Hex("options", (*openflow.U8)(&l.Options))
	v.Enum("type", (*openflow.U8)(&l.Type), l.Type)
	if l.Type.isOpaque() {
		x := word4(l.ID)
		opaque, id := uint8(x>>24), x&0xffffff
		v.Uint("opaque_type", (*openflow.U8)(&opaque))
		v.Uint("opaque_id", masked{(*openflow.U32)(&id), 0xffffff})
		if v.Reading() {
			l.ID = addr4(be.AppendUint32(nil, uint32(opaque)<<24|id))
		}
	} else {
		v.Base64Addr("id", &l.ID, 4)
	}
	v.Base64Addr("adv_router", &l.AdvRouter, 4)
	v.Hex("ls_seqnum", (*openflow.U32)(&l.Sequence))
	v.Computed("checksum", &l.Checksum)
	v.Computed("length", &l.Length)
}

type ospfHeaderList []OSPFLSA

func (l *ospfHeaderList) Len() int         { return len(*l) }
func (l *ospfHeaderList) At(i int) Element { return ospfHeader{&(*l)[i]} }

func (l *ospfHeaderList) Add(class string) Element {
	if class != "LSAHeader" {
		return nil
	}
	*l = append(*l, OSPFLSA{})
	return l.At(len(*l) - 1)
}

type ospfLSAList []OSPFLSA

func (l *ospfLSAList) Len() int                 { return len(*l) }
func (l *ospfLSAList) At(i int) Element         { return &(*l)[i] }
func (l *ospfLSAList) Add(class string) Element { return addChoice((*[]OSPFLSA)(l), class) }

// Walk shows the fields to v.
func (l *OSPFLSA) Walk(v Visitor) {
	class, body := l.Class(), *l
	v.Object("header", ospfHeader{l})
	set := func(b []byte) {
		if v.Reading() {
			l.Body = b
		}
	}
	if class == ospfLSAUnknown {
		v.Bytes("body", &l.Body)
		return
	}
	switch body.Type {
	case OSPFRouterLSA:
		flags, links, _ := body.Router()
		v.Hex("flags", (*openflow.U8)(&flags))
		v.List("links", (*ospfLinkList)(&links))
		set(OSPFRouterBody(flags, links...))
	case OSPFNetworkLSA:
		mask, routers, _ := body.Network()
		v.Base64Addr("mask", &mask, 4)
		v.Base64Addrs("routers", &routers, 4)
		set(OSPFNetworkBody(mask, routers...))
	case OSPFSummaryLSA, OSPFASBRSummaryLSA:
		mask, metric, _ := body.Summary()
		v.Base64Addr("mask", &mask, 4)
		v.Derived("tos", 0)
		v.Uint("metric", masked{(*openflow.U32)(&metric), maxOSPFMetric})
		set(OSPFSummaryBody(mask, metric))
	case OSPFExternalLSA, OSPFNSSAExternalLSA:
		x, _ := body.External()
		list := []OSPFExternal{x}
		if v.Reading() {
			list = nil
		}
		v.List("extnws", (*ospfExternalList)(&list))
		if len(list) > 0 {
			set(OSPFExternalBody(list[0]))
		}
	default:
		opaque, _, tlvs, _ := body.Opaque()
		v.Object("data", &ospfOpaque{opaque, tlvs, set})
	}
}

// Class names the link in JSON.
func (x *OSPFLink) Class() string { return "Link" }

// Walk shows the fields to v.
func (x *OSPFLink) Walk(v Visitor) {
	v.Base64Addr("id", &x.ID, 4)
	v.Base64Addr("data", &x.Data, 4)
	v.Uint("type", (*openflow.U8)(&x.Type))
	v.Derived("tos", uint64(len(x.TOS)/4))
	v.Uint("metric", (*openflow.U16)(&x.Metric))
	v.RareBytes("tos_metrics", &x.TOS)
}

type ospfLinkList []OSPFLink

func (l *ospfLinkList) Len() int                 { return len(*l) }
func (l *ospfLinkList) At(i int) Element         { return &(*l)[i] }
func (l *ospfLinkList) Add(class string) Element { return addTo((*[]OSPFLink)(l), class == "Link") }

// Class names the destination in JSON.
func (x *OSPFExternal) Class() string { return "ExternalNetwork" }

// Walk shows the fields to v.
func (x *OSPFExternal) Walk(v Visitor) {
	v.Base64Addr("mask", &x.Mask, 4)
	v.Hex("flags", (*openflow.U8)(&x.Flags))
	v.Uint("metric", masked{(*openflow.U32)(&x.Metric), maxOSPFMetric})
	v.Base64Addr("fwd_addr", &x.Forwarding, 4)
	v.Uint("tag", (*openflow.U32)(&x.Tag))
}

// An ospfExternalList is the one destination of an LSA; os-ken has a list of them.
type ospfExternalList []OSPFExternal

func (l *ospfExternalList) Len() int         { return len(*l) }
func (l *ospfExternalList) At(i int) Element { return &(*l)[i] }
func (l *ospfExternalList) Add(class string) Element {
	return addTo((*[]OSPFExternal)(l), class == "ExternalNetwork" && len(*l) == 0)
}

// An ospfOpaque is the TLVs of an opaque LSA in JSON.
type ospfOpaque struct {
	opaque uint8
	tlvs   []OSPFTLV
	set    func([]byte)
}

// Class names the body in JSON by the opaque type.
func (o *ospfOpaque) Class() string {
	switch o.opaque {
	case 7:
		return "ExtendedPrefixOpaqueBody"
	case 8:
		return "ExtendedLinkOpaqueBody"
	}
	return "OpaqueBody"
}

// SetClass takes any class that Class returns.
func (o *ospfOpaque) SetClass(class string) bool {
	for _, o.opaque = range [...]uint8{7, 8, 0} {
		if o.Class() == class {
			return true
		}
	}
	return false
}

// Walk shows the fields to v.
func (o *ospfOpaque) Walk(v Visitor) {
	v.List("tlvs", (*ospfTLVList)(&o.tlvs))
	o.set(OSPFOpaqueBody(o.tlvs...))
}

// Class names the TLV in JSON.
func (t *OSPFTLV) Class() string { return "TLV" }

// Walk shows the fields to v.
func (t *OSPFTLV) Walk(v Visitor) {
	v.Uint("type", (*openflow.U16)(&t.Type))
	v.Derived("length", uint64(len(t.Value)))
	v.Bytes("value", &t.Value)
}

type ospfTLVList []OSPFTLV

func (l *ospfTLVList) Len() int                 { return len(*l) }
func (l *ospfTLVList) At(i int) Element         { return &(*l)[i] }
func (l *ospfTLVList) Add(class string) Element { return addTo((*[]OSPFTLV)(l), class == "TLV") }
