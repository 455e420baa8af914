"""aider, as people run it: its answers are text, of which some are edits of files."""
import pytest

from agents import Aider
from backends import REAL
from coder import Coder
from overflows import LONG

CLIENT = "aider"
FILE, BEFORE, AFTER = "hello.txt", "hullo\n", "hello\n"
EDIT = "I mend the spelling.\n\n%s\n```\n<<<<<<< SEARCH\n%s=======\n%s>>>>>>> REPLACE\n```\n" % (FILE, BEFORE, AFTER)


@pytest.fixture
def make_agent(tmp_path):
    def make(backend):
        agent = Aider(tmp_path / "agent", backend.gateway)
        (agent.work / FILE).write_text(BEFORE)
        return agent
    return make


def test_a_scripted_model_edits_a_file(scripted, make_agent):
    backend = scripted(Coder(text=EDIT))
    agent = make_agent(backend)
    assert "Applied edit to " + FILE in agent.ask("Mend the spelling", FILE, model=backend.model)
    assert (agent.work / FILE).read_text() == AFTER


def test_a_real_server_has_its_say(real, make_agent):
    backend = real()
    agent = make_agent(backend)
    said = agent.ask("Say something", FILE, model=backend.model)
    assert backend.last_word in said and "Tokens: " in said
    assert (agent.work / FILE).read_text() == BEFORE


@pytest.mark.parametrize("overflowing", [REAL], indirect=True)
def test_an_overflow_is_understood_as_one(overflowing, make_agent):
    agent = make_agent(overflowing)
    (agent.work / FILE).write_text(LONG)
    said = agent.ask("Say something", FILE, model=overflowing.model)
    assert "has hit a token limit" in said and " 0 received" in said
