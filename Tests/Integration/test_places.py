"""Places at a backend: who is in waits for nobody, who is not waits for a place, and nobody loses one."""
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness import http, waiting
from harness.dialects import CHAT, JSON
from harness.small import SmallServer
from harness.upstream import Upstream

ANTHROPIC_OVERLOADED = 529


class Turnstile:
    """A script that answers once `crowd` requests are inside at the same time, or somebody opens it."""

    def __init__(self, answer, crowd):
        self.answer, self.crowd = answer, crowd
        self.lock, self.is_open = threading.Lock(), threading.Event()
        self.inside, self.most, self.came = 0, 0, []

    def __call__(self, peer, request):
        with self.lock:
            self.inside += 1
            self.came.append(json.loads(request.body)["messages"][-1]["content"])
            self.most = max(self.most, self.inside)
            if self.inside >= self.crowd:
                self.is_open.set()
        assert self.is_open.wait(30)
        time.sleep(0.01)  # for others to come in who may not
        with self.lock:
            self.inside -= 1
        self.answer(peer, request)


@pytest.fixture
def server():
    with SmallServer() as server:
        yield server


@pytest.fixture
def start(start_gateway, server):
    """A gateway in front of a local server that lets so many in before it answers any."""
    def start(crowd, gateway=(), **backend):
        server.script = Turnstile(server._play, crowd)
        return start_gateway({"backends": {"box": {"kind": "llama-server", "url": server.url, **backend}}, **dict(gateway)}), server.script
    return start


def ask_all(gateway, count, model="box/tiny"):
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda number: gateway.ask(model, "question %d" % number), range(count)))


def test_a_local_server_works_on_one_request_at_a_time(start):
    gateway, turnstile = start(crowd=1)
    answers = ask_all(gateway, 8)
    assert [answer.status for answer in answers] == [200] * 8
    assert turnstile.most == 1 and len(turnstile.came) == 8


def test_or_on_as_many_as_its_operator_says(start):
    gateway, turnstile = start(crowd=3, concurrency=3)
    answers = ask_all(gateway, 9)
    assert [answer.status for answer in answers] == [200] * 9
    assert turnstile.most == 3


def test_a_vendor_on_as_many_as_come(start_gateway):
    turnstile = Turnstile(lambda peer, _: peer.answer(200, CHAT.answer("hello"), JSON), crowd=8)
    with Upstream(turnstile) as vendor:
        gateway = start_gateway({"backends": {"v": {"kind": "openai", "url": vendor.url + "/v1", "auth": "none"}}})
        assert [answer.status for answer in ask_all(gateway, 8, "v/m")] == [200] * 8
    assert turnstile.most == 8


def test_in_a_full_line_nobody_waits(start):
    gateway, turnstile = start(crowd=2, queue_length=0)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(gateway.ask, "box/tiny", "first")
        waiting.until(lambda: turnstile.came, "the first is in")
        refused = gateway.ask("box/tiny", "second")
        turnstile.is_open.set()
        assert first.result().status == 200
    assert refused.status == ANTHROPIC_OVERLOADED
    assert refused.json()["error"]["message"] == "box is busy: its places are taken, and 0 wait for one"
    assert len(turnstile.came) == 1


def test_who_has_waited_long_enough_is_told(start):
    gateway, turnstile = start(crowd=2, queue_wait="300ms")
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(gateway.ask, "box/tiny", "first")
        waiting.until(lambda: turnstile.came, "the first is in")
        refused = gateway.ask("box/tiny", "second")
        turnstile.is_open.set()
        assert first.result().status == 200
    assert refused.status == ANTHROPIC_OVERLOADED and "box is busy: it had no place free for 0.3 s" in refused.json()["error"]["message"]
    assert len(turnstile.came) == 1


def body(text, stream):
    return json.dumps({"model": "box/tiny", "max_tokens": 9, "stream": stream, "messages": [{"role": "user", "content": text}]}).encode()


def test_a_client_that_goes_while_it_waits_takes_no_place(start):
    gateway, turnstile = start(crowd=9)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(gateway.ask, "box/tiny", "first")
        waiting.until(lambda: turnstile.came, "the first is in")
        for number in range(5):
            data = body("gone %d" % number, False)
            with http.Connection(gateway.port) as client:
                client.send(http.head_bytes("POST", "/v1/messages", {}, data) + data)
        last = pool.submit(gateway.ask, "box/tiny", "last")
        turnstile.is_open.set()
        assert [first.result().status, last.result().status] == [200, 200]
    assert turnstile.most == 1 and turnstile.came[0] == "first" and turnstile.came[-1] == "last"
    assert gateway.ask("box/tiny", "after").status == 200


def test_who_waits_for_a_place_is_shown_signs_of_life(start):
    gateway, turnstile = start(crowd=9, gateway={"server": {"keep_alive": "100ms"}})
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(gateway.ask, "box/tiny", "first")
        waiting.until(lambda: turnstile.came, "the first is in")
        data, said = body("second", True), bytearray()
        with http.Connection(gateway.port) as client:
            client.send(http.head_bytes("POST", "/v1/messages", {"connection": "close"}, data) + data)
            assert client.head().status == 200
            while said.count(b"event: ping\n") < 3:
                said += client.reader.readline()
            assert turnstile.came == ["first"]
            turnstile.is_open.set()
            while line := client.reader.readline():
                said += line
        assert first.result().status == 200
    assert said.count(b"event: message_start\n") == 1 and said.count(b"event: message_stop\n") == 1
