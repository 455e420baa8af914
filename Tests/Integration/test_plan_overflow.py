"""Servers that hold or count other than was thought: what is learned from them, and what the client is told when nothing helps."""
import pytest

from harness import record, trajectories
from harness.dialects import ANTHROPIC, JSON
from harness.session import LONG, Session
from harness.small import SmallServer, is_valid
from harness.small_gateway import WINDOW, gateway, server, start  # noqa: F401 (fixtures)
from harness.told import context, is_new
from harness.trajectories import filler


def message(answer):
    return answer.json()["error"]["message"]


# Refused although it was thought to fit ----------------------------------------------------------------------


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
def test_what_a_server_refuses_is_made_to_fit_anew_and_sent_once_more(gateway, server, stream):
    server.holds, server.answers_counts = 2500, False
    session = Session(gateway, LONG, stream=stream)
    answer, = session.play([8])
    assert answer.status == 200 and answer.complete and answer.header("x-ctxgw-attempts") == "2", server.refused
    assert len(server.requests) == 2 and len(server.refused) == 1
    assert context(answer)["epoch"] in ("first", "overflow") and context(answer)["window"] == 2500
    turn, = session.settled()
    assert record.outcome(turn) == record.SUCCEEDED and turn["attempts"] == 2 and turn["failure"] is None
    assert any("attempt 1" in note and "context" in note for note in turn["notes"])
    page = gateway.command("sessions", "show", session.name).stdout
    assert "2 attempts" in page and "attempt 1" in page


def test_the_smaller_window_is_remembered(gateway, server):
    server.holds, server.answers_counts = 2500, False
    session = Session(gateway, LONG)
    answers = session.play(range(8, 30))
    assert [answer.status for answer in answers] == [200] * 22 and len(server.refused) == 1
    assert all(context(answer)["window"] == 2500 for answer in answers)
    assert {answer.header("x-ctxgw-attempts") for answer in answers[1:]} == {"1"}
    another = Session(gateway, LONG)
    assert another.play([20])[0].header("x-ctxgw-attempts") == "1" and len(server.refused) == 1


def test_a_server_started_anew_with_more_room_is_believed(start, server):
    server.holds, server.answers_counts = 2500, False
    gateway = start()
    first, = Session(gateway, LONG).play([8])
    server.window = server.holds = 16384
    # A refusal has what is known of a server looked up again.
    second, third = (Session(gateway, LONG).play([40])[0] for _ in range(2))
    assert (context(first)["window"], context(third)["window"]) == (2500, 16384)


def test_a_second_refusal_is_told_in_the_words_the_client_compacts_upon(gateway, server):
    server.answers_counts = False
    server.script = lambda peer, request: server.refuse(peer, 9000)
    session = Session(gateway, LONG)
    answer, = session.play([3])
    assert answer.status == 400 and answer.json()["error"]["type"] == "invalid_request_error"
    assert message(answer).startswith("prompt is too long: 9000 tokens > 8192 maximum")
    assert "larger -c" in message(answer) and len(server.requests) == 2
    turn, = session.settled()
    assert record.outcome(turn) == record.FAILED and turn["failure"]["type"] == "context-overflow" and turn["attempts"] == 2


def test_a_figure_that_can_be_no_window_is_not_taken_for_one(gateway, server):
    server.answers_counts = False
    holds, server.holds = server.holds, 5
    server.script = lambda peer, request: server.refuse(peer, 6)
    assert Session(gateway, LONG).play([3])[0].status == 400
    server.holds, server.script = holds, server._play
    answer, = Session(gateway, LONG).play([3])
    assert answer.status == 200 and context(answer)["window"] == WINDOW


def test_a_refused_request_leaves_no_trace_in_the_state(gateway, server):
    session = Session(gateway, LONG)
    session.play(range(5))
    play, server.script = server.script, lambda peer, _: peer.answer_json(500, {"error": {"message": "out of order"}})
    refused, = session.play([5])
    assert refused.status >= 500
    server.script = play
    again, = session.play([5])
    assert again.status == 200 and not is_new(again), [context(a) for a in session.answers]
    assert server.requests[-1].body == server.requests[-2].body


def test_what_a_vendor_refuses_of_a_prompt_that_was_edited_is_made_to_fit_anew(start_gateway, upstream):
    gateway = start_gateway({"backends": {"anthropic": {"kind": "anthropic", "url": upstream.url, "auth": "client"}},
                             "models": {"anthropic/claude-test": {"window": WINDOW}}})

    def script(peer, request):
        if len(upstream.requests) == 1:
            return peer.answer(400, ANTHROPIC.error(400, "prompt is too long: 6100 tokens > 6000 maximum"), JSON)
        peer.answer(200, ANTHROPIC.answer("hi"), JSON)

    upstream.script = script
    answer, = Session(gateway, LONG, model="claude-test", stream=False).play([20])
    assert answer.status == 200 and answer.header("x-ctxgw-attempts") == "2" and context(answer)["window"] == 6000


