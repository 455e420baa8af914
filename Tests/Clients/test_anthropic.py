"""The `anthropic` SDK: a tool's round trip before every backend, and what a real server's window has to do with it."""
import anthropic
import pytest

from notes_server import CALL, DESCRIPTION, SCHEMA, TOOL
from overflows import LONG

CLIENT = "anthropic SDK"
QUESTION = {"role": "user", "content": "Save the note."}
TOOLS = [{"name": TOOL, "description": DESCRIPTION, "input_schema": SCHEMA}]


def client_of(backend):
    return anthropic.Anthropic(base_url=backend.gateway.url, api_key="client-key", max_retries=0, timeout=60)


def ask(backend, stream, messages, **more):
    client, question = client_of(backend), dict(model=backend.model, max_tokens=200, messages=messages, **more)
    if not stream:
        return client.messages.create(**question)
    with client.messages.stream(**question) as events:
        return events.get_final_message()


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "plain"])
def test_a_tools_round_trip(backend, stream):
    asked = ask(backend, stream, [QUESTION], tools=TOOLS)
    call, = [block for block in asked.content if block.type == "tool_use"]
    assert asked.stop_reason == "tool_use" and (call.name, call.input) == (TOOL, CALL)
    result = {"type": "tool_result", "tool_use_id": call.id, "content": "saved"}
    told = ask(backend, stream, [QUESTION, {"role": "assistant", "content": asked.content}, {"role": "user", "content": [result]}],
               tools=TOOLS)
    assert told.stop_reason == "end_turn" and [block.text for block in told.content] == [backend.last_word]
    assert told.usage.input_tokens > 0 and told.usage.output_tokens > 0 and told.id != asked.id


def test_a_count_is_what_the_request_costs(real):
    backend = real()
    question = dict(model=backend.model, messages=[QUESTION], tools=TOOLS)
    counted = client_of(backend).messages.count_tokens(**question).input_tokens
    usage = client_of(backend).messages.create(max_tokens=1, **question).usage
    assert counted == usage.input_tokens + (usage.cache_read_input_tokens or 0)


def test_models_are_listed_with_their_windows(real):
    backend = real()
    listed = {model.id: model for model in client_of(backend).models.list()}
    assert listed[backend.model].max_input_tokens == 8192
    assert client_of(backend).models.retrieve(backend.model).id == backend.model


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "plain"])
def test_an_overflow_is_refused_as_this_client_expects(overflowing, stream):
    with pytest.raises(anthropic.BadRequestError, match="prompt is too long"):
        ask(overflowing, stream, [{"role": "user", "content": LONG}])
