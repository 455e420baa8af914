"""Same dialect, nothing to edit: every byte passes."""
import json

import pytest

from harness import record
from harness.dialects import ANTHROPIC, JSON

BODY = (b'{ "model" :\t"claude-test",\r\n  "max_tokens":1e2 , "future_field": {"b":1.50,"a":[ ]},\n'
        b'"metadata":{"user_id":"u"}, "stream" : %s ,"messages":[\n { "role":"user" , "content":'
        b'[{"type":"text" ,"text":"caf\\u00e9 \xc3\xa9 \\ud83d\\ude00 \\/", "cache_control":{"type":"ephemeral"} },'
        b'{"type":"block_of_the_future","x":null}]}]}  ')
HEADERS = {"anthropic-version": "2023-06-01", "anthropic-beta": ["one-2025-01-01, two-2025-02-02", "three"],
           "anthropic-workspace-id": "w", "authorization": "Bearer oauth-token", "x-api-key": "client-key"}
STREAM = (b'\xef\xbb\xbf: a comment first\r\n\r\n'
          b'event: message_start\r\ndata:   {"type" : "message_start", "message":{"id":"msg_1","type":"message","role":"assistant",'
          b'"model":"claude-test","content":[],"stop_reason":null,"future":1,"usage":{"input_tokens":3,"output_tokens":1}}}\r\n\r\n'
          b'event: ping\ndata: {"type": "ping"}\n\n'
          b'event: event_of_the_future\rdata: {"type":"event_of_the_future",\rdata: "x":1}\r\r'
          b'id: 7\r\nretry: 10\r\nevent:content_block_start\r\ndata:{"type":"content_block_start","index":0,'
          b'"content_block":{"type":"text","text":""}}\r\n\r\n'
          b': a comment inside\n'
          b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta",'
          b'"text":"h\\u00e9llo \xc3\xa9","future":[1, 2]}}\nunknown-field: yes\n\n'
          b'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}\n\n'
          b'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},'
          b'"usage":{"output_tokens":5}}\n\n'
          b'event: message_stop\ndata: {"type":"message_stop"}\n\n: after the end\n\n')


def whole(peer):
    peer.chunk(STREAM)


def byte_by_byte(peer):
    for i in range(len(STREAM)):
        peer.chunk(STREAM[i:i + 1])


@pytest.mark.parametrize("deliver", [whole, byte_by_byte])
def test_a_stream_passes_byte_for_byte(gateway, upstream, deliver):
    def script(peer, _):
        peer.begin_stream([("request-id", "req_from_upstream")])
        deliver(peer)
        peer.end_stream()

    upstream.script = script
    answer = gateway.post(BODY % b"true", HEADERS, "/v1/messages?beta=true")
    assert answer.body == STREAM and answer.complete
    assert answer.header("request-id") == "req_from_upstream"
    assert_request_passed(upstream, BODY % b"true")
    turn = record.settled_turns(gateway, record.session_id(answer))[0]
    assert record.outcome(turn) == record.SUCCEEDED and record.prompt_tokens(turn) == 3


def test_a_plain_answer_passes_byte_for_byte(gateway, upstream):
    body = json.dumps(ANTHROPIC.message("odd  spacing"), indent=3).encode() + b"\n \n"
    upstream.script = lambda peer, _: peer.answer(200, body, JSON)
    answer = gateway.post(BODY % b"false", HEADERS, "/v1/messages?beta=true")
    assert answer.body == body
    assert_request_passed(upstream, BODY % b"false")


def test_an_error_answer_passes_byte_for_byte(gateway, upstream):
    body = b'{"type":"error", "error":{"type":"invalid_request_error","message":"prompt is too long: 2 tokens > 1 maximum"},\n"request_id":"r"}'
    upstream.script = lambda peer, _: peer.answer(400, body, [*JSON, ("x-should-retry", "false")])
    answer = gateway.post(BODY % b"false", HEADERS)
    assert (answer.status, answer.body) == (400, body)
    assert answer.header("x-should-retry") == "false"


def assert_request_passed(upstream, body):
    request, = upstream.requests
    assert request.body == body
    assert request.target == "/v1/messages?beta=true"
    for name, value in HEADERS.items():
        expected = value if isinstance(value, list) else [value]
        assert request.values(name) == expected, name
    assert request.values("accept-encoding") == ["identity"]
    assert [key for key, _ in request.headers if key.lower().startswith("x-ctxgw")] == []
