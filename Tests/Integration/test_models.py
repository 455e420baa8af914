"""What clients are told of the models there are: three shapes at one path, Ollama's own questions, and counts in parallel."""
import concurrent.futures
import json
import time
import urllib.parse

import pytest

from harness import waiting
from harness.ollama import Ollama
from harness.small import SmallServer

CLAUDE_CODE = {"user-agent": "claude-code/2.1.327", "anthropic-version": "2023-06-01"}


@pytest.fixture
def server():
    with SmallServer(8192, models=("Qwen3:8B",)) as server:
        yield server


@pytest.fixture
def ollama():
    with Ollama(models=("loaded:7b", "org/idle:7b")) as ollama:
        ollama.loaded["loaded:7b"] = 16384
        ollama.facts["org/idle:7b"] = {"model_info": {"general.architecture": "q", "q.context_length": 131072},
                                   "parameters": "num_ctx 12288", "capabilities": ["completion", "tools", "vision"]}
        yield ollama


@pytest.fixture
def gateway(start_gateway, server, ollama):
    return start_gateway({"backends": {
        "box": {"kind": "llama-server", "url": server.url}, "ollama": {"kind": "ollama", "url": ollama.url}}})


def ids(answer):
    return [entry["id"] for entry in answer.json()["data"]]


def test_claude_codes_list_has_every_model_and_aliases_its_picker_takes(gateway):
    answer = gateway.get("/v1/models?limit=1000", CLAUDE_CODE)
    assert answer.status == 200 and set(ids(answer)) == {
        "Qwen3:8B", "loaded:7b", "org/idle:7b",
        "claude-local-qwen3-8b", "claude-local-loaded-7b", "claude-local-org-idle-7b"}
    entry = next(entry for entry in answer.json()["data"] if entry["id"] == "claude-local-qwen3-8b")
    assert entry["type"] == "model" and entry["max_input_tokens"] == 8192
    assert answer.json()["has_more"] is False and answer.json()["first_id"] == ids(answer)[0]


def test_pages_follow_one_another(gateway):
    whole = ids(gateway.get("/v1/models?limit=1000", CLAUDE_CODE))
    pages, after = [], None
    while True:
        page = gateway.get("/v1/models?limit=2" + ("&after_id=" + urllib.parse.quote(after) if after else ""), CLAUDE_CODE)
        pages += ids(page)
        if not page.json()["has_more"]:
            break
        after = page.json()["last_id"]
    assert pages == whole
    refused = gateway.get("/v1/models?limit=0", CLAUDE_CODE)
    assert refused.status == 400 and refused.json()["error"]["type"] == "invalid_request_error"


def test_other_clients_get_openais_list_with_true_windows(gateway):
    answer = gateway.get("/v1/models")
    entries = {entry["id"]: entry for entry in answer.json()["data"]}
    assert answer.json()["object"] == "list" and entries["loaded:7b"]["context_length"] == 16384
    assert entries["Qwen3:8B"]["owned_by"] == "box" and entries["Qwen3:8B"]["object"] == "model"


def test_codex_gets_its_catalogue(gateway):
    models = gateway.get("/v1/models?client_version=0.163.0").json()["models"]
    entry = {model["slug"]: model for model in models}["Qwen3:8B"]
    assert entry["context_window"] == 8192 and entry["visibility"] == "list" and entry["base_instructions"]
    assert not any(model["slug"].startswith("claude-local") for model in models)


@pytest.mark.parametrize("name", ["loaded:7b", "claude-local-loaded-7b", "org/idle:7b", "org%2Fidle%3A7b"])
def test_one_model_is_asked_for_by_any_of_its_names(gateway, name):
    answer = gateway.get("/v1/models/" + name)
    assert answer.status == 200 and answer.json()["owned_by"] == "ollama" and answer.json()["context_window"]
    unknown = gateway.get("/v1/models/nobody")
    assert unknown.status == 404 and "nobody" in unknown.json()["error"]["message"]


def test_a_list_waits_for_no_silent_server(start_gateway, server):
    """The third of three backends takes connections and says nothing."""
    with SmallServer(8192) as silent:
        silent.answer_question = lambda peer, request: peer.wait_for_hangup()
        gateway = start_gateway({"backends": {
            "box": {"kind": "llama-server", "url": server.url}, "silent": {"kind": "llama-server", "url": silent.url}}})
        times = []
        for _ in range(5):
            begin = time.monotonic()
            assert "Qwen3:8B" in ids(gateway.get("/v1/models"))
            times.append(time.monotonic() - begin)
    # The limit is 50 ms; the quickest of five is not at the mercy of what else the machine does.
    assert min(times) < 0.05, times


def test_a_window_that_a_server_names_when_it_refuses_is_the_one_that_is_listed(gateway, server):
    server.holds = 4096
    assert gateway.ask("Qwen3:8B", "a long word " * 1700).status == 200 and server.refused
    entry = gateway.get("/v1/models/Qwen3:8B").json()
    assert entry["context_window"] == 4096


def test_ollamas_clients_are_told_what_ollama_tells(gateway):
    assert gateway.get("/api/version").json()["version"].count(".") == 2
    tags = {model["name"]: model for model in gateway.get("/api/tags").json()["models"]}
    assert set(tags) == {"Qwen3:8B", "loaded:7b", "org/idle:7b"}
    assert "loaded:7b" in [model["name"] for model in gateway.get("/api/ps").json()["models"]]

    def shown_window():
        facts = gateway.post(b'{"model":"org/idle:7b"}', target="/api/show").json()["model_info"]
        return facts[facts["general.architecture"] + ".context_length"]

    # Its server is asked for it by name from the start on, and nobody is kept waiting for that.
    waiting.until(lambda: shown_window() == 12288, "the window that the Modelfile names")
    assert gateway.post(b'{"model":"nobody"}', target="/api/show").status == 404
    assert gateway.post(b'{', target="/api/show").status == 400


def test_the_lists_want_the_gateways_token(start_gateway, server):
    gateway = start_gateway({"server": {"auth_token": "t0ken-of-8"},
                             "backends": {"box": {"kind": "llama-server", "url": server.url}}})
    assert gateway.get("/v1/models").status == 401 and gateway.get("/ctxgw/models").status == 401
    assert gateway.get("/v1/models", {"authorization": "Bearer t0ken-of-8"}).status == 200


def test_two_dozen_counts_at_once_are_all_answered(gateway, server):
    """Claude Code's /context asks so for every part of its prompt; the target is spoken to in another dialect."""
    def count(number):
        body = {"model": "claude-local-qwen3-8b", "messages": [{"role": "user", "content": "word " * (number + 1)}],
                "tools": [{"name": "t%d" % number, "input_schema": {"type": "object"}}]}
        answer = gateway.post(json.dumps(body).encode(), target="/v1/messages/count_tokens?beta=true")
        return answer.status, answer.json().get("input_tokens")

    with concurrent.futures.ThreadPoolExecutor(25) as pool:
        counts = list(pool.map(count, range(25)))
    assert all(status == 200 for status, _ in counts)
    tokens = [tokens for _, tokens in counts]
    assert tokens == sorted(tokens) and tokens[0] > 0 and tokens[-1] > tokens[0]
