"""What an upstream does wrong, what the client hears of it in its own dialect, and what is written down."""
import contextlib
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Callable

import pytest

from harness import http, record
from harness.dialects import ANTHROPIC, CHAT, JSON, OLLAMA
from harness.ollama import Ollama
from harness.upstream import RefusingPort, Upstream

LIMITS = {"connect_timeout": "1s", "first_byte_timeout": "500ms", "idle_timeout": "500ms"}
LONG = 16 << 20  # bytes of one gigantic event
TEXT = "several words make several events"


@dataclass
class Setup:
    """One gateway in front of an upstream of each dialect, and of a port nobody listens on."""
    gateway: object
    upstreams: dict

    def ask(self, dialect, script, stream=True, refused=False):
        """One request in a session of its own; gives the answer and the session's id."""
        upstream = self.upstreams[dialect.name]
        upstream.script, upstream.requests = script, []
        backend = ("gone-" if refused else "") + dialect.name
        session = str(uuid.uuid4())
        answer = self.gateway.ask(backend + "/test-model", stream=stream,
                                  headers={"x-claude-code-session-id": session})
        return answer, record.session_id(answer)


DIALECTS = [ANTHROPIC, CHAT, OLLAMA]
ENVIRONMENT = {"CHAT_KEY": "chat-key"}


def upstream_of(dialect):
    return Ollama() if dialect is OLLAMA else Upstream(models=["test-model"])


def backend(dialect, url):
    return {"anthropic": {"kind": "anthropic", "auth": "client", "url": url},
            "chat": {"kind": "openai", "key_env": "CHAT_KEY", "url": url + "/v1"},
            "ollama": {"kind": "ollama", "url": url}}[dialect.name]


@pytest.fixture(scope="module")
def setup(start_module_gateway):
    with contextlib.ExitStack() as stack:
        upstreams = {dialect.name: stack.enter_context(upstream_of(dialect)) for dialect in DIALECTS}
        gone = stack.enter_context(RefusingPort())
        backends = {}
        for dialect in DIALECTS:
            backends[dialect.name] = {**backend(dialect, upstreams[dialect.name].url), **LIMITS}
            backends["gone-" + dialect.name] = {**backend(dialect, gone.url), **LIMITS}
        yield Setup(start_module_gateway({"backends": backends}, environment=ENVIRONMENT), upstreams)


each = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
streamed_or_not = pytest.mark.parametrize("stream", [True, False], ids=["streamed", "plain"])


def assert_error(answer, status, kind):
    """An error of the Messages API, whole and readable, with a message a person can act on."""
    assert (answer.status, answer.complete) == (status, True), answer
    value = answer.json()
    assert value["type"] == "error" and value["error"]["type"] == kind, value
    assert len(value["error"]["message"]) > 10
    assert answer.header("content-type").startswith("application/json")


def assert_one_turn(setup, session, outcome):
    turns = record.settled_turns(setup.gateway, session)
    assert [record.outcome(turn) for turn in turns] == [outcome]


# Before the answer has begun -------------------------------------------------------------------------------


@dataclass
class Fault:
    """Something that goes wrong before any content: what the upstream does, what the client must get."""
    name: str
    script: Callable
    status: int
    kind: str
    streams: tuple = (True, False)
    other_status: int = None  # where it is another for a client that does not speak the upstream's dialect

    def status_for(self, dialect):
        return self.other_status if self.other_status and dialect is not ANTHROPIC else self.status


def plain(status, headers=()):
    return lambda dialect: lambda peer, _: peer.answer(status, dialect.error(status, "scripted %d" % status),
                                                       [*JSON, *headers])


def silent(_):
    return lambda peer, _: peer.wait_for_hangup()


def closes_at_once(_):
    return lambda peer, _: peer.cut()


def html(_):
    page = b"<html><body>Welcome to the hotel's network</body></html>"
    return lambda peer, _: peer.answer(200, page, [("content-type", "text/html")])


def error_inside_200(dialect):
    return lambda peer, _: peer.answer(200, dialect.error(529, "scripted overload"), JSON)


def error_as_first_event(dialect):
    return lambda peer, _: play(peer, [dialect.error_event(529, "scripted overload")])


def empty_stream(_):
    return lambda peer, _: play(peer, [])


def cut_before_any_event(_):
    def script(peer, _):
        peer.begin_stream()
        peer.cut()
    return script


def cut_before_content(dialect):
    def script(peer, _):
        peer.begin_stream()
        peer.chunk(dialect.events(TEXT)[0])
        peer.cut()
    return script


def silent_after_head(_):
    def script(peer, _):
        peer.begin_stream()
        peer.wait_for_hangup()
    return script


def play(peer, events):
    peer.begin_stream()
    for event in events:
        peer.chunk(event)
    peer.end_stream()


