"""A local model that is long in answering: the client is shown that somebody is there, and told in the stream what goes wrong."""
import json
import threading

import pytest

from harness import http
from harness.dialects import JSON, OLLAMA
from harness.ollama import Ollama

OVERFLOW = {"error": "the input length exceeds the context length"}


class Slow:
    """Answers when it is told to, and not before."""

    def __init__(self, answer):
        self.answer, self.may_answer = answer, threading.Event()

    def __call__(self, peer, request):
        assert self.may_answer.wait(30)
        self.answer(peer, request)


def stream(peer, _):
    peer.begin_stream()
    for event in OLLAMA.events("hello"):
        peer.chunk(event)
    peer.end_stream()


@pytest.fixture
def ask(start_gateway):
    """Asks a slow local model with a client that waits for three signs of life before the model may answer."""
    def ask(answer):
        slow = Slow(answer)
        with Ollama(slow) as ollama:
            gateway = start_gateway({"backends": {"ollama": {"kind": "ollama", "url": ollama.url}},
                                     "server": {"keep_alive": "100ms"}})
            body = json.dumps({"model": "ollama/test-model", "max_tokens": 9, "stream": True,
                               "messages": [{"role": "user", "content": "x"}]}).encode()
            with http.Connection(gateway.port) as client:
                client.send(http.head_bytes("POST", "/v1/messages", {"connection": "close"}, body) + body)
                head, said = client.head(), bytearray()
                while said.count(b"event: ping\n") < 3:
                    said += client.reader.readline()
                slow.may_answer.set()
                while line := client.reader.readline():
                    said += line
            return head, bytes(said), len(ollama.requests)
    return ask


def names(said):
    return [line[7:].decode() for line in said.splitlines() if line.startswith(b"event: ")]


def test_the_message_begins_once_and_pings_fill_the_wait(ask):
    head, said, _ = ask(stream)
    assert head.status == 200 and head.header("x-ctxgw-target") == "ollama/test-model"
    events = names(said)
    assert events[:4] == ["message_start", "ping", "ping", "ping"]
    assert [name for name in events if name != "ping"] == [
        "message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop"]


def test_an_answer_that_comes_whole_goes_on_behind_the_pings(ask):
    _, said, _ = ask(lambda peer, _: peer.answer(200, OLLAMA.answer("hello"), JSON))
    events = [name for name in names(said) if name != "ping"]
    assert events[0] == "message_start" and events.count("message_start") == 1 and events[-1] == "message_stop"


def test_a_failure_behind_pings_is_told_in_the_stream(ask):
    head, said, _ = ask(lambda peer, _: peer.answer_json(500, {"error": "out of memory"}))
    assert head.status == 200
    assert [name for name in names(said) if name != "ping"] == ["message_start", "error"]
    assert b"out of memory" in said


def test_an_overflow_behind_pings_is_refitted_like_any_other(ask):
    answers = [lambda peer, _: peer.answer_json(400, OVERFLOW), stream]
    _, said, asked = ask(lambda peer, request: answers.pop(0)(peer, request))
    assert asked == 2
    events = [name for name in names(said) if name != "ping"]
    assert events[0] == "message_start" and events.count("message_start") == 1 and events[-1] == "message_stop"
