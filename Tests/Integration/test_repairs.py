"""Refusals of a request's form: it is repaired once and sent again, and later ones go out repaired."""
import json
from dataclasses import dataclass, field
from typing import Callable

import pytest

from harness import record
from harness.clients import CLIENTS, TOOL, Call, Talk
from harness.gemini import NO_SIGNATURE, Gemini
from harness.speech import AnthropicSpeech, ChatSpeech, Words
from harness.upstream import Upstream

ANTHROPIC, CHAT, RESPONSES, OLLAMA = CLIENTS
ENVIRONMENT = {"VENDOR_KEY": "vendor-key"}


@dataclass
class Refusal:
    """What a vendor refuses: `faulty` says whether a request's body has it."""
    name: str
    faulty: Callable
    words: str
    status: int = 400
    kind: str = "openai"
    client: object = ANTHROPIC
    asks: dict = field(default_factory=dict)  # what the client says besides
    history: list = field(default_factory=list)
    stream: bool = True
    remembered: bool = True

    @property
    def speech(self):
        return AnthropicSpeech() if "anthropic" in self.kind else ChatSpeech()

    def script(self, peer, request):
        if self.faulty(json.loads(request.body)):
            return peer.answer_json(self.status, {"type": "error", "error": {"type": "invalid_request_error", "message": self.words}})
        self.speech.say(peer, request, Words("good day"))


def roles(body):
    return [message["role"] for message in body["messages"]]


def unanswered(body):
    calls = {call["id"] for message in body["messages"] for call in message.get("tool_calls") or []}
    return calls - {message.get("tool_call_id") for message in body["messages"]}


def blocks(body):
    return [block for message in body["messages"] if isinstance(message["content"], list) for block in message["content"]]


