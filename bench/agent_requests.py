"""Requests as a coding agent sends them: a system prompt, tools, a history of a wanted size, a new last message."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "scripts"))
from words import filler  # noqa: E402  (a script's neighbour, not a package)

SERIAL, CONNECTION = "@" * 16, "#" * 8  # filled in by the driver, for each request and each connection
TOOLS = [{"name": name, "description": filler(120, seed), "input_schema": {
    "type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}}
    for seed, name in enumerate(["Read", "Edit", "Bash"])]


def history(size):
    """Turns of a tool loop, about `size` bytes in all."""
    messages, seed = [], 0
    while size > 900:
        result = min(max(size - 700, 200), 6000)
        call = "toolu_%06d" % seed
        messages += [
            {"role": "assistant", "content": [
                {"type": "text", "text": filler(200, seed)},
                {"type": "tool_use", "id": call, "name": "Read", "input": {"path": "Sources/file%d.swift" % seed}}]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": call, "content": filler(result, seed + 1).replace(". ", ".\n")}]}]
        size -= result + 480
        seed += 2
    return messages


def request(size, events=0, interval=0, backend=""):
    """A whole HTTP request with a body of about `size` bytes.

    The answer: plain, or `events` text deltas, `interval` ms apart. With a `backend` it is for that one of the gateway's."""
    value = {"model": backend + "claude-bench-%d-%d" % (events, interval), "messages": [
        {"role": "user", "content": [{"type": "text", "text": "Please look at the parser. " + filler(100)}]},
        *history(size - 1500),
        {"role": "assistant", "content": [{"type": "text", "text": "Done so far."}]},
        {"role": "user", "content": [{"type": "text", "text": "Go on with step " + SERIAL}]}],
        "system": [{"type": "text", "text": "You are a coding agent."}], "tools": TOOLS,
        "max_tokens": 8192, "stream": events > 0}
    body = json.dumps(value, separators=(",", ":")).encode()
    head = ("POST /v1/messages?beta=true HTTP/1.1\r\nhost: 127.0.0.1\r\nx-api-key: bench\r\nanthropic-version: 2023-06-01\r\n"
            "content-type: application/json\r\nuser-agent: bench\r\nx-claude-code-session-id: bench-%s\r\n"
            "content-length: %d\r\n\r\n" % (CONNECTION, len(body)))
    return head.encode() + body
