"""Clients of Ollama's own API: what they say and hear, whoever answers."""
import json
import threading

import pytest

from harness import http, record
from harness.dialects import CHAT, JSON, OLLAMA, compact
from harness.ollama import Ollama
from harness.upstream import Upstream

TOOL = {"type": "function", "function": {"name": "read", "description": "Reads a file", "parameters": {
    "type": "object", "properties": {"path": {"type": "string"}}}}}
QUESTION = [{"role": "user", "content": "hello"}]
MODELS = ["ollama/test-model", "llama/chat-model"]


def play(events):
    def script(peer, request):
        if json.loads(request.body).get("stream", True):
            peer.begin_stream()
            for event in events:
                peer.chunk(event)
            peer.end_stream()
        else:
            answer = OLLAMA if request.path.startswith("/api/") else CHAT
            peer.answer(200, answer.answer("good day"), JSON)
    return script


@pytest.fixture
def ollama():
    with Ollama(play(OLLAMA.events("good day"))) as ollama:
        yield ollama


@pytest.fixture
def llama():
    with Upstream(play(CHAT.events("good day")), models=["chat-model"]) as llama:
        yield llama


@pytest.fixture
def start(start_gateway, ollama, llama):
    """Starts a gateway in front of both; `more` is what the configuration has besides."""
    return lambda **more: start_gateway({"backends": {
        "ollama": {"kind": "ollama", "url": ollama.url},
        "llama": {"kind": "openai", "url": llama.url + "/v1"}}, **more})


def post(gateway, target, **value):
    return http.request(gateway.port, "POST", target, {"content-type": "application/json"}, compact(value))


def chat(gateway, model=MODELS[0], **more):
    return post(gateway, "/api/chat", **{"model": model, "messages": QUESTION, **more})


def lines(answer):
    assert answer.complete and answer.body.endswith(b"\n")
    return [json.loads(line) for line in answer.body.splitlines()]


# Answers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_an_answer_is_streamed_unless_the_client_says_otherwise(start, model):
    gateway = start()
    answer = chat(gateway, model)
    assert answer.status == 200 and answer.header("content-type") == "application/x-ndjson", answer.body
    said = lines(answer)
    assert "".join(line["message"]["content"] for line in said) == "good day"
    assert [line["done"] for line in said] == [False] * (len(said) - 1) + [True]
    assert said[-1]["done_reason"] == "stop" and said[-1]["prompt_eval_count"] == 12 and said[-1]["eval_count"] == 34
    whole = chat(gateway, model, stream=False)
    assert whole.status == 200 and whole.header("content-type").startswith("application/json")
    assert whole.json()["message"]["content"] == "good day" and whole.json()["done"] is True


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "plain"])
def test_a_prompt_is_answered_with_a_response(start, llama, stream):
    answer = post(start(), "/api/generate", model=MODELS[1], prompt="hello", system="Be short.", stream=stream)
    assert answer.status == 200, answer.body
    said = lines(answer) if stream else [answer.json()]
    assert "".join(line["response"] for line in said) == "good day" and "message" not in said[0]
    assert json.loads(llama.requests[0].body)["messages"] == [
        {"role": "system", "content": "Be short."}, {"role": "user", "content": "hello"}]


def test_a_prompt_that_stays_with_ollama_keeps_its_route_and_its_bytes(start, ollama):
    ollama.script = lambda peer, _: peer.answer_json(200, {"model": "test-model", "response": "good day", "done": True,
                                                           "done_reason": "stop", "context": [1, 2]})
    answer = post(start(), "/api/generate", model=MODELS[0], prompt="hello", suffix="bye", raw=True, stream=False)
    assert answer.status == 200 and answer.json()["response"] == "good day" and answer.json()["context"] == [1, 2]
    request, = ollama.requests
    assert request.path == "/api/generate"
    assert json.loads(request.body) == {
        "model": "test-model", "prompt": "hello", "suffix": "bye", "raw": True, "stream": False, "truncate": False,
        "shift": False, "options": {"num_ctx": 4096}}


def test_what_stays_with_ollama_is_the_clients_but_for_the_window_and_the_order_not_to_cut(start, ollama):
    options = {"num_ctx": 131072, "temperature": 0.5, "mirostat": 1}
    assert chat(start(), options=options, truncate=True, think=None, new={"x": 1}, tools=[TOOL]).status == 200
    assert json.loads(ollama.requests[0].body) == {
        "model": "test-model", "messages": QUESTION, "options": {**options, "num_ctx": 4096}, "truncate": False,
        "shift": False, "think": None, "new": {"x": 1}, "tools": [TOOL]}


@pytest.mark.parametrize("route, more", [
    ("/api/chat", {"messages": []}), ("/api/generate", {"prompt": ""}), ("/api/generate", {})])
@pytest.mark.parametrize("keep, reason", [("5m", "load"), (0, "unload")])
def test_a_model_is_loaded_and_unloaded_without_being_asked(start, ollama, route, more, keep, reason):
    answer = post(start(), route, model=MODELS[0], keep_alive=keep, **more)
    assert answer.status == 200 and answer.json()["done"] is True and answer.json()["done_reason"] == reason
    assert ollama.requests == []


