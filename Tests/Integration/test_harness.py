"""The harness alone, without a gateway: what it plays and reads must be right before it may judge."""
import contextlib
import json
import re

import anthropic
import pytest

from harness import http, trajectories
from harness.clients import CLIENTS, Talk
from harness.dialects import ANTHROPIC, CHAT, JSON
from harness.faults import FAULTS
from harness.ollama import Ollama
from harness.speech import AnthropicSpeech, ChatSpeech, OllamaSpeech, ResponsesSpeech, Words
from harness.upstream import RefusingPort, Upstream
from harness.world import make_world, marker


def play(events):
    def script(peer, _):
        peer.begin_stream()
        for event in events:
            peer.chunk(event)
        peer.end_stream()
    return script


def test_the_sdk_accumulates_the_scripted_stream_into_the_very_blocks():
    content = next(blocks for _, blocks in trajectories.made_up().turns())
    with Upstream(play(ANTHROPIC.events(content))) as upstream:
        client = anthropic.Anthropic(base_url=upstream.url, api_key="key", max_retries=0)
        with client.messages.stream(model="m", max_tokens=9, messages=[{"role": "user", "content": "x"}]) as stream:
            thinking, text, call = stream.get_final_message().content
    assert (thinking.thinking, thinking.signature) == (content[0]["thinking"], content[0]["signature"])
    assert text.text == content[1]["text"]
    assert (call.id, call.name, call.input) == (content[2]["id"], content[2]["name"], content[2]["input"])


def test_the_sdk_understands_scripted_answers_and_errors():
    with Upstream(lambda peer, _: peer.answer(200, ANTHROPIC.answer("hi"), JSON)) as upstream:
        client = anthropic.Anthropic(base_url=upstream.url, api_key="key", max_retries=0)
        ask = dict(model="m", max_tokens=9, messages=[{"role": "user", "content": "x"}])
        assert client.messages.create(**ask).content[0].text == "hi"
        upstream.script = lambda peer, _: peer.answer(529, ANTHROPIC.error(529, "busy"), JSON)
        with pytest.raises(anthropic.APIStatusError) as error:
            client.messages.create(**ask)
        assert error.value.status_code == 529


def test_the_raw_client_tells_a_whole_answer_from_a_cut_one():
    events = CHAT.events("one two three")

    def cut_inside(peer, _):
        peer.begin_stream()
        peer.chunk(events[0])
        peer.send(b"40\r\ndata: {")
        peer.cut()

    with Upstream(play(events)) as upstream:
        whole = http.request(upstream.port, "POST", CHAT.path)
        upstream.script = cut_inside
        cut = http.request(upstream.port, "POST", CHAT.path)
    assert whole.complete and whole.body == b"".join(events)
    assert not cut.complete and events[0].startswith(cut.body[:len(events[0])])


def test_the_scripted_upstream_sees_the_request_as_it_was_sent():
    body = b'{ "model" : "m",\t"x":1 }'
    with Upstream(lambda peer, _: peer.answer(200, b"{}")) as upstream:
        http.request(upstream.port, "POST", "/v1/messages?beta=true", {"Anthropic-Beta": ["a", "b, c"]}, body)
        assert upstream.requests[0].body == body
        assert upstream.requests[0].target == "/v1/messages?beta=true"
        assert upstream.requests[0].values("anthropic-beta") == ["a", "b, c"]
        assert http.request(upstream.port, "GET", "/v1/models").status == 404
        assert len(upstream.requests) == 1


def test_a_refusing_port_refuses():
    with RefusingPort() as port, pytest.raises(ConnectionRefusedError):
        http.request(int(port.url.rsplit(":", 1)[1]), "GET", "/")


@pytest.mark.parametrize("trajectory", [trajectories.made_up(), *trajectories.recorded()], ids=lambda t: t.name)
def test_a_trajectory_is_one_growing_conversation(trajectory):
    bodies = [json.loads(body)["messages"] for body, _ in trajectory.turns()]
    assert bodies and all(len(a) < len(b) and b[:len(a)] == a for a, b in zip(bodies, bodies[1:]))
    assert trajectory.conversation[:len(bodies[-1])] == bodies[-1]
    assert len({trajectories.canonical(m) for m in trajectory.conversation}) == len(trajectory.conversation)


