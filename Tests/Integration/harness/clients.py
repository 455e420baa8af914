"""Clients of every dialect as raw HTTP: what they send, and what they make of what comes back."""
import dataclasses
import json
import uuid
from dataclasses import dataclass, field

from . import http
from .dialects import compact

TOOL = {"name": "read", "description": "Reads a file",
        "parameters": {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}}


@dataclass
class Call:
    """One call of a tool, as a client understands it."""
    id: str
    name: str
    arguments: dict


@dataclass
class Said:
    """What a client makes of an answer."""
    answer: http.Answer
    text: str = ""
    thinking: str = ""
    calls: list = field(default_factory=list)
    stop: str = None  # in the dialect's own word
    prompt_tokens: int = None
    error: str = None  # the sentence, if it failed
    code: str = None  # the word by which the dialect's clients know the failure
    kept: list = field(default_factory=list)  # what the client puts into its history


class Talk:
    """One conversation of a client with a model through the gateway: everything again on every turn."""

    def __init__(self, client, gateway, model, stream=True, tools=(TOOL,), **more):
        self.client, self.gateway, self.model, self.stream = client, gateway, model, stream
        self.tools, self.more, self.history = list(tools), more, []
        self.headers = {"content-type": "application/json", **client.identity()}

    def say(self, text):
        """The user says something."""
        return self._ask([self.client.user(text)])

    def give(self, *texts):
        """The results of the calls that were made last, in their order."""
        return self._ask(self.client.results(list(zip(self.last.calls, texts))))

    def _ask(self, messages):
        self.history += messages
        body = compact({**self.client.body(self), **self.more})
        answer = http.request(self.gateway.port, "POST", self.client.path, self.headers, body)
        self.last = self.client.read(answer, self.stream)
        self.history += self.last.kept
        return self.last


