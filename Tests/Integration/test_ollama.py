"""Ollama by its own API: what it is sent, with which window, and what becomes of its answers and its overflows."""
import json
import threading
import uuid

import pytest

from harness import http, record
from harness.dialects import JSON, OLLAMA, compact
from harness.ollama import Ollama

TOOL = {"name": "read", "description": "Reads a file", "input_schema": {"type": "object", "properties": {"path": {"type": "string"}}}}
HISTORY = [
    {"role": "user", "content": "look"},
    {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "read", "input": {"path": "a"}}]},
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "text of a"}]},
]
OVERFLOW = "prompt is too long: 9000 tokens > 8192 maximum"
NESTED = json.dumps({"error": {"code": 400, "message": "the request exceeds the available context size",
                               "type": "exceed_context_size_error", "n_prompt_tokens": 9000, "n_ctx": 8192}})


def good(peer, _):
    peer.answer(200, OLLAMA.answer("hi"), JSON)


def play(values):
    def script(peer, _):
        peer.begin_stream()
        for value in values:
            peer.chunk(compact(value) + b"\n")
        peer.end_stream()
    return script


@pytest.fixture
def ollama():
    with Ollama(good) as ollama:
        yield ollama


@pytest.fixture
def start(start_gateway, ollama):
    """Starts a gateway in front of it; `more` is what the configuration has besides."""
    return lambda backend=(), **more: start_gateway(
        {"backends": {"ollama": {"kind": "ollama", "url": ollama.url, **dict(backend)}}, **more})


def bodies(ollama):
    return [json.loads(request.body) for request in ollama.requests]


def windows(ollama):
    return [body["options"]["num_ctx"] for body in bodies(ollama)]


def test_a_request_names_its_window_and_forbids_to_cut(start, ollama):
    ollama.facts = {"test-model": {"parameters": "num_ctx 8192", "model_info": {}}}
    answer = start().ask("ollama/test-model", tools=[TOOL], messages=HISTORY, stream=False)
    assert answer.status == 200 and answer.json()["content"] == [{"type": "text", "text": "hi"}]
    assert answer.json()["usage"]["input_tokens"] == 12 and answer.json()["usage"]["output_tokens"] == 34
    request, = ollama.requests
    assert (request.method, request.target, request.values("accept")) == ("POST", "/api/chat", ["application/json"])
    assert json.loads(request.body) == {
        "model": "test-model", "stream": False, "truncate": False, "shift": False,
        "options": {"num_ctx": 8192, "num_predict": 100},
        "messages": [
            {"role": "user", "content": "look"},
            {"role": "assistant", "content": "", "tool_calls": [
                {"id": "toolu_1", "function": {"index": 0, "name": "read", "arguments": {"path": "a"}}}]},
            {"role": "tool", "tool_name": "read", "tool_call_id": "toolu_1", "content": "text of a"}],
        "tools": [{"type": "function", "function": {
            "name": "read", "description": "Reads a file", "parameters": TOOL["input_schema"]}}]}


def test_a_base_url_with_a_version_is_the_same_server(start, ollama):
    assert start({"url": ollama.url + "/v1"}).ask("ollama/test-model").status == 200
    assert ollama.requests[0].target == "/api/chat"


# The window ------------------------------------------------------------------------------------------------


def test_the_first_request_decides_the_window_and_the_next_ones_keep_it(start, ollama):
    gateway = start()
    for _ in range(3):
        assert gateway.ask("ollama/test-model").status == 200
    assert windows(ollama) == [4096, 4096, 4096]


def test_what_somebody_else_has_loaded_is_adopted(start, ollama):
    gateway = start()
    for window in (16384, 6000):
        ollama.loaded["test-model"] = window
        assert gateway.ask("ollama/test-model", text="for %d" % window).status == 200
    assert windows(ollama) == [16384, 6000]


