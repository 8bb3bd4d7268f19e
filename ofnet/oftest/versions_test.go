package oftest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

var (
	ethFrame = frame(hostB, hostA, 8, 0)
	fromA    = []openflow.Field{openflow15.FieldEthSrc.Exact(hostA)}
)

func TestFlowCommands(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		r.want("", r.flow(5, inPort(1), to(2)), r.flow(7, append(inPort(1), fromA...), to(3)), r.flow(6, nil, to(1), source{"cookie": uint64(9)}))
		r.wantFlows("7:3 6:1 5:2")
		r.want("", r.flow(5, inPort(1), to(3))) // Replaced.
		r.wantFlows("7:3 6:1 5:3")
		r.want("", r.flow(5, inPort(1), to(2), source{"command": uint64(cmdModifyStrict)}))
		r.wantFlows("7:3 6:1 5:2")
		r.want("", r.flow(0, inPort(1), to(1, 2), source{"command": uint64(cmdModify)}))
		r.wantFlows("7:1,2 6:1 5:1,2")
		r.want("", r.flow(4, inPort(3), to(3), source{"command": uint64(cmdModify)})) // 1.0 alone adds it.
		if r.d.Version == openflow.Version10 {
			r.wantFlows("7:1,2 6:1 5:1,2 4:3")
			r.want("", r.flow(4, inPort(3), nil, source{"command": uint64(cmdDeleteStrict)}))
		}
		untagged := []openflow.Field{openflow15.FieldVLANVID.Exact(0)} // A value of 0 is not the same as none.
		r.want("", r.flow(9, inPort(1), nil, source{"command": uint64(cmdDeleteStrict)}), r.flow(9, untagged, nil, source{"command": uint64(cmdDelete)}))
		r.wantFlows("7:1,2 6:1 5:1,2")
		r.want("", r.flow(0, nil, nil, source{"command": uint64(cmdDelete), "out_port": portNo(2), "table_id": uint64(tableAll)}))
		r.wantFlows("6:1")
		if r.d.Version > openflow.Version10 {
			r.want("", r.flow(0, nil, nil, source{"command": uint64(cmdDelete), "cookie": uint64(8), "cookie_mask": allOnes}))
			r.wantFlows("6:1")
			r.want("", r.flow(0, nil, nil, source{"command": uint64(cmdDelete), "cookie": uint64(8), "cookie_mask": uint64(8)}))
		} else {
			r.want("", r.flow(0, nil, nil, source{"command": uint64(cmdDelete)}))
		}
		r.wantFlows("")
	})
}

func TestFlowModErrors(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		old := r.d.Version == openflow.Version10
		r.want("", r.flow(5, inPort(1), to(2)))
		r.want("OFPFMFC_OVERLAP", r.flow(5, fromA, to(2), source{"flags": uint64(flagCheckOverlap)}))
		r.want("OFPFMFC_BAD_COMMAND", r.flow(5, nil, nil, source{"command": uint64(9)}))
		r.want("OFPBRC_BUFFER_UNKNOWN", r.flow(5, nil, nil, source{"buffer_id": uint64(1)}))
		r.want("OFPBAC_BAD_OUT_PORT", r.flow(5, nil, to(0)))
		r.sw.MaxFlows = 1
		full := map[bool]string{false: "OFPFMFC_TABLE_FULL", true: "OFPFMFC_ALL_TABLES_FULL"}[old]
		r.want(full, r.flow(6, nil, nil))
		r.want("", r.flow(5, inPort(1), to(3)))
		if old {
			r.want(full, r.flow(5, inPort(1), to(3), source{"flags": uint64(4)})) // An emergency.
			r.want("3/258 of a vendor", r.flow(6, nil, nil, source{"flags": uint64(1 << 9)}))
			return
		}
		r.want("OFPFMFC_BAD_FLAGS", r.flow(6, nil, nil, source{"flags": uint64(1 << 9)}))
		r.want("OFPFMFC_BAD_TABLE_ID", r.flow(6, nil, nil, source{"table_id": uint64(2)}))
		r.want("OFPBAC_BAD_OUT_GROUP", r.flow(6, nil, []action{{kind: actGroup, arg: 4}}))
		r.want("OFPBMC_BAD_PREREQ", r.flow(6, []openflow.Field{openflow15.FieldTCPDst.Exact(80)}, nil))
		r.want("OFPBIC_BAD_TABLE_ID", r.flow(6, nil, nil, source{"instructions": r.d.instructions(&program{parts: 1 << partGoto})}))
	})
}

