"""Hundreds of requests while backends fail: none is lost, none is answered twice, and of each is written down who was asked."""
import concurrent.futures
import os
import random

import pytest

from harness import record
from harness.clients import CLIENTS
from harness.faults import FAULTS
from harness.world import ENVIRONMENT, make_world, marker

SHARE = 0.4  # of the requests that a backend fails
BETWEEN_RESETS = 12  # requests, so that breakers open and are closed again
FAILING = [fault for fault in FAULTS if fault.asks_others]


@pytest.fixture
def seed():
    seed = int(os.environ.get("CTXGW_SEED", random.randrange(1 << 32)))
    print("seed %d (CTXGW_SEED repeats it)" % seed)
    return seed


@pytest.fixture
def world(start_gateway, seed):
    """Two backends fail often, the third never."""
    with make_world() as world:
        configuration = world.configuration(server={"max_concurrent_streams": 128})
        configuration["backends"]["c"]["concurrency"] = 8
        world.gateway = start_gateway(configuration, environment=ENVIRONMENT)
        for name in "ab":
            world.stages[name].fail_at_random(seed, FAILING, SHARE)
        yield world


def assert_recorded(world, said, mark):
    """What is written down is what the backends have seen: who failed, and who answered last."""
    attempts = world.attempts(said)
    asked = [name for name, outcome, _ in attempts if outcome != "skipped"]
    assert attempts[-1][1] == "answered" and [outcome for _, outcome, _ in attempts].count("answered") == 1
    assert set(asked) == set(world.asked(mark)) and len(asked) == len(set(asked))
    assert said.answer.header("x-ctxgw-attempts") == str(len(asked))
    turn, = record.settled_turns(world.gateway, record.session_id(said.answer))
    assert record.outcome(turn) == record.SUCCEEDED and turn["attempts"] == len(asked)


def ask(world, number):
    """One request of some client; gives its marker and what it was told."""
    mark, client = marker(), CLIENTS[number % len(CLIENTS)]
    said = world.ask(client, "ab"[number // 4 % 2], "Say %s." % mark, stream=number % 3 > 0)
    return mark, said


def assert_all_well(world, results):
    for mark, said in results:
        assert said.error is None and said.answer.complete, said
        name = said.text.split(" ")[0]
        assert said.text == world.stages[name].says(mark)
        assert sum(stage.said[mark] for stage in world.stages.values()) == 1, "%s was answered more than once" % mark
        assert_recorded(world, said, mark)
    assert any(world.asked(mark)[0] != said.text[0] for mark, said in results), "nothing failed: this proves nothing"


def test_200_requests_one_after_the_other(world):
    results = []
    for number in range(200):
        results.append(ask(world, number))
        if number % BETWEEN_RESETS == 0:
            assert world.gateway.post(b"", target="/ctxgw/reset").status == 200
    assert_all_well(world, results)


def test_64_requests_at_a_time(world):
    with concurrent.futures.ThreadPoolExecutor(64) as pool:
        results = list(pool.map(lambda number: ask(world, number), range(64)))
    assert_all_well(world, results)
