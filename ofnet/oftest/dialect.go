package oftest

import (
	"reflect"
	"sync"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// A dialect is a version, as the simulation sees it: how the model's values are put into messages. What is read needs no more than the names of
// fields; see sink.
type dialect struct {
	*openflow.Protocol
	types map[string]*openflow.TypeInfo // By Go name.
}

// dialects are those of all versions. They are not changed.
var dialects = sync.OnceValue(func() map[openflow.Version]*dialect {
	all := make(map[openflow.Version]*dialect)
	for _, p := range protocols() {
		d := &dialect{p, make(map[string]*openflow.TypeInfo)}
		for _, list := range [][]*openflow.TypeInfo{p.Elements, p.Types} {
			for _, info := range list {
				d.types[info.Name] = info
			}
		}
		all[p.Version] = d
	}
	return all
})

func protocols() []*openflow.Protocol {
	return []*openflow.Protocol{openflow10.Protocol, openflow12.Protocol, openflow13.Protocol, openflow14.Protocol, openflow15.Protocol}
}

// write stores the source's values in the fields of e that have their names.
func (d *dialect) write(e openflow.Element, from source) error {
	if x, ok := from[whole].(openflow.Element); ok {
		reflect.ValueOf(e).Elem().Set(reflect.ValueOf(x.CloneElement()).Elem())
		return nil
	}
	w := writer{d: d, from: from}
	e.Walk(&w)
	return w.err
}

// message returns a message of a type that the version has.
func (d *dialect) message(name string, from source) (openflow.Message, error) {
	m := d.types[name].New().(openflow.Message)
	return m, d.write(m, from)
}

// has reports whether the version has a type of that Go name.
func (d *dialect) has(name string) bool { return d.types[name] != nil }

// The vendors that defined errors for versions in which the standard has none.
const (
	vendorNicira = 0x00002320
	vendorONF    = 0x4f4e4600
)

// errorMsg returns the error message for a code. Codes are those of 1.5 throughout, which are the same from 1.2 on as far as a version has them. For
// others the message is what Open vSwitch sends.
func (d *dialect) errorMsg(xid uint32, code openflow.ErrorCode, data []byte) (openflow.Message, error) {
	from := source{"xid": uint64(xid), "type": uint64(code.Type()), "code": uint64(code.Code()), "data": data}
	switch {
	case d.Version == openflow.Version10:
		d.error10(code, from)
	case d.Version == openflow.Version13 && code.Type() == openflow15.ErrBundleFailedUnknown.Type():
		const first = 2300
		from["type"], from["code"], from["experimenter"] = uint64(0xffff), first+uint64(code.Code()), uint64(vendorONF)
	case d.Version <= openflow.Version13 && code == openflow15.ErrBadInstructionDupInst:
		from["type"], from["code"], from["experimenter"] = uint64(0xffff), uint64(2600), uint64(vendorONF)
	}
	return d.message("ErrorMsg", from)
}

// error10 puts the numbers of 1.0 into an error message.
func (d *dialect) error10(code openflow.ErrorCode, from source) {
	code10, ok := codes10[code]
	if !ok {
		code10 = code
	}
	if code10&extended == 0 {
		from["type"], from["code"] = uint64(code10.Type()), uint64(code10.Code())
		return
	}
	code10 &^= extended
	from["type"], from["code"], from["vendor"] = uint64(openflow10.ErrorTypeNXVendor), uint64(0), uint64(vendorNicira)
	from["vendor_type"], from["vendor_code"] = uint64(code10.Type()), uint64(code10.Code())
}

// extended marks a code of codes10 that is one of Nicira's.
const extended openflow.ErrorCode = 1 << 31

func nicira(typ, code uint16) openflow.ErrorCode { return openflow.NewErrorCode(typ, code) | extended }

// codes10 are the codes of 1.0 for those that have other numbers there, or that it does not have.
var codes10 = map[openflow.ErrorCode]openflow.ErrorCode{
	openflow15.ErrBadRequestBadTableID:       nicira(1, 512),
	openflow15.ErrBadRequestIsSlave:          openflow10.ErrBadRequestEPERM,
	openflow15.ErrBadRequestBadPort:          nicira(1, 514),
	openflow15.ErrRoleRequestFailedBadRole:   nicira(1, 513),
	openflow15.ErrBadActionMatchInconsistent: nicira(1, 522),
	openflow15.ErrBadActionBadSetArgument:    nicira(1, 525),
	openflow15.ErrFlowModFailedTableFull:     openflow10.ErrFlowModFailedAllTablesFull,
	openflow15.ErrFlowModFailedOverlap:       openflow10.ErrFlowModFailedOverlap,
	openflow15.ErrFlowModFailedBadCommand:    openflow10.ErrFlowModFailedBadCommand,
	openflow15.ErrFlowModFailedBadFlags:      nicira(3, 258),
	openflow15.ErrPortModFailedBadPort:       openflow10.ErrPortModFailedBadPort,
	openflow15.ErrPortModFailedBadHWAddr:     openflow10.ErrPortModFailedBadHWAddr,
	openflow15.ErrQueueOpFailedBadPort:       openflow10.ErrQueueOpFailedBadPort,
	openflow15.ErrQueueOpFailedBadQueue:      openflow10.ErrQueueOpFailedBadQueue,
}