PICTURE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}}
MARK = {"cache_control": {"type": "ephemeral"}}
STRICT = {"tools": [{**TOOL, "parameters": {**TOOL["parameters"], "additionalProperties": False}}]}
THOUGHT = {"type": "thinking", "thinking": "Hm.", "signature": "c2lnbmVkIGVsc2V3aGVyZQ=="}
CALL = CHAT.called([Call("call_1", "read", {"path": "a"})])
REFUSALS = [
    Refusal("limit-renamed", lambda body: "max_tokens" in body,
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."),
    Refusal("limit-too-large", lambda body: (body.get("max_tokens") or body["max_completion_tokens"]) > 8192,
            "max_tokens is too large: 32000. This model supports at most 8192 completion tokens, whereas you provided 32000.",
            asks={"max_tokens": 32000}),
    Refusal("sampling", lambda body: "temperature" in body,
            "Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is supported.",
            asks={"temperature": 0.5, "thinking": {"type": "disabled"}}),
    Refusal("stream-options", lambda body: "stream_options" in body, "Unknown parameter: 'stream_options'."),
    Refusal("forced-tool", lambda body: body.get("tool_choice") not in (None, "auto"), "tool_choice 'required' is not supported",
            asks={"tool_choice": {"type": "any"}, "thinking": {"type": "disabled"}}),
    Refusal("schemas", lambda body: "additionalProperties" in json.dumps(body),
            "Invalid schema for function 'read': 'additionalProperties' is not supported", asks=STRICT),
    Refusal("roles", lambda body: roles(body) != ["user"] and roles(body)[:2] == ["user", "user"],
            "Conversation roles must alternate user/assistant/user/assistant/... (jinja)", 500, client=CHAT,
            history=[CHAT.user("one")]),
    Refusal("calls-without-results", unanswered, client=CHAT, history=[CHAT.user("look"), *CALL],
            words="An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
                  "The following tool_call_ids did not have response messages: call_1"),
    Refusal("empty", lambda body: any(message["content"] == "" for message in body["messages"]), client=CHAT,
            words="messages.1: content must be non-empty", history=[CHAT.user("one"), {"role": "assistant", "content": ""}]),
    Refusal("only-streams", lambda body: not body.get("stream"), "parameter.enable_thinking only support stream call", stream=False),
    Refusal("pictures", lambda body: "image_url" in json.dumps(body), "image input is not supported by this model",
            history=[{"role": "user", "content": [PICTURE]}, {"role": "assistant", "content": "A box."}]),
    Refusal("cache-marks", lambda body: "cache_control" in json.dumps(body), kind="zhipu-anthropic",
            words="messages.0.content.0.text.cache_control: Extra inputs are not permitted",
            history=[{"role": "user", "content": [{"type": "text", "text": "one", **MARK}]}, {"role": "assistant", "content": "two"}]),
    Refusal("room", lambda body: body["max_tokens"] > 900, kind="anthropic", client=CHAT, remembered=False,
            words="input length and `max_tokens` exceed context limit: 199036 + 1000 > 200000, decrease input length or `max_tokens` "
                  "and try again"),
    Refusal("foreign-thinking", lambda body: any(block["type"] == "thinking" for block in blocks(body)), kind="anthropic",
            words="messages.1.content.0: Invalid `signature` in `thinking` block",
            history=[{"role": "user", "content": "one"}, {"role": "assistant", "content": [THOUGHT, {"type": "text", "text": "two"}]}]),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.name)
def test_what_is_refused_for_its_form_is_repaired_once_and_later_before(start_gateway, refusal):
    with Upstream(refusal.script) as upstream:
        gateway = start_gateway({"backends": {"vendor": {"kind": refusal.kind, "url": upstream.url, "key_env": "VENDOR_KEY"}}},
                                environment=ENVIRONMENT)
        talk = Talk(refusal.client, gateway, "vendor/model-1", refusal.stream, **refusal.asks)
        talk.history = list(refusal.history)
        first = talk.say("hello")
        assert first.error is None and first.text == "good day", first
        assert first.answer.header("x-ctxgw-attempts") == "2" and len(upstream.requests) == 2
        second = talk.say("again")
        assert second.text == "good day" and second.answer.header("x-ctxgw-attempts") == ("1" if refusal.remembered else "2"), second
        turns = record.settled_turns(gateway, record.session_id(first.answer), 2)
        assert [record.outcome(turn) for turn in turns] == [record.SUCCEEDED] * 2
        assert any("the backend" in note or "room" in note for note in turns[0]["notes"]), turns[0]["notes"]


def test_a_call_that_a_model_failed_to_write_is_asked_for_again(start_gateway):
    def script(peer, request):
        if len(upstream.requests) == 1:
            return peer.answer_json(400, {"error": {"message": "Failed to call a function. Please adjust your prompt.", "type":
                                                    "invalid_request_error", "code": "tool_use_failed", "failed_generation": "{"}})
        ChatSpeech().say(peer, request, Words("good day"))

    with Upstream(script) as upstream:
        gateway = start_gateway({"backends": {"vendor": {"kind": "groq", "url": upstream.url, "key_env": "VENDOR_KEY"}}},
                                environment=ENVIRONMENT)
        said = Talk(ANTHROPIC, gateway, "vendor/model-1").say("hello")
        assert said.text == "good day" and upstream.requests[0].body == upstream.requests[1].body


def test_signatures_that_gemini_no_longer_knows_are_replaced(start_gateway):
    """As after a change of account: what another has signed is not valid."""
    with Gemini(Words("", "", (("read", {"path": "a"}),)), Words("There."), key="vendor-key") as gemini:
        gateway = start_gateway({"backends": {"google": {"kind": "gemini", "url": gemini.url + "/v1beta", "key_env": "VENDOR_KEY"}}},
                                environment=ENVIRONMENT)
        talk = Talk(ANTHROPIC, gateway, "google/gemini-3.5-flash")
        assert talk.say("look").error is None
        gemini.signatures.clear()
        assert talk.give("text of a").text == "There.", talk.last
        assert talk.last.answer.header("x-ctxgw-attempts") == "2"
        calls = [part for content in json.loads(gemini.requests[-1].body)["contents"] for part in content["parts"] if "functionCall" in part]
        assert [call["thoughtSignature"] for call in calls] == [NO_SIGNATURE]


def test_a_refusal_that_no_repair_helps_is_told_as_it_came(start_gateway):
    words = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    with Upstream(lambda peer, _: peer.answer_json(400, {"error": {"message": words}})) as upstream:
        gateway = start_gateway({"backends": {"vendor": {"kind": "openai", "url": upstream.url, "key_env": "VENDOR_KEY"}}},
                                environment=ENVIRONMENT)
        said = Talk(ANTHROPIC, gateway, "vendor/model-1").say("hello")
        assert said.answer.status == 400 and words in said.error and len(upstream.requests) == 2, said
