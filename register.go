package openflow

// experimenterNX is the experimenter of the fields that newer releases of Open vSwitch added.
const experimenterNX = 0x2320

// Register returns value and mask of Open vSwitch's register n, 0 to 31, in a match. A switch may send a register as part of a wider field than the flow was
// made with: Open vSwitch tells reg0 and reg1 as xreg0 in OpenFlow 1.5, which the key FieldReg0 does not find. Register finds it in reg, xreg
// and xxreg. A register of which no bit counts is not there; the mask of an unmasked field has all bits set.
func Register(m []Field, n int) (value, mask uint32, ok bool) {
	for i := range m {
		f := &m[i]
		first, count := f.id.registers()
		if n < first || n >= first+count || !f.holds(4*count) {
			continue
		}
		at := 4 * (n - first)
		mask = ^uint32(0)
		if f.HasMask() {
			mask = uint32(f.bytesAt(4*count+at, 4))
		}
		if mask != 0 {
			return uint32(f.bytesAt(at, 4)), mask, true
		}
	}
	return 0, 0, false
}

// registers returns which registers a field holds: how many from the first one on, or none.
func (id FieldID) registers() (first, count int) {
	n := int(id.Number())
	switch class := id.Class(); {
	case class == ClassNXM1 && n < 16:
		return n, 1
	case class == ClassNXM1 && n >= 111 && n <= 114:
		return 4 * (n - 111), 4
	case class == ClassPacketRegs && n < 16:
		return 2 * n, 2
	case class == ClassExperimenter && id.Experimenter() == experimenterNX && n >= 17 && n <= 32:
		return n - 1, 1
	case class == ClassExperimenter && id.Experimenter() == experimenterNX && n >= 33 && n <= 36:
		return 4 * (n - 29), 4
	}
	return 0, 0
}
