"""What an operator sees of a running gateway, and what is held back over a restart: status, reset."""
import json
import threading

import pytest

from harness import record, waiting
from harness.dialects import ANTHROPIC
from harness.home import Home
from harness.upstream import Upstream


@pytest.fixture
def vendor():
    with Upstream() as vendor:
        yield vendor


def home_of(vendor, path, **more):
    return Home(path / "home", {
        "policy": {"resilience": {"retries": 0, "breaker": {"failures": 2, "cool_down": "1h"}}},
        "backends": {"vendor": {"kind": "anthropic", "auth": "client", "url": vendor.url}}, **more})


@pytest.fixture
def home(tmp_path, binary, vendor):
    """A home whose one backend, once it is left alone, is so until an operator says otherwise."""
    return home_of(vendor, tmp_path)


def ask(home):
    return home.ask("vendor/claude-x")


def backend(home):
    found, = home.report("status")["backends"]
    return found


def model(home):
    found, = backend(home)["models"]
    return found


def test_status_of_an_idle_gateway(home):
    with home:
        status = home.report("status")
        assert status["exchanges"] == [] and status["most_exchanges"] == 64 and not status["stopping"]
        assert status["configuration"]["problem"] is None and len(status["configuration"]["files"]) == 1
        assert [(each["name"], each["state"]) for each in status["backends"]] == [("vendor", "unasked")]
        page = home.command("status").stdout
    assert page.startswith("ctxgw ") and "unasked vendor  idle" in page and page.endswith("All is well.\n")


def test_without_a_gateway_it_is_said_how_to_start_one(home):
    for command in ("status", "reset"):
        done = home.command(command, check=False)
        assert done.returncode == 1 and done.stdout == ""
        assert "no gateway answers at 127.0.0.1:%d" % home.port in done.stderr and "ctxgw serve" in done.stderr


def test_the_token_is_asked_for(tmp_path, binary, vendor):
    with home_of(vendor, tmp_path, server={"auth_token": "gateway-token"}) as home:
        assert home.get("/ctxgw/status").status == 401
        assert home.get("/ctxgw/status", {"x-ctxgw-token": "gateway-token"}).status == 200
        assert home.post(b"", target="/ctxgw/reset").status == 401
        assert home.report("status")["exchanges"] == []
        assert home.command("reset").stdout == "Nothing kept requests from vendor.\n"


def test_a_breaker_outlasts_a_restart_and_is_closed_by_hand(home, vendor):
    vendor.script = lambda peer, request: peer.answer_json(500, {"error": {"type": "api_error", "message": "oh"}})
    with home:
        for _ in range(2):
            assert ask(home).status >= 500
        held = model(home)
        assert held["name"] == "claude-x" and held["hold"]["state"] == "open"
        assert backend(home)["last_error"]["message"] == "oh"
    with home:
        assert model(home)["hold"] == held["hold"]
        page = home.command("status").stdout
        assert "partly  vendor" in page and "claude-x: left alone for 59 min" in page
        assert "1 model left alone for a time." in page

        wrong = home.command("reset", "vendr", check=False)
        assert wrong.returncode == 1 and "did you mean 'vendor'?" in wrong.stderr
        assert home.command("reset", "vendor").stdout == "Requests may go to vendor/claude-x again.\n"
        assert home.command("reset").stdout == "Nothing kept requests from vendor.\n"
        assert model(home)["hold"] is None
    with home:
        assert backend(home)["models"] == []


def test_requests_under_way_are_shown_with_their_sessions(home, vendor):
    asked, answer = threading.Event(), threading.Event()

    def script(peer, request):
        asked.set()
        answer.wait(30)
        peer.answer_json(200, json.loads(ANTHROPIC.answer("hi")))

    vendor.script = script
    with home:
        client = threading.Thread(target=ask, args=(home,))
        client.start()
        try:
            assert asked.wait(30)
            exchange, = home.report("status")["exchanges"]
            assert exchange["target"] == "vendor/claude-x" and exchange["kind"] == "main"
            assert backend(home)["in_flight"] == 1
            assert exchange["session"] in home.command("status").stdout
        finally:
            answer.set()
            client.join(30)
        waiting.until(lambda: home.report("status")["exchanges"] == [], "the request is over")
        assert backend(home)["in_flight"] == 0
        assert len(record.settled_turns(home, exchange["session"])) == 1


def test_a_configuration_that_cannot_be_used_is_shown(home):
    with home:
        path = home.home / "config.yaml"
        before = path.read_text()
        path.write_text(before.replace('"policy"', '"polcy"'))
        problem = waiting.until(lambda: home.report("status")["configuration"]["problem"], "the problem is shown")
        assert "polcy" in problem["message"] and "config.yaml" in problem["message"]
        assert "the files as they are now are not in force" in home.command("status").stdout
        path.write_text(before)
        waiting.until(lambda: home.report("status")["configuration"]["problem"] is None, "the problem is over")


def test_what_a_quota_allows_outlasts_a_restart(tmp_path, binary, vendor):
    quota = {"backend": "vendor", "window": "5h", "requests": 2}
    vendor.script = lambda peer, request: peer.answer_json(200, json.loads(ANTHROPIC.answer("hi")))
    home = home_of(vendor, tmp_path, policy={"resilience": {"retries": 0, "quota": [quota]}})
    with home:
        assert [ask(home).status for _ in range(3)] == [200, 200, 529]
        record.settled_turns(home, record.session_id(ask(home)))
    with home:
        waiting.until(lambda: backend(home)["quotas"][0]["used"] == 2, "the ledger has been asked")
        refused = ask(home)
        assert refused.status == 529 and "what vendor is allowed in 5h is used up" in refused.json()["error"]["message"]
        assert "5h [####################] 100 %: 2 of 2 requests" in home.command("status").stdout
    assert len(vendor.requests) == 2
