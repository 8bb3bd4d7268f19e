"""os-ken's codec of one OpenFlow version, or of packets, for TestOskenCodec and TestOskenPackets.

The argument is the version's number on the wire, or packet. Each line of the input is a message, as {"bytes": hexadecimal, "json": what to_jsondict would
give}. Each line of the output is what os-ken makes of it:

    parsed   to_jsondict of the bytes
    again    the bytes that the parsed message is encoded to
    made     the bytes that the message of the JSON is encoded to
    errors   by these names, what was raised instead
"""

import base64
import json
import logging
import resource
import signal
import sys

from os_ken.lib.packet import packet
from os_ken.ofproto import ofproto_parser
from os_ken.ofproto import ofproto_protocol

PATIENCE = 1.0  # Seconds of processor time to parse a message: os-ken has endless loops. What works takes a fraction.
MEMORY = 1 << 30  # They take memory, too.


class Hang(BaseException):
    pass


def hang(*_):
    raise Hang('takes too long')


class OpenFlow:
    def __init__(self, version):
        self.datapath = ofproto_protocol.ProtocolDesc(version)

    def parse(self, data):
        head = ofproto_parser.header(data)
        # Not ofproto_parser.msg, which logs exceptions and returns None.
        m = ofproto_parser._MSG_PARSERS[self.datapath.ofproto.OFP_VERSION](self.datapath, *head, data)
        if m is None:
            raise ValueError('no message')
        return m

    def make(self, jsondict):
        return ofproto_parser.ofp_msg_from_jsondict(self.datapath, jsondict)

    def encode(self, m, data):
        m.xid = int.from_bytes(data[4:8], 'big')
        m.serialize()
        return bytes(m.buf).hex()


class Packets:
    def parse(self, data):
        return packet.Packet(data)

    def make(self, jsondict):
        return packet.Packet.from_jsondict(jsondict['Packet'])

    def encode(self, p, data):
        p.serialize()
        return bytes(p.data).hex()


def text(data):
    """Does what to_jsondict leaves of payload."""
    if isinstance(data, (bytes, bytearray)):
        return base64.b64encode(data).decode()
    raise TypeError(f'Object of type {type(data).__name__} is not JSON serializable')


def answer(codec, line):
    question = json.loads(line)
    data = bytes.fromhex(question['bytes'])
    result = {'errors': {}}

    def step(name, f, seconds=10 * PATIENCE):
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        try:
            result[name] = f()
        except (Exception, Hang) as e:
            result['errors'][name] = ' '.join(f'{type(e).__name__}: {e}'.split())
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    parsed = []
    step('message', lambda: parsed.append(codec.parse(data)), PATIENCE)
    if parsed:
        step('parsed', lambda: json.loads(json.dumps(parsed[0].to_jsondict(), default=text)))
        step('again', lambda: codec.encode(parsed[0], data))
    step('made', lambda: codec.encode(codec.make(question['json']), data))
    return result


def main():
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGVTALRM, hang)
    codec = Packets() if sys.argv[1] == 'packet' else OpenFlow(int(sys.argv[1]))
    out, sys.stdout = sys.stdout, sys.stderr  # Where os-ken prints is not known.
    for line in sys.stdin:
        json.dump(answer(codec, line), out)
        out.write('\n')
        out.flush()


if __name__ == '__main__':
    main()
