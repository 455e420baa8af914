"""A scripted llama.cpp server with a small window: it counts in a way of its own, refuses what it does not hold, and keeps all it was sent."""
import json
import threading

from .dialects import JSON, compact, sse
from .upstream import Upstream

COUNT_PATH = "/v1/chat/completions/input_tokens"


class SmallServer(Upstream):
    """Tells of a window as llama.cpp's server does.

    A token is `per_token` characters of a prompt. `holds` is what is really loaded, where `/props` tells another figure;
    `is_up` is whether it answers questions at
    all, `is_loading` whether it refuses everything because it loads, `answers_counts` whether it counts for who asks. `reported` says what it reports of a prompt it has answered,
    given what it counted; `said` is the message it answers with, a function of the request's body.
    """

    def __init__(self, window=8192, per_token=3.5, models=("tiny",), port=0):
        self.window, self.holds, self.per_token = window, window, per_token
        self.is_up, self.is_loading, self.answers_counts = True, False, True
        self.reported = lambda counted: counted
        self.said = lambda body: {"role": "assistant", "content": "Understood."}
        self.refused, self.asked, self.questions = [], [], []
        self.lock = threading.Lock()
        super().__init__(self._play, models, port)

    # What was sent ------------------------------------------------------------------------------------------

    @property
    def bodies(self):
        return [json.loads(request.body) for request in self.requests]

    def count(self, body):
        """What it counts of a request."""
        return round(len(text(prompt(body))) / self.per_token)

    # What it says -------------------------------------------------------------------------------------------

    def _answer(self, peer, request):
        if not self.is_loading:
            return super()._answer(peer, request)
        (self.requests if request.path.endswith(self.ANSWERS) else self.questions).append(request)
        peer.answer_json(503, {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}})

    def _play(self, peer, request):
        body = json.loads(request.body)
        counted = self.count(body)
        if counted > self.holds:
            with self.lock:
                self.refused.append(counted)
            return self.refuse(peer, counted)
        reported = self.reported(counted)
        usage = {"prompt_tokens": reported, "completion_tokens": 7, "total_tokens": reported + 7}
        message = self.said(body)
        if body.get("stream"):
            self._stream(peer, message, usage)
        else:
            peer.answer(200, compact({"id": "c1", "object": "chat.completion", "created": 1, "model": "tiny", "usage": usage,
                                      "choices": [{"index": 0, "finish_reason": finish(message), "message": message}]}), JSON)

    def refuse(self, peer, counted):
        peer.answer_json(400, {"error": {
            "code": 400, "message": "request (%d tokens) exceeds the available context size (%d tokens), try increasing it"
            % (counted, self.holds), "type": "exceed_context_size_error", "n_prompt_tokens": counted, "n_ctx": self.holds}})

    def _stream(self, peer, message, usage):
        def chunk(delta, finish_reason=None, **more):
            return sse({"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "tiny",
                        "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}], **more})

        peer.begin_stream()
        peer.chunk(chunk({"role": "assistant", "content": None}))
        if message["content"]:
            peer.chunk(chunk({"content": message["content"]}))
        for index, call in enumerate(message.get("tool_calls", [])):
            arguments = call["function"]["arguments"]
            half = len(arguments) // 2
            named = {**call, "index": index, "function": {"name": call["function"]["name"], "arguments": arguments[:half]}}
            peer.chunk(chunk({"tool_calls": [named]}))
            peer.chunk(chunk({"tool_calls": [{"index": index, "function": {"arguments": arguments[half:]}}]}))
        peer.chunk(chunk({}, finish(message)))
        peer.chunk(sse({"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "tiny", "choices": [],
                        "usage": usage}) + b"data: [DONE]\n\n")
        peer.end_stream()

    def answer_question(self, peer, request):
        if not self.is_up:
            return peer.cut()
        self.questions.append(request)
        if (request.method, request.path) == ("GET", "/health"):
            return peer.answer_json(200, {"status": "ok"})
        if (request.method, request.path) == ("GET", "/props"):
            return peer.answer_json(200, {"default_generation_settings": {"n_ctx": self.window}, "total_slots": 1,
                                          "modalities": {"vision": False, "audio": False}})
        if request.path == COUNT_PATH and self.answers_counts:
            counted = self.count(json.loads(request.body))
            with self.lock:
                self.asked.append(counted)
            return peer.answer_json(200, {"object": "response.input_tokens", "input_tokens": counted})
        super().answer_question(peer, request)


def finish(message):
    return "tool_calls" if message.get("tool_calls") else "stop"


def call(name, arguments, identity="call_1"):
    """A message that calls a tool, its arguments as the very text given."""
    return {"role": "assistant", "content": None, "tool_calls": [
        {"id": identity, "type": "function", "function": {"name": name, "arguments": arguments}}]}


# What was forwarded ---------------------------------------------------------------------------------------------


def prompt(body):
    """What a model sees of a request: its tools, then its messages."""
    return [body.get("tools", []), body["messages"]]


def text(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def grows(before, after):
    """Whether a prompt begins with all of another, whose last message may go on at its end."""
    (tools, messages), (later_tools, later) = prompt(before), prompt(after)
    if text(tools) != text(later_tools) or len(later) < len(messages):
        return False
    if text(messages[:-1]) != text(later[:len(messages) - 1]):
        return False
    last, now = messages[-1], later[len(messages) - 1]
    return text(last) == text(now) or (
        text({**last, "content": ""}) == text({**now, "content": ""}) and now["content"].startswith(last["content"]))


def is_valid(body):
    """What strict templates ask of a conversation: the system message first and alone, the user next, no call without its
    results right behind it, no result without its call, nothing empty."""
    messages = list(body["messages"])
    if messages[0]["role"] == "system":
        messages.pop(0)
    waiting, before = [], None
    for message in messages:
        if message["role"] == "tool":
            if message["tool_call_id"] not in waiting:
                return False
            waiting.remove(message["tool_call_id"])
        elif waiting or message["role"] == "system" or message["role"] == before:
            return False
        if message["role"] != "tool" and not (message.get("content") or message.get("tool_calls")):
            return False
        waiting += [each["id"] for each in message.get("tool_calls", [])]
        before = message["role"]
    return messages[0]["role"] == "user" and messages[-1]["role"] in ("user", "tool") and not waiting