# Counted otherwise -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answers_counts", [True, False], ids=["asked", "not-asked"])
def test_a_server_that_counts_three_times_as_much_is_learned(gateway, server, answers_counts):
    server.per_token, server.answers_counts = 3.5 / 3, answers_counts
    session = Session(gateway, trajectories.made_up(turns=60, seed=11))
    answers = session.play(range(61))
    assert [answer.status for answer in answers] == [200] * 61
    assert all(map(is_valid, server.bodies))
    if answers_counts:
        assert server.refused == [] and len(server.asked) > 1 and sum(map(is_new, answers)) > 1
    else:
        assert len(server.refused) <= 2
    sizes = [server.count(body) for body in server.bodies if server.count(body) not in server.refused]
    told = [context(answer) for answer in answers]
    # What is said of a prompt that was made after the lesson is true in the server's own tokens.
    lesson = next(turn for turn, answer in enumerate(answers) if turn > 5 and is_new(answer))
    assert all(abs(each["sent"] - size) < 0.2 * size for each, size in list(zip(told, sizes))[lesson:])


def test_what_was_learned_survives_a_restart(gateway, server):
    server.per_token = 3.5 / 3
    Session(gateway, LONG).play(range(10))
    gateway.stop()
    gateway.start()
    server.asked.clear()
    server.answers_counts = False
    answer, = Session(gateway, LONG).play([40])
    assert answer.status == 200 and answer.header("x-ctxgw-attempts") == "1" and server.refused == []


def test_a_count_that_does_not_come_holds_nothing_up(gateway, server):
    hung = []

    def hang(peer, request):
        if request.path.endswith("/input_tokens"):
            hung.append(request)
            peer.cut()
        else:
            SmallServer.answer_question(server, peer, request)

    server.answer_question = hang
    assert Session(gateway, LONG).play([0])[0].status == 200 and hung


# Cut silently ------------------------------------------------------------------------------------------------------


def test_a_prompt_that_was_cut_silently_is_said_loudly(gateway, server):
    server.answers_counts = False
    server.reported = lambda counted: min(counted, 1500)
    session = Session(gateway, LONG)
    session.play(range(9))
    turns = session.settled()
    noted = [turn for turn in turns if any("cut the prompt silently" in note for note in turn["notes"])]
    assert noted
    gateway.wait_for_log("box/tiny: the backend counted 1500 tokens of a prompt of about")
    page = gateway.command("sessions", "show", session.name).stdout
    assert "cut the prompt silently" in " ".join(page.split()) and "models.box/tiny.window" in " ".join(page.split())


def test_what_a_server_had_in_its_cache_is_no_cut(gateway, server):
    server.answers_counts = False
    seen = []

    def rest(counted):
        seen.append(counted)
        return counted if len(seen) < 2 else max(20, counted - seen[-2])

    server.reported = rest
    session = Session(gateway, LONG)
    session.play(range(41))
    assert not [note for turn in session.settled() for note in turn["notes"] if "silently" in note]


# Nothing helps ----------------------------------------------------------------------------------------------------


def tool(number, size):
    return {"name": "tool_%d" % number, "description": "Does. " + "Must " * (size // 5), "input_schema": {
        "type": "object", "required": ["a"], "properties": {"a": {"type": "string", "description": "x " * (size // 4)}}}}


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
def test_a_fixed_part_that_cannot_fit_is_refused_before_anything_is_sent(start, server, stream):
    server.window = server.holds = 2048
    gateway = start(policy={"context": {"compact_tools": False}})
    answer = gateway.ask("box/tiny", stream=stream, tools=[tool(n, 2000) for n in range(20)])
    assert answer.status == 400 and answer.header("content-type") == "application/json"
    assert answer.json()["error"]["type"] == "invalid_request_error"
    words, _, rest = message(answer).partition(". ")
    numbers = words.removeprefix("prompt is too long: ").removesuffix(" maximum").split(" tokens > ")
    assert int(numbers[0]) > int(numbers[1]) and int(numbers[1]) < 2048
    assert "box/tiny holds 2048 tokens" in rest and "the biggest parts are: tools " in rest
    assert "models.box/tiny.window" in rest and "larger -c" in rest
    assert answer.header("x-should-retry") == "false" and server.requests == []
    turn, = record.settled_turns(gateway, record.session_id(answer))
    assert turn["failure"]["type"] == "context-overflow" and turn["attempts"] == 0


def test_a_first_request_three_times_as_long_as_the_window_fits_with_its_tools(gateway, server):
    demo = trajectories.demo().rest
    tools = [{**each, "description": each["description"] + "\n\n" + filler(4000, n)} for n, each in enumerate(demo["tools"])]
    system = [{"type": "text", "text": each["text"] + "\n\n" + filler(20000)} for each in trajectories.blocks(demo["system"])]
    answer = gateway.ask("box/tiny", system=system, tools=tools, text="Fix the bug in a.swift")
    assert answer.status == 200 and server.refused == [], answer.body
    assert context(answer)["original"] > 2.5 * WINDOW and server.count(server.bodies[0]) < WINDOW / 4
    assert server.bodies[0]["messages"][-1]["content"] == "Fix the bug in a.swift"
    offered = {each["function"]["name"]: each["function"]["parameters"] for each in server.bodies[0]["tools"]}
    assert {"Read", "Edit", "Bash"} <= set(offered)
    for each in tools:
        if each["name"] in offered:
            assert set(offered[each["name"]]["required"]) == set(each["input_schema"]["required"])
