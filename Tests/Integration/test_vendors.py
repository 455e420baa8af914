"""Vendors of chat completions and of Anthropic's API, to the letter of what they refuse, and of how they say so."""
import json
import string

import pytest

from harness import record
from harness.clients import CLIENTS, Call, Said, Talk
from harness.dialects import ANTHROPIC, CHAT, JSON, compact, sse
from harness.speech import AnthropicSpeech, ChatSpeech, Words
from harness.upstream import Upstream

CALLS = (("read", {"path": "a"}), ("read", {"path": "b"}))
each_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
foreign_client = pytest.mark.parametrize(
    "client", [client for client in CLIENTS if client.name != "chat"], ids=lambda client: client.name)
streamed_or_not = pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])


@pytest.fixture
def upstream():
    with Upstream(ChatSpeech().script(Words("good day"))) as upstream:
        yield upstream


@pytest.fixture
def start(start_gateway, upstream):
    """Starts a gateway in front of one as a vendor of this kind."""
    return lambda kind, base="/v1": start_gateway(
        {"backends": {"vendor": {"kind": kind, "url": upstream.url + base, "key_env": "VENDOR_KEY"}}},
        environment={"VENDOR_KEY": "vendor-key"})


def bodies(upstream):
    return [json.loads(request.body) for request in upstream.requests]


def ask(gateway, client, stream=True, model="vendor/model-1", text="hello"):
    return Talk(client, gateway, model, stream).say(text)


def plays(*events):
    def script(peer, _):
        peer.begin_stream()
        for event in events:
            peer.chunk(event)
        peer.end_stream()
    return script


def refuses(status, value, headers=()):
    return lambda peer, _: peer.answer(status, compact(value), [*JSON, *headers])


# OpenRouter ----------------------------------------------------------------------------------------------------


COMMENT = b": OPENROUTER PROCESSING\n\n"


