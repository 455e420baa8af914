"""SIGTERM: nobody new is let in, answers under way are finished or cut with a word, everything is written down."""
import contextlib
import json
import signal
import sqlite3
import threading

import pytest

from harness import http, record, waiting
from harness.clients import CLIENTS, Talk
from harness.dialects import ANTHROPIC
from harness.speech import ChatSpeech, Words

SPEECH, WORDS = ChatSpeech(), Words("an answer of some words")


class Held:
    """A model that has begun to answer, if it is asked to stream, and goes on when it is told to."""

    def __init__(self):
        self.begun, self.may_end = threading.Semaphore(0), threading.Event()

    def __call__(self, peer, request):
        if not SPEECH.wants_stream(request):
            self.begun.release()
            return self.may_end.wait(30) and SPEECH.say(peer, request, WORDS)
        role, text, *others = SPEECH.events(WORDS)
        peer.begin_stream()
        peer.chunk(role + text)
        self.begun.release()
        if self.may_end.wait(30):
            for event in others:
                peer.chunk(event)
            peer.end_stream()

    def wait(self):
        assert self.begun.acquire(timeout=20), "the model was not asked"


@pytest.fixture
def held(upstream):
    upstream.script = Held()
    yield upstream.script
    upstream.script.may_end.set()


@pytest.fixture
def serve(start_gateway, upstream):
    def serve(**server):
        backend = {"kind": "openai", "url": upstream.url + "/v1", "key_env": "VENDOR_KEY"}
        return start_gateway({"backends": {"v": backend}, "server": server}, environment={"VENDOR_KEY": "vendor-key"})
    return serve


@contextlib.contextmanager
def asking(gateway, client, stream):
    """A client that asks in a thread of its own; gives where its answer will be."""
    told = []
    talk = Talk(client, gateway, "v/m", stream=stream, tools=())
    thread = threading.Thread(target=lambda: told.append(talk.say("hello")))
    thread.start()
    yield told
    thread.join(30)
    assert told, "no answer"


def stop(gateway):
    gateway.process.send_signal(signal.SIGTERM)
    gateway.wait_for_log("ctxgw: stopping")


def settled(gateway, count=1):
    """The turns in the database of a gateway that has ended."""
    with sqlite3.connect(gateway.database) as database:
        turns = database.execute("SELECT outcome, failure_type FROM turns").fetchall()
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert len(turns) == count
    return turns


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_an_answer_under_way_is_finished_and_nobody_new_is_let_in(serve, held, client, stream):
    gateway = serve()
    with asking(gateway, client, stream) as told:
        held.wait()
        stop(gateway)
        assert "an answer under way has 30 s" in gateway.log
        with pytest.raises(ConnectionError):
            gateway.get("/ctxgw/health")
        held.may_end.set()
    assert told[0].text == WORDS.text and told[0].answer.complete and told[0].answer.header("connection") == "close"
    assert gateway.exit_code() == 0
    assert settled(gateway) == [(record.SUCCEEDED, None)]


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_an_answer_that_takes_longer_than_the_grace_period_is_cut_with_an_error_of_the_dialect(serve, held, client, stream):
    gateway = serve(grace="500ms")
    with asking(gateway, client, stream) as told:
        held.wait()
        stop(gateway)
    said = told[0]
    assert "the gateway is stopping" in said.error and said.answer.complete
    if not stream:
        assert said.answer.status in (503, 529) and said.answer.header("retry-after") == "5"
    assert gateway.exit_code() == 0
    assert settled(gateway) == [(record.CUT if stream else record.FAILED, "stopped")]


def test_a_stream_of_the_clients_own_dialect_is_cut_with_an_error_too(start_gateway, upstream):
    begun = threading.Event()

    def script(peer, _):
        peer.begin_stream()
        for event in ANTHROPIC.events("words")[:3]:
            peer.chunk(event)
        begun.set()
        peer.wait_for_hangup()

    upstream.script = script
    gateway = start_gateway({"backends": {"anthropic": {"kind": "anthropic", "url": upstream.url, "auth": "client"}},
                             "server": {"grace": "500ms"}})
    answers = []
    thread = threading.Thread(target=lambda: answers.append(gateway.ask(stream=True)))
    thread.start()
    assert begun.wait(20)
    stop(gateway)
    thread.join(30)
    name, data = answers[0].events()[-1]
    assert name == "error" and data["error"]["type"] == "overloaded_error"
    assert gateway.exit_code() == 0


def test_a_second_signal_does_not_wait(serve, held):
    gateway = serve(grace="1h")
    told = []

    def ask():
        with contextlib.suppress(ConnectionError):
            told.append(gateway.ask(model="v/m", stream=True))

    thread = threading.Thread(target=ask)
    thread.start()
    held.wait()
    stop(gateway)
    gateway.process.send_signal(signal.SIGTERM)
    assert gateway.exit_code() == 128 + signal.SIGTERM
    thread.join(30)
    assert not told or not told[0].complete


