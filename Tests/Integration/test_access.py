"""Tokens for those who share a gateway: what they are good for, how long, and that they go no further."""
import json

import pytest

from harness import record, waiting
from harness.dialects import ANTHROPIC, CHAT, JSON

OPERATOR, OWN_KEY, BACKEND_KEY = "operator-token-4711", "client-secret-0815", "backend-secret-1234"
PLACES = {"x-ctxgw-token": "%s", "X-CTXGW-TOKEN": "%s", "authorization": "Bearer %s", "Authorization": "bearer  %s", "x-api-key": "%s"}


def answer(peer, _):
    peer.answer(200, ANTHROPIC.answer("hello"), JSON)


@pytest.fixture
def start(start_gateway, upstream):
    """Starts a gateway in front of a vendor that the operator has a key for; guarded by a token of his unless told otherwise."""
    upstream.script = answer

    def start(guarded=True, **more):
        server = {"auth_token": OPERATOR} if guarded else {}
        vendor = {"kind": "anthropic", "url": upstream.url, "key_env": "BACKEND_KEY"}
        return start_gateway({"server": server, "backends": {"vendor": vendor}, **more}, environment={"BACKEND_KEY": BACKEND_KEY})
    return start


def issue(gateway, name="ci", *flags):
    return gateway.report("token", "create", "--name", name, *flags)["token"]


def ask(gateway, **headers):
    return gateway.ask("vendor/claude-test", headers={"x-api-key": [], **{key.replace("_", "-"): value for key, value in headers.items()}})


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "open"])
@pytest.mark.parametrize("place", PLACES)
def test_a_token_lets_in_wherever_it_stands_and_goes_no_further(start, upstream, place, guarded):
    gateway = start(guarded)
    token = issue(gateway)
    told = gateway.ask("vendor/claude-test", headers={"x-api-key": [], place: PLACES[place] % token})
    assert told.status == 200, told
    request, = upstream.requests
    assert request.values("x-api-key") == [BACKEND_KEY] and request.values("authorization") == []
    assert token not in str(request.headers) and "ctxgw" not in str(request.headers)
    turn, = gateway.report("sessions", "show", settled(gateway, told))["turns"]
    assert turn["token"] == "ci"


def settled(gateway, told):
    identity = record.session_id(told)
    waiting.until(lambda: gateway.command("sessions", "show", identity, check=False).returncode == 0, "the turn is written down")
    return identity


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "open"])
def test_a_token_that_is_no_longer_good_lets_nobody_in_and_says_why_to_the_operator_alone(start, upstream, guarded):
    gateway = start(guarded)
    revoked, brief = issue(gateway, "gone"), issue(gateway, "brief", "--ttl", "500ms")
    gateway.command("token", "revoke", "gone")
    forged = revoked[:-1] + ("A" if revoked[-1] != "A" else "E")
    waiting.until(lambda: ask(gateway, x_ctxgw_token=brief).status == 401, "the token expires")
    messages = set()
    for token in (revoked, brief, forged, "cg1.", "cg1.e30.e30"):
        for headers in ({"x_ctxgw_token": token}, {"authorization": "Bearer " + token}, {"x_api_key": token}):
            waiting.until(lambda headers=headers: ask(gateway, **headers).status == 401, "the gateway has seen it")
            messages.add(ask(gateway, **headers).json()["error"]["message"])
    assert len(messages) == 1
    assert "'gone'" in gateway.log and "which was revoked" in gateway.log and "which has expired" in gateway.log
    assert not any(token in str(request.headers) for request in upstream.requests for token in (revoked, forged))


def test_a_running_gateway_hears_of_tokens_that_are_issued_and_revoked(start):
    gateway = start()
    assert ask(gateway).status == 401
    token = issue(gateway)
    waiting.until(lambda: ask(gateway, x_ctxgw_token=token).status == 200, "the token is good")
    gateway.command("token", "revoke", "ci")
    waiting.until(lambda: ask(gateway, x_ctxgw_token=token).status == 401, "the token is revoked")
    assert [row["state"] for row in gateway.report("token", "list")["tokens"]] == ["revoked"]


def test_what_the_gateway_keeps_is_shown_to_its_operators_token(start):
    gateway = start()
    token = {"x-ctxgw-token": issue(gateway)}
    assert gateway.get("/v1/models", token).status == 200
    for method, path in (("GET", "/ctxgw/sessions"), ("GET", "/ctxgw/sessions/s1"), ("GET", "/ctxgw/status")):
        assert gateway.get(path, token).status == 403, (method, path)
        assert gateway.get(path, {"x-ctxgw-token": OPERATOR}).status in (200, 404), (method, path)


@pytest.mark.parametrize("flags, words", [(("--budget-tokens", "90"), "90 tokens"), (("--budget-money", "0.000001"), "1e-06 dollars")])
def test_a_budget_is_spent_once_and_stays_spent_over_a_restart(start, upstream, flags, words):
    gateway = start()
    # Every answer costs 46 tokens.
    upstream.script = lambda peer, _: peer.answer(200, ANTHROPIC.answer("hello"), JSON)
    token, other = issue(gateway, "poor", *flags), issue(gateway, "rich")
    model = "vendor/claude-sonnet-4-5"
    headers = {"x-api-key": [], "x-ctxgw-token": token}
    answers = [gateway.ask(model, headers=headers) for _ in range(4)]
    statuses = [answer.status for answer in answers]
    assert statuses == ([200, 200, 402, 402] if "tokens" in words else [200, 402, 402, 402]), answers[-1]
    assert answers[-1].json()["error"]["type"] == "billing_error"
    assert "'poor' has spent its budget of " in answers[-1].json()["error"]["message"]
    assert ask(gateway, x_ctxgw_token=other).status == 200
    asked = len(upstream.requests)
    gateway.stop()
    gateway.start()
    assert gateway.ask(model, headers=headers).status == 402
    assert len(upstream.requests) == asked


