"""Codex, as people run it: a tool's round trip, with the file on the disk that it was to write."""
import pytest

from agents import Codex, notes_server
from coder import DONE, Coder
from notes_server import NAME, TEXT


@pytest.fixture
def make_agent(tmp_path):
    return lambda gateway: Codex(tmp_path / "agent", gateway)


def messages(events):
    return [event["item"]["text"] for event in events
            if event["type"] == "item.completed" and event["item"]["type"] == "agent_message"]


def test_a_scripted_model_writes_a_file(scripted, make_agent, tmp_path):
    coder = Coder({"exec_command": {"cmd": "printf 'hello\\n' > hello.txt"}})
    gateway, model = scripted(coder)
    events = make_agent(gateway).ask("Write hello.txt", "--dangerously-bypass-approvals-and-sandbox", model=model)
    assert messages(events)[-1] == DONE
    assert (tmp_path / "agent/work/hello.txt").read_text() == "hello\n"


def test_a_real_server_calls_a_tool(start_gateway, one_call_llama, make_agent):
    agent = make_agent(start_gateway({"backends": {"box": {"kind": "llama-server", "url": one_call_llama.url}}}))
    events = agent.ask("Save the note", *agent.tools_of(notes_server(agent.work)), model="box/tiny-random", window=8192)
    assert messages(events)[-1]
    assert (agent.work / NAME).read_text() == TEXT
