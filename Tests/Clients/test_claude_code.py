"""Claude Code, as people run it: a tool's round trip, with the file on the disk that it was to write."""
import pytest

from agents import ClaudeCode, notes_server
from coder import DONE, Coder
from notes_server import NAME, TEXT

CLIENT = "Claude Code"


@pytest.fixture
def make_agent(tmp_path):
    return lambda backend: ClaudeCode(tmp_path / "agent", backend.gateway)


def test_a_scripted_model_writes_a_file(scripted, make_agent, tmp_path):
    written = tmp_path / "agent/work/hello.txt"
    backend = scripted(Coder({"Write": {"file_path": str(written), "content": "hello\n"}}))
    result, _ = make_agent(backend).ask("Write hello.txt", "--dangerously-skip-permissions", model=backend.model)
    assert result["subtype"] == "success" and result["result"] == DONE
    assert written.read_text() == "hello\n"


def test_a_real_server_calls_a_tool(real, make_agent):
    backend = real()
    agent = make_agent(backend)
    result, _ = agent.ask("Save the note", *agent.tools_of(notes_server(agent.work)), model=backend.model)
    assert result["subtype"] == "success" and result["num_turns"] == 2 and result["result"]
    assert (agent.work / NAME).read_text() == TEXT
