"""What clients send and how: codings, framing, routes that are asked before the first message."""
import gzip
import json
import subprocess
import sys
import zlib

import pytest
import zstandard

from harness import http
from harness.dialects import ANTHROPIC, CHAT, JSON
from harness.gateway import ROOT

BODY = json.dumps({"model": "claude-test", "max_tokens": 5, "messages": [{"role": "user", "content": "hi " * 500}]}).encode()
CODINGS = {"gzip": gzip.compress, "deflate": zlib.compress, "zstd": zstandard.compress, "identity": bytes}


@pytest.fixture
def answering(gateway, upstream):
    upstream.script = lambda peer, _: peer.answer(200, ANTHROPIC.answer("hello"), JSON)
    return gateway


@pytest.mark.parametrize("coding", CODINGS)
def test_a_compressed_body_is_forwarded_decoded(answering, upstream, coding):
    answer = answering.post(CODINGS[coding](BODY), {"content-encoding": coding})
    assert answer.status == 200, answer
    request, = upstream.requests
    assert request.body == BODY and request.values("content-encoding") == []


def test_codings_applied_one_after_another_are_undone_in_turn(answering, upstream):
    body = zstandard.compress(gzip.compress(BODY))
    assert answering.post(body, {"content-encoding": "gzip, zstd"}).status == 200
    assert upstream.requests[0].body == BODY


@pytest.mark.parametrize("body, coding, status", [
    (BODY, "br", 415), (BODY, "snappy", 415),
    (BODY, "gzip", 400), (gzip.compress(BODY)[:-20], "gzip", 400), (zstandard.compress(BODY)[:-3], "zstd", 400),
    (gzip.compress(bytes(64 << 20)), "gzip", 413),
], ids=["br", "unknown", "not gzip", "cut gzip", "cut zstd", "bomb"])
def test_a_body_that_cannot_be_decoded_never_leaves(answering, upstream, body, coding, status):
    answer = answering.post(body, {"content-encoding": coding})
    assert answer.status == status and answer.json()["type"] == "error"
    assert upstream.requests == []


def test_a_body_over_the_limit_is_refused(answering, upstream):
    answer = http.request(answering.port, "POST", "/v1/messages", {"content-length": str((32 << 20) + 1)})
    assert answer.status == 413 and upstream.requests == []


def test_malformed_framing_is_refused(answering):
    done = subprocess.run([sys.executable, ROOT / "scripts/framing.py", str(answering.port)],
                          capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr


def test_chunked_bodies_and_pipelined_requests(answering, upstream):
    head = b"POST /v1/messages HTTP/1.1\r\nhost: localhost\r\nx-api-key: k\r\ntransfer-encoding: chunked\r\n\r\n"
    chunks = b"".join(b"%x;ext=1\r\n%s\r\n" % (len(BODY[i:i + 99]), BODY[i:i + 99]) for i in range(0, len(BODY), 99))
    with http.Connection(answering.port) as connection:
        connection.send((head + chunks + b"0\r\nx-trailer: t\r\n\r\n") * 3)
        assert [connection.answer().status for _ in range(3)] == [200] * 3
    assert [request.body for request in upstream.requests] == [BODY] * 3


def test_expect_continue_is_answered_before_the_body(answering):
    head = http.head_bytes("POST", "/v1/messages", {"expect": "100-continue", "x-api-key": "k"}, BODY)
    with http.Connection(answering.port) as connection:
        connection.send(head)
        assert connection.head().status == 100
        connection.send(BODY)
        assert connection.answer().status == 200


@pytest.mark.parametrize("target", ["/", "/api/hello"])
def test_a_client_may_knock_first(answering, target):
    answer = http.request(answering.port, "HEAD", target)
    assert answer.status == 200 and answer.body == b""


def test_health_says_ok_and_a_version(answering):
    value = answering.get("/ctxgw/health").json()
    assert value["status"] == "ok" and value["version"]


def test_an_unknown_path_is_a_404_in_the_clients_dialect(answering):
    answer = answering.get("/v1/nothing", {"anthropic-version": "2023-06-01"})
    assert answer.status == 404 and answer.json()["error"]["type"] == "not_found_error"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"model":1}', b'{"messages":"x"}', b"\xff\xfe", b"[" * 100000],
                         ids=["empty", "cut", "array", "number as model", "no messages", "not UTF-8", "deep"])
def test_a_body_that_is_no_request_is_a_400(answering, upstream, body):
    answer = answering.post(body)
    assert answer.status == 400 and answer.json()["error"]["type"] == "invalid_request_error"
    assert upstream.requests == []


@pytest.fixture
def translating(start_gateway, upstream):
    upstream.script = lambda peer, _: peer.answer(200, CHAT.answer("hello"), [*JSON, ("x-request-id", "theirs")])
    return start_gateway({"backends": {"chat": {"kind": "openai", "url": upstream.url + "/v1", "key_env": "K"}}},
                         environment={"K": "key"})


@pytest.mark.parametrize("stream", [False, True])
def test_a_translated_answer_names_the_request_on_both_sides(translating, stream):
    question = {"model": "chat/test-model", "max_tokens": 5, "stream": stream, "messages": [{"role": "user", "content": "hi"}]}
    answer = translating.post(json.dumps(question).encode())
    assert answer.status == 200 and answer.header("x-request-id") == "theirs"
    assert answer.header("request-id").startswith("req_")


def test_count_tokens_without_an_exact_counter_is_marked_as_an_estimate(translating):
    body = BODY.replace(b"claude-test", b"chat/test-model")
    answer = translating.post(body, target="/v1/messages/count_tokens")
    assert answer.status == 200 and 0.5 < answer.json()["input_tokens"] / (len(BODY) / 3) < 1.5
    assert "estimate" in str(answer.headers).lower() or "estimate" in answer.body.decode()


def test_count_tokens_of_a_vendor_is_the_vendors_own(gateway, upstream):
    upstream.counting = lambda peer, _: peer.answer(200, b'{ "input_tokens": 4711 }', JSON)
    answer = gateway.post(BODY, target="/v1/messages/count_tokens?beta=true")
    assert (answer.status, answer.body, answer.header("x-ctxgw-count")) == (200, b'{ "input_tokens": 4711 }', "exact")
    request, = upstream.counts
    assert (request.target, request.body, request.values("x-api-key")) == (
        "/v1/messages/count_tokens?beta=true", BODY, ["client-key"])
    assert gateway.report("sessions", "list")["sessions"] == []