class AnthropicClient:
    """A client of the Messages API, as Claude Code is one."""
    name = "anthropic"
    path = "/v1/messages"
    overflow = (400, "invalid_request_error", "prompt is too long")
    stops = {"text": "end_turn", "calls": "tool_use", "length": "max_tokens", "filter": "refusal"}

    def identity(self):
        return {"x-api-key": "client-key", "anthropic-version": "2023-06-01", "x-claude-code-session-id": str(uuid.uuid4())}

    def user(self, text):
        return {"role": "user", "content": text}

    def results(self, pairs):
        return [{"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": call.id, "content": text} for call, text in pairs]}]

    def called(self, calls):
        """A message of the assistant that is these calls."""
        return [{"role": "assistant", "content": [
            {"type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments} for call in calls]}]

    def body(self, talk):
        tools = [{"name": tool["name"], "description": tool["description"], "input_schema": tool["parameters"]} for tool in talk.tools]
        return {"model": talk.model, "max_tokens": 4000, "stream": talk.stream, "messages": talk.history,
                "thinking": {"type": "enabled", "budget_tokens": 2000},
                **({"tools": tools} if tools else {})}

    def read(self, answer, stream):
        if answer.status != 200:
            return self._failed(answer, answer.json()["error"])
        if not stream:
            return self._message(answer, answer.json())
        message = None
        for name, data in answer.events():
            assert name == data["type"] and (message or name in ("message_start", "ping", "error")), data
            if name == "error":
                return self._failed(answer, data["error"])
            if name == "message_start":
                message = data["message"]
            elif name == "content_block_start":
                assert data["index"] == len(message["content"]), data
                message["content"].append(data["content_block"])
            elif name == "content_block_delta":
                self._delta(message["content"][data["index"]], data["delta"])
            elif name == "content_block_stop" and message["content"][data["index"]]["type"] == "tool_use":
                block = message["content"][data["index"]]
                block["input"] = json.loads(block.pop("partial_json", "") or "{}")
            elif name == "message_delta":
                message.update(data["delta"])
                message["usage"].update(data["usage"])
        assert name == "message_stop"
        return self._message(answer, message)

    def _delta(self, block, delta):
        key = next(key for key in delta if key != "type")
        block[key] = block.get(key, "") + delta[key]

    def _failed(self, answer, error):
        return Said(answer, error=error["message"], code=error["type"])

    def _message(self, answer, message):
        blocks, usage = message["content"], message["usage"]
        return Said(
            answer, text="".join(block["text"] for block in blocks if block["type"] == "text"),
            thinking="".join(block["thinking"] for block in blocks if block["type"] == "thinking"),
            calls=[Call(block["id"], block["name"], block["input"]) for block in blocks if block["type"] == "tool_use"],
            stop=message["stop_reason"], kept=[{"role": "assistant", "content": blocks}],
            prompt_tokens=sum(usage.get(key) or 0 for key in (
                "input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")))


class ChatClient:
    """A client of chat completions, as OpenAI's libraries make them: reasoning is shown, and never sent back."""
    name = "chat"
    path = "/v1/chat/completions"
    overflow = (400, "context_length_exceeded", "This model's maximum context length is ")
    stops = {"text": "stop", "calls": "tool_calls", "length": "length", "filter": "content_filter"}
    reasoning = ("reasoning_content", "reasoning")  # where vendors put it, in the order in which clients look

    def identity(self):
        return {"authorization": "Bearer client-key"}

    def user(self, text):
        return {"role": "user", "content": text}

    def results(self, pairs):
        return [{"role": "tool", "tool_call_id": call.id, "content": text} for call, text in pairs]

    def called(self, calls):
        return [{"role": "assistant", "content": None, "tool_calls": [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": json.dumps(call.arguments)}}
            for call in calls]}]

    def body(self, talk):
        stream = {"stream": True, "stream_options": {"include_usage": True}} if talk.stream else {}
        tools = {"tools": [{"type": "function", "function": tool} for tool in talk.tools]} if talk.tools else {}
        return {"model": talk.model, "max_completion_tokens": 1000, "messages": talk.history, **stream, **tools}

    def read(self, answer, stream):
        if answer.status != 200:
            return self._failed(answer, answer.json()["error"])
        if not stream:
            choice, = answer.json()["choices"]
            return self._message(answer, choice["message"], choice["finish_reason"], answer.json()["usage"])
        message, finish, usage = {"role": "assistant", "content": ""}, None, None
        done = b"data: [DONE]\n\n"
        for _, chunk in dataclasses.replace(answer, body=answer.body.removesuffix(done)).events():
            if chunk.get("error"):
                return self._failed(answer, chunk["error"])
            usage = chunk.get("usage") or usage
            for choice in chunk["choices"]:
                self._delta(message, choice["delta"])
                finish = choice["finish_reason"] or finish
        assert answer.body.endswith(done) and finish
        return self._message(answer, message, finish, usage)

    def _delta(self, message, delta):
        for key in ("content", *self.reasoning):
            if delta.get(key):
                message[key] = (message.get(key) or "") + delta[key]
        calls = message.setdefault("tool_calls", []) if delta.get("tool_calls") else []
        for part in delta.get("tool_calls", []):
            if part["index"] == len(calls):
                calls.append({"id": part["id"], "type": "function", "function": {"name": part["function"]["name"], "arguments": ""}})
            calls[part["index"]]["function"]["arguments"] += part["function"].get("arguments", "")

    def _failed(self, answer, error):
        return Said(answer, error=error["message"], code=error.get("code") or error.get("type"))

    def _message(self, answer, message, finish, usage):
        calls = message.get("tool_calls") or []
        kept = {key: value for key, value in message.items() if key in ("role", "content", "tool_calls")}
        return Said(
            answer, text=message["content"] or "", stop=finish, kept=[kept],
            thinking=next((message[key] for key in self.reasoning if message.get(key)), ""),
            calls=[Call(call["id"], call["function"]["name"], json.loads(call["function"]["arguments"])) for call in calls],
            prompt_tokens=usage and usage["prompt_tokens"])


class ResponsesClient:
    """A client of the Responses API, as Codex is one: nothing is kept for it, and reasoning goes back as it came. Whatever ended
    an answer, it is told of one that is complete: Codex would throw the others away."""
    name = "responses"
    path = "/v1/responses"
    overflow = (400, "context_length_exceeded", "This model's maximum context length is ")
    stops = dict.fromkeys(["text", "calls", "length", "filter"], "completed")

    def identity(self):
        return {"authorization": "Bearer client-key", "user-agent": "codex_exec/0.163.0", "session-id": str(uuid.uuid4())}

    def user(self, text):
        return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}

    def results(self, pairs):
        return [{"type": "function_call_output", "call_id": call.id, "output": text} for call, text in pairs]

    def called(self, calls):
        return [{"type": "function_call", "call_id": call.id, "name": call.name, "arguments": json.dumps(call.arguments)}
                for call in calls]

    def body(self, talk):
        return {"model": talk.model, "max_output_tokens": 1000, "stream": talk.stream, "store": False, "input": talk.history,
                "include": ["reasoning.encrypted_content"], "tools": [{"type": "function", **tool} for tool in talk.tools]}

    def read(self, answer, stream):
        if answer.status != 200:
            return self._failed(answer, answer.json()["error"])
        if not stream:
            return self._response(answer, answer.json())
        done = []
        for number, (name, event) in enumerate(answer.events()):
            assert name == event["type"] and event["sequence_number"] == number, event
            if name == "response.output_item.done":
                done.append(event["item"])
            if name == "response.failed":
                return self._failed(answer, event["response"]["error"])
        assert name in ("response.completed", "response.incomplete") and event["response"]["output"] == done
        return self._response(answer, event["response"])

    def _failed(self, answer, error):
        return Said(answer, error=error["message"], code=error.get("code") or error.get("type"))

    def _response(self, answer, response):
        items = response["output"]
        spoken = [part for item in items if item["type"] == "message" for part in item["content"]]
        thought = [part for item in items if item["type"] == "reasoning" for part in [*item["summary"], *(item.get("content") or [])]]
        return Said(
            answer, text="".join(part.get("text", "") for part in spoken), thinking="".join(part["text"] for part in thought),
            calls=[Call(item["call_id"], item["name"], json.loads(item["arguments"])) for item in items
                   if item["type"] == "function_call"],
            stop=(response.get("incomplete_details") or {}).get("reason") or response["status"], kept=items,
            prompt_tokens=response["usage"] and response["usage"]["input_tokens"])


class OllamaClient:
    """A client of Ollama's own API. Its library for Python sends no ids of calls back, others do (`keeps_ids`)."""
    name = "ollama"
    path = "/api/chat"
    overflow = (400, None, "the input length exceeds the context length")
    stops = {"text": "stop", "calls": "stop", "length": "length", "filter": "stop"}

    def __init__(self, keeps_ids=False):
        self.keeps_ids = keeps_ids

    def identity(self):
        return {}

    def user(self, text):
        return {"role": "user", "content": text}

    def results(self, pairs):
        return [{"role": "tool", "tool_name": call.name, "content": text, **({"tool_call_id": call.id} if self.keeps_ids else {})}
                for call, text in pairs]

    def called(self, calls):
        return [{"role": "assistant", "content": "", "tool_calls": [
            {**({"id": call.id} if self.keeps_ids else {}), "function": {"name": call.name, "arguments": call.arguments}}
            for call in calls]}]

    def body(self, talk):
        return {"model": talk.model, "stream": talk.stream, "messages": talk.history, "options": {"num_predict": 1000},
                **({"tools": [{"type": "function", "function": tool} for tool in talk.tools]} if talk.tools else {})}

    def read(self, answer, stream):
        lines = [json.loads(line) for line in answer.body.splitlines() if line]
        if "error" in lines[-1]:
            return Said(answer, error=lines[-1]["error"])
        assert [line["done"] for line in lines] == [False] * (len(lines) - 1) + [True] and (stream or len(lines) == 1)
        said = Said(answer, stop=lines[-1]["done_reason"], prompt_tokens=lines[-1].get("prompt_eval_count"))
        for message in (line["message"] for line in lines if "message" in line):
            said.text += message["content"]
            said.thinking += message.get("thinking") or ""
            said.calls += [Call(call.get("id"), call["function"]["name"], call["function"]["arguments"])
                           for call in message.get("tool_calls") or []]
        said.kept = [{**self.called(said.calls)[0], "content": said.text}] if said.calls else [
            {"role": "assistant", "content": said.text}]
        return said


CLIENTS = [AnthropicClient(), ChatClient(), ResponsesClient(), OllamaClient()]
