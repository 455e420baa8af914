"""A client that does not read stops its own upstream and nothing else, and misses nothing once it reads."""
import json
import pathlib
import uuid

from harness import http, record, waiting
from harness.dialects import ANTHROPIC

EVENTS, TEXT = 2000, b"x" * 20_000  # 40 MB in all; what sockets and gateway may hold is a fraction of that
HELD = 12 << 20  # bytes of socket buffers and gateway together, generously


class Flood:
    """Sends its events until nobody takes any more, and waits to be told to go on."""

    def __init__(self):
        *beginning, delta, block_stop, stop, end = ANTHROPIC.events("TEXT")
        self.events = [*beginning, *[delta.replace(b"TEXT", TEXT)] * EVENTS, block_stop, stop, end]
        self.sent = 0
        self.is_stuck, self.is_done = False, False

    def __call__(self, peer, _):
        peer.begin_stream()
        peer.socket.settimeout(1.0)
        for event in self.events:
            self._send(peer, event)
        peer.end_stream()
        self.is_done = True

    def _send(self, peer, event):
        data = memoryview(b"%x\r\n%s\r\n" % (len(event), event))
        while data:
            try:
                count = peer.socket.send(data)
            except TimeoutError:
                self.is_stuck = True
                continue
            self.sent += count
            data = data[count:]


def resident(gateway):
    """Resident memory of the gateway, in bytes."""
    lines = pathlib.Path("/proc/%d/status" % gateway.process.pid).read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmRSS"))


def test_a_client_that_does_not_read_stops_its_own_upstream_alone(gateway, upstream):
    flood = Flood()
    upstream.script = flood
    body = json.dumps({"model": "claude-test", "max_tokens": 9, "stream": True,
                       "messages": [{"role": "user", "content": "flood"}]}).encode()
    headers = {"x-api-key": "client-key", "x-claude-code-session-id": str(uuid.uuid4())}
    before = resident(gateway)
    with http.Connection(gateway.port, timeout=60) as client:
        client.send(http.head_bytes("POST", "/v1/messages", headers, body) + body)
        waiting.until(lambda: flood.is_stuck, "the upstream is stopped", 30)
        assert not flood.is_done and flood.sent < HELD
        assert resident(gateway) - before < HELD
        upstream.script = lambda peer, _: peer.answer(200, ANTHROPIC.answer("hello"))
        assert gateway.ask(text="somebody else").status == 200
        answer = client.answer()
    assert answer.complete and answer.body == b"".join(flood.events)
    turn, = record.settled_turns(gateway, record.session_id(answer))
    assert record.outcome(turn) == record.SUCCEEDED
