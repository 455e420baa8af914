"""Policies as somebody writes them: which backend a request goes to, by what it is for and how hard it is."""
import json
import uuid

import pytest

from harness import record
from harness.clients import CLIENTS, TOOL, Talk
from harness.faults import FAULTS
from harness.trajectories import filler
from harness.world import ENVIRONMENT, make_world, marker

HYBRID = {
    "name": "written here",
    "tiers": {"primary": ["a/same", "b/test-model"], "background": ["c/test-model", "b/test-model"]},
    "rules": [
        {"if": {"header": "x-task-tier"}, "tier": "from-header"},
        {"if": {"header": "x-ctxgw-tier"}, "tier": "from-header"},
        {"if": {"kind": ["title", "background", "probe"]}, "tier": "background"},
        {"if": {"kind": ["auto-mode-check"]}, "tier": "primary"},
        {"if": {"tool_calls_over": 3}, "tier": "primary"},
        {"if": {"new_tokens_over": 500}, "tier": "primary"},
        {"if": {"complexity": ["moderate", "complex"]}, "tier": "primary"},
        {"tier": "background"}],
    "map": {"claude-haiku-*": "tier:background", "gpt-*": "b/test-model"},
    "resilience": {"retries": 0},
}
DOWN = next(fault for fault in FAULTS if fault.name == "error in a 200")


@pytest.fixture(scope="module")
def running(start_module_gateway):
    with make_world() as world:
        world.gateway = start_module_gateway({**world.configuration(), "policy": HYBRID}, environment=ENVIRONMENT)
        yield world


@pytest.fixture
def world(running):
    running.calm()
    return running


def ask(world, text="Say it.", model="claude-test", headers=(), **more):
    """One request as Claude Code sends it; gives who answered and the answer."""
    body = {"model": model, "max_tokens": 200, "messages": [{"role": "user", "content": "%s %s" % (text, marker())}], **more}
    headers = {"x-claude-code-session-id": str(uuid.uuid4()), **dict(headers)}
    answer = world.gateway.post(json.dumps(body).encode(), headers)
    assert answer.status == 200, answer
    return answer.header("x-ctxgw-target").split("/")[0], answer


CLAUDE_TOOL = {"name": TOOL["name"], "description": TOOL["description"], "input_schema": TOOL["parameters"]}
TITLE = {"type": "json_schema", "schema": {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}}


def steps(count):
    """A history with so many tool calls since the last words of a person."""
    messages = [{"role": "user", "content": "Look into it."}]
    for number in range(count):
        call = "toolu_%08d" % number
        messages += [{"role": "assistant", "content": [{"type": "tool_use", "id": call, "name": "read", "input": {"path": "a"}}]},
                     {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call, "content": "text " + marker()}]}]
    return messages


@pytest.mark.parametrize("asked, answers", [
    pytest.param({}, "c", id="a trivial question"),
    pytest.param({"text": filler(6000)}, "a", id="much new text"),
    pytest.param({"messages": steps(5), "tools": [CLAUDE_TOOL]}, "a", id="many tool calls"),
    pytest.param({"tools": [], "stream": True, "output_config": {"format": TITLE}}, "c", id="a title"),
    pytest.param({"stop_sequences": ["</block>"], "max_tokens": 64, "thinking": {"type": "disabled"}, "system": [
        {"type": "text", "text": filler(4000)}]}, "a", id="an auto-mode check"),
    pytest.param({"headers": {"x-task-tier": "primary"}}, "a", id="a tier asked for"),
    pytest.param({"text": filler(6000), "headers": {"x-ctxgw-tier": "background"}}, "c", id="the other tier asked for"),
    pytest.param({"headers": {"x-task-tier": "no-such-tier"}}, "c", id="a tier that there is not"),
    pytest.param({"text": filler(6000), "model": "claude-haiku-4-5"}, "c", id="a model that stands for a tier"),
    pytest.param({"model": "gpt-9"}, "b", id="a model that stands for another"),
    pytest.param({"text": filler(6000), "model": "c/test-model"}, "c", id="a model named with its backend"),
])
def test_the_first_rule_that_applies_picks_the_tier(world, asked, answers):
    name, answer = ask(world, **asked)
    assert name == answers, answer.headers
    turn, = record.settled_turns(world.gateway, record.session_id(answer))
    assert turn["rule"] and record.attempts(turn) == [(answers, "answered", None)]


