#!/usr/bin/env python3
"""Writes data/demo/session.json: a long agent session, from a small project and a scenario written by hand.

make_demo_session.py [--check | --record]
  --check    compares with what is there instead of writing it
  --record   first runs every command of the scenario in a scratch copy of the project, as it stands at that moment,
             and writes what it printed into the scenario

The project lies in data/demo/project as it is before the session. The scenario is text; a line that begins with
"::" says what the lines after it are:

  :: user           what a person types           :: reminder   what the client adds to it by itself
  :: assistant      a new message of the agent    :: thinking   :: say
  :: read PATH [FIRST COUNT]     :: glob PATTERN     :: grep PATTERN [PATH]
  :: write PATH     :: edit PATH, then :: with
  :: bash WHAT, then :: prints [EXIT CODE]           :: task WHAT, then :: reports
  :: todo           lines of "[ ] ", "[>] " and "[x] "

Calls between two ":: assistant" are parallel. What Read, Edit, Write, Glob and Grep answer is worked out on the
files as the calls before left them, so an edit whose old text is not there stops the script; "edit!" and "read!"
are the calls that are meant to fail.
"""
import argparse
import base64
import fnmatch
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass

DEMO = pathlib.Path(__file__).resolve().parents[1] / "data/demo"
SESSION = DEMO / "session.json"
ROOT = "/home/mara/wherebox"  # where the session believes the project to be
MODEL, MAX_TOKENS = "claude-opus-4-6", 8192
SNIPPET = 4   # lines shown on both sides of an edit
TODO_STATES = {"[ ]": "pending", "[>]": "in_progress", "[x]": "completed"}


class ScenarioError(Exception):
    """The scenario says something that cannot be, and where."""


@dataclass
class Section:
    """One "::" line and the text below it."""
    file: pathlib.Path
    line: int
    verb: str
    rest: str
    text: str

    def error(self, what):
        return ScenarioError("%s:%d: %s: %s" % (self.file.name, self.line, self.verb, what))


def sections(path):
    found = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith(":: "):
            verb, _, rest = line[3:].strip().partition(" ")
            found.append(Section(path, number, verb, rest.strip(), ""))
        elif found:
            found[-1].text += line + "\n"
        elif line.strip():
            raise ScenarioError("%s:%d: text before the first '::'" % (path.name, number))
    return found


class CallFailed(Exception):
    """What a tool says when it cannot do what it was asked."""


class Workspace:
    """The project's files in memory, and the tools that see and change them."""

    def __init__(self, directory):
        self.files = {str(path.relative_to(directory)): path.read_text("utf-8", "surrogateescape")
                      for path in sorted(directory.rglob("*")) if path.is_file()}

    def read(self, path, first=1, count=2000):
        if path not in self.files:
            raise CallFailed("There is no file at %s/%s." % (ROOT, path))
        lines = self.files[path].splitlines()[first - 1:first - 1 + count]
        return numbered(lines, first) or "(The file is empty.)"

    def write(self, path, text):
        said = "Replaced" if path in self.files else "Created"
        self.files[path] = text
        return "%s %s/%s (%d lines)." % (said, ROOT, path, text.count("\n"))

    def edit(self, path, old, new):
        text = self.files.get(path, "")
        if old not in text:
            raise CallFailed("Nothing was changed: old_string does not occur in %s/%s. Read the file again; it may "
                             "have changed since." % (ROOT, path))
        if text.count(old) > 1:
            raise CallFailed("Nothing was changed: old_string occurs %d times in %s/%s. Add lines around it until it "
                             "occurs once." % (text.count(old), ROOT, path))
        self.files[path] = text.replace(old, new)
        start = max(0, text[:text.index(old)].count("\n") - SNIPPET)
        end = text[:text.index(old)].count("\n") + new.count("\n") + 1 + SNIPPET
        return "Edited %s/%s. The lines around the change are now:\n%s" % (
            ROOT, path, numbered(self.files[path].splitlines()[start:end], start + 1))

    def glob(self, pattern):
        names = [name for name in self.files if fnmatch.fnmatch(name, pattern)]
        return "\n".join("%s/%s" % (ROOT, name) for name in names) or "No file matches."

    def grep(self, pattern, under=""):
        expression, found = re.compile(pattern), []
        for name, text in self.files.items():
            if name.startswith(under):
                found += ["%s:%d:%s" % (name, i, line) for i, line in enumerate(text.splitlines(), 1)
                          if expression.search(line)]
        return "\n".join(found) or "No line matches."


