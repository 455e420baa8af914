"""Gemini by its own API: what it is asked and says, signatures of calls that must come back, prompts it blocks, errors in its words."""
import json

import pytest

from harness import record
from harness.clients import CLIENTS, Call, Said, Talk
from harness.gemini import NO_SIGNATURE, Gemini, error
from harness.speech import Words

MODEL = "google/gemini-3.5-flash"
CALLS = (("read", {"path": "a"}), ("read", {"path": "b"}))
each_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
streamed_or_not = pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])


@pytest.fixture
def gemini():
    with Gemini() as gemini:
        yield gemini


@pytest.fixture
def start(start_gateway, gemini):
    return lambda key="gemini-key": start_gateway(
        {"backends": {"google": {"kind": "gemini", "url": gemini.url + "/v1beta", "key_env": "GEMINI_KEY"}}},
        environment={"GEMINI_KEY": key})


def bodies(gemini):
    return [json.loads(request.body) for request in gemini.requests]


def signatures(gemini):
    """The signatures of a request's calls, in their order."""
    return [part.get("thoughtSignature") for content in bodies(gemini)[-1]["contents"] for part in content["parts"]
            if "functionCall" in part]


def test_a_stream_is_asked_for_as_one_of_events_and_ends_without_a_mark(start, gemini):
    said = Talk(CLIENTS[0], start(), MODEL).say("hello")
    assert (said.text, said.stop, said.prompt_tokens) == ("good day", "end_turn", 12)
    request, = gemini.requests
    assert request.target == "/v1beta/models/gemini-3.5-flash:streamGenerateContent?alt=sse"
    assert request.values("authorization") == [] and "model" not in bodies(gemini)[0]
    declared, = bodies(gemini)[0]["tools"][0]["functionDeclarations"]
    assert declared["name"] == "read" and declared["parametersJsonSchema"]["required"] == ["path"] and "parameters" not in declared


def test_a_whole_answer_is_asked_for_at_another_path(start, gemini):
    assert Talk(CLIENTS[0], start(), MODEL, stream=False).say("hello").text == "good day"
    assert gemini.requests[0].target == "/v1beta/models/gemini-3.5-flash:generateContent"


def test_its_models_are_listed_with_the_window_it_tells(start):
    model, = start().report("models")["models"]
    assert (model["name"], model["window"], model["window_source"]) == ("gemini-3.5-flash", 1048576, "table")
    assert model["max_output_tokens"] == 65536 and model["thinking"] is True


@streamed_or_not
@each_client
def test_calls_of_another_vendors_model_get_the_word_for_no_signature(start, gemini, client, stream):
    """As in a conversation that has begun elsewhere: only the first call of a step needs one."""
    talk = Talk(client, start(), MODEL, stream)
    talk.last = Said(None, calls=[Call("call_1", "read", {"path": "a"}), Call("call_2", "read", {"path": "b"})])
    talk.history = [client.user("look"), *client.called(talk.last.calls)]
    said = talk.give("text of a", "text of b")
    assert said.text == "good day", said
    assert signatures(gemini) == [NO_SIGNATURE, None]


# Prompts it blocks and answers it stops --------------------------------------------------------------------------


@streamed_or_not
@each_client
def test_a_blocked_prompt_is_a_refusal(start, gemini, client, stream):
    blocked = {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "modelVersion": "gemini-3.5-flash",
               "usageMetadata": {"promptTokenCount": 12, "totalTokenCount": 12}}
    gemini.speech.whole = lambda _: blocked
    gemini.speech.events = lambda _: [b"data: %s\n\n" % json.dumps(blocked).encode()]
    said = Talk(client, start(), MODEL, stream).say("hello")
    assert said.error is None and said.text == "" and said.stop == client.stops["filter"], said


