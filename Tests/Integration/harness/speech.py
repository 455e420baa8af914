"""How models are heard and answer in each backend's dialect: what a test has one say, and what a request says of what was said before."""
import itertools
import json
from dataclasses import dataclass

from .dialects import ANTHROPIC, CHAT, JSON, OLLAMA, compact, sse

_ids = itertools.count(1)


@dataclass
class Words:
    """What a model says, whichever dialect its server speaks."""
    text: str = ""
    thinking: str = ""
    calls: tuple = ()  # of (name, arguments)
    ended: str = None  # "length" or "filter"; None for an answer that ended by itself


class Speech:
    """A dialect in which a server answers; a subclass says how an answer is written, and how a request is read."""
    def wants_stream(self, request):
        return bool(json.loads(request.body).get("stream"))

    def say(self, peer, request, words):
        """Answers a request, streamed if it wants that."""
        if not self.wants_stream(request):
            return peer.answer(200, compact(self.whole(words)), JSON)
        peer.begin_stream()
        for event in self.events(words):
            peer.chunk(event)
        peer.end_stream()

    def script(self, *turns):
        """A script that says these things one after the other, and the last of them again and again."""
        turns = list(turns)
        return lambda peer, request: self.say(peer, request, turns.pop(0) if len(turns) > 1 else turns[0])


class AnthropicSpeech(Speech):
    """The Messages API."""
    stops = {None: None, "length": "max_tokens", "filter": "refusal"}

    def _blocks(self, words):
        blocks = [{"type": "thinking", "thinking": words.thinking, "signature": "c2ln%08d" % next(_ids)}] if words.thinking else []
        blocks += [{"type": "text", "text": words.text}] if words.text else []
        return blocks + [{"type": "tool_use", "id": "toolu_%08d" % next(_ids), "name": name, "input": arguments}
                         for name, arguments in words.calls]

    def whole(self, words):
        return ANTHROPIC.message(self._blocks(words), self.stops[words.ended])

    def events(self, words):
        ended = b'"stop_reason":%s' % compact(self.stops[words.ended])
        return [event.replace(b'"stop_reason":"end_turn"', ended) if words.ended else event
                for event in ANTHROPIC.events(self._blocks(words))]

    def heard(self, body):
        """What was said before, as ("user", text), ("assistant", text), ("call", id, name, arguments), ("result", id, text)."""
        for message in body["messages"]:
            content = message["content"]
            for block in [{"type": "text", "text": content}] if isinstance(content, str) else content:
                if block["type"] == "text":
                    yield message["role"], block["text"]
                elif block["type"] == "tool_use":
                    yield "call", block["id"], block["name"], block["input"]
                elif block["type"] == "tool_result":
                    content = block["content"]
                    text = content if isinstance(content, str) else "".join(part["text"] for part in content)
                    yield "result", block["tool_use_id"], text


