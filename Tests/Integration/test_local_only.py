"""What is not to leave this machine and its network does not: not by a name, a proxy, a redirect, or somebody else's model."""
import json

import pytest

from harness import record
from harness.dialects import ANTHROPIC, CHAT, JSON, OLLAMA
from harness.ollama import Ollama
from harness.upstream import Upstream

# An address for documentation (RFC 5737) and the one at which clouds hand out credentials: a packet to either is lost, and a
# call that tried would take its time to find out.
ELSEWHERE = ["192.0.2.1", "169.254.169.254", "0.0.0.0", "[::ffff:192.0.2.1]", "3221225985"]


def policy(*targets, **more):
    return {"name": "here", "privacy": {"local_only": True}, "tiers": {"primary": list(targets)}, "rules": [{"tier": "primary"}],
            "resilience": {"retries": 0}, **more}


def hello(peer, _):
    peer.answer(200, CHAT.answer("hello"), JSON)


@pytest.fixture
def box():
    with Upstream(hello, models=["m"]) as box:
        yield box


@pytest.fixture
def vendor(upstream):
    upstream.script = lambda peer, _: peer.answer(200, ANTHROPIC.answer("hello"), JSON)
    return {"kind": "anthropic", "url": upstream.url, "auth": "client"}


@pytest.fixture
def start(start_gateway, box, vendor):
    """Starts a gateway with a local server, a vendor and what else is told."""
    return lambda chosen, backends=(), **more: start_gateway(
        {"backends": {"box": {"kind": "vllm", "url": box.url}, "vendor": vendor, **dict(backends)}, "policy": chosen}, **more)


def far(address):
    return {"far": {"kind": "vllm", "url": "http://%s:8000" % address, "connect_timeout": "5s"}}


@pytest.mark.parametrize("address", ELSEWHERE)
def test_a_server_elsewhere_is_passed_over_and_the_trace_says_why(start, box, address):
    gateway = start(policy("far/m", "box/m"), far(address))
    answer = gateway.ask()
    assert answer.status == 200 and answer.header("x-ctxgw-target") == "box/m", answer
    turn, = record.settled_turns(gateway, record.session_id(answer))
    assert [hop["failure"]["type"] for hop in turn["hops"] if hop["outcome"] != "answered"] == ["not-local"]
    assert turn["local_only"] is True
    shown = gateway.command("sessions", "show", record.session_id(answer)).stdout
    assert "far/m" in shown and "not on this machine" in shown


def test_with_nobody_near_the_error_says_what_forbids_it_and_no_breaker_opens(start):
    gateway = start(policy("far/m"), far("192.0.2.1"))
    for _ in range(5):
        answer = gateway.ask()
        assert answer.status == 403 and answer.json()["error"]["type"] == "permission_error"
        message = answer.json()["error"]["message"]
        assert "privacy: local_only" in message and "192.0.2.1 is not on this machine" in message


@pytest.mark.parametrize("model", ["vendor/claude-test", "claude-test"])
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_no_vendor_is_asked_whoever_names_it(start, upstream, model, stream):
    answer = start(policy("vendor/same")).ask(model, stream=stream)
    assert 400 <= answer.status < 500 and "local_only" in answer.json()["error"]["message"], answer
    assert upstream.requests == []


def test_a_session_that_asked_for_it_once_stays(start, upstream, box):
    chain = {"name": "free", "tiers": {"primary": ["vendor/m", "box/m"]}, "rules": [{"tier": "primary"}]}
    gateway = start(chain)
    session = {"x-claude-code-session-id": "2c7c1b0e-6b0e-4a37-9d38-0a8b1a52a7f1"}
    first = gateway.ask(text="one", headers={**session, "x-ctxgw-privacy": "local_only"})
    second = gateway.ask(headers=session, messages=[
        {"role": "user", "content": "one"}, {"role": "assistant", "content": "hello"}, {"role": "user", "content": "two"}])
    assert [first.header("x-ctxgw-target"), second.header("x-ctxgw-target")] == ["box/m"] * 2
    assert upstream.requests == []
    assert gateway.ask(text="of another session").header("x-ctxgw-target") == "vendor/m"


def test_counts_stay_here_too(start, upstream, box):
    upstream.counting = lambda peer, _: peer.answer_json(200, {"input_tokens": 7})
    gateway = start(policy("box/m"))
    body = json.dumps({"model": "claude-test", "messages": [{"role": "user", "content": "hello"}]}).encode()
    answer = gateway.post(body, target="/v1/messages/count_tokens")
    assert answer.status == 200 and answer.header("x-ctxgw-target") == "box/m"
    assert upstream.counts == []


def test_a_redirect_is_not_followed(start, upstream, box):
    box.script = lambda peer, _: peer.answer(307, b"", [("location", upstream.url + "/v1/chat/completions")])
    assert start(policy("box/m")).ask().status >= 400
    assert len(box.requests) == 1 and upstream.requests == []


def test_a_proxy_of_the_environment_is_not_used(start, box):
    seen = []
    with Upstream() as proxy:
        proxy._answer = lambda peer, request: (seen.append(request.target), peer.answer(200, CHAT.answer("by proxy"), JSON))
        variables = {name: proxy.url for name in ("http_proxy", "https_proxy", "all_proxy", "ALL_PROXY", "HTTPS_PROXY")}
        elsewhere = {"named": {"kind": "openai", "url": "http://models.example/v1", "auth": "none"}, **far("192.0.2.1")}
        free = {"name": "free", "tiers": {"primary": ["named/m"]}, "rules": [{"tier": "primary"}]}
        assert start(free, elsewhere, environment=variables).ask().status == 200
        assert any("models.example" in target for target in seen), "the variable has no effect: the test proves nothing"
        gateway = start(policy("far/m", "box/m"), far("192.0.2.1"), environment=variables)
        seen.clear()
        assert gateway.ask().header("x-ctxgw-target") == "box/m"
        assert seen == [] and len(box.requests) == 1


@pytest.mark.parametrize("model, facts", [
    ("gpt-oss:120b-cloud", {}), ("kimi-k2:cloud", {}),
    ("mine:latest", {"remote_host": "https://ollama.com:443", "remote_model": "gpt-oss:120b"}),
], ids=["by its name's end", "by its tag", "by another name"])
def test_a_model_that_a_local_server_has_somebody_else_run_is_not_asked(start, model, facts):
    with Ollama(lambda peer, _: peer.answer(200, OLLAMA.answer("hello"), JSON), models=("test-model", model)) as ollama:
        ollama.facts = {model: facts} if facts else {}
        gateway = start(policy("ollama/" + model),
                        {"ollama": {"kind": "ollama", "url": ollama.url}})
        answer = gateway.ask("ollama/" + model)
        assert 400 <= answer.status < 500, answer
        assert ollama.requests == []
        assert gateway.ask("ollama/test-model").status == 200
