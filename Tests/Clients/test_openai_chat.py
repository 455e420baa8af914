"""The `openai` SDK's chat completions: a tool's round trip before every backend, and a real server's models and window."""
import json

import openai
import pytest

from notes_server import CALL, DESCRIPTION, SCHEMA, TOOL
from overflows import LONG

CLIENT = "openai SDK, chat"
QUESTION = {"role": "user", "content": "Save the note."}
TOOLS = [{"type": "function", "function": {"name": TOOL, "description": DESCRIPTION, "parameters": SCHEMA}}]


def client_of(backend):
    return openai.OpenAI(base_url=backend.gateway.url + "/v1", api_key="client-key", max_retries=0, timeout=60)


def ask(backend, stream, messages, **more):
    client, question = client_of(backend), dict(model=backend.model, messages=messages, **more)
    if not stream:
        return client.chat.completions.create(**question)
    with client.chat.completions.stream(stream_options={"include_usage": True}, **question) as events:
        for _ in events:
            pass
        return events.get_final_completion()


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "plain"])
def test_a_tools_round_trip(backend, stream):
    asked = ask(backend, stream, [{"role": "system", "content": "Be brief."}, QUESTION], tools=TOOLS)
    choice, = asked.choices
    call, = choice.message.tool_calls
    assert choice.finish_reason == "tool_calls" and (call.function.name, json.loads(call.function.arguments)) == (TOOL, CALL)
    said = {"role": "assistant", "tool_calls": [
        {"id": call.id, "type": "function", "function": {"name": TOOL, "arguments": call.function.arguments}}]}
    told = ask(backend, stream, [{"role": "system", "content": "Be brief."}, QUESTION, said,
                                 {"role": "tool", "tool_call_id": call.id, "content": "saved"}], tools=TOOLS)
    assert told.choices[0].finish_reason == "stop" and told.choices[0].message.content == backend.last_word
    assert told.usage.prompt_tokens > 0 and told.usage.total_tokens == told.usage.prompt_tokens + told.usage.completion_tokens


def test_usage_comes_at_the_end_of_a_stream_and_only_for_those_who_ask(real):
    backend = real()
    question = dict(model=backend.model, messages=[QUESTION], stream=True)
    asked = list(client_of(backend).chat.completions.create(stream_options={"include_usage": True}, **question))
    assert asked[-1].choices == [] and asked[-1].usage.prompt_tokens > 0
    assert all(chunk.choices for chunk in asked[:-1]) and len({chunk.id for chunk in asked}) == 1
    assert all(chunk.choices for chunk in client_of(backend).chat.completions.create(**question))


def test_models_are_listed(real):
    backend = real()
    client = client_of(backend)
    assert backend.model in [model.id for model in client.models.list()]
    assert client.models.retrieve(backend.model).id == backend.model


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "plain"])
def test_an_overflow_is_refused_as_this_client_expects(overflowing, stream):
    """A vendor that says so in OpenAI's words is not put into others."""
    with pytest.raises(openai.BadRequestError, match="maximum context length"):
        ask(overflowing, stream, [{"role": "user", "content": LONG}])
