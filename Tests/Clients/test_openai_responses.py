"""The `openai` SDK's Responses: a tool's round trip before every backend, with the history and by reference to what was said."""
import json

import openai
import pytest

from notes_server import CALL, DESCRIPTION, SCHEMA, TOOL
from overflows import LONG

CLIENT = "openai SDK, responses"
QUESTION = {"role": "user", "content": "Save the note."}
TOOLS = [{"type": "function", "name": TOOL, "description": DESCRIPTION, "parameters": SCHEMA, "strict": True}]


def client_of(backend):
    return openai.OpenAI(base_url=backend.gateway.url + "/v1", api_key="client-key", max_retries=0, timeout=60)


def ask(backend, stream, **more):
    client, question = client_of(backend), dict(model=backend.model, instructions="Be brief.", **more)
    if not stream:
        return client.responses.create(**question)
    with client.responses.stream(**question) as stream:
        events = list(stream)
        answer = stream.get_final_response()
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert events[0].type == "response.created" and events[-1].type == "response.completed"
    return answer


def call_in(answer):
    call, = [item for item in answer.output if item.type == "function_call"]
    assert answer.status == "completed" and (call.name, json.loads(call.arguments)) == (TOOL, CALL)
    return call


def result_of(call):
    return {"type": "function_call_output", "call_id": call.call_id, "output": "saved"}


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "plain"])
def test_a_tools_round_trip(backend, stream):
    asked = ask(backend, stream, input=[QUESTION], tools=TOOLS)
    said = [item.model_dump(exclude_none=True) for item in asked.output]
    told = ask(backend, stream, input=[QUESTION, *said, result_of(call_in(asked))], tools=TOOLS)
    assert told.status == "completed" and told.output_text == backend.last_word and told.id != asked.id
    assert told.usage.input_tokens > 0 and told.usage.total_tokens == told.usage.input_tokens + told.usage.output_tokens


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "plain"])
def test_a_round_trip_that_refers_to_the_answer_before(backend, stream):
    asked = ask(backend, stream, input="Save the note.", tools=TOOLS)
    told = ask(backend, stream, input=[result_of(call_in(asked))], previous_response_id=asked.id, tools=TOOLS)
    assert told.output_text == backend.last_word


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "plain"])
def test_an_overflow_is_refused_as_this_client_expects(overflowing, stream):
    with pytest.raises(openai.BadRequestError) as caught:
        ask(overflowing, stream, input=LONG)
    assert caught.value.code == "context_length_exceeded"
