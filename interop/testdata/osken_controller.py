"""An os-ken controller that does what TestOskenController tells it, for osken-manager.

It connects to the address in OSKEN_CONTROL and reads lines such as

    {"dpid": 1, "code": "p.OFPBarrierRequest(dp)"}

where code is Python that makes a message of it, or a list of messages, for the datapath dp; ofp and p are the constants and the classes of its version. It
sends them with a barrier request behind, and writes a line for

    phases         {"dpid": 1, "phase": "main"}
    what is sent   {"dpid": 1, "sent": [messages], "barrier": xid}, or {"dpid": 1, "error": text}
    what comes     {"dpid": 1, "got": message}

A message is {"class": name, "xid": number, "wire": hexadecimal, "json": to_jsondict}.
"""

import base64
import json
import os
import socket
import traceback

from os_ken.base import app_manager
from os_ken.controller import ofp_event
from os_ken.controller.handler import CONFIG_DISPATCHER
from os_ken.controller.handler import DEAD_DISPATCHER
from os_ken.controller.handler import HANDSHAKE_DISPATCHER
from os_ken.controller.handler import MAIN_DISPATCHER
from os_ken.controller.handler import set_ev_cls
from os_ken.lib import hub

MESSAGES = [ev for name, ev in sorted(vars(ofp_event).items()) if name.startswith('EventOFP') and hasattr(ev, '__mro__')
            and issubclass(ev, ofp_event.EventOFPMsgBase) and ev is not ofp_event.EventOFPMsgBase]


def show(m):
    return {'class': type(m).__name__, 'xid': m.xid, 'wire': bytes(m.buf).hex(), 'json': m.to_jsondict()}


def text(data):
    """Does what to_jsondict forgets where bytes have come from a socket."""
    return base64.b64encode(data).decode()


class Controller(app_manager.OSKenApp):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.datapaths = {}
        self.lines = hub.Queue()
        host, port = os.environ['OSKEN_CONTROL'].rsplit(':', 1)
        self.control = socket.create_connection((host, int(port)))
        self.control.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def start(self):
        hub.spawn(self.write)
        hub.spawn(self.read)
        return super().start()

    def say(self, dp, **what):
        self.lines.put(json.dumps({'dpid': dp.id or 0, **what}, default=text))

    def write(self):
        while True:
            self.control.sendall(self.lines.get().encode() + b'\n')

    def read(self):
        for line in self.control.makefile():
            order = json.loads(line)
            dp = self.datapaths[order['dpid']]
            try:
                self.send(dp, order['code'])
            except Exception:
                self.say(dp, error=traceback.format_exc())
        os._exit(0)

    def send(self, dp, code):
        messages = eval(code, {'dp': dp, 'ofp': dp.ofproto, 'p': dp.ofproto_parser})
        if not isinstance(messages, list):
            messages = [messages]
        barrier = dp.ofproto_parser.OFPBarrierRequest(dp)
        for m in messages + [barrier]:
            if m.xid is None:
                dp.set_xid(m)
            m.serialize()
        self.say(dp, sent=[show(m) for m in messages], barrier=barrier.xid)
        for m in messages + [barrier]:
            dp.send_msg(m)

    @set_ev_cls(ofp_event.EventOFPStateChange, [MAIN_DISPATCHER, DEAD_DISPATCHER])
    def phase(self, ev):
        if ev.state == MAIN_DISPATCHER:
            self.datapaths[ev.datapath.id] = ev.datapath
        self.say(ev.datapath, phase=ev.state)

    @set_ev_cls(MESSAGES, [HANDSHAKE_DISPATCHER, CONFIG_DISPATCHER, MAIN_DISPATCHER])
    def message(self, ev):
        self.say(ev.msg.datapath, got=show(ev.msg))