def broken(code, message, **more):
    """A chunk in which OpenRouter says that a provider has failed."""
    return sse({"id": "gen-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "error": {
        "code": code, "message": message, **more}, "choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "error"}]})


@each_client
def test_openrouter_says_that_it_works_in_comments(start, upstream, client):
    events = CHAT.events("good day")
    upstream.script = plays(COMMENT, COMMENT, events[0], COMMENT, *events[1:])
    assert ask(start("openrouter"), client).text == "good day"


@foreign_client
def test_openrouter_is_told_to_leave_the_conversation_whole(start, upstream, client):
    ask(start("openrouter"), client)
    body, = bodies(upstream)
    assert body["transforms"] == [] and body["usage"] == {"include": True}


@each_client
def test_openrouters_error_before_any_word_is_one_with_a_status(start, upstream, client):
    upstream.script = plays(COMMENT, broken(502, "Provider returned error"), b"data: [DONE]\n\n")
    said = ask(start("openrouter"), client)
    assert "Provider returned error" in said.error and (said.answer.status >= 500 or client.name == "responses"), said


@each_client
def test_openrouters_error_behind_words_is_told_in_the_stream(start, upstream, client):
    upstream.script = plays(COMMENT, *CHAT.events("Half a")[:2], broken(502, "Provider returned error"), b"data: [DONE]\n\n")
    gateway = start("openrouter")
    said = ask(gateway, client)
    assert said.answer.status == 200 and "Provider returned error" in said.error, said
    turn, = record.settled_turns(gateway, record.session_id(said.answer))
    assert record.outcome(turn) == record.CUT


@foreign_client
def test_what_openrouters_provider_said_of_an_overflow_is_looked_for_behind_its_own_words(start, upstream, client):
    raw = '{"error":{"message":"This model\'s maximum context length is 65536 tokens. However, your messages resulted in 70012 tokens."}}'
    upstream.script = refuses(400, {"error": {"code": 400, "message": "Provider returned error", "metadata": {
        "provider_name": "X", "raw": raw}}, "user_id": "u"})
    said = ask(start("openrouter"), client, stream=False)
    status, code, words = client.overflow
    assert (said.answer.status, said.code) == (status, code) and said.error.startswith(words), said


@foreign_client
def test_openrouters_estimate_of_an_overflow_is_of_prompt_and_answer(start, upstream, client):
    upstream.script = refuses(400, {"error": {"code": 400, "message": (
        "This endpoint's maximum context length is 131072 tokens. However, you requested about 140000 tokens (128000 of text input, "
        "4000 of tool input, 8000 in the output). Please reduce the length of either one, or use the \"middle-out\" transform.")}})
    said = ask(start("openrouter"), client, stream=False)
    told = {"anthropic": "132000 tokens > 131072 maximum", "responses": "maximum context length is 131072 tokens. However, your "
            "messages resulted in 132000 tokens", "ollama": "the input length exceeds the context length"}
    assert told[client.name] in said.error, said


# Reasoning ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["deepseek", "moonshot"])
@foreign_client
def test_no_message_of_the_assistant_goes_back_without_reasoning(start, upstream, kind, client):
    """Calls of another vendor's have none: a space stands in for it."""
    gateway = start(kind)
    talk = Talk(client, gateway, "vendor/thinker")
    talk.last = Said(None, calls=[Call("call_1", "read", {"path": "a"})])
    talk.history = [client.user("look"), *client.called(talk.last.calls)]
    assert talk.give("text of a").text == "good day"
    body, = bodies(upstream)
    assert [message["reasoning_content"] for message in body["messages"] if message["role"] == "assistant"] == [" "]


# Mistral --------------------------------------------------------------------------------------------------------


NINE = set(string.ascii_letters + string.digits)


def mistral(turns):
    """Refuses ids of calls that are none of its own kind, as older models do."""
    numbers = iter(range(100, 1000))
    speech = ChatSpeech(make_id=lambda: "Ab%07d" % next(numbers))
    answer = speech.script(*turns)

    def script(peer, request):
        body = json.loads(request.body)
        calls = [call["id"] for message in body["messages"] for call in message.get("tool_calls") or []]
        results = [message["tool_call_id"] for message in body["messages"] if message["role"] == "tool"]
        if not all(len(name) == 9 and set(name) <= NINE for name in calls + results):
            return peer.answer_json(400, {"object": "error", "type": "invalid_request_error", "code": "3280", "message": (
                "Tool call id was %s but must be a-z, A-Z, 0-9, with a length of 9." % calls[0])})
        if sorted(calls) != sorted(results) or len(set(calls)) != len(calls):
            return peer.answer_json(400, {"object": "error", "type": "invalid_request_error", "code": "3230",
                                          "message": "Not the same number of function calls and responses"})
        answer(peer, request)
    return script


@streamed_or_not
@each_client
def test_mistrals_own_ids_go_both_ways(start, upstream, client, stream):
    upstream.script = mistral([Words("", "", CALLS), Words("There.")])
    talk = Talk(client, start("mistral"), "vendor/mistral-large", stream)
    assert talk.say("look").error is None
    assert talk.give("text of a", "text of b").text == "There.", talk.last
    heard = list(ChatSpeech().heard(bodies(upstream)[1]))
    assert [item[1] for item in heard if item[0] == "call"] == [item[1] for item in heard if item[0] == "result"]
    if client.name != "ollama":  # whose clients have no ids to send back
        assert {item[1] for item in heard if item[0] == "call"} == {"Ab0000100", "Ab0000101"}


@foreign_client
def test_ids_of_other_vendors_become_such_as_mistral_takes_and_stay_so(start, upstream, client):
    upstream.script = mistral([Words("There.")])
    talk = Talk(client, start("mistral"), "vendor/mistral-large")
    talk.last = Said(None, calls=[Call("toolu_01", "read", {"path": "a"}), Call("toolu_02", "read", {"path": "b"})])
    talk.history = [client.user("look"), *client.called(talk.last.calls)]
    assert talk.give("text of a", "text of b").text == "There.", talk.last
    assert talk.say("thanks").error is None
    first, second = bodies(upstream)
    assert second["messages"][:len(first["messages"])] == first["messages"]


# Errors in the vendors' own manners -------------------------------------------------------------------------------


def zhipu(status, code, message):
    return status, {"error": {"code": code, "message": message}}


def minimax(code, message):
    return 200, {"base_resp": {"status_code": code, "status_msg": message}}


def mistrals(status, code, kind, message):
    return status, {"object": "error", "message": message, "type": kind, "code": code, "raw_status_code": status}


def moonshot(status, kind, message="scripted"):
    return status, {"error": {"type": kind, "message": message}}


RATE, QUOTA, BUSY = (429, "rate_limit_error"), (402, "billing_error"), (529, "overloaded_error")
KEY, MODEL, BAD, LONG = (401, "authentication_error"), (404, "not_found_error"), (400, "invalid_request_error"), "overflow"
ERRORS = [
    ("zhipu", zhipu(401, "1000", "Authentication failed"), KEY),
    ("zhipu", zhipu(429, "1113", "Insufficient account balance"), QUOTA),
    ("zhipu", zhipu(400, "1210", "Incorrect parameters"), BAD),
    ("zhipu", zhipu(400, "1211", "Unknown model, please check the model code"), MODEL),
    ("zhipu", zhipu(403, "1220", "You do not have permission to access the model"), KEY),
    ("zhipu", zhipu(400, "1261", "Prompt exceeds max length"), LONG),
    ("zhipu", zhipu(400, "1301", "The system detected potentially unsafe content"), BAD),
    ("zhipu", zhipu(429, "1302", "High concurrency usage of this API"), RATE),
    ("zhipu", zhipu(429, 1303, "High frequency usage of this API"), RATE),
    ("zhipu", zhipu(429, "1304", "Daily call limit for this API reached"), QUOTA),
    ("zhipu", zhipu(429, "1305", "The model is currently experiencing high traffic"), BUSY),
    ("zhipu", zhipu(429, "1308", "Usage limit reached for 5 hour. Your limit will reset at 2026-11-20 12:00:00"), QUOTA),
    ("zhipu", zhipu(429, "1309", "Your GLM Coding Plan package has expired"), QUOTA),
    ("zhipu", zhipu(429, "1310", "Weekly limit exhausted"), QUOTA),
    ("zhipu", zhipu(429, "1312", "The model is overloaded"), BUSY),
    ("zhipu", zhipu(429, "1313", "Fair use policy"), RATE),
    ("zhipu", zhipu(429, "1317", "limited"), RATE),
    ("minimax", minimax(1002, "rate limit"), RATE),
    ("minimax", minimax(1004, "login fail: Please carry the API secret key"), KEY),
    ("minimax", minimax(1008, "insufficient balance"), QUOTA),
    ("minimax", minimax(1013, "unknown error"), (502, "api_error")),
    ("minimax", minimax(1027, "output new_sensitive"), BAD),
    ("minimax", minimax(1039, "token limit"), LONG),
    ("minimax", minimax(2013, "invalid params, context window exceeds limit (2013)"), LONG),
    ("mistral", mistrals(429, "1300", "rate_limited", "Rate limit exceeded"), RATE),
    ("mistral", mistrals(429, "3505", "service_tier_capacity_exceeded", "Service tier capacity exceeded for this model."), BUSY),
    ("mistral", mistrals(400, "3051", "invalid_request_prompt",
                         "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length"), LONG),
    ("moonshot", moonshot(429, "exceeded_current_quota_error"), QUOTA),
    ("moonshot", moonshot(429, "rate_limit_reached_error"), RATE),
    ("moonshot", moonshot(429, "engine_overloaded_error"), BUSY),
    ("moonshot", moonshot(401, "invalid_authentication_error"), KEY),
    ("moonshot", moonshot(400, "invalid_request_error", "Your request exceeded model token limit: 262144 (requested: 269030)"), LONG),
    ("moonshot", moonshot(400, "content_filter", "The request was rejected because it was considered high risk"), BAD),
    ("deepseek", (402, {"error": {"message": "Insufficient Balance", "type": "unknown_error", "code": "invalid_request_error"}}), QUOTA),
    ("groq", (413, {"error": {"message": "Request too large for model `m` on tokens per minute (TPM): Limit 6000, Requested 9000",
                              "type": "tokens", "code": "rate_limit_exceeded"}}), LONG),
    ("groq", (429, {"error": {"message": "Rate limit reached for model `m` on tokens per minute (TPM): Limit 6000, Used 5000, Requested "
                                         "2000. Please try again in 5.289s", "type": "tokens", "code": "rate_limit_exceeded"}}), RATE),
    ("nvidia-nim", (429, {"status": 429, "title": "Too Many Requests"}), RATE),
    ("dashscope", (400, {"error": {"code": "Arrearage", "message": "Access denied, account is not in good standing", "type": "Arrearage"}}),
     QUOTA),
    ("dashscope", (400, {"error": {"code": "data_inspection_failed", "message": "Input data may contain inappropriate content."}}), BAD),
    ("dashscope", (400, {"error": {"code": "invalid_parameter_error", "message": "Range of input length should be [1, 129024]"}}), LONG),
    ("openrouter", (402, {"error": {"code": 402, "message": "This request requires more credits, or fewer max_tokens. You requested up to "
                                                            "8000 tokens, but can only afford 300"}}), QUOTA),
    ("openrouter", (403, {"error": {"code": 403, "message": "Input was flagged", "metadata": {"reasons": ["x"], "flagged_input": "y"}}}), BAD),
]


@streamed_or_not
@pytest.mark.parametrize("kind, said, expected", ERRORS, ids=["%s-%d" % (kind, number) for number, (kind, _, _) in enumerate(ERRORS)])
def test_a_vendors_failure_is_told_by_what_it_means(start, upstream, kind, said, expected, stream):
    upstream.script = refuses(*said)
    heard = ask(start(kind), CLIENTS[0], stream)
    status, code = CLIENTS[0].overflow[:2] if expected == LONG else expected
    assert (heard.answer.status, heard.code) == (status, code), heard
    assert heard.error.startswith("prompt is too long") is (expected == LONG), heard


@pytest.mark.parametrize("reason, stop", [("sensitive", "refusal"), ("model_context_window_exceeded", "model_context_window_exceeded"),
                                          ("length", "max_tokens")])
def test_zhipus_own_words_for_an_end_are_understood(start, upstream, reason, stop):
    upstream.script = plays(*CHAT.chunks([{"content": "Half a"}], reason))
    said = ask(start("zhipu"), CLIENTS[0])
    assert (said.text, said.stop) == ("Half a", stop)


def test_a_break_behind_zhipu_is_no_end(start, upstream):
    upstream.script = plays(*CHAT.chunks([{"content": "Half a"}], "network_error"))
    assert ask(start("zhipu"), CLIENTS[0]).error


def test_minimax_is_asked_for_its_reasoning_apart(start, upstream):
    ask(start("minimax"), CLIENTS[0])
    assert bodies(upstream)[0]["reasoning_split"] is True


@foreign_client
def test_a_vendor_that_only_streams_is_asked_to_for_a_client_that_wants_it_whole(start, upstream, client):
    def script(peer, request):
        if not json.loads(request.body)["stream"]:
            return peer.answer_json(400, {"error": {"message": "parameter.enable_thinking only support stream call"}})
        ChatSpeech().say(peer, request, Words("There.", "Where?", CALLS[:1]))

    upstream.script = script
    said = ask(start("dashscope"), client, stream=False)
    assert (said.text, said.thinking, len(said.calls)) == ("There.", "Where?", 1) and len(upstream.requests) == 1, said


# Anthropic's API at other vendors ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind, header", [
    ("deepseek-anthropic", "x-api-key"), ("zhipu-anthropic", "authorization"), ("moonshot-anthropic", "authorization"),
    ("minimax-anthropic", "authorization"), ("dashscope-anthropic", "authorization"), ("openrouter-anthropic", "authorization")])
