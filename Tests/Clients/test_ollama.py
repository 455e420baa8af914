"""The `ollama` library: chats and prompts before every backend, and what it is told of a real server's models."""
import ollama
import pytest

from notes_server import CALL, DESCRIPTION, SCHEMA, TOOL
from overflows import LONG

CLIENT = "ollama library"
QUESTION = {"role": "user", "content": "Save the note."}
TOOLS = [{"type": "function", "function": {"name": TOOL, "description": DESCRIPTION, "parameters": SCHEMA}}]


def client_of(backend):
    return ollama.Client(host=backend.gateway.url, timeout=60)


def chat(backend, stream, messages, **more):
    """What was said and called, and the last line."""
    answer = client_of(backend).chat(model=backend.model, messages=messages, stream=stream, **more)
    lines = list(answer) if stream else [answer]
    calls = [call for line in lines for call in line.message.tool_calls or []]
    assert [line.done for line in lines] == [False] * (len(lines) - 1) + [True]
    return "".join(line.message.content or "" for line in lines), calls, lines[-1]


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "plain"])
def test_a_tools_round_trip(backend, stream):
    """The library takes the ids out of calls, so that a result is known by its tool's name alone."""
    text, (call,), last = chat(backend, stream, [QUESTION], tools=TOOLS)
    assert (call.function.name, call.function.arguments) == (TOOL, CALL) and last.done_reason == "stop"
    said = {"role": "assistant", "content": text, "tool_calls": [call]}
    told, calls, last = chat(backend, stream, [QUESTION, said, {"role": "tool", "content": "saved", "tool_name": TOOL}], tools=TOOLS)
    assert (told, calls, last.done_reason) == (backend.last_word, [], "stop")
    assert last.prompt_eval_count > 0 and last.eval_count > 0


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "plain"])
def test_a_prompt_is_answered(backend, stream):
    answer = client_of(backend).generate(model=backend.model, prompt="hello", stream=stream, options={"num_predict": 20})
    lines = list(answer) if stream else [answer]
    assert "".join(line.response for line in lines) and lines[-1].done and lines[-1].eval_count > 0


def test_models_are_listed_shown_and_known_to_be_loaded(real):
    backend = real()
    client = client_of(backend)
    assert backend.model in [model.model for model in client.list().models]
    shown = client.show(backend.model)
    assert "tools" in shown.capabilities
    assert shown.modelinfo["%s.context_length" % shown.modelinfo["general.architecture"]] == 8192
    assert backend.model in [model.model for model in client.ps().models]


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "plain"])
def test_an_overflow_is_refused_as_this_client_expects(overflowing, stream):
    with pytest.raises(ollama.ResponseError, match="exceeds the context length") as caught:
        chat(overflowing, stream, [{"role": "user", "content": LONG}])
    assert caught.value.status_code == 400
