"""Every client with every backend: words, reasoning, calls in parallel and their results, streamed and whole."""
import contextlib
import json
from dataclasses import dataclass

import pytest

from harness import record
from harness.clients import CLIENTS, Talk
from harness.gemini import Gemini
from harness.lmstudio import Installed, LMStudio
from harness.ollama import Ollama
from harness.small import SmallServer
from harness.speech import AnthropicSpeech, ChatSpeech, GeminiSpeech, OllamaSpeech, ResponsesSpeech, Words
from harness.upstream import Upstream
from harness.vllm import SGLang, VLLM

CALLS = (("read", {"path": "a"}), ("read", {"path": "b \u00e9\u4e2d \"q\""}))
TURNS = [Words("I look.", "Where is it?", CALLS), Words("There it is."), Words("At your service.", "Nothing to do.")]
KEY = {"key_env": "VENDOR_KEY"}


@dataclass
class Backend:
    """A backend: its server, what a configuration says of it, its dialect, a model."""
    make: object
    speech: object
    model: str
    base: str = ""
    more: tuple = ()


BACKENDS = {
    "anthropic": Backend(Upstream, AnthropicSpeech(), "claude-haiku-4-5", more=KEY),
    "deepseek-anthropic": Backend(Upstream, AnthropicSpeech(), "deepseek-v4-pro", "/anthropic", KEY),
    "openai": Backend(Upstream, ChatSpeech(), "gpt-5", "/v1", KEY),
    "openai-responses": Backend(Upstream, ResponsesSpeech(), "gpt-5-codex", "/v1", KEY),
    "openrouter": Backend(Upstream, ChatSpeech("reasoning"), "qwen/qwen3-coder", "/api/v1", KEY),
    "gemini": Backend(lambda: Gemini(key="vendor-key"), GeminiSpeech(), "gemini-3.5-flash", "/v1beta", KEY),
    "ollama": Backend(Ollama, OllamaSpeech(), "test-model"),
    "lmstudio": Backend(lambda: LMStudio({"qwen3-8b": Installed(window=16384)}), ChatSpeech(), "qwen3-8b"),
    "llama-server": Backend(lambda: SmallServer(16384), ChatSpeech(), "tiny"),
    "vllm": Backend(lambda: VLLM(16384), ChatSpeech(), "Qwen/Qwen3-8B"),
    "sglang": Backend(lambda: SGLang(16384), ChatSpeech(), "Qwen/Qwen3-8B"),
}


@pytest.fixture(scope="module")
def servers():
    with contextlib.ExitStack() as stack:
        yield {kind: stack.enter_context(backend.make()) for kind, backend in BACKENDS.items()}


@pytest.fixture(scope="module")
def gateway(start_module_gateway, servers):
    backends = {kind: {"kind": kind, "url": servers[kind].url + backend.base, **dict(backend.more)} for kind, backend in BACKENDS.items()}
    return start_module_gateway({"backends": backends}, environment={"VENDOR_KEY": "vendor-key"})


@pytest.fixture(params=BACKENDS)
def kind(request):
    return request.param


@pytest.fixture
def script(servers, kind):
    """Has the server say something from now on, and forgets what it was asked; gives the requests that come."""
    def play(*turns):
        server = servers[kind]
        server.requests = []
        if kind == "gemini":
            server.play(*turns)
        else:
            server.script = BACKENDS[kind].speech.script(*turns)
        return server.requests
    return play


each_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
streamed_or_not = pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])


def heard(kind, request):
    return list(BACKENDS[kind].speech.heard(json.loads(request.body)))


@streamed_or_not
@each_client
def test_a_round_trip_of_parallel_calls(gateway, script, kind, client, stream):
    requests = script(*TURNS)
    talk = Talk(client, gateway, "%s/%s" % (kind, BACKENDS[kind].model), stream)
    first = talk.say("Look into a and b.")
    assert first.error is None and first.text == "I look.", first
    assert [(call.name, call.arguments) for call in first.calls] == list(CALLS)
    assert len({call.id for call in first.calls}) == 2 and first.stop == client.stops["calls"]
    assert first.thinking == "Where is it?" and first.prompt_tokens == 12
    second = talk.give("text of a", "text of b")
    assert second.error is None and (second.text, second.stop) == ("There it is.", client.stops["text"]), second
    third = talk.say("Thanks.")
    assert third.error is None and (third.text, third.thinking) == ("At your service.", "Nothing to do."), third
    roles = [item[0] for item in heard(kind, requests[2])]
    assert roles == ["user", "assistant", "call", "call", "result", "result", "assistant", "user"]
    _, _, one, other, result, other_result, answer, thanks = heard(kind, requests[2])
    assert [one[2:], other[2:]] == list(CALLS) and one[1] != other[1]
    assert [result, other_result] == [("result", one[1], "text of a"), ("result", other[1], "text of b")]
    assert (answer, thanks) == (("assistant", "There it is."), ("user", "Thanks."))
    turns = record.settled_turns(gateway, record.session_id(first.answer), 3)
    assert [record.outcome(turn) for turn in turns[-3:]] == [record.SUCCEEDED] * 3


@streamed_or_not
@each_client
def test_what_ends_an_answer_early_is_told(gateway, script, kind, client, stream):
    script(Words("Half a", ended="length"))
    said = Talk(client, gateway, "%s/%s" % (kind, BACKENDS[kind].model), stream).say("At length!")
    # An answer in the client's own dialect is passed on as it came.
    stop = "max_output_tokens" if (kind, client.name) == ("openai-responses", "responses") else client.stops["length"]
    assert (said.text, said.stop) == ("Half a", stop)
