package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// session are the messages by which a Protocol value tells of packets, ports, roles and bundles. What a version does not have is nil.
type session struct {
	packetIn      *model.Struct
	nxPacketIn    *model.Struct // Nicira's: the same in other places,
	nxPacketIn2   *model.Struct // and in properties.
	packetOut     *model.Struct
	output        *model.Struct // The action that sends a packet out.
	portDesc      *model.Struct // The request for the ports, unless the features reply lists them.
	ports         *model.Item   // The list of ports.
	portsReply    *model.Struct // The message that holds it.
	portStatus    *model.Struct
	role, roleIs  *model.Struct // Request and reply.
	bundle, addTo *model.Struct
}

func (e *emitter) findSession() session {
	s := session{
		packetIn:    e.findStruct(model.KindMessage, "packet_in"),
		nxPacketIn:  e.findVendors("nicira", model.KindMessage, "packet_in"),
		nxPacketIn2: e.findVendors("nicira", model.KindMessage, "packet_in2"),
		packetOut:   e.findStruct(model.KindMessage, "packet_out"),
		output:      e.findStruct(model.KindVariant, "output"),
		portsReply:  e.findStruct(model.KindMessage, "features_reply"),
		portStatus:  e.findStruct(model.KindMessage, "port_status"),
		role:        e.findEither("nicira", model.KindMessage, "role_request"),
		roleIs:      e.findEither("nicira", model.KindMessage, "role_reply"),
		bundle:      e.findEither("onf", model.KindMessage, "bundle_control"),
		addTo:       e.findEither("onf", model.KindMessage, "bundle_add_message"),
	}
	if s.portsReply == nil {
		return s
	}
	if s.ports = findField(s.portsReply, "ports"); s.ports == nil {
		s.portDesc = e.findStruct(model.KindMultipartRequest, "port_desc")
		s.portsReply = e.findStruct(model.KindMultipartReply, "port_desc")
		if s.portsReply != nil {
			s.ports = findField(s.portsReply, "body")
		}
	}
	return s
}

// findEither finds a struct of the standard, or else of a vendor.
func (e *emitter) findEither(vendor string, kind model.StructKind, name string) *model.Struct {
	if s := e.findStruct(kind, name); s != nil {
		return s
	}
	return e.findVendors(vendor, kind, name)
}

// findVendors finds a struct of a vendor.
func (e *emitter) findVendors(vendor string, kind model.StructKind, name string) *model.Struct {
	for _, s := range e.p.Structs {
		if s.Kind == kind && s.Name == name && s.Vendor != nil && s.Vendor.Name == vendor {
			return s
		}
	}
	return nil
}

// members lists what there is in the Protocol value.
func (s *session) members(b *body) {
	if s.hasPackets() {
		b.add("PacketIn: packetIn,")
		b.add("PacketOut: packetOut,")
	}
	if s.portDesc != nil {
		port := ""
		if it := findField(s.portDesc, "port_no"); it != nil {
			port = ", " + it.GoName + ": PortNoAny"
		}
		b.add("PortDescRequest: func(xid uint32) openflow.Message { return &%s{XID: xid%s} },", s.portDesc.GoName, port)
	}
	if s.ports != nil && s.portStatus != nil {
		b.add("Ports: ports,")
		b.add("PortStatus: portStatus,")
	}
	if s.role != nil && s.roleIs != nil {
		b.add("RoleRequest: roleRequest,")
		b.add("RoleReply: roleReply,")
	}
	if s.bundle != nil && s.addTo != nil {
		b.add("BundleControl: bundleControl,")
		b.add("BundleAdd: bundleAdd,")
		b.add("BundleReply: bundleReply,")
	}
}

// functions prints the functions that members names.
func (s *session) functions(e *emitter, f *jen.File) {
	if s.hasPackets() {
		s.packetFunctions(e, f)
	}
	if s.ports != nil && s.portStatus != nil {
		s.portFunctions(e, f)
	}
	if s.role != nil && s.roleIs != nil {
		s.roleFunctions(e, f)
	}
	if s.bundle != nil && s.addTo != nil {
		s.bundleFunctions(e, f)
	}
}