func TestFlowTimeouts(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		removed := source{"flags": uint64(flagSendRemoved), "cookie": uint64(0x1234)}
		r.want("",
			r.flow(1, inPort(1), to(2), source{"idle_timeout": uint64(4)}, removed),
			r.flow(2, inPort(2), to(2), source{"hard_timeout": uint64(6)}, removed),
			r.flow(3, inPort(3), to(2), source{"hard_timeout": uint64(6)}),
			r.flow(4, inPort(3), to(2), source{"idle_timeout": uint64(60), "hard_timeout": uint64(61)}, removed),
			r.flow(5, inPort(3), to(2), removed),
		)
		time.Sleep(3 * time.Second)
		r.send(1, ethFrame)
		time.Sleep(3*time.Second + time.Millisecond) // The idle one is in use still.
		list := r.came()
		if r.names(list) != "FlowRemoved" || !slices.Equal(numbers(list[0], "reason", "priority", "cookie"), []uint64{reasonHard, 2, 0x1234}) {
			r.Fatal(r.names(list), openflow.Format(list[0]))
		}
		time.Sleep(time.Second)
		list = r.came()
		if r.names(list) != "FlowRemoved" || !slices.Equal(numbers(list[0], "reason", "priority", "idle_timeout"), []uint64{reasonIdle, 1, 4}) {
			r.Fatal(r.names(list))
		}
		packets, seconds := numbers(list[0], "packet_count", "duration_sec"), uint64(7)
		if m, ok := list[0].(*openflow15.FlowRemoved); ok {
			packets[0], _, _ = openflow15.FieldPacketCount.Get(m.Stats)
			packets[1], _, _ = openflow15.FieldDuration.Get(m.Stats)
			packets[1] >>= 32
		}
		if !slices.Equal(packets, []uint64{1, seconds}) {
			r.Error(packets)
		}
		r.wantFlows("5:2 4:2")
		list = r.tell(r.flow(0, inPort(3), nil, source{"command": uint64(cmdDelete)}))
		if r.names(list) != "FlowRemoved FlowRemoved" || numbers(list[0], "reason")[0] != reasonDelete {
			r.Error(r.names(list))
		}
		time.Sleep(time.Hour)
		if list := r.came(); len(list) > 0 {
			r.Error(r.names(list))
		}
	})
}

func TestMiss(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		r.send(2, ethFrame)
		list := r.came()
		if r.d.Version < openflow.Version13 {
			if r.names(list) != "PacketIn" {
				r.Fatal(r.names(list))
			}
			r.want("", r.flow(9, inPort(2), to(portController)))
		} else {
			if len(list) > 0 {
				r.Fatal(r.names(list))
			}
			r.want("", r.flow(0, nil, to(portController)))
		}
		r.send(2, ethFrame)
		list = append(list, r.came()...)
		m := list[len(list)-1]
		var data []byte
		var fields []openflow.Field
		var in portNo
		read(m, sink{"data": &data, "match": &fields, "in_port": &in})
		if r.d.Version > openflow.Version10 {
			no, _, _ := openflow15.FieldInPort.Get(fields)
			in = portNo(no)
		}
		want := []uint64{reasonApplyAction, noBuffer, uint64(len(ethFrame))}
		if r.d.Version >= openflow.Version13 {
			want[0] = reasonNoMatch
		}
		if got := numbers(m, "reason", "buffer_id", "total_len"); !slices.Equal(got, want) || in != 2 || string(data) != string(ethFrame) {
			r.Error(got, in, data)
		}
	})
}