def test_a_conversation_keeps_the_window_it_was_made_to_fit(start, ollama):
    """Whatever somebody else has loaded in between: another window would have the model loaded anew all the same."""
    gateway = start()
    for window in (16384, 6000, 32768):
        ollama.loaded["test-model"] = window
        assert gateway.ask("ollama/test-model").status == 200
    assert windows(ollama) == [16384, 16384, 16384]


@pytest.mark.parametrize("trained, loaded, expected", [
    (None, None, 32768), (20000, None, 20000), (None, 4096, 32768), (None, 65536, 65536), (20000, 20000, 20000)])
def test_a_configured_window_is_asked_for_unless_as_much_is_loaded(start, ollama, trained, loaded, expected):
    if trained:
        ollama.facts = {"test-model": {"model_info": {"general.architecture": "q", "q.context_length": trained}}}
    if loaded:
        ollama.loaded["test-model"] = loaded
    gateway = start(models={"ollama/test-model": {"window": 32768}})
    assert gateway.ask("ollama/test-model").status == 200
    assert windows(ollama) == [expected]


def test_a_model_that_somebody_else_runs_has_all_of_its_window(start, ollama):
    ollama.facts = {"glm:cloud": {"remote_host": "https://ollama.com:443", "remote_model": "glm", "capabilities": ["completion"],
                                  "model_info": {"general.architecture": "glm", "glm.context_length": 200000}}}
    assert start().ask("ollama/glm:cloud", text="word " * 20000).status == 200
    assert windows(ollama) == [200000]


# Overflow --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "plain"])
@pytest.mark.parametrize("words, told", [
    (NESTED, OVERFLOW),
    ("input length (9000 tokens) exceeds the model's maximum context length (8192 tokens)", OVERFLOW),
    ("the input length exceeds the context length", "prompt is too long"),
    ("the prompt is longer than the context length currently available to the model; shorten the prompt, adjust the "
     "context length in settings, or use a model with a longer context length", "prompt is too long"),
], ids=["nested", "figures", "0.12", "shift"])
def test_an_overflow_is_told_in_the_words_the_client_compacts_upon(start, ollama, words, told, stream):
    ollama.script = lambda peer, _: peer.answer_json(400, {"error": words})
    answer = start().ask("ollama/test-model", stream=stream)
    assert answer.status == 400 and answer.json()["error"]["type"] == "invalid_request_error"
    message = answer.json()["error"]["message"]
    assert message.startswith(told) and "window" in message, message


def test_an_overflow_as_the_first_line_of_a_stream_is_a_400_too(start, ollama):
    ollama.script = play([{"error": NESTED}])
    answer = start().ask("ollama/test-model", stream=True)
    assert answer.status == 400 and answer.json()["error"]["message"].startswith(OVERFLOW)


def test_a_version_that_would_cut_silently_is_sent_what_surely_fits(start, ollama):
    ollama.version = "0.12.5"
    gateway = start()
    assert gateway.ask("ollama/test-model", text="short").status == 200
    answer = gateway.ask("ollama/test-model", text="word " * 40000)
    assert answer.status == 200 and len(bodies(ollama)[1]["messages"][0]["content"]) < 4096 * 4


def test_a_version_that_would_cut_silently_is_not_asked_what_may_not_fit(start, ollama):
    ollama.version = "0.12.5"
    answer = start(policy={"context": {"strategy": "off"}}).ask("ollama/test-model", text="word " * 40000)
    assert answer.status == 400 and answer.json()["error"]["message"].startswith("prompt is too long: ")
    assert ollama.requests == []


def test_newer_versions_judge_for_themselves(start, ollama):
    assert start().ask("ollama/test-model", text="word " * 4000).status == 200