def numbered(lines, first):
    return "\n".join("%6d\u2192%s" % (i, line) for i, line in enumerate(lines, first))


class Scratch:
    """A copy of the project on disk under git, where the commands of the scenario are really run."""

    def __init__(self, directory):
        self.directory, self.temporary = pathlib.Path(directory) / "project", pathlib.Path(directory) / "tmp"
        self.directory.mkdir()
        self.temporary.mkdir()
        self.clock = 1931324400  # the commits' dates, so that their ids are the same every time
        self.has_begun = False
        self.environment = {"PATH": os.environ["PATH"], "HOME": "/nowhere", "LANG": "C.UTF-8", "TZ": "Europe/Oslo",
                            "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(self.temporary), "COLUMNS": "100", "GIT_CONFIG_GLOBAL": "/dev/null"}
        for name in ("AUTHOR", "COMMITTER"):
            self.environment.update({"GIT_%s_NAME" % name: "Mara Lind", "GIT_%s_EMAIL" % name: "mara@wherebox.example"})

    def run(self, files, command):
        """The exit code and what was printed, without what differs from run to run."""
        if not self.has_begun:
            self.has_begun = True
            self.run(files, "git init -q -b main && git add -A && git commit -qm 'Release 0.6.2'")
        for name, text in files.items():
            path = self.directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", "surrogateescape")
        self.clock += 600
        dates = {"GIT_AUTHOR_DATE": "%d +0100" % self.clock, "GIT_COMMITTER_DATE": "%d +0100" % self.clock}
        command = command.replace(ROOT, str(self.directory)).replace("/tmp/", "%s/" % self.temporary)
        done = subprocess.run(["bash", "-c", command], cwd=self.directory, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env={**self.environment, **dates})
        text = done.stdout.replace(str(self.directory), ROOT).replace(str(self.temporary), "/tmp")
        for pattern, plain in ((r"in \d+\.\d+s", "in 0.058s"), (r"/tmp/tmp\w+", "/tmp/tmp4x_k1v2e"),
                               (r'"/[^"]*/lib/python3', '"/usr/local/lib/python3')):
            text = re.sub(pattern, plain, text)
        return done.returncode, text


class Session:
    """The conversation as it grows, section by section."""

    def __init__(self, workspace, scratch=None):
        self.workspace, self.scratch = workspace, scratch
        self.messages, self.results, self.calls = [], [], 0
        self.recorded = {}  # what commands printed, by file and line of their ":: prints"

    def block(self, role, block):
        if not self.messages or self.messages[-1]["role"] != role:
            self.messages.append({"role": role, "content": []})
        self.messages[-1]["content"].append(block)

    def end_message(self):
        """Answers the calls of the agent's message."""
        for result in self.results:
            self.block("user", result)
        self.results = []

    def call(self, name, arguments, answer, failed=False):
        self.calls += 1
        identity = "toolu_01" + hashlib.sha256(b"%d" % self.calls).hexdigest()[:22]
        self.block("assistant", {"type": "tool_use", "id": identity, "name": name, "input": arguments})
        answer = answer.encode("utf-8", "replace").decode()  # a file may be in another encoding
        result = {"type": "tool_result", "tool_use_id": identity, "content": answer}
        self.results.append({**result, "is_error": True} if failed else result)

    def play(self, found):
        following = iter(found)
        for section in following:
            verb, text, must_fail = section.verb.rstrip("!"), section.text.strip("\n"), section.verb.endswith("!")
            play = getattr(self, "play_" + verb, None)
            if play is None:
                raise section.error("no such section")
            needs_second = verb in ("edit", "bash", "task")
            play(section, text, *([next(following)] if needs_second else []), **({"must_fail": True} if must_fail else {}))

    def play_user(self, section, text):
        self.end_message()
        self.block("user", {"type": "text", "text": text})

    def play_reminder(self, section, text):
        self.play_user(section, "<system-reminder>\n%s\n</system-reminder>" % text)

    def play_assistant(self, section, text):
        self.end_message()
        if self.messages[-1]["role"] != "user":
            raise section.error("two messages of the agent in a row")

    def play_thinking(self, section, text):
        signature = base64.b64encode(hashlib.sha512(text.encode()).digest()).decode()
        self.block("assistant", {"type": "thinking", "thinking": text, "signature": signature})

    def play_say(self, section, text):
        self.block("assistant", {"type": "text", "text": text})

    def attempt(self, section, name, arguments, must_fail, action):
        try:
            answer, failed = action(), False
        except CallFailed as error:
            answer, failed = str(error), True
        if failed != must_fail:
            raise section.error(answer)
        self.call(name, arguments, answer, failed)

    def play_read(self, section, text, must_fail=False):
        path, *span = section.rest.split()
        first, count = map(int, span or (1, 2000))
        more = {"offset": first, "limit": count} if span else {}
        self.attempt(section, "Read", {"file_path": "%s/%s" % (ROOT, path), **more}, must_fail,
                     lambda: self.workspace.read(path, first, count))

    def play_write(self, section, text):
        self.call("Write", {"file_path": "%s/%s" % (ROOT, section.rest), "content": text + "\n"},
                  self.workspace.write(section.rest, text + "\n"))

    def play_edit(self, section, old, second, must_fail=False):
        new = second.text.strip("\n")
        self.attempt(section, "Edit", {"file_path": "%s/%s" % (ROOT, section.rest), "old_string": old, "new_string": new},
                     must_fail, lambda: self.workspace.edit(section.rest, old, new))

    def play_glob(self, section, text):
        self.call("Glob", {"pattern": section.rest, "path": ROOT}, self.workspace.glob(section.rest))

    def play_grep(self, section, text):
        pattern, *under = shlex.split(section.rest)
        self.call("Grep", {"pattern": pattern, "path": "/".join([ROOT, *under]), "output_mode": "content", "-n": True},
                  self.workspace.grep(pattern, *under))

    def play_bash(self, section, command, second):
        code, printed = int(second.rest or 0), second.text.strip("\n")
        if self.scratch:
            code, printed = self.scratch.run(self.workspace.files, command)
            printed = printed.strip("\n")
            self.recorded[second.file, second.line] = code, printed
        answer = printed or "(Nothing was printed.)"
        self.call("Bash", {"command": command, "description": section.rest},
                  answer if code == 0 else "Exit code %d\n%s" % (code, answer), failed=code != 0)

    def play_task(self, section, prompt, second):
        self.call("Task", {"description": section.rest, "prompt": prompt, "subagent_type": "explorer"},
                  second.text.strip("\n"))

    def play_todo(self, section, text):
        todos = [{"content": line[4:], "status": TODO_STATES[line[:3]], "id": str(i)}
                 for i, line in enumerate(text.splitlines(), 1)]
        self.call("TodoWrite", {"todos": todos}, "The list is kept. %d of %d done." % (
            sum(todo["status"] == "completed" for todo in todos), len(todos)))


def session_body(session):
    identity, instructions = (DEMO / "system.md").read_text().split("\n---\n", 1)
    return {"model": MODEL, "max_tokens": MAX_TOKENS,
            "system": [{"type": "text", "text": identity.strip()}, {"type": "text", "text": instructions.strip()}],
            "tools": json.loads((DEMO / "tools.json").read_text()), "messages": session.messages}


def write_back(recorded):
    """Puts what the commands printed into the scenario files."""
    for path in {file for file, _ in recorded}:
        kept, is_old = [], False
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if line.startswith(":: "):
                is_old = (path, number) in recorded
                if is_old:
                    code, printed = recorded[path, number]
                    line = (":: prints" + (" %d" % code if code else "")) + "\n" + printed.rstrip() + "\n"
            elif is_old:
                continue
            kept.append(line)
        path.write_text("\n".join(kept) + "\n")


def make(scratch=None):
    session = Session(Workspace(DEMO / "project"), scratch)
    for path in sorted((DEMO / "scenario").glob("*.txt")):
        session.play(sections(path))
    session.end_message()
    return session


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument("--check", action="store_true")
    modes.add_argument("--record", action="store_true")
    args = parser.parse_args()
    try:
        if args.record:
            with tempfile.TemporaryDirectory() as directory:
                write_back(make(Scratch(directory)).recorded)
        text = json.dumps(session_body(make()), indent=1, ensure_ascii=False) + "\n"
    except ScenarioError as error:
        sys.exit(str(error))
    if args.check:
        if not SESSION.exists() or SESSION.read_text() != text:
            sys.exit("%s is not what the scenario makes" % SESSION)
    else:
        SESSION.write_text(text)


if __name__ == "__main__":
    main()
