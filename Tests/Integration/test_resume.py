"""An answer whose text breaks off is finished by the next target, where the policy says so."""
import pytest

from harness import record
from harness.clients import CLIENTS
from harness.faults import Fault
from harness.world import ENVIRONMENT, make_world, marker

BEGINNING = "some words"


@pytest.fixture(scope="module")
def running(start_module_gateway):
    with make_world() as world:
        world.gateway = start_module_gateway(world.configuration({"resume": True}), environment=ENVIRONMENT)
        yield world


@pytest.fixture
def world(running):
    running.calm()
    return running


def cut_in_its_text(stage, peer, request):
    events = stage.dialect.events(BEGINNING)
    peer.begin_stream()
    for event in events[:stage.dialect.first_content(events)]:
        peer.chunk(event)
    peer.cut()


CUT = Fault("cut in its text", "", cut_in_its_text)


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
@pytest.mark.parametrize("first", "abc")
def test_the_next_target_goes_on_where_the_text_broke_off(world, client, first):
    mark, chain = marker(), world.chain(first)
    chain[0].fail(CUT)
    said = world.ask(client, first, "Say %s." % mark)
    assert said.error is None and said.answer.complete, said
    beginning, rest = said.text[:-len(chain[1].says(mark))], chain[1].says(mark)
    assert beginning and BEGINNING.startswith(beginning) and said.text == beginning + rest
    assert world.asked(mark) == [name for name in "abc" if name in (first, chain[1].name)]
    told = chain[1].server.requests[-1].body
    assert b"interrupted" in told and b"-----\\n%s" % beginning.encode() in told
    turn, = record.settled_turns(world.gateway, record.session_id(said.answer))
    assert record.outcome(turn) == "completed" and turn["attempts"] == 2


def test_when_nobody_can_go_on_the_break_is_told_once(world):
    for stage in world.stages.values():
        stage.fail(CUT)
    said = world.ask(CLIENTS[0], "a", "Say %s." % marker())
    assert said.error and said.answer.complete and BEGINNING[:4].encode() in said.answer.body
    turn, = record.settled_turns(world.gateway, record.session_id(said.answer))
    assert record.outcome(turn) == record.CUT and turn["attempts"] == 3
