"""Recorded agent sessions, and one of the project's own making for when there is none."""
import json
import os
import pathlib
import random
import sys

from .gateway import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
from words import filler  # noqa: E402  (a script's neighbour, not a package)

DIRECTORY = pathlib.Path(os.environ.get("CTXGW_TRAJECTORIES", ROOT.parent / "shared/data/trajectories"))


class Trajectory:
    """One conversation as an agent would send it: the whole history again on every turn."""

    def __init__(self, name, body):
        self.name = name
        self.messages = body["messages"]
        self.rest = {key: value for key, value in body.items() if key != "messages"}
        self.answers = [i for i, message in enumerate(self.messages) if message["role"] == "assistant"]

    @property
    def conversation(self):
        """What has been said once the last answer is in."""
        return self.messages[:self.answers[-1] + 1]

    def turns(self):
        """For each answer: the body of the request before it, and the answer's content blocks."""
        head = json.dumps({**self.rest, "stream": True}, ensure_ascii=False)[:-1] + ', "messages": ['
        encoded = [json.dumps(message, ensure_ascii=False) for message in self.messages]
        for i in self.answers:
            yield (head + ", ".join(encoded[:i]) + "]}").encode(), blocks(self.messages[i]["content"])


def blocks(content):
    """Message content as a list of blocks; a string is one block of text."""
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def canonical(message):
    """A message by meaning: equal for the same words, however a client spelled them."""
    content = [{key: value for key, value in block.items() if key != "cache_control"}
               for block in blocks(message["content"])]
    return json.dumps([message["role"], content], sort_keys=True, ensure_ascii=False)


def demo():
    """The session that `make demo` plays."""
    return Trajectory("demo", json.loads((ROOT / "data/demo/session.json").read_text()))


def recorded():
    return [Trajectory(path.stem, json.loads(path.read_text())) for path in sorted(DIRECTORY.glob("*.json"))]


def made_up(turns=40, seed=7):
    """A tool-using session of nonsense, the same for the same seed."""
    dice, messages = random.Random(seed), [{"role": "user", "content": "Please " + filler(200, seed)}]
    for turn in range(turns):
        call = "toolu_%04d" % turn
        messages.append({"role": "assistant", "content": [
            {"type": "thinking", "thinking": filler(dice.randint(40, 400), turn), "signature": "c2ln%04d" % turn},
            {"type": "text", "text": filler(dice.randint(20, 300), turn + 1000) + " \u00e9\u4e2d\U0001f600"},
            {"type": "tool_use", "id": call, "name": "Read",
             "input": {"path": "src/%s.swift" % dice.choice("abcdef"), "offset": turn, "deep": {"b": [1, 2.50], "a": None}}}]})
        result = {"type": "tool_result", "tool_use_id": call, "content": filler(dice.randint(10, 4000), turn + 2000)}
        if dice.random() < 0.1:
            result["is_error"] = True
        messages.append({"role": "user", "content": [result]})
    messages.append({"role": "assistant", "content": [{"type": "text", "text": "Done."}]})
    tools = [{"name": "Read", "description": "Reads a file.",
              "input_schema": {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}}]
    return Trajectory("made-up", {"model": "claude-test", "max_tokens": 8192, "tools": tools, "messages": messages,
                                  "system": [{"type": "text", "text": "You are a careful agent."}]})
