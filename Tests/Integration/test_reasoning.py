"""Reasoning that a vendor signs or wants back: it is kept, and goes back where the client does not send it, also after a restart."""
import json

import pytest

from harness.clients import CLIENTS, OllamaClient, Talk
from harness.gemini import Gemini
from harness.speech import AnthropicSpeech, ChatSpeech, ResponsesSpeech, Words
from harness.upstream import Upstream

CALLS = (("read", {"path": "a"}), ("read", {"path": "b"}))
TURNS = [Words("I look.", "Where is it?", CALLS), Words("", "There too?", CALLS[:1]), Words("There.")]
# What is kept is found by the ids of calls.
CLIENTS = [*CLIENTS[:3], OllamaClient(keeps_ids=True)]
each_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
streamed_or_not = pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
restarted_or_not = pytest.mark.parametrize("restarts", [False, True], ids=["", "restarted"])


def configuration(kind, url):
    return {"backends": {"vendor": {"kind": kind, "url": url, "key_env": "VENDOR_KEY"}}}


def play(talk, gateway, restarts):
    """Two steps of one turn, and the gateway is started anew in between or is not."""
    talk.say("look")
    assert talk.last.error is None and len(talk.last.calls) == 2, talk.last
    if restarts:
        gateway.stop()
        gateway.start()
    talk.give("text of a", "text of b")
    assert talk.last.error is None and len(talk.last.calls) == 1, talk.last
    talk.give("text of a again")
    assert talk.last.error is None and talk.last.text == "There.", talk.last


@restarted_or_not
@streamed_or_not
@each_client
def test_geminis_signatures_come_back_on_the_calls_they_were_on(start_gateway, client, stream, restarts):
    with Gemini(*TURNS, key="vendor-key") as gemini:
        gateway = start_gateway(configuration("gemini", gemini.url + "/v1beta"), environment={"VENDOR_KEY": "vendor-key"})
        play(Talk(client, gateway, "vendor/gemini-3.5-flash", stream), gateway, restarts)
        given = list(gemini.signatures)
        for request, expected in zip(gemini.requests, ([], [given[0], None], [given[0], None, given[1]])):
            parts = [part for content in json.loads(request.body)["contents"] for part in content["parts"]]
            assert [part.get("thoughtSignature") for part in parts if "functionCall" in part] == expected


def strict(turns):
    """Refuses what DeepSeek and Kimi do: calls without the reasoning that has led to them."""
    answer = ChatSpeech().script(*turns)

    def script(peer, request):
        if any(message.get("tool_calls") and not message.get("reasoning_content") for message in json.loads(request.body)["messages"]):
            return peer.answer_json(400, {"error": {
                "message": "The reasoning_content in the thinking mode must be passed back to the API.",
                "type": "invalid_request_error", "param": None, "code": "invalid_request_error"}})
        answer(peer, request)
    return script


@restarted_or_not
@streamed_or_not
@pytest.mark.parametrize("kind", ["deepseek", "moonshot"])
@each_client
def test_reasoning_content_goes_back_where_the_client_has_dropped_it(start_gateway, kind, client, stream, restarts):
    with Upstream(strict(TURNS)) as upstream:
        gateway = start_gateway(configuration(kind, upstream.url + "/v1"), environment={"VENDOR_KEY": "vendor-key"})
        play(Talk(client, gateway, "vendor/thinker", stream), gateway, restarts)
        sent = [message.get("reasoning_content") for message in json.loads(upstream.requests[-1].body)["messages"]
                if message["role"] == "assistant"]
        assert sent == ["Where is it?", "There too?"]
        # A client of the same dialect is helped once the vendor has complained.
        assert len(upstream.requests) == 3 or client.name == "chat"


@restarted_or_not
@streamed_or_not
@pytest.mark.parametrize("client", [client for client in CLIENTS if client.name != "anthropic"], ids=lambda client: client.name)
def test_anthropics_thinking_goes_back_signed_in_front_of_its_calls(start_gateway, client, stream, restarts):
    with Upstream(AnthropicSpeech().script(*TURNS)) as upstream:
        gateway = start_gateway(configuration("anthropic", upstream.url), environment={"VENDOR_KEY": "vendor-key"})
        play(Talk(client, gateway, "vendor/claude-haiku-4-5", stream, **THINKING[client.name]), gateway, restarts)
        said = [message["content"] for message in json.loads(upstream.requests[2].body)["messages"] if message["role"] == "assistant"]
        for content, thought in zip(said, ("Where is it?", "There too?")):
            assert (content[0]["type"], content[0]["thinking"]) == ("thinking", thought)
            assert content[0]["signature"].startswith("c2ln")


THINKING = {"chat": {"reasoning_effort": "high"}, "responses": {"reasoning": {"effort": "high"}}, "ollama": {"think": True}}


@restarted_or_not
@streamed_or_not
@each_client
def test_encrypted_reasoning_goes_back_in_front_of_its_calls(start_gateway, client, stream, restarts):
    with Upstream(ResponsesSpeech().script(*TURNS)) as upstream:
        gateway = start_gateway(configuration("openai-responses", upstream.url + "/v1"), environment={"VENDOR_KEY": "vendor-key"})
        play(Talk(client, gateway, "vendor/gpt-5-codex", stream), gateway, restarts)
        items = json.loads(upstream.requests[2].body)["input"]
        kinds = [item.get("type", "message") for item in items]
        assert [index for index, kind in enumerate(kinds) if kind == "reasoning"] and all(
            item["encrypted_content"].startswith("gAAAA") for item in items if item.get("type") == "reasoning")
        assert kinds.count("reasoning") == 2