def test_a_token_follows_its_own_policy(start_gateway, upstream):
    upstream.script = answer
    gateway = start_gateway({"backends": {"vendor": {"kind": "anthropic", "url": upstream.url, "key_env": "BACKEND_KEY"}}},
                            environment={"BACKEND_KEY": BACKEND_KEY})
    bound, unbound = issue(gateway, "bound", "--policy", "local-only"), issue(gateway, "unbound", "--policy", "nonesuch")
    assert 400 <= ask(gateway, x_ctxgw_token=bound).status < 500
    refused = ask(gateway, x_ctxgw_token=unbound)
    assert refused.status == 403 and "'nonesuch'" in refused.json()["error"]["message"]
    assert upstream.requests == []
    assert ask(gateway).status == 200


# Credentials, on failover too -----------------------------------------------

CREDENTIALS = [{"x-api-key": OWN_KEY}, {"X-Api-Key": OWN_KEY}, {"x-api-key": [], "authorization": "Bearer " + OWN_KEY},
               {"x-api-key": [], "Authorization": "bearer " + OWN_KEY},
               {"x-api-key": OWN_KEY, "authorization": "Bearer " + OWN_KEY, "api-key": OWN_KEY, "x-goog-api-key": OWN_KEY}]


@pytest.mark.parametrize("credentials", CREDENTIALS, ids=lambda headers: "+".join(headers))
@pytest.mark.parametrize("second", ["anthropic", "openai"])
def test_credentials_reach_the_backend_they_are_meant_for_and_no_other(start_gateway, upstream, second, credentials):
    """The first backend gets the client's own key and fails; the second has a key of the operator's."""
    from harness.upstream import Upstream
    upstream.script = lambda peer, _: peer.answer(529, ANTHROPIC.error(529, "busy"), JSON)
    said = ANTHROPIC if second == "anthropic" else CHAT
    with Upstream(lambda peer, _: peer.answer(200, said.answer("hello"), JSON)) as other:
        url = other.url if second == "anthropic" else other.url + "/v1"
        gateway = start_gateway({
            "server": {"auth_token": OPERATOR},
            "backends": {"first": {"kind": "anthropic", "url": upstream.url, "auth": "client"},
                         "second": {"kind": second, "url": url, "key_env": "BACKEND_KEY"}},
            "policy": {"name": "chain", "tiers": {"primary": ["first/m", "second/m"]}, "rules": [{"tier": "primary"}],
                       "resilience": {"retries": 0}}}, environment={"BACKEND_KEY": BACKEND_KEY})
        token = issue(gateway)
        told = gateway.ask(headers={**credentials, "x-ctxgw-token": token})
        assert told.status == 200 and told.header("x-ctxgw-target") == "second/m", told
        (first,), (second_request,) = upstream.requests, other.requests
    assert OWN_KEY in str(first.headers) and BACKEND_KEY not in str(first.headers)
    assert BACKEND_KEY in str(second_request.headers) and OWN_KEY not in str(second_request.headers)
    for request in (first, second_request):
        assert token not in str(request.headers) and token.encode() not in request.body


def test_where_the_token_took_the_credentials_place_the_clients_backends_are_skipped(start_gateway, upstream):
    from harness.upstream import Upstream
    with Upstream(answer) as other:
        gateway = start_gateway({
            "server": {"auth_token": OPERATOR},
            "backends": {"first": {"kind": "anthropic", "url": upstream.url, "auth": "client"},
                         "second": {"kind": "anthropic", "url": other.url, "key_env": "BACKEND_KEY"}},
            "policy": {"name": "chain", "tiers": {"primary": ["first/m", "second/m"]}, "rules": [{"tier": "primary"}]}},
            environment={"BACKEND_KEY": BACKEND_KEY})
        for headers in ({"authorization": "Bearer " + issue(gateway)}, {"authorization": "Bearer " + OPERATOR}):
            told = gateway.ask(headers={"x-api-key": [], **headers})
            assert told.header("x-ctxgw-target") == "second/m", told
        assert upstream.requests == []


def test_no_token_is_written_anywhere_but_where_it_is_not_needed(start, upstream):
    """Not the log, not the database, not the register: also after faults that repeat what they were sent."""
    gateway = start()
    token = issue(gateway)
    for status in (200, 401, 500):
        upstream.script = lambda peer, request, status=status: peer.answer(
            status, ANTHROPIC.answer("hello") if status == 200 else ANTHROPIC.error(status, "not with %s" % request.headers), JSON)
        ask(gateway, x_ctxgw_token=token)
        ask(gateway, authorization="Bearer " + token)
        ask(gateway, x_ctxgw_token=token[:-2])
    key = json.loads((gateway.home / "ctxgw/tokens.json").read_text())["key"]
    gateway.stop()
    for secret in (token, token.rpartition(".")[2], key, OPERATOR, BACKEND_KEY):
        assert secret not in gateway.log
        for path in gateway.home.rglob("*"):
            if path.is_dir() or path.name == "config.yaml" or (secret == key and path.name == "tokens.json"):
                continue
            assert secret.encode() not in path.read_bytes(), path