def test_a_client_that_knows_no_ids_stays_in_one_session_and_its_results_belong_to_their_calls(start, llama):
    """As Ollama's own library for Python has it: ids are taken out, and reasoning comes back or does not."""
    llama.script = play(CHAT.call_events("read", {"path": "a"}))
    gateway = start()
    first = chat(gateway, MODELS[1], tools=[TOOL])
    call, = [call for line in lines(first) for call in line["message"].get("tool_calls", [])]
    assert call["function"] == {"index": 0, "name": "read", "arguments": {"path": "a"}} and call["id"]
    said = {"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "read", "arguments": {"path": "a"}}}]}
    result = {"role": "tool", "content": "text of a", "tool_name": "read"}
    llama.script = play(CHAT.events("good day"))
    second = chat(gateway, MODELS[1], tools=[TOOL], messages=[*QUESTION, said, result])
    assert second.status == 200 and record.session_id(second) == record.session_id(first)
    _, asked, told = json.loads(llama.requests[1].body)["messages"]
    assert told["tool_call_id"] == asked["tool_calls"][0]["id"] and told["content"] == "text of a"
    turns = record.settled_turns(gateway, record.session_id(first), 2)
    assert [record.outcome(turn) for turn in turns] == [record.SUCCEEDED] * 2


@pytest.mark.parametrize("model", MODELS)
def test_a_conversation_longer_than_the_window_is_made_to_fit(start, ollama, llama, model):
    gateway = start(models={name: {"window": 8192} for name in MODELS})
    messages = [{"role": "system", "content": "You edit code."}]
    for turn in range(40):
        messages += [{"role": "user", "content": "question %d " % turn + "word " * 200},
                     {"role": "assistant", "content": "answer %d " % turn + "word " * 200}]
    messages.append({"role": "user", "content": "and now?"})
    answer = chat(gateway, model, messages=messages, keep_alive="1m", tools=[TOOL])
    assert answer.status == 200, answer.body
    body = json.loads((ollama.requests or llama.requests)[0].body)
    assert len(compact(body)) < 8192 * 4 and body["messages"][0] == messages[0]
    assert body["messages"][-1]["content"].endswith("and now?")
    if model == MODELS[0]:
        assert body["keep_alive"] == "1m" and body["options"]["num_ctx"] == 8192 and body["tools"] == [TOOL]


# Waiting ---------------------------------------------------------------------------------------------------


def test_who_waits_for_a_local_model_is_sent_objects_that_say_nothing(start, ollama):
    may_answer = threading.Event()

    def script(peer, request):
        assert may_answer.wait(30)
        play(OLLAMA.events("good day"))(peer, request)

    ollama.script = script
    gateway = start(server={"keep_alive": "100ms"})
    body = compact({"model": MODELS[0], "messages": QUESTION})
    with http.Connection(gateway.port) as client:
        client.send(http.head_bytes("POST", "/api/chat", {"connection": "close"}, body) + body)
        head, said = client.head(), bytearray()
        while said.count(b'"done":false}') < 3:
            said += client.reader.readline()
        may_answer.set()
        while line := client.reader.readline():
            said += line
    assert head.status == 200 and head.header("content-type") == "application/x-ndjson"
    said = [json.loads(line) for line in bytes(said).splitlines() if line.startswith(b"{")]
    assert all(line["message"]["content"] == "" for line in said[:3])
    assert "".join(line["message"]["content"] for line in said) == "good day" and said[-1]["done"] is True


# Errors ----------------------------------------------------------------------------------------------------


def error(answer):
    assert answer.header("content-type").startswith("application/json") and list(answer.json()) == ["error"]
    return answer.status, answer.json()["error"]


def test_a_request_without_a_meaning_is_told_what_is_wrong(start, ollama):
    gateway = start()
    assert error(chat(gateway, messages=[{"role": "user", "content": [{"type": "text"}]}])) == (
        400, "messages.0.content: must be a text")
    assert error(post(gateway, "/api/generate", model=MODELS[1], prompt="x", raw=True))[0] == 400
    assert error(http.request(gateway.port, "POST", "/api/chat", {}, b"{"))[0] == 400
    assert error(http.request(gateway.port, "GET", "/api/chat"))[0] == 405
    assert ollama.requests == []


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "plain"])
def test_an_unknown_model_is_a_404_that_names_it(start, ollama, stream):
    ollama.script = lambda peer, _: peer.answer_json(404, {"error": "model 'nobody' not found"})
    status, message = error(chat(start(), "ollama/nobody", stream=stream))
    assert status == 404 and "not found" in message and "nobody" in message


@pytest.mark.parametrize("model", MODELS)
def test_an_overflow_is_told_in_ollamas_words(start, ollama, llama, model):
    ollama.script = lambda peer, _: peer.answer_json(400, {"error": "the input length exceeds the context length"})
    llama.script = lambda peer, _: peer.answer_json(400, {"error": {
        "message": "the request exceeds the available context size", "type": "exceed_context_size_error",
        "n_prompt_tokens": 9000, "n_ctx": 8192}})
    status, message = error(chat(start(), model))
    assert status == 400 and message.startswith("the input length exceeds the context length")


@pytest.mark.parametrize("model, events", [(MODELS[0], OLLAMA), (MODELS[1], CHAT)])
def test_an_answer_that_breaks_off_ends_with_a_line_that_says_so(start, ollama, llama, model, events):
    def script(peer, _):
        peer.begin_stream()
        for event in events.events("good day")[:-1]:
            peer.chunk(event)
            if b"good" in event:
                break
        peer.cut()

    ollama.script = llama.script = script
    said = lines(chat(start(), model))
    assert "good " in [line["message"]["content"] for line in said[:-1]] and list(said[-1]) == ["error"]


def test_tools_for_a_model_that_knows_none_are_refused_with_the_reason(start, ollama):
    ollama.capabilities = ["completion"]
    status, message = error(chat(start(), tools=[TOOL]))
    assert status == 400 and "tools" in message
