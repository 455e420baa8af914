"""Digests that a model writes in the background: asked for behind an epoch, used at the next one, and never in the way."""
import pytest

from harness import waiting
from harness.session import LONG, Session
from harness.small import SmallServer, grows, text
from harness.small_gateway import server  # noqa: F401 (fixtures)
from harness.told import context, is_new

NOTES = "Goal: the tide tables are read.\nDone: see /made/up/path.swift and E4711X.\nDecisions and why: keep the harbour lights on."
MARKS = ("the tide tables are read", "keep the harbour lights on")


@pytest.fixture
def scribe():
    with SmallServer(32768, models=("scribe",)) as scribe:
        scribe.said = lambda body: {"role": "assistant", "content": NOTES}
        yield scribe


@pytest.fixture
def start(start_gateway, server, scribe):
    return lambda background=("writer/scribe",), digest="llm": start_gateway({
        "backends": {"box": {"kind": "llama-server", "url": server.url}, "writer": {"kind": "llama-server", "url": scribe.url}},
        "policy": {"tiers": {"background": list(background)}, "context": {"digest": digest}}})


def epochs(answers):
    """The turns at which something left the prompt."""
    return [turn for turn, answer in enumerate(answers) if is_new(answer) and turn > 0]


def played(gateway, scribe, turns=range(41)):
    """A session whose digests come before its next turn does."""
    session = Session(gateway, LONG)
    for turn in turns:
        answer, = session.play([turn])
        assert answer.status == 200
        asked = len(epochs(session.answers))
        waiting.until(lambda: len(scribe.requests) >= asked, "%d digests are asked for" % asked)
    return session.answers


def test_a_digest_is_asked_for_behind_an_epoch_and_used_at_the_next(start, server, scribe):
    answers = played(start(), scribe)
    first, second = epochs(answers)[:2]
    for turn, body in enumerate(server.bodies):
        said = [mark in text(body) for mark in MARKS]
        assert said == [turn >= second] * 2, "turn %d, epochs at %s" % (turn, epochs(answers))
    assert first < second
    # And between two epochs nothing moves.
    for before, after, answer in zip(server.bodies, server.bodies[1:], answers[1:]):
        assert is_new(answer) or grows(before, after)


def test_a_line_that_names_what_the_steps_do_not_is_left_out(start, server, scribe):
    played(start(), scribe)
    assert MARKS[0] in text(server.bodies[-1])
    assert "made/up" not in text(server.bodies) and "E4711X" not in text(server.bodies)


def test_the_writer_is_shown_what_has_left(start, server, scribe):
    answers = played(start(), scribe, range(20))
    first = epochs(answers)[0]
    asked = scribe.bodies[0]
    gone = [block["text"] for message in LONG.messages[1:4] for block in message["content"] if block["type"] == "text"]
    assert all(words[:80] in text(asked) for words in gone)
    assert "tools" not in asked and asked["messages"][0]["role"] == "system" and context(answers[first])["dropped"] > 0


def test_without_the_setting_nobody_is_asked(start, server, scribe):
    session = Session(start(digest="extractive"), LONG)
    assert [answer.status for answer in session.play(range(41))] == [200] * 41
    session.settled()
    assert scribe.requests == [] and len(epochs(session.answers)) > 1


def refusing(peer, _):
    peer.answer_json(500, {"error": {"message": "out of order"}})


def cutting(peer, _):
    peer.cut()


def babbling(peer, _):
    peer.answer(200, b"<html>hello</html>", [("content-type", "text/html")])


@pytest.mark.parametrize("script", [refusing, cutting, babbling], ids=lambda script: script.__name__)
def test_a_writer_that_fails_harms_nothing(start, server, scribe, script):
    scribe.script = script
    gateway = start()
    answers = played(gateway, scribe)
    assert not any(mark in text(server.bodies) for mark in MARKS)
    gateway.wait_for_log("no digest from writer/scribe: ")
    assert len(epochs(answers)) > 1 and server.refused == []


def test_a_writer_that_never_answers_holds_nothing_up_and_ends_with_the_gateway(start, server, scribe):
    scribe.script = lambda peer, _: peer.wait_for_hangup()
    gateway = start()
    session = Session(gateway, LONG)
    assert [answer.status for answer in session.play(range(41))] == [200] * 41
    waiting.until(lambda: scribe.requests, "a digest is asked for")
    gateway.stop()


def test_the_next_of_the_background_tier_writes_when_the_first_cannot(start, server, scribe):
    gateway = start(background=("writer/scribe-that-is-gone", "writer/scribe"))
    session = Session(gateway, LONG)
    for turn in range(41):
        session.play([turn])
        # A model that its server does not list is not asked for.
        asked = len(epochs(session.answers))
        waiting.until(lambda: len(scribe.requests) >= asked, "%d digests are asked for" % asked)
    assert MARKS[0] in text(server.bodies[-1])


def test_the_model_of_the_session_may_write_itself(start, server):
    server.said = lambda body: {"role": "assistant", "content": NOTES if "working notes" in text(body) else "Understood."}
    gateway = start(background=("box/tiny",))
    session, main = Session(gateway, LONG), []
    for turn in range(41):
        before = len(server.requests)
        session.play([turn])
        waiting.until(lambda: len(server.requests) >= before + 1 + is_new(session.answers[-1]) * (turn > 0), "the digest is asked for")
        main.append(next(body for body in server.bodies[before:] if "working notes" not in text(body)))
    for before, after, answer in zip(main, main[1:], session.answers[1:]):
        assert is_new(answer) or grows(before, after)
    assert MARKS[0] in text(main[-1]) and server.refused == []