STREAMED = (True,)
FAULTS = [
    Fault("401", plain(401), 401, "authentication_error"),
    Fault("429", plain(429), 429, "rate_limit_error"),
    Fault("429 with retry-after", plain(429, [("retry-after", "7")]), 429, "rate_limit_error"),
    Fault("500", plain(500), 500, "api_error", other_status=502),  # an error of the gateway's own is a 500; this is not
    Fault("529", plain(529), 529, "overloaded_error"),
    Fault("529 with retry-after", plain(529, [("retry-after", "7")]), 529, "overloaded_error"),
    Fault("silent peer", silent, 504, "timeout_error"),
    Fault("silent after the head", silent_after_head, 504, "timeout_error", STREAMED),
    Fault("closes without an answer", closes_at_once, 502, "api_error"),
    Fault("HTML instead of an answer", html, 502, "api_error"),
    Fault("error inside a 200", error_inside_200, 529, "overloaded_error"),
    Fault("error as the first event", error_as_first_event, 529, "overloaded_error", STREAMED),
    Fault("empty stream", empty_stream, 502, "api_error", STREAMED),
    Fault("cut before any event", cut_before_any_event, 502, "api_error", STREAMED),
    Fault("cut before any content", cut_before_content, 502, "api_error", STREAMED),
]


@each
@pytest.mark.parametrize("fault, stream", [(fault, stream) for fault in FAULTS for stream in fault.streams],
                         ids=lambda value: value.name if isinstance(value, Fault) else "streamed" if value else "plain")
def test_a_fault_before_content_is_an_error_with_a_status(setup, dialect, fault, stream):
    answer, session = setup.ask(dialect, fault.script(dialect), stream)
    assert_error(answer, fault.status_for(dialect), fault.kind)
    if "retry-after" in fault.name:
        assert answer.header("retry-after") == "7"
    # A request that died on a reused connection may be sent again without being another attempt.
    assert 1 <= int(answer.header("x-ctxgw-attempts")) <= len(setup.upstreams[dialect.name].requests)
    assert_one_turn(setup, session, record.FAILED)


@each
@streamed_or_not
def test_a_refused_connection_is_an_error_with_a_status(setup, dialect, stream):
    answer, session = setup.ask(dialect, None, stream, refused=True)
    assert_error(answer, 502, "api_error")
    assert_one_turn(setup, session, record.FAILED)


@each
def test_the_client_is_told_whose_key_failed(setup, dialect):
    answer, _ = setup.ask(dialect, plain(401)(dialect))
    message = answer.json()["error"]["message"]
    assert "scripted 401" in message
    assert dialect is ANTHROPIC or dialect.name in message  # the client's own key needs no name


# After the answer has begun --------------------------------------------------------------------------------


def begin(peer, dialect):
    """Sends everything up to the first content; gives the events not yet sent."""
    events = dialect.events(TEXT)
    begun = dialect.first_content(events)
    peer.begin_stream()
    for event in events[:begun]:
        peer.chunk(event)
    return events[begun:]


def assert_told_in_the_stream(setup, answer, session):
    """The stream ends with an error event of the Messages API, after content, and is framed to its end."""
    assert answer.status == 200 and answer.complete
    events = answer.events()
    assert any(name == "content_block_delta" for name, _ in events)
    name, data = events[-1]
    assert name == "error" and data["type"] == "error" and len(data["error"]["message"]) > 10
    assert "message_stop" not in [name for name, _ in events]
    assert_one_turn(setup, session, record.CUT)