def test_a_vendor_with_anthropics_api_is_spared_what_only_anthropic_knows(start, upstream, kind, header):
    def script(peer, request):
        body = json.loads(request.body)
        system = body.get("system") or []
        if any(tool.get("type") for tool in body["tools"]) or any("billing" in block["text"] for block in system):
            return peer.answer(400, ANTHROPIC.error(400, "unknown variant"), JSON)
        AnthropicSpeech().say(peer, request, Words("good day"))

    upstream.script = script
    gateway = start(kind, "/anthropic")
    answer = gateway.ask(
        "vendor/model-1", stream=True, system=[{"type": "text", "text": "x-anthropic-billing-header: cc_version=2; cch=1;"},
                                               {"type": "text", "text": "You are a careful agent."}],
        tools=[{"type": "custom", "name": "read", "description": "Reads", "input_schema": {"type": "object"}}])
    assert answer.status == 200 and b"good day" in b"".join(
        data["delta"]["text"].encode() for name, data in answer.events() if name == "content_block_delta"), answer.body
    request, = upstream.requests
    key = {"x-api-key": ["vendor-key"], "authorization": ["Bearer vendor-key"]}[header]
    assert request.path == "/anthropic/v1/messages" and request.values(header) == key
    assert b"client-key" not in b"".join(value.encode() for _, value in request.headers)


@streamed_or_not
@pytest.mark.parametrize("client", CLIENTS[1:], ids=lambda client: client.name)
def test_usage_that_is_null_or_lacks_fields_is_none(start, upstream, client, stream):
    def script(peer, request):
        whole = {**AnthropicSpeech().whole(Words("good day")), "usage": None}
        if not json.loads(request.body).get("stream"):
            return peer.answer(200, compact(whole), JSON)
        events = [{"type": "message_start", "message": {**whole, "content": []}},
                  {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
                  {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "good day"}},
                  {"type": "content_block_stop", "index": 0},
                  {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": None}},
                  {"type": "message_stop"}]
        plays(*(sse(event, event["type"]) for event in events))(peer, request)

    upstream.script = script
    assert ask(start("zhipu-anthropic", "/anthropic"), client, stream).text == "good day"
