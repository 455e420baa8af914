"""A backend that fails before it has said anything costs a request time and nothing else; one that fails later is told of."""
import pytest

from harness import record
from harness.clients import CLIENTS
from harness.faults import FAULTS, LOADING, Fault
from harness.speech import Words
from harness.world import ENVIRONMENT, make_world, marker

ANSWERED, FAILED, SKIPPED = "answered", "failed", "skipped"


@pytest.fixture(scope="module")
def running(start_module_gateway):
    with make_world() as world:
        world.gateway = start_module_gateway(world.configuration(), environment=ENVIRONMENT)
        yield world


@pytest.fixture
def world(running):
    running.calm()
    return running


each_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
each_stage = pytest.mark.parametrize("first", "abc")
streamed_or_not = pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])


def assert_answered_by(stage, said, mark):
    """The client has exactly one answer, and a whole one."""
    assert said.error is None and said.answer.complete, said
    assert said.text == stage.says(mark) and not said.calls, said


def assert_told(said):
    """The client has exactly one error, in its own dialect, that a person can act on."""
    assert said.error and len(said.error) > 10 and said.answer.complete, said


def fault_named(name):
    return next(fault for fault in FAULTS if fault.name == name)


# Before anything was said --------------------------------------------------------------------------------------


def plays():
    """Every fault of every backend, streamed and whole."""
    for fault in FAULTS:
        for name, dialect in zip("abc", ["anthropic", "chat", "ollama"]):
            if dialect in fault.dialects:
                yield from (pytest.param(fault, name, stream, id="%s-%s-%s" % (fault, name, "streamed" if stream else "whole"))
                            for stream in fault.streams)


@each_client
@pytest.mark.parametrize("fault, first, stream", list(plays()))
def test_a_fault_before_content_goes_on_to_whom_it_helps(world, client, fault, first, stream):
    mark, chain = marker(), world.chain(first)
    chain[0].fail(fault)
    tier = first if fault.play else "gone-" + first
    said = world.ask(client, tier, "Say %s." % mark, stream)
    expected = [("gone-" * (not fault.play) + first, FAILED, fault.word)]
    if world.attempts(said)[0] == ("gone-c", SKIPPED, "unreachable"):
        expected = world.attempts(said)[:1]  # a local server that does not answer is watched, and not asked before it does
    if fault.asks_others:
        expected.append((chain[1].name, ANSWERED, None))
        assert_answered_by(chain[1], said, mark)
        assert said.answer.header("x-ctxgw-target") == chain[1].target and said.answer.header("x-ctxgw-tier") == tier
    else:
        assert_told(said)
        assert said.answer.status in (400, 403)  # a vendor's own, where the client speaks its dialect
    # A request that dies on a reused connection may go out again without being another attempt.
    heard = world.asked(mark)
    assert set(heard) == {name for name, *_ in expected if name in "abc"} and heard.count(chain[1].name) == fault.asks_others
    assert said.answer.header("x-ctxgw-attempts") == str(sum(outcome != SKIPPED for _, outcome, _ in expected))
    assert world.attempts(said) == expected


@each_client
@streamed_or_not
def test_what_fails_everywhere_is_told_once(world, client, stream):
    for stage in world.stages.values():
        stage.fail(fault_named("error in a 200"))
    mark = marker()
    said = world.ask(client, "a", "Say %s." % mark, stream)
    assert_told(said)
    assert said.answer.status in (503, 529) and sorted(world.asked(mark)) == ["a", "b", "c"]
    assert world.attempts(said) == [(name, FAILED, "overloaded") for name in "abc"]
    turn, = record.settled_turns(world.gateway, record.session_id(said.answer))
    assert record.outcome(turn) == record.FAILED and turn["attempts"] == 3