def test_a_session_that_was_raised_stays_there_in_the_middle_of_its_work(world):
    identity = {"x-claude-code-session-id": str(uuid.uuid4())}
    body = {"model": "claude-test", "max_tokens": 200, "tools": [CLAUDE_TOOL], "messages": steps(5)}
    raised = world.gateway.post(json.dumps(body).encode(), identity)
    later = [*body["messages"], {"role": "assistant", "content": [{"type": "text", "text": "Done."}]},
             {"role": "user", "content": "Thanks, %s." % marker()}]
    stays = world.gateway.post(json.dumps({**body, "messages": later}).encode(), identity)
    assert [answer.header("x-ctxgw-tier") for answer in (raised, stays)] == ["primary", "primary"]


def test_a_background_task_goes_on_to_the_next_of_its_tier(world):
    world.stages["c"].fail(DOWN)
    name, answer = ask(world)
    assert name == "b" and answer.header("x-ctxgw-tier") == "background" and answer.header("x-ctxgw-attempts") == "2"
    assert world.stages["a"].server.requests == []


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_every_dialect_is_routed_alike(world, client):
    for text, name in [("Hello.", "c"), (filler(6000), "a")]:
        mark = marker()
        said = Talk(client, world.gateway, "claude-test").say("%s Say %s." % (text, mark))
        assert said.text == world.stages[name].says(mark)


@pytest.mark.parametrize("name", ["default", "hybrid", "local-only", "free-cloud", "enterprise", "frugal"])
def test_the_shipped_policies_are_listed_and_shown_and_pass_their_check(world, name):
    assert name in world.gateway.command("policy", "list").stdout
    assert "name: %s" % name in world.gateway.command("policy", "show", name).stdout
    assert "is in order" in world.gateway.command("policy", "check", name).stdout


def test_a_policy_with_a_mistake_is_refused_with_its_place(world, tmp_path):
    path = tmp_path / "mistaken.yaml"
    path.write_text("name: mistaken\ntiers:\n  primary: [a/same]\nrules:\n  - { tier: primry }\n")
    done = world.gateway.command("policy", "check", path, check=False)
    told = done.stdout + done.stderr
    assert done.returncode == 1 and "mistaken.yaml:5" in told and "primary" in told, done


def test_route_says_where_a_request_would_go_and_sends_nothing(world, tmp_path):
    path = tmp_path / "request.json"
    path.write_text(json.dumps({"model": "claude-test", "max_tokens": 9, "messages": [{"role": "user", "content": filler(6000)}]}))
    told = world.gateway.command("route", path).stdout
    assert "primary" in told and "a/claude-test" in told and "b/test-model" in told
    assert world.stages["a"].server.requests == [] and world.gateway.report("route", path)


def test_the_window_of_a_backend_holds_for_models_it_has_not_listed(start_gateway, tmp_path):
    with make_world() as world:
        configuration = world.configuration()
        configuration["backends"]["b"]["window"] = 16384
        configuration["policy"] = {"name": "t", "tiers": {"only": ["b/unlisted"]}, "rules": [{"tier": "only"}]}
        gateway = start_gateway(configuration, environment=ENVIRONMENT)
        path = tmp_path / "request.json"
        path.write_text(json.dumps({"model": "claude-test", "max_tokens": 9, "messages": [{"role": "user", "content": filler(60)}]}))
        target, = gateway.report("route", path)["targets"]
        assert (target["target"], target["window"], target["window_source"]) == ("b/unlisted", 16384, "configured")
