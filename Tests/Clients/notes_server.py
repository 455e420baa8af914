#!/usr/bin/env python3
"""notes_server DIRECTORY: an MCP server over standard input and output with one tool, which writes a file.

Its arguments leave nothing to choose, so that a model that knows nothing can call it as well as any: a server that holds a
model to the schema has it say the one thing that is possible.
"""
import json
import pathlib
import sys

NAME, TEXT = "note.txt", "The gateway was here."
TOOL, DESCRIPTION, CALL = "save", "Saves a note.", {"name": NAME, "text": TEXT}
SCHEMA = {"type": "object", "properties": {key: {"type": "string", "enum": [value]} for key, value in CALL.items()},
          "required": list(CALL), "additionalProperties": False}


def answer(request, directory):
    """The result of a request; nothing for a notification."""
    method, parameters = request["method"], request.get("params", {})
    if method == "initialize":
        return {"protocolVersion": parameters["protocolVersion"], "capabilities": {"tools": {}},
                "serverInfo": {"name": "notes", "version": "1"}}
    if method == "tools/list":
        return {"tools": [{"name": TOOL, "description": DESCRIPTION, "inputSchema": SCHEMA}]}
    if method == "tools/call":
        arguments = parameters["arguments"]
        (pathlib.Path(directory) / arguments["name"]).write_text(arguments["text"])
        return {"content": [{"type": "text", "text": "saved"}]}
    return {}


def main():
    for line in sys.stdin:
        request = json.loads(line)
        if "id" in request:
            print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": answer(request, sys.argv[1])}), flush=True)


if __name__ == "__main__":
    main()