def test_llama_cpp_answers_the_sdk_directly(llama):
    client = anthropic.Anthropic(base_url=llama.url, api_key="key", max_retries=0)
    question = dict(model=llama.name, messages=[{"role": "user", "content": "hello"}])
    message = client.messages.create(max_tokens=20, **question)
    assert re.search(r"\w", message.content[0].text)
    used = message.usage.input_tokens + message.usage.cache_read_input_tokens
    assert client.messages.count_tokens(**question).input_tokens == used


def test_the_strict_template_refuses_a_late_system_message(strict_llama):
    client = anthropic.Anthropic(base_url=strict_llama.url, api_key="key", max_retries=0)
    with pytest.raises(anthropic.APIStatusError, match="System message must be at the beginning"):
        client.messages.create(model=strict_llama.name, max_tokens=5, messages=[
            {"role": "user", "content": "a"}, {"role": "system", "content": "b"}, {"role": "user", "content": "c"}])


def test_the_tool_model_calls_tools(tool_llama):
    client = anthropic.Anthropic(base_url=tool_llama.url, api_key="key", max_retries=0)
    tool = {"name": "read", "description": "Reads.", "input_schema": {
        "type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}}
    answers = [client.messages.create(model=tool_llama.name, max_tokens=120, tools=[tool],
                                      messages=[{"role": "user", "content": "hello %d" % i}]) for i in range(8)]
    assert any(block.type == "tool_use" for answer in answers for block in answer.content)


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize("client, speech", zip(CLIENTS, [AnthropicSpeech(), ChatSpeech(), ResponsesSpeech(), OllamaSpeech()]),
                         ids=lambda each: getattr(each, "name", ""))
def test_a_client_and_a_server_of_one_dialect_understand_each_other(client, speech, stream):
    calls = (("read", {"path": "a"}), ("read", {"path": "b"}))
    with (Ollama if client.name == "ollama" else Upstream)(speech.script(Words("I look.", "Where?", calls), Words("There."))) as server:
        talk = Talk(client, server, "test-model", stream)
        if client.name == "ollama":
            talk.more = {"options": {"num_ctx": 4096}}  # which the scripted server is told by every gateway
        said = talk.say("look")
        assert (said.text, said.thinking, said.prompt_tokens) == ("I look.", "Where?", 12)
        assert [(call.name, call.arguments) for call in said.calls] == list(calls)
        assert talk.give("text of a", "text of b").text == "There."
        heard = list(speech.heard(json.loads(server.requests[1].body)))
    assert [item[0] for item in heard] == ["user", "assistant", "call", "call", "result", "result"]
    assert [item[1] for item in heard[2:4]] == [item[1] for item in heard[4:]] and heard[4][2] == "text of a"


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_says_nothing_that_could_be_taken_for_an_answer(fault):
    with make_world() as world:
        players = [stage for stage in world.stages.values() if stage.plays(fault)]
        assert players or fault.play is None
        for stage in players:
            stage.fail(fault)
            for stream in fault.streams:
                mark = marker()
                body = json.dumps({"stream": stream, "model": "test-model", "options": {"num_ctx": 4096}, "text": mark}).encode()
                with contextlib.suppress(OSError, ValueError, IndexError):
                    answer = http.request(stage.server.port, "POST", stage.dialect.path, body=body, timeout=0.2)
                    assert mark.encode() not in answer.body
                assert (stage.heard[mark], stage.said[mark]) == (1, 0)


def test_the_stages_of_a_world_repeat_what_they_are_told():
    clients = dict(zip("abc", [CLIENTS[0], CLIENTS[1], CLIENTS[3]]))
    with make_world() as world:
        for name, stage in world.stages.items():
            mark = marker()
            talk = Talk(clients[name], stage.server, "test-model")
            talk.more = {"options": {"num_ctx": 4096}} if name == "c" else {}
            assert talk.say("Say %s." % mark).text == stage.says(mark) and world.asked(mark) == [name]
