"""OpenAI's Responses API as a backend: what is asked of it, reasoning that goes back encrypted, and failures inside of good statuses."""
import json

import pytest

from harness import record
from harness.clients import CLIENTS, Talk
from harness.dialects import sse
from harness.speech import ResponsesSpeech, Words
from harness.upstream import Upstream

MODEL = "openai/gpt-5-codex"
SPEECH = ResponsesSpeech()
CALLS = (("read", {"path": "a"}),)
each_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
translated = pytest.mark.parametrize(
    "client", [client for client in CLIENTS if client.name != "responses"], ids=lambda client: client.name)
streamed_or_not = pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])


@pytest.fixture
def upstream():
    with Upstream(SPEECH.script(Words("good day"))) as upstream:
        yield upstream


@pytest.fixture
def gateway(start_gateway, upstream):
    return start_gateway({"backends": {"openai": {"kind": "openai-responses", "url": upstream.url + "/v1", "key_env": "OPENAI_KEY"}}},
                         environment={"OPENAI_KEY": "operators-key"})


def bodies(upstream):
    return [json.loads(request.body) for request in upstream.requests]


@streamed_or_not
@translated
def test_a_conversation_goes_there_whole_and_nothing_of_it_is_kept(gateway, upstream, client, stream):
    assert Talk(client, gateway, MODEL, stream).say("hello").text == "good day"
    request, body = upstream.requests[0], bodies(upstream)[0]
    assert request.target == "/v1/responses" and request.values("authorization") == ["Bearer operators-key"]
    assert body["store"] is False and body["stream"] is stream
    assert "previous_response_id" not in body and "messages" not in body
    tool, = body["tools"]
    assert (tool["type"], tool["name"]) == ("function", "read") and tool["parameters"]["required"] == ["path"]


@streamed_or_not
def test_its_own_client_gets_reasoning_as_it_came_and_sends_it_back(gateway, upstream, stream):
    """Byte for byte: what is encrypted is bound to the item that follows."""
    upstream.script = SPEECH.script(Words("I look.", "Where?", CALLS), Words("There."))
    talk = Talk(CLIENTS[2], gateway, MODEL, stream)
    first = talk.say("look")
    reasoning, = [item for item in first.kept if item["type"] == "reasoning"]
    assert reasoning["encrypted_content"].startswith("gAAAA")
    assert talk.give("text of a").text == "There."
    assert bodies(upstream)[1]["input"][1:-1] == first.kept


# Failures ------------------------------------------------------------------------------------------------------------


def plays(events):
    def script(peer, _):
        peer.begin_stream()
        for event in events:
            peer.chunk(event)
        peer.end_stream()
    return script


OVERFLOW = "Your input exceeds the context window of this model. Please adjust your input and try again."
FAILURES = {
    "failed": lambda: SPEECH.failed("context_length_exceeded", OVERFLOW),
    "error-event": lambda: [sse({"type": "error", "code": "context_length_exceeded", "message": OVERFLOW, "param": "input",
                                 "sequence_number": 0}, "error")],
}


@pytest.mark.parametrize("form", FAILURES)
@translated
def test_an_overflow_inside_a_stream_is_told_in_each_clients_words(gateway, upstream, client, form):
    upstream.script = plays(FAILURES[form]())
    said = Talk(client, gateway, MODEL).say("hello")
    status, code, words = client.overflow
    assert (said.answer.status, said.code) == (status, code), said
    # Without figures the words of chat completions are others.
    assert said.error.startswith("The messages are longer than" if client.name == "chat" else words), said


@streamed_or_not
@translated
def test_an_overflow_with_a_status_is_told_in_each_clients_words(gateway, upstream, client, stream):
    words = "Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 280011 tokens. Please reduce the length."
    upstream.script = lambda peer, _: peer.answer_json(400, {"error": {
        "message": words, "type": "invalid_request_error", "param": "messages", "code": "context_length_exceeded"}})
    said = Talk(client, gateway, MODEL, stream).say("hello")
    status, code, sentence = client.overflow
    assert (said.answer.status, said.code) == (status, code) and said.error.startswith(sentence) and "272000" in said.error, said


