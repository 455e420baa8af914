"""What the kinds of upstream say: answers, streams and errors, as the vendors' APIs write them."""
import itertools
import json

JSON = [("content-type", "application/json")]
_ids = itertools.count(1)


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def sse(value, event=None):
    return (b"event: %s\n" % event.encode() if event else b"") + b"data: %s\n\n" % compact(value)


class AnthropicMessages:
    """The Anthropic Messages API."""
    name = "anthropic"
    path = "/v1/messages"

    def message(self, content, stop_reason=None):
        """An answer with these content blocks; a string is one block of text."""
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
        calls = any(block["type"] == "tool_use" for block in blocks)
        return {"id": "msg_%08d" % next(_ids), "type": "message", "role": "assistant", "model": "claude-test",
                "content": blocks, "stop_reason": stop_reason or ("tool_use" if calls else "end_turn"),
                "stop_sequence": None, "usage": {"input_tokens": 12, "output_tokens": 34}}

    def answer(self, text):
        return compact(self.message(text))

    def events(self, content):
        """The same answer as a list of events, each complete with its blank line."""
        message = self.message(content)
        blocks, message["content"] = message["content"], []
        stop = {"stop_reason": message["stop_reason"], "stop_sequence": None}
        message["stop_reason"] = None
        events = [{"type": "message_start", "message": message}]
        for index, block in enumerate(blocks):
            start, deltas = _block_as_deltas(block)
            events.append({"type": "content_block_start", "index": index, "content_block": start})
            events += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
            events.append({"type": "content_block_stop", "index": index})
        events.append({"type": "message_delta", "delta": stop, "usage": {"output_tokens": 34}})
        events.append({"type": "message_stop"})
        return [sse(event, event["type"]) for event in events]

    def call_events(self, name, arguments):
        """An answer that is one call of a tool."""
        return self.events([{"type": "tool_use", "id": "toolu_%08d" % next(_ids), "name": name, "input": arguments}])

    def first_content(self, events):
        """The index after the first event that carries content."""
        return next(i for i, event in enumerate(events) if b"_delta" in event) + 1

    def error(self, status, message):
        return compact({"type": "error", "error": {"type": ERROR_TYPES[status], "message": message}})

    def error_event(self, status, message):
        return b"event: error\ndata: %s\n\n" % self.error(status, message)


ERROR_TYPES = {400: "invalid_request_error", 401: "authentication_error", 403: "permission_error",
               404: "not_found_error", 413: "request_too_large", 429: "rate_limit_error",
               500: "api_error", 504: "timeout_error", 529: "overloaded_error"}


def _block_as_deltas(block):
    """A content block as the start event's block and the deltas that fill it, in pieces of odd sizes."""
    def pieces(text):
        cuts = [0, *itertools.takewhile(lambda n: n < len(text), itertools.accumulate(itertools.cycle([7, 40, 1, 93]))),
                len(text)]
        return [text[a:b] for a, b in zip(cuts, cuts[1:])]

    kind = block["type"]
    if kind == "text":
        return {"type": "text", "text": ""}, [{"type": "text_delta", "text": p} for p in pieces(block["text"])]
    if kind == "thinking":
        deltas = [{"type": "thinking_delta", "thinking": p} for p in pieces(block["thinking"])]
        return ({"type": "thinking", "thinking": "", "signature": ""},
                deltas + [{"type": "signature_delta", "signature": block["signature"]}])
    if kind == "tool_use":
        text = json.dumps(block["input"], ensure_ascii=False)
        return {**block, "input": {}}, [{"type": "input_json_delta", "partial_json": p} for p in pieces(text)]
    raise ValueError("no stream for a block of type %r" % kind)


class OpenAIChat:
    """OpenAI's chat completions, as local servers speak them too."""
    name = "chat"
    path = "/v1/chat/completions"

    def answer(self, text):
        return compact({"id": "chatcmpl-%d" % next(_ids), "object": "chat.completion", "created": 1,
                        "model": "test-model",
                        "choices": [{"index": 0, "finish_reason": "stop",
                                     "message": {"role": "assistant", "content": text}}],
                        "usage": {"prompt_tokens": 12, "completion_tokens": 34, "total_tokens": 46}})

    def call_events(self, name, arguments):
        """An answer that is one call of a tool, its arguments in two fragments."""
        text = json.dumps(arguments)
        half = len(text) // 2
        call = {"index": 0, "id": "call_%d" % next(_ids), "type": "function", "function": {"name": name, "arguments": text[:half]}}
        rest = {"index": 0, "function": {"arguments": text[half:]}}
        return self.chunks([{"tool_calls": [call]}, {"tool_calls": [rest]}], "tool_calls")

    def events(self, text):
        words = text.split(" ")
        return self.chunks([{"content": word + " "} for word in words[:-1]] + [{"content": words[-1]}], "stop")

    def chunks(self, deltas, reason):
        """The chunks of an answer with these deltas, from its first to `[DONE]`."""
        identity = "chatcmpl-%d" % next(_ids)

        def chunk(delta, finish=None):
            return sse({"id": identity, "object": "chat.completion.chunk", "created": 1, "model": "test-model",
                        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

        usage = sse({"id": identity, "object": "chat.completion.chunk", "created": 1, "model": "test-model",
                     "choices": [], "usage": {"prompt_tokens": 12, "completion_tokens": 34, "total_tokens": 46}})
        return [chunk({"role": "assistant", "content": ""}), *map(chunk, deltas), chunk({}, reason), usage, b"data: [DONE]\n\n"]

    def first_content(self, events):
        return 2

    def error(self, status, message):
        return compact({"error": {"message": message, "type": ERROR_TYPES[status], "param": None, "code": None}})

    def error_event(self, status, message):
        return b"data: %s\n\n" % compact({"error": {"message": message, "type": ERROR_TYPES[status], "code": status}})


class OllamaChat:
    """Ollama's own API: a line of JSON for an event."""
    name = "ollama"
    path = "/api/chat"

    def line(self, content="", **more):
        message = {"role": "assistant", "content": content, **more.pop("message", {})}
        return {"model": "test-model", "created_at": "2026-11-20T08:00:00Z", "message": message, "done": False, **more}

    def last(self, content="", **more):
        return self.line(content, **{"done": True, "done_reason": "stop", "prompt_eval_count": 12, "eval_count": 34, **more})

    def answer(self, text):
        return compact(self.last(text))

    def call_events(self, name, arguments):
        """An answer that is one call of a tool, which comes whole."""
        call = {"id": "call_%d" % next(_ids), "function": {"index": 0, "name": name, "arguments": arguments}}
        return [compact(value) + b"\n" for value in [self.line(message={"tool_calls": [call]}), self.last()]]

    def events(self, text):
        words = text.split(" ")
        pieces = ["", *(word + " " for word in words[:-1]), *words[-1:]]
        return [compact(value) + b"\n" for value in [*map(self.line, pieces), self.last()]]

    def first_content(self, events):
        return 2

    def error(self, status, message):
        words = {529: "server busy, please try again.  maximum pending requests exceeded: "}
        return compact({"error": words.get(status, "") + message})

    def error_event(self, status, message):
        return self.error(status, message) + b"\n"


ANTHROPIC, CHAT, OLLAMA = AnthropicMessages(), OpenAIChat(), OllamaChat()
