//go:build interop

package interop

import (
	"crypto/md5"
	"crypto/sha1"
	"fmt"
	"strings"

	"github.com/ofwire/openflow/packet"
)

// routingFrames are frames of VRRP and BFD.
func routingFrames() []builtFrame {
	var list []builtFrame
	for _, v := range extremes(3) {
		for n := range 4 {
			l := packet.NewVRRP(2, v.u8(), addrList(v.ip4, n)...)
			l.Priority, l.MaxAdvertInterval = v.u8(), uint16(v.u8())
			list = append(list, builtFrame{name: fmt.Sprintf("vrrp 2 of %d %s", n, v.name), layers: l.Frame(host4A)})
			l = packet.NewVRRP(3, v.u8(), addrList(v.ip4, n)...)
			l.Priority, l.MaxAdvertInterval, l.Reserved = v.u8(), uint16(v.bits(12)), uint8(v.bits(4))
			list = append(list, builtFrame{name: fmt.Sprintf("vrrp 3 of %d %s", n, v.name), layers: l.Frame(host4A, &packet.VLAN{ID: uint16(v.bits(12))})})
			l = packet.NewVRRP(3, v.u8(), addrList(v.ip6, n+1)...)
			l.Priority, l.MaxAdvertInterval = v.u8(), uint16(v.bits(12))
			list = append(list, builtFrame{name: fmt.Sprintf("vrrp 3 over ipv6 of %d %s", n+1, v.name), layers: l.Frame(host6A)})
		}
		password := packet.NewVRRP(2, v.u8(), v.ip4())
		password.AuthType = 1
		copy(password.AuthData[:], v.text(5))
		list = append(list, builtFrame{name: "vrrp 2 with password " + v.name, layers: password.Frame(host4A)})
	}
	return append(list, bfdFrames()...)
}

func expectVRRP(p *place, l *packet.VRRP) {
	p.add("vrrp.version", l.Version)
	p.add("vrrp.type", l.Type)
	p.add("vrrp.virt_rtr_id", l.VRID)
	p.add("vrrp.prio", l.Priority)
	p.add("vrrp.addr_count", len(l.Addrs))
	p.add("vrrp.checksum.status", checksumGood)
	if l.Version == 2 {
		p.add("vrrp.auth_type", l.AuthType)
		p.add("vrrp.adver_int", l.MaxAdvertInterval)
		if l.AuthType == 1 {
			p.add("vrrp.auth_string", strings.TrimRight(string(l.AuthData[:]), "\x00"))
		}
	} else {
		p.add("vrrp.reserved_mbz", l.Reserved)
		p.add("vrrp.short_adver_int", l.MaxAdvertInterval)
	}
	for _, a := range l.Addrs {
		if a.Is6() {
			p.add("vrrp.ipv6_addr", a)
		} else {
			p.add("vrrp.ip_addr", a)
		}
	}
}

func bfdFrames() []builtFrame {
	var list []builtFrame
	for _, v := range extremes(3) {
		bfd := func(auth packet.BFDAuthType) *packet.BFD {
			return &packet.BFD{Version: 1, Diagnostic: packet.BFDDiagnostic(v.bits(3)), State: packet.BFDState(v.bits(2)),
				Flags: packet.BFDFlags(v.bits(6)) &^ packet.BFDAuthPresent, DetectMult: v.u8(), MyDiscr: v.u32(), YourDiscr: v.u32(),
				DesiredMinTX: v.u32(), RequiredMinRX: v.u32(), RequiredMinEchoRX: v.u32(), Auth: packet.BFDAuth{Type: auth, KeyID: v.u8(), Sequence: v.u32()}}
		}
		plain := bfd(0)
		plain.Auth = packet.BFDAuth{}
		list = append(list,
			builtFrame{name: "bfd " + v.name, layers: onUDP(3784, plain)},
			builtFrame{name: "bfd of several hops " + v.name, layers: onUDP(4784, plain)},
		)
		for auth := packet.BFDSimplePassword; auth <= packet.BFDMeticulousKeyedSHA1; auth++ {
			l := bfd(auth)
			if err := l.Sign([]byte(v.text(1+int(v.bits(4)))), md5.New(), sha1.New()); err != nil {
				panic(err)
			}
			list = append(list, builtFrame{name: fmt.Sprintf("bfd with authentication %d %s", auth, v.name), layers: onUDP(3784, l)})
		}
	}
	return list
}

func expectBFD(p *place, l *packet.BFD) {
	p.add("bfd.version", l.Version)
	p.add("bfd.diag", l.Diagnostic)
	p.add("bfd.sta", l.State)
	for i, name := range []string{"m", "d", "a", "c", "f", "p"} {
		p.add("bfd.flags."+name, l.Flags>>i&1)
	}
	p.add("bfd.detect_time_multiplier", l.DetectMult)
	p.add("bfd.message_length", l.HeaderLen())
	p.add("bfd.my_discriminator", l.MyDiscr)
	p.add("bfd.your_discriminator", l.YourDiscr)
	p.add("bfd.desired_min_tx_interval", l.DesiredMinTX)
	p.add("bfd.required_min_rx_interval", l.RequiredMinRX)
	p.add("bfd.required_min_echo_interval", l.RequiredMinEchoRX)
	if l.Flags&packet.BFDAuthPresent == 0 {
		return
	}
	p.add("bfd.auth.type", l.Auth.Type)
	p.add("bfd.auth.len", l.HeaderLen()-24)
	p.add("bfd.auth.key", l.Auth.KeyID)
	if l.Auth.Type == packet.BFDSimplePassword {
		p.add("bfd.auth.password", string(l.Auth.Data))
		return
	}
	p.add("bfd.auth.seq_num", l.Auth.Sequence)
	p.add("bfd.checksum", l.Auth.Data)
}
