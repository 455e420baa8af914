"""Backends that are killed, stalled and started again under the load of real clients, and a gateway that is killed itself."""
import asyncio
import os
import random
import sqlite3

import pytest

from harness import waiting
from storm import CLIENTS, LIMIT, Town

SECONDS = float(os.environ.get("CHAOS_SECONDS", "60"))
MOST_IDLE_CONNECTIONS = 3 * CLIENTS  # to the three backends: those that were of use at the same time
MOST_GROWTH = float(os.environ.get("CHAOS_MOST_GROWTH", "48"))  # MB; a sanitizer keeps what is freed


@pytest.fixture
def town(make_gateway):
    seed = os.environ.get("CTXGW_SEED", str(random.randrange(1 << 32)))
    print("\nseed %s (CTXGW_SEED repeats the dice; CHAOS_SECONDS=%g)" % (seed, SECONDS))
    town = Town(make_gateway, seed, SECONDS)
    yield town
    town.stop()


def test_every_request_ends_in_an_answer_or_one_clear_error_and_nothing_is_left_behind(town, capsys):
    asyncio.run(town.run())
    after = rest(town)
    turns = turns_of_the_second_generation(town)
    with capsys.disabled():
        print(summary(town, after, turns))
    tally = town.tally
    assert not tally.violations, "%d, such as:\n%s" % (len(tally.violations), "\n".join(tally.violations[:10]))
    assert tally.longest < LIMIT and tally.outcomes["answered"] > tally.requests / 2
    assert town.troubles.counts["killed"] and town.troubles.counts["stalled"]
    assert turns["failovers"] > 0
    assert after.clients == 0 and after.backends <= MOST_IDLE_CONNECTIONS
    assert after.files <= town.early.files and after.threads <= town.early.threads
    assert max(after.resident, town.late.resident) - town.early.resident < MOST_GROWTH
    assert_serves(town)
    town.gateway.stop()
    assert_intact(town.gateway.database)


def rest(town):
    """What the gateway has once nobody asks it anything."""
    def is_idle():
        status = town.gateway.report("status")
        return not status["exchanges"] and not any(each["in_flight"] or each["waiting"] for each in status["backends"])

    waiting.until(is_idle, "nothing is in flight", LIMIT)
    waiting.until(lambda: town.census().clients == 0, "no client is connected", LIMIT)
    return town.census()


def assert_serves(town):
    """All backends work again, and the first of them answers."""
    town.gateway.command("reset")
    sessions = town.gateway.report("sessions", "list", "--limit", "5")["sessions"]
    assert len(sessions) == 5 and town.gateway.command("sessions", "show", sessions[0]["id"]).stdout
    answers = [town.gateway.ask("claude-test", "Say marker-%012x." % number, stream=True) for number in range(5)]
    assert any(answer.status == 200 for answer in answers)


def assert_intact(path):
    with sqlite3.connect(path) as database:
        assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert database.execute("pragma foreign_key_check").fetchall() == []


def turns_of_the_second_generation(town):
    """What was recorded since the gateway was started again."""
    since = int(town.first_generation_ended * 1000)
    with sqlite3.connect("file:%s?mode=ro" % town.gateway.database, uri=True) as database:
        outcomes = dict(database.execute("select outcome, count(*) from turns where received_at > ? group by 1", [since]))
        failovers, = database.execute(
            "select count(distinct turn) from attempts where outcome = 'failed' and number = 1").fetchone()
    return {**outcomes, "failovers": failovers}


def summary(town, after, turns):
    """The figures, for people."""
    tally, early = town.tally, town.early
    rows = [("clients, seconds", "%d, %g" % (CLIENTS, town.seconds)), ("requests", tally.requests)]
    rows += sorted(tally.outcomes.items())
    rows += [("  " + kind, count) for kind, count in sorted(tally.errors.items())]
    rows += [("failovers", turns["failovers"]), ("backends killed, stalled", "%(killed)d, %(stalled)d" % town.troubles.counts),
             ("gateway killed, reloaded", "%d, %d" % (town.generation, town.reloads)),
             ("p50, p99, longest, s", "%.2f, %.2f, %.2f" % (tally.percentile(50), tally.percentile(99), tally.longest)),
             ("sockets to clients", "%d, then %d" % (early.clients, after.clients)),
             ("sockets to backends", "%d, then %d" % (early.backends, after.backends)),
             ("other files, threads", "%d, %d, then %d, %d" % (early.files, early.threads, after.files, after.threads)),
             ("resident, MB", "%.0f, %.0f, then %.0f" % (early.resident, town.late.resident, after.resident))]
    return "\n".join("%-28s %s" % row for row in rows)
