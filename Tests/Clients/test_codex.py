"""Codex, as people run it: a tool's round trip, with the file on the disk that it was to write."""
import pytest

from agents import Codex, notes_server
from coder import DONE, Coder
from notes_server import NAME, TEXT

CLIENT = "Codex"


@pytest.fixture
def make_agent(tmp_path):
    return lambda backend: Codex(tmp_path / "agent", backend.gateway)


def messages(events):
    return [event["item"]["text"] for event in events
            if event["type"] == "item.completed" and event["item"]["type"] == "agent_message"]


def test_a_scripted_model_writes_a_file(scripted, make_agent, tmp_path):
    backend = scripted(Coder({"exec_command": {"cmd": "printf 'hello\\n' > hello.txt"}}))
    events = make_agent(backend).ask("Write hello.txt", "--dangerously-bypass-approvals-and-sandbox", model=backend.model)
    assert messages(events)[-1] == DONE
    assert (tmp_path / "agent/work/hello.txt").read_text() == "hello\n"


def test_a_real_server_calls_a_tool(real, make_agent):
    backend = real()
    agent = make_agent(backend)
    events = agent.ask("Save the note", *agent.tools_of(notes_server(agent.work)), model=backend.model, window=8192)
    assert messages(events)[-1]
    assert (agent.work / NAME).read_text() == TEXT