@streamed_or_not
@each_client
def test_an_answer_that_is_stopped_for_safety_keeps_what_was_said(start, gemini, client, stream):
    gemini.play(Words("Half a", ended="filter"))
    said = Talk(client, start(), MODEL, stream).say("hello")
    assert (said.text, said.stop) == ("Half a", client.stops["filter"])


# Errors ----------------------------------------------------------------------------------------------------------


QUOTA = "You exceeded your current quota, please check your plan and billing details."


def quota(name, delay):
    return error(429, "RESOURCE_EXHAUSTED", QUOTA,
                 {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": name}]},
                 {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay})


ERRORS = {
    "minute": (quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "34.07s"), 429, "rate_limit_error"),
    "day": (quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "34s"), 402, "billing_error"),
    "overloaded": (error(503, "UNAVAILABLE", "The model is overloaded. Please try again later."), 529, "overloaded_error"),
    "internal": (error(500, "INTERNAL", "An internal error has occurred."), 502, "api_error"),
    "deadline": (error(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."), 502, "api_error"),
    "unknown": (error(404, "NOT_FOUND", "models/gemini-9 is not found for API version v1beta"), 404, "not_found_error"),
    "region": (error(400, "FAILED_PRECONDITION", "User location is not supported for the API use."), 401, "authentication_error"),
    "denied": (error(403, "PERMISSION_DENIED", "Permission denied: Consumer has been suspended."), 401, "authentication_error"),
    "argument": (error(400, "INVALID_ARGUMENT", "Request contains an invalid argument."), 400, "invalid_request_error"),
}


@streamed_or_not
@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_told_by_what_it_means(start, gemini, name, stream):
    gemini.failure, status, code = ERRORS[name]
    said = Talk(CLIENTS[0], start(), MODEL, stream).say("hello")
    assert (said.answer.status, said.code) == (status, code) and gemini.failure["error"]["message"][:20] in said.error, said
    if name == "minute":
        assert said.answer.header("retry-after") in ("34", "35")


@streamed_or_not
def test_a_refused_key_is_never_repeated(start, gemini, stream):
    gateway = start(key="secret-key-of-the-operator")
    said = Talk(CLIENTS[0], gateway, MODEL, stream).say("hello")
    assert (said.answer.status, said.code) == (401, "authentication_error") and "secret-key" not in said.answer.body.decode()


@streamed_or_not
@each_client
def test_an_overflow_is_told_in_each_clients_words(start, gemini, client, stream):
    gemini.window = 2000
    said = Talk(client, start(), MODEL, stream).say("word " * 4000)
    status, code, words = client.overflow
    assert said.answer.status == (200 if stream and client.name == "responses" else status)
    assert said.error.startswith(words) and said.code == code and "2000" in said.error, said
    assert len(gemini.requests) == 1


@each_client
def test_an_error_in_the_middle_of_a_stream_is_told_there(start, gemini, client):
    begun = gemini.speech.response([{"text": "Half a"}])
    failure = error(503, "UNAVAILABLE", "The model is overloaded. Please try again later.")
    gemini.speech.events = lambda _: [b"data: %s\n\n" % json.dumps(value).encode() for value in (begun, failure)]
    gateway = start()
    said = Talk(client, gateway, MODEL).say("hello")
    assert said.answer.status == 200 and "overloaded" in said.error and b"Half a" in said.answer.body, said
    turn, = record.settled_turns(gateway, record.session_id(said.answer))
    assert record.outcome(turn) == record.CUT


@each_client
def test_a_stream_without_a_reason_for_its_end_was_cut(start, gemini, client):
    gemini.speech.events = lambda _: [b"data: %s\n\n" % json.dumps(gemini.speech.response([{"text": "Half a"}])).encode()]
    gateway = start()
    said = Talk(client, gateway, MODEL).say("hello")
    assert said.error and b"Half a" in said.answer.body
    turn, = record.settled_turns(gateway, record.session_id(said.answer))
    assert record.outcome(turn) == record.CUT