class ChatSpeech(Speech):
    """Chat completions; `reasoning` is the field in which a vendor shows what its model thinks."""

    def __init__(self, reasoning="reasoning_content", make_id=lambda: "call_%d" % next(_ids)):
        self.reasoning, self.make_id = reasoning, make_id

    def message(self, words):
        """An answer's message."""
        calls = [{"id": self.make_id(), "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
                 for name, arguments in words.calls]
        return {"role": "assistant", "content": words.text or None, **({self.reasoning: words.thinking} if words.thinking else {}),
                **({"tool_calls": calls} if calls else {})}

    def _finish(self, words):
        return {None: "tool_calls" if words.calls else "stop", "length": "length", "filter": "content_filter"}[words.ended]

    def whole(self, words):
        answer = json.loads(CHAT.answer(""))
        answer["choices"] = [{"index": 0, "message": self.message(words), "finish_reason": self._finish(words)}]
        return answer

    def events(self, words):
        message = self.message(words)
        deltas = [{self.reasoning: words.thinking}] if words.thinking else []
        deltas += [{"content": words.text}] if words.text else []
        for index, call in enumerate(message.get("tool_calls", [])):
            text = call["function"]["arguments"]
            named = {**call, "index": index, "function": {**call["function"], "arguments": text[:3]}}
            deltas += [{"tool_calls": [named]}, {"tool_calls": [{"index": index, "function": {"arguments": text[3:]}}]}]
        return CHAT.chunks(deltas, self._finish(words))

    def heard(self, body):
        for message in body["messages"]:
            content = message.get("content") or ""
            text = content if isinstance(content, str) else "".join(part["text"] for part in content)
            if message["role"] == "tool":
                yield "result", message["tool_call_id"], text
            elif text:
                yield message["role"], text
            for call in message.get("tool_calls") or []:
                yield "call", call["id"], call["function"]["name"], json.loads(call["function"]["arguments"])


class OllamaSpeech(Speech):
    """Ollama's own API: calls come whole, each in a line of its own."""

    def _messages(self, words):
        messages = [{"content": "", "thinking": words.thinking}] if words.thinking else []
        messages += [{"content": words.text}] if words.text else []
        return messages + [{"tool_calls": [{"id": "call_%08d" % next(_ids), "function": {
            "index": index, "name": name, "arguments": arguments}}]} for index, (name, arguments) in enumerate(words.calls)]

    def whole(self, words):
        messages = self._messages(words)
        calls = [call for message in messages for call in message.get("tool_calls", [])]
        return OLLAMA.last(words.text, message={"thinking": words.thinking, "tool_calls": calls}, done_reason=words.ended or "stop")

    def events(self, words):
        lines = [OLLAMA.line(message=message) for message in self._messages(words)]
        return [compact(line) + b"\n" for line in [*lines, OLLAMA.last(done_reason=words.ended or "stop")]]

    def heard(self, body):
        """Results belong to calls by their order where there are no ids, as Ollama's own clients leave them out."""
        calls, results = itertools.count(1), itertools.count(1)
        for message in body["messages"]:
            if message["role"] == "tool":
                yield "result", message.get("tool_call_id", next(results)), message["content"]
            elif message["content"]:
                yield message["role"], message["content"]
            for call in message.get("tool_calls") or []:
                yield "call", call.get("id", next(calls)), call["function"]["name"], call["function"]["arguments"]


class OllamaPromptSpeech(OllamaSpeech):
    """The same for a prompt, which is answered with a `response`."""

    def whole(self, words):
        return self._response(super().whole(words))

    def events(self, words):
        return [compact(self._response(json.loads(event))) + b"\n" for event in super().events(words)]

    @staticmethod
    def _response(line):
        return {"response": line.pop("message")["content"], **line}


class ResponsesSpeech(Speech):
    """OpenAI's Responses API, with reasoning that is shown in summary and goes back encrypted."""

    def _items(self, words):
        items = [{"type": "reasoning", "id": "rs_%d" % next(_ids), "summary": [{"type": "summary_text", "text": words.thinking}],
                  "encrypted_content": "gAAAA%d" % next(_ids)}] if words.thinking else []
        items += [{"type": "message", "id": "msg_%d" % next(_ids), "role": "assistant", "status": "completed",
                   "content": [{"type": "output_text", "text": words.text, "annotations": []}]}] if words.text else []
        return items + [{"type": "function_call", "id": "fc_%d" % next(_ids), "call_id": "call_%d" % next(_ids), "name": name,
                         "arguments": json.dumps(arguments), "status": "completed"} for name, arguments in words.calls]

    def whole(self, words):
        reason = {None: None, "length": "max_output_tokens", "filter": "content_filter"}[words.ended]
        return {"id": "resp_%d" % next(_ids), "object": "response", "created_at": 1, "model": "test-model",
                "status": "incomplete" if reason else "completed", "error": None, "output": self._items(words),
                "incomplete_details": {"reason": reason} if reason else None,
                "usage": {"input_tokens": 12, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": 34,
                          "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 46}}

    def events(self, words):
        whole = self.whole(words)
        begun = {**whole, "status": "in_progress", "output": [], "usage": None, "incomplete_details": None}
        events = [{"type": "response.created", "response": begun}, {"type": "response.in_progress", "response": begun}]
        for index, item in enumerate(whole["output"]):
            events += [{**event, "output_index": index} for event in self._item_events(item)]
        events.append({"type": "response." + whole["status"], "response": whole})
        return [sse({**event, "sequence_number": number}, event["type"]) for number, event in enumerate(events)]

    def _item_events(self, item):
        place = {"item_id": item["id"]}
        if item["type"] == "function_call":
            text, begun, kind = item["arguments"], {**item, "arguments": "", "status": "in_progress"}, "function_call_arguments"
            middle = [{"type": "response.%s.delta" % kind, "delta": piece, **place} for piece in (text[:3], text[3:])]
            middle.append({"type": "response.%s.done" % kind, "arguments": text, **place})
        elif item["type"] == "message":
            text, begun = item["content"][0]["text"], {**item, "content": [], "status": "in_progress"}
            place["content_index"] = 0
            empty = {"type": "output_text", "text": "", "annotations": []}
            middle = [{"type": "response.content_part.added", "part": empty, **place},
                      {"type": "response.output_text.delta", "delta": text, **place},
                      {"type": "response.output_text.done", "text": text, **place},
                      {"type": "response.content_part.done", "part": item["content"][0], **place}]
        else:
            part, begun = item["summary"][0], {**item, "summary": [], "encrypted_content": ""}
            place["summary_index"] = 0
            middle = [{"type": "response.reasoning_summary_part.added", "part": {**part, "text": ""}, **place},
                      {"type": "response.reasoning_summary_text.delta", "delta": part["text"], **place},
                      {"type": "response.reasoning_summary_text.done", "text": part["text"], **place},
                      {"type": "response.reasoning_summary_part.done", "part": part, **place}]
        return [{"type": "response.output_item.added", "item": begun}, *middle, {"type": "response.output_item.done", "item": item}]

    def failed(self, code, message):
        """The events of an answer that fails before it has said anything."""
        response = {**self.whole(Words()), "status": "failed", "usage": None, "error": {"code": code, "message": message}}
        events = [{"type": "response.created", "response": {**response, "status": "in_progress", "error": None}},
                  {"type": "response.failed", "response": response}]
        return [sse({**event, "sequence_number": number}, event["type"]) for number, event in enumerate(events)]

    def heard(self, body):
        for item in body["input"]:
            if item.get("type") == "function_call":
                yield "call", item["call_id"], item["name"], json.loads(item["arguments"])
            elif item.get("type") == "function_call_output":
                output = item["output"]
                yield "result", item["call_id"], output if isinstance(output, str) else "".join(part["text"] for part in output)
            elif item.get("type", "message") == "message":
                content = item["content"]
                yield item["role"], content if isinstance(content, str) else "".join(part["text"] for part in content)


class GeminiSpeech(Speech):
    """Gemini's generateContent: every chunk is a whole response, and nothing says which is the last."""

    def wants_stream(self, request):
        return request.path.endswith(":streamGenerateContent")

    def parts(self, words):
        """The parts of an answer; the first call of a step is signed, and no other."""
        parts = [{"text": words.thinking, "thought": True}] if words.thinking else []
        parts += [{"text": words.text}] if words.text else []
        for index, (name, arguments) in enumerate(words.calls):
            call = {"functionCall": {"id": "fc-%d" % next(_ids), "name": name, "args": arguments}}
            parts.append({**call, "thoughtSignature": "c2lnbmVkIA%06d==" % next(_ids)} if index == 0 else call)
        return parts

    def response(self, parts, finish=None):
        """One response, or one chunk of a stream."""
        return {"candidates": [{"index": 0, "content": {"role": "model", "parts": parts}, **({"finishReason": finish} if finish else {})}],
                "usageMetadata": {"promptTokenCount": 12, "candidatesTokenCount": 30, "thoughtsTokenCount": 4, "totalTokenCount": 46},
                "modelVersion": "gemini-test", "responseId": "r%d" % next(_ids)}

    def _finish(self, words):
        return {None: "STOP", "length": "MAX_TOKENS", "filter": "SAFETY"}[words.ended]

    def whole(self, words):
        return self.response(self.parts(words), self._finish(words))

    def events(self, words):
        parts = self.parts(words) or [{"text": ""}]
        return [sse(self.response([part], self._finish(words) if index == len(parts) - 1 else None))
                for index, part in enumerate(parts)]

    def heard(self, body):
        for content in body["contents"]:
            for part in content["parts"]:
                if "functionCall" in part:
                    yield "call", part["functionCall"]["id"], part["functionCall"]["name"], part["functionCall"]["args"]
                elif "functionResponse" in part:
                    result = part["functionResponse"]
                    yield "result", result["id"], result["response"].get("output") or result["response"]["error"]
                else:
                    yield {"model": "assistant"}.get(content["role"], content["role"]), part["text"]
