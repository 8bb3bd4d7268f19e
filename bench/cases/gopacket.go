package cases

import (
	"bytes"
	"errors"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"github.com/ofwire/openflow/bench/harness"
	"github.com/ofwire/openflow/bench/wire"
)

// Gopacket registers github.com/gopacket/gopacket on every frame.
func Gopacket() {
	const lib = "gopacket"
	for _, name := range wire.Names("pkt_") {
		w := wire.Get(name)
		add := func(op, how, note string, f func() error) {
			if err := f(); err != nil {
				harness.Refuse(name, op, lib+how, err.Error())
				return
			}
			harness.Add(harness.Case{Workload: name, Op: op, Peer: lib + how, Bytes: len(w), Note: note, Run: func(n int) {
				for i := 0; i < n; i++ {
					if err := f(); err != nil {
						panic(err)
					}
				}
			}})
		}
		newPacket := func(how string, opt gopacket.DecodeOptions, all bool) {
			add("decode", how, "", func() error {
				p := gopacket.NewPacket(w, layers.LayerTypeEthernet, opt)
				if all {
					if p.ErrorLayer() != nil {
						return p.ErrorLayer().Error()
					}
				} else if p.LinkLayer() == nil {
					return errors.New("no link layer")
				}
				return nil
			})
		}
		newPacket("-eager", gopacket.Default, true)
		newPacket("-eager-nocopy", gopacket.NoCopy, true)
		newPacket("-lazy-nocopy-all", gopacket.DecodeOptions{Lazy: true, NoCopy: true}, true)
		newPacket("-lazy-nocopy-eth", gopacket.DecodeOptions{Lazy: true, NoCopy: true}, false)

		var (
			eth  layers.Ethernet
			vlan layers.Dot1Q
			ip4  layers.IPv4
			ip6  layers.IPv6
			tcp  layers.TCP
			udp  layers.UDP
			arp  layers.ARP
			pay  gopacket.Payload
			got  []gopacket.LayerType
		)
		decs := []gopacket.DecodingLayer{&eth, &vlan, &ip4, &ip6, &tcp, &udp, &arp, &pay}
		parser := func(c gopacket.DecodingLayerContainer) func() error {
			p := gopacket.NewDecodingLayerParser(layers.LayerTypeEthernet)
			for _, d := range decs {
				c = c.Put(d)
			}
			p.SetDecodingLayerContainer(c)
			p.IgnoreUnsupported = true
			return func() error { return p.DecodeLayers(w, &got) }
		}
		dlp := parser(gopacket.DecodingLayerArray(nil))
		if name != "pkt_eth_lldp" {
			add("decode", "-dlp-map", "", parser(gopacket.DecodingLayerMap(nil)))
			add("decode", "-dlp-sparse", "", parser(gopacket.DecodingLayerSparse(nil)))
			add("decode", "-dlp-array", "", parser(gopacket.DecodingLayerArray(nil)))
		} else {
			harness.Refuse(name, "decode", lib+"-dlp", "LinkLayerDiscovery is no DecodingLayer")
		}

		// the layers to serialize, as decoded
		pkt := gopacket.NewPacket(w, layers.LayerTypeEthernet, gopacket.Default)
		var ser []gopacket.SerializableLayer
		for _, l := range pkt.Layers() {
			s, ok := l.(gopacket.SerializableLayer)
			if !ok {
				if l.LayerType() == layers.LayerTypeLinkLayerDiscoveryInfo {
					continue
				}
				harness.Refuse(name, "encode", lib, l.LayerType().String()+" cannot be serialized")
				ser = nil
				break
			}
			switch x := l.(type) {
			case *layers.TCP:
				_ = x.SetNetworkLayerForChecksum(pkt.NetworkLayer())
			case *layers.UDP:
				_ = x.SetNetworkLayerForChecksum(pkt.NetworkLayer())
			}
			ser = append(ser, s)
		}
		buf := gopacket.NewSerializeBuffer()
		opt := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
		enc := func() error { return gopacket.SerializeLayers(buf, opt, ser...) }
		note := ""
		if err := enc(); err == nil && !bytes.Equal(buf.Bytes(), w) {
			note = "differs: " + harness.Diff(w, buf.Bytes())
		}
		if ser != nil {
			add("encode", "-serialize", note, enc)
			if name != "pkt_eth_lldp" {
				add("roundtrip", "-dlp-array+serialize", note, func() error {
					if err := dlp(); err != nil {
						return err
					}
					return enc()
				})
			}
		}
	}
}
