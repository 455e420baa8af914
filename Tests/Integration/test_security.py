"""Who may ask, what is never written down, and who may read what is."""
import stat

import pytest

from harness import record, waiting
from harness.dialects import ANTHROPIC, JSON

TOKEN, CLIENT_KEY, BACKEND_KEY = "gateway-token-4711", "client-secret-0815", "backend-secret-1234"


def answering(upstream):
    upstream.script = lambda peer, _: peer.answer(200, ANTHROPIC.answer("hello"), JSON)
    return {"anthropic": {"kind": "anthropic", "url": upstream.url, "auth": "client"}}


@pytest.fixture
def guarded(start_gateway, upstream):
    return start_gateway({"server": {"auth_token": "${CTXGW_AUTH_TOKEN}"}, "backends": answering(upstream)},
                         environment={"CTXGW_AUTH_TOKEN": TOKEN})


@pytest.mark.parametrize("headers, status", [
    ({"host": "127.0.0.1"}, 200), ({"host": "localhost:1"}, 200), ({"host": "[::1]:1"}, 200),
    ({"host": "evil.example"}, 403), ({"host": "127.0.0.1.evil.example"}, 403), ({"host": "localhost.evil.example:1"}, 403),
    ({"origin": "http://localhost:3000"}, 200),
    ({"origin": "https://evil.example"}, 403), ({"origin": "null"}, 403), ({"origin": "http://localhost.evil.example"}, 403),
], ids=str)
def test_only_loopback_names_may_ask(gateway, upstream, headers, status):
    answering(upstream)
    assert gateway.ask(headers=headers).status == status
    assert gateway.get("/ctxgw/health", headers).status == status
    assert len(upstream.requests) == (status == 200)


def test_an_allowed_host_may_ask(start_gateway, upstream):
    gateway = start_gateway({"server": {"allowed_hosts": ["box.lan"]}, "backends": answering(upstream)})
    assert gateway.ask(headers={"host": "box.lan:8484"}).status == 200
    assert gateway.ask(headers={"host": "other.lan"}).status == 403


@pytest.mark.parametrize("headers", [{}, {"x-ctxgw-token": "wrong"}, {"x-ctxgw-token": TOKEN + "x"}, {"x-ctxgw-token": TOKEN[:-1]},
                                     {"authorization": "Bearer wrong"}], ids=str)
def test_without_the_token_nothing_is_answered(guarded, upstream, headers):
    answer = guarded.ask(headers=headers)
    assert answer.status == 401 and answer.json()["error"]["type"] == "authentication_error"
    assert guarded.get("/ctxgw/sessions", headers).status == 401
    assert upstream.requests == []


def test_the_token_is_removed_before_forwarding(guarded, upstream):
    assert guarded.ask(headers={"x-ctxgw-token": TOKEN, "x-api-key": CLIENT_KEY}).status == 200
    request, = upstream.requests
    assert request.values("x-api-key") == [CLIENT_KEY]
    assert TOKEN not in str(request.headers)


def test_a_token_that_took_the_place_of_the_credential_goes_nowhere(guarded, upstream):
    answer = guarded.ask(headers={"authorization": "Bearer " + TOKEN, "x-api-key": []})
    assert 400 <= answer.status < 500 and upstream.requests == []


@pytest.mark.parametrize("listen", ["0.0.0.0:0", "[::]:0"])
def test_it_listens_beyond_loopback_only_with_a_token(make_gateway, listen):
    gateway = make_gateway({"backends": {"anthropic": {"kind": "anthropic", "auth": "client"}}},
                           arguments=["--listen", listen]).spawn()
    assert gateway.exit_code() != 0
    assert "auth_token" in gateway.log


def test_no_key_is_written_anywhere(start_gateway, upstream):
    models = {"kind": "openai", "url": upstream.url + "/v1", "key_env": "BACKEND_KEY"}
    gateway = start_gateway({"server": {"auth_token": "${CTXGW_AUTH_TOKEN}"},
                             "backends": {**answering(upstream), "chat": models}},
                            environment={"CTXGW_AUTH_TOKEN": TOKEN, "BACKEND_KEY": BACKEND_KEY})
    headers = {"x-ctxgw-token": TOKEN, "x-api-key": CLIENT_KEY}
    told = []

    def answer(status, request):
        """Some backends repeat the key they refuse."""
        shown = request.values("authorization") + request.values("x-api-key")
        return ANTHROPIC.answer("hello") if status == 200 else ANTHROPIC.error(status, "not with %s" % shown)

    for model in ("claude-test", "chat/test-model"):
        for status in (200, 401, 500):
            upstream.script = lambda peer, request, status=status: peer.answer(status, answer(status, request), JSON)
            told.append(gateway.ask(model, headers=headers))
            session = record.session_id(told[-1])
            if session:
                settled(gateway, session, headers)
    seen = [value for request in upstream.requests for value in request.values("authorization") + request.values("x-api-key")]
    assert CLIENT_KEY in seen and "Bearer " + BACKEND_KEY in seen, "the keys were never used: the test proved nothing"
    gateway.stop()
    for secret in (TOKEN, CLIENT_KEY, BACKEND_KEY):
        assert secret not in gateway.log
        # The client's own dialect passes untouched, what a vendor says of the client's own key included.
        assert secret == CLIENT_KEY or not any(secret.encode() in answer.body for answer in told)
        assert not any(secret in str(answer.headers) for answer in told)
        for path in gateway.home.rglob("*"):
            assert path.is_dir() or secret.encode() not in path.read_bytes(), path


def settled(gateway, session, headers):
    waiting.until(lambda: gateway.get("/ctxgw/sessions/" + session, headers).status == 200, "the session is shown")


def test_only_the_owner_may_read_the_store(gateway, upstream):
    answering(upstream)
    record.settled_turns(gateway, record.session_id(gateway.ask()))
    files = list(gateway.home.glob("ctxgw.db*"))
    assert gateway.database in files
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in files} == {path.name: 0o600 for path in files}


@pytest.mark.parametrize("config, words", [
    ({"backend": {}}, ["backend", "backends"]),
    ({"backends": {"a": {"kind": "antropic"}}}, ["antropic", "anthropic"]),
    ({"backends": {"a": {"kind": "openai", "urll": "http://x"}}}, ["urll", "url"]),
    ({"server": {"max_body": "many"}}, ["a size such as", "many"]),
], ids=str)
def test_a_wrong_configuration_is_refused_with_its_place(make_gateway, config, words):
    gateway = make_gateway(config).spawn()
    assert gateway.exit_code() in (1, 2)
    assert all(word in gateway.log for word in [*words, "config.yaml:"]), gateway.log