ERRORS = {
    "quota": (429, "insufficient_quota", "insufficient_quota", 402, "billing_error"),
    "credit": (429, "credit_balance_exhausted", "credit_balance_exhausted", 402, "billing_error"),
    "rate": (429, "rate_limit_exceeded", "tokens", 429, "rate_limit_error"),
    "slow-down": (429, "slow_down", "rate_limit_error", 529, "overloaded_error"),
    "overloaded": (503, "server_is_overloaded", "service_unavailable_error", 529, "overloaded_error"),
    "model": (404, "model_not_found", "invalid_request_error", 404, "not_found_error"),
}


@streamed_or_not
@pytest.mark.parametrize("name", ERRORS)
def test_a_refusal_is_told_by_what_it_means(gateway, upstream, name, stream):
    status, code, kind, told, word = ERRORS[name]
    upstream.script = lambda peer, _: peer.answer_json(status, {"error": {"message": "scripted", "type": kind, "code": code}})
    said = Talk(CLIENTS[0], gateway, MODEL, stream).say("hello")
    assert (said.answer.status, said.code) == (told, word), said


@streamed_or_not
@each_client
def test_a_refused_key_of_the_operators_is_not_the_clients(gateway, upstream, client, stream):
    words = "Incorrect API key provided: operators-key. You can find your API key at https://platform.openai.com/account/api-keys."
    upstream.script = lambda peer, _: peer.answer_json(401, {"error": {"message": words, "type": "invalid_request_error",
                                                                       "code": "invalid_api_key"}})
    said = Talk(client, gateway, MODEL, stream).say("hello")
    assert said.answer.status == 401 and "key_env" in said.error and "operators-key" not in said.answer.body.decode(), said


@translated
def test_a_failure_in_the_middle_is_told_in_the_stream(gateway, upstream, client):
    whole = SPEECH.events(Words("Half a"))
    failed = SPEECH.failed("server_error", "The server had an error while processing your request.")[-1]
    upstream.script = plays([*whole[:whole.index(next(event for event in whole if b"output_text.done" in event))], failed])
    said = Talk(client, gateway, MODEL).say("hello")
    assert said.answer.status == 200 and "The server had an error" in said.error and b"Half a" in said.answer.body, said
    turn, = record.settled_turns(gateway, record.session_id(said.answer))
    assert record.outcome(turn) == record.CUT


@translated
def test_a_stream_without_its_last_event_was_cut(gateway, upstream, client):
    upstream.script = plays(SPEECH.events(Words("Half a"))[:-1])
    said = Talk(client, gateway, MODEL).say("hello")
    assert said.error and b"Half a" in said.answer.body, said


@pytest.mark.parametrize("program, status", [("codex_exec/0.163.0 (Debian; x86_64)", 200), ("OpenAI/Python 3.51.0", 400)], ids=["codex", "sdk"])
def test_codex_is_told_of_an_overflow_inside_a_stream_that_begins_well(gateway, upstream, program, status):
    """Behind a 400 its thread never compacts; everybody else gets the vendor's own words."""
    error = {"error": {"message": "Your input exceeds the context window of this model.", "type": "invalid_request_error",
                       "param": "input", "code": "context_length_exceeded"}}
    upstream.script = lambda peer, _: peer.answer_json(400, error)
    body = json.dumps({"model": MODEL, "stream": True, "input": "hello"}).encode()
    answer = gateway.post(body, {"user-agent": program}, target="/v1/responses")
    assert answer.status == status
    if status == 400:
        assert answer.json() == error
    else:
        name, event = answer.events()[-1]
        assert name == "response.failed" and event["response"]["error"]["code"] == "context_length_exceeded"
