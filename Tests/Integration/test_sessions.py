"""A recorded session sent turn by turn arrives whole, and shows as one session with every message once."""
import sqlite3
import uuid

import pytest

from harness import record, trajectories
from harness.dialects import ANTHROPIC

RECORDED = trajectories.recorded()
KEPT = RECORDED or [pytest.param(None, marks=pytest.mark.skip(
    "no recorded session in %s: the made-up one stands in" % trajectories.DIRECTORY), id="recorded")]


def replay(gateway, upstream, trajectory, headers=()):
    """Sends every turn as an agent would; gives the session ids the gateway named."""
    named = set()
    for body, content in trajectory.turns():
        events = ANTHROPIC.events(content)
        upstream.script = lambda peer, _, events=events: play(peer, events)
        answer = gateway.post(body, headers)
        assert answer.status == 200 and answer.complete and answer.body == b"".join(events)
        assert upstream.requests.pop().body == body
        named.add(record.session_id(answer))
    return named


def play(peer, events):
    peer.begin_stream()
    peer.chunk(b"".join(events))
    peer.end_stream()


def assert_stored_once(gateway, session, trajectory):
    turns = record.settled_turns(gateway, session, len(trajectory.answers))
    assert [record.outcome(turn) for turn in turns] == [record.SUCCEEDED] * len(trajectory.answers)
    shown = record.messages(gateway, session)
    assert list(map(trajectories.canonical, shown)) == list(map(trajectories.canonical, trajectory.conversation))
    entry, = record.sessions(gateway)
    assert entry["id"] == session and record.turn_count(entry) == len(turns)
    with sqlite3.connect("file:%s?mode=ro" % gateway.database, uri=True) as database:
        stored, = database.execute("select count(*) from messages").fetchone()
    assert stored == len({trajectories.canonical(message) for message in trajectory.conversation})


@pytest.mark.parametrize("trajectory", [trajectories.made_up(), *KEPT], ids=lambda t: t.name)
def test_a_session_with_an_id_is_stored_once(gateway, upstream, trajectory):
    session, = replay(gateway, upstream, trajectory, {"x-claude-code-session-id": str(uuid.uuid4())})
    assert_stored_once(gateway, session, trajectory)


@pytest.mark.parametrize("trajectory", [trajectories.made_up(), *KEPT], ids=lambda t: t.name)
def test_a_session_without_an_id_is_known_by_its_history(gateway, upstream, trajectory):
    session, = replay(gateway, upstream, trajectory)
    assert_stored_once(gateway, session, trajectory)


def test_a_session_is_shown_when_the_gateway_has_ended(gateway, upstream):
    trajectory = trajectories.made_up(turns=5)
    session, = replay(gateway, upstream, trajectory)
    gateway.stop()
    shown = record.messages(gateway, session)
    assert list(map(trajectories.canonical, shown)) == list(map(trajectories.canonical, trajectory.conversation))
    assert gateway.command("sessions").stdout and gateway.command("sessions", "show", session).stdout


def test_a_sub_agent_is_a_session_of_its_own(gateway, upstream):
    identity = {"x-claude-code-session-id": str(uuid.uuid4())}
    main, = replay(gateway, upstream, trajectories.made_up(turns=3, seed=1), identity)
    child, = replay(gateway, upstream, trajectories.made_up(turns=3, seed=2),
                    {**identity, "x-claude-code-agent-id": "a0123456789abcdef"})
    for session in (main, child):
        record.settled_turns(gateway, session, 4)
    assert main != child and len(record.sessions(gateway)) == 2


def test_a_removed_session_is_gone_from_a_running_gateway(gateway, upstream):
    session, = replay(gateway, upstream, trajectories.made_up(turns=2))
    record.settled_turns(gateway, session, 3)
    gateway.command("sessions", "rm", session)
    assert record.sessions(gateway) == []
    assert gateway.command("sessions", "show", session, check=False).returncode == 1