def test_a_request_that_has_begun_to_come_is_answered_and_told_that_the_connection_closes(serve, held):
    gateway = serve()
    with http.Connection(gateway.port) as connection, asking(gateway, CLIENTS[0], True):
        connection.send(b"GET /ctxgw/health HTTP/1.1\r\n")
        held.wait()  # the connection was taken before that of the question
        stop(gateway)
        connection.send(b"host: 127.0.0.1\r\n\r\n")
        answer = connection.answer()
        assert answer.status == 503 and answer.json()["status"] == "stopping"
        assert answer.header("connection") == "close"
        held.may_end.set()
    assert gateway.exit_code() == 0


def test_a_gateway_without_requests_stops_at_once_whoever_keeps_a_connection(serve, held):
    gateway = serve(grace="1h")
    with http.Connection(gateway.port) as connection:
        connection.send(http.head_bytes("GET", "/ctxgw/health", {}, b""))
        assert connection.answer().json()["status"] == "ok"
        stop(gateway)
        assert gateway.exit_code() == 0
        assert connection.reader.read() == b""


# Places ------------------------------------------------------------------


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_beyond_the_most_requests_in_progress_one_is_told_to_come_back(serve, held, client):
    gateway = serve(max_concurrent_streams=2)
    with asking(gateway, CLIENTS[0], True), asking(gateway, CLIENTS[1], False):
        held.wait()
        held.wait()
        for stream in (True, False):
            said = Talk(client, gateway, "v/m", stream=stream, tools=()).say("hello")
            assert said.answer.status == (529 if client.name == "anthropic" else 503)
            assert said.answer.header("retry-after") == "1"
            assert "answering 2 requests already" in said.error
        # Whoever does not ask a model for an answer takes no place.
        assert gateway.get("/v1/models").status == 200 and gateway.get("/ctxgw/sessions").status == 200
        body = json.dumps({"model": "v/m", "messages": [{"role": "user", "content": "x"}]}).encode()
        assert gateway.post(body, target="/v1/messages/count_tokens").status == 200
        held.may_end.set()
    assert Talk(client, gateway, "v/m", tools=()).say("hello").text == WORDS.text


def test_all_places_are_taken_at_once_and_all_given_back(serve, held):
    gateway = serve(max_concurrent_streams=64)
    for _ in range(2):
        held.may_end.clear()
        with contextlib.ExitStack() as stack:
            told = [stack.enter_context(asking(gateway, CLIENTS[number % 4], number % 8 < 4)) for number in range(64)]
            for _ in range(64):
                held.wait()
            refused = [Talk(client, gateway, "v/m", tools=()).say("hello").answer.status for client in CLIENTS]
            held.may_end.set()
        assert refused == [529, 503, 503, 503]
        assert [said[0].text for said in told] == [WORDS.text] * 64


def test_where_there_are_fewer_places_than_are_taken_none_is_given_until_enough_are_given_back(serve, held):
    gateway = serve(max_concurrent_streams=3)
    with asking(gateway, CLIENTS[0], True), asking(gateway, CLIENTS[1], True):
        held.wait()
        held.wait()
        path = gateway.home / "config.yaml"
        path.write_text(path.read_text().replace('"max_concurrent_streams": 3', '"max_concurrent_streams": 1'))
        gateway.process.send_signal(signal.SIGHUP)
        gateway.wait_for_log("configuration loaded again")
        assert "answering 1 requests already" in gateway.ask(model="v/m").json()["error"]["message"]
        held.may_end.set()
    assert gateway.ask(model="v/m").status == 200


def test_a_place_is_given_back_by_a_client_that_goes_away(serve, held):
    gateway = serve(max_concurrent_streams=1)
    body = json.dumps({"model": "v/m", "max_tokens": 9, "stream": True, "messages": [{"role": "user", "content": "x"}]}).encode()
    with http.Connection(gateway.port) as connection:
        connection.send(http.head_bytes("POST", "/v1/messages", {"x-api-key": "k"}, body) + body)
        held.wait()
        assert gateway.ask(model="v/m").status == 529
    held.may_end.set()
    waiting.until(lambda: gateway.ask(model="v/m").status == 200, "the place is given back")


def test_who_waits_for_a_turn_at_a_busy_model_has_a_place(start_gateway, upstream, held):
    """A local server that works on one request at a time: the others wait in line, in progress like the one that is answered."""
    gateway = start_gateway({"backends": {"box": {"kind": "vllm", "url": upstream.url, "concurrency": 1}},
                             "server": {"max_concurrent_streams": 3}})
    upstream.models = [{"id": "m", "object": "model", "max_model_len": 16384}]
    with contextlib.ExitStack() as stack:
        told = []
        for _ in range(3):
            thread = threading.Thread(target=lambda: told.append(gateway.ask(model="box/m", stream=True)))
            thread.start()
            stack.callback(thread.join, 30)
        held.wait()
        waiting.until(lambda: gateway.ask(model="box/m").status == 529, "three are in progress")
        assert len(upstream.requests) == 1
        held.may_end.set()
    assert [answer.status for answer in told] == [200] * 3
