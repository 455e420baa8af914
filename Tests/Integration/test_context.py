"""Sessions many times longer than the window, turn by turn through the gateway to a real llama.cpp server."""
import json
import re

import pytest

from conftest import llama_fixture
from harness import record, trajectories
from harness.tap import Tap

WINDOW = 8192    # tokens
SPOKEN = 4       # tokens that the model may say; what counts is the prompt
REREAD = 8       # tokens at the end of a prompt that the answer's first ones may join, and so make others
RECORDED = [one for one in trajectories.recorded() if len(json.dumps(one.messages)) > 10 * WINDOW]  # several times too long
SESSIONS = [trajectories.demo(), *(RECORDED or [pytest.param(None, id="recorded", marks=pytest.mark.skip(
    "no recorded session in %s: the demo's alone is played" % trajectories.DIRECTORY))])]
REASONS = {"full", "cold", "rewound", "tool-added", "fixed-part", "overflow"}
PROMPT, CACHED = re.compile(rb'"prompt_tokens":\s*(\d+)'), re.compile(rb'"cached_tokens":\s*(\d+)')

# One slot, so that there is one cache and what it held is known.
small_llama = llama_fixture("--eos-bias", "-30", slots=1, context=WINDOW)


class Turn:
    """One answer, what the gateway told of it, and what the server itself counted."""

    def __init__(self, number, answer, heard):
        self.number, self.answer = number, answer
        fields = (answer.header("x-ctxgw-context") or "").split(";")
        self.told = dict(field.strip().split("=", 1) for field in fields if "=" in field)
        self.prompts = [int(found) for found in PROMPT.findall(heard)]
        self.cached = [int(found) for found in CACHED.findall(heard)]

    def __repr__(self):
        return "turn %d: %s, the server counted %s, %s of it cached" % (self.number, self.told, self.prompts, self.cached)

    @property
    def is_new_from_its_front(self):
        return bool(self.told.get("epoch"))


def played(gateway, tap, trajectory):
    """Every turn of a session, as an agent sends it, the recorded answers taken for the server's own."""
    turns = []
    for number, (body, _) in enumerate(trajectory.turns(), 1):
        request = {**json.loads(body), "model": "tiny-random", "max_tokens": SPOKEN}
        before = len(tap.answered)
        answer = gateway.post(json.dumps(request).encode(), {"x-claude-code-session-id": trajectory.name})
        turns.append(Turn(number, answer, tap.answered[before:]))
        assert answer.status == 200, "turn %d: %s" % (number, answer.body.decode()[:500])
    return turns


@pytest.fixture(scope="module", params=SESSIONS, ids=lambda trajectory: trajectory and trajectory.name)
def session(request, start_module_gateway, small_llama):
    """A whole session: its turns, and the gateway they went through."""
    with Tap(small_llama.port) as tap:
        gateway = start_module_gateway({"backends": {"box": {"kind": "llama-server", "url": tap.url}}})
        turns = played(gateway, tap, request.param)
        print("\n" + summary(request.param.name, turns))
        yield turns, gateway


def summary(name, turns):
    """What a session came to, by the server's own counts."""
    grown = [turn for turn in turns if not turn.is_new_from_its_front and turn.prompts[0]]
    return "%s: %d turns, up to %d tokens as the client sent them; prompts up to %d of %d; %d times made anew; " \
        "in between %.1f %% of a prompt came from the cache" % (
            name, len(turns), max(int(turn.told["original"]) for turn in turns),
            max(turn.prompts[0] for turn in turns), WINDOW, len(turns) - len(grown),
            100 * sum(turn.cached[0] for turn in grown) / max(1, sum(turn.prompts[0] for turn in grown)))


def test_every_turn_is_answered_and_the_server_refuses_none(session):
    turns, gateway = session
    assert all(turn.answer.complete and len(turn.prompts) == 1 for turn in turns), turns
    recorded = record.settled_turns(gateway, record.session_id(turns[0].answer), len(turns))
    assert [record.outcome(turn) for turn in recorded] == [record.SUCCEEDED] * len(turns)
    assert {record.session_id(turn.answer) for turn in turns} == {record.session_id(turns[0].answer)}


def test_the_servers_own_count_stays_within_the_budget(session):
    turns, _ = session
    assert all(int(turn.told["window"]) == WINDOW > int(turn.told["limit"]) for turn in turns)
    assert [turn for turn in turns if turn.prompts[0] > min(int(turn.told["limit"]), WINDOW - SPOKEN)] == []


def test_the_session_is_far_longer_than_the_window_and_is_told_so(session):
    turns, _ = session
    assert int(turns[-1].told["original"]) > WINDOW > int(turns[-1].told["sent"])
    assert int(turns[-1].told["stripped"]) + int(turns[-1].told["dropped"]) > 0


def test_outside_an_epoch_the_server_reuses_all_of_its_last_prompt(session):
    turns, _ = session
    pairs = zip(turns, turns[1:])
    assert [turn for last, turn in pairs
            if not turn.is_new_from_its_front and turn.cached[0] < last.prompts[0] - REREAD] == []


def test_every_epoch_has_a_reason(session):
    turns, _ = session
    assert turns[0].told["epoch"] == "first"
    assert {turn.told["epoch"] for turn in turns[1:] if turn.is_new_from_its_front} <= REASONS
