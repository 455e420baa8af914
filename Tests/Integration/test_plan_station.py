"""Sessions longer than the window at a scripted server: what is forwarded fits, only grows, and goes on after anything."""
import json
import threading

import pytest

from harness import http, record, trajectories
from harness.dialects import ANTHROPIC, JSON, sse
from harness.session import LONG, Session
from harness.small import grows, is_valid, text
from harness.small_gateway import WINDOW, gateway, server, start  # noqa: F401 (fixtures)
from harness.told import context, is_new



def assert_grows(server, answers):
    """Every prompt begins with the one before it, but for those that are told to be new."""
    assert len(server.bodies) == len(answers)
    for before, after, answer in zip(server.bodies, server.bodies[1:], answers[1:]):
        assert is_new(answer) or grows(before, after), context(answer)


def played(gateway, server):
    session = Session(gateway, LONG)
    answers = session.play(range(41))
    assert [answer.status for answer in answers] == [200] * 41
    return session, answers


# Fitting ---------------------------------------------------------------------------------------------------


def test_a_long_session_fits_and_only_grows(gateway, server):
    _, answers = played(gateway, server)
    assert server.refused == []
    assert all(server.count(body) <= WINDOW - 1000 for body in server.bodies)
    assert all(map(is_valid, server.bodies))
    told = [context(answer) for answer in answers]
    assert all(each["window"] == WINDOW and each["sent"] <= each["limit"] < WINDOW for each in told)
    assert told[0]["epoch"] == "first" and told[-1]["dropped"] > 0
    assert told[-1]["original"] > 2 * WINDOW > 2 * told[-1]["sent"]
    assert_grows(server, answers)
    assert 2 <= sum(map(is_new, answers)) <= 12


def test_what_a_local_model_does_not_need_is_not_forwarded(gateway, server):
    played(gateway, server)
    sent = text(server.bodies)
    thought = [block["thinking"] for message in LONG.messages for block in trajectories.blocks(message["content"])
               if block["type"] == "thinking"]
    assert "billing" not in sent and "You are a careful agent." in sent
    assert not [words for words in thought if words in sent]


def test_the_same_session_gives_the_same_bytes_again(gateway, server):
    played(gateway, server)
    first = [request.body for request in server.requests]
    server.requests.clear()
    played(gateway, server)
    # What was learned of how the server counts leaves other room: from the second time on it is known from the start.
    second = [request.body for request in server.requests]
    server.requests.clear()
    played(gateway, server)
    assert [request.body for request in server.requests] == second and len(second) == len(first)


# Going on ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_after_a_restart_the_next_prompt_goes_on_from_the_same_bytes(gateway, server, end):
    session = Session(gateway, LONG)
    answers = session.play(range(20))
    for turn in range(20, 26):
        session.settled()
        getattr(gateway, end)()
        gateway.start()
        answers += session.play([turn])
    answers += session.play(range(26, 41))
    assert {record.session_id(answer) for answer in answers} == {session.name}
    assert_grows(server, answers)
    assert sum(map(is_new, answers[20:26])) <= 2
    assert not is_new(answers[20]) or context(answers[20])["epoch"] == "full"


def test_a_request_repeated_is_forwarded_byte_for_byte(gateway, server):
    session = Session(gateway, LONG)
    for turn in range(41):
        session.play([turn, turn])
    bodies = [request.body for request in server.requests]
    assert bodies[::2] == bodies[1::2]
    assert any(map(is_new, session.answers[2::2]))


def test_another_line_takes_over_the_state_of_the_one_it_left(gateway, server):
    session = Session(gateway, LONG)
    session.play(range(30))
    place = LONG.answers[27]
    other = LONG.messages[:place - 1] + [{"role": "user", "content": "No, read the header first."}]
    # The message before is an assistant's whose call now has no result.
    fork = session.send(other)
    assert fork.status == 200 and is_valid(server.bodies[-1])
    assert "No, read the header first." in text(server.bodies[-1]["messages"][-1])
    if not is_new(fork):
        shared = [a == b for a, b in zip(server.bodies[-1]["messages"], server.bodies[27]["messages"])]
        assert all(shared[:-2]), "what both lines have said alike is forwarded alike"
    turn = session.settled()[-1]
    assert turn["branch"] == 1 and turn["forked_at"] == place - 1
    # And the line that was left goes on as if nothing had been.
    back = session.play([30])[0]
    assert session.settled()[-1]["branch"] == 0
    assert is_new(back) or grows(server.bodies[29], server.bodies[-1])


