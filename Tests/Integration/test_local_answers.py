"""`answer: local`: probes and titles are answered by the gateway itself, in the client's dialect, and no backend hears of them."""
import json

import pytest

from harness import http, record
from harness.dialects import ANTHROPIC
from harness.upstream import Upstream

TITLE = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"], "additionalProperties": False}
WORDS = "Fix the cart, which loses an item"
SAID = {"title": "Fix the cart, which loses an item"}


def policy(answer):
    return {"name": "t", "tiers": {"primary": ["vendor/same"]}, "rules": [{"tier": "primary"}], "answer": answer}


@pytest.fixture
def start(start_gateway, upstream):
    """Starts a gateway before a vendor that remembers what it is asked."""
    upstream.script = lambda peer, _: peer.answer_json(200, ANTHROPIC.message("hello"))

    def start(answer="local"):
        backends = {"vendor": {"kind": "anthropic", "url": upstream.url, "key_env": "VENDOR_KEY"}}
        return upstream, start_gateway({"backends": backends, "policy": policy(answer)}, environment={"VENDOR_KEY": "sk-test"})
    return start


def said_by_anthropic(answer, streamed):
    if not streamed:
        return answer.json()["content"][0]["text"]
    events = [event for _, event in answer.events()]
    assert (events[0]["type"], events[-1]["type"]) == ("message_start", "message_stop")
    return "".join(event["delta"]["text"] for event in events if event["type"] == "content_block_delta")


def said_by_chat(answer, streamed):
    if not streamed:
        return answer.json()["choices"][0]["message"]["content"]
    lines = [line[6:] for line in answer.body.splitlines() if line.startswith(b"data: ")]
    assert lines[-1] == b"[DONE]"
    return "".join(choice["delta"].get("content") or "" for line in lines[:-1] for choice in json.loads(line)["choices"])


def said_by_responses(answer, streamed):
    if not streamed:
        return answer.json()["output"][0]["content"][0]["text"]
    events = [event for _, event in answer.events()]
    assert events[-1]["type"] == "response.completed"
    done = [event["item"] for event in events if event["type"] == "response.output_item.done"]
    return done[0]["content"][0]["text"]


def said_by_ollama(answer, streamed):
    lines = [json.loads(line) for line in answer.body.splitlines()]
    assert lines[-1]["done"] is True
    return "".join(line["message"]["content"] for line in lines)


CLIENTS = {
    "anthropic": ("/v1/messages", said_by_anthropic,
                  {"max_tokens": 512, "output_config": {"format": {"type": "json_schema", "schema": TITLE}}},
                  {"max_tokens": 1}, "messages"),
    "chat": ("/v1/chat/completions", said_by_chat,
             {"response_format": {"type": "json_schema", "json_schema": {"name": "title", "schema": TITLE}}},
             {"max_tokens": 1}, "messages"),
    "responses": ("/v1/responses", said_by_responses,
                  {"text": {"format": {"type": "json_schema", "name": "title", "schema": TITLE}}},
                  {"max_output_tokens": 1}, "input"),
    "ollama": ("/api/chat", said_by_ollama, {"format": TITLE}, {"options": {"num_predict": 1}}, "messages"),
}


def ask(gateway, client, members, words, streamed):
    path, said, _, _, name = CLIENTS[client]
    body = {"model": "claude-opus-5-5", name: [{"role": "user", "content": words}], "stream": streamed, **members}
    answer = http.post_json(gateway.port, path, body)
    assert answer.status == 200, answer.body
    return answer, said(answer, streamed)


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("client", CLIENTS)
def test_a_title_is_made_of_the_first_words(start, client, streamed):
    vendor, gateway = start()
    answer, said = ask(gateway, client, CLIENTS[client][2], WORDS, streamed)
    assert json.loads(said) == SAID
    assert answer.header("x-ctxgw-target") == "ctxgw/local"
    assert vendor.requests == []


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("client", CLIENTS)
def test_a_probe_is_told_that_somebody_is_there(start, client, streamed):
    vendor, gateway = start()
    answer, said = ask(gateway, client, CLIENTS[client][3], "quota", streamed)
    assert said == "OK"
    assert answer.header("x-ctxgw-target") == "ctxgw/local"
    assert vendor.requests == []


def test_the_turn_says_that_it_was_answered_here(start):
    _, gateway = start()
    answer, _ = ask(gateway, "anthropic", CLIENTS["anthropic"][3], "quota", False)
    turn = record.settled_turns(gateway, record.session_id(answer))[0]
    assert (turn["rule"], turn["outcome"], turn["kind"]) == ("answered here", "completed", "probe")
    assert (turn["target"], turn["attempts"]) == ("ctxgw/local", 0)


def test_a_policy_that_does_not_say_so_asks_the_model(start):
    vendor, gateway = start("model")
    answer, _ = ask(gateway, "anthropic", CLIENTS["anthropic"][3], "quota", False)
    assert answer.header("x-ctxgw-target") == "vendor/claude-opus-5-5"
    assert len(vendor.requests) == 1


def test_a_turn_of_the_conversation_is_never_answered_here(start):
    vendor, gateway = start()
    ask(gateway, "anthropic", {"max_tokens": 512}, WORDS, False)
    assert len(vendor.requests) == 1
