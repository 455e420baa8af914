"""The real SDK, the gateway, the real llama.cpp server: one path, nothing scripted."""
import asyncio
import base64

import anthropic
import pytest

from harness import record, waiting
from harness.tap import Tap
from harness.upstream import RefusingPort

QUESTION = [{"role": "user", "content": "Tell me something about the sea."}]
TOOL = {"name": "read", "description": "Reads a file.", "input_schema": {
    "type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}}
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+M8AAAMBAQDJ/pLvAAAAAElFTkSuQmCC")


def prompt_tokens(message):
    """The whole prompt, whatever part of it a cache served."""
    usage = message.usage
    return usage.input_tokens + (usage.cache_read_input_tokens or 0) + (usage.cache_creation_input_tokens or 0)


def client_of(gateway, kind=anthropic.Anthropic):
    return kind(base_url=gateway.url, api_key="client-key", max_retries=0, timeout=60)


def gateway_before(server, start):
    return start({"backends": {"box": {"kind": "llama-server", "url": server.url}}})


@pytest.fixture(scope="module")
def gateway(start_module_gateway, llama):
    return gateway_before(llama, start_module_gateway)


@pytest.fixture(scope="module")
def client(gateway):
    return client_of(gateway)


@pytest.mark.parametrize("model", ["box/tiny-random", "tiny-random"])
def test_a_plain_answer(client, gateway, model):
    raw = client.messages.with_raw_response.create(model=model, max_tokens=40, messages=[
        {"role": "user", "content": "Tell %s something about the sea." % model}])
    message = raw.parse()
    assert message.type == "message" and message.role == "assistant" and message.model == model
    assert message.content[0].text and message.stop_reason in ("end_turn", "max_tokens")
    assert prompt_tokens(message) > 5 and 0 < message.usage.output_tokens <= 40
    assert raw.headers["x-ctxgw-target"] == "box/tiny-random" and raw.headers["x-ctxgw-attempts"] == "1"
    turn, = record.settled_turns(gateway, raw.headers["x-ctxgw-session"])
    assert record.outcome(turn) == record.SUCCEEDED
    assert record.prompt_tokens(turn) == prompt_tokens(message)


def test_a_streamed_answer(client):
    with client.messages.stream(model="tiny-random", max_tokens=60, messages=QUESTION, system="Be brief.") as stream:
        events = [event.type for event in stream]
        message = stream.get_final_message()
    assert events[0] == "message_start" and events[-1] == "message_stop"
    assert events.count("content_block_start") == events.count("content_block_stop") == len(message.content)
    assert message.content[0].text and message.usage.output_tokens > 0 and prompt_tokens(message) > 5


def test_a_model_may_have_nothing_to_say(start_gateway, mute_llama):
    gateway = gateway_before(mute_llama, start_gateway)
    with client_of(gateway).messages.stream(model="tiny-random", max_tokens=9, messages=QUESTION) as stream:
        message, session = stream.get_final_message(), stream.response.headers["x-ctxgw-session"]
    assert message.stop_reason == "end_turn" and not "".join(block.text for block in message.content)
    turn, = record.settled_turns(gateway, session)
    assert record.outcome(turn) == record.SUCCEEDED


def test_an_image_becomes_a_note_for_a_model_that_sees_nothing(start_gateway, llama):
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png",
                                         "data": base64.b64encode(PIXEL).decode()}}
    with Tap(llama.port) as tap:
        gateway = start_gateway({"backends": {"box": {"kind": "llama-server", "url": tap.url}}})
        answer = client_of(gateway).messages.with_raw_response.create(model="tiny-random", max_tokens=10, messages=[
            {"role": "user", "content": [{"type": "text", "text": "What is this?"}, image]}])
    assert answer.parse().content
    assert b"What is this?" in tap.heard and b"image/png" in tap.heard and b"base64" not in tap.heard
    assert image["source"]["data"].encode() not in tap.heard and b"image_url" not in tap.heard
    said = record.messages(gateway, answer.headers["x-ctxgw-session"])
    assert [block["type"] for block in said[0]["content"]] == ["text", "image"]  # stored as it was said
    turn, = record.settled_turns(gateway, answer.headers["x-ctxgw-session"])
    assert turn["context"]["stripped"] == 1


@pytest.mark.parametrize("more", [{}, {"system": "Be brief."}, {"tools": [TOOL]}], ids=["plain", "system", "tools"])
def test_count_tokens_is_the_servers_own(client, llama, more):
    question = {"model": "tiny-random", "messages": QUESTION, **more}
    ours = client.messages.count_tokens(**question).input_tokens
    assert ours == llama.post("/v1/messages/count_tokens", question)["input_tokens"]
    assert ours == prompt_tokens(client.messages.create(max_tokens=1, **question))


@pytest.mark.parametrize("stream", [False, True])
def test_an_overflow_is_told_in_the_words_clients_compact_upon_and_with_the_remedy(start_gateway, llama, stream):
    gateway = start_gateway({"backends": {"box": {"kind": "llama-server", "url": llama.url}},
                             "policy": {"context": {"strategy": "off"}}})
    long = [{"role": "user", "content": "word " * 20_000}]
    with pytest.raises(anthropic.BadRequestError, match=r"prompt is too long: \d+ tokens > \d+ maximum.*larger -c"):
        client_of(gateway).messages.create(model="tiny-random", max_tokens=5, messages=long, stream=stream)