@each
@pytest.mark.parametrize("where", ["after an event", "inside an event", "inside a chunk", "by a clean end"])
def test_a_cut_after_content_is_told_in_the_stream(setup, dialect, where):
    def script(peer, _):
        rest = begin(peer, dialect)
        if where == "inside an event":
            peer.chunk(rest[0][:len(rest[0]) // 2])
        elif where == "inside a chunk":
            peer.send(b"1000\r\n" + rest[0])
        elif where == "by a clean end":
            peer.end_stream()
            return
        peer.cut()

    assert_told_in_the_stream(setup, *setup.ask(dialect, script))


def test_a_cut_inside_a_huge_event_is_never_a_clean_end(setup):
    """Half of the event has been passed on, so nothing can be told any more: the framing must say it."""
    def script(peer, _):
        begin(peer, ANTHROPIC)
        peer.chunk(b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta",'
                   b'"text":"' + b"x" * (1 << 20))
        peer.close()  # not a reset, which may overtake what was sent before it

    answer, session = setup.ask(ANTHROPIC, script)
    assert answer.status == 200 and not answer.complete and answer.body.endswith(b"xxx")
    assert_one_turn(setup, session, record.CUT)


@each
def test_silence_after_content_is_told_in_the_stream(setup, dialect):
    def script(peer, _):
        begin(peer, dialect)
        peer.wait_for_hangup()

    assert_told_in_the_stream(setup, *setup.ask(dialect, script))


@each
def test_an_error_event_after_content_is_told_in_the_stream(setup, dialect):
    def script(peer, _):
        begin(peer, dialect)
        peer.chunk(dialect.error_event(529, "scripted overload"))
        peer.end_stream()

    answer, session = setup.ask(dialect, script)
    assert_told_in_the_stream(setup, answer, session)
    assert "scripted overload" in answer.events()[-1][1]["error"]["message"]


@each
def test_a_cut_after_the_last_event_is_no_cut(setup, dialect):
    def script(peer, _):
        peer.begin_stream()
        for event in dialect.events(TEXT):
            peer.chunk(event)
        peer.cut()

    answer, session = setup.ask(dialect, script)
    assert answer.status == 200 and answer.complete and text_of(answer) == TEXT
    assert answer.events()[-1][0] == "message_stop"
    assert_one_turn(setup, session, record.SUCCEEDED)


@each
@pytest.mark.parametrize("goes_on", [False, True], ids=["silent", "chatty"])
def test_a_body_that_goes_on_after_the_last_event_is_hung_up_on(start_gateway, dialect, goes_on):
    """With the usual limits on silence, which are longer than anybody here waits."""
    hung_up = threading.Event()

    def script(peer, _):
        peer.begin_stream()
        for event in dialect.events(TEXT):
            peer.chunk(event)
        try:
            for _ in range(150 if goes_on else 0):
                peer.chunk(b": still here\n\n" if dialect is not OLLAMA else b"\n")
                time.sleep(0.1)
        except ConnectionError:
            return hung_up.set()
        if not goes_on and peer.wait_for_hangup():
            hung_up.set()

    with upstream_of(dialect) as upstream:
        upstream.script = script
        gateway = start_gateway({"backends": {"b": backend(dialect, upstream.url)}}, environment=ENVIRONMENT)
        answer = gateway.ask("b/test-model", stream=True)
        assert answer.status == 200 and answer.complete and text_of(answer) == TEXT
        assert hung_up.wait(10)
        turn, = record.settled_turns(gateway, record.session_id(answer))
        assert record.outcome(turn) == record.SUCCEEDED


# Odd, but right --------------------------------------------------------------------------------------------


def text_of(answer):
    return "".join(data["delta"]["text"] for name, data in answer.events()
                   if name == "content_block_delta" and data["delta"]["type"] == "text_delta")


@each
def test_a_stream_that_drips_byte_by_byte_arrives_whole(setup, dialect):
    def script(peer, _):
        peer.begin_stream()
        for event in dialect.events(TEXT):
            for i in range(len(event)):
                peer.chunk(event[i:i + 1])
        peer.end_stream()

    answer, session = setup.ask(dialect, script)
    assert answer.status == 200 and answer.complete and text_of(answer) == TEXT
    assert_one_turn(setup, session, record.SUCCEEDED)


@each
def test_an_event_of_16_megabytes_arrives_whole(setup, dialect):
    text = "x" * LONG
    events = dialect.events("tiny")
    events = [event.replace(b"tiny", text.encode()) for event in events]

    answer, session = setup.ask(dialect, lambda peer, _: play(peer, events))
    assert answer.status == 200 and answer.complete and text_of(answer) == text
    assert_one_turn(setup, session, record.SUCCEEDED)


@each
@streamed_or_not
def test_the_gateway_serves_the_next_request_after_a_fault(setup, dialect, stream):
    setup.ask(dialect, closes_at_once(dialect))
    good = (lambda peer, _: play(peer, dialect.events(TEXT))) if stream else (
        lambda peer, _: peer.answer(200, dialect.answer(TEXT), JSON))
    answer, session = setup.ask(dialect, good, stream)
    assert answer.status == 200 and answer.complete
    assert TEXT == (text_of(answer) if stream else answer.json()["content"][0]["text"])
    assert_one_turn(setup, session, record.SUCCEEDED)


@each
def test_a_client_that_hangs_up_cancels_the_upstream_call(setup, dialect):
    hung_up = threading.Event()

    def script(peer, _):
        begin(peer, dialect)
        if peer.wait_for_hangup():
            hung_up.set()

    upstream = setup.upstreams[dialect.name]
    upstream.script = script
    body = b'{"model":"%s/test-model","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"x"}]}' % (
        dialect.name.encode())
    headers = {"x-api-key": "client-key", "x-claude-code-session-id": str(uuid.uuid4())}
    with http.Connection(setup.gateway.port) as client:
        client.send(http.head_bytes("POST", "/v1/messages", headers, body) + body)
        session = record.session_id(client.head())
    assert hung_up.wait(10), "the upstream call outlived its client"
    assert_one_turn(setup, session, record.CANCELLED)
