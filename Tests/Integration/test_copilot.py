"""GitHub Copilot: a login is exchanged for a token, a token that is refused is asked for once more, prompts are limited."""
import json
import time

import pytest

from harness.clients import CLIENTS, Talk
from harness.speech import ChatSpeech, Words
from harness.upstream import Upstream

MODEL = "pilot/gpt-5"
each_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)


class Copilot(Upstream):
    """Gives out tokens for the login `gho_login`, each good for `uses` requests, and answers nobody without one."""

    def __init__(self, uses=1000):
        self.uses, self.exchanges = uses, 0
        self.speech = ChatSpeech().script(Words("good day"))
        super().__init__(self._answer_signed)

    def _answer_signed(self, peer, request):
        self.uses -= 1
        if self.uses < 0 or request.values("authorization") != ["Bearer tid=%d" % self.exchanges]:
            return peer.answer(401, b"unauthorized: token expired\n", [("content-type", "text/plain")])
        self.speech(peer, request)

    def answer_question(self, peer, request):
        if request.path == "/copilot_internal/v2/token":
            if request.values("authorization") != ["token gho_login"]:
                return peer.answer_json(401, {"message": "Bad credentials", "status": "401"})
            self.exchanges, self.uses = self.exchanges + 1, 1000
            return peer.answer_json(200, {"token": "tid=%d" % self.exchanges, "expires_at": int(time.time()) + 1800,
                                          "refresh_in": 1500, "endpoints": {"api": self.url}})
        if request.path == "/models":
            limits = {"max_context_window_tokens": 400000, "max_prompt_tokens": 64000, "max_output_tokens": 16000}
            return peer.answer_json(200, {"data": [
                {"id": "gpt-5", "name": "GPT-5", "vendor": "OpenAI", "model_picker_enabled": True, "policy": {"state": "enabled"},
                 "capabilities": {"family": "gpt-5", "type": "chat", "limits": limits,
                                  "supports": {"tool_calls": True, "streaming": True, "vision": True}}},
                {"id": "not-agreed-to", "policy": {"state": "unconfigured"}, "capabilities": {"type": "chat", "limits": limits}},
                {"id": "embedder", "capabilities": {"type": "embeddings", "limits": {}}}]})
        return super().answer_question(peer, request)


@pytest.fixture
def copilot():
    with Copilot() as copilot:
        yield copilot


@pytest.fixture
def start(start_gateway, copilot):
    return lambda login="gho_login": start_gateway(
        {"backends": {"pilot": {"kind": "copilot", "url": copilot.url, "key_env": "LOGIN",
                                "sign_in": {"token_url": copilot.url + "/copilot_internal/v2/token"}}}}, environment={"LOGIN": login})


@each_client
def test_a_conversation_counts_once_however_long_the_agent_goes_on(start, copilot, client):
    copilot.speech = ChatSpeech().script(Words("", "", (("read", {"path": "a"}),)), Words("There."))
    talk = Talk(client, start(), MODEL)
    talk.say("look")
    assert talk.give("text of a").text == "There.", talk.last
    assert [request.values("x-initiator") for request in copilot.requests] == [["user"], ["agent"]]
    assert copilot.exchanges == 1 and copilot.requests[0].target == "/chat/completions"
    for request in copilot.requests:
        assert request.values("copilot-integration-id") == ["vscode-chat"] and len(request.values("x-request-id")[0]) == 36
        assert b"client-key" not in json.dumps(request.headers).encode()


@each_client
def test_a_token_that_is_refused_is_asked_for_once_more(start, copilot, client):
    talk = Talk(client, start(), MODEL)
    assert talk.say("hello").text == "good day"
    copilot.uses = 0
    assert talk.say("again").text == "good day", talk.last
    assert copilot.exchanges == 2 and len(copilot.requests) == 3


def test_a_refused_login_is_told_and_never_repeated(start):
    said = Talk(CLIENTS[0], start(login="gho_secret"), MODEL).say("hello")
    assert said.answer.status == 401 and "gho_secret" not in said.answer.body.decode(), said


def test_its_models_have_the_windows_of_its_prompts(start):
    model, = start().report("models")["models"]
    assert (model["name"], model["window"], model["window_source"], model["max_output_tokens"]) == ("gpt-5", 64000, "table", 16000)


@each_client
@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
def test_an_overflow_is_told_in_each_clients_words(start, copilot, client, stream):
    words = "prompt token count of 70012 exceeds the limit of 64000"
    copilot.speech = lambda peer, _: peer.answer_json(400, {"error": {"message": words, "code": "model_max_prompt_tokens_exceeded"}})
    said = Talk(client, start(), MODEL, stream).say("hello")
    assert said.error and "70012" in said.error and "64000" in said.error and said.answer.status in (200, 400), said
    if client.name != "chat":  # whose own dialect it is, and which gets it as it came
        assert said.error.startswith(client.overflow[2]) and said.code == client.overflow[1]
