"""Local servers that are away, come back, or load: found again by themselves, and waited for."""
import json

import pytest

from harness import http, waiting
from harness.small import SmallServer
from harness.upstream import RefusingPort

WITHIN = 5.0  # seconds in which a server that is back is used again


@pytest.fixture
def server():
    with SmallServer() as server:
        yield server


def box(url, **more):
    return {"backends": {"box": {"kind": "llama-server", "url": url}}, **more}


def health_checks(server):
    return [request for request in server.questions if request.path == "/health"]


def test_a_server_that_comes_back_is_found_and_asked_for_its_models(start_gateway):
    with RefusingPort() as closed:
        port = int(closed.url.rpartition(":")[2])
        gateway = start_gateway(box(closed.url))
        assert gateway.ask("box/tiny").status >= 500
    with SmallServer(port=port) as server:
        waiting.until(lambda: health_checks(server), "it is asked whether it is back", WITHIN)
        waiting.until(lambda: any(each.path == "/props" for each in server.questions), "it is asked for its window", WITHIN)
        assert server.requests == []
        answer = gateway.ask("box/tiny")
        assert answer.status == 200 and "window=%d" % server.window in answer.header("x-ctxgw-context")
        asked = len(health_checks(server))
        assert gateway.ask("box/tiny").status == 200
        assert len(health_checks(server)) == asked  # who is there is left in peace


def test_a_server_that_comes_back_is_preferred_again(start_gateway, server):
    with RefusingPort() as closed:
        port = int(closed.url.rpartition(":")[2])
        gateway = start_gateway({
            "backends": {"box": {"kind": "llama-server", "url": closed.url}, "spare": {"kind": "llama-server", "url": server.url}},
            "policy": {"name": "two", "tiers": {"primary": ["box/tiny", "spare/tiny"]}, "rules": [{"tier": "primary"}]}})
        for _ in range(4):
            answer = gateway.ask("whatever")
            assert (answer.status, answer.header("x-ctxgw-target")) == (200, "spare/tiny")
    with SmallServer(port=port):
        waiting.until(lambda: gateway.ask("whatever").header("x-ctxgw-target") == "box/tiny", "it is used again", WITHIN)


def test_a_server_that_is_there_is_never_asked_whether_it_is(start_gateway, server):
    gateway = start_gateway(box(server.url))
    assert [gateway.ask("box/tiny").status for _ in range(5)] == [200] * 5
    assert health_checks(server) == []


def load_later(server, sent):
    """Has the model be there once the request was refused."""
    waiting.until(lambda: len(server.requests) >= sent and health_checks(server), "it is asked whether it has loaded")
    server.is_loading = False


def test_a_model_that_loads_is_waited_for(start_gateway, server):
    server.is_loading = True
    gateway = start_gateway(box(server.url, server={"keep_alive": "100ms"}))
    data = json.dumps({"model": "box/tiny", "max_tokens": 9, "stream": True, "messages": [{"role": "user", "content": "x"}]}).encode()
    with http.Connection(gateway.port) as client:
        client.send(http.head_bytes("POST", "/v1/messages", {"connection": "close"}, data) + data)
        assert client.head().status == 200
        said = bytearray()
        while said.count(b"event: ping\n") < 2:
            said += client.reader.readline()
        load_later(server, 1)
        while line := client.reader.readline():
            said += line
    assert said.count(b"event: message_start\n") == 1 and said.count(b"event: message_stop\n") == 1 and b"Understood" in said
    assert len(server.requests) == 2


def test_it_is_waited_for_by_a_client_that_wants_its_answer_whole_and_its_window_is_the_true_one(start_gateway, server):
    server.is_loading = True
    gateway = start_gateway(box(server.url))
    with http.Connection(gateway.port) as client:
        data = json.dumps({"model": "box/tiny", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}).encode()
        client.send(http.head_bytes("POST", "/v1/messages", {"connection": "close"}, data) + data)
        load_later(server, 1)
        answer = client.answer()
    assert answer.status == 200 and answer.header("x-ctxgw-attempts") == "2"
    assert "window=%d" % server.window in answer.header("x-ctxgw-context")


def test_a_client_that_goes_waits_for_nothing(start_gateway, server):
    server.is_loading = True
    gateway = start_gateway(box(server.url))
    with http.Connection(gateway.port) as client:
        data = json.dumps({"model": "box/tiny", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}).encode()
        client.send(http.head_bytes("POST", "/v1/messages", {}, data) + data)
        waiting.until(lambda: health_checks(server), "it is asked whether it has loaded")
    # Its place is free: the next is not kept waiting.
    server.is_loading = False
    assert gateway.ask("box/tiny").status == 200
    gateway.stop()