@each_client
@each_stage
def test_an_open_breaker_is_not_asked_again(world, client, first):
    chain = world.chain(first)
    chain[0].fail(fault_named("HTML page with 502"))
    marks = [marker() for _ in range(5)]
    answers = [world.ask(client, first, "Say %s." % mark) for mark in marks]
    for mark, said in zip(marks, answers):
        assert_answered_by(chain[1], said, mark)
    assert [len(world.asked(mark)) for mark in marks] == [2, 2, 2, 1, 1]
    assert world.attempts(answers[-1]) == [(first, SKIPPED, "breaker-open"), (chain[1].name, ANSWERED, None)]
    assert answers[-1].answer.header("x-ctxgw-attempts") == "1"


@each_stage
def test_who_asks_to_be_left_alone_is(world, first):
    chain = world.chain(first)
    chain[0].fail(Fault("429", "rate-limited", lambda stage, peer, _: peer.answer(
        429, stage.dialect.error(429, "scripted"), [("retry-after", "60")])))
    for expected in (2, 1):
        mark = marker()
        assert_answered_by(chain[1], world.ask(CLIENTS[0], first, "Say %s." % mark), mark)
        assert len(world.asked(mark)) == expected


def test_the_last_resort_is_asked_although_it_is_held(world):
    for stage in world.stages.values():
        stage.fail(fault_named("cut at once"))
    for _ in range(3):
        assert world.ask(CLIENTS[0], "a", "Say %s." % marker()).error
    mark = marker()
    for stage in world.stages.values():
        stage.fail(None)
    assert_answered_by(world.stages["a"], world.ask(CLIENTS[0], "a", "Say %s." % mark), mark)


# After something was said ---------------------------------------------------------------------------------------


def begun(stage, peer):
    """Everything up to the first content."""
    events = stage.dialect.events("some words that go on and on")
    peer.begin_stream()
    for event in events[:stage.dialect.first_content(events)]:
        peer.chunk(event)


def cut(stage, peer, request):
    begun(stage, peer)
    peer.cut()


def clean_end(stage, peer, request):
    begun(stage, peer)
    peer.end_stream()


def error_event(stage, peer, request):
    begun(stage, peer)
    peer.chunk(stage.dialect.error_event(529, "scripted overload"))
    peer.end_stream()


def silence(stage, peer, request):
    begun(stage, peer)
    peer.wait_for_hangup()


@each_client
@each_stage
@pytest.mark.parametrize("play", [cut, clean_end, error_event, silence], ids=lambda play: play.__name__)
def test_what_breaks_off_is_told_in_the_stream_and_asked_of_nobody_else(world, client, first, play):
    mark, stage = marker(), world.stages[first]
    stage.fail(Fault(play.__name__, "", play))
    said = world.ask(client, first, "Say %s." % mark)
    assert said.answer.status == 200
    assert_told(said)
    assert b"some" in said.answer.body and mark.encode() not in said.answer.body
    assert world.asked(mark) == [first]
    turn, = record.settled_turns(world.gateway, record.session_id(said.answer))
    assert record.outcome(turn) == record.CUT


# Slow, but right --------------------------------------------------------------------------------------------------


def trickle(stage, peer, request):
    mark = stage.newest_mark(request)
    events = stage.speech.events(Words(stage.says(mark)))
    peer.begin_stream()
    for event in events:
        for at in range(0, len(event), 3):
            peer.chunk(event[at:at + 3])
    peer.end_stream()


@each_client
@each_stage
def test_an_answer_that_trickles_is_waited_for(world, client, first):
    mark, stage = marker(), world.stages[first]
    stage.fail(Fault("trickle", "", trickle))
    assert_answered_by(stage, world.ask(client, first, "Say %s." % mark), mark)
    assert world.asked(mark) == [first]


@each_client
@streamed_or_not
def test_a_server_that_loads_its_model_is_waited_for(world, client, stream):
    mark, stage, times = marker(), world.stages["b"], [LOADING, LOADING]
    stage.next_fault = lambda: times.pop() if times else None
    said = world.ask(client, "b", "Say %s." % mark, stream)
    assert_answered_by(stage, said, mark)
    assert world.asked(mark) == ["b"] * 3 and world.attempts(said) == [("b", ANSWERED, None)]