def test_sixteen_streams_at_once(gateway):
    async def one(client, i):
        async with client.messages.stream(model="tiny-random", max_tokens=50, messages=[
                {"role": "user", "content": "Stream %d" % i}],
                extra_headers={"x-claude-code-session-id": "sixteen-%d" % i}) as stream:
            return await stream.get_final_message(), stream.response.headers["x-ctxgw-session"]

    async def all_of_them():
        async with client_of(gateway, anthropic.AsyncAnthropic) as client:
            return await asyncio.gather(*(one(client, i) for i in range(16)))

    answers = asyncio.run(all_of_them())
    assert all(message.content and message.content[0].text and message.stop_reason for message, _ in answers)
    assert len({message.id for message, _ in answers}) == 16
    assert len({session for _, session in answers}) == 16
    for _, session in answers:
        turn, = record.settled_turns(gateway, session)
        assert record.outcome(turn) == record.SUCCEEDED


def test_a_tool_loop(start_gateway, tool_llama):
    """The model calls when it likes: asked until it does, then given a result and asked again."""
    client = client_of(gateway_before(tool_llama, start_gateway))
    for attempt in range(30):
        messages = [{"role": "user", "content": "Read something, please (%d)." % attempt}]
        with client.messages.stream(model="tiny-random", max_tokens=150, tools=[TOOL], messages=messages) as stream:
            answer = stream.get_final_message()
        calls = [block for block in answer.content if block.type == "tool_use"]
        if answer.stop_reason == "tool_use":
            break
    assert calls, "the model fond of tools called none in 30 answers"
    assert all(call.name == "read" and isinstance(call.input, dict) and call.id for call in calls)
    results = [{"type": "tool_result", "tool_use_id": call.id, "content": "nothing there"} for call in calls]
    messages += [{"role": "assistant", "content": answer.content}, {"role": "user", "content": results}]
    assert client.messages.create(model="tiny-random", max_tokens=20, tools=[TOOL], messages=messages).usage.output_tokens


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "plain"])
def test_a_strict_template_gets_its_system_message_first(start_gateway, strict_llama, stream):
    client = client_of(gateway_before(strict_llama, start_gateway))
    question = dict(model="tiny-random", max_tokens=10, system="Be brief.", messages=[
        {"role": "user", "content": "a"}, {"role": "system", "content": "The date is today."},
        {"role": "assistant", "content": "b"}, {"role": "user", "content": "c"},
        {"role": "system", "content": [{"type": "text", "text": "Late news."}]}])
    if stream:
        with client.messages.stream(**question) as events:
            answer = events.get_final_message()
    else:
        answer = client.messages.create(**question)
    assert answer.usage.output_tokens > 0


def test_an_answer_cancelled_half_way_frees_the_slot(start_gateway, endless_llama):
    gateway = gateway_before(endless_llama, start_gateway)
    limit = 30000  # tokens; half a minute of speaking, never reached
    with client_of(gateway).messages.stream(model="tiny-random", max_tokens=limit, messages=QUESTION) as stream:
        session = stream.response.headers["x-ctxgw-session"]
        for seen, _ in enumerate(stream.text_stream):
            if seen == 20:
                break
        assert endless_llama.busy_slots()
    waiting.until(lambda: not endless_llama.busy_slots(), "the slot is idle")
    spoken = max(slot.get("n_prompt_tokens", 0) for slot in endless_llama.get("/slots"))
    assert 20 < spoken < limit / 2
    turn, = record.settled_turns(gateway, session)
    assert record.outcome(turn) == record.CANCELLED


def test_what_was_said_can_be_read_afterwards(start_gateway, llama):
    gateway = gateway_before(llama, start_gateway)
    with client_of(gateway).messages.stream(model="tiny-random", max_tokens=20, messages=QUESTION) as stream:
        text, session = stream.get_final_text(), stream.response.headers["x-ctxgw-session"]
    turn, = record.settled_turns(gateway, session)
    for is_running in (True, False):
        listed, shown = gateway.command("sessions").stdout, gateway.command("sessions", "show", session).stdout
        spoken = gateway.command("sessions", "show", session, "--messages").stdout
        assert session in listed and QUESTION[0]["content"][:20] in listed
        assert session in shown and "box/tiny-random" in shown and str(turn["usage"]["output"]) in shown
        assert QUESTION[0]["content"] in spoken and text.split()[0] in spoken
        if is_running:
            gateway.stop()


def test_where_nothing_is_loaded_the_answer_says_what_to_do(start_gateway):
    with RefusingPort() as gone:
        client = client_of(start_gateway({"backends": {"box": {"kind": "llama-server", "url": gone.url}}}))
        with pytest.raises(anthropic.NotFoundError, match="nowhere/model"):
            client.messages.create(model="nowhere/model", max_tokens=5, messages=QUESTION)
