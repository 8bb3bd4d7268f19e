"""os-ken's codec of one OpenFlow version, for TestOskenCodec.

The argument is the version's number on the wire. Each line of the input is a message, as {"bytes": hexadecimal, "json": what to_jsondict would give}. Each line
of the output is what os-ken makes of it:

    parsed   to_jsondict of the bytes
    again    the bytes that the parsed message is encoded to
    made     the bytes that the message of the JSON is encoded to
    errors   by these names, what was raised instead
"""

import json
import logging
import resource
import signal
import sys

from os_ken.ofproto import ofproto_parser
from os_ken.ofproto import ofproto_protocol

PATIENCE = 0.2  # Seconds of processor time for one step: os-ken has endless loops.
MEMORY = 1 << 30  # They take memory, too.


class Hang(BaseException):
    pass


def hang(*_):
    raise Hang('takes too long')


def parse(datapath, data):
    head = ofproto_parser.header(data)
    # Not ofproto_parser.msg, which logs exceptions and returns None.
    m = ofproto_parser._MSG_PARSERS[datapath.ofproto.OFP_VERSION](datapath, *head, data)
    if m is None:
        raise ValueError('no message')
    return m


def encode(m, xid):
    m.xid = xid
    m.serialize()
    return bytes(m.buf).hex()


def answer(datapath, line):
    question = json.loads(line)
    data = bytes.fromhex(question['bytes'])
    xid = int.from_bytes(data[4:8], 'big')
    result = {'errors': {}}

    def step(name, f):
        signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
        try:
            result[name] = f()
        except (Exception, Hang) as e:
            result['errors'][name] = ' '.join(f'{type(e).__name__}: {e}'.split())
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    parsed = []
    step('message', lambda: parsed.append(parse(datapath, data)))
    if parsed:
        step('parsed', lambda: json.loads(json.dumps(parsed[0].to_jsondict())))
        step('again', lambda: encode(parsed[0], xid))
    step('made', lambda: encode(ofproto_parser.ofp_msg_from_jsondict(datapath, question['json']), xid))
    return result


def main():
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGVTALRM, hang)
    datapath = ofproto_protocol.ProtocolDesc(int(sys.argv[1]))
    out, sys.stdout = sys.stdout, sys.stderr  # Where os-ken prints is not known.
    for line in sys.stdin:
        json.dump(answer(datapath, line), out)
        out.write('\n')
        out.flush()


if __name__ == '__main__':
    main()
