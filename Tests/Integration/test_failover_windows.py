"""Every target gets the conversation made to fit it: the small one a part of it, the large one all of it, before and after."""
import json

import pytest

from harness import record, trajectories
from harness.clients import CLIENTS, TOOL, Talk
from harness.faults import FAULTS, Fault
from harness.session import LONG, Session
from harness.told import context, is_new
from harness.world import ENVIRONMENT, SMALL_WINDOW, make_world, marker

GONE = next(fault for fault in FAULTS if fault.name == "error in a 200")
UP, DOWN = False, True


@pytest.fixture
def world(start_gateway):
    with make_world() as world:
        configuration = world.configuration()
        tiers = configuration["policy"]["tiers"]
        tiers["large-small"] = ["a/claude-test", "c/test-model"]
        tiers["small-large"] = ["c/test-model", "b/test-model"]
        tiers["small-smaller-large"] = ["b/small", "c/test-model", "a/claude-test"]
        configuration["policy"]["context"] = {"compact_tools": False}
        configuration["models"]["b/small"] = {"window": 2 * SMALL_WINDOW}
        world.gateway = start_gateway(configuration, environment=ENVIRONMENT)
        yield world


class Agent(Session):
    """A client of a tier, whose every question holds a marker; it keeps what it sent."""

    def __init__(self, world, tier):
        super().__init__(world.gateway, LONG, model="claude-test")
        self.identity["x-ctxgw-tier"] = tier
        self.sent = []

    def send(self, messages):
        last = messages[-1]
        blocks = [*trajectories.blocks(last["content"]), {"type": "text", "text": "And say %s." % marker()}]
        body = json.dumps(self.body([*messages[:-1], {**last, "content": blocks}], len(self.answers))).encode()
        self.sent.append(body)
        self.answers.append(self.gateway.post(body, self.identity))
        return self.answers[-1]


def size(body):
    """Of a prompt, in tokens, by what is known of nonsense: no fewer than three characters each."""
    return len(json.dumps([body["messages"], body.get("tools")], ensure_ascii=False)) / 3


def test_the_small_window_gets_what_fits_and_the_large_one_everything_again(world):
    a, c, agent = world.stages["a"], world.stages["c"], Agent(world, "large-small")
    plan = [UP, UP, DOWN, DOWN, DOWN, UP, DOWN, UP]
    for turn, state in zip(range(20, 28), plan):
        a.fail(GONE if state is DOWN else None)
        world.gateway.post(b"", target="/ctxgw/reset")
        answer, = agent.play([turn])
        assert answer.status == 200 and answer.complete, answer
        told, asked = context(answer), [body for body in (a.server.requests[-1].body,)]
        assert asked == [agent.sent[-1]], "the large model gets the client's very bytes, also of a request that fails there"
        if state is UP:
            assert answer.header("x-ctxgw-target") == "a/claude-test" and answer.header("x-ctxgw-attempts") == "1"
            assert not told.get("dropped") and "epoch" not in told
        else:
            assert answer.header("x-ctxgw-target") == "c/test-model" and answer.header("x-ctxgw-attempts") == "2"
            assert told["window"] == SMALL_WINDOW and told["sent"] < SMALL_WINDOW < told["original"] and told["dropped"]
            assert size(c.bodies[-1]) < SMALL_WINDOW
    assert len(a.server.requests) == len(plan) and len(c.server.requests) == plan.count(DOWN)
    # Coming back to the small model goes on with what it has in its cache.
    assert [is_new(answer) for answer, state in zip(agent.answers, plan) if state is DOWN] == [True, False, False, False]
    turns = agent.settled()
    assert [len(record.attempts(turn)) for turn in turns] == [2 if state is DOWN else 1 for state in plan]


OVERFLOW = Fault("overflow", "context-overflow", lambda stage, peer, _: peer.answer_json(400, {"error": {
    "a": {"type": "invalid_request_error", "message": "prompt is too long: 210123 tokens > 200000 maximum"},
    "b": {"message": "This model's maximum context length is 9000 tokens. However, your messages resulted in 9500 tokens.",
          "code": "context_length_exceeded", "type": "invalid_request_error"},
    "c": "the prompt is longer than the context length currently available to the model"}[stage.name],
    **({"type": "error"} if stage.name == "a" else {})}))

each_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
streamed_or_not = pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])


@each_client
@streamed_or_not
def test_an_overflow_goes_on_to_a_larger_window_alone(world, client, stream):
    """The smaller one is passed over, and the answer of the larger one comes."""
    mark = marker()
    world.stages["b"].fail(OVERFLOW)
    said = world.ask(client, "small-smaller-large", "Say %s." % mark, stream)
    assert said.text == world.stages["a"].says(mark)
    assert set(world.asked(mark)) == {"a", "b"}
    assert [(name, outcome) for name, outcome, _ in world.attempts(said)] == [("b", "failed"), ("c", "skipped"), ("a", "answered")]


@each_client
@streamed_or_not
def test_an_overflow_with_nothing_larger_is_told_in_the_words_that_the_client_compacts_upon(world, client, stream):
    mark = marker()
    world.stages["a"].fail(OVERFLOW)
    said = world.ask(client, "large-small", "Say %s." % mark, stream)
    status, code, words = client.overflow
    # Codex, which is a client of Responses, compacts upon a failure inside of a stream alone.
    assert said.answer.status == (200 if stream and client.name == "responses" else status), said
    assert (code is None or said.code == code) and said.error.startswith(words), said
    assert set(world.asked(mark)) == {"a"}


@each_client
def test_what_cannot_be_made_to_fit_the_small_one_goes_to_the_large_one(world, client):
    """Tools that are larger than the window, of which none may be put in fewer words."""
    mark = marker()
    tools = [{**TOOL, "name": "tool_%d" % number, "description": trajectories.filler(3000, number)} for number in range(20)]
    talk = Talk(client, world.gateway, "claude-test", tools=tools)
    talk.headers["x-ctxgw-tier"] = "small-large"
    said = talk.say("Say %s." % mark)
    assert said.text == world.stages["b"].says(mark) and world.asked(mark) == ["b"]
    assert world.attempts(said)[-1] == ("b", "answered", None)
