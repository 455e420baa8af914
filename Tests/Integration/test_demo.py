"""The session of `make demo`: that it is one a client could have sent, that its files evolve as it says, and the demo."""
import json
import re
import subprocess
import sys

import pytest

from harness import trajectories
from harness.gateway import ROOT

SESSION = json.loads((ROOT / "data/demo/session.json").read_text())
MESSAGES = SESSION["messages"]
REMINDER = "<system-reminder>"
NUMBERED = re.compile(r"^ *(\d+)\u2192(.*)$")


def parts(message, kind):
    return [part for part in message["content"] if part["type"] == kind]


def calls_and_results():
    """Every call with its result, in order."""
    for asked, answered in zip(MESSAGES, MESSAGES[1:]):
        for call, result in zip(parts(asked, "tool_use"), parts(answered, "tool_result")):
            yield call, result


def test_the_session_is_what_its_sources_make():
    done = subprocess.run([sys.executable, ROOT / "scripts/make_demo_session.py", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_it_is_long_and_a_person_speaks_in_between():
    persons = [part for message in MESSAGES if message["role"] == "user" for part in parts(message, "text")
               if not part["text"].startswith(REMINDER)]
    assert len(trajectories.demo().answers) >= 60 and len(persons) >= 8
    assert sum(len(json.dumps(message)) for message in MESSAGES) > 400_000
    assert any(len(parts(message, "tool_use")) > 1 for message in MESSAGES)
    assert any(result.get("is_error") for _, result in calls_and_results())


def test_roles_alternate_from_user_to_assistant():
    assert [message["role"] for message in MESSAGES] == ["user", "assistant"] * (len(MESSAGES) // 2)
    assert all(message["content"] for message in MESSAGES)
    assert all(part["text"].strip() for message in MESSAGES for part in parts(message, "text"))


def test_every_call_is_answered_at_once_and_first():
    seen = set()
    for asked, answered in zip(MESSAGES, [*MESSAGES[1:], {"content": []}]):
        if asked["role"] == "user":
            continue
        calls = [part["id"] for part in parts(asked, "tool_use")]
        assert [part.get("tool_use_id") for part in answered["content"][:len(calls)]] == calls
        assert len(parts(answered, "tool_result")) == len(calls)
        assert seen.isdisjoint(calls)
        seen.update(calls)


def test_thinking_comes_first_and_is_signed():
    for message in MESSAGES:
        kinds = [part["type"] for part in message["content"]]
        assert kinds.count("thinking") <= 1 and "thinking" not in kinds[1:]
        assert all(part["signature"] for part in parts(message, "thinking"))


def test_every_call_keeps_to_the_schema_of_its_tool():
    schemas = {tool["name"]: tool["input_schema"] for tool in SESSION["tools"]}
    assert 10 <= len(schemas) <= 14
    for call, _ in calls_and_results():
        schema = schemas[call["name"]]
        assert set(schema["required"]) <= set(call["input"]) <= set(schema["properties"]), call


def test_what_is_read_is_what_was_read_written_and_edited_before():
    """Follows every file of which a whole state is known, and compares it with what later reads show."""
    known, compared = {}, 0
    for call, result in calls_and_results():
        given = call["input"]
        path = given.get("file_path")
        if call["name"] == "Write":
            known[path] = given["content"].splitlines()
        elif call["name"] == "Edit" and path in known and not result.get("is_error"):
            text = "\n".join(known[path]) + "\n"
            assert text.count(given["old_string"]) == 1, (path, given["old_string"])
            known[path] = text.replace(given["old_string"], given["new_string"]).splitlines()
        elif call["name"] == "Read" and not result.get("is_error"):
            shown = [NUMBERED.match(line)[2] for line in result["content"].split("\n")]
            first = given.get("offset", 1)
            if path in known:
                assert shown == known[path][first - 1:first - 1 + len(shown)], path
                compared += 1
            elif "offset" not in given:
                known[path] = shown
    assert compared >= 15


def test_edits_are_of_files_that_were_seen():
    seen = set()
    for call, _ in calls_and_results():
        path = call["input"].get("file_path")
        assert call["name"] != "Edit" or path in seen, path
        seen.add(path)


@pytest.fixture(scope="module")
def played(binary):
    done = subprocess.run([sys.executable, ROOT / "scripts/demo.py"], capture_output=True, text=True, timeout=120)
    return done, done.stdout.splitlines()


def test_the_demo_plays_every_turn_and_none_is_refused(played):
    done, lines = played
    assert done.returncode == 0, done.stdout + done.stderr
    assert any(re.search(r"refused for their length +0 of %d turns" % len(trajectories.demo().answers), line)
               for line in lines)


def test_the_demo_fits_a_page_and_has_no_colours_in_a_pipe(played):
    _, lines = played
    assert len(lines) <= 60 and max(map(len, lines)) <= 100
    assert "\x1b" not in "".join(lines)