# What a model can do ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("capabilities, family, thinking, expected", [
    (["completion", "thinking"], "qwen3", {"type": "disabled"}, False),
    (["completion", "thinking"], "qwen3", {"type": "enabled", "budget_tokens": 2000}, None),
    (["completion"], "llama", {"type": "disabled"}, None),
    (["completion", "tools", "thinking"], "gptoss", {"type": "disabled"}, "low"),
    (["completion", "tools", "thinking"], "gptoss", {"type": "enabled", "budget_tokens": 20000}, "high"),
], ids=["off", "on", "never", "least", "much"])
def test_a_model_is_told_of_thinking_what_it_understands(start, ollama, capabilities, family, thinking, expected):
    ollama.capabilities = capabilities
    ollama.facts = {"test-model": {"capabilities": capabilities, "details": {"family": family}}}
    answer = start().ask("ollama/test-model", thinking=thinking)
    assert answer.status == 200, answer.body
    assert bodies(ollama)[0].get("think") == expected


def test_a_model_that_sees_is_shown_pictures(start, ollama):
    ollama.facts = {"test-model": {"capabilities": ["completion", "vision"]}}
    picture = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}}
    messages = [{"role": "user", "content": [picture, {"type": "text", "text": "what is it?"}]}]
    assert start().ask("ollama/test-model", messages=messages).status == 200
    assert bodies(ollama)[0]["messages"] == [{"role": "user", "content": "what is it?", "images": ["iVBORw0KGgo="]}]


# Answers ---------------------------------------------------------------------------------------------------


def test_a_streamed_call_comes_whole_and_the_stream_is_relayed_as_it_comes(start, ollama):
    heard = threading.Event()
    call = {"id": "call_1", "function": {"index": 0, "name": "read", "arguments": {"path": "a"}}}

    def script(peer, _):
        peer.begin_stream()
        peer.chunk(compact(OLLAMA.line("I look.")) + b"\n")
        assert heard.wait(10), "the beginning was held back"
        peer.drip(http_chunks([OLLAMA.line(message={"tool_calls": [call]}), OLLAMA.last()]))
        peer.end_stream()

    ollama.script = script
    gateway = start()
    body = json.dumps({"model": "ollama/test-model", "max_tokens": 100, "stream": True, "tools": [TOOL],
                       "messages": [{"role": "user", "content": "x"}]}).encode()
    headers = {"x-api-key": "k", "connection": "close", "x-claude-code-session-id": str(uuid.uuid4())}
    with http.Connection(gateway.port) as client:
        client.send(http.head_bytes("POST", "/v1/messages", headers, body) + body)
        head = client.head()
        begun = b""
        while b"I look." not in begun:
            begun += client.reader.readline()
        heard.set()
        rest = client.reader.read()
    assert head.status == 200 and head.header("content-type").startswith("text/event-stream")
    assert ollama.requests[0].values("accept") == ["application/x-ndjson"]
    for part in (b'"type":"tool_use","id":"call_1","name":"read"', rb'{\"path\":\"a\"}', b'"stop_reason":"tool_use"',
                 b'"output_tokens":34', b"message_stop"):
        assert part in rest, rest
    turn, = record.settled_turns(gateway, record.session_id(head))
    assert record.outcome(turn) == record.SUCCEEDED and record.prompt_tokens(turn) == 12


def http_chunks(values):
    return b"".join(b"%x\r\n%s\n\r\n" % (len(compact(value)) + 1, compact(value)) for value in values)


def test_an_error_in_the_middle_is_told_in_the_stream(start, ollama):
    ollama.script = play([OLLAMA.line("Half a"), {"error": "an error was encountered while running the model"},
                          OLLAMA.last()])
    gateway = start()
    answer = gateway.ask("ollama/test-model", stream=True)
    assert answer.status == 200 and answer.complete
    name, data = answer.events()[-1]
    assert name == "error" and "running the model" in data["error"]["message"]
    turn, = record.settled_turns(gateway, record.session_id(answer))
    assert record.outcome(turn) == record.CUT


def test_a_count_is_an_estimate_and_asks_nobody_for_an_answer(start, ollama):
    body = b'{"model":"ollama/test-model","messages":[{"role":"user","content":"hello"}]}'
    answer = start().post(body, target="/v1/messages/count_tokens")
    assert answer.status == 200 and answer.header("x-ctxgw-count") == "estimate" and not ollama.requests
