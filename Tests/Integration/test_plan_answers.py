"""Answers to prompts that were cut: the size the client is told, counts, and tool calls put right."""
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness import record, trajectories
from harness.session import LONG, Session
from harness.small import call
from harness.small_gateway import WINDOW, server, start  # noqa: F401 (fixtures)
from harness.told import context

READ = {"name": "Read", "description": "Reads a file.", "input_schema": {
    "type": "object", "required": ["path"], "additionalProperties": False, "properties": {
        "path": {"type": "string"}, "limit": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string"}}}}}


# Usage --------------------------------------------------------------------------------------------------------


def told_usage(answer):
    """What an answer says the prompt came to, at its end, and at its beginning when it is streamed."""
    def prompt(usage):
        return sum(usage.get(key) or 0 for key in ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"))

    if not answer.header("content-type").startswith("text/event-stream"):
        return prompt(answer.json()["usage"]), None
    events = dict(answer.events())
    return prompt(events["message_delta"]["usage"]), prompt(events["message_start"]["message"]["usage"])


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize("mode", [None, "auto", "forwarded", "logical", "scaled"])
def test_the_client_is_told_the_size_it_wants(start, server, mode, stream):
    gateway = start(policy={"context": {"usage": mode, "assumed_window": 200000}} if mode else {})
    session = Session(gateway, LONG, stream=stream)
    answer = session.play([20, 40])[1]
    counted, header = server.count(server.bodies[-1]), context(answer)
    at_end, at_start = told_usage(answer)
    expected = {"logical": counted + header["original"] - header["sent"],
                "scaled": round(counted * 200000 / WINDOW)}.get(mode, counted)
    assert at_end == expected
    if stream:
        # Before the server has said anything it is what was planned, told in the same way.
        assert abs(at_start - expected) < 0.3 * expected
    # What is written down is what the server has said.
    assert record.prompt_tokens(session.settled()[-1]) == counted


def test_a_models_way_of_telling_stands_over_the_policys(start, server):
    gateway = start(policy={"context": {"usage": "scaled"}}, models={"box/tiny": {"context": {"usage": "forwarded"}}})
    answer, = Session(gateway, LONG, stream=False).play([40])
    assert told_usage(answer)[0] == server.count(server.bodies[-1])


# Counts ---------------------------------------------------------------------------------------------------------


def counted(gateway, messages):
    body = json.dumps({"model": "box/tiny", "messages": messages, "tools": LONG.rest["tools"]}).encode()
    answer = gateway.post(body, target="/v1/messages/count_tokens")
    assert answer.status == 200
    return answer.json()["input_tokens"], answer.header("x-ctxgw-count")


@pytest.mark.parametrize("usage, factor", [("auto", 1), ("logical", 1), ("scaled", 100000 / WINDOW)])
def test_a_count_is_of_the_request_as_it_was_sent(start, server, usage, factor):
    gateway = start(policy={"context": {"usage": usage, "assumed_window": 100000}})
    tokens, how = counted(gateway, LONG.messages[:-1])
    assert how == "exact" and tokens == round(server.asked[-1] * factor) and server.asked[-1] > 2 * WINDOW
    server.answers_counts = False
    estimate, how = counted(gateway, LONG.messages[:-1])
    assert how == "estimate" and abs(estimate - tokens) < 0.35 * tokens
    assert server.requests == []


def test_many_counts_at_once_are_all_answered_and_leave_no_trace(start, server):
    gateway = start()
    session = Session(gateway, LONG)
    session.play(range(3))
    server.answers_counts = False
    questions = [LONG.messages[:2 * n + 1] for n in range(25)]
    alone = [counted(gateway, question) for question in questions]
    with ThreadPoolExecutor(25) as pool:
        together = list(pool.map(lambda question: counted(gateway, question), questions))
    assert together == alone and [tokens for tokens, _ in alone] == sorted(tokens for tokens, _ in alone)
    session.settled()
    entry, = record.sessions(gateway)
    assert record.turn_count(entry) == 3
    answer, = session.play([3])
    assert "epoch" not in context(answer)


# Calls ----------------------------------------------------------------------------------------------------------


def asked(gateway, stream, tools=(READ,)):
    """The one call in an answer, its arguments as the client has to parse them, and the answer."""
    answer = gateway.ask("box/tiny", stream=stream, tools=list(tools))
    assert answer.status == 200 and answer.complete
    if not stream:
        block, = [each for each in answer.json()["content"] if each["type"] == "tool_use"]
        return block["name"], block["input"], answer
    starts = [event["content_block"] for name, event in answer.events() if name == "content_block_start"]
    block, = [each for each in starts if each["type"] == "tool_use"]
    text = "".join(event["delta"]["partial_json"] for name, event in answer.events()
                   if name == "content_block_delta" and event["delta"]["type"] == "input_json_delta")
    return block["name"], json.loads(text), answer


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize("written, meant", [
    ('```json\n{"path": "a"}\n```', {"path": "a"}),
    ('{"path": "a", "limit": "5"}', {"path": "a", "limit": 5}),
    ('{"path": "a", "tags": "[\\"x\\"]"}', {"path": "a", "tags": ["x"]}),
    ('{"arguments": {"path": "a"}}', {"path": "a"}),
], ids=["fenced", "number", "list", "wrapped"])
def test_arguments_are_put_right(start, server, written, meant, stream):
    gateway = start()
    server.said = lambda body: call("Read", written)
    name, arguments, answer = asked(gateway, stream)
    assert (name, arguments) == ("Read", meant)
    turn, = record.settled_turns(gateway, record.session_id(answer))
    assert [note for note in turn["notes"] if note.startswith("Read: ")], turn["notes"]
    page = gateway.command("sessions", "show", record.session_id(answer)).stdout
    assert "edited: Read: " in page
    # What is recorded is what the client has, for it is what the client will send back.
    assert turn["stop_reason"] == "tool_use"


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
def test_arguments_in_a_text_of_their_own_are_taken_out_of_it(start, server, stream):
    server.said = lambda body: call("Read", json.dumps('{"path": "a b"}'))
    assert asked(start(), stream)[1] == {"path": "a b"}


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
def test_a_call_that_is_right_is_left_alone(start, server, stream):
    gateway = start()
    server.said = lambda body: call("Read", '{"path": "a",  "limit": 5}')
    name, arguments, answer = asked(gateway, stream)
    assert (name, arguments) == ("Read", {"path": "a", "limit": 5})
    turn, = record.settled_turns(gateway, record.session_id(answer))
    assert turn["notes"] == []


def test_a_call_is_checked_against_the_clients_own_tool_not_the_shortened_one(start, server):
    gateway = start()
    tools = [{**READ, "description": trajectories.filler(20000), "input_schema": {**READ["input_schema"], "properties": {
        **READ["input_schema"]["properties"], "deep": {"type": "object", "description": trajectories.filler(8000), "properties": {
            "flag": {"type": "boolean", "description": trajectories.filler(4000)}}}}}}]
    server.said = lambda body: call("Read", '{"path": "a", "deep": {"flag": "true"}}')
    _, arguments, _ = asked(gateway, False, tools)
    assert arguments == {"path": "a", "deep": {"flag": True}}
    assert len(json.dumps(server.bodies[0]["tools"])) < 4000
