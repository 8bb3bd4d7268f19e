"""A learning switch for os-ken, OpenFlow 1.0 and 1.3, that reads the addresses
out of the frame itself and logs nothing: what os-ken can do at best.

    osken-manager --ofp-listen-host 127.0.0.1 --ofp-tcp-listen-port 6653 osken_l2.py
"""
from os_ken.base import app_manager
from os_ken.controller import ofp_event
from os_ken.controller.handler import MAIN_DISPATCHER, set_ev_cls
from os_ken.ofproto import ofproto_v1_0, ofproto_v1_3


class L2(app_manager.OSKenApp):
    OFP_VERSIONS = [ofproto_v1_0.OFP_VERSION, ofproto_v1_3.OFP_VERSION]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.ports = {}

    @set_ev_cls(ofp_event.EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev):
        msg = ev.msg
        dp, o, p = msg.datapath, msg.datapath.ofproto, msg.datapath.ofproto_parser
        v10 = o.OFP_VERSION == ofproto_v1_0.OFP_VERSION
        in_port = msg.in_port if v10 else msg.match["in_port"]
        dst, src = msg.data[:6], msg.data[6:12]
        table = self.ports.setdefault(dp.id, {})
        table[src] = in_port
        out = table.get(dst, o.OFPP_FLOOD)
        actions = [p.OFPActionOutput(out)]
        if out != o.OFPP_FLOOD:
            if v10:
                mod = p.OFPFlowMod(dp, match=p.OFPMatch(in_port=in_port, dl_dst=dst, dl_src=src), cookie=0,
                                   command=o.OFPFC_ADD, idle_timeout=0, hard_timeout=0, priority=1,
                                   buffer_id=msg.buffer_id, actions=actions)
            else:
                mod = p.OFPFlowMod(dp, priority=1, buffer_id=msg.buffer_id,
                                   match=p.OFPMatch(in_port=in_port, eth_dst=dst.hex(":"), eth_src=src.hex(":")),
                                   instructions=[p.OFPInstructionActions(o.OFPIT_APPLY_ACTIONS, actions)])
            dp.send_msg(mod)
            if msg.buffer_id != o.OFP_NO_BUFFER:
                return
        data = msg.data if msg.buffer_id == o.OFP_NO_BUFFER else None
        dp.send_msg(p.OFPPacketOut(datapath=dp, buffer_id=msg.buffer_id, in_port=in_port, actions=actions, data=data))