func TestPacketOutVersions(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		for _, tt := range []struct {
			in   portNo
			to   []action
			want string
		}{
			{portAny, to(2), "2"},
			{portController, to(portFlood), "123"},
			{1, to(portFlood), "23"},
			{1, to(portAll, portInPort), "123"},
			{1, to(1), ""},
			{1, to(portTable), "3"},
			{1, to(77), ""},
			{1, nil, ""},
		} {
			if tt.in == portController && r.d.Version == openflow.Version10 {
				tt.in = portAny
			}
			r.want("", r.flow(1, nil, to(3)), r.packetOut(tt.in, ethFrame, tt.to))
			if got := outOf(r.out()); got != tt.want {
				r.Errorf("in %d to %v: out of %q, want %q", tt.in, actionsText(tt.to), got, tt.want)
			}
		}
		r.want("OFPBAC_BAD_OUT_PORT", r.packetOut(1, ethFrame, to(portMax+1)))
		bad := map[bool]string{true: "1/514 of a vendor", false: "OFPBRC_BAD_PORT"}[r.d.Version == openflow.Version10]
		r.want(bad, r.packetOut(portAll, ethFrame, to(1)))
	})
}

// describe returns ports as Protocol tells them.
func describe(ports []openflow.Port) (text string) {
	for _, p := range ports {
		text += fmt.Sprintf("%d %s config=%d down=%d; ", p.No, p.Name, p.Config, p.State&1)
	}
	return text
}

func TestPortsVersions(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		request := r.make("PortDescRequest", source{"port_no": portNo(portAny)})
		if r.d.Version < openflow.Version13 {
			request = r.make("FeaturesRequest", source{})
		}
		list := r.tell(request)
		ports, ok := r.d.Ports(nil, list[0])
		if text := describe(ports); !ok || text != "1 port1 config=0 down=0; 2 port2 config=0 down=0; 3 port3 config=0 down=0; " {
			r.Error(text)
		}
		mac := number(ports[1].HWAddr[:]).Lo
		status := func(wantReason openflow.PortReason, want string) {
			r.Helper()
			list := r.came()
			if r.names(list) != "PortStatus" {
				r.Fatal(r.names(list))
			}
			reason, p, ok := r.d.PortStatus(list[0])
			if text := describe([]openflow.Port{p}); !ok || reason != wantReason || text != want {
				r.Errorf("reason %v %s, want %s", reason, text, want)
			}
		}
		r.sw.SetLink(2, false)
		status(openflow.PortModified, "2 port2 config=0 down=1; ")
		r.sw.SetLink(2, false) // No change.
		r.sw.SetLink(2, true)
		status(openflow.PortModified, "2 port2 config=0 down=0; ")
		if !r.sw.AddPort(9) || r.sw.AddPort(9) || r.sw.SetLink(10, true) {
			r.Error("ports")
		}
		status(openflow.PortAdded, "9 port9 config=0 down=0; ")
		if !r.sw.RemovePort(9) || r.sw.RemovePort(9) || r.sw.Host(9) != nil {
			r.Error("ports")
		}
		status(openflow.PortDeleted, "9 port9 config=0 down=0; ")

		portMod := func(no portNo, mac, config, mask uint64) openflow.Message {
			return r.make("PortMod", source{"port_no": no, "hw_addr": mac, "config": config, "mask": mask})
		}
		r.want("OFPPMFC_BAD_PORT", portMod(9, mac, 1, 1))
		r.want("OFPPMFC_BAD_HW_ADDR", portMod(1, mac, 1, 1))
		if err := r.p.Send(r.flow(1, nil, to(portFlood)), portMod(2, mac, 1, 1)); err != nil {
			r.Error(err)
		}
		status(openflow.PortModified, "2 port2 config=1 down=1; ")
		if got := outOf(r.send(1, ethFrame)) + "/" + outOf(r.send(2, ethFrame)); got != "3/" {
			r.Error(got)
		}
		r.want("PortStatus", portMod(2, mac, configNoFwd|configNoPacketIn, configNoFwd|configDown)) // The mask counts.
		if got := outOf(r.send(1, ethFrame)) + "/" + outOf(r.send(2, ethFrame)); got != "3/13" {
			r.Error(got)
		}
		if config := r.sw.port(2).config; config != configNoFwd {
			r.Errorf("config %#x", config)
		}
	})
}