def test_a_line_that_goes_back_behind_what_was_cut_begins_anew(gateway, server):
    session = Session(gateway, LONG)
    session.play(range(41))
    answer = session.send([LONG.messages[0], LONG.messages[1], LONG.messages[2],
                           {"role": "assistant", "content": "Hm."}, {"role": "user", "content": "Again, please."}])
    assert answer.status == 200 and context(answer)["epoch"] == "rewound" and context(answer)["dropped"] == 0
    assert is_valid(server.bodies[-1]) and "Again, please." in text(server.bodies[-1])


def test_side_requests_leave_the_session_alone(gateway, server):
    session, plain = Session(gateway, LONG), []
    for turn in range(41):
        history = LONG.messages[:LONG.answers[turn]]
        session.play([turn])
        plain.append(server.bodies[-1])
        if turn % 5 == 0:
            title = session.body([{"role": "user", "content": "Give this a title: " + text(history)[:20000]}])
            del title["tools"]
            title["output_config"] = {"format": {"type": "json_schema", "schema": {
                "type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}}}
            assert gateway.post(json.dumps(title).encode(), session.identity).status == 200
            assert "careful agent" in text(server.bodies[-1]) and "tools" not in server.bodies[-1]
            asked = session.body(history[:-1] + [{"role": "user", "content": trajectories.blocks(history[-1]["content"]) + [
                {"type": "text", "text": "CRITICAL: Respond with TEXT ONLY. Summarise the conversation."}]}])
            answer = gateway.post(json.dumps(asked).encode(), session.identity)
            assert answer.status == 200 and "Respond with TEXT ONLY" in text(server.bodies[-1])
    for before, after, answer in zip(plain, plain[1:], session.answers[1:]):
        assert is_new(answer) or grows(before, after)
    assert server.refused == []


def test_a_client_that_hangs_up_in_an_answer_is_gone_on_with(gateway, server):
    session = Session(gateway, LONG)
    session.play(range(5))
    play, heard = server.script, threading.Event()

    def endless(peer, _):
        peer.begin_stream()
        peer.chunk(sse({"id": "c1", "choices": [{"index": 0, "delta": {"content": "I begin"}}]}))
        assert peer.wait_for_hangup()
        heard.set()

    server.script = endless
    body = json.dumps(session.body(LONG.messages[:LONG.answers[5]], 5)).encode()
    with http.Connection(gateway.port) as client:
        client.send(http.head_bytes("POST", "/v1/messages", {"connection": "close", **session.identity}, body) + body)
        while b"I begin" not in client.reader.readline():
            pass
    assert heard.wait(10)
    server.script = play
    answer, = session.play([6])
    assert not is_new(answer) and grows(server.bodies[5], server.bodies[6])
    assert [record.outcome(turn) for turn in record.settled_turns(gateway, session.name, 7)][5] == record.CANCELLED


def test_of_a_session_that_was_removed_nothing_is_gone_on_from(gateway, server):
    session = Session(gateway, LONG)
    session.play(range(20))
    session.settled()
    gateway.command("sessions", "rm", session.name)
    answer, = session.play([20])
    assert context(answer)["epoch"] == "first"


def test_a_tool_that_must_be_called_is_offered_from_then_on(gateway, server):
    session = Session(gateway, trajectories.demo())
    session.more["system"] = session.trajectory.rest["system"]
    session.play([0, 1])
    session.more["tool_choice"] = {"type": "tool", "name": "NotebookEdit"}
    forced, = session.play([2])
    del session.more["tool_choice"]
    after, = session.play([3])
    names = [[each["function"]["name"] for each in body["tools"]] for body in server.bodies]
    assert "NotebookEdit" not in names[1] and "NotebookEdit" in names[2] and names[2] == names[3]
    assert context(forced)["epoch"] == "tool-added" and not is_new(after)
    assert grows(server.bodies[2], server.bodies[3])


# Shown ---------------------------------------------------------------------------------------------------------


def test_the_operator_sees_what_was_forwarded(gateway, server):
    session, answers = played(gateway, server)
    last = context(answers[-1])
    turns = session.settled()
    for turn, answer in zip(turns, answers):
        told, shown = context(answer), turn["context"]
        assert (shown["original_tokens"], shown["sent_tokens"], shown["window"], shown["limit"]) == (
            told["original"], told["sent"], told["window"], told["limit"])
        assert shown.get("epoch") == told.get("epoch") and shown["dropped"] == told["dropped"]
    entry, = record.sessions(gateway)
    assert entry["context"]["sent_tokens"] == last["sent"] and entry["context"]["original_tokens"] == last["original"]
    assert entry["context"]["epochs"] == sum(map(is_new, answers))
    page = gateway.command("sessions").stdout
    assert session.name in page
    assert "epoch (first)" in gateway.command("sessions", "show", session.name).stdout


def test_one_turn_is_shown_block_by_block(gateway, server):
    session, answers = played(gateway, server)
    session.settled()
    number = max(turn for turn, answer in enumerate(answers, 1) if is_new(answer))
    shown = gateway.report("sessions", "show", session.name, "--turn", number)["turns"][0]["context"]
    told = context(answers[number - 1])
    assert sum(block["tokens"] for block in shown["blocks"]) <= shown["sent_tokens"] == told["sent"]
    states = {block["state"] for block in shown["blocks"]}
    assert {"full", "dropped"} <= states and all(block["label"] for block in shown["blocks"])
    page = gateway.command("sessions", "show", session.name, "--turn", number).stdout
    assert "dropped" in page and "epoch (%s)" % told["epoch"] in page
    whole = gateway.command("sessions", "show", session.name, "--turn", number, "--messages").stdout
    newest = server.bodies[number - 1]["messages"][-1]["content"]
    assert newest.split("\n")[0][:60] in whole
    blocks = gateway.report("sessions", "show", session.name, "--turn", number, "--messages")["turns"][0]["context"]["blocks"]
    replaced = [block["text"] for block in blocks if block.get("text")]
    assert replaced and all(words in text_of(server.bodies[number - 1]) for words in replaced)


def text_of(body):
    """All words of a prompt, as a person reads them."""
    words = [message.get("content") or "" for message in body["messages"]]
    words += [each["function"]["arguments"] for message in body["messages"] for each in message.get("tool_calls", [])]
    return "\n".join(words)


# Untouched -----------------------------------------------------------------------------------------------------


def test_a_vendors_model_gets_every_byte(start_gateway, upstream):
    gateway = start_gateway({"backends": {"anthropic": {"kind": "anthropic", "url": upstream.url, "auth": "client"}}})
    upstream.script = lambda peer, _: peer.answer(200, ANTHROPIC.answer("hi"), JSON)
    huge = trajectories.made_up(turns=400)
    body = json.dumps({**huge.rest, "messages": huge.messages[:-1]}, indent=1).encode()
    answer = gateway.post(body)
    assert answer.status == 200 and upstream.requests[0].body == body
    told = context(answer)
    assert told["untouched"] and told["original"] == told["sent"] > 200_000


def test_a_vendors_model_with_a_configured_window_is_edited_only_when_it_must(start_gateway, upstream):
    gateway = start_gateway({"backends": {"anthropic": {"kind": "anthropic", "url": upstream.url, "auth": "client"}},
                             "models": {"anthropic/claude-test": {"window": WINDOW}}})
    upstream.script = lambda peer, _: peer.answer(200, ANTHROPIC.answer("hi"), JSON)
    session = Session(gateway, LONG, model="claude-test", stream=False)
    answers = session.play(range(41))
    assert [answer.status for answer in answers] == [200] * 41
    sent = [json.loads(request.body) for request in upstream.requests]
    touched = ["untouched" not in context(answer) for answer in answers]
    assert touched == sorted(touched) and False in touched and True in touched
    for number, (body, is_touched) in enumerate(zip(sent, touched)):
        original = session.body(LONG.messages[:LONG.answers[number]], number)
        assert (body == original) == (not is_touched)
        assert len(text(body)) < 5 * WINDOW
    for before, after, answer in zip(sent, sent[1:], answers[1:]):
        if touched[answers.index(answer)] and not is_new(answer):
            assert text(after["messages"]).startswith(text(before["messages"][:-1])[:-1])


# Settings ------------------------------------------------------------------------------------------------------


def test_the_strategy_off_refuses_what_does_not_fit_and_changes_nothing_else(start, server):
    session = Session(start(policy={"context": {"strategy": "off"}}), LONG)
    first, last = session.play([0, 40])
    assert first.status == 200 and last.status == 400
    message = last.json()["error"]["message"]
    assert message.startswith("prompt is too long: ") and "messages" in message
    assert len(server.requests) == 1


def test_the_strategy_strip_keeps_every_message(start, server):
    session = Session(start(policy={"context": {"strategy": "strip"}}), LONG)
    answers = session.play(range(12))
    assert [answer.status for answer in answers] == [200] * 12
    assert all(context(answer)["dropped"] == 0 for answer in answers)
    assert context(answers[-1])["stripped"] > 0 and server.refused == []


def test_the_strategy_slide_leaves_no_digest(start, server):
    session = Session(start(policy={"context": {"strategy": "slide"}}), LONG)
    answers = session.play(range(41))
    assert [answer.status for answer in answers] == [200] * 41 and context(answers[-1])["dropped"] > 0
    session.settled()
    shown = session.gateway.report("sessions", "show", session.name, "--turn", 41)["turns"][0]["context"]["blocks"]
    assert not [block for block in shown if block["state"] == "digest"]


@pytest.mark.parametrize("policy, backend, model, expected", [
    ("off", None, None, 400), ("off", "slide", None, 200), ("off", "slide", "off", 400),
    ("slide", "off", None, 400), ("slide", None, "off", 400), ("off", None, "slide", 200)])
def test_a_models_setting_stands_over_its_backends_over_the_policys(start, policy, backend, model, expected):
    def setting(strategy):
        return {"context": {"strategy": strategy}} if strategy else {}

    gateway = start(setting(backend), policy=setting(policy), models={"box/tiny": setting(model)} if model else {})
    assert Session(gateway, LONG).play([40])[0].status == expected


def test_a_configured_reserve_leaves_that_much_room(start, server):
    session = Session(start({"reserve_output": 4000}), LONG, max_tokens=8000)
    session.play(range(30))
    assert all(context(answer)["limit"] <= WINDOW - 4000 for answer in session.answers)
    assert max(map(server.count, server.bodies)) <= WINDOW - 4000


# The window --------------------------------------------------------------------------------------------------------


def test_a_server_that_comes_after_the_gateway_is_asked_for_its_window(start, server):
    server.is_up = False
    gateway = start()
    gateway.wait_for_log("box")
    server.is_up = True
    answer, = Session(gateway, LONG).play([0])
    assert context(answer)["window"] == WINDOW


def test_a_request_that_comes_before_the_server_has_told_its_window_waits_for_it(start, server):
    told = server.answer_question
    asked, go = threading.Event(), threading.Event()

    def slow(peer, request):
        if request.path == "/props":
            asked.set()
            assert go.wait(10)
        told(peer, request)

    server.answer_question = slow
    gateway = start()
    assert asked.wait(10)
    session = Session(gateway, LONG)
    with http.Connection(gateway.port) as client:
        body = json.dumps(session.body(LONG.messages[:1])).encode()
        client.send(http.head_bytes("POST", "/v1/messages", {"connection": "close"}, body) + body)
        assert gateway.get("/api/hello").status  # by now the request is there too
        go.set()
        assert context(client.answer())["window"] == WINDOW