func (s *session) portFunctions(e *emitter, f *jen.File) {
	port := s.ports.Struct
	e.function(f, "newPort returns a port as all versions have it.", "newPort(p *"+port.GoName+") openflow.Port", func(b *body) {
		no := "p." + findField(port, "port_no").GoName
		if findField(port, "port_no").Size == 2 {
			no = "openflow.WidePort(uint16(" + no + "))"
		} else {
			no = "uint32(" + no + ")"
		}
		b.add("return openflow.Port{No: %s, HWAddr: p.HWAddr, Name: p.Name.String(), Config: uint32(p.Config), State: uint32(p.State), Desc: p.Clone()}", no)
	})
	head := "ports(list []openflow.Port, m openflow.Message) ([]openflow.Port, bool)"
	e.function(f, "ports appends the ports that a "+s.portsReply.GoName+" lists.", head, func(b *body) {
		b.add("r, ok := m.(*%s)", s.portsReply.GoName)
		b.block(func(b *body) { b.add("return list, false") }, "if !ok")
		b.block(func(b *body) { b.add("list = append(list, newPort(&r.%s[i]))", s.ports.GoName) }, "for i := range r.%s", s.ports.GoName)
		b.add("return list, true")
	})
	head = "portStatus(m openflow.Message) (openflow.PortReason, openflow.Port, bool)"
	e.function(f, "portStatus returns what a "+s.portStatus.GoName+" tells.", head, func(b *body) {
		b.add("s, ok := m.(*%s)", s.portStatus.GoName)
		b.block(func(b *body) { b.add("return 0, openflow.Port{}, false") }, "if !ok")
		b.add("return openflow.PortReason(s.Reason), newPort(&s.Desc), true")
	})
}

// roleFunctions prints the request and reply of a role. Nicira's roles are one less than the standard's, which has a question before them.
func (s *session) roleFunctions(e *emitter, f *jen.File) {
	typ := e.fieldType(s.role, findField(s.role, "role"))
	nicira := s.role.Vendor != nil
	head := "roleRequest(xid uint32, role openflow.ControllerRole, generation uint64) openflow.Message"
	if nicira {
		head = "roleRequest(xid uint32, role openflow.ControllerRole, _ uint64) openflow.Message"
	}
	e.function(f, "roleRequest asks for a role.", head, func(b *body) {
		if !nicira {
			b.add("return &%s{XID: xid, Role: %s(role), GenerationID: generation}", s.role.GoName, typ)
			return
		}
		b.block(func(b *body) { b.add("return nil") }, "if role == openflow.RoleNoChange")
		b.add("return &%s{XID: xid, Role: %s(role - openflow.RoleEqual)}", s.role.GoName, typ)
	})
	head = "roleReply(m openflow.Message) (role openflow.ControllerRole, generation uint64, ok bool)"
	e.function(f, "roleReply returns what a "+s.roleIs.GoName+" tells.", head, func(b *body) {
		b.add("r, ok := m.(*%s)", s.roleIs.GoName)
		b.block(func(b *body) { b.add("return 0, 0, false") }, "if !ok")
		if nicira {
			b.add("return openflow.ControllerRole(r.Role) + openflow.RoleEqual, 0, true")
		} else {
			b.add("return openflow.ControllerRole(r.Role), r.GenerationID, true")
		}
	})
}

func (s *session) bundleFunctions(e *emitter, f *jen.File) {
	flags := e.fieldType(s.bundle, findField(s.bundle, "flags"))
	head := "bundleControl(xid, id uint32, typ openflow.BundleType, flags openflow.BundleFlags) openflow.Message"
	e.function(f, "bundleControl opens, closes, commits or discards a bundle.", head, func(b *body) {
		typ := e.fieldType(s.bundle, findField(s.bundle, "type"))
		b.add("return &%s{XID: xid, BundleID: id, Type: %s(typ), Flags: %s(flags)}", s.bundle.GoName, typ, flags)
	})
	head = "bundleAdd(xid, id uint32, flags openflow.BundleFlags, m openflow.Message) openflow.Message"
	e.function(f, "bundleAdd adds a message to a bundle.", head, func(b *body) {
		b.add("return &%s{XID: xid, BundleID: id, Flags: %s(flags), Message: m}", s.addTo.GoName, flags)
	})
	head = "bundleReply(m openflow.Message) (id uint32, typ openflow.BundleType, ok bool)"
	e.function(f, "bundleReply returns what a "+s.bundle.GoName+" answers.", head, func(b *body) {
		b.add("r, ok := m.(*%s)", s.bundle.GoName)
		b.block(func(b *body) { b.add("return 0, 0, false") }, "if !ok")
		b.add("return r.BundleID, openflow.BundleType(r.Type), true")
	})
}
