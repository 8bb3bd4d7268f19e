package openflow

import "cmp"

// ones is the number whose lowest n bits, up to 128, are set.
func ones(n uint8) Uint128 { return Uint128{1<<64 - 1, 1<<64 - 1}.shr(128 - uint(n)) }

func (u Uint128) and(v Uint128) Uint128 { return Uint128{u.Hi & v.Hi, u.Lo & v.Lo} }

func (u Uint128) or(v Uint128) Uint128 { return Uint128{u.Hi | v.Hi, u.Lo | v.Lo} }

func (u Uint128) shl(n uint) Uint128 {
	if n >= 64 {
		return Uint128{u.Lo << (n - 64), 0}
	}
	return Uint128{u.Hi<<n | u.Lo>>(64-n), u.Lo << n}
}

func (u Uint128) shr(n uint) Uint128 {
	if n >= 64 {
		return Uint128{0, u.Hi >> (n - 64)}
	}
	return Uint128{u.Hi >> n, u.Lo>>n | u.Hi<<(64-n)}
}

func (u Uint128) compare(v Uint128) int {
	if c := cmp.Compare(u.Hi, v.Hi); c != 0 {
		return c
	}
	return cmp.Compare(u.Lo, v.Lo)
}

// numberAt returns size bytes of the payload from offset as a number; size is at most 16.
func (f *Field) numberAt(offset, size int) Uint128 {
	if size <= 8 {
		return Uint128{0, f.bytesAt(offset, size)}
	}
	return Uint128{f.bytesAt(offset, size-8), f.bytesAt(offset+size-8, 8)}
}

// putNumberAt stores size bytes of the payload at offset, which are zero before; size is at most 16.
func (f *Field) putNumberAt(offset, size int, v Uint128) {
	if size > 8 {
		f.putAt(offset, size-8, v.Hi)
		offset, size = offset+size-8, 8
	}
	f.putAt(offset, size, v.Lo)
}
